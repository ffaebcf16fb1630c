package keystore

// thisSystem needs no look: Credential Manager never prompts for a generic credential, so a read of a name that does
// not exist tells all there is to tell.
func thisSystem() *system {
	return &system{goos: "windows", backend: "Credential Manager"}
}

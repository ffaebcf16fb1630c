package keystore

import (
	"context"
	"errors"
	"os"
	"os/exec"
)

func thisSystem() *system {
	sys := &system{goos: "darwin", backend: "Keychain"}
	sys.look = func(ctx context.Context) (finding, bool) { return lookAtKeychain(ctx, sys) }
	return sys
}

// lookAtKeychain asks whether there is a default keychain. Whether it is locked can be asked without a prompt only
// where no prompt can be shown, which is over SSH; there it is also where it usually is locked. At the desktop the
// login keychain is open, or the first use shows the system's own prompt.
func lookAtKeychain(ctx context.Context, sys *system) (finding, bool) {
	const security = "/usr/bin/security"
	if err := exec.CommandContext(ctx, security, "default-keychain").Run(); err != nil {
		return keychainFinding(sys, err)
	}
	if os.Getenv("SSH_CONNECTION") == "" {
		return finding{}, false
	}
	err := exec.CommandContext(ctx, security, "show-keychain-info").Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if f := keychainCode(sys, exit.ExitCode(), err); f.state == Locked {
			return f, true
		}
	}
	return finding{}, false
}

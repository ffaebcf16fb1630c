package keystore

import (
	"os"
	"path/filepath"
	"runtime"
)

// ConfigDir gives the folder of the connections file and of the encrypted secrets: BCTUI_CONFIG_DIR, else
// XDG_CONFIG_HOME/bctui (not on Windows), else what the operating system provides (os.UserConfigDir) plus "bctui".
// The folder need not exist. The error is a *FolderError that says which variable to set.
func ConfigDir() (string, error) {
	if dir := os.Getenv("BCTUI_CONFIG_DIR"); dir != "" {
		return absolute(dir)
	}
	dir, err := userDir("XDG_CONFIG_HOME", os.UserConfigDir)
	if err != nil {
		return "", &FolderError{Op: "find", Text: "The config folder is not known: " + err.Error() + ".",
			Hint: "Set BCTUI_CONFIG_DIR to a folder that you can write to.", Err: err}
	}
	return filepath.Join(dir, "bctui"), nil
}

// CacheDir gives the folder for what can be fetched again: BCTUI_CACHE_DIR, else "cache" inside BCTUI_CONFIG_DIR
// when that is set (so that one variable moves all that bctui writes), else XDG_CACHE_HOME/bctui (not on Windows),
// else what the operating system provides (os.UserCacheDir) plus "bctui". The folder need not exist.
func CacheDir() (string, error) {
	if dir := os.Getenv("BCTUI_CACHE_DIR"); dir != "" {
		return absolute(dir)
	}
	if dir := os.Getenv("BCTUI_CONFIG_DIR"); dir != "" {
		return absolute(filepath.Join(dir, "cache"))
	}
	dir, err := userDir("XDG_CACHE_HOME", os.UserCacheDir)
	if err != nil {
		return "", &FolderError{Op: "find", Text: "The cache folder is not known: " + err.Error() + ".",
			Hint: "Set BCTUI_CACHE_DIR to a folder that you can write to.", Err: err}
	}
	return filepath.Join(dir, "bctui"), nil
}

// userDir prefers the XDG variable on every Unix (os.UserConfigDir ignores it on macOS, where many terminal users
// set it all the same). A relative path there counts for nothing here; os.UserConfigDir then refuses it on Linux.
func userDir(variable string, system func() (string, error)) (string, error) {
	if runtime.GOOS != "windows" {
		if dir := os.Getenv(variable); filepath.IsAbs(dir) {
			return dir, nil
		}
	}
	return system()
}

func absolute(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", &FolderError{Op: "find", Path: dir, Text: "The folder " + dir + " is not known: " + err.Error() + ".",
			Hint: "Give the whole path.", Err: err}
	}
	return abs, nil
}

//go:build !windows

package format

// system has nothing to add where the environment names the locale; terminals of macOS set LANG.
func system() (Formatter, bool) { return Formatter{}, false }

package termtest

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// TB is what this package needs of *testing.T and *testing.B. It is an interface of its own so that commands (see
// shoot) can use the package without linking package testing.
type TB interface {
	Helper()
	Name() string
	TempDir() string
	Cleanup(func())
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Skipf(format string, args ...any)
}

// Options describe the terminal and the world of the program in it. The zero value is a dark terminal of 80×24 that
// measures text with wcwidth, knows true colour, the mouse, bracketed paste and synchronised output, and sends keys the
// old way (a lone ESC for Esc).
type Options struct {
	Width, Height int // cells; 0 means 80 and 24

	// Light makes the terminal answer that its background is white.
	Light bool
	// Graphemes makes the terminal measure whole grapheme clusters and say so (mode 2027), as Ghostty, Contour and new
	// Windows Terminals do. Else each code point has the width wcwidth gives it, and mode 2027 is unknown.
	Graphemes bool
	// Kitty makes the terminal speak the kitty keyboard protocol when the program asks for it.
	Kitty bool
	// NoSync makes mode 2026 (synchronised output) unknown, as in Terminal.app.
	NoSync bool

	// Env is added to the environment of the program, which else holds only what a program needs to start: nothing of
	// the caller's terminal, proxies, AZURE_* or BCTUI_* variables or session bus is passed on, and home, config and
	// cache folders lie in a temporary folder. "NAME=value" sets, "NAME" alone removes.
	Env []string
	// Dir is the program's working folder; empty means the caller's.
	Dir string

	// Wait bounds every single wait; 0 means 20 s, or what BCTUI_TEST_WAIT says ("90s"), for slow machines.
	Wait time.Duration

	// Never lists texts (secrets, tokens) that must not be on the screen in any frame. The test fails when one was.
	Never []string

	watch func(Screen) (done bool) // sees every screen until it is done
}

func (o Options) filled() Options {
	if o.Width <= 0 {
		o.Width = 80
	}
	if o.Height <= 0 {
		o.Height = 24
	}
	if o.Wait <= 0 {
		o.Wait = 20 * time.Second
		if d, err := time.ParseDuration(os.Getenv("BCTUI_TEST_WAIT")); err == nil && d > 0 {
			o.Wait = d
		}
	}
	return o
}

// environ builds the environment of a program whose home is the given folder.
func (o Options) environ(home string) []string {
	env := []string{
		"TERM=xterm-256color",
		"COLORTERM=truecolor",
		"LANG=C.UTF-8",
		"TZ=UTC",
	}
	if home != "" {
		env = append(env,
			"HOME="+home,
			"XDG_CONFIG_HOME="+filepath.Join(home, ".config"),
			"XDG_CACHE_HOME="+filepath.Join(home, ".cache"),
			"XDG_DATA_HOME="+filepath.Join(home, ".local", "share"),
			"XDG_RUNTIME_DIR="+home,
		)
		if runtime.GOOS == "windows" {
			env = append(env,
				"USERPROFILE="+home,
				"APPDATA="+filepath.Join(home, "AppData", "Roaming"),
				"LOCALAPPDATA="+filepath.Join(home, "AppData", "Local"),
			)
		}
	}
	for _, name := range []string{
		"PATH", "TMPDIR", "TEMP", "TMP", "USER", "LOGNAME",
		"GOCOVERDIR", "GORACE", "GOTRACEBACK", "GOMAXPROCS",
		"SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "windir",
	} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	for _, kv := range o.Env {
		name, _, sets := strings.Cut(kv, "=")
		env = slices.DeleteFunc(env, func(e string) bool { return strings.HasPrefix(e, name+"=") })
		if sets {
			env = append(env, kv)
		}
	}
	return env
}

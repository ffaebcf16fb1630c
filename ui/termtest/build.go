package termtest

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
)

// Build builds a command as a release is built (no cgo, stripped) into a temporary folder and gives its path. pkg is an
// import path ("bctui" is the program itself).
func Build(tb TB, pkg string) string {
	tb.Helper()
	out := filepath.Join(tb.TempDir(), path.Base(pkg))
	if runtime.GOOS == "windows" {
		out += ".exe"
	}
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, pkg) //nolint:gosec,noctx // a test's own words; go build ends by itself
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if msg, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("go build %s: %v\n%s", pkg, err, msg)
	}
	return out
}

package keystore

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A file is replaced by writing a new one beside it and renaming that over it, so that whoever reads, and whoever
// reads after a crash, finds the old file or the new one, whole.

// Steps of a replacement, for the tests that end the process at each of them.
const (
	stepCreated = "created" // the temporary file exists and is empty
	stepHalf    = "half"    // half of it is written
	stepSynced  = "synced"  // all of it is on the disk
	stepRenamed = "renamed" // it has taken the place of the old file
)

func temporaryPrefix(path string) string { return "." + filepath.Base(path) + ".tmp-" }

// makeFolder makes the folder of path for its owner alone. A folder that exists keeps its rights: it may be one that
// the user shares on purpose.
func makeFolder(path string) error {
	const ownerOnly = 0o700
	return os.MkdirAll(filepath.Dir(path), ownerOnly)
}

// replaceFile puts data in the place of path, readable by the owner only. step is called after each step; nil is
// allowed. The caller holds the lock of path.
func replaceFile(path string, data []byte, step func(string)) (err error) {
	if step == nil {
		step = func(string) {}
	}
	// People link their config files into a folder under version control: the link stays, its target is replaced.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), temporaryPrefix(path)+"*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
		}
	}()
	step(stepCreated)
	half := len(data) / 2
	if _, err := tmp.Write(data[:half]); err != nil {
		return err
	}
	step(stepHalf)
	if _, err := tmp.Write(data[half:]); err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	step(stepSynced)
	if err := rename(tmp.Name(), path); err != nil {
		return err
	}
	step(stepRenamed)
	syncFolder(filepath.Dir(path))
	return nil
}

// rename retries on Windows, where a virus scanner or a reader that has the file open for a moment makes it fail.
func rename(from, to string) error {
	const tries, pause = 20, 25 * time.Millisecond
	for try := 1; ; try++ {
		err := os.Rename(from, to)
		if err == nil || runtime.GOOS != "windows" || try == tries || !errors.Is(err, os.ErrPermission) && !isSharingViolation(err) {
			return err
		}
		time.Sleep(pause) //nolint:forbidigo // nothing tells when another program lets go of a file
	}
}

// syncFolder makes the rename itself survive a power cut. Not every file system lets a folder be synced (Windows
// does not), and the file is whole either way, so a failure is no failure of the write.
func syncFolder(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	_ = d.Sync()
	_ = d.Close()
}

// leftovers gives the temporary files beside path that a killed process has left.
func leftovers(path string) []string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil
	}
	var found []string
	for _, name := range names {
		if strings.HasPrefix(name.Name(), temporaryPrefix(path)) {
			found = append(found, filepath.Join(filepath.Dir(path), name.Name()))
		}
	}
	return found
}

// sweep removes the leftovers of path. The caller holds the lock of path, so none of them is being written.
func sweep(path string) {
	for _, left := range leftovers(path) {
		_ = os.Remove(left)
	}
}

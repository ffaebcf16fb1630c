package keystore

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// FolderError is a config or cache folder, or a file in it, that cannot be used. Nothing was changed.
type FolderError struct {
	Op   string // "find", "read", "write", "lock"
	Path string // the folder or file; "" when it is not known which
	Text string // what is so, with the path
	Hint string // what to do
	Err  error
}

// Error gives what is so and what to do in one line.
func (e *FolderError) Error() string { return e.Text + " " + e.Hint }

// Unwrap gives the error of the operating system.
func (e *FolderError) Unwrap() error { return e.Err }

// folderError says what stands in the way of reading or writing path.
func folderError(op, path string, err error) *FolderError {
	e := &FolderError{Op: op, Path: path, Err: err}
	verb := "be written"
	if op == "read" {
		verb = "be read"
	}
	e.Text = path + " cannot " + verb + ": " + reason(err) + "."
	const other = "or set BCTUI_CONFIG_DIR to a folder that you can write to."
	switch {
	case errors.Is(err, syscall.ENOSPC):
		e.Hint = "Make room on the disk and try again; nothing was changed."
	case errors.Is(err, syscall.EROFS):
		e.Hint = "The disk is mounted read-only: make it writable, " + other
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		e.Hint = "A file stands where a folder has to be: move it away, " + other
	case errors.Is(err, fs.ErrPermission):
		e.Hint = "Check who owns it and its rights (a run with sudo may have left it to root), " + other
	case errors.Is(err, syscall.EISDIR):
		e.Hint = "A folder stands where a file has to be: move it away, " + other
	default:
		e.Hint = "Check the folder, " + other
	}
	return e
}

// reason gives the operating system's words without the path, which the text names already.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err.Error()
	}
	return err.Error()
}

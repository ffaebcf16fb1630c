package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// saveReport writes a report into the folder that the program was started in.
func saveReport(name string, data []byte) (string, error) {
	path, _, err := saveStream(name, bytes.NewReader(data))
	return path, err
}

// saveStream writes what r gives into a file in the folder that the program was started in, and tells where and how
// much. It never writes over a file: the second of a name gets a number. What could not be read whole leaves no file.
func saveStream(name string, r io.Reader) (path string, n int64, err error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", 0, fmt.Errorf("the folder for the file is not known: %w", err)
	}
	file, err := newFile(dir, filepath.Base(name))
	if err != nil {
		return "", 0, err
	}
	n, err = io.Copy(file, r)
	if err = errors.Join(err, file.Close()); err != nil {
		return "", n, errors.Join(fmt.Errorf("the file could not be written: %w", err), os.Remove(file.Name()))
	}
	return file.Name(), n, nil
}

// newFile makes a file that was not there before, for its owner alone.
func newFile(dir, name string) (*os.File, error) {
	const most = 1000
	extension := filepath.Ext(name)
	stem := strings.TrimSuffix(name, extension)
	for n := 1; n < most; n++ {
		path := filepath.Join(dir, stem+extension)
		if n > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s-%d%s", stem, n, extension))
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("the file could not be written: %w", err)
		}
		return file, nil
	}
	return nil, fmt.Errorf("%s has too many files of that name: clear some away", dir)
}

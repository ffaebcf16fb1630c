package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// saveReport writes a report into the folder that the program was started in. It never writes over a file: a second
// report of the day gets a number.
func saveReport(name string, data []byte) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("the folder for the report is not known: %w", err)
	}
	const most = 1000
	extension := filepath.Ext(name)
	stem := strings.TrimSuffix(filepath.Base(name), extension)
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
			return "", fmt.Errorf("the report could not be written: %w", err)
		}
		_, err = file.Write(data)
		if err = errors.Join(err, file.Close()); err != nil {
			return "", fmt.Errorf("the report could not be written: %w", err)
		}
		return path, nil
	}
	return "", fmt.Errorf("%s has too many reports of that name: clear some away", dir)
}

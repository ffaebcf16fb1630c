package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSavedFilesNeverReplaceOthersAndAreWholeOrNotThere(t *testing.T) {
	t.Chdir(t.TempDir())
	first, err := saveReport("report.md", []byte("one"))
	if err != nil {
		t.Fatal(err)
	}
	second, n, err := saveStream("../report.md", strings.NewReader("second"))
	if err != nil || n != 6 || filepath.Dir(second) != filepath.Dir(first) || second == first {
		t.Errorf("%q and %q, %d bytes, %v", first, second, n, err)
	}
	if data, _ := os.ReadFile(first); string(data) != "one" {
		t.Errorf("the first file holds %q", data)
	}
	broken := io.MultiReader(strings.NewReader("half"), errReader{})
	if path, _, err := saveStream("picture.png", broken); err == nil {
		t.Errorf("a broken stream was saved as %q", path)
	}
	if left, _ := filepath.Glob("picture*"); len(left) != 0 {
		t.Errorf("a half file is left: %q", left)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errors.New("the line was cut") }

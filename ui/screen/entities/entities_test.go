package entities_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bctui/bc"
)

// A $metadata that breaks off in the middle is whole by its length: the sets are there all the same, with a warning that
// stays, the text that the service sent, and a key that reads it anew.
func TestDamagedMetadataIsSaidShownAndReadAgain(t *testing.T) {
	whole := schema(small())
	s := &service{t: t, names: []string{"customers", "orders"}}
	s.answer(whole[:len(whole)/2])
	dir := t.TempDir()
	r := open(t, s, func(o *bc.Options) { o.CacheDir = dir })
	r.list()
	r.Has("! $metadata is damaged, the list may be incomplete · V why · r again", "customers", "orders")

	r.Do("V")
	r.Has("$metadata is damaged", "ends too early, at byte")
	r.HasNot("WHAT IT HOLDS")
	r.Do("V")
	r.Has("<EntityType Name=")
	r.Do("esc")
	r.Has("WHAT IT HOLDS")

	s.answer(nil) // worse
	r.Do("r")
	r.Has("! $metadata is damaged", "customers")
	s.answer(whole)
	r.Do("r")
	r.Heard("Loaded again")
	r.HasNot("damaged")
	r.Has("customers", "orders")
	if n := s.times("$metadata"); n != 3 {
		t.Errorf("$metadata was read %d times", n)
	}
	r.Do("V")
	r.Heard("Nothing is wrong with $metadata")
	if files, _ := filepath.Glob(filepath.Join(dir, "*", "*")); len(files) != 0 {
		t.Errorf("without a version of the service nothing is kept: %v", files)
	}
}

// Coming back to the list is a reason to try again; opening a set is not.
func TestDamagedMetadataIsTriedAgainByTheList(t *testing.T) {
	s := &service{t: t, names: []string{"customers"}}
	s.answer([]byte("{}"))
	r := open(t, s)
	r.list()
	r.Do("enter")
	r.show(r.gone()[0].Place, r.gone()[0].Seed)
	r.Has("N0")
	if n := s.times("$metadata"); n != 1 {
		t.Errorf("a set asks for $metadata again: %d times", n)
	}
	s.answer(schema(small()))
	r.list()
	r.HasNot("damaged")
	r.Has("orders")
	r.list()
	if n := s.times("$metadata"); n != 2 {
		t.Errorf("$metadata that is whole was read again: %d times", n)
	}
}

// When nothing can be listed the finding is the screen's content: never an empty list.
func TestWithoutAnySetTheFindingIsTheContent(t *testing.T) {
	s := &service{t: t}
	s.answer([]byte(`<error><code>Boom</code><message>no metadata today</message></error>`))
	r := open(t, s)
	r.list()
	r.Has("✗ $metadata is damaged", "no $metadata document", "Who")
	r.HasNot("0 entity sets")
	r.Do("V")
	r.Has("no metadata today")
	s.answer(schema(small()))
	r.Do("r")
	r.Has("customers")
}

// A refresh that fails leaves what is there.
func TestAFailedRefreshKeepsTheList(t *testing.T) {
	s := &service{t: t}
	s.answer(schema(small()))
	r := open(t, s)
	r.list()
	s.mu.Lock()
	s.meta = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }
	s.mu.Unlock()
	r.Do("r")
	r.Heard("Not loaded again")
	r.Has("customers", "orders")
}

// What is odd and does no harm is counted below, and shown by the same key.
func TestOdditiesAreToldBelow(t *testing.T) {
	s := &service{t: t}
	s.answer(schema(entity("thing", `<Property Name="what" Type="N.unheard"/>`) + container("things=N.thing")))
	r := open(t, s)
	r.list()
	if left := r.Screen.Status().Left; !strings.Contains(left, "1 part of $metadata not understood · V shows which") {
		t.Error(left)
	}
	r.Do("V")
	r.Has("Parts of $metadata could not be understood", "of type N.unheard, which is not described")
}

// What a damaged document left on disk in an earlier run is as if it were not there.
func TestADamagedFileOnDiskIsReadAnew(t *testing.T) {
	s := &service{t: t, version: "27.0"}
	s.answer(schema(small()))
	dir := t.TempDir()
	r := open(t, s, func(o *bc.Options) { o.CacheDir = dir })
	r.list()
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*.gz"))
	if len(files) != 1 {
		t.Fatalf("kept are %v", files)
	}
	again := func(times int) {
		t.Helper()
		r = open(t, s, func(o *bc.Options) { o.CacheDir = dir })
		r.list()
		r.Has("customers")
		r.HasNot("damaged")
		if n := s.times("$metadata"); n != times {
			t.Errorf("$metadata was read %d times, not %d", n, times)
		}
	}
	again(1)
	if err := os.WriteFile(files[0], []byte("\x1f\x8bjunk"), 0o600); err != nil {
		t.Fatal(err)
	}
	again(2)
	again(2)
	r.Do("r") // reads anew whatever is kept
	if n := s.times("$metadata"); n != 3 {
		t.Errorf("$metadata was read %d times", n)
	}
}

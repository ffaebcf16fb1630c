package entities_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bctui/bc"
)

func (r *rig) has(texts ...string) {
	r.t.Helper()
	for _, x := range texts {
		if view := r.view(); !strings.Contains(view, x) {
			r.t.Errorf("%q is not on the screen:\n%s", x, view)
		}
	}
}

func (r *rig) hasNot(text string) {
	r.t.Helper()
	if view := r.view(); strings.Contains(view, text) {
		r.t.Errorf("%q is on the screen:\n%s", text, view)
	}
}

func (r *rig) heard(text string) {
	r.t.Helper()
	if !strings.Contains(strings.Join(r.said, "\n"), text) {
		r.t.Errorf("%q was not said, but %q", text, r.said)
	}
}

// A $metadata that breaks off in the middle is whole by its length: the sets are there all the same, with a warning that
// stays, the text that the service sent, and a key that reads it anew.
func TestDamagedMetadataIsSaidShownAndReadAgain(t *testing.T) {
	whole := schema(small())
	s := &service{t: t, names: []string{"customers", "orders"}}
	s.answer(whole[:len(whole)/2])
	dir := t.TempDir()
	r := open(t, s, func(o *bc.Options) { o.CacheDir = dir })
	r.list()
	r.has("! $metadata is damaged, the list may be incomplete · V why · r again", "customers", "orders")

	r.press("V")
	r.has("$metadata is damaged", "ends too early, at byte")
	r.hasNot("WHAT IT HOLDS")
	r.press("V")
	r.has("<EntityType Name=")
	r.press("esc")
	r.has("WHAT IT HOLDS")

	s.answer(nil) // worse
	r.press("r")
	r.has("! $metadata is damaged", "customers")
	s.answer(whole)
	r.press("r")
	r.heard("Loaded again")
	r.hasNot("damaged")
	r.has("customers", "orders")
	if n := s.times("$metadata"); n != 3 {
		t.Errorf("$metadata was read %d times", n)
	}
	r.press("V")
	r.heard("Nothing is wrong with $metadata")
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
	r.press("enter")
	r.show(r.gone[0].Place, r.gone[0].Seed)
	r.has("N0")
	if n := s.times("$metadata"); n != 1 {
		t.Errorf("a set asks for $metadata again: %d times", n)
	}
	s.answer(schema(small()))
	r.list()
	r.hasNot("damaged")
	r.has("orders")
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
	r.has("✗ $metadata is damaged", "no $metadata document", "Who")
	r.hasNot("0 entity sets")
	r.press("V")
	r.has("no metadata today")
	s.answer(schema(small()))
	r.press("r")
	r.has("customers")
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
	r.press("r")
	r.heard("Not loaded again")
	r.has("customers", "orders")
}

// What is odd and does no harm is counted below, and shown by the same key.
func TestOdditiesAreToldBelow(t *testing.T) {
	s := &service{t: t}
	s.answer(schema(entity("thing", `<Property Name="what" Type="N.unheard"/>`) + container("things=N.thing")))
	r := open(t, s)
	r.list()
	if left := r.screen.Status().Left; !strings.Contains(left, "1 part of $metadata not understood · V shows which") {
		t.Error(left)
	}
	r.press("V")
	r.has("Parts of $metadata could not be understood", "of type N.unheard, which is not described")
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
		r.has("customers")
		r.hasNot("damaged")
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
	r.press("r") // reads anew whatever is kept
	if n := s.times("$metadata"); n != 3 {
		t.Errorf("$metadata was read %d times", n)
	}
}

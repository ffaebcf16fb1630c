package prefs_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"bctui/ui/place"
	"bctui/ui/prefs"
)

var customers = prefs.Set{Connection: "contoso", Route: "v2.0", Set: "customers"}

func flush(t *testing.T, s *prefs.Store) {
	t.Helper()
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
}

func TestColumnsComeBackInTheNextRun(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "config")
	s := prefs.Open(folder)
	if _, ok := s.Columns(customers); ok {
		t.Error("something is remembered before anything was chosen")
	}
	frozen := 2
	want := prefs.Columns{Order: []string{"b", "a"}, Hidden: []string{"a"}, Widths: map[string]int{"b": 12}, Frozen: &frozen}
	s.SetColumns(customers, want)
	flush(t, s)
	next := prefs.Open(folder)
	if got, ok := next.Columns(customers); !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, ok)
	}
	if _, ok := next.Columns(prefs.Set{Connection: "other", Route: "v2.0", Set: "customers"}); ok {
		t.Error("another connection has the choice too")
	}
	info, err := os.Stat(filepath.Join(folder, prefs.FileName))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	if !next.ForgetColumns(customers) || next.ForgetColumns(customers) {
		t.Error("forgetting must tell whether there was anything")
	}
	flush(t, next)
	if _, ok := prefs.Open(folder).Columns(customers); ok {
		t.Error("it is remembered still")
	}
	if left, _ := os.ReadDir(folder); len(left) != 1 {
		t.Errorf("files are left behind: %v", left)
	}
}

func TestADamagedFileIsKeptAsideWithANote(t *testing.T) {
	for name, text := range map[string]string{"cut": `{"version":1,"col`, "another kind": `{"version":7}`, "no JSON": "\x00\xff"} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, prefs.FileName)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			s := prefs.Open(folder)
			if _, ok := s.Columns(customers); ok {
				t.Error("something was read")
			}
			if w := s.Warnings(); len(w) != 1 || !strings.Contains(w[0], "damaged") {
				t.Errorf("the note is %q", w)
			}
			s.SetColumns(customers, prefs.Columns{Order: []string{"a"}})
			flush(t, s)
			if data, err := os.ReadFile(path + ".damaged"); err != nil || string(data) != text {
				t.Errorf("the damaged file is %q, %v", data, err)
			}
			if _, ok := prefs.Open(folder).Columns(customers); !ok {
				t.Error("nothing is remembered after that")
			}
		})
	}
}

func TestTwoRunsDoNotUndoEachOther(t *testing.T) {
	folder := t.TempDir()
	one, two := prefs.Open(folder), prefs.Open(folder)
	items := prefs.Set{Connection: "contoso", Route: "v2.0", Set: "items"}
	one.Views("contoso")
	two.Views("contoso")
	one.SetColumns(customers, prefs.Columns{Order: []string{"a"}})
	flush(t, one)
	two.SetColumns(items, prefs.Columns{Order: []string{"b"}})
	flush(t, two)
	last := prefs.Open(folder)
	if _, ok := last.Columns(customers); !ok {
		t.Error("the first run's choice is gone")
	}
	if _, ok := last.Columns(items); !ok {
		t.Error("the second run's choice is gone")
	}
}

func TestViewsHaveNames(t *testing.T) {
	folder := t.TempDir()
	s := prefs.Open(folder)
	view := func(name, filter string) prefs.View {
		return prefs.View{Name: name, Place: place.Place{Kind: place.Grid, Connection: "contoso", Set: "customers", View: place.View{Filter: filter}}}
	}
	s.PutView(view("late", "1"))
	s.PutView(view("big", "2"))
	s.PutView(view("big", "3"))
	s.RenameView("contoso", "late", "overdue")
	flush(t, s)
	names := func(s *prefs.Store) string {
		var out []string
		for _, v := range s.Views("contoso") {
			out = append(out, v.Name+v.Place.View.Filter)
		}
		return strings.Join(out, " ")
	}
	next := prefs.Open(folder)
	if got := names(next); got != "big3 overdue1" {
		t.Errorf("there are %q", got)
	}
	next.RenameView("contoso", "overdue", "big")
	next.RemoveView("contoso", "nobody")
	if got := names(next); got != "big1" {
		t.Errorf("after renaming over another there are %q", got)
	}
	if len(next.Views("other")) > 0 {
		t.Error("another connection has them too")
	}
}

func TestWithoutAFolderItLastsForThisRun(t *testing.T) {
	s := prefs.Open("")
	s.SetColumns(customers, prefs.Columns{Order: []string{"a"}})
	flush(t, s)
	if _, ok := s.Columns(customers); !ok {
		t.Error("it is forgotten at once")
	}
	var none *prefs.Store
	none.SetColumns(customers, prefs.Columns{})
	none.PutView(prefs.View{})
	if none.Flush() != nil || none.ForgetColumns(customers) || none.Views("") != nil || none.Warnings() != nil {
		t.Error("a nil store does something")
	}
}

func TestAFolderThatCantBeWrittenIsAnErrorOfFlushAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := prefs.Open(filepath.Join(file, "sub"))
	s.SetColumns(customers, prefs.Columns{Order: []string{"a"}})
	if err := s.Flush(); err == nil || !strings.Contains(err.Error(), "could not be saved") {
		t.Errorf("the error is %v", err)
	}
	if _, ok := s.Columns(customers); !ok {
		t.Error("it is forgotten")
	}
}

// Package prefs keeps small choices of a person between runs: which columns of an entity set are shown and how, and the
// views that were given a name. They lie in one JSON file in the config folder. None of it is needed to work: a file that
// can't be read is put aside with a note, and a folder that can't be written costs the memory and nothing else.
package prefs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"sync"

	"bctui/ui/place"
)

// FileName is the file's name in the config folder.
const FileName = "views.json"

// Set names an entity set of one connection.
type Set struct {
	Connection string `json:"connection"`
	Route      string `json:"route"`
	Set        string `json:"set"`
}

// Columns is how somebody wants the columns of a set.
type Columns struct {
	// Order holds all columns that were there, shown or not, by name.
	Order  []string       `json:"order,omitempty"`
	Hidden []string       `json:"hidden,omitempty"`
	Widths map[string]int `json:"widths,omitempty"` // cells, of those that were set by hand
	// Frozen is how many first columns stay when scrolling sideways; nil: not chosen.
	Frozen *int `json:"frozen,omitempty"`
}

// View is a view with a name.
type View struct {
	Name string `json:"name"`
	// Place is where it leads; its View holds filter, order and columns.
	Place place.Place `json:"place"`
	// Filters are those of single columns, as they were typed, and Raw is OData beside them; together they are
	// Place.View.Filter.
	Filters []Filter `json:"filters,omitempty"`
	Raw     string   `json:"raw,omitempty"`
}

// Filter is what was typed for one column, in Business Central's filter language.
type Filter struct {
	Column string `json:"column"`
	Text   string `json:"text"`
}

// content is the file.
type content struct {
	Version int     `json:"version"`
	Columns []ofSet `json:"columns,omitempty"`
	Views   []View  `json:"views,omitempty"`
}

type ofSet struct {
	Set
	Columns
}

const version = 1

// Store holds the choices. The zero value and nil keep them for this run only. It is safe for use by several goroutines.
type Store struct {
	path string

	mu       sync.Mutex
	read     bool
	now      content
	edits    []func(*content) // made since the file was read or written last
	warnings []string
	writing  sync.Mutex
}

// Open gives the choices kept in a folder. Nothing is read until somebody asks. An empty folder keeps nothing.
func Open(folder string) *Store {
	s := &Store{}
	if folder != "" {
		s.path = filepath.Join(folder, FileName)
	}
	return s
}

// Warnings says what went wrong with the file so far, and forgets it.
func (s *Store) Warnings() []string {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.warnings
	s.warnings = nil
	return out
}

// load reads the file once. The caller holds mu.
func (s *Store) load() {
	if s.read {
		return
	}
	s.read = true
	if s.path == "" {
		return
	}
	c, err := readFile(s.path)
	if err != nil {
		s.warnings = append(s.warnings, err.Error())
	}
	s.now = c
}

// readFile reads the file; one that is damaged is moved aside, so that nothing of it is lost.
func readFile(path string) (content, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return content{}, nil
	}
	if err != nil {
		return content{}, fmt.Errorf("the remembered columns and views could not be read: %w", err)
	}
	var c content
	if err := json.Unmarshal(data, &c); err != nil || c.Version != version {
		aside := path + ".damaged"
		if err := os.Rename(path, aside); err != nil {
			return content{}, fmt.Errorf("%s is damaged and could not be moved aside: %w", path, err)
		}
		return content{}, fmt.Errorf("the remembered columns and views could not be read; the file was kept as %s", aside)
	}
	return c, nil
}

// edit changes what is remembered at once; Flush writes it.
func (s *Store) edit(f func(*content)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.load()
	f(&s.now)
	s.edits = append(s.edits, f)
}

// Flush writes what was changed since the last time, on top of what other runs of the program have written meanwhile.
func (s *Store) Flush() error {
	if s == nil {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	edits := s.edits
	s.edits = nil
	s.mu.Unlock()
	if len(edits) == 0 || s.path == "" {
		return nil
	}
	c, err := readFile(s.path)
	if err != nil {
		s.mu.Lock()
		s.warnings = append(s.warnings, err.Error())
		s.mu.Unlock()
	}
	for _, f := range edits {
		f(&c)
	}
	if err := write(s.path, c); err != nil {
		return fmt.Errorf("the columns and views could not be saved: %w", err)
	}
	return nil
}

// write replaces the file as a whole, readable by its owner only.
func write(path string, c content) error {
	c.Version = version
	data, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+FileName+".tmp-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(append(data, '\n'))
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
	}
	return err
}

// Columns gives how the columns of a set are wanted; false when nothing was chosen.
func (s *Store) Columns(of Set) (Columns, bool) {
	if s == nil {
		return Columns{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.load()
	if i := s.now.find(of); i >= 0 {
		return s.now.Columns[i].Columns, true
	}
	return Columns{}, false
}

func (c *content) find(of Set) int {
	return slices.IndexFunc(c.Columns, func(x ofSet) bool { return x.Set == of })
}

// SetColumns remembers the columns of a set; Flush writes it.
func (s *Store) SetColumns(of Set, columns Columns) {
	if s == nil {
		return
	}
	s.edit(func(c *content) {
		if i := c.find(of); i >= 0 {
			c.Columns[i].Columns = columns
			return
		}
		c.Columns = append(slices.Clip(c.Columns), ofSet{of, columns})
	})
}

// ForgetColumns forgets the columns of a set and tells whether any were remembered; Flush writes it.
func (s *Store) ForgetColumns(of Set) bool {
	if _, known := s.Columns(of); !known {
		return false
	}
	s.edit(func(c *content) {
		c.Columns = slices.DeleteFunc(slices.Clone(c.Columns), func(x ofSet) bool { return x.Set == of })
	})
	return true
}

// Views gives the views of a connection, by name.
func (s *Store) Views(connection string) []View {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.load()
	var out []View
	for _, v := range s.now.Views {
		if v.Place.Connection == connection {
			out = append(out, v)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// PutView remembers a view under its name, in place of one that has the name; Flush writes it.
func (s *Store) PutView(v View) {
	if s == nil {
		return
	}
	s.edit(func(c *content) {
		c.drop(v.Place.Connection, v.Name)
		c.Views = append(c.Views, v)
	})
}

// RemoveView forgets a view; Flush writes it.
func (s *Store) RemoveView(connection, name string) {
	if s == nil {
		return
	}
	s.edit(func(c *content) { c.drop(connection, name) })
}

// RenameView gives a view another name, which replaces one that has it; Flush writes it.
func (s *Store) RenameView(connection, from, to string) {
	if s == nil || from == to {
		return
	}
	s.edit(func(c *content) {
		for _, v := range c.Views {
			if v.Place.Connection == connection && v.Name == from {
				c.drop(connection, from)
				c.drop(connection, to)
				v.Name = to
				c.Views = append(c.Views, v)
				return
			}
		}
	})
}

func (c *content) drop(connection, name string) {
	c.Views = slices.DeleteFunc(slices.Clone(c.Views), func(v View) bool {
		return v.Place.Connection == connection && v.Name == name
	})
}

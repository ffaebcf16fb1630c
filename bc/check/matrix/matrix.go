// Package matrix finds out what an app can read: every entity set of every API that it sees, in each company that was
// chosen, is asked for one row and its count (reference 4.5, "What may my app do?").
//
// A Matrix fills while it is looked at. Four requests are under way at most and fewer after a 429; the rate stays
// within the service's share for one user (reference 6), so that others who use the same registration go on working.
// A cancelled run keeps what it has. Sets that answer only below a parent (the lines of a document) are asked below one
// that was found readable; where there is none the cell says so and claims nothing.
package matrix

import (
	"sync"
	"time"

	"bctui/bc"
)

// State is what is known of a cell.
type State uint8

// The states.
const (
	Waiting  State = iota // not asked yet
	Readable              // rows came
	Empty                 // it may be read, and holds no rows
	Denied                // 403: the app has no right to it
	Absent                // 404: the set is not there
	Unproved              // it answers only below a parent, and there was none to ask below
	Failed                // anything else
)

// String names the state.
func (s State) String() string {
	switch s {
	case Readable:
		return "readable"
	case Empty:
		return "empty"
	case Denied:
		return "denied"
	case Absent:
		return "not there"
	case Unproved:
		return "not proved"
	case Failed:
		return "error"
	}
	return "not asked"
}

// States lists all states, the good ones first.
func States() []State { return []State{Readable, Empty, Denied, Absent, Unproved, Failed, Waiting} }

// Company is a column.
type Company struct{ ID, Name string }

// Set is a row.
type Set struct {
	Route string // "v2.0"
	Name  string // "customers"
	// CompanyLevel is false for the sets that stand above the companies; they have one cell.
	CompanyLevel bool
}

// Cell is one set in one company.
type Cell struct {
	Row, Column int
	State       State
	Count       int64  // rows; -1 when not known
	Via         string // the address below the parent that it was proved by; "" when it was asked directly
	Note        string // what else there is to say, in words
	Denied      *bc.Denied
	// Of the answer, where it was not a good one:
	Status        int
	Code, Message string
	CorrelationID string
	Raw           string
	Err           error
	Elapsed       time.Duration

	key string // of the first row, as in an address
}

// Route is what became of one API.
type Route struct {
	Route string
	Sets  int   // entity sets that it names
	Err   error // why it could not be looked into
}

// Progress is how far a run is.
type Progress struct {
	Done, Total int  // cells
	Planned     bool // Total is final: all routes are known
	By          map[State]int
	Requests    int           // that were sent for cells
	Rate        float64       // cells a second, of late
	Left        time.Duration // as far as it can be told; 0 when it can't
	AtOnce      int           // requests that may be under way: fewer after a 429
	Throttled   int           // how often the service answered 429
	HeldUntil   time.Time     // nothing is sent before; zero when nothing holds
	Elapsed     time.Duration
}

// Matrix is what is known so far. It is safe for use by several goroutines while it fills.
type Matrix struct {
	mu        sync.RWMutex
	companies []Company
	sets      []Set
	routes    []Route
	cells     []Cell // row by row, one for each company
	progress  Progress
	stopped   error
	cancelled bool
	notes     []string
}

func newMatrix(companies []Company) *Matrix {
	return &Matrix{companies: companies, progress: Progress{By: map[State]int{}}}
}

func (m *Matrix) columns() int { return max(1, len(m.companies)) }

// Companies gives the columns.
func (m *Matrix) Companies() []Company { return append([]Company(nil), m.companies...) }

// Sets gives the rows, in the order in which they became known. A row keeps its place.
func (m *Matrix) Sets() []Set {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return append([]Set(nil), m.sets...)
}

// Routes gives the APIs, with what went wrong where one could not be looked into.
func (m *Matrix) Routes() []Route {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return append([]Route(nil), m.routes...)
}

// At gives a cell. A set above the companies has the same one in every column.
func (m *Matrix) At(row, column int) Cell {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if row < 0 || row >= len(m.sets) || column < 0 || column >= m.columns() {
		return Cell{Row: row, Column: column, Count: -1}
	}
	return m.cells[m.place(row, column)]
}

func (m *Matrix) place(row, column int) int {
	if !m.sets[row].CompanyLevel {
		column = 0
	}
	return row*m.columns() + column
}

// Cells gives every cell once, row by row.
func (m *Matrix) Cells() []Cell {
	m.mu.RLock()
	defer m.mu.RUnlock()
	out := make([]Cell, 0, len(m.cells))
	for row, set := range m.sets {
		for column := range m.width(set) {
			out = append(out, m.cells[row*m.columns()+column])
		}
	}
	return out
}

// width is how many cells a set has.
func (m *Matrix) width(s Set) int {
	if s.CompanyLevel {
		return len(m.companies)
	}
	return 1
}

// Progress tells how far the run is.
func (m *Matrix) Progress() Progress {
	m.mu.RLock()
	defer m.mu.RUnlock()
	p := m.progress
	p.By = make(map[State]int, len(m.progress.By))
	for s, n := range m.progress.By {
		p.By[s] = n
	}
	return p
}

// Stopped tells why the run ended before all was asked; nil when it did not, or was cancelled.
func (m *Matrix) Stopped() error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.stopped
}

// Cancelled tells whether the run was cancelled.
func (m *Matrix) Cancelled() bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.cancelled
}

// Notes gives what else there is to say about the whole.
func (m *Matrix) Notes() []string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return append([]string(nil), m.notes...)
}

// add appends rows and gives the place of the first.
func (m *Matrix) add(route Route, sets []Set) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.routes = append(m.routes, route)
	first := len(m.sets)
	for _, s := range sets {
		row := len(m.sets)
		m.sets = append(m.sets, s)
		for column := range m.columns() {
			m.cells = append(m.cells, Cell{Row: row, Column: column, Count: -1})
		}
		m.progress.Total += m.width(s)
		m.progress.By[Waiting] += m.width(s)
	}
	return first
}

// set puts a cell in its place.
func (m *Matrix) set(c Cell) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.place(c.Row, c.Column)
	m.progress.By[m.cells[at].State]--
	m.progress.By[c.State]++
	m.cells[at] = c
	m.progress.Done = m.progress.Total - m.progress.By[Waiting]
}

func (m *Matrix) change(f func(*Matrix)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(m)
}

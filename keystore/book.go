package keystore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// BookName is the name of the connections file in the config folder.
const BookName = "connections.json"

// ErrNoConnection is in the error of every method that is given a name the book does not have.
var ErrNoConnection = errors.New("no such connection")

// DamagedError is a connections file that could not be read whole. The file is where it was, and a copy of it lies
// beside; only a later change of the book replaces the file, and not before the copy exists.
type DamagedError struct {
	Path string // the connections file
	Copy string // the copy; "" when it could not be made, and then the book refuses changes
	Kept int    // how many connections could be read all the same
	Text string // what is so
	Hint string // what to do
	Err  error  // why there is no copy; nil when there is one
}

// Error gives what is so and what to do in one line.
func (e *DamagedError) Error() string { return e.Text + " " + e.Hint }

// Unwrap gives the reason why there is no copy.
func (e *DamagedError) Unwrap() error { return e.Err }

// NewerError is a connections file that a newer bctui has written. What is understood of it is used; it is not changed,
// since nobody knows here what would be lost.
type NewerError struct {
	Path string // the connections file
	Text string // what is so
	Hint string // what to do
}

// Error gives what is so and what to do in one line.
func (e *NewerError) Error() string { return e.Text + " " + e.Hint }

func newerError(path, version string) *NewerError {
	return &NewerError{Path: path,
		Text: path + " was written by a newer bctui (its version is " + version + ", this one knows " + strconv.Itoa(bookVersion) + "): what can be read of it is used, and it is not changed.",
		Hint: "Update bctui, or move the file away to begin a new one."}
}

// Book is the list of saved connections, kept in one file. Every change reads the file again under a lock, so two
// processes do not lose each other's connections. All methods may be called by several goroutines.
type Book struct {
	path string
	step func(string) // see replaceFile; tests only

	mu   sync.Mutex
	page page
}

const (
	maxBook      = 8 << 20
	bookLockWait = 15 * time.Second // a write takes milliseconds; a busy disk has been seen to take seconds
)

// OpenBook reads the connections file in dir, without which the book is empty. Nothing is made before the first
// change. The book is usable also with an error: a *DamagedError when the file could not be read whole, a *NewerError
// when it is of a newer version, a *FolderError when it could not be read at all.
func OpenBook(dir string) (*Book, error) {
	b := &Book{path: filepath.Join(dir, BookName)}
	sweepIfFree(b.path)
	p, damaged, err := b.read()
	b.page = p
	if err != nil {
		return b, err
	}
	if damaged != nil {
		return b, damaged
	}
	return b, nil
}

// Path is the path of the connections file.
func (b *Book) Path() string { return b.path }

// List gives the connections in the order in which they were saved.
func (b *Book) List() []Connection {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Connection, len(b.page.entries))
	for i := range out {
		out[i] = b.page.entries[i].conn
	}
	return out
}

// Get gives the connection with that name. Capitals count only when two names differ in nothing else.
func (b *Book) Get(name string) (Connection, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := b.page.find(name); i >= 0 {
		return b.page.entries[i].conn, true
	}
	return Connection{}, false
}

// Last gives the connection used last; when none was used yet, the one saved last.
func (b *Book) Last() (Connection, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var last *Connection
	for i := range b.page.entries {
		if c := &b.page.entries[i].conn; last == nil || !c.LastUsed.Before(last.LastUsed) {
			last = c
		}
	}
	if last == nil {
		return Connection{}, false
	}
	return *last, true
}

// SharedWith gives the names of the other connections that use the same stored secret.
func (b *Book) SharedWith(name string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.page.sharedWith(name)
}

func (p *page) sharedWith(name string) []string {
	i := p.find(name)
	if i < 0 {
		return nil
	}
	mine := &p.entries[i].conn
	var names []string
	for j := range p.entries {
		if c := &p.entries[j].conn; j != i && c.SecretIn == mine.SecretIn && c.secretID() == mine.secretID() {
			names = append(names, c.Name)
		}
	}
	return names
}

// Warnings tells what a person should know about the file although it could be read: a secret written into it by
// hand. It is not used, and gone with the next change of the book.
func (b *Book) Warnings() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.page.warnings...)
}

// Suggest gives a free name for a connection to that tenant and environment.
func (b *Book) Suggest(tenant, environment string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return SuggestName(tenant, environment, b.page.taken)
}

// Put saves c: it takes the place of the connection of that name, or is added. It refuses (*InvalidError) what
// cannot be saved, and a name that another process has given to another registration since this book was read.
func (b *Book) Put(c Connection) error {
	name, err := CheckName(c.Name)
	if err != nil {
		return err
	}
	c.Name = name
	if err := c.check(); err != nil {
		return err
	}
	known, had := b.Get(name)
	return b.change(func(p *page) error {
		i := p.find(name)
		if i < 0 {
			p.entries = append(p.entries, entry{conn: c})
			return nil
		}
		expected := &c
		if had {
			expected = &known
		}
		there := &p.entries[i].conn
		if !sameTarget(there, expected) {
			return nameTaken(name, p)
		}
		if there.LastUsed.After(c.LastUsed) {
			c.LastUsed = there.LastUsed
		}
		*there = c
		return nil
	})
}

func sameTarget(a, b *Connection) bool {
	return a.secretID() == b.secretID() && strings.EqualFold(a.Tenant, b.Tenant) && strings.EqualFold(a.Environment, b.Environment)
}

func nameTaken(name string, p *page) error {
	return &InvalidError{"Name", fmt.Sprintf("There is already a connection named %s: choose another name, such as %s.",
		name, SuggestName(name, "", p.taken))}
}

// Update changes the connection of that name in place, on top of what other processes have changed meanwhile. The
// name itself is changed with Rename.
func (b *Book) Update(name string, edit func(*Connection)) error {
	return b.change(func(p *page) error {
		i := p.find(name)
		if i < 0 {
			return missing(name)
		}
		c := p.entries[i].conn
		keep := c.Name
		edit(&c)
		c.Name = keep
		if err := c.check(); err != nil {
			return err
		}
		p.entries[i].conn = c
		return nil
	})
}

// Touch notes that the connection of that name was used at now.
func (b *Book) Touch(name string, now time.Time) error {
	return b.Update(name, func(c *Connection) {
		if now.After(c.LastUsed) {
			c.LastUsed = now
		}
	})
}

// SecretStored notes where the secret of the connection of that name lies now and when it expires. Connections with
// the same SecretID have the same secret and follow, but not into a session: theirs stays stored where it is.
func (b *Book) SecretStored(name string, in Place, expires Date) error {
	return b.change(func(p *page) error {
		i := p.find(name)
		if i < 0 {
			return missing(name)
		}
		id := p.entries[i].conn.secretID()
		for j := range p.entries {
			if c := &p.entries[j].conn; j == i || c.secretID() == id && in != InSession {
				c.SecretIn, c.SecretExpires = in, expires
			}
		}
		return nil
	})
}

// Rename gives the connection another name, which must be free (*InvalidError).
func (b *Book) Rename(from, to string) error {
	to, err := CheckName(to)
	if err != nil {
		return err
	}
	return b.change(func(p *page) error {
		i := p.find(from)
		if i < 0 {
			return missing(from)
		}
		if j := p.find(to); j >= 0 && j != i {
			return nameTaken(to, p)
		}
		p.entries[i].conn.Name = to
		return nil
	})
}

func missing(name string) error {
	return fmt.Errorf("there is no connection named %q: %w", name, ErrNoConnection)
}

// change applies op to what the file holds now and writes it. When op fails nothing is written.
func (b *Book) change(op func(*page) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := makeFolder(b.path); err != nil {
		return folderError("write", filepath.Dir(b.path), err)
	}
	unlock, err := lock(context.Background(), b.path, bookLockWait)
	if err != nil {
		var folder *FolderError
		if errors.As(err, &folder) {
			return folder
		}
		return folderError("write", filepath.Dir(b.path), err)
	}
	defer unlock()

	p, damaged, err := b.read()
	switch {
	case err != nil:
		return err
	case damaged != nil && damaged.Copy == "":
		return damaged
	case damaged != nil:
		p = b.page.clone() // what this process knows is the best there is
	}
	if err := op(&p); err != nil {
		return err
	}
	data := p.format()
	// What cannot be read back must not take the place of what can.
	_, damage := parsePage(data)
	if len(data) > maxBook {
		damage = errTooLong.Error()
	}
	if damage != "" {
		return &InvalidError{"", "The connections cannot be written (" + damage + "), so nothing was changed."}
	}
	sweep(b.path)
	if err := replaceFile(b.path, data, b.step); err != nil {
		return folderError("write", b.path, err)
	}
	p.warnings = nil // what they are about was not written again
	b.page = p
	return nil
}

func (p *page) clone() page {
	return page{entries: append([]entry(nil), p.entries...), rest: p.rest}
}

// read gives what the file holds. A damaged one is copied beside first.
func (b *Book) read() (page, *DamagedError, error) {
	data, err := readLimited(b.path, maxBook)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return page{}, nil, nil
	case errors.Is(err, errTooLong):
		return page{}, b.keepCopy(page{}, "it is far too long"), nil
	case err != nil:
		return page{}, nil, folderError("read", b.path, err)
	}
	p, damage := parsePage(data)
	if version := find(p.rest, versionKey); isNewer(version) {
		return p, nil, newerError(b.path, string(version))
	}
	if damage == "" {
		return p, nil, nil
	}
	return p, b.keepCopy(p, damage), nil
}

// keepCopy copies the damaged file beside itself under the time at which it was last written, so that a file that
// stays damaged is copied once and not at every start.
func (b *Book) keepCopy(p page, damage string) *DamagedError {
	e := &DamagedError{Path: b.path, Kept: len(p.entries)}
	e.Text = fmt.Sprintf("%s is damaged (%s).", b.path, damage)
	if e.Kept > 0 {
		e.Text += fmt.Sprintf(" %d of its connections could be read.", e.Kept)
	}
	e.Copy, e.Err = copyBeside(b.path)
	if e.Err != nil {
		e.Hint = "No copy of it could be made (" + reason(e.Err) + "), so it will not be changed: move it away, or make its folder writable."
		return e
	}
	if damage == emptyBook {
		e.Hint = "Put a backup in its place, or set the connections up again. Secrets in the keyring are not affected."
		return e
	}
	e.Hint = "A copy is kept as " + e.Copy + ": repair it and put it back, or set the connections up again. Secrets in the keyring are not affected."
	return e
}

func copyBeside(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	ext := filepath.Ext(path)
	base := strings.TrimSuffix(path, ext) + ".damaged-" + info.ModTime().UTC().Format("20060102-150405")
	for n := 1; ; n++ {
		name := base + ext
		if n > 1 {
			name = fmt.Sprintf("%s-%d%s", base, n, ext)
		}
		there, err := os.ReadFile(name)
		if err == nil && string(there) == string(data) {
			return name, nil
		}
		if errors.Is(err, fs.ErrNotExist) {
			return name, replaceFile(name, data, nil)
		}
		const enough = 100
		if n == enough {
			return "", fmt.Errorf("there are %d copies already", n)
		}
	}
}

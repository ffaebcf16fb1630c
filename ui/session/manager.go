package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"bctui/auth"
	"bctui/keystore"
)

// Options are the parts that a Manager works with. Functions are called when they are first needed: the first frame must
// not wait for a keyring or a file.
type Options struct {
	ConfigDir string // folder of connections and of the encrypted file
	CacheDir  string // folder of cached $metadata; "" keeps none
	Keyring   *keystore.Keyring
	Transport http.RoundTripper // carries all requests
	UserAgent string
	Now       func() time.Time
	// Notice takes short news for the status line: a request is being tried again. It must not block.
	Notice func(text string)
	Log    *Log
	// Traces are files and folders that go when everything is forgotten: cached $metadata, named views.
	Traces []string
	// Demo opens the embedded tenant; nil where there is none.
	Demo func() (Draft, error)
}

// Manager knows the saved connections, the vaults of their secrets, and what is open. All methods may be called by
// several goroutines.
type Manager struct {
	opts    Options
	memory  *keystore.Session
	file    *keystore.File
	cache   *auth.Cache
	bookRun sync.Once
	book    *keystore.Book

	background sync.WaitGroup // small writes that nobody waits for, see Wait

	mu       sync.Mutex
	warnings []error
	told     []string           // texts of all warnings so far
	pass     auth.Secret        // passphrase of the encrypted file, as typed
	once     map[string]Draft   // connections of this run only, by name
	open     map[string]*opened // sessions by name and environment
	demo     *Draft
	tried    *tried // what Try proved last
}

// tried is a draft that works, with the session that proved it: what is saved next need not sign in again.
type tried struct {
	draft   Draft
	session *Session
}

// adopt makes the session that has just proved a draft the open one of the connection it was saved as, so that saving
// is not followed by a second sign-in.
func (m *Manager) adopt(d Draft, c keystore.Connection, saved bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.tried
	m.tried = nil
	if t == nil || !t.draft.Secret.Equal(d.Secret) {
		return
	}
	was := t.draft.Connection
	if was.Tenant != c.Tenant || was.ClientID != c.ClientID || was.Environment != c.Environment ||
		was.Authority != c.Authority || was.API != c.API || was.Scope != c.Scope {
		return
	}
	t.session.Connection, t.session.Saved = c, saved
	o := &opened{done: make(chan struct{}), session: t.session}
	close(o.done)
	m.open[c.Name+"\x00"+c.Environment] = o
}

// opened is a session that is open or being opened; whoever asks meanwhile waits for the same.
type opened struct {
	done    chan struct{}
	session *Session
	err     error
}

// NewManager makes a manager; nothing is read before the first question.
func NewManager(o Options) *Manager {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = &Log{}
	}
	if o.Notice == nil {
		o.Notice = func(string) {}
	}
	m := &Manager{opts: o, memory: keystore.NewSession(), cache: auth.NewCache(), once: map[string]Draft{}, open: map[string]*opened{}}
	m.file = keystore.NewFile(filepath.Join(o.ConfigDir, "secrets.age"), m.passphrase)
	return m
}

// NeedSecret says that a saved connection can't be opened because its secret is not to be had.
type NeedSecret struct {
	Connection keystore.Connection
	Err        error // why; keystore.ErrNotFound when it was never stored or is gone
}

func (e *NeedSecret) Error() string {
	if errors.Is(e.Err, keystore.ErrNotFound) {
		return fmt.Sprintf("no secret is stored for the connection %q", e.Connection.Name)
	}
	return fmt.Sprintf("the secret of the connection %q could not be read: %v", e.Connection.Name, e.Err)
}

// Unwrap gives the reason.
func (e *NeedSecret) Unwrap() error { return e.Err }

// ErrPassphrase says that the encrypted file needs its passphrase: call Unlock and try again.
var ErrPassphrase = errors.New("the file with the secrets is locked: it needs its passphrase")

func (m *Manager) passphrase(_ context.Context, _ bool) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pass.IsZero() {
		return "", ErrPassphrase
	}
	pass := m.pass.Reveal()
	m.pass = auth.Secret{} // the file keeps it once it proved right; a wrong one must not be tried again and again
	return pass, nil
}

// Unlock gives the passphrase for the next use of the encrypted file.
func (m *Manager) Unlock(pass auth.Secret) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pass = pass
}

// warn keeps an error for Warnings. The same words twice are no news: what can't be written once is tried again with
// each connection that is opened.
func (m *Manager) warn(err error) {
	if err == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if text := err.Error(); !slices.Contains(m.told, text) {
		m.told = append(m.told, text)
		m.warnings = append(m.warnings, err)
	}
}

// Warnings gives what went wrong without stopping anything, once: a damaged connections file, for example.
func (m *Manager) Warnings() []error {
	m.books()
	m.mu.Lock()
	defer m.mu.Unlock()
	w := m.warnings
	m.warnings = nil
	return w
}

func (m *Manager) books() *keystore.Book {
	m.bookRun.Do(func() {
		book, err := keystore.OpenBook(m.opts.ConfigDir)
		m.book = book
		m.warn(err)
	})
	return m.book
}

// Connections gives the saved connections.
func (m *Manager) Connections() []keystore.Connection { return m.books().List() }

// Connection gives a connection by name: one of this run, the demo tenant, or a saved one.
func (m *Manager) Connection(name string) (keystore.Connection, bool) {
	m.mu.Lock()
	d, ok := m.once[name]
	m.mu.Unlock()
	if ok {
		return d.Connection, true
	}
	return m.books().Get(name)
}

// Wait waits for what is still being written, at most so long: the program must not end in the middle of it.
func (m *Manager) Wait(most time.Duration) {
	done := make(chan struct{})
	go func() { m.background.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(most):
	}
}

// Once gives a connection that lives for this run, with its secret, to be changed and tried again.
func (m *Manager) Once(name string) (Draft, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.once[name]
	return d, ok
}

// Last gives the saved connection that was used last.
func (m *Manager) Last() (keystore.Connection, bool) { return m.books().Last() }

// IsDemo tells whether the name is that of the embedded tenant.
func (m *Manager) IsDemo(name string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.demo != nil && m.demo.Name == name
}

// UseOnce registers a connection for this run only and gives its name. A name that a saved connection has is used for
// this run's instead, until the program ends.
func (m *Manager) UseOnce(d Draft) string {
	if d.Name == "" {
		d.Name = d.Tenant
	}
	m.mu.Lock()
	m.once[d.Name] = d
	m.mu.Unlock()
	m.adopt(d, d.Connection, false)
	return d.Name
}

// OpenDemo starts the embedded tenant, if it does not run yet, and gives the name of its connection.
func (m *Manager) OpenDemo() (string, error) {
	m.mu.Lock()
	demo := m.demo
	m.mu.Unlock()
	if demo != nil {
		return demo.Name, nil
	}
	if m.opts.Demo == nil {
		return "", errors.New("there is no demo tenant in this program")
	}
	d, err := m.opts.Demo()
	if err != nil {
		return "", fmt.Errorf("the demo tenant could not be started: %w", err)
	}
	name := m.UseOnce(d)
	m.mu.Lock()
	d.Name = name
	m.demo = &d
	m.mu.Unlock()
	return name, nil
}

// Keyring tells the state of the system's keyring.
func (m *Manager) Keyring(ctx context.Context) keystore.Status { return m.opts.Keyring.Probe(ctx) }

// HasFile tells whether there is an encrypted file already, so that its passphrase is asked for once and not twice.
func (m *Manager) HasFile() bool { return m.file.Exists() }

func (m *Manager) vault(p keystore.Place) keystore.Vault {
	switch p {
	case keystore.InFile:
		return m.file
	case keystore.InSession:
		return m.memory
	default:
		return m.opts.Keyring
	}
}

func (m *Manager) vaults() []keystore.Vault {
	return []keystore.Vault{m.opts.Keyring, m.file, m.memory}
}

// secretOf reads the secret of a connection. One that was replaced for this session only lies in memory, so memory is
// asked first: it costs nothing.
func (m *Manager) secretOf(ctx context.Context, c keystore.Connection) (auth.Secret, error) {
	if s, err := m.memory.Get(ctx, c.SecretID()); err == nil {
		return auth.NewSecret(s), nil
	}
	if c.SecretIn == keystore.InSession {
		return auth.Secret{}, &NeedSecret{Connection: c, Err: keystore.ErrNotFound}
	}
	s, err := m.vault(c.SecretIn).Get(ctx, c.SecretID())
	switch {
	case err == nil:
		return auth.NewSecret(s), nil
	case errors.Is(err, ErrPassphrase), errors.Is(err, keystore.ErrWrongPassphrase), ctx.Err() != nil:
		return auth.Secret{}, err
	default:
		return auth.Secret{}, &NeedSecret{Connection: c, Err: err}
	}
}

// StoredIn tells where a saved connection keeps the secret of the same registration, so that flags for one run need none.
func (m *Manager) StoredIn(c keystore.Connection) (keystore.Place, bool) {
	for _, saved := range m.Connections() {
		if saved.SecretID() == c.SecretID() && (saved.SecretIn == keystore.InKeyring || saved.SecretIn == keystore.InFile) {
			return saved.SecretIn, true
		}
	}
	return keystore.Nowhere, false
}

package session_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/demo"
	"bctui/bc/odata"
	"bctui/keystore"
	"bctui/ui/session"
)

// ring is a keyring in memory that can be told to fail.
type ring struct {
	mu     sync.Mutex
	values map[string]string
	fail   error
	reads  int
}

func (r *ring) get(_, user string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads++
	if r.fail != nil {
		return "", r.fail
	}
	v, ok := r.values[user]
	if !ok {
		return "", keystore.ErrNotFound
	}
	return v, nil
}

func (r *ring) set(_, user, v string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return r.fail
	}
	r.values[user] = v
	return nil
}

func (r *ring) del(_, user string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.values[user]; !ok {
		return keystore.ErrNotFound
	}
	delete(r.values, user)
	return nil
}

func (r *ring) all() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.values)
}

type world struct {
	t      *testing.T
	server *demo.Server
	ring   *ring
	folder string
	log    *session.Log
}

func newWorld(t *testing.T) *world {
	t.Helper()
	server, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return &world{t: t, server: server, ring: &ring{values: map[string]string{}}, folder: t.TempDir(), log: &session.Log{}}
}

// manager is a start of the program: what lies in memory is gone, what was saved is there.
func (w *world) manager() *session.Manager {
	m := session.NewManager(session.Options{
		ConfigDir: w.folder, CacheDir: filepath.Join(w.folder, "cache"), Log: w.log,
		Keyring:   keystore.NewKeyring(keystore.KeyringOptions{Get: w.ring.get, Set: w.ring.set, Delete: w.ring.del}),
		Transport: bc.NewTransport(bc.TransportOptions{}),
		UserAgent: "bctui/test",
	})
	w.t.Cleanup(func() { m.Wait(time.Minute) })
	return m
}

func (w *world) draft(registration string) session.Draft {
	w.t.Helper()
	r, ok := w.server.Registration(registration)
	if !ok {
		w.t.Fatalf("no registration %q", registration)
	}
	return session.Draft{
		Connection: keystore.Connection{Tenant: r.Domain, ClientID: r.ClientID, Environment: "Production", Authority: w.server.URL(), API: w.server.URL()},
		Secret:     auth.NewSecret(r.Secret),
	}
}

func (w *world) save(m *session.Manager, where keystore.Place, pass string) keystore.Connection {
	w.t.Helper()
	c, err := m.Save(w.t.Context(), w.draft("good"), where, auth.NewSecret(pass))
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func companies(t *testing.T, m *session.Manager, name string) ([]bc.Company, error) {
	t.Helper()
	s, err := m.Open(t.Context(), name, "")
	if err != nil {
		return nil, err
	}
	return s.Companies(t.Context(), false)
}

func TestASavedConnectionOpensAfterARestartWithoutTyping(t *testing.T) {
	w := newWorld(t)
	saved := w.save(w.manager(), keystore.InKeyring, "")
	m := w.manager()
	last, ok := m.Last()
	if !ok || last.Name != saved.Name {
		t.Fatalf("the connection used last is %q, %v", last.Name, ok)
	}
	list, err := companies(t, m, saved.Name)
	if err != nil || len(list) == 0 {
		t.Fatalf("%d companies, %v", len(list), err)
	}
	var sent []string
	for _, r := range w.server.Requests() {
		sent = append(sent, r.Method+" "+r.Path)
	}
	if len(sent) != 3 {
		t.Errorf("sent were %q", sent)
	}
	exchanges, n := w.log.All()
	if n != 3 || len(exchanges) != 3 || exchanges[0].What == "" {
		t.Errorf("the log has %d of %d requests: %+v", len(exchanges), n, exchanges)
	}
}

func TestTheEncryptedFileWantsItsPassphrase(t *testing.T) {
	w := newWorld(t)
	saved := w.save(w.manager(), keystore.InFile, "open sesame")
	m := w.manager()
	if _, err := companies(t, m, saved.Name); !errors.Is(err, session.ErrPassphrase) {
		t.Fatalf("without a passphrase: %v", err)
	}
	m.Unlock(auth.NewSecret("wrong"))
	if _, err := companies(t, m, saved.Name); !errors.Is(err, keystore.ErrWrongPassphrase) {
		t.Fatalf("with a wrong one: %v", err)
	}
	m.Unlock(auth.NewSecret("open sesame"))
	if _, err := companies(t, m, saved.Name); err != nil {
		t.Fatal(err)
	}
}

func TestAMissingSecretSaysWhoseAndWhy(t *testing.T) {
	w := newWorld(t)
	saved := w.save(w.manager(), keystore.InKeyring, "")
	clear(w.ring.values)
	var need *session.NeedSecret
	if _, err := companies(t, w.manager(), saved.Name); !errors.As(err, &need) || need.Connection.Name != saved.Name || !errors.Is(err, keystore.ErrNotFound) {
		t.Errorf("gone: %v", err)
	}
	w.ring.fail = errors.New("the ring is broken")
	if _, err := companies(t, w.manager(), saved.Name); !errors.As(err, &need) {
		t.Errorf("broken: %v", err)
	}
	session1 := w.manager()
	once, err := session1.Save(t.Context(), w.draft("good"), keystore.InSession, auth.Secret{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := companies(t, session1, once.Name); err != nil {
		t.Errorf("in the same run the secret is still known: %v", err)
	}
	if _, err := companies(t, w.manager(), once.Name); !errors.As(err, &need) {
		t.Errorf("after the session: %v", err)
	}
}

func TestTryShowsItsStepsAndSavesNothing(t *testing.T) {
	w := newWorld(t)
	m := w.manager()
	for registration, want := range map[string]string{"good": "Token begins, Token done, Companies begins, Companies done",
		"expired-secret": "Token begins, Token failed", "not-set-up": "Token begins, Token done, Companies begins, Companies failed"} {
		var steps []string
		err := m.Try(t.Context(), w.draft(registration), func(s session.Step) {
			word := "begins"
			switch {
			case s.Err != nil:
				word = "failed"
			case s.Done:
				word = "done"
			}
			steps = append(steps, s.Name+" "+word)
		})
		if got := strings.Join(steps, ", "); got != want {
			t.Errorf("%s: %s", registration, got)
		}
		if (err == nil) != (registration == "good") {
			t.Errorf("%s: error %v", registration, err)
		}
	}
	if len(m.Connections()) != 0 || len(w.ring.all()) != 0 {
		t.Error("a try saved something")
	}
}

func TestSavingIsNotFollowedByASecondSignIn(t *testing.T) {
	w := newWorld(t)
	m := w.manager()
	if err := m.Try(t.Context(), w.draft("good"), func(session.Step) {}); err != nil {
		t.Fatal(err)
	}
	saved := w.save(m, keystore.InKeyring, "")
	s, err := m.Open(t.Context(), saved.Name, saved.Environment)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := s.Companies(t.Context(), false); err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	if n := len(w.server.Requests()); n != 3 {
		t.Errorf("%d requests were sent for setup and companies", n)
	}
}

func TestTheNewSecretIsTriedBeforeTheOldOneGoes(t *testing.T) {
	w := newWorld(t)
	m := w.manager()
	saved := w.save(m, keystore.InKeyring, "")
	before := w.ring.all()
	quiet := func(session.Step) {}
	err := m.ReplaceSecret(t.Context(), saved.Name, auth.NewSecret("not the right one"), keystore.InKeyring, auth.Secret{}, keystore.Date{}, quiet)
	if err == nil || !maps.Equal(before, w.ring.all()) {
		t.Fatalf("a secret that does not work changed the keyring (%v)", err)
	}
	until, err := keystore.ParseDate("2027-05-31")
	if err != nil {
		t.Fatal(err)
	}
	good := w.draft("good").Secret
	if err := m.ReplaceSecret(t.Context(), saved.Name, good, keystore.InKeyring, auth.Secret{}, until, quiet); err != nil {
		t.Fatal(err)
	}
	if c, _ := m.Connection(saved.Name); c.SecretExpires != until {
		t.Errorf("the connection's secret expires %v", c.SecretExpires)
	}
}

func TestConnectionsOfOneRegistrationShareTheirSecret(t *testing.T) {
	w := newWorld(t)
	m := w.manager()
	first := w.save(m, keystore.InKeyring, "")
	d := w.draft("good")
	d.Environment = "Sandbox"
	d.Secret = auth.Secret{} // it is there already
	m = w.manager()
	if err := m.Try(t.Context(), d, func(session.Step) {}); err != nil {
		t.Fatalf("the stored secret is not found: %v", err)
	}
	second, err := m.Save(t.Context(), d, keystore.InKeyring, auth.Secret{})
	if err != nil || first.Name == second.Name {
		t.Fatalf("%q and %q, %v", first.Name, second.Name, err)
	}
	if n := len(w.ring.all()); n != 1 {
		t.Errorf("%d secrets are stored", n)
	}
	if _, err := m.Remove(t.Context(), first.Name); err != nil {
		t.Fatal(err)
	}
	if len(w.ring.all()) != 1 {
		t.Error("removing one connection took the other one's secret away")
	}
	if left, err := m.ForgetAll(t.Context()); err != nil || len(left) != 0 {
		t.Fatal(left, err)
	}
	if len(w.ring.all()) != 0 || len(m.Connections()) != 0 {
		t.Error("something is left after forgetting everything")
	}
}

func TestACompanyIsFoundByIDOrName(t *testing.T) {
	w := newWorld(t)
	m := w.manager()
	s, err := m.Open(t.Context(), m.UseOnce(w.draft("good")), "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Company(t.Context(), "", "cronus usa, inc.")
	if err != nil {
		t.Fatal(err)
	}
	if same, err := s.Company(t.Context(), strings.ToUpper(c.ID), ""); err != nil || same.Name != c.Name {
		t.Errorf("%v, %v", same, err)
	}
	var unknown *session.UnknownCompany
	if _, err := s.Company(t.Context(), "", "Nowhere Ltd."); !errors.As(err, &unknown) || len(unknown.Have) == 0 {
		t.Errorf("an unknown company: %v", err)
	}
}

// What an extension brings after the last run stands in no kept $metadata.
func TestASetThatIsNewerThanTheKeptSchemaIsFound(t *testing.T) {
	w := newWorld(t)
	ask := func(set string) *odata.Schema {
		t.Helper()
		m := w.manager() // what lies in memory is gone
		s, err := m.Open(t.Context(), m.UseOnce(w.draft("good")), "")
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Company(t.Context(), "", "CRONUS USA, Inc.")
		if err != nil {
			t.Fatal(err)
		}
		schema, err := s.SchemaWith(t.Context(), "v2.0", c, set)
		if err != nil {
			t.Fatal(err)
		}
		return schema
	}
	ask("customers")
	files, err := filepath.Glob(filepath.Join(w.folder, "cache", "metadata", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("kept: %v, %v", files, err)
	}
	replaceKept(t, files[0], `EntitySet Name="customers"`, `EntitySet Name="customersOfOld"`)
	if schema := ask("vendors"); !has(schema, "customersOfOld") {
		t.Error("a set that is known reads $metadata anew")
	}
	if schema := ask("customers"); !has(schema, "customers") {
		t.Error("a set that is newer than the kept schema is not found")
	}
	if schema := ask("nowhere"); has(schema, "nowhere") || !has(schema, "customers") {
		t.Error("a set that is nowhere")
	}
}

// replaceKept rewrites a document of the cache, which is a gzip file whose comment says whose it is.
func replaceKept(t *testing.T, file, old, other string) {
	t.Helper()
	packed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(r)
	if err != nil || !bytes.Contains(raw, []byte(old)) {
		t.Fatalf("the kept document has no %s: %v", old, err)
	}
	var again bytes.Buffer
	w := gzip.NewWriter(&again)
	w.Comment = r.Comment
	if _, err = w.Write(bytes.ReplaceAll(raw, []byte(old), []byte(other))); err == nil {
		err = w.Close()
	}
	if err == nil {
		err = os.WriteFile(file, again.Bytes(), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func has(s *odata.Schema, set string) bool {
	_, ok := s.Set(set)
	return ok
}

func TestWhoeverAsksMeanwhileGetsTheSameSession(t *testing.T) {
	w := newWorld(t)
	m := w.manager()
	name := m.UseOnce(w.draft("good"))
	var wg sync.WaitGroup
	got := make([]*session.Session, 8)
	for i := range got {
		wg.Go(func() { got[i], _ = m.Open(context.Background(), name, "") })
	}
	wg.Wait()
	for _, s := range got {
		if s == nil || s != got[0] {
			t.Fatal("two sessions were opened for one connection")
		}
	}
	if other, err := m.Open(t.Context(), name, "Sandbox"); err != nil || other == got[0] || other.Connection.Environment != "Sandbox" {
		t.Errorf("another environment: %v", err)
	}
}

func TestEnvironmentTypes(t *testing.T) {
	for name, want := range map[string]string{"Production": "Production", "PROD": "Production", "Sandbox": "Sandbox", "UAT-2": "Sandbox", "Live": ""} {
		if got := session.Where(keystore.Connection{Environment: name}, false).Type; got != want {
			t.Errorf("%s is a %q", name, got)
		}
	}
	if got := session.Where(keystore.Connection{Environment: "Test", EnvironmentType: "Production"}, false).Type; got != "Production" {
		t.Errorf("what the service says counts more than a name: %q", got)
	}
}

func TestTheLogKeepsTheLatest(t *testing.T) {
	l := &session.Log{}
	for i := range 1234 {
		l.Add(bc.Exchange{Status: i})
	}
	all, n := l.All()
	if n != 1234 || len(all) != 500 || all[0].Status != 1233 || all[499].Status != 734 {
		t.Errorf("%d of %d, from %d to %d", len(all), n, all[0].Status, all[len(all)-1].Status)
	}
	if last, ok := l.Last(); !ok || last.Status != 1233 {
		t.Errorf("the last is %d", last.Status)
	}
}

package story

import (
	"context"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/demo"
	"bctui/keystore"
	"bctui/ui/session"
)

// Company is the one that services made for a test have.
const Company = "3ab5c248-e72b-f011-9a4a-7c1e5275406f"

// SignIn makes a connection to the embedded tenant, with the registration that may read everything. Both what manager
// opens by its name and the folder it keeps end with the test.
func SignIn(t testing.TB, server *demo.Server) (manager *session.Manager, name string) {
	t.Helper()
	in := Typed(t, server, "good")
	transport := bc.NewTransport(bc.TransportOptions{})
	t.Cleanup(transport.CloseIdleConnections)
	manager = session.NewManager(session.Options{ConfigDir: t.TempDir(), Log: &session.Log{}, Now: time.Now, Transport: transport,
		Notice: func(string) {}})
	name = manager.UseOnce(session.Draft{Secret: in.Secret, Connection: keystore.Connection{Tenant: in.Tenant, ClientID: in.ClientID,
		Environment: in.Environment, Authority: in.Authority, API: in.API}})
	return manager, name
}

type tokens struct{}

func (tokens) Token(context.Context) (auth.Token, error) { return auth.Token{}, nil }
func (tokens) Discard()                                  {}

// Serve gives a session on the service at a URL, which asks for no token. Its client does not wait between tries.
func Serve(t testing.TB, url string, change ...func(*bc.Options)) *session.Session {
	t.Helper()
	o := bc.Options{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	for _, f := range change {
		f(&o)
	}
	client, err := bc.New(bc.Target{API: url, Environment: "Production"}, tokens{}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return &session.Session{Client: client}
}

// Open gives a session to screens, which ask for it.
func Open(s *session.Session) func(context.Context) (*session.Session, error) {
	return func(context.Context) (*session.Session, error) { return s, nil }
}

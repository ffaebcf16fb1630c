package companies_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"bctui/bc"
	"bctui/bc/check/checktest"
	"bctui/bc/demo"
	"bctui/keystore"
	"bctui/ui/explain"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/companies"
	"bctui/ui/screen/story"
	"bctui/ui/session"
)

// connect opens the session of a registration of the embedded tenant.
func connect(t *testing.T) func(context.Context) (*session.Session, error) {
	in := story.Typed(t, checktest.Tenant(t, demo.Options{}), "good")
	m := session.NewManager(session.Options{ConfigDir: t.TempDir(), Transport: bc.NewTransport(bc.TransportOptions{}), Keyring: keystore.NewKeyring(keystore.KeyringOptions{})})
	t.Cleanup(func() { m.Wait(time.Second) })
	name := m.UseOnce(session.Draft{Secret: in.Secret, Connection: keystore.Connection{Name: "contoso", Tenant: in.Tenant, ClientID: in.ClientID,
		Environment: in.Environment, Authority: in.Authority, API: in.API}})
	return func(ctx context.Context) (*session.Session, error) { return m.Open(ctx, name, "") }
}

func begin(t *testing.T, o companies.Options) *story.Story {
	o.Place = place.Place{Kind: place.Companies, Connection: "contoso", Environment: "Production"}
	o.Explain = explain.Error
	if o.Waiting == nil {
		o.Waiting = func() string { return "" }
	}
	return story.Begin(t, companies.New(story.Host(t, time.Now), o))
}

func rest(st *story.Story) { st.Until("an answer", func() bool { return !st.Screen.Status().Busy }) }

func TestTheCursorBeginsOnTheCompanyThatIsWanted(t *testing.T) {
	st := begin(t, companies.Options{Open: connect(t), Select: "My Company"})
	rest(st)
	st.Shows("CRONUS USA, Inc.", "▌My Company")
	st.Press("enter")
	if to := story.Asked[screen.Go](st); to.Place.Kind != place.Entities || to.Place.CompanyName != "My Company" {
		t.Errorf("goes to %+v", to.Place)
	}
}

// A damaged file of connections is said whether the companies come or not.
func TestWarningsOfTheStartAreSaidEitherWay(t *testing.T) {
	for name, open := range map[string]func(context.Context) (*session.Session, error){
		"companies come": connect(t),
		"none come":      func(context.Context) (*session.Session, error) { return nil, errors.New("no way") },
	} {
		st := begin(t, companies.Options{Open: open, Warnings: func() []error { return []error{errors.New("the file is damaged")} }})
		rest(st)
		if say := story.Asked[screen.Say](st); say.Text != "the file is damaged" || say.Level != screen.Warning {
			t.Errorf("%s: said %+v", name, say)
		}
	}
}

// Esc ends the wait and keeps the screen; another secret is offered only where the keyring is what is waited for.
func TestWaitingCanBeStopped(t *testing.T) {
	for waitsFor, offered := range map[string]bool{"": false, "Unlock the keyring in its own window.": true} {
		st := begin(t, companies.Options{Waiting: func() string { return waitsFor }, Open: func(ctx context.Context) (*session.Session, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}})
		st.Shows("Signing in", waitsFor)
		has := false
		for _, a := range st.Screen.Actions() {
			has = has || a.ID == "list.open"
		}
		if has != offered {
			t.Errorf("waiting for %q: typing the secret is offered: %v", waitsFor, has)
		}
		st.Press("esc")
		if st.Left || st.Screen.Status().Busy {
			t.Error("one press stopped the wait and left the screen, or did not stop it")
		}
		st.Shows("Stopped. r tries again.")
		st.Press("esc")
		if !st.Left {
			t.Error("the next press does not leave")
		}
	}
}

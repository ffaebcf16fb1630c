package record_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/demo"
	"bctui/keystore"
	"bctui/ui/explain"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/grid"
	"bctui/ui/screen/record"
	"bctui/ui/session"
	"bctui/ui/termtest"
	"bctui/ui/tui"
)

// scene is the program with grids and records alone, on the embedded tenant.
type scene struct {
	*termtest.Terminal
	t      *testing.T
	server *demo.Server
	mu     sync.Mutex
	saved  map[string][]byte
	deny   error // of the next save
}

func newScene(t *testing.T, width, height int, start place.Place) *scene {
	t.Helper()
	server, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	good, _ := server.Registration("good")
	transport := bc.NewTransport(bc.TransportOptions{})
	t.Cleanup(transport.CloseIdleConnections)
	manager := session.NewManager(session.Options{ConfigDir: t.TempDir(), Log: &session.Log{}, Now: time.Now, Transport: transport,
		Notice: func(string) {}})
	name := manager.UseOnce(session.Draft{Secret: auth.NewSecret(good.Secret), Connection: keystore.Connection{Tenant: good.TenantID,
		ClientID: good.ClientID, Environment: "Production", Authority: server.URL(), API: server.URL()}})
	s := &scene{t: t, server: server, saved: map[string][]byte{}}
	start.Connection, start.Environment, start.CompanyName, start.Route = name, "Production", "CRONUS USA, Inc.", place.DefaultRoute
	model := tui.New(t.Context(), tui.Options{Start: start, Keys: keymap.New(), Now: time.Now, Getenv: func(string) string { return "" },
		Open: func(at place.Place, host screen.Host, seed any) (screen.Screen, error) {
			open := func(ctx context.Context) (*session.Session, error) { return manager.Open(ctx, at.Connection, at.Environment) }
			switch at.Kind {
			case place.Grid:
				return grid.New(host, grid.Options{Place: at, Open: open, Explain: explain.Error}), nil
			case place.Record:
				row, known := seed.(screen.Neighbour)
				return record.New(host, record.Options{Place: at, Open: open, Explain: explain.Error, Row: row, Known: known}), nil
			}
			return nil, fmt.Errorf("no screen for %s", at.Kind)
		}})
	s.Terminal = termtest.Run(t, termtest.Options{Width: width, Height: height, Never: []string{good.Secret}}, model)
	return s
}

func (s *scene) save(name string, r io.Reader) (string, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deny != nil {
		return "", 0, s.deny
	}
	var b bytes.Buffer
	n, err := io.Copy(&b, r)
	s.saved[name] = b.Bytes()
	return "/tmp/" + name, n, err
}

func customers() place.Place { return place.Place{Kind: place.Grid, Set: "customers"} }

// asked gives the requests for data since they were forgotten: path and query.
func (s *scene) asked() []string {
	var out []string
	for _, q := range s.server.Requests() {
		switch q.Kind {
		case "page", "record", "count":
			out = append(out, q.Kind+" "+q.Path)
		}
	}
	return out
}

// goTo moves the cursor to a line by filtering for its name.
func (s *scene) goTo(name string) {
	s.Press("/")
	s.Type(name)
	s.WaitFor("found")
	s.Press("enter")
}

var _ = errors.New

func TestFromACustomerToItsOrdersLinesAndItem(t *testing.T) {
	s := newScene(t, 100, 30, customers())
	s.WaitFor("1 of 200+")
	s.server.ForgetRequests()
	s.Press("enter")
	s.WaitFor("empty fields hidden")
	s.WaitFor("→")
	if got := s.asked(); len(got) != 0 {
		t.Errorf("a record that is known was asked for: %q", got)
	}
	s.goTo("salesOrders")
	s.WaitFor("many in salesOrders, by customerId")
	s.Press("enter")
	s.WaitFor("$filter customerId eq")
	s.Press("enter")
	s.WaitFor("orderDate  ")
	s.WaitFor("→")
	s.goTo("salesOrderLines")
	s.Press("enter")
	s.WaitFor("lineObjectNumber")
	s.Press("enter")
	s.WaitFor("1 of")
	s.WaitFor("→")
	s.goTo("itemId")
	s.Press("enter")
	s.WaitFor("opened by itself")
	s.Press("n")
	s.WaitFor("there is no list around it")
	for _, want := range []string{"/salesOrders(", ")/salesOrderLines", "/items("} {
		if !strings.Contains(strings.Join(s.asked(), "\n"), want) {
			t.Errorf("nothing was asked of %s: %q", want, s.asked())
		}
	}
}

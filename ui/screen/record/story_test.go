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

	"bctui/bc/check/checktest"
	"bctui/bc/demo"
	"bctui/ui/explain"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/grid"
	"bctui/ui/screen/record"
	"bctui/ui/screen/story"
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
	server := checktest.Tenant(t, demo.Options{})
	good, _ := server.Registration("good")
	manager, name := story.SignIn(t, server)
	s := &scene{t: t, server: server, saved: map[string][]byte{}}
	start.Connection, start.Environment, start.CompanyName, start.Route = name, "Production", "CRONUS USA, Inc.", place.DefaultRoute
	model := tui.New(t.Context(), tui.Options{Start: start, Keys: keymap.New(), Now: time.Now, Getenv: func(string) string { return "" },
		Open: func(at place.Place, host screen.Host, seed any) (screen.Screen, error) {
			open := func(ctx context.Context) (*session.Session, error) {
				return manager.Open(ctx, at.Connection, at.Environment)
			}
			switch at.Kind {
			case place.Grid:
				return grid.New(host, grid.Options{Place: at, Open: open, Explain: explain.Error}), nil
			case place.Record:
				row, known := seed.(screen.Neighbour)
				return record.New(host, record.Options{Place: at, Open: open, Explain: explain.Error, Row: row, Known: known, Save: s.save}), nil
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

// here waits until the way to the screen at hand ends with these crumbs.
func (s *scene) here(crumbs string) {
	s.t.Helper()
	s.WaitForFunc("the crumbs "+crumbs, func(now termtest.Screen) bool {
		at := strings.Index(now.Line(0), crumbs)
		return at >= 0 && strings.HasPrefix(now.Line(0)[at+len(crumbs):], "  ") && !strings.Contains(now.String(), " …\n")
	})
}

// The way of issue 4: from a customer to its orders, their lines, the item, and back and forward through all of it.
func TestFromACustomerToItsOrdersLinesAndItem(t *testing.T) {
	s := newScene(t, 140, 40, customers())
	s.WaitFor("1 of 200+")
	s.server.ForgetRequests()
	s.Press("enter")
	s.here("customers ▸ 10000")
	s.WaitFor("many in salesOrders, by customerId")
	if got := s.asked(); len(got) != 0 {
		t.Errorf("a record that is known was asked for: %q", got)
	}
	s.goTo("salesOrders")
	s.Press("enter")
	s.here("10000 ▸ salesOrders")
	s.WaitFor("$filter customerId eq")
	s.Press("down", "down", "right")
	s.WaitFor("3 of 72")
	s.Press("enter")
	s.here("salesOrders ▸ S-ORD101102")
	s.WaitFor(" links")
	s.Press("tab", "down")
	s.WaitFor("many in salesOrderLines")
	s.goTo("salesOrderLines")
	s.Press("enter")
	s.here("S-ORD101102 ▸ salesOrderLines")
	s.WaitFor("end of the list")
	s.Press("enter")
	s.here("salesOrderLines ▸ 10000")
	s.WaitFor("one in salesOrders") // back to the header
	s.goTo("itemId")
	s.Press("enter")
	s.here("10000 ▸ 1801")
	s.WaitFor("a single record")
	s.Press("n")
	s.WaitFor("there is no list around it")
	asked := strings.Join(s.asked(), "\n")
	for _, want := range []string{"/salesOrders\n", ")/salesOrderLines\n", "/items("} {
		if !strings.Contains(asked, want) {
			t.Errorf("nothing was asked of %s:\n%s", want, asked)
		}
	}

	s.server.ForgetRequests()
	s.Press("alt+left")
	s.here("salesOrderLines ▸ 10000")
	s.Press("b")
	s.here("S-ORD101102 ▸ salesOrderLines")
	s.Press("b")
	s.here("salesOrders ▸ S-ORD101102")
	s.Press("b")
	s.here("10000 ▸ salesOrders")
	s.WaitFor("3 of 72")
	s.Press("b")
	s.here("customers ▸ 10000")
	if got := s.asked(); len(got) != 0 {
		t.Errorf("going back asks for %q", got)
	}
	s.Press("alt+right")
	s.here("10000 ▸ salesOrders")
	s.WaitFor("$filter customerId eq")
	s.WaitFor("3 of 72")
	s.server.ForgetRequests()
	s.Press("B")
	s.here("salesOrders ▸ S-ORD101102")
	s.WaitFor("links")
	if got := s.asked(); len(got) != 0 {
		t.Errorf("a record that was read is asked for again: %q", got)
	}
	s.Press("enter") // the cursor is on the link that was followed
	s.here("S-ORD101102 ▸ salesOrderLines")
	s.Press("B")
	s.WaitFor("Nothing lies ahead") // that was a new way
	s.Press("esc")
	s.here("salesOrders ▸ S-ORD101102")
}

func TestLinksAreCountedOnDemandAndEscStops(t *testing.T) {
	s := newScene(t, 120, 40, customers())
	s.WaitFor("1 of 200+")
	s.Press("enter")
	s.WaitFor("many in salesOrders, by customerId")
	s.server.ForgetRequests()
	s.Press("c")
	s.WaitFor("72 in salesOrders, by customerId")
	s.WaitForFunc("all counts", func(now termtest.Screen) bool { return !now.Contains("many in") && !now.Contains("counting") })
	if n := s.server.MaxInFlight(); n > 5 {
		t.Errorf("%d requests at once", n)
	}
	for _, q := range s.asked() {
		if !strings.HasSuffix(q, "/$count") {
			t.Errorf("to count, %s was asked for", q)
		}
	}

	hold := make(chan struct{})
	defer close(hold)
	s.server.SetFaults(demo.Fault{On: "count", Hold: hold})
	s.Press("c")
	s.WaitFor("counting: 8 of 9")
	s.Press("esc")
	s.WaitGone("counting")
	s.here("customers ▸ 10000")
	s.server.SetFaults()
	s.Press("n")
	s.here("customers ▸ 20000")
	s.WaitGone("72 in") // counts belong to a record
}

func TestLinesAreReachedAndReadAgainBelowTheirHeader(t *testing.T) {
	s := newScene(t, 120, 40, place.Place{Kind: place.Grid, Set: "salesOrders"})
	s.WaitFor("1 of 200+")
	s.Press("enter")
	s.WaitFor(" links")
	s.Press("tab", "down")
	s.WaitFor("many in salesOrderLines")
	s.goTo("salesOrderLines")
	s.Press("enter")
	s.WaitFor("end of the list")
	s.Press("enter")
	s.here("salesOrderLines ▸ 10000")
	s.server.ForgetRequests()
	s.Press("r")
	s.WaitFor("Loaded again")
	if got := s.asked(); len(got) != 1 || !strings.Contains(got[0], ")/salesOrderLines(") {
		t.Errorf("a line was asked for at %q", got)
	}
}

func TestALinkThatIsNotSetSaysSo(t *testing.T) {
	s := newScene(t, 80, 24, place.Place{Kind: place.Record, Set: "currencies", Path: "salesOrders(3b5849f8-8a3b-4916-9164-ce65a0e66874)/currency"})
	s.WaitFor("Nothing is behind this link")
	s.Press("n", "enter", "y", "c") // none of it has anything to work on
	s.WaitFor("Nothing is behind this link")
}

func TestALinkThatDoesNotExistIsExplained(t *testing.T) {
	s := newScene(t, 80, 24, place.Place{Kind: place.Record, Set: "currencies", Path: "nowhere"})
	s.WaitFor("Resource not found")
}

// A company leads to its own sets, whatever company one came from.
func TestACompanyLeadsToItsOwnSets(t *testing.T) {
	s := newScene(t, 100, 30, place.Place{Kind: place.Grid, Set: "companies"})
	s.WaitFor("end of the list")
	s.Press("down", "enter")
	s.WaitFor(" links")
	s.server.ForgetRequests()
	s.goTo("currencies")
	s.Press("enter")
	s.WaitFor("▸ currencies")
	s.WaitFor("No rows.")
	asked := strings.Join(s.asked(), " ")
	if !strings.Contains(asked, "companies(") || strings.Contains(asked, "companies(6d2fb0f1-3b1c-f011-9af8-6045bdc8a1d0)") {
		t.Errorf("the currencies of My Company were asked for at %s", asked)
	}
}

func TestSmallWindows(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 40}} {
		s := newScene(t, size[0], size[1], customers())
		s.WaitFor("1 of 200+")
		s.Press("enter")
		s.WaitFor("12 links")
		s.Press("tab")
		s.WaitFor("Links")
		s.Press("c")
		s.WaitFor("→ 1 in")
		s.WaitGone("counting")
		s.Press("enter")
		s.WaitFor("▸ defaultDimensions")
		s.WaitFor("end of the list")
	}
}

func TestAFileIsSavedByAKey(t *testing.T) {
	s := newScene(t, 100, 30, place.Place{Kind: place.Grid, Set: "companyInformation"})
	s.WaitFor("end of the list")
	s.Press("enter")
	s.WaitFor("file, c asks for its size")
	s.server.ForgetRequests()
	s.WaitFor("s saves it")
	s.Press("s")
	s.WaitFor("bytes to /tmp/")
	s.mu.Lock()
	for name, data := range s.saved {
		if name != "CRONUS USA, Inc.-picture.png" || !bytes.HasPrefix(data, []byte("\x89PNG")) {
			t.Errorf("saved as %q, %d bytes", name, len(data))
		}
	}
	if len(s.saved) != 1 {
		t.Errorf("%d files were saved", len(s.saved))
	}
	s.deny = errors.New("no space is left on the disk")
	s.mu.Unlock()
	if n := len(s.server.Requests()); n != 1 {
		t.Errorf("%d requests for one file", n)
	}
	s.Press("s")
	s.WaitFor("Not saved: no space is left")

	hold := make(chan struct{})
	defer close(hold)
	s.server.SetFaults(demo.Fault{On: "page", Hold: hold})
	s.Press("s")
	s.WaitForFunc("the spinner", func(now termtest.Screen) bool {
		return strings.ContainsAny(now.Line(0), "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")
	})
	s.Press("esc")
	s.WaitFor("Not saved: stopped")
}

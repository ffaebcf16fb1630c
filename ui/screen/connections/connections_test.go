package connections_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/keystore"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/connections"
	"bctui/ui/theme"
)

var today = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// store is a book in memory.
type store struct {
	list      []keystore.Connection
	shared    map[string][]string
	leftovers []keystore.Leftover
	err       error
}

func (s *store) Connections() []keystore.Connection { return slices.Clone(s.list) }
func (s *store) SharedWith(name string) []string    { return s.shared[name] }
func (s *store) Rename(from, to string) error {
	for i := range s.list {
		if s.list[i].Name == from && s.err == nil {
			s.list[i].Name = to
		}
	}
	return s.err
}
func (s *store) Remove(_ context.Context, name string) ([]keystore.Leftover, error) {
	if s.err == nil {
		s.list = slices.DeleteFunc(s.list, func(c keystore.Connection) bool { return c.Name == name })
	}
	return s.leftovers, s.err
}
func (s *store) ForgetAll(context.Context) ([]keystore.Leftover, error) {
	if s.err == nil {
		s.list = nil
	}
	return s.leftovers, s.err
}

func three() *store {
	day := func(n int) keystore.Date { return keystore.DateOf(today.AddDate(0, 0, n)) }
	return &store{
		list: []keystore.Connection{
			{Name: "contoso", Tenant: "contoso.onmicrosoft.com", ClientID: "3fa85f64-5717-4562-b3fc-2c963f66afa6", Environment: "Production",
				SecretIn: keystore.InKeyring, SecretExpires: day(189), LastUsed: today.Add(-3 * time.Hour), CompanyName: "CRONUS USA, Inc."},
			{Name: "contoso-test", Tenant: "contoso.onmicrosoft.com", ClientID: "3fa85f64-5717-4562-b3fc-2c963f66afa6", Environment: "Sandbox",
				SecretIn: keystore.InKeyring, SecretExpires: day(12), LastUsed: today.Add(-72 * time.Hour)},
			{Name: "fabrikam", Tenant: "fabrikam.com", ClientID: "11111111-2222-3333-4444-555555555555", Environment: "Production",
				SecretIn: keystore.InSession, SecretExpires: day(-3)},
		},
		shared: map[string][]string{"contoso": {"contoso-test"}, "contoso-test": {"contoso"}},
	}
}

// story drives the screen as the root does. The store answers at once, so every command can run in place.
type story struct {
	t    *testing.T
	s    *connections.Screen
	sent []tea.Msg
	left bool
}

func begin(t *testing.T, st *store) *story {
	h := screen.Host{ID: 3, Context: context.Background(), Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(), Now: func() time.Time { return today }}
	s := connections.New(h, st, connections.Options{Current: "contoso-test", Demo: func(context.Context) (place.Place, error) {
		return place.Place{Kind: place.Companies, Connection: "demo"}, nil
	}})
	out := &story{t: t, s: s}
	out.run(s.Init())
	return out
}

func (st *story) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			st.run(c)
		}
	case screen.To:
		st.run(st.s.Update(msg.Msg))
	default:
		st.sent = append(st.sent, msg)
	}
}

func (st *story) press(keys ...string) *story {
	for _, k := range keys {
		named := map[string]rune{"enter": tea.KeyEnter, "up": tea.KeyUp, "down": tea.KeyDown}
		msg := tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		if c, ok := named[k]; ok {
			msg = tea.KeyPressMsg{Code: c}
		}
		if k == "ctrl+u" {
			msg = tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}
		}
		if k == "esc" {
			cmd, done := st.s.Escape()
			st.left = !done
			st.run(cmd)
			continue
		}
		acted := false
		for _, a := range st.s.Actions() {
			if a.Works(k, st.s.Typing()) {
				acted = true
				if a.Refusal() == "" {
					st.run(a.Run())
				}
				break
			}
		}
		if !acted {
			st.run(st.s.Update(msg))
		}
	}
	return st
}

func (st *story) write(s string) *story {
	for _, c := range s {
		st.press(string(c))
	}
	return st
}

func (st *story) text() string { return ansi.Strip(st.s.View(100, 21).Content) }

func (st *story) sees(parts ...string) *story {
	st.t.Helper()
	flat := strings.Join(strings.Fields(st.text()), " ")
	for _, p := range parts {
		if !strings.Contains(flat, p) {
			st.t.Fatalf("no %q on screen:\n%s", p, st.text())
		}
	}
	return st
}

func (st *story) seesNot(part string) *story {
	st.t.Helper()
	if strings.Contains(st.text(), part) {
		st.t.Fatalf("%q is on screen:\n%s", part, st.text())
	}
	return st
}

func last[T any](st *story) (out T) {
	st.t.Helper()
	for i := len(st.sent) - 1; i >= 0; i-- {
		if v, ok := st.sent[i].(T); ok {
			return v
		}
	}
	st.t.Fatalf("no %T among %v", out, st.sent)
	return out
}

func TestTheListSaysWhatMatters(t *testing.T) {
	st := begin(t, three())
	st.sees("contoso Production contoso.onmicrosoft.com keyring 2027-05-31 3 hours ago", "contoso-test Sandbox", "! in 12 days open now",
		"fabrikam Production fabrikam.com not kept ✗ expired never")
	st.sees("▌contoso-test", "in the keyring of this system, expires on 2026-12-05, shared with contoso")
}

func TestEnterConnects(t *testing.T) {
	st := begin(t, three()).press("up", "enter")
	if to := last[screen.Instead](st).Place; to.Connection != "contoso" || to.Kind != place.Companies || to.Environment != "Production" || to.CompanyName != "CRONUS USA, Inc." {
		t.Errorf("goes to %+v", to)
	}
}

func TestNewReplaceAndDemo(t *testing.T) {
	st := begin(t, three()).press("n")
	if to := last[screen.Go](st).Place; to.Kind != place.Setup || to.Connection != "" {
		t.Errorf("n: %+v", to)
	}
	if to := last[screen.Go](st.press("s")).Place; to.Kind != place.Setup || to.Connection != "contoso-test" {
		t.Errorf("s: %+v", to)
	}
	if to := last[screen.Instead](st.press("t")).Place; to.Connection != "demo" {
		t.Errorf("t: %+v", to)
	}
}

func TestRenameInPlace(t *testing.T) {
	book := three()
	st := begin(t, book).press("R").sees("New name for “contoso-test”")
	st.press("ctrl+u").write("contoso").sees("has this name already").press("enter")
	if book.list[1].Name != "contoso-test" {
		t.Fatal("a taken name was taken again")
	}
	st.press("ctrl+u").write("dqXn").press("enter").sees("▌dqXn")
	if book.list[1].Name != "dqXn" || !strings.Contains(last[screen.Say](st).Text, "dqXn") {
		t.Errorf("name %q", book.list[1].Name)
	}
	st.press("R").write("2").press("esc").sees("dqXn").seesNot("dqXn2")
}

func TestRemoveAsksAndSaysWhatBecomesOfTheSecret(t *testing.T) {
	book := three()
	st := begin(t, book).press("d").sees("Remove “contoso-test”?", "Its secret stays: contoso uses it.", "y removes it")
	st.press("esc").seesNot("Remove “")
	if len(book.list) != 3 {
		t.Fatal("Esc removed something")
	}
	st.press("d", "enter", "d", "x")
	if len(book.list) != 3 {
		t.Fatal("another key than y removed something")
	}
	st.press("y").seesNot("contoso-test")
	if len(book.list) != 2 {
		t.Error("nothing was removed")
	}
}

func TestWhatIsLeftBehindIsSaid(t *testing.T) {
	book := three()
	book.leftovers = []keystore.Leftover{{Place: keystore.InKeyring, ID: "3fa85f64", Text: "The keyring is locked: remove the entry with seahorse."}}
	st := begin(t, book).press("d", "y").sees("Something is left all the same", "remove the entry with seahorse", "3fa85f64")
	st.press("enter").sees("▌")
}

func TestForgettingEverythingWantsTheWord(t *testing.T) {
	book := three()
	st := begin(t, book).press("X").sees("This removes 3 connections and their secrets", "There is no way back.", "Type “forget”")
	st.write("yes").press("enter").sees("✗ Type the word forget")
	if len(book.list) != 3 {
		t.Fatal("it was forgotten without the word")
	}
	st.press("ctrl+u").write("forget").press("enter").sees("There are no connections yet.", "n sets one up", "t opens the demo tenant")
	if len(book.list) != 0 {
		t.Error("something was kept")
	}
}

func TestAFailureShowsAndLeavesTheListAsItIs(t *testing.T) {
	book := three()
	book.err = errors.New("the folder is read-only")
	st := begin(t, book).press("d", "y").sees("✗ The folder is read-only")
	st.press("esc").sees("contoso-test").press("esc")
	if !st.left {
		t.Error("the second Esc must leave the screen")
	}
}

func TestEmptyAndRefusals(t *testing.T) {
	st := begin(t, &store{}).sees("There are no connections yet.")
	for _, a := range st.s.Actions() {
		switch a.ID {
		case "manage.open", "manage.rename", "manage.remove", "manage.secret", "manage.forget":
			if a.Refusal() == "" {
				t.Errorf("%s is offered although there is nothing", a.ID)
			}
		}
	}
	st.press("enter", "d", "R", "X")
	if len(st.sent) > 0 || st.s.Typing() {
		t.Errorf("sent %v", st.sent)
	}
}

func TestTheListFilters(t *testing.T) {
	st := begin(t, three()).press("/").write("fab")
	if !st.s.Typing() {
		t.Fatal("the filter has no focus")
	}
	st.sees("▌fabrikam", "1 of 3").press("enter")
	if to := last[screen.Instead](st).Place; to.Connection != "fabrikam" {
		t.Errorf("goes to %+v", to)
	}
}

func TestNothingBreaksAtAnySize(t *testing.T) {
	book := three()
	book.list = append(book.list, keystore.Connection{Name: "evil \x1b[2J\u202e " + strings.Repeat("x", 90), Tenant: "漢字.example", Environment: "\n"})
	for _, keys := range [][]string{{}, {"d"}, {"R"}, {"X"}, {"/", "c"}, {"d", "y"}} {
		st := begin(t, book).press(keys...)
		for w := 1; w < 130; w += 4 {
			for h := 1; h < 26; h++ {
				body := st.s.View(w, h)
				lines := strings.Split(body.Content, "\n")
				if len(lines) > h {
					t.Fatalf("%v %d×%d: %d lines", keys, w, h, len(lines))
				}
				for _, l := range lines {
					if ansi.StringWidthWc(l) > w {
						t.Fatalf("%v %d×%d: %q is too wide", keys, w, h, ansi.Strip(l))
					}
				}
				if c := body.Cursor; c != nil && (c.X < 0 || c.Y < 0 || c.X >= w || c.Y >= h) {
					t.Fatalf("%v %d×%d: cursor at %d,%d", keys, w, h, c.X, c.Y)
				}
				if strings.Contains(body.Content, "\x1b[2J") {
					t.Fatal("a control got through")
				}
			}
		}
	}
}

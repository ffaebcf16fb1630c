package tui

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/place"
	"bctui/ui/screen"
)

func (s *stage) alt(code rune) { s.send(tea.KeyPressMsg{Code: code, Mod: tea.ModAlt}) }

func TestForwardLeadsWhereBackCameFrom(t *testing.T) {
	s := newStage(t)
	s.open("second")
	s.open("third")
	s.top().at.View = place.View{Filter: "city eq 'Oslo'", OrderBy: []string{"name"}, Row: 7, Column: "city"}
	s.alt(tea.KeyLeft)
	s.press("esc") // Esc goes the same way
	if got := s.top().at.Set; got != "first" {
		t.Fatalf("two steps back lead to %s", got)
	}
	s.alt(tea.KeyRight)
	s.press("B")
	at := s.top().at
	if at.Set != "third" || at.View.Filter != "city eq 'Oslo'" || at.View.Row != 7 || at.View.Column != "city" || len(at.View.OrderBy) != 1 {
		t.Errorf("two steps forward lead to %+v", at)
	}
	if !strings.Contains(s.line(0), "second ▸ third") {
		t.Errorf("the crumbs are %q", s.line(0))
	}
	s.press("B")
	if !strings.Contains(s.screen(), "Nothing lies ahead") {
		t.Errorf("at the end of the way nothing is said:\n%s", s.screen())
	}
	s.press("b")
	if got := s.top().at.Set; got != "second" {
		t.Errorf("the plain key leads to %s", got)
	}
}

func TestGoingSomewhereElseForgetsTheWayForward(t *testing.T) {
	s := newStage(t)
	s.open("second")
	s.press("b")
	s.open("other")
	s.press("B")
	if got := s.top().at.Set; got != "other" {
		t.Errorf("forward leads to %s", got)
	}
	s.press("b")
	s.send(screen.Instead{Place: place.Place{Kind: place.Companies, Set: "elsewhere"}})
	s.press("B")
	if got := s.top().at.Set; got != "elsewhere" {
		t.Errorf("after another connection forward leads to %s", got)
	}
}

func TestAScreenThatAsksIsNotOpenedByTheWayForward(t *testing.T) {
	s := newStage(t)
	s.send(screen.Go{Place: place.Place{Kind: place.Setup, Set: "setup"}})
	s.press("b")
	s.press("B")
	if got := s.top().at.Set; got != "first" {
		t.Errorf("forward leads to %s", got)
	}
}

func TestAPlaceThatCantBeOpenedStaysAhead(t *testing.T) {
	s := newStage(t)
	s.open("second")
	s.press("b")
	s.fail = errors.New("not now")
	s.press("B")
	s.fail = nil
	s.press("B")
	if got := s.top().at.Set; got != "second" {
		t.Errorf("the second try leads to %s", got)
	}
}

// Back by its own key skips what Esc would do first, but never takes letters from a text field.
func TestBackSkipsTheLadderButNotATextField(t *testing.T) {
	s := newStage(t)
	s.open("second")
	s.top().rungs, s.top().typing = 2, true
	s.press("b")
	if got := s.top(); got.at.Set != "second" || len(got.got) == 0 {
		t.Fatal("a letter left the text field")
	}
	s.top().typing = false
	s.press("b")
	if got := s.top().at.Set; got != "first" {
		t.Errorf("back leads to %s", got)
	}
}

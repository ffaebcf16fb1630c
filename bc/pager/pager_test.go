package pager_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"bctui/bc"
	"bctui/bc/odata"
	"bctui/bc/pager"
)

var byID = pager.Options{Key: []string{"id"}}

func TestAllRowsOnceAndInOrder(t *testing.T) {
	s := newService(t, 12_345)
	p := s.pager(byID)
	if p.Begun() || !p.More() || p.Len() != 0 {
		t.Fatal("a new pager has something")
	}
	if err := read(t, p, p.Read(0)); err != nil {
		t.Fatal(err)
	}
	if p.Len() != 200 || !p.More() {
		t.Fatalf("the first page has %d rows, want a small one", p.Len())
	}
	if err := read(t, p, p.Read(201)); err != nil {
		t.Fatal(err)
	}
	if p.Len() != 1200 {
		t.Fatalf("after the second page %d rows are there", p.Len())
	}
	if err := read(t, p, p.Read(-1)); err != nil {
		t.Fatal(err)
	}
	wantRows(t, p, s.rows)
	if p.More() || p.Read(-1) != nil {
		t.Fatal("there is more than all")
	}
	if len(s.requests) > 6 {
		t.Fatalf("%d requests for 12,345 rows", len(s.requests))
	}
}

func TestAFailedPageIsTriedAgainFromWhereItStopped(t *testing.T) {
	s := newService(t, 3000)
	p := s.pager(byID)
	for _, goal := range []int{0, -1} {
		s.set(func() { s.broken = 1 })
		before := p.Len()
		if err := read(t, p, p.Read(goal)); err == nil || p.Len() != before {
			t.Fatalf("goal %d: error %v, %d rows instead of %d", goal, err, p.Len(), before)
		}
		if err := read(t, p, p.Read(goal)); err != nil {
			t.Fatal(err)
		}
	}
	wantRows(t, p, s.rows)
}

func TestRowsThatComeTwiceAtASeamCountOnce(t *testing.T) {
	for _, repeat := range []int{1, 3, 40} {
		s := newService(t, 2500)
		s.cap, s.repeat = 300, repeat
		p := s.pager(byID)
		if err := read(t, p, p.Read(-1)); err != nil {
			t.Fatal(err)
		}
		wantRows(t, p, s.rows)
	}
}

func TestRowsWithOneKeyAreNotTakenForTheSame(t *testing.T) {
	s := newService(t, 0)
	for i := range 1000 {
		s.rows = append(s.rows, fmt.Sprintf(`{"id":"0","name":"row %d"}`, i))
	}
	p := s.pager(byID)
	if err := read(t, p, p.Read(-1)); err != nil {
		t.Fatal(err)
	}
	wantRows(t, p, s.rows)
}

func TestPagesThatGoRoundInACircleEnd(t *testing.T) {
	for _, pages := range []int{1, 2, 3, 7} {
		s := newService(t, 1000)
		s.circle, s.cap = pages, 100
		p := s.pager(byID)
		err := read(t, p, p.Read(-1))
		if err == nil || !bc.DeadEnd(err) || p.Len() != 100*pages {
			t.Fatalf("%d pages: error %v after %d rows", pages, err, p.Len())
		}
	}
}

func TestPagesWithoutRowsAreGoneThroughAndNotForEver(t *testing.T) {
	s := newService(t, 1500)
	s.hollow = 40 // behind each page
	p := s.pager(byID)
	if err := read(t, p, p.Read(-1)); err != nil {
		t.Fatal(err)
	}
	wantRows(t, p, s.rows)

	s.set(func() { s.hollow, s.requests = 1<<30, nil })
	p = s.pager(byID)
	err := read(t, p, p.Read(0))
	for i := 0; err == nil && i < 1000; i++ {
		err = read(t, p, p.Read(0)) // page by page, as the grid does near the end of what is there
	}
	if !bc.DeadEnd(err) || !strings.Contains(err.Error(), "hold nothing") || p.Len() != 200 {
		t.Fatalf("error %v after %d rows", err, p.Len())
	}
	if n := len(s.requests); n > 110 {
		t.Fatalf("%d requests", n)
	}
}

func TestARowThatChangedAtASeamStillCountsOnce(t *testing.T) {
	s := newService(t, 400)
	s.repeat = 20
	p := s.pager(byID)
	if err := read(t, p, p.Read(0)); err != nil {
		t.Fatal(err)
	}
	s.set(func() { s.rows[190] = `{"id":"00000190","name":"changed"}` })
	if err := read(t, p, p.Read(-1)); err != nil || p.Len() != 400 {
		t.Fatal(err, p.Len())
	}
}

func TestAnExpiredTokenIsGoneAroundByNumber(t *testing.T) {
	s := newService(t, 9000)
	p := s.pager(byID)
	if err := read(t, p, p.Read(0)); err != nil {
		t.Fatal(err)
	}
	s.set(func() { s.expired = true })
	if err := read(t, p, p.Read(300)); err != nil {
		t.Fatal(err)
	}
	if err := read(t, p, p.Read(1000)); err != nil {
		t.Fatal(err)
	}
	if err := read(t, p, p.Read(-1)); err != nil {
		t.Fatal(err)
	}
	wantRows(t, p, s.rows)
}

// A query that passes over rows itself goes on behind them, too, when a token has ended and when a page is read again.
func TestAnExpiredTokenOfAQueryWithRowsPassedOver(t *testing.T) {
	s := newService(t, 4000)
	p := s.pagerOf(bc.Source{Set: "things", PageSize: 50, Query: odata.Query{Skip: odata.N(1500)}}, byID)
	if err := read(t, p, p.Read(0)); err != nil || p.Len() != 50 {
		t.Fatalf("%d rows, %v", p.Len(), err)
	}
	s.set(func() { s.expired = true })
	if err := read(t, p, p.Read(-1)); err != nil {
		t.Fatal(err)
	}
	wantRows(t, p, s.rows[1500:])
}

func TestAnExpiredTokenOfAListThatChangedIsADeadEnd(t *testing.T) {
	for what, change := range map[string]func(*service){
		"a row came":       func(s *service) { s.rows = slices.Insert(s.rows, 5, row(-1)) },
		"a row went":       func(s *service) { s.rows = s.rows[1:] },
		"no $skip":         func(s *service) { s.noSkip = true },
		"nothing is there": func(s *service) { s.rows = nil },
	} {
		s := newService(t, 900)
		p := s.pager(byID)
		if err := read(t, p, p.Read(0)); err != nil {
			t.Fatal(err)
		}
		s.set(func() { s.expired = true; change(s) })
		err := read(t, p, p.Read(-1))
		if !bc.Expired(err) || !bc.DeadEnd(err) || p.Len() != 200 {
			t.Errorf("%s: %v, %d rows", what, err, p.Len())
		}
		var e *bc.Error
		if !errors.As(err, &e) || strings.Contains(e.Meaning.Cause, "filter") {
			t.Errorf("%s: the filter is blamed: %v", what, err)
		}
	}
}

// small is a budget of some pages of the service's rows.
func small() *pager.Budget { return pager.NewBudget(12_000) }

func TestOldPagesAreDroppedAndReadAgain(t *testing.T) {
	for _, expired := range []bool{false, true} {
		s := newService(t, 10_000)
		budget := small()
		p := s.pager(pager.Options{Key: []string{"id"}, Budget: budget})
		if err := read(t, p, p.Read(0)); err != nil {
			t.Fatal(err)
		}
		p.See(0, 50)
		if err := read(t, p, p.Read(-1)); err != nil {
			t.Fatal(err)
		}
		held, bytes := p.Held()
		if bytes > budget.Limit() || held == 0 || held == p.Len() {
			t.Fatalf("%d rows of %d bytes are held, the limit is %d", held, bytes, budget.Limit())
		}
		if name(p, 10) != "row 10" || name(p, 9999) != "row 9999" {
			t.Fatal("what is on screen, or came last, was dropped")
		}
		s.set(func() { s.expired = expired })
		rnd := rand.New(rand.NewPCG(1, 2))
		for range 100 {
			at := rnd.IntN(p.Len())
			if b, _ := p.Locate(at); b == nil {
				if p.Missing(at, at+1) != at || name(p, at) != "" {
					t.Fatalf("row %d is not there and not missing", at)
				}
				if err := read(t, p, p.Reread(at)); err != nil {
					t.Fatal(err)
				}
			}
			if got, want := name(p, at), fmt.Sprint("row ", at); got != want {
				t.Fatalf("row %d is %q", at, got)
			}
			p.See(at, min(p.Len(), at+30))
			if _, bytes := p.Held(); bytes > budget.Limit() {
				t.Fatalf("%d bytes are held", bytes)
			}
		}
		if p.Reread(p.Len()) != nil || p.Reread(-1) != nil {
			t.Fatal("rows outside are read again")
		}
	}
}

func TestARowThatIsGoneIsNotAskedForForEver(t *testing.T) {
	s := newService(t, 10_000)
	p := s.pager(pager.Options{Key: []string{"id"}, Budget: small()})
	if err := read(t, p, p.Read(-1)); err != nil {
		t.Fatal(err)
	}
	s.set(func() { s.rows = s.rows[:250] })
	at := p.Missing(0, p.Len())
	for at >= 0 && at < 300 {
		out := p.Reread(at).Next(t.Context())
		p.Take(out)
		if out.Err != nil || out.Changed != (at >= 200) {
			t.Fatalf("row %d: changed %v, %v", at, out.Changed, out.Err)
		}
		at = p.Missing(at+1, p.Len())
	}
	if p.Missing(0, 300) >= 0 {
		t.Fatal("a row that is gone is still to be read")
	}
	if name(p, 249) != "row 249" || name(p, 250) != "" {
		t.Fatalf("rows 249 and 250 are %q and %q", name(p, 249), name(p, 250))
	}
}

func TestWhoIsNotOnScreenGivesUpItsPagesFirst(t *testing.T) {
	s := newService(t, 4000)
	budget := small()
	o := pager.Options{Key: []string{"id"}, Budget: budget}
	below, top := s.pager(o), s.pager(o)
	for _, p := range []*pager.Pager{below, top} {
		if err := read(t, p, p.Read(0)); err != nil {
			t.Fatal(err)
		}
		p.See(0, 50)
	}
	if err := read(t, top, top.Read(-1)); err != nil {
		t.Fatal(err)
	}
	if n, _ := below.Held(); n != 0 {
		t.Fatalf("the list below still holds %d rows", n)
	}
	if name(top, 0) == "" {
		t.Fatal("what is on screen was dropped")
	}
	below.See(0, 50)
	if err := read(t, below, below.Reread(0)); err != nil || name(below, 0) != "row 0" {
		t.Fatal("the list below can't be read again:", err)
	}
	runtime.KeepAlive(top)
}

func TestTheCursorsRowIsFoundAgain(t *testing.T) {
	s := newService(t, 8000)
	p := s.pager(byID)
	if err := read(t, p, p.Read(-1)); err != nil {
		t.Fatal(err)
	}
	s.set(func() { s.rows = slices.Insert(s.rows, 100, row(-7)); s.requests = nil })
	again := s.pager(pager.Options{Key: []string{"id"}, Sought: p.Identity(6500)})
	if err := read(t, again, again.Read(6501)); err != nil {
		t.Fatal(err)
	}
	if again.Found() != 6501 || name(again, 6501) != "row 6500" {
		t.Fatalf("found at %d: %q", again.Found(), name(again, again.Found()))
	}
	if n := len(s.requests); n > 4 {
		t.Fatalf("%d requests", n)
	}
	lost := s.pager(pager.Options{Key: []string{"id"}, Sought: "nobody"})
	if err := read(t, lost, lost.Read(300)); err != nil || lost.Found() != -1 || lost.Len() < 300 {
		t.Fatal(err, lost.Found(), lost.Len())
	}
}

func TestTheEndOfTheContextEndsTheRequest(t *testing.T) {
	for _, goal := range []int{0, -1} {
		s := newService(t, 30_000)
		p := s.pager(byID)
		if err := read(t, p, p.Read(0)); err != nil {
			t.Fatal(err)
		}
		s.set(func() { s.hold = make(chan struct{}) })
		ctx, cancel := context.WithCancel(t.Context())
		r := p.Read(goal)
		done := make(chan pager.Result)
		go func() { done <- r.Next(ctx) }()
		cancel()
		if out := <-done; out.Err == nil || !out.Done {
			t.Fatalf("goal %d: %+v", goal, out)
		}
		s.set(func() { close(s.hold); s.hold = nil })
		if err := read(t, p, p.Read(-1)); err != nil {
			t.Fatal(err)
		}
		wantRows(t, p, s.rows)
	}
}

func TestAResultOfAnOlderReadingIsDropped(t *testing.T) {
	s := newService(t, 3000)
	p := s.pager(byID)
	if err := read(t, p, p.Read(0)); err != nil {
		t.Fatal(err)
	}
	a, b := p.Read(300).Next(t.Context()), p.Read(300).Next(t.Context())
	p.Take(a)
	p.Take(b)
	p.Take(a)
	if p.Len() != 1200 {
		t.Fatalf("%d rows", p.Len())
	}
}

func TestColumnsOfAllPages(t *testing.T) {
	s := newService(t, 250)
	s.rows[220] = `{"id":"x","extra":1}`
	p := s.pager(byID)
	if err := read(t, p, p.Read(-1)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(p.Columns(), " "); got != "id name extra" {
		t.Fatal(got)
	}
}

func TestAnEmptyList(t *testing.T) {
	s := newService(t, 0)
	p := s.pager(byID)
	if err := read(t, p, p.Read(-1)); err != nil || p.Len() != 0 || p.More() || !p.Begun() {
		t.Fatal(err, p.Len(), p.More(), p.Begun())
	}
	if b, _ := p.Locate(0); b != nil || p.Missing(0, 10) >= 0 || p.Identity(0) != "" || len(p.Pieces()) != 0 {
		t.Fatal("an empty list has a row")
	}
	if _, ok := p.Row(0); ok {
		t.Fatal("an empty list has a row")
	}
	p.See(0, 0)
}

// TestAnyOrderOfStepsGivesTheSameRows goes through lists at random: reading on, failing, looking elsewhere, reading
// again; whatever is in memory must be the service's row of that number.
func TestAnyOrderOfStepsGivesTheSameRows(t *testing.T) {
	for seed := range uint64(40) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		s := newService(t, rnd.IntN(4000))
		s.cap, s.repeat = rnd.IntN(3)*rnd.IntN(700), 0
		if s.cap > 100 {
			s.repeat = rnd.IntN(3)
		}
		p := s.pager(pager.Options{Key: []string{"id"}, Budget: pager.NewBudget(int64(3000 + rnd.IntN(30_000)))})
		for range 60 {
			switch rnd.IntN(6) {
			case 0:
				s.set(func() { s.broken = 1 })
			case 1:
				s.set(func() { s.expired = !s.expired })
			case 2:
				if err := read(t, p, p.Read(p.Len()+rnd.IntN(3000))); err != nil && s.broken > 0 {
					t.Fatal(err)
				}
			case 3, 4:
				if p.Len() == 0 {
					break
				}
				at := rnd.IntN(p.Len())
				p.See(at, min(p.Len(), at+40))
				if miss := p.Missing(at, min(p.Len(), at+40)); miss >= 0 {
					_ = read(t, p, p.Reread(miss))
				}
			case 5:
				sum := 0
				for _, piece := range p.Pieces() {
					sum += piece.Len
				}
				if held, _ := p.Held(); held != sum {
					t.Fatalf("seed %d: %d rows are in memory, %d are said to be", seed, sum, held)
				}
				for _, piece := range p.Pieces() {
					for i := range piece.Len {
						if got, want := piece.Block.Cell(piece.Skip+i, piece.Block.ColumnIndex("name")).Text(), fmt.Sprint("row ", piece.First+i); got != want {
							t.Fatalf("seed %d: row %d is %q", seed, piece.First+i, got)
						}
					}
				}
			}
		}
		s.set(func() { s.broken, s.expired = 0, false })
		if err := read(t, p, p.Read(-1)); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if p.Len() != len(s.rows) {
			t.Fatalf("seed %d: %d rows of %d", seed, p.Len(), len(s.rows))
		}
	}
}

func TestErrorsOfTheServiceComeAsTheyAre(t *testing.T) {
	s := newService(t, 10)
	s.broken = 1
	p := s.pager(byID)
	err := read(t, p, p.Read(0))
	var e *bc.Error
	if !errors.As(err, &e) || e.Code != "Internal_ServerError" || bc.DeadEnd(err) {
		t.Fatal(err)
	}
}

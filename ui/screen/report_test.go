package screen

import (
	"context"
	"strings"
	"testing"
	"time"

	"bctui/bc/check"
)

func TestFileOfAReportTellsWhatItIsAndNoMoreThanItMay(t *testing.T) {
	r := Report{Connection: "contoso/../prod \x1b[2J", Now: time.Date(2026, 11, 23, 9, 5, 7, 0, time.UTC),
		Result: check.Result{Subject: check.Subject{Connection: "contoso"}}}
	for form, want := range map[string]string{
		"md":          "bctui-check-contoso-..-prod---2J-20261123-090507.md",
		"md-masked":   "bctui-check-20261123-090507.md",
		"json-masked": "bctui-check-20261123-090507.json",
	} {
		got, err := r.Save(form, func(name string, data []byte) (string, error) {
			if len(data) == 0 || strings.HasSuffix(form, "-masked") && strings.Contains(string(data), "contoso") {
				t.Errorf("%s holds %q", form, data)
			}
			return name, nil
		})
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", form, got, err)
		}
	}
	if _, err := r.Save("md", nil); err == nil {
		t.Error("saved to nowhere")
	}
}

func TestFeedGivesAllNewsInOrderAndThenEnds(t *testing.T) {
	f := NewFeed[int]()
	go func() {
		for i := range 1000 {
			f.Put(i)
		}
		f.Close()
	}()
	next := 0
	for {
		news, ok := f.Take(context.Background())
		if !ok {
			break
		}
		for _, n := range news {
			if n != next {
				t.Fatalf("%d came in place of %d", n, next)
			}
			next++
		}
	}
	if next != 1000 {
		t.Errorf("%d came", next)
	}
}

func TestFeedEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, ok := NewFeed[int]().Take(ctx); ok {
		t.Error("news came out of nothing")
	}
}

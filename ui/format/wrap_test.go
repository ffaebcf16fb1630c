package format

import (
	"slices"
	"strings"
	"testing"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		w     int
		most  int
		lines []string
		more  bool
	}{
		{"", 10, 3, nil, false},
		{"one two three", 7, 9, []string{"one two", "three"}, false},
		{"one two three", 8, 9, []string{"one two", "three"}, false},
		{"one  two three", 9, 9, []string{"one  two", "three"}, false},
		{"abcdefghij", 4, 9, []string{"abcd", "efgh", "ij"}, false},
		{"abcdefghij", 4, 2, []string{"abcd", "efgh"}, true},
		{"a\r\nb\n", 10, 9, []string{"a␍␊", "b␊"}, false},
		{"東京都港区", 5, 9, []string{"東京", "都港", "区"}, false},
		{"x", 0, 9, nil, true},
	} {
		lines, more := Wc.Wrap(c.in, c.w, c.most)
		if !slices.Equal(lines, c.lines) || more != c.more {
			t.Errorf("Wrap(%q, %d, %d) = %q, %v; want %q, %v", c.in, c.w, c.most, lines, more, c.lines, c.more)
		}
	}
	if lines, more := Wc.Wrap(strings.Repeat("word ", 2<<20), 20, 5); len(lines) != 5 || !more {
		t.Errorf("a long text gives %d lines, more: %v", len(lines), more)
	}
}

func FuzzWrap(f *testing.F) {
	for _, s := range awkward() {
		f.Add(s, 5)
	}
	f.Add("one two three  four", 6)
	f.Fuzz(func(t *testing.T, s string, w int) {
		w = max(2, min(w, 100))
		for _, m := range measures {
			lines, more := m.Wrap(s, w, 1000)
			all := strings.Join(lines, "")
			for _, line := range lines {
				if n := m.method().StringWidth(line); n > w {
					t.Fatalf("%q is %d wide, not %d", line, n, w)
				}
			}
			if squash := strings.NewReplacer(" ", ""); !more && squash.Replace(all) != squash.Replace(m.Visible(s)) {
				t.Fatalf("%q lost something: %q", s, lines)
			}
		}
	})
}

package filter_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bctui/bc/demo/model"
	"bctui/bc/odata/filter"
)

// What an expression means, by definition: it is grown as a tree, written down in the filter language, and asked of the
// embedded tenant by the OData that comes of it. The rows must be those that the tree itself lets through.

// tree is a condition: how it is written, and which values pass it.
type tree struct {
	text  string
	joint byte // 0 for a leaf, & or |
	holds func(model.Value) bool
}

type grower struct {
	*rand.Rand
	env  filter.Env
	leaf func(*grower) tree
}

func (g *grower) grow(depth int) tree {
	if depth == 0 || g.IntN(3) == 0 {
		return g.leaf(g)
	}
	joint := "&|"[g.IntN(2)]
	n := 2 + g.IntN(2)
	parts := make([]tree, n)
	texts := make([]string, n)
	for i := range parts {
		parts[i] = g.grow(depth - 1)
		texts[i] = parts[i].text
		// & binds stronger: alternatives in it need parentheses, the other way round they are to choose.
		if joint == '&' && parts[i].joint == '|' || g.IntN(5) == 0 {
			texts[i] = "(" + texts[i] + ")"
		}
	}
	pad := strings.Repeat(" ", g.IntN(2))
	return tree{text: strings.Join(texts, pad+string(joint)+pad), joint: joint, holds: func(v model.Value) bool {
		for _, p := range parts {
			if p.holds(v) != (joint == '&') {
				return joint == '|'
			}
		}
		return joint == '&'
	}}
}

func pick[T any](g *grower, list []T) T { return list[g.IntN(len(list))] }

// ordered makes a leaf of a value that covers lo to hi, by an order.
func (g *grower) ordered(a, b operand) tree {
	op := pick(g, []string{"", "=", "<>", "<", "<=", ">", ">=", "..", "..x", "x..", "<>.."})
	pad := strings.Repeat(" ", g.IntN(2))
	t := tree{text: op + pad + a.text}
	switch op {
	case "", "=":
		t.holds = func(v model.Value) bool { return a.low(v) >= 0 && a.high(v) <= 0 }
	case "<>":
		t.holds = func(v model.Value) bool { return a.low(v) < 0 || a.high(v) > 0 }
	case "<":
		t.holds = func(v model.Value) bool { return a.low(v) < 0 }
	case "<=":
		t.holds = func(v model.Value) bool { return a.high(v) <= 0 }
	case ">":
		t.holds = func(v model.Value) bool { return a.high(v) > 0 }
	case ">=":
		t.holds = func(v model.Value) bool { return a.low(v) >= 0 }
	case "..":
		t.text = a.text + ".." + b.text
		t.holds = func(v model.Value) bool { return a.low(v) >= 0 && b.high(v) <= 0 }
	case "<>..":
		t.text = "<>" + a.text + ".." + b.text
		t.holds = func(v model.Value) bool { return a.low(v) < 0 || b.high(v) > 0 }
	case "..x":
		t.text = ".." + pad + a.text
		t.holds = func(v model.Value) bool { return a.high(v) <= 0 }
	case "x..":
		t.text = a.text + pad + ".."
		t.holds = func(v model.Value) bool { return a.low(v) >= 0 }
	}
	return t
}

// operand is written text that covers values: low and high compare a value with its ends.
type operand struct {
	text      string
	low, high func(model.Value) int
}

func exactly(text string, compare func(model.Value) int) operand {
	return operand{text, compare, compare}
}

var samples = []string{"", "A", "a", "AB", "ab", "aba", "ababa", "ba", "bab", "Oslo", "oslo", "OSLO", "Oslo Ost", "O'Brien", "'", "A & B", "x(y)", "@z", "B..C",
	"Ä", "ä", "1000", "10000", "2000", " pad ", "日本", "a|b", "<>", "=", "%me", "50 %", "aXb", "abXab", "Aa"}

func quote(g *grower, s string) string {
	plain := s != ""
	for _, r := range s {
		plain = plain && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r > 127)
	}
	if plain && g.IntN(4) > 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

func textLeaf(g *grower) tree {
	switch s := pick(g, samples); g.IntN(4) {
	case 0:
		pattern := ""
		for range 1 + g.IntN(4) {
			pattern += pick(g, []string{"*", "a", "b", "ab", "A", "X", "o", "*"})
		}
		return tree{text: pattern, holds: func(v model.Value) bool { return fits(pattern, v.S) }}
	case 1:
		if g.IntN(2) == 0 {
			return tree{text: "<>@" + quote(g, s), holds: func(v model.Value) bool { return !strings.EqualFold(v.S, s) }}
		}
		return tree{text: "@" + quote(g, s), holds: func(v model.Value) bool { return strings.EqualFold(v.S, s) }}
	default:
		operand := func(s string) operand {
			return exactly(quote(g, s), func(v model.Value) int { return model.CompareText(v.S, s) })
		}
		return g.ordered(operand(s), operand(pick(g, samples)))
	}
}

// fits is what a pattern means: * stands for any characters.
func fits(pattern, s string) bool {
	if pattern == "" {
		return s == ""
	}
	if pattern[0] != '*' {
		return s != "" && s[0] == pattern[0] && fits(pattern[1:], s[1:])
	}
	for i := 0; i <= len(s); i++ {
		if fits(pattern[1:], s[i:]) {
			return true
		}
	}
	return false
}

func numberLeaf(g *grower) tree {
	operand := func() operand {
		cents := pick(g, []int64{0, 1, 99, 100, 150, 12345, 100000, 123456789, -100, -5, -123456})
		digits := fmt.Sprintf("%03d", max(cents, -cents))
		whole, fraction := digits[:len(digits)-2], strings.TrimRight(digits[len(digits)-2:], "0")
		group, mark := ",", "."
		if g.env.DecimalMark == ',' {
			group, mark = ".", ","
		}
		if g.IntN(2) == 0 {
			for i := len(whole) - 3; i > 0; i -= 3 {
				whole = whole[:i] + group + whole[i:]
			}
		}
		text := whole
		if fraction != "" {
			text += mark + fraction
		}
		if cents < 0 {
			text = "-" + text
		}
		return exactly(text, func(v model.Value) int { return model.Compare(v, model.D(cents, 2)) })
	}
	return g.ordered(operand(), operand())
}

// writeDay writes a day in one of the ways that the habits allow.
func writeDay(g *grower, t time.Time) string {
	layouts := map[filter.DateOrder][]string{
		filter.DMY: {"02.01.2006", "2-1-2006", "02/01/06", "020106", "02012006", "2 January 2006", "02 Jan 06"},
		filter.MDY: {"01/02/2006", "1-2-2006", "01.02.06", "010206", "01022006", "Jan 2, 2006"},
		filter.YMD: {"2006-01-02", "060102", "20060102", "06-01-02", "2006.01.02."},
	}[g.env.DateOrder]
	return t.Format(pick(g, append(layouts, "2006-01-02", "2006/1/2")))
}

var sampleDays = []time.Time{
	time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC),
	time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
	time.Date(2025, 6, 5, 0, 0, 0, 0, time.UTC), time.Date(2025, 5, 6, 0, 0, 0, 0, time.UTC), time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC),
	time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC),
}

// period is a text for several days.
func period(g *grower) (text string, first, last time.Time) {
	day := func(s string) time.Time {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			panic(err)
		}
		return t
	}
	switch g.IntN(6) {
	case 0:
		return "t", day("2026-11-20"), day("2026-11-20")
	case 1:
		return "week", day("2026-11-16"), day("2026-11-22")
	case 2:
		return "month", day("2026-11-01"), day("2026-11-30")
	case 3:
		n := g.IntN(700)
		return "-" + strconv.Itoa(n) + "D", day("2026-11-20").AddDate(0, 0, -n), day("2026-11-20").AddDate(0, 0, -n)
	}
	t := pick(g, sampleDays)
	return writeDay(g, t), t, t
}

func dayLeaf(g *grower) tree {
	operand := func() operand {
		if g.IntN(6) == 0 {
			return exactly("''", func(v model.Value) int { return model.Compare(v, model.NoDate()) })
		}
		text, first, last := period(g)
		days := func(t time.Time) model.Value { return model.Days(int(t.Unix() / 86400)) }
		return operand{text, func(v model.Value) int { return model.Compare(v, days(first)) }, func(v model.Value) int { return model.Compare(v, days(last)) }}
	}
	return g.ordered(operand(), operand())
}

func momentLeaf(g *grower) tree {
	zone := time.UTC
	if g.env.Zone != nil {
		zone = g.env.Zone
	}
	operand := func() operand {
		if g.IntN(8) == 0 {
			return exactly("''", func(v model.Value) int { return model.Compare(v, model.NoDateTime()) })
		}
		text, first, last := period(g)
		if g.IntN(3) == 0 && first.Equal(last) && !strings.Contains(text, "D") && !strings.Contains(text, " ") {
			hour, minute := g.IntN(24), pick(g, []int{0, 30, 59})
			at := time.Date(first.Year(), first.Month(), first.Day(), hour, minute, 0, 0, zone)
			return exactly(text+" "+at.Format(pick(g, []string{"15:04", "3:04pm", "15.04.05", "1504"})), func(v model.Value) int { return model.Compare(v, model.At(at)) })
		}
		// The day of a moment is the one that the user's clocks show.
		compare := func(day time.Time) func(model.Value) int {
			return func(v model.Value) int {
				return strings.Compare(time.UnixMilli(v.N).In(zone).Format(time.DateOnly), day.Format(time.DateOnly))
			}
		}
		return operand{text, compare(first), compare(last)}
	}
	return g.ordered(operand(), operand())
}

func optionLeaf(g *grower) tree {
	names := []string{"''", "Open", "In Review", "released", "Non-Inventory", "'Charge (Item)'"}
	operand := func() operand {
		i := g.IntN(len(names))
		return exactly(names[i], func(v model.Value) int { return model.Compare(v, model.E(i)) })
	}
	return g.ordered(operand(), operand())
}

func booleanLeaf(g *grower) tree {
	truth := g.IntN(2) == 0
	op := pick(g, []string{"", "=", "<>"})
	word := pick(g, map[bool][]string{true: {"yes", "TRUE", "1", "ja", "y"}, false: {"no", "False", "0", "nein", "n"}}[truth])
	return tree{text: op + word, holds: func(v model.Value) bool { return (v.N == 1) == (truth == (op != "<>")) }}
}

func TestMeaning(t *testing.T) {
	var texts, numbers, days, moments, options []model.Value
	for _, s := range samples {
		texts = append(texts, model.T(s))
	}
	for _, n := range []int64{0, 1, 5, 99, 100, 101, 150, 12345, 100000, 123456789, -100, -5, -4, -123456} {
		numbers = append(numbers, model.D(n, 2))
	}
	days, moments = append(days, model.NoDate()), append(moments, model.NoDateTime())
	for _, d := range sampleDays {
		for n := -1; n <= 1; n++ {
			days = append(days, model.Days(int(d.Unix()/86400)+n))
		}
		for _, ms := range []int64{-3_600_001, -3_600_000, -1, 0, 1, 30_600_000, 57_600_000, 82_800_000, 86_399_999, 86_400_000} {
			moments = append(moments, model.Millis(d.UnixMilli()+ms))
		}
	}
	for i := range 6 {
		options = append(options, model.E(i))
	}
	for _, c := range []struct {
		name   string
		values []model.Value
		leaf   func(*grower) tree
	}{
		{"name", texts, textLeaf}, {"amount", numbers, numberLeaf}, {"day", days, dayLeaf}, {"at", moments, momentLeaf}, {"status", options, optionLeaf},
		{"paid", []model.Value{model.B(true), model.B(false)}, booleanLeaf},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := property(t, c.name)
			tenant := newTenant(t, column(t, c.name, c.values))
			understood := 0
			for seed := range uint64(3000) {
				g := &grower{Rand: rand.New(rand.NewPCG(seed, 1)), leaf: c.leaf}
				g.env = pick(g, []filter.Env{envs()["de"], envs()["us"], envs()["se"], envs()["oslo"]})
				tree := g.grow(g.IntN(3))
				f, err := filter.Parse(tree.text, p, g.env)
				if err != nil {
					mayRefuse(t, c.name, tree.text, err)
					continue
				}
				understood++
				got, bad := tenant.ask(f.OData())
				if bad != nil {
					t.Fatalf("%s became %s, which is refused: %s", tree.text, f.OData(), bad.Message)
				}
				want := []int{}
				for i, v := range c.values {
					if tree.holds(v) {
						want = append(want, i)
					}
				}
				if !slices.Equal(got, want) {
					t.Fatalf("seed %d: %s became %s\ngot rows %v\nwant     %v", seed, tree.text, f.OData(), got, want)
				}
			}
			if understood < 1500 {
				t.Errorf("only %d expressions were understood", understood)
			}
		})
	}
}

// mayRefuse allows what $filter can't say, and nothing else.
func mayRefuse(t *testing.T, name, text string, err error) {
	t.Helper()
	var e *filter.Error
	allowed := map[string][]string{"name": {"in which order"}, "status": {"none of the values"}}[name]
	if errors.As(err, &e) {
		for _, a := range allowed {
			if contains(e.Text, a) {
				return
			}
		}
	}
	t.Fatalf("%s: %v", text, err)
}

package record_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/record"
	"bctui/ui/screen/story"
)

// scripts are texts that terminals and programs measure differently, and some that want to be more than text.
func scripts() []string {
	return []string{
		"हिन्दी क्षेत्रीय", "العربية مرحبا", "עברית", "漢字かな交じり文", "한국어", "ไทยภาษา", "e\u0301a\u0308o\u0302\u0323", "👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈", "❤️ ☎️ 1️⃣", "🇩🇪🇯🇵",
		"Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "\u200b\u200d\ufeff", "a\tb\r\nc", "\x1b[2J\x07\u009b31m", "\u202egnirts\u2066", strings.Repeat("ﷺ", 30), "ｆｕｌｌｗｉｄｔｈ ﾊﾝｶｸ",
	}
}

// straight tells whether every line has the same width.
func (r *rig) straight(what string) {
	r.t.Helper()
	var m format.Measure
	for i, line := range strings.Split(r.View(), "\n") {
		if w := m.Width(line); w != 100 {
			r.t.Errorf("%s: line %d has %d cells and not 100:\n%s", what, i, w, line)
			return
		}
	}
}

// Whatever the values are: the columns of a record, and of a list in it, stand straight.
func TestColumnsStandStraight(t *testing.T) {
	long := strings.Repeat("Wort 漢字 ", 1<<20)
	var fields, elements []string
	for i, text := range append(scripts(), long[:10<<20]) {
		text = strings.ToValidUTF8(text, "")
		fields = append(fields, fmt.Sprintf(`"f%d":%s`, i, quote(text)))
		elements = append(elements, fmt.Sprintf(`{"name":%s,"n":%d,"more":{"inner":%s}}`, quote(text), i, quote(text)))
	}
	json := `{"code":"A","list":[` + strings.Join(elements, ",") + `],` + strings.Join(fields, ",") + `}`
	r := newRig(t, people)
	r.open("people", "'A'", json)
	for range fields {
		r.straight("the record")
		r.Do("down")
	}
	r.Do("pgdown", "pgdown", "pgup")
	r.straight("inside of the long value")
	r.on("list")
	r.Do("enter")
	for range elements {
		r.straight("the list")
		r.Do("down", "right")
	}
	r.Do("v")
	r.straight("the list, raw")
}

func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		if c < ' ' || c == '"' || c == '\\' {
			fmt.Fprintf(&b, `\u%04x`, c)
		} else {
			b.WriteRune(c)
		}
	}
	return b.String() + `"`
}

// BenchmarkMove is one step in a record that holds a list of 100,000 rows and a text of 10 MB.
func BenchmarkMove(b *testing.B) {
	json := `{"code":"A","text":"` + strings.Repeat("x", 10<<20) + `","list":[` + strings.Repeat(`{"a":1,"b":"text"},`, 100_000) + `{"a":2}]}`
	rec, err := rows.DecodeRecord(strings.NewReader(json))
	if err != nil {
		b.Fatal(err)
	}
	p := place.Place{Kind: place.Record, Set: "people"}
	m := record.New(story.Host(b, time.Now), record.Options{Place: p, Row: screen.Neighbour{Place: p, Record: rec, Of: "1 of 1"}, Known: true})
	m.Init()
	m.View(100, 30)
	for i := 0; b.Loop(); i++ {
		id := "record.down"
		if i%2 == 1 {
			id = "record.up"
		}
		for _, a := range m.Actions() {
			a.Refusal()
			if a.ID == id {
				a.Run()
			}
		}
		m.View(100, 30)
		m.Status()
	}
}

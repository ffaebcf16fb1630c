package rows_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"bctui/bc/rows"
)

func decode(t *testing.T, text string) (*rows.Block, rows.Envelope) {
	t.Helper()
	b, env, err := rows.Decode(strings.NewReader(text), rows.Options{})
	if err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	return b, env
}

func cell(b *rows.Block, row int, name string) rows.Cell { return b.Cell(row, b.ColumnIndex(name)) }

func TestEnvelope(t *testing.T) {
	_, env := decode(t, `{"@odata.context":"c\u00e9","@odata.count":12,"value":[],"@odata.nextLink":"https:\/\/x\/?a=1\u0026b=2"}`)
	want := rows.Envelope{Context: "cé", Count: 12, NextLink: "https://x/?a=1&b=2"}
	if fmt.Sprint(env) != fmt.Sprint(want) {
		t.Errorf("%+v", env)
	}
	for text, count := range map[string]int64{
		`{"value":[]}`:                       -1,
		`{"@odata.count":"7","value":[]}`:    7, // IEEE754Compatible=true
		`{"@odata.count":1e99,"value":[]}`:   -1,
		`{"@odata.count":-1,"value":[]}`:     -1,
		`{"@odata.count":null,"value":[]}`:   -1,
		"\xEF\xBB\xBF{\"value\":[]} \r\n":    -1,
		`{"value":[],"@odata.count":250000}`: 250000,
	} {
		if _, env := decode(t, text); env.Count != count {
			t.Errorf("%s: count %d", text, env.Count)
		}
	}
}

func TestValuesKeepTheirText(t *testing.T) {
	for _, c := range []struct {
		raw  string
		kind rows.Kind
		text string
	}{
		{`1000.00`, rows.Number, "1000.00"},
		{`-0`, rows.Number, "-0"},
		{`1E400`, rows.Number, "1E400"},
		{`12345678901234567890.12345678901234567890`, rows.Number, "12345678901234567890.12345678901234567890"},
		{`0.1e-7`, rows.Number, "0.1e-7"},
		{`7`, rows.Number, "7"},
		{`true`, rows.Bool, "true"},
		{`false`, rows.Bool, "false"},
		{`null`, rows.Null, ""},
		{`""`, rows.String, ""},
		{`"plain"`, rows.String, "plain"},
		{`"\"\\\/\b\f\n\r\t"`, rows.String, "\"\\/\b\f\n\r\t"},
		{`"\u00e9\uD83D\uDE00\ud83d"`, rows.String, "é😀\uFFFD"},
		{`"\uD83D\u0041"`, rows.String, "\uFFFDA"},
		{`"日本語 العربية"`, rows.String, "日本語 العربية"},
		{"\"a\xffb\"", rows.String, "a\xffb"},
		{`"\u001b]52;c;aGk=\u0007"`, rows.String, "\x1b]52;c;aGk=\x07"},
		{`"2025-05-16"`, rows.String, "2025-05-16"},
		{`"2025-05-16T07:55:01.123Z"`, rows.String, "2025-05-16T07:55:01.123Z"},
		{`"34f03eee-2a32-f011-9a4a-7ced8d0ee6e7"`, rows.String, "34f03eee-2a32-f011-9a4a-7ced8d0ee6e7"},
		{`"34F03EEE-2A32-F011-9A4A-7CED8D0EE6E7"`, rows.String, "34F03EEE-2A32-F011-9A4A-7CED8D0EE6E7"},
		{`"34f03eee02a32-f011-9a4a-7ced8d0ee6e7"`, rows.String, "34f03eee02a32-f011-9a4a-7ced8d0ee6e7"},
		{`{"a": [1, {"b":"}"}]}`, rows.Object, `{"a": [1, {"b":"}"}]}`},
		{`[ ]`, rows.Array, `[ ]`},
		{`["]","\"]"]`, rows.Array, `["]","\"]"]`},
	} {
		// Alone, among equals, and among others of all kinds: every shape of a column must give it back.
		for name, text := range map[string]string{
			"alone":  `{"value":[{"x":` + c.raw + `}]}`,
			"equals": `{"value":[{"x":` + c.raw + `}` + strings.Repeat(`,{"x":`+c.raw+`}`, 40) + `]}`,
			"others": `{"value":[{"x":` + c.raw + `},{"x":"1"},{},{"x":null},{"x":2},{"x":"é"},{"x":[1]},{"x":"\n"},{"x":{}},{"x":true}]}`,
			"spaced": " {\n\t\"value\" : [ { \"y\" : 1 , \"x\" : " + c.raw + " } ] }\r\n",
		} {
			b, _ := decode(t, text)
			got := cell(b, 0, "x")
			if got.Kind != c.kind || got.Text() != c.text || string(got.Raw()) != c.raw {
				t.Errorf("%s, %s: %s, text %q, raw %q", c.raw, name, got.Kind, got.Text(), got.Raw())
			}
			if string(got.AppendText([]byte("+"))) != "+"+c.text {
				t.Errorf("%s, %s: AppendText gives %q", c.raw, name, got.AppendText(nil))
			}
			size := len(c.raw)
			switch c.kind {
			case rows.String:
				size -= 2
			case rows.Null:
				size = 0
			}
			if got.Size() != size {
				t.Errorf("%s, %s: size %d", c.raw, name, got.Size())
			}
		}
	}
}

// model is the slow and simple way to read a page, to compare with.
func model(t *testing.T, text string) []map[string]string {
	var page struct {
		Value []map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(text), &page); err != nil {
		t.Fatal(err)
	}
	list := make([]map[string]string, len(page.Value))
	for i, row := range page.Value {
		list[i] = map[string]string{}
		for name, raw := range row {
			list[i][name] = string(raw)
		}
	}
	return list
}

// compare checks every cell of a block, and that nothing else is there.
func compare(t *testing.T, b *rows.Block, want []map[string]string) {
	t.Helper()
	if b.Len() != len(want) {
		t.Fatalf("%d rows, want %d", b.Len(), len(want))
	}
	for i, row := range want {
		rec := b.Row(i)
		if len(rec.Fields)+len(rec.Annotations) != len(row) {
			t.Fatalf("row %d has %v and %v, want %v", i, rec.Names(), rec.Annotations, row)
		}
		for _, f := range append(rec.Fields, rec.Annotations...) {
			if raw, ok := row[f.Name]; !ok || raw != string(f.Cell.Raw()) {
				t.Fatalf("row %d, %q: %s, want %s", i, f.Name, f.Cell.Raw(), raw)
			}
			if !strings.Contains(f.Name, "@") {
				if c := cell(b, i, f.Name); string(c.Raw()) != string(f.Cell.Raw()) {
					t.Fatalf("row %d, %q: Cell and Row differ", i, f.Name)
				}
			}
		}
	}
}

// TestAllShapesOfColumns decodes pages made by chance: many equal values, few, none, numbers among texts, long ones,
// shared beginnings and ends, rows of different columns.
func TestAllShapesOfColumns(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 9))
	words := []string{`"Contoso"`, `""`, `"Adatum \"Corp\""`, `null`, `true`, `false`, `0`, `{"a":1}`, `[]`, `"é"`, `"2025-01-01"`}
	makers := []func(i int) string{
		func(i int) string { return words[0] },
		func(i int) string { return words[rnd.IntN(3)] },
		func(i int) string { return words[rnd.IntN(len(words))] },
		func(i int) string { return fmt.Sprint(rnd.Int64()) },
		func(i int) string { return fmt.Sprint(rnd.IntN(300)) },
		func(i int) string { return fmt.Sprintf("%d.%02d", rnd.IntN(1000), rnd.IntN(100)) },
		func(i int) string { return fmt.Sprintf("%q", fmt.Sprintf("PS-INV%06d", i)) },
		func(i int) string { return fmt.Sprintf("%q", fmt.Sprintf("%d@example.com", rnd.IntN(1e6))) },
		func(i int) string { return fmt.Sprintf(`"W/\"%d\""`, rnd.IntN(1e9)) },
		func(i int) string {
			return fmt.Sprintf(`"%08x-2a32-f011-9a4a-%012x"`, rnd.Uint32(), rnd.Uint64()&0xFFFFFFFFFFFF)
		},
		func(i int) string {
			return fmt.Sprintf(`"https://api/items(%08x-2a32-f011-9a4a-7ced8d0ee6e7)/content"`, rnd.Uint32())
		},
		func(i int) string { return fmt.Sprintf(`"2025-%02d-%02dT10:00:00Z"`, 1+rnd.IntN(12), 1+rnd.IntN(28)) },
		func(i int) string { return `"` + strings.Repeat("x", rnd.IntN(400)) + fmt.Sprint(i) + `"` },
		func(i int) string { return `"` + strings.Repeat("ab", rnd.IntN(3)) + `"` }, // shorter than its neighbours' common beginning
		func(i int) string { return fmt.Sprintf(`"%s"`, strings.Repeat("a", 1+rnd.IntN(5))) },
	}
	var d rows.Decoder
	var like *rows.Block
	for round := range 300 {
		n := 1 + rnd.IntN(400)
		if round%50 == 0 {
			n = 70_000 / (1 + round) // more than 65,536 different values
		}
		columns := 1 + rnd.IntN(8)
		kinds := make([]int, columns)
		for c := range kinds {
			kinds[c] = rnd.IntN(len(makers))
		}
		missing := rnd.IntN(3) == 0
		var b strings.Builder
		b.WriteString(`{"value":[`)
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('{')
			first := true
			for c, kind := range kinds {
				if missing && rnd.IntN(4) == 0 {
					continue
				}
				if !first {
					b.WriteByte(',')
				}
				first = false
				name := fmt.Sprintf("c%d", c)
				if c == 1 {
					name = "@odata.etag"
				}
				fmt.Fprintf(&b, "%q:%s", name, makers[kind](i))
			}
			b.WriteByte('}')
		}
		b.WriteString(`]}`)
		block, _, err := d.Decode(strings.NewReader(b.String()), rows.Options{Like: like})
		if err != nil {
			t.Fatal(err)
		}
		compare(t, block, model(t, b.String()))
		if rnd.IntN(2) == 0 {
			like = block
		}
	}
}

func TestRecordedPages(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "data", "responses")
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*.json"))
	if len(files) == 0 {
		t.Skip("recorded data is not here")
	}
	pages := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		block, env, err := rows.Decode(bytes.NewReader(data), rows.Options{})
		switch filepath.Base(file) {
		case "batch.json":
			if !errors.Is(err, rows.ErrNoValue) {
				t.Errorf("%s: %v", file, err)
			}
			continue
		case "customer.json":
			if !env.Single || block.Len() != 1 {
				t.Errorf("%s: %+v", file, env)
			}
			continue
		case "customers-first-page.json":
			if env.NextLink == "" {
				t.Error("no nextLink")
			}
		}
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		compare(t, block, model(t, string(data)))
		pages++
	}
	if pages < 10 {
		t.Errorf("only %d pages", pages)
	}
}

func TestColumnsAndAnnotations(t *testing.T) {
	b, _ := decode(t, `{"value":[{"@odata.etag":"W/\"1\"","id":1,"pic@odata.mediaReadLink":"u1","a":1},{"@odata.etag":"W/\"2\"","b":2,"id":2},{"id":3,"A":0}]}`)
	if got := strings.Join(b.Columns(), ","); got != "id,a,b,A" {
		t.Errorf("columns %s", got)
	}
	if got := strings.Join(b.AnnotationNames(), ","); got != "@odata.etag,pic@odata.mediaReadLink" {
		t.Errorf("annotations %s", got)
	}
	if b.ETag(1) != `W/"2"` || b.ETag(2) != "" || b.Annotation(0, "pic@odata.mediaReadLink") != "u1" {
		t.Error("annotations are wrong")
	}
	if b.ColumnIndex("A") != 3 || b.ColumnIndex("@odata.etag") != -1 || b.ColumnIndex("c") != -1 {
		t.Error("places are wrong")
	}
	for _, at := range [][2]int{{-1, 0}, {3, 0}, {0, -1}, {0, 4}, {2, 1}} {
		if c := b.Cell(at[0], at[1]); c.Kind != rows.Missing || c.Text() != "" || c.Raw() != nil {
			t.Errorf("cell %v is %s %q", at, c.Kind, c.Raw())
		}
	}
	if v, ok := cell(b, 0, "a").Bool(); v || ok {
		t.Error("a number is no boolean")
	}
	var none *rows.Block
	if none.Len() != 0 || none.Columns() != nil || none.Cell(0, 0).Kind != rows.Missing || none.ETag(0) != "" || len(none.Row(0).Fields) != 0 || none.ColumnIndex("x") != -1 {
		t.Error("the nil block is not empty")
	}
}

func TestNames(t *testing.T) {
	b, _ := decode(t, `{"value":[{"a\"b":1,"c\u00e9":2,"\\":3,"":4,"d":{}},{"a\"b":5,"cé":6,"\u005c":7,"":8,"d":{}}]}`)
	if got := fmt.Sprintf("%q", b.Columns()); got != `["a\"b" "cé" "\\" "" "d"]` {
		t.Fatalf("columns %s", got)
	}
	if cell(b, 1, `a"b`).Text()+cell(b, 1, "cé").Text()+cell(b, 1, `\`).Text()+cell(b, 1, "").Text() != "5678" {
		t.Error("values are in the wrong columns")
	}
}

// Of a name that stands more than once every value is kept, with its exact text, and what is copied has them all again.
func TestEveryValueOfANameThatCameTwice(t *testing.T) {
	const long = "1234567890123456789012345678901234567890.10"
	for _, c := range []struct{ name, rows, columns, cells, repeated string }{
		{"twice", `{"id":1,"x":1.0,"x":1.00}`, "id,x,x (2)", "1 1.0 1.00", "x"},
		{"three times, others between", `{"x":"a","y":0,"x":"\u0062","id":7,"x":` + long + `}`, "x,y,x (2),id,x (3)", "a 0 b 7 " + long, "x"},
		{"in some rows only", `{"id":1},{"id":2,"id":3}`, "id,id (2)", "1 ~|2 3", "id"},
		{"the same value", `{"x":5,"x":5},{"x":6,"x":6}`, "x,x (2)", "5 5|6 6", "x;x"},
		{"other kinds", `{"x":null,"x":{"a":1,"a":2},"x":[]}`, "x,x (2),x (3)", ` {"a":1,"a":2} []`, "x"},
		{"a property has that name", `{"x":1,"x":2,"x (2)":3}`, "x,x (3),x (2)", "1 2 3", "x"},
		{"the property comes in a later row", `{"x":1,"x":2},{"x (2)":3,"x (2)":4}`, "x,x (3),x (2),x (2) (2)", "1 2 ~ ~|~ ~ 3 4", "x;x (2)"},
		{"new columns in between", `{"a":1},{"a":2,"b":3,"a":4,"c":5,"b":6}`, "a,b,a (2),c,b (2)", "1 ~ ~ ~ ~|2 3 4 5 6", "a,b"},
		{"a name with escapes", `{"a\"b":1,"a\u0022b":2}`, `a"b,a"b (2)`, "1 2", `a"b`},
		{"no name", `{"":1,"":2}`, ", (2)", "1 2", ""},
		{"none twice", `{"x":1,"y":2}`, "x,y", "1 2", ""},
	} {
		like := (*rows.Block)(nil)
		for range 2 { // the second page is read like the first
			b, _, err := rows.Decode(strings.NewReader(`{"value":[`+c.rows+`]}`), rows.Options{Like: like})
			if err != nil {
				t.Fatal(c.name, err)
			}
			like = b.Like()
			if got := strings.Join(b.Columns(), ","); got != c.columns {
				t.Errorf("%s: columns %q, want %q", c.name, got, c.columns)
			}
			var all, json, repeated []string
			for i := range b.Len() {
				var cells []string
				for k := range b.Columns() {
					if text := b.Cell(i, k).Text(); b.Cell(i, k).Kind != rows.Missing {
						cells = append(cells, text)
					} else {
						cells = append(cells, "~")
					}
				}
				all = append(all, strings.Join(cells, " "))
				json = append(json, string(b.Row(i).AppendJSON(nil)))
				if names := strings.Join(b.Row(i).Repeated(), ","); names != "" {
					repeated = append(repeated, names)
				}
			}
			if got := strings.Join(all, "|"); got != c.cells {
				t.Errorf("%s: cells %q, want %q", c.name, got, c.cells)
			}
			if got, want := strings.Join(json, ","), strings.ReplaceAll(c.rows, `\u0022`, `\"`); got != want {
				t.Errorf("%s: as JSON it is %s, want %s", c.name, got, want)
			}
			if got := strings.Join(repeated, ";"); got != c.repeated {
				t.Errorf("%s: repeated are %q, want %q", c.name, got, c.repeated)
			}
		}
	}
}

// A page without such names is read like one that has some, and the other way round.
func TestPagesAlikeButForRepeatedNames(t *testing.T) {
	first, _ := decode(t, `{"value":[{"x":1,"@odata.etag":"a","@odata.etag":"b","x":2,"y":3}]}`)
	if got := first.Annotation(0, "@odata.etag") + first.Annotation(0, "@odata.etag (2)"); got != "ab" {
		t.Errorf("etags %q", got)
	}
	plain, _, err := rows.Decode(strings.NewReader(`{"value":[{"x":4,"y":5}]}`), rows.Options{Like: first.Like()})
	if err != nil || strings.Join(plain.Columns(), ",") != "x,y" || cell(plain, 0, "y").Text() != "5" {
		t.Error(plain.Columns(), err)
	}
	again, _, err := rows.Decode(strings.NewReader(`{"value":[{"y":6,"y":7,"x":8}]}`), rows.Options{Like: plain.Like()})
	if err != nil || strings.Join(again.Columns(), ",") != "x,y,y (2)" || cell(again, 0, "y (2)").Text() != "7" {
		t.Error(again.Columns(), err)
	}
}

func TestRecordsWithNamesThatComeTwice(t *testing.T) {
	const text = `{"@odata.etag":"e","x":1,"y":2,"x":{"a":1,"a":[3,3]},"x":0.10}`
	r, err := rows.DecodeRecord(strings.NewReader(text))
	if err != nil || strings.Join(r.Names(), ",") != "x,y,x (2),x (3)" {
		t.Fatal(r.Names(), err)
	}
	if got := string(r.AppendJSON(nil)); got != text {
		t.Errorf("as JSON it is %s", got)
	}
	if r.Sent("x (3)") != "x" || r.Sent("y") != "y" || r.Get("x (3)").Text() != "0.10" {
		t.Error("the third value is lost")
	}
	inner, err := r.Get("x (2)").Record()
	if err != nil || inner.Get("a").Text() != "1" || inner.Get("a (2)").Text() != "[3,3]" || strings.Join(inner.Repeated(), ",") != "a" {
		t.Error("inside of a value one is lost", inner.Names(), err)
	}
	var many strings.Builder // looked through once for each, it would take minutes
	for range 100_000 {
		many.WriteString(`,"n":1`)
	}
	if r, err = rows.DecodeRecord(strings.NewReader("{" + many.String()[1:] + "}")); err != nil || r.Get("n (100000)").Text() != "1" {
		t.Error("a name that comes 100,000 times:", err)
	}
	if _, _, err = rows.Decode(strings.NewReader(`{"value":[{`+many.String()[1:]+`}]}`), rows.Options{}); !errors.Is(err, rows.ErrTooLarge) {
		t.Error("a name that comes 100,000 times in a page:", err)
	}
}

func TestListsOfOtherThings(t *testing.T) {
	b, _ := decode(t, `{"value":["a",1,null,{"x":2},[3]]}`)
	if strings.Join(b.Columns(), ",") != "value,x" || b.Len() != 5 {
		t.Fatal(b.Columns(), b.Len())
	}
	if cell(b, 0, "value").Text() != "a" || cell(b, 2, "value").Kind != rows.Null || cell(b, 3, "x").Text() != "2" || cell(b, 4, "value").Kind != rows.Array {
		t.Error("values are wrong")
	}
	b, env := decode(t, `{"@odata.context":"x/$metadata#companies(1)/currencies/$entity","id":1,"value":2}`)
	if !env.Single || b.Len() != 1 || cell(b, 0, "id").Text() != "1" || cell(b, 0, "value").Text() != "2" {
		t.Error("one record is no row")
	}
}

func TestLargeAndDeepValues(t *testing.T) {
	long := strings.Repeat("0123456789", 1<<20)
	b, _ := decode(t, `{"value":[{"x":"`+long+`","y":"\n`+long+`"},{"x":"short","y":"\t"}]}`)
	x, y := cell(b, 0, "x"), cell(b, 0, "y")
	if x.Text() != long || y.Text() != "\n"+long {
		t.Error("10 MB are not kept")
	}
	for _, c := range []rows.Cell{x, y} {
		if head, more := c.Head(20); len(head) != 20 || !more || !strings.HasPrefix(c.Text(), head) {
			t.Errorf("head %q, more %t", head, more)
		}
	}
	deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	b, _ = decode(t, `{"value":[{"x":`+deep+`}]}`)
	if string(cell(b, 0, "x").Raw()) != deep {
		t.Error("a deep value is not kept")
	}
	_, _, err := rows.Decode(strings.NewReader(`{"value":[{"x":`+strings.Repeat("[", 1<<20)), rows.Options{})
	var syntax *rows.SyntaxError
	if !errors.As(err, &syntax) {
		t.Errorf("a value without a bottom: %v", err)
	}
}

// TestLongValuesAmongShortOnes mixes them in all shapes of columns.
func TestLongValuesAmongShortOnes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 5))
	long := []string{
		`"` + strings.Repeat("long ", 60_000) + `"`,
		`"` + strings.Repeat(`l\u00f6ng `, 40_000) + `"`,
		strings.Repeat("1234567890", 30_000),
		`"` + strings.Repeat("1234567890", 30_000) + `"`,
		`{"a":"` + strings.Repeat("x", 300_000) + `"}`,
		`[` + strings.Repeat("1,", 150_000) + `1]`,
	}
	short := []string{`"short"`, `"sh\u00f6rt"`, `12`, `""`, `null`, `true`, `{}`}
	var d rows.Decoder
	for range 40 {
		var b strings.Builder
		b.WriteString(`{"value":[`)
		share, of := rnd.IntN(4), 1+rnd.IntN(len(long))
		for i := range 1 + rnd.IntN(12) {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `{"n":%d`, i)
			for c := range 3 {
				switch {
				case rnd.IntN(4) < share:
					fmt.Fprintf(&b, `,"c%d":%s`, c, long[rnd.IntN(of)])
				case rnd.IntN(5) > 0:
					fmt.Fprintf(&b, `,"c%d":%s`, c, short[rnd.IntN(len(short))])
				}
			}
			b.WriteByte('}')
		}
		b.WriteString(`]}`)
		block, _, err := d.Decode(strings.NewReader(b.String()), rows.Options{})
		if err != nil {
			t.Fatal(err)
		}
		compare(t, block, model(t, b.String()))
	}
}

// TestLongValuesAreCopiedOnce: with little memory, two values of 10 MB must not need a hundred.
func TestLongValuesAreCopiedOnce(t *testing.T) {
	const size = 8 << 20
	var b strings.Builder
	b.WriteString(`{"value":[{"n":0}`)
	for i := range 3 {
		fmt.Fprintf(&b, `,{"n":%d,"text":"%d%s"}`, i, i, strings.Repeat("x", size))
	}
	b.WriteString(`]}`)
	body := b.String()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	block, _, err := rows.Decode(strings.NewReader(body), rows.Options{})
	runtime.ReadMemStats(&after)
	if err != nil || block.Bytes() < 3*size || block.Bytes() > 3*size+10_000 {
		t.Fatalf("%v, %d bytes", err, block.Bytes())
	}
	// The values, and a buffer for one of them that was doubled until it fitted.
	if took := after.TotalAlloc - before.TotalAlloc; took > 8*size {
		t.Errorf("%d MB of memory for three values of %d MB", took>>20, size>>20)
	}
}

func TestHead(t *testing.T) {
	for _, c := range []struct {
		raw  string
		n    int
		head string
		more bool
	}{
		{`"abc"`, 3, "abc", false}, {`"abcd"`, 3, "abc", true}, {`""`, 0, "", false}, {`"é"`, 1, "", true}, {`"aé"`, 2, "a", true},
		{`"\u00e9\u00e9"`, 4, "éé", false}, {`"\u00e9\u00e9"`, 3, "é", true}, {`"😀😀"`, 5, "😀", true},
		{`"` + strings.Repeat(`\ud83d\ude00`, 50) + `"`, 9, "😀😀", true},
		{`"` + strings.Repeat(`\\`, 50) + `"`, 5, `\\\\\`, true},
		{`"` + strings.Repeat(`\\ud83d`, 50) + `"`, 7, `\ud83d\`, true},
		{"\"\xff\xff\xff\xff\xff\xff\"", 5, "\xff\xff\xff\xff\xff", true},
		{`12345678`, 4, "1234", true}, {`"34f03eee-2a32-f011-9a4a-7ced8d0ee6e7"`, 8, "34f03eee", true},
	} {
		b, _ := decode(t, `{"value":[{"x":`+c.raw+`}]}`)
		head, more := cell(b, 0, "x").Head(c.n)
		if head != c.head || more != c.more {
			t.Errorf("%.40s, %d: %q %t, want %q %t", c.raw, c.n, head, more, c.head, c.more)
		}
	}
}

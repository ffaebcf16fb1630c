package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"bctui/bc/export"
	"bctui/bc/rows"
)

// block makes a page of a JSON array.
func block(t testing.TB, array string) *rows.Block {
	t.Helper()
	r, err := rows.DecodeRecord(strings.NewReader(`{"list":` + array + `}`))
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.Get("list").Block()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// written gives what comes of pages.
func written(t testing.TB, o export.Options, pages ...string) (string, *export.Writer) {
	t.Helper()
	var out bytes.Buffer
	w := export.NewWriter(&out, o)
	want := int64(0)
	for _, p := range pages {
		b := block(t, p)
		want += int64(b.Len())
		if err := w.Rows(b, 0, b.Len()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	if w.Written() != want {
		t.Errorf("%s: %d rows count as written, %d were given", o.Format, w.Written(), want)
	}
	return out.String(), w
}

const odd = `[{"n":12345678901234567890.10,"a":"x, \"y\"","b":null,"c":"","d":{"k":[1,
  2]},"e":true},
 {"n":-5,"a":"two\nlines\\","b":"tab\there","c":"é\u001b[31m\u202e","e":false}]`

func TestEachFormatKeepsValuesAsTheyAre(t *testing.T) {
	for _, c := range []struct {
		o    export.Options
		want string
	}{
		{export.Options{Format: export.CSV}, "n,a,b,c,d,e\r\n" +
			"12345678901234567890.10,\"x, \"\"y\"\"\",,\"\",\"{\"\"k\"\":[1,  2]}\",true\r\n" +
			"-5,\"two\nlines\\\",\"tab\there\",é\x1b[31m\u202e,,false\r\n"},
		{export.Options{Format: export.TSV}, "n\ta\tb\tc\td\te\n" +
			"12345678901234567890.10\tx, \"y\"\t\\N\t\t{\"k\":[1,  2]}\ttrue\n" +
			"-5\ttwo\\nlines\\\\\ttab\\there\té\x1b[31m\u202e\t\\N\tfalse\n"},
		{export.Options{Format: export.JSONLines}, `{"n":12345678901234567890.10,"a":"x, \"y\"","b":null,"c":"","d":{"k":[1,  2]},"e":true}` + "\n" +
			`{"n":-5,"a":"two\nlines\\","b":"tab\there","c":"é\u001b[31m\u202e","e":false}` + "\n"},
		{export.Options{Format: export.JSON, Columns: []string{"e", "b"}}, "[\n{\"e\":true,\"b\":null},\n{\"e\":false,\"b\":\"tab\\there\"}\n]\n"},
		{export.Options{Format: export.CSV, Columns: []string{"b", "z"}, BOM: true}, "\uFEFFb,z\r\n,\r\n\"tab\there\",\r\n"},
		{export.Options{Format: export.CSV, Columns: []string{"b"}, NoHeader: true}, "\"\"\r\n\"tab\there\"\r\n"}, // a line with nothing on it is passed over by many
	} {
		if got, _ := written(t, c.o, odd); got != c.want {
			t.Errorf("%+v\n%q\nwant\n%q", c.o, got, c.want)
		}
	}
}

func TestOtherReadersUnderstandWhatIsWritten(t *testing.T) {
	text, _ := written(t, export.Options{Format: export.CSV, RawCells: true}, odd)
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(lines) != 3 || lines[1][1] != `x, "y"` || lines[2][1] != "two\nlines\\" {
		t.Errorf("encoding/csv reads %q, %v", lines, err)
	}
	text, _ = written(t, export.Options{Format: export.JSON}, odd, odd)
	var all []map[string]any
	if err := json.Unmarshal([]byte(text), &all); err != nil || len(all) != 4 || all[1]["c"] != "é\x1b[31m\u202e" {
		t.Errorf("encoding/json reads %v, %v", all, err)
	}
}

func TestColumnsComeInTheOrderOfTheSchemaThenAsFound(t *testing.T) {
	o := export.Options{Format: export.CSV, Known: []string{"b", "unused", "a"}}
	got, w := written(t, o, `[{"a":1,"new":2,"b":3}]`, `[{"late":4,"a":5}]`)
	if want := "b,unused,a,new\r\n3,,1,2\r\n,,5,\r\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if left := w.LeftOut(); len(left) != 1 || left[0] != "late" {
		t.Errorf("columns that had no place: %q", left)
	}
	o.Format = export.JSONLines
	if got, w = written(t, o, `[{"a":1,"new":2,"b":3}]`, `[{"late":4,"a":5}]`); got != "{\"b\":3,\"a\":1,\"new\":2}\n{\"a\":5,\"late\":4}\n" || len(w.LeftOut()) > 0 {
		t.Errorf("%q, %q", got, w.LeftOut())
	}
}

func TestNoRows(t *testing.T) {
	for _, c := range []struct {
		o    export.Options
		want string
	}{
		{export.Options{Format: export.CSV, Known: []string{"a", "b"}}, "a,b\r\n"},
		{export.Options{Format: export.JSON}, "[]\n"},
		{export.Options{Format: export.JSON, Single: true}, "null\n"},
		{export.Options{Format: export.JSONLines}, ""},
	} {
		if got, _ := written(t, c.o); got != c.want {
			t.Errorf("%+v: %q, want %q", c.o, got, c.want)
		}
	}
	if got, _ := written(t, export.Options{Format: export.JSON, Single: true}, `[{"a":1}]`); got != "{\"a\":1}\n" {
		t.Errorf("one record: %q", got)
	}
}

func TestWhatASpreadsheetWouldRunIsMadeHarmless(t *testing.T) {
	for text, harmless := range map[string]bool{
		"=1+1": false, "+1": false, "@SUM(A1)": false, "-1+1": false, "-": false, "\tx": false, "\rx": false, "\nx": false, "＝1": false,
		"-5": true, "-5.25": true, "a=1": true, "": true, "'=1": true, "\x20=1": true,
	} {
		quoted, _ := json.Marshal(text)
		for _, f := range []export.Format{export.CSV, export.TSV} {
			o := export.Options{Format: f, NoHeader: true}
			o.RawCells = true
			raw, _ := written(t, o, `[{"a":`+string(quoted)+`}]`)
			o.RawCells = false
			got, w := written(t, o, `[{"a":`+string(quoted)+`}]`)
			want := raw
			if !harmless {
				if want = "'" + raw; strings.HasPrefix(raw, `"`) {
					want = `"'` + raw[1:]
				}
			}
			if got != want || (w.Guarded() == 1) == harmless {
				t.Errorf("%s of %q: %q, %d cells guarded; want %q", f, text, got, w.Guarded(), want)
			}
		}
	}
}

// full is a disk on which only so many bytes have room.
type full struct {
	bytes.Buffer
	room int
}

var errFull = errors.New("full")

func (f *full) Write(p []byte) (int, error) {
	n := min(len(p), f.room-f.Len())
	f.Buffer.Write(p[:n])
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func TestOfAWriteThatFailsTheRowsThatCameThroughAreCounted(t *testing.T) {
	page := block(t, "["+strings.Repeat(`{"a":"some text","b":1},`, 9999)+`{"a":"some text","b":1}]`)
	for _, f := range []export.Format{export.CSV, export.TSV, export.JSONLines} {
		for _, room := range []int{0, 5, 20_000, 100_001} {
			disk := &full{room: room}
			w := export.NewWriter(disk, export.Options{Format: f, NoHeader: true})
			err := w.Rows(page, 0, page.Len())
			var failed *export.WriteError
			if !errors.As(err, &failed) || !errors.Is(err, errFull) {
				t.Errorf("%s: %v", f, err)
			}
			if whole := strings.Count(disk.String(), "\n"); int64(whole) != w.Written() {
				t.Errorf("%s, room for %d bytes: %d rows are there and %d are counted", f, room, whole, w.Written())
			}
		}
	}
}

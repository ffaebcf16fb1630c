package format

import (
	"bytes"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bctui/bc/odata"
	"bctui/bc/rows"
)

// cell reads one JSON value the way it comes from the service.
func cell(t testing.TB, value string) rows.Cell {
	t.Helper()
	if value == "" {
		return rows.Cell{}
	}
	rec, err := rows.DecodeRecord(strings.NewReader(`{"other":1,"x":` + value + `}`))
	if err != nil {
		t.Fatalf("%s: %v", value, err)
	}
	return rec.Get("x")
}

func property(kind odata.Kind) *odata.Property { return &odata.Property{Name: "x", Kind: kind} }

func TestCellsByKind(t *testing.T) {
	fixed := &odata.Property{Kind: odata.KindDecimal, Scale: "4"}
	double := &odata.Property{Kind: odata.KindDecimal, Type: "Edm.Double"}
	for _, c := range []struct {
		p          *odata.Property
		json       string
		grid, full string
	}{
		{property(odata.KindDecimal), "0", "0.00", "0.00"},
		{property(odata.KindDecimal), "1234", "1,234.00", "1,234.00"},
		{property(odata.KindDecimal), "-48400.1", "-48,400.10", "-48,400.10"},
		{property(odata.KindDecimal), "999", "999.00", "999.00"},
		{property(odata.KindDecimal), "0.123456789012345678901234567890", "0.123456789012345678901234567890", "0.123456789012345678901234567890"},
		{property(odata.KindDecimal), "9007199254740993.01", "9,007,199,254,740,993.01", "9,007,199,254,740,993.01"},
		{property(odata.KindDecimal), "1.5E+3", "1,500.00", "1,500.00"},
		{property(odata.KindDecimal), "1.5e-7", "0.00000015", "0.00000015"},
		{property(odata.KindDecimal), "0E5", "0.00", "0.00"},
		{property(odata.KindDecimal), "1e400", "1e400", "1e400"},
		{property(odata.KindDecimal), `"79228162514264337593543950335"`, "79,228,162,514,264,337,593,543,950,335.00", "79,228,162,514,264,337,593,543,950,335.00"},
		{property(odata.KindDecimal), `"NaN"`, "NaN", "NaN"},
		{fixed, "1234.5", "1,234.5000", "1,234.5000"},
		{double, "2", "2", "2"},
		{property(odata.KindInt), "10000", "10000", "10000"},
		{nil, "1234.50", "1234.50", "1234.50"},
		{property(odata.KindDate), `"2025-05-16"`, "2025-05-16", "2025-05-16"},
		{property(odata.KindDate), `"0001-01-01"`, "", "0001-01-01"},
		{property(odata.KindDate), `"soon\u001b"`, "soon␛", "soon␛"},
		{property(odata.KindDateTime), `"2025-05-16T07:55:12.34Z"`, "2025-05-16 07:55", "2025-05-16 07:55:12.34 UTC"},
		{property(odata.KindDateTime), `"2025-05-16T23:55:12-02:30"`, "2025-05-17 02:25", "2025-05-17 02:25:12 UTC"},
		{property(odata.KindDateTime), `"0001-01-01T00:00:00Z"`, "", "0001-01-01T00:00:00Z"},
		{property(odata.KindDateTime), `"2025-05-16Tab:cd:efZ"`, "2025-05-16Tab:cd:efZ", "2025-05-16Tab:cd:efZ"},
		{property(odata.KindTime), `"08:30:00.0000000"`, "08:30:00", "08:30:00.0000000"},
		{property(odata.KindTime), `"08:30:00.25"`, "08:30:00.25", "08:30:00.25"},
		{property(odata.KindGUID), `"00000000-0000-0000-0000-000000000000"`, "", "00000000-0000-0000-0000-000000000000"},
		{property(odata.KindGUID), `"5d115c9c-44e3-ea11-bb43-000d3a2feca1"`, "5d115c9c-44e3-ea11-bb43-000d3a2feca1", "5d115c9c-44e3-ea11-bb43-000d3a2feca1"},
		{property(odata.KindEnum), `"_x0020_"`, "", `" "`},
		{property(odata.KindEnum), `"Non_x002D_Inventory"`, "Non-Inventory", "Non-Inventory"},
		{property(odata.KindEnum), `"_x001B_x"`, "␛x", "␛x"},
		{property(odata.KindEnum), `"G_x002F_L_x0020_Account"`, "G/L Account", "G/L Account"},
		{property(odata.KindBool), "true", "Yes", "Yes"},
		{property(odata.KindBool), "false", "·", "No"},
		{property(odata.KindString), `""`, "", `""`},
		{property(odata.KindString), `"a\r\nb"`, "a␍␊b", "a␍␊b"},
		{property(odata.KindString), `"\u001b]52;c;x\u0007"`, "␛]52;c;x␇", "␛]52;c;x␇"},
		{property(odata.KindString), `"\u202eabc"`, "⟨RLO⟩abc", "⟨RLO⟩abc"},
		{property(odata.KindString), "null", "", "null"},
		{property(odata.KindString), "", "", "not sent"},
		{property(odata.KindStream), `"https://api/media"`, "media", "media"},
		{property(odata.KindBinary), `"AAECAwQFBgcICQoLDA0ODw=="`, "16 bytes", "16 bytes"},
		{property(odata.KindBinary), `"AQIDBA=="`, "4 bytes", "4 bytes"},
		{property(odata.KindComplex), `{"street":"a, b: {c}","city":"x","lines":[1,2],"@odata.type":"y"}`, "{…3}", "{…3}"},
		{nil, `{}`, "{}", "{}"},
		{nil, `[]`, "[0]", "[0]"},
		{nil, `[{"a":[1,2]},{"b":"]"}, 3]`, "[3]", "[3]"},
		{nil, `["one"]`, "[1]", "[1]"},
		{nil, `[[]]`, "[1]", "[1]"},
	} {
		var f Formatter
		v := cell(t, c.json)
		if got := string(f.AppendCell([]byte("> "), c.p, v)); got != "> "+c.grid {
			t.Errorf("%s in the grid: %q, want %q", c.json, got[2:], c.grid)
		}
		if got := string(f.AppendValue([]byte("> "), c.p, v)); got != "> "+c.full {
			t.Errorf("%s in the record: %q, want %q", c.json, got[2:], c.full)
		}
	}
}

func TestEmptyValues(t *testing.T) {
	for _, c := range []struct {
		kind odata.Kind
		json string
		want bool
	}{
		{odata.KindString, "", true},
		{odata.KindString, "null", true},
		{odata.KindString, `""`, true},
		{odata.KindString, `" "`, false},
		{odata.KindString, `"0001-01-01"`, false},
		{odata.KindDate, `"0001-01-01"`, true},
		{odata.KindDateTime, `"0001-01-01T00:00:00Z"`, true},
		{odata.KindGUID, `"00000000-0000-0000-0000-000000000000"`, true},
		{odata.KindEnum, `"_x0020_"`, true},
		{odata.KindEnum, `"_x0020_a"`, false},
		{odata.KindDecimal, "0", false},
		{odata.KindBool, "false", false},
		{odata.KindComplex, "{}", true},
		{odata.KindComplex, `{"a":1}`, false},
		{odata.KindOther, "[]", true},
	} {
		if got := Empty(property(c.kind), cell(t, c.json)); got != c.want {
			t.Errorf("Empty(%v, %s) = %v", c.kind, c.json, got)
		}
	}
}

func TestHabits(t *testing.T) {
	date, moment, amount := property(odata.KindDate), property(odata.KindDateTime), property(odata.KindDecimal)
	for _, c := range []struct {
		f    Formatter
		p    *odata.Property
		json string
		want string
	}{
		{Locale("de_DE.UTF-8"), amount, "1234567.5", "1.234.567,50"},
		{Locale("de_DE.UTF-8"), date, `"2025-05-16"`, "16.05.2025"},
		{Locale("nb_NO"), amount, "1234567.5", "1\u00a0234\u00a0567,50"},
		{Locale("en_US.UTF-8"), date, `"2025-05-16"`, "05/16/2025"},
		{Locale("en-GB"), moment, `"2025-05-16T07:55:00Z"`, "16/05/2025 07:55"},
		{Locale("C.UTF-8"), amount, "1234567.5", "1,234,567.50"},
		{Locale(""), date, `"2025-05-16"`, "2025-05-16"},
		{Formatter{Grouping: NoGrouping}, amount, "1234567.5", "1234567.50"},
		{Formatter{Zone: time.FixedZone("CEST", 7200)}, moment, `"2025-05-16T23:55:00Z"`, "2025-05-17 01:55"},
	} {
		if got := string(c.f.AppendCell(nil, c.p, cell(t, c.json))); got != c.want {
			t.Errorf("%s: %q, want %q", c.json, got, c.want)
		}
	}
	if got := (Formatter{}).Int(-250000); got != "-250,000" {
		t.Errorf("Int gives %q", got)
	}
}

func TestLongValuesAreCut(t *testing.T) {
	long := cell(t, `"`+strings.Repeat(`\u001b[2J`, 1<<20)+`"`)
	var f Formatter
	if got := f.AppendCell(nil, property(odata.KindString), long); len(got) > 8*longest || !strings.HasSuffix(string(got), Ellipsis) {
		t.Errorf("a grid cell of a long value has %d bytes", len(got))
	}
	got := string(f.AppendValue(nil, property(odata.KindString), long))
	if len(got) > 8*longestFull || !strings.HasSuffix(got, " bytes in all⟩") {
		t.Errorf("a record's long value has %d bytes and ends in %q", len(got), got[len(got)-30:])
	}
	if bad := unfit(got); bad != "" {
		t.Error(bad)
	}
}

// What a decimal shows must be the number that was sent, to the last digit.
func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0", "-0", "1234.5", "1e3", "1E-12", "99999999999999999999.99", "00", ".5", "5.", "-", "+1", "1e99999"} {
		f.Add(s, 2)
	}
	f.Fuzz(func(t *testing.T, s string, scale int) {
		scale = max(0, min(12, scale))
		out := string((Formatter{Grouping: '_'}).AppendDecimal(nil, s, scale))
		if bad := unfit(out); bad != "" {
			t.Fatal(bad)
		}
		if !json.Valid([]byte(s)) || len(s) > 60 || strings.ContainsAny(s, `"{[tfn`) || strings.TrimSpace(s) != s {
			return
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok {
			return
		}
		got, ok := new(big.Rat).SetString(strings.ReplaceAll(out, "_", ""))
		if !ok || got.Cmp(want) != 0 {
			t.Fatalf("%s shows as %s", s, out)
		}
	})
}

// Every value of the recorded replies comes out as visible text.
func TestRecordedReplies(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "responses", "*", "*.json"))
	if len(files) == 0 {
		t.Skip("../shared/data is not here: recorded replies are not tried")
	}
	schema := recordedSchema(t)
	var f Formatter
	cells := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		block, _, err := rows.Decode(bytes.NewReader(data), rows.Options{})
		if err != nil {
			continue // $batch and the like
		}
		for row := range block.Len() {
			for col, name := range block.Columns() {
				v := block.Cell(row, col)
				p := schema[name]
				for _, text := range []string{string(f.AppendCell(nil, p, v)), string(f.AppendValue(nil, p, v))} {
					if bad := unfit(text); bad != "" {
						t.Errorf("%s, %s: %s", filepath.Base(file), name, bad)
					}
				}
				cells++
			}
		}
	}
	if cells < 500 {
		t.Errorf("only %d values were tried", cells)
	}
}

func recordedSchema(t *testing.T) map[string]*odata.Property {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "metadata", "api-v2.0-bc27.xml"))
	if err != nil {
		t.Skip("../shared/data is not here: recorded replies are not tried")
	}
	defer func() { _ = file.Close() }()
	schema, err := odata.ReadSchema(file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*odata.Property{}
	for _, typ := range schema.Types {
		for i := range typ.Properties {
			all[typ.Properties[i].Name] = &typ.Properties[i]
		}
	}
	return all
}

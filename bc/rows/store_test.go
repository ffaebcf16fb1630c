package rows_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"weak"

	"bctui/bc/rows"
)

func TestBlocksOfOneSetShareTheirNames(t *testing.T) {
	first, _ := decode(t, `{"value":[{"id":1,"a":2}]}`)
	next := func(text string) *rows.Block {
		t.Helper()
		b, _, err := rows.Decode(strings.NewReader(text), rows.Options{Like: first})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if b := next(`{"value":[{"a":3,"id":4}]}`); strings.Join(b.Columns(), ",") != "id,a" || &b.Columns()[0] != &first.Columns()[0] || cell(b, 0, "a").Text() != "3" {
		t.Error("names are not shared")
	}
	if b := next(`{"value":[{"a":3}]}`); strings.Join(b.Columns(), ",") != "a" {
		t.Errorf("a column without values is there: %v", b.Columns())
	}
	if b := next(`{"value":[{"id":1,"b":3,"a":4}]}`); strings.Join(b.Columns(), ",") != "id,a,b" || cell(b, 0, "b").Text() != "3" {
		t.Errorf("columns %v", b.Columns())
	}
	if b := next(`{"value":[]}`); b.Len() != 0 || len(b.Columns()) != 0 {
		t.Errorf("columns %v", b.Columns())
	}
}

func TestLikeKeepsNoRows(t *testing.T) {
	first, _ := decode(t, `{"value":[{"id":1,"a":"`+strings.Repeat("x", 1000)+`"}]}`)
	names, page, like := first.Columns(), weak.Make(first), first.Like()
	if like.Len() != 0 || cell(like, 0, "a").Kind != rows.Missing || len(like.Row(0).Fields) != 0 || like.Bytes() >= first.Bytes()-1000 {
		t.Error("it has rows")
	}
	runtime.GC()
	if page.Value() != nil {
		t.Error("it keeps the page in memory")
	}
	next, _, err := rows.Decode(strings.NewReader(`{"value":[{"id":2,"a":"y"}]}`), rows.Options{Like: like})
	if err != nil || &next.Columns()[0] != &names[0] || cell(next, 0, "a").Text() != "y" {
		t.Error("names are not shared", err)
	}
	if (*rows.Block)(nil).Like() != nil {
		t.Error("nothing became something")
	}
}

func TestStore(t *testing.T) {
	var s rows.Store
	if s.Len() != 0 || s.Cell(0, "id").Kind != rows.Missing {
		t.Error("an empty store is not empty")
	}
	var last *rows.Block
	for i, text := range []string{
		`{"value":[{"@odata.etag":"W/1","id":0,"a":"x"},{"id":1}]}`, `{"value":[]}`, `{"value":[{"id":2,"b":"y"}]}`,
	} {
		b, _, err := rows.Decode(strings.NewReader(text), rows.Options{Like: last})
		if err != nil {
			t.Fatal(i, err)
		}
		s.Append(b)
		last = b
	}
	s.Append(nil)
	if s.Len() != 3 || s.Bytes() <= 0 {
		t.Errorf("%d rows, %d bytes", s.Len(), s.Bytes())
	}
	for i := range 3 {
		if got := s.Cell(i, "id").Text(); got != fmt.Sprint(i) {
			t.Errorf("row %d has ID %s", i, got)
		}
	}
	if s.Cell(0, "b").Kind != rows.Missing || s.Cell(2, "b").Text() != "y" || s.Cell(3, "id").Kind != rows.Missing || s.Cell(-1, "id").Kind != rows.Missing {
		t.Error("cells are wrong")
	}
	if s.Row(0).ETag() != "W/1" || s.Row(2).ETag() != "" || s.Row(2).Get("b").Text() != "y" || len(s.Row(9).Fields) != 0 {
		t.Error("rows are wrong")
	}
}

func TestRecord(t *testing.T) {
	text := `{"@odata.context":"c","@odata.etag":"W/\"1\"","id":1.50,"name":"a\u00e9","pic@odata.mediaReadLink":"u","n":{"b":[{"x":1},{"x":2}],"c":null},"z":[1,"b"]}`
	r, err := rows.DecodeRecord(strings.NewReader("\uFEFF" + text + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(r.Names(), ",") != "id,name,n,z" || r.ETag() != `W/"1"` || r.Annotation("pic@odata.mediaReadLink") != "u" {
		t.Errorf("%v %v", r.Names(), r.Annotations)
	}
	if got, want := string(r.AppendJSON(nil)), `{"@odata.context":"c","@odata.etag":"W/\"1\"","pic@odata.mediaReadLink":"u","id":1.50,"name":"a\u00e9","n":{"b":[{"x":1},{"x":2}],"c":null},"z":[1,"b"]}`; got != want {
		t.Errorf("JSON %s", got)
	}
	n, err := r.Get("n").Record()
	if err != nil || n.Get("c").Kind != rows.Null {
		t.Fatal(n, err)
	}
	b, err := n.Get("b").Block()
	if err != nil || b.Len() != 2 || cell(b, 1, "x").Text() != "2" {
		t.Error(b, err)
	}
	z, err := r.Get("z").Block()
	if err != nil || z.Len() != 2 || cell(z, 1, "value").Text() != "b" {
		t.Error(z, err)
	}
	if _, err := r.Get("id").Block(); !errors.Is(err, rows.ErrNotNested) {
		t.Error(err)
	}
	if _, err := r.Get("missing").Record(); !errors.Is(err, rows.ErrNotNested) {
		t.Error(err)
	}
	if r, err := rows.DecodeRecord(strings.NewReader(`{"a":1,"b":2,"a":3}`)); err != nil || r.Get("a").Text() != "1" || r.Get("a (2)").Text() != "3" || len(r.Fields) != 3 {
		t.Error(r, err)
	}
	for text, want := range map[string]error{`{"a":1`: io.ErrUnexpectedEOF, ``: io.ErrUnexpectedEOF} {
		if _, err := rows.DecodeRecord(strings.NewReader(text)); !errors.Is(err, want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	var service *rows.ServiceError
	if _, err := rows.DecodeRecord(strings.NewReader(`{"error":{"code":"x","message":"y"}}`)); !errors.As(err, &service) {
		t.Error(err)
	}
	for _, text := range []string{`[]`, `{"a":1}{}`, `{"a":}`} {
		var syntax *rows.SyntaxError
		if _, err := rows.DecodeRecord(strings.NewReader(text)); !errors.As(err, &syntax) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestKeptMemoryStaysSmall(t *testing.T) {
	block, _, err := rows.Decode(bytes.NewReader(customerPage(5000)), rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if per := float64(block.Bytes()) / float64(block.Len()); per > 320 || len(block.Columns()) != 41 {
		t.Errorf("%.0f bytes a row of %d columns", per, len(block.Columns()))
	}
}

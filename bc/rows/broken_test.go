package rows_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"bctui/bc/rows"
)

func TestBrokenBodies(t *testing.T) {
	whole := `{"@odata.context":"c","value":[{"id":1,"a":"x\u00e9","n":{"b":[1,2]}},{"id":2}],"@odata.nextLink":"l"}`
	decode(t, whole)
	for i := range len(whole) {
		b, _, err := rows.Decode(strings.NewReader(whole[:i]), rows.Options{})
		if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "too early") {
			t.Fatalf("cut at %d: %v", i, err)
		}
		if b.Len() > 2 || b.Len() == 2 && cell(b, 1, "id").Text() != "2" {
			t.Fatalf("cut at %d: wrong rows", i)
		}
	}
	lost := errors.New("connection reset")
	_, _, err := rows.Decode(io.MultiReader(strings.NewReader(whole[:50]), iotest.ErrReader(lost)), rows.Options{})
	if !errors.Is(err, lost) {
		t.Errorf("the reader's own error is gone: %v", err)
	}
	_, _, err = rows.Decode(iotest.ErrReader(lost), rows.Options{})
	if !errors.Is(err, lost) {
		t.Errorf("the reader's own error is gone: %v", err)
	}
	for text, want := range map[string]string{
		`[1]`: "no JSON object", `"x"`: "no JSON object", `<html>`: "no valid JSON", `{"value":[{"id":01}]}`: "no valid JSON",
		whole + whole: "something follows", whole + "x": "no valid JSON", `{"value":[{}] "x":1}`: "no valid JSON",
		`{"value":[],"value":[]}`: "two lists",
	} {
		_, _, err := rows.Decode(strings.NewReader(text), rows.Options{})
		var syntax *rows.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for _, text := range []string{`{}`, `{"id":1}`, `{"value":{"id":1}}`, `{"value":null}`} {
		if _, _, err := rows.Decode(strings.NewReader(text), rows.Options{}); !errors.Is(err, rows.ErrNoValue) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestErrorsWithinAPage(t *testing.T) {
	const body = `{"error":{"code":"Internal","message":"Division by zero"}}`
	for _, text := range []string{
		body,
		`{"value":[{"id":1}],"error":{"code":"Internal","message":"Division by zero"}}`,
		`{"value":[{"id":1}],"@odata.error":{"code":"Internal","message":"Division by zero"}}`,
		`{"value":[{"id":1},` + body + `]}`,
		`{"value":[{"id":1},` + body,
		`{"value":[{"id":1},{"id":2` + body,
		`{"value":[{"id":1},{"id":"half a te` + body, // inside of a string nothing can be told apart
		`{"value":[{"id":1}` + body,
	} {
		b, env, err := rows.Decode(strings.NewReader(text), rows.Options{})
		var service *rows.ServiceError
		if strings.Contains(text, "half a te") {
			if err == nil {
				t.Errorf("%s: no error", text)
			}
			continue
		}
		if !errors.As(err, &service) || string(service.Body) != body || string(env.ErrorBody) != body {
			t.Errorf("%s: %v %s", text, err, env.ErrorBody)
		}
		if b.Len() > 1 {
			t.Errorf("%s: %d rows", text, b.Len())
		}
	}
	// A field that is called error is no error.
	for _, text := range []string{
		`{"value":[{"id":1,"error":{"code":1,"message":2}}]}`, `{"value":[{"error":"x"}]}`, `{"value":[{"error":{"code":1}}]}`,
		`{"error":"x","value":[]}`, `{"value":[{"x":"{\"error\":{\"code\":1,\"message\":2}}"}]}`,
	} {
		if _, _, err := rows.Decode(strings.NewReader(text), rows.Options{}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAnswersMadeToExhaustMemory(t *testing.T) {
	if _, _, err := rows.Decode(strings.NewReader(`{"value":[{"x":"`+strings.Repeat("x", 1<<20)+`"}]}`), rows.Options{MaxBytes: 1 << 16}); !errors.Is(err, rows.ErrTooLarge) {
		t.Errorf("more bytes than allowed: %v", err)
	}
	var b strings.Builder
	b.WriteString(`{"value":[{`)
	for i := range 5000 {
		fmt.Fprintf(&b, `"c%d":1,`, i)
	}
	b.WriteString(`"x":1}]}`)
	if _, _, err := rows.Decode(strings.NewReader(b.String()), rows.Options{}); !errors.Is(err, rows.ErrTooLarge) {
		t.Errorf("5,000 columns: %v", err)
	}
	b.Reset()
	b.WriteString(`{"value":[{}` + strings.Repeat(`,{}`, 1<<20) + `,{`)
	for i := range 2000 {
		fmt.Fprintf(&b, `"c%d":1,`, i)
	}
	b.WriteString(`"x":1}]}`)
	if _, _, err := rows.Decode(strings.NewReader(b.String()), rows.Options{}); !errors.Is(err, rows.ErrTooLarge) {
		t.Errorf("a million rows of 2,000 empty columns: %v", err)
	}
}

// FuzzDecode compares with encoding/json: what that takes must come out the same, and nothing may panic.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"value":[{"id":1,"a":"x\u00e9"},{"id":2,"id":3,"b":[1,{"c":null}]}],"@odata.nextLink":"l"}`))
	f.Add([]byte(`{"value":["a",1,true,null,{"":""}]}`))
	f.Add([]byte(`{"value":[{"id":0},{"":0,"id":0,"":null}]}`))
	f.Add([]byte(`{"value":[{"id":1{"error":{"code":"x","message":"y"}}`))
	f.Add([]byte(`{"@odata.etag":"x","a":"\ud83d\ude00","b":34}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		block, env, err := rows.Decode(bytes.NewReader(data), rows.Options{})
		for i := range block.Len() {
			for _, field := range block.Row(i).Fields {
				field.Cell.Head(10)
				if raw := field.Cell.Raw(); !json.Valid(raw) && json.Valid(data) {
					t.Fatalf("%q is no JSON value", raw)
				}
				if nested, err := field.Cell.Record(); err == nil {
					nested.AppendJSON(nil)
				}
				_, _ = field.Cell.Block()
			}
		}
		_, _ = rows.DecodeRecord(bytes.NewReader(data))
		if err != nil || env.Single {
			return
		}
		if !json.Valid(data) {
			// encoding/json replaces bytes that are no UTF-8 and takes the rest; nothing else may be broken.
			if json.Valid(bytes.ToValidUTF8(data, []byte("?"))) {
				return
			}
			t.Fatalf("%q is no JSON and was taken", data)
		}
		for _, cut := range []int{0, len(data) / 2} {
			if link := rows.LastLink(data[:cut], data[cut:]); link != "" && link != env.NextLink {
				t.Fatalf("the link at the end is %q, not %q", link, env.NextLink)
			}
		}
		var page map[string]json.RawMessage
		if json.Unmarshal(bytes.TrimPrefix(data, []byte("\uFEFF")), &page) != nil {
			return
		}
		var list []json.RawMessage
		if json.Unmarshal(page["value"], &list) == nil && len(list) != block.Len() {
			t.Fatalf("%d rows, want %d", block.Len(), len(list))
		}
		for i, raw := range list {
			var row map[string]json.RawMessage
			if json.Unmarshal(raw, &row) != nil || raw[0] != '{' || !bytes.Equal(raw, bytes.ToValidUTF8(raw, nil)) {
				continue
			}
			for name, want := range row {
				if strings.ContainsRune(name, '\uFFFD') {
					continue
				}
				if strings.Contains(name, "@") {
					continue
				}
				var got rows.Cell // of a name that stands there twice encoding/json keeps the last value
				for _, f := range block.Row(i).Fields {
					if block.Row(i).Sent(f.Name) == name {
						got = f.Cell
					}
				}
				if string(got.Raw()) != string(want) {
					t.Fatalf("row %d, %q: %s, want %s", i, name, got.Raw(), want)
				}
				var text string
				if got.Kind == rows.String && json.Unmarshal(want, &text) == nil && text != got.Text() {
					t.Fatalf("row %d, %q: %q, want %q", i, name, got.Text(), text)
				}
			}
		}
	})
}

package rows

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"unicode/utf8"
)

// Field is a named value.
type Field struct {
	Name string
	Cell Cell
}

// Record is one row upright: its properties and annotations in the order in which the service sent them.
type Record struct {
	Fields      []Field
	Annotations []Field

	repeats map[string]string // names of values whose name came before → as sent; nil: none; may hold more than the record
}

// Sent gives a field's name as the service sent it. It differs for values whose name stood in the object before: these are
// called "name (2)", "name (3)".
func (r Record) Sent(name string) string {
	if sent, ok := r.repeats[name]; ok {
		return sent
	}
	return name
}

// Repeated names the properties that the record has more than once.
func (r Record) Repeated() []string {
	var names []string
	for _, f := range r.Fields {
		if sent, ok := r.repeats[f.Name]; ok && !slices.Contains(names, sent) {
			names = append(names, sent)
		}
	}
	return names
}

// Get gives a property by name; Missing when the record has none. Case counts.
func (r Record) Get(name string) Cell { return find(r.Fields, name) }

// Annotation gives the text of an annotation by its full name.
func (r Record) Annotation(name string) string { return find(r.Annotations, name).Text() }

// ETag gives `@odata.etag`.
func (r Record) ETag() string { return r.Annotation("@odata.etag") }

// Names gives the names of the properties in order.
func (r Record) Names() []string {
	names := make([]string, len(r.Fields))
	for i, f := range r.Fields {
		names[i] = f.Name
	}
	return names
}

func find(fields []Field, name string) Cell {
	for _, f := range fields {
		if f.Name == name {
			return f.Cell
		}
	}
	return Cell{}
}

// AppendJSON appends the record as one line of JSON: annotations first, then the properties, every value byte for byte
// as it was sent. Missing ones are left out.
func (r Record) AppendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	first := true
	for _, fields := range [][]Field{r.Annotations, r.Fields} {
		for _, f := range fields {
			if f.Cell.Kind == Missing {
				continue
			}
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = AppendQuoted(dst, r.Sent(f.Name))
			dst = append(dst, ':')
			dst = f.Cell.AppendRaw(dst)
		}
	}
	return append(dst, '}')
}

// AppendQuoted appends a text as a JSON string. Bytes that are no UTF-8 are replaced.
func AppendQuoted(dst []byte, text string) []byte {
	dst = append(dst, '"')
	for _, r := range text {
		switch {
		case r == '"', r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[r>>4], hexDigits[r&0x0F])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// DecodeRecord reads the answer to a request for one record: a JSON object. Members whose names start with "@odata.context"
// and the like are annotations. An error object in the body gives a *ServiceError.
func DecodeRecord(r io.Reader) (Record, error) {
	d := newReader(r, 0, nil)
	value, err := d.value()
	if err != nil {
		return Record{}, err
	}
	if value[0] != '{' {
		return Record{}, d.malformed("the answer is no JSON object")
	}
	value = bytes.Clone(value)
	if err := d.finish(); err != nil {
		return Record{}, err
	}
	rec := recordOf(value)
	if body := rec.serviceError(); body != nil {
		return Record{}, &ServiceError{Body: body}
	}
	return rec, nil
}

// serviceError gives the body of an error that came as an answer with status 200.
func (r Record) serviceError() []byte {
	if c := find(r.Annotations, "@odata.error"); c.Kind == Object {
		return c.Raw()
	}
	if c := r.Get("error"); len(r.Fields) == 1 && isServiceError(c.Raw()) {
		return r.AppendJSON(nil)
	}
	return nil
}

// ErrNotNested says that a cell holds neither an object nor an array.
var ErrNotNested = errors.New("the value is neither an object nor a list")

// Record opens a nested object as a record.
func (c Cell) Record() (Record, error) {
	if c.Kind != Object {
		return Record{}, ErrNotNested
	}
	return recordOf(c.Raw()), nil
}

// Block opens a nested array as a grid: objects become rows, anything else rows with the one column "value".
func (c Cell) Block() (*Block, error) {
	if c.Kind != Array {
		return nil, ErrNotNested
	}
	var d Decoder
	d.begin(nil)
	if err := d.list(textReader(c.Raw())); err != nil {
		return nil, err
	}
	return d.seal(), nil
}

// recordOf takes an object apart that is known to be valid JSON, and keeps it.
func recordOf(object []byte) Record {
	text := string(object)
	var all []Field
	walkObject(object, func(name []byte, nameEscaped bool, v value) {
		all = append(all, Field{Name: nameText(name, nameEscaped), Cell: Cell{Kind: v.kind, form: v.form, data: text[v.start:v.end]}})
	})
	sent := make([]string, len(all))
	for i := range all {
		sent[i] = all[i].Name
	}
	var rec Record
	var names []string
	names, rec.repeats = distinct(sent)
	for i, f := range all {
		f.Name = names[i]
		if isAnnotation(f.Name) {
			rec.Annotations = append(rec.Annotations, f)
		} else {
			rec.Fields = append(rec.Fields, f)
		}
	}
	return rec
}

func nameText(name []byte, isEscaped bool) string {
	if isEscaped {
		return string(appendUnescaped(nil, string(name)))
	}
	return string(name)
}

package rows

import (
	"io"
	"math"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Options says how a page is read. The zero value is good.
type Options struct {
	// Like is an earlier page of the same entity set, or what its method Like gave. The new block shares its names, and
	// reading is faster.
	Like *Block
	// MaxBytes ends reading with ErrTooLarge, counted after decompression. Zero stands for DefaultMaxBytes.
	MaxBytes int64
}

// DefaultMaxBytes is far above what the service sends: 20,000 rows, its largest page (reference 5), of 12 kB each.
const DefaultMaxBytes = 256 << 20

// Limits against answers made to exhaust memory: a page of the service has 20,000 rows and at most a few hundred
// properties.
const (
	maxColumns = 4096
	maxCells   = 1 << 26
)

// Envelope is what stands around the rows.
type Envelope struct {
	Context  string
	NextLink string // "" on the last page
	Count    int64  // @odata.count; -1 when it was not sent
	// Single is true when the body was one record and no list, as behind a link to one record.
	Single bool
	// ErrorBody is the JSON of an error that the service reported inside an answer with status 200.
	ErrorBody []byte
}

// Decode reads one page. The block holds what was read before an error, for those who want to show it.
//
// Errors: one that wraps io.ErrUnexpectedEOF when the body ends too early, the reader's own error when reading fails
// (both mean: ask again), *SyntaxError when the body is no JSON, *ServiceError when the service reported an error inside,
// ErrNoValue when there is no list, ErrTooLarge.
func Decode(r io.Reader, opts Options) (*Block, Envelope, error) {
	var d Decoder
	return d.Decode(r, opts)
}

// Decoder reads pages one after another and keeps its working memory between them. It is not for use by several
// goroutines at once; the blocks that it makes are. The zero value is ready.
type Decoder struct {
	like       *layout
	names      []string
	guess      []string       // names as they stand in JSON, "" where they need escapes
	index      map[string]int // nil until a guess fails
	columns    []builder
	next       int // the column that probably comes next
	rows       int
	cells      int
	duplicates []string
	plans      []plan
	scratch    []byte
}

// Decode is the function Decode with the memory of earlier pages used again.
func (d *Decoder) Decode(r io.Reader, opts Options) (*Block, Envelope, error) {
	env := Envelope{Count: -1}
	var like *layout
	if opts.Like != nil {
		like = opts.Like.layout
	}
	d.begin(like)
	in := newReader(r, opts.MaxBytes)
	err := d.document(in, &env)
	if err == nil {
		err = in.end()
	}
	if body := in.serviceError(err); body != nil {
		env.ErrorBody = body
		err = &ServiceError{Body: body}
	}
	if env.ErrorBody != nil && err == nil {
		err = &ServiceError{Body: env.ErrorBody}
	}
	block := d.seal()
	d.rest()
	return block, env, err
}

// document reads the whole body.
func (d *Decoder) document(in *reader, env *Envelope) error {
	if kind := in.json.PeekKind(); kind != '{' {
		if _, err := in.json.ReadToken(); err != nil {
			return in.failure(err)
		}
		return in.malformed("the answer is no JSON object")
	}
	if _, err := in.json.ReadToken(); err != nil {
		return in.failure(err)
	}
	var single []byte // members of a body that is itself a record
	list := false
	for in.json.PeekKind() != '}' {
		tok, err := in.json.ReadToken()
		if err != nil {
			return in.failure(err)
		}
		name := tok.String()
		if name == "value" && in.json.PeekKind() == '[' {
			if list {
				return in.malformed("the answer has two lists of rows")
			}
			list = true
			if err := d.list(in); err != nil {
				return err
			}
			continue
		}
		raw, err := in.json.ReadValue()
		if err != nil {
			return in.failure(err)
		}
		if env.note(name, raw) {
			continue
		}
		if !list {
			if len(single) > 0 {
				single = append(single, ',')
			}
			single = append(appendQuoted(single, name), ':')
			single = append(single, raw...)
		}
	}
	if _, err := in.json.ReadToken(); err != nil {
		return in.failure(err)
	}
	switch {
	case env.ErrorBody != nil || list:
		return nil
	case len(single) > 0 && (strings.HasSuffix(env.Context, "/$entity") || strings.HasPrefix(string(single), `"@odata.`)):
		env.Single = true
		return d.row(slices.Concat([]byte{'{'}, single, []byte{'}'}))
	default:
		return ErrNoValue
	}
}

// note keeps a member of the envelope and tells whether it was one.
func (e *Envelope) note(name string, raw jsontext.Value) bool {
	switch name {
	case "@odata.context":
		e.Context = textOf(raw)
	case "@odata.nextLink":
		e.NextLink = textOf(raw)
	case "@odata.count", "odata.count":
		if n, ok := countOf(raw); ok {
			e.Count = n
		}
	case "error", "@odata.error":
		if raw.Kind() != '{' {
			return false
		}
		e.ErrorBody = slices.Concat([]byte(`{"error":`), raw, []byte{'}'})
	default:
		return false
	}
	return true
}

func textOf(raw jsontext.Value) string {
	if raw.Kind() != '"' {
		return ""
	}
	v, _ := scanValue(raw, 0)
	return Cell{Kind: String, form: v.form, data: string(raw[v.start:v.end])}.Text()
}

// countOf reads a whole number; with IEEE754Compatible=true it comes as a string.
func countOf(raw jsontext.Value) (int64, bool) {
	text := string(raw)
	if raw.Kind() == '"' {
		text = textOf(raw)
	}
	if text == "" || len(text) > 18 {
		return 0, false
	}
	var n int64
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(text[i]-'0')
	}
	return n, true
}

// list reads the rows.
func (d *Decoder) list(in *reader) error {
	if _, err := in.json.ReadToken(); err != nil {
		return in.failure(err)
	}
	for in.json.PeekKind() != ']' {
		raw, err := in.json.ReadValue()
		if err != nil {
			return in.failure(err)
		}
		if err := d.element(raw); err != nil {
			return err
		}
	}
	_, err := in.json.ReadToken()
	return in.failure(err)
}

// elements reads a list that is known to be valid JSON.
func (d *Decoder) elements(array []byte) error { return walkArray(array, d.element) }

func (d *Decoder) element(raw []byte) error {
	if raw[0] == '{' {
		return d.row(raw)
	}
	v, _ := scanValue(raw, 0)
	return d.add(d.column("value"), raw, v, true)
}

// row takes one object apart.
func (d *Decoder) row(b []byte) error {
	d.next = 0
	i := skipSpace(b, 1)
	members := 0
	for b[i] != '}' {
		if b[i] == ',' {
			i = skipSpace(b, i+1)
		}
		at := d.next
		if at < len(d.guess) && follows(b[i+1:], d.guess[at]) {
			i += len(d.guess[at]) + 2
		} else {
			end, isEscaped := scanString(b, i+1)
			if isEscaped {
				at = d.column(nameText(b[i+1:end], true))
			} else {
				at = d.columnOf(b[i+1 : end])
			}
			i = end + 1
		}
		if b[i] != ':' {
			i = skipSpace(b, i)
		}
		if i++; b[i] <= ' ' {
			i = skipSpace(b, i)
		}
		v, next := scanValue(b, i)
		if err := d.add(at, b, v, false); err != nil {
			return err
		}
		members++
		d.next = at + 1
		if i = next; b[i] <= ' ' {
			i = skipSpace(b, i)
		}
	}
	if members == 1 && d.next > 0 && d.names[d.next-1] == "error" && isServiceErrorRow(b) {
		return &ServiceError{Body: slices.Clone(b)}
	}
	d.rows++
	return nil
}

// follows tells whether the name and its closing quote come next.
func follows(b []byte, name string) bool {
	return name != "" && len(b) > len(name) && b[len(name)] == '"' && string(b[:len(name)]) == name
}

func (d *Decoder) columnOf(name []byte) int {
	if d.index == nil {
		d.reindex()
	}
	if at, ok := d.index[string(name)]; ok {
		return at
	}
	return d.newColumn(string(name))
}

func (d *Decoder) column(name string) int {
	if d.index == nil {
		d.reindex()
	}
	if at, ok := d.index[name]; ok {
		return at
	}
	return d.newColumn(name)
}

func (d *Decoder) reindex() {
	d.index = make(map[string]int, len(d.names)+1)
	for i, name := range d.names {
		d.index[name] = i
	}
}

func (d *Decoder) newColumn(name string) int {
	at := len(d.names)
	d.index[name] = at
	d.names = append(d.names, name)
	d.guess = append(d.guess, guessed(name))
	if len(d.columns) == at {
		d.columns = append(d.columns, builder{})
	}
	d.columns[at].reset()
	return at
}

// guessed gives a name as it stands in JSON when it may stand there without escapes.
func guessed(name string) string {
	for i := range len(name) {
		if name[i] == '"' || name[i] == '\\' || name[i] < ' ' {
			return ""
		}
	}
	return name
}

func (d *Decoder) add(at int, b []byte, v value, whole bool) error {
	if at >= maxColumns {
		return ErrTooLarge
	}
	c := &d.columns[at]
	before := len(c.refs)
	if d.cells+d.rows-before > maxCells {
		return ErrTooLarge
	}
	if len(c.arena) > math.MaxInt32 {
		return ErrTooLarge
	}
	if !c.add(d.rows, metaOf(v.kind, v.form), b[v.start:v.end]) && !slices.Contains(d.duplicates, d.names[at]) {
		d.duplicates = append(d.duplicates, d.names[at])
	}
	d.cells += len(c.refs) - before
	if whole {
		d.rows++
	}
	return nil
}

// begin forgets the page before.
func (d *Decoder) begin(like *layout) {
	d.like = like
	d.index = nil
	d.rows, d.cells, d.next = 0, 0, 0
	d.duplicates = nil
	d.names, d.guess = d.names[:0], d.guess[:0]
	if like != nil {
		d.names = append(d.names, like.names...)
		for _, name := range like.names {
			d.guess = append(d.guess, guessed(name))
		}
	}
	for len(d.columns) < len(d.names) {
		d.columns = append(d.columns, builder{})
	}
	for i := range d.names {
		d.columns[i].reset()
	}
}

// rest gives back working memory that only an unusual page needed.
func (d *Decoder) rest() {
	const spare = 32 << 20
	held := cap(d.scratch)
	for i := range d.columns {
		held += cap(d.columns[i].arena) + 4*cap(d.columns[i].refs) + 12*cap(d.columns[i].entries)
	}
	if held > spare || len(d.columns) > 512 {
		*d = Decoder{}
	}
	d.like = nil
}

package rows

import (
	"hash/maphash"
	"io"
	"slices"
	"strings"
)

// Options says how a page is read. The zero value is good.
type Options struct {
	// Like is an earlier page of the same entity set, or what its method Like gave. The new block shares its names, and
	// reading is faster.
	Like *Block
	// MaxBytes ends reading with ErrTooLarge, counted after decompression. Zero stands for DefaultMaxBytes.
	MaxBytes int64
	// Linked is told the link to the next page as soon as it was read, in the goroutine that reads, so that a request for
	// it can be on its way before this page is complete. The page may still turn out to be broken. It is not called for
	// an empty link.
	Linked func(nextLink string)
}

// DefaultMaxBytes is far above what the service sends: 20,000 rows, its largest page (reference 5), of 12 kB each.
const DefaultMaxBytes = 256 << 20

// Limits against answers made to exhaust memory: a page of the service has 20,000 rows and at most a few hundred
// properties. Cells are counted with those that a row leaves out.
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
	like     *layout
	names    []string
	guess    []string       // names as they stand in JSON, with quotes and colon; "" where they need escapes
	index    map[string]int // nil until a guess fails
	columns  []builder
	repeats  map[int]*repeat // by the column of the first value; nil while no row has a name twice
	inserted []inserted
	rows     int
	members  []member // of the row at hand
	plans    []plan
	scratch  []byte
	buf      []byte
	seed     maphash.Seed
}

// member is a property or annotation of a row.
type member struct {
	column int
	value
}

// Decode is the function Decode with the memory of earlier pages used again.
func (d *Decoder) Decode(r io.Reader, opts Options) (*Block, Envelope, error) {
	env, err := d.Read(r, opts)
	return d.Block(), env, err
}

// Read is the first half of Decode, for those who want to do something else between: it reads the body to its end, and
// Block makes the block afterwards, which needs a good quarter of the time and nothing of the body.
func (d *Decoder) Read(r io.Reader, opts Options) (Envelope, error) {
	env := Envelope{Count: -1}
	var like *layout
	if opts.Like != nil {
		like = opts.Like.layout
	}
	d.begin(like)
	in := newReader(r, opts.MaxBytes, d.buf)
	err := d.document(in, &env, opts.Linked)
	if err == nil {
		err = in.finish()
	}
	if body := in.serviceError(err); body != nil {
		env.ErrorBody = body
		err = &ServiceError{Body: body}
	}
	if env.ErrorBody != nil && err == nil {
		err = &ServiceError{Body: env.ErrorBody}
	}
	if d.buf = in.buf; len(d.buf) > 2*giant {
		d.buf = nil // while the block is made a long value is in memory twice without it
	}
	return env, err
}

// Len is the number of rows that Read found.
func (d *Decoder) Len() int { return d.rows }

// Block is the second half of Decode. It is called once after each Read.
func (d *Decoder) Block() *Block {
	block := d.seal()
	d.rest()
	return block
}

// document reads the whole body.
func (d *Decoder) document(in *reader, env *Envelope, linked func(string)) error {
	if c, err := in.next(); err != nil {
		return err
	} else if c != '{' {
		if _, err := in.value(); err != nil {
			return err
		}
		return in.malformed("the answer is no JSON object")
	}
	in.skip()
	var single []byte // members of a body that is itself a record
	list := false
	for first := true; ; first = false {
		c, err := in.next()
		if err != nil {
			return err
		}
		if c == '}' {
			in.skip()
			break
		}
		if !first {
			if err := in.expect(','); err != nil {
				return err
			}
		}
		name, c, err := in.name()
		if err != nil {
			return err
		}
		if name == "value" && c == '[' {
			if list {
				return in.malformed("the answer has two lists of rows")
			}
			list = true
			if err := d.list(in); err != nil {
				return err
			}
			continue
		}
		raw, err := in.value()
		if err != nil {
			return err
		}
		if env.note(name, raw) {
			if name == "@odata.nextLink" && linked != nil && env.NextLink != "" {
				linked(env.NextLink)
			}
			continue
		}
		if !list {
			if len(single) > 0 {
				single = append(single, ',')
			}
			single = append(AppendQuoted(single, name), ':')
			single = append(single, raw...)
		}
	}
	switch {
	case env.ErrorBody != nil || list:
		return nil
	case len(single) > 0 && (strings.HasSuffix(env.Context, "/$entity") || strings.HasPrefix(string(single), `"@odata.`)):
		env.Single = true
		return d.row(textReader(slices.Concat([]byte{'{'}, single, []byte{'}'})))
	default:
		return ErrNoValue
	}
}

// note keeps a member of the envelope and tells whether it was one.
func (e *Envelope) note(name string, raw []byte) bool {
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
		if raw[0] != '{' {
			return false
		}
		e.ErrorBody = slices.Concat([]byte(`{"error":`), raw, []byte{'}'})
	default:
		return false
	}
	return true
}

func textOf(raw []byte) string {
	if raw[0] != '"' {
		return ""
	}
	v, _ := scanValue(raw, 0)
	return v.text(raw)
}

// countOf reads a whole number; with IEEE754Compatible=true it comes as a string.
func countOf(raw []byte) (int64, bool) {
	text := string(raw)
	if raw[0] == '"' {
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

// list reads the rows, which must come next.
func (d *Decoder) list(in *reader) error {
	if err := in.expect('['); err != nil {
		return err
	}
	for first := true; ; first = false {
		c, err := in.next()
		if err != nil {
			return err
		}
		if c == ']' && first {
			in.skip()
			return nil
		}
		if !first {
			in.skip()
			switch c {
			case ']':
				return nil
			case ',':
			default:
				in.at--
				return in.failed(unexpected(in.at))
			}
			if c, err = in.next(); err != nil {
				return err
			}
		}
		if c == '{' {
			err = d.row(in)
		} else {
			err = d.element(in)
		}
		if err != nil {
			return err
		}
	}
}

// element reads a row that is no object.
func (d *Decoder) element(in *reader) error {
	raw, err := in.value()
	if err != nil {
		return err
	}
	v, _ := scanValue(raw, 0)
	d.members = append(d.members[:0], member{d.column([]byte("value")), v})
	return d.take(raw)
}

// row reads the object that begins at the place of in.
func (d *Decoder) row(in *reader) error {
	place := d.apart(in.buf[:in.end], in.at)
	for place < 0 {
		if place != short || !in.more() {
			return in.failed(place)
		}
		place = d.apart(in.buf[:in.end], in.at)
	}
	if len(d.members) == 1 && d.names[d.members[0].column] == "error" {
		if row := in.buf[in.at:place]; isServiceErrorRow(row) {
			return &ServiceError{Body: slices.Clone(row)}
		}
	}
	if err := d.take(in.buf); err != nil {
		return err
	}
	in.at = place
	return nil
}

// take keeps the members of a row as its values.
func (d *Decoder) take(b []byte) error {
	if len(d.names) > maxColumns || (d.rows+1)*len(d.names) > maxCells {
		return ErrTooLarge
	}
	for i := range d.members {
		m := &d.members[i]
		kept, text := metaOf(m.kind, m.form), b[m.start:m.end]
		if d.columns[m.column].add(d.seed, d.rows, kept, text) {
			continue
		}
		if m.column = d.again(m.column, d.members[i-1].column); m.column > maxColumns {
			return ErrTooLarge
		}
		d.columns[m.column].add(d.seed, d.rows, kept, text)
	}
	d.rows++
	return nil
}

// apart finds the members of the object that begins at b[i], and gives the place after it as the functions of check.go
// do. Nothing is kept of an object that isn't whole but the names of its columns.
func (d *Decoder) apart(b []byte, i int) int {
	d.members = d.members[:0]
	if i = checkSpace(b, i+1); i < 0 {
		return i
	}
	if b[i] == '}' {
		return i + 1
	}
	for at := 0; ; at++ { // the column that probably comes next: rows of one set are alike
		if at < len(d.guess) && follows(b[i:], d.guess[at]) {
			i += len(d.guess[at])
		} else {
			if b[i] != '"' {
				return unexpected(i)
			}
			end, isEscaped := checkString(b, i+1)
			if end < 0 {
				return end
			}
			if name := b[i+1 : end]; isEscaped {
				at = d.column(appendUnescaped(nil, string(name)))
			} else {
				at = d.column(name)
			}
			if at > maxColumns {
				return tooWide
			}
			if i = checkColon(b, end+1); i < 0 {
				return i
			}
		}
		if i >= len(b) || b[i] <= ' ' {
			if i = checkSpace(b, i); i < 0 {
				return i
			}
		}
		v, next := checkValue(b, i)
		if next < 0 {
			return next
		}
		d.members = append(d.members, member{at, v})
		if i = next; i >= len(b) || b[i] <= ' ' {
			if i = checkSpace(b, i); i < 0 {
				return i
			}
		}
		switch b[i] {
		case ',':
			if i++; i >= len(b) || b[i] <= ' ' {
				if i = checkSpace(b, i); i < 0 {
					return i
				}
			}
		case '}':
			return i + 1
		default:
			return unexpected(i)
		}
	}
}

// follows tells whether a name comes next.
func follows(b []byte, name string) bool {
	return name != "" && len(b) >= len(name) && string(b[:len(name)]) == name
}

// column gives the column of a name.
func (d *Decoder) column(name []byte) int {
	if d.index == nil {
		d.reindex()
	}
	if at, ok := d.index[string(name)]; ok {
		return at
	}
	return d.newColumn(string(name))
}

func (d *Decoder) reindex() {
	d.index = make(map[string]int, len(d.names)+1)
	for i, name := range d.names {
		if _, known := d.index[name]; !known { // the first of a name: the others are in repeats
			d.index[name] = i
		}
	}
}

func (d *Decoder) newColumn(name string) int {
	at := d.addColumn(name, guessed(name))
	d.index[name] = at
	return at
}

func (d *Decoder) addColumn(name, guess string) int {
	at := len(d.names)
	d.names = append(d.names, name)
	d.guess = append(d.guess, guess)
	if len(d.columns) == at {
		d.columns = append(d.columns, builder{})
	}
	d.columns[at].reset()
	return at
}

// guessed gives a name as it stands in JSON, when it may stand there without escapes.
func guessed(name string) string {
	for i := range len(name) {
		if name[i] == '"' || name[i] == '\\' || name[i] < ' ' {
			return ""
		}
	}
	return `"` + name + `":`
}

// begin forgets the page before.
func (d *Decoder) begin(like *layout) {
	d.like = like
	d.index = nil
	d.rows = 0
	if d.seed == (maphash.Seed{}) {
		d.seed = maphash.MakeSeed()
	}
	d.repeats, d.inserted = nil, d.inserted[:0]
	d.names, d.guess = d.names[:0], d.guess[:0]
	if like != nil {
		d.names = append(d.names, like.sent...)
		d.guess = append(d.guess, like.guess...)
		d.recall(like)
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
	held := cap(d.scratch) + cap(d.buf)
	for i := range d.columns {
		d.columns[i].giants = nil
		held += cap(d.columns[i].arena) + 4*cap(d.columns[i].refs) + 16*cap(d.columns[i].entries) + 4*cap(d.columns[i].table)
	}
	if held > spare || len(d.columns) > 512 {
		*d = Decoder{}
	}
	d.like = nil
}

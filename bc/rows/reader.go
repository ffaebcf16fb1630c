package rows

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// ErrNoValue says that the body has no list of rows.
var ErrNoValue = errors.New("the answer holds no list of rows: there is no \"value\" in it")

// ErrTooLarge says that the body is larger than anything the service sends.
var ErrTooLarge = errors.New("the answer is too large: ask for fewer rows or columns")

// SyntaxError says that the body is no JSON.
type SyntaxError struct {
	Offset int64 // bytes of the body before the place
	Text   string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("the answer is no valid JSON at byte %d: %s", e.Offset, e.Text)
}

// ServiceError says that the service reported an error inside an answer with status 200: OData streams a page and can't
// take the status back when it fails half way (OData JSON Format 4.01, 21.2).
type ServiceError struct {
	Body []byte // JSON, {"error":{…}} or the like
}

func (e *ServiceError) Error() string {
	return "the service reported an error in the middle of its answer"
}

// reader is the body: bounded, without a byte order mark, and read value by value. A value that is not wholly there yet
// is read again from its beginning when more came: so nothing else needs to know that the body comes in parts.
type reader struct {
	src   io.Reader // nil when buf is the whole
	left  int64     // bytes that may still come
	buf   []byte
	at    int   // what stands before it in buf is done with
	end   int   // of what came
	past  int64 // bytes of the body in front of buf
	ended bool
	err   error // of src
}

const firstBuffer = 64 << 10

// newReader reads r. It takes over buf, which it may replace by a larger one.
func newReader(r io.Reader, limit int64, buf []byte) *reader {
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	in := &reader{src: r, left: min(limit, 1<<30), buf: buf[:cap(buf)]} // places in a block have 32 bits
	const mark = "\xEF\xBB\xBF"
	for in.end < len(mark) && in.more() {
	}
	if bytes.HasPrefix(in.buf[:in.end], []byte(mark)) {
		in.at = len(mark)
	}
	return in
}

// textReader reads what is there already.
func textReader(text []byte) *reader {
	return &reader{buf: text, end: len(text), ended: true}
}

// more gets more of the body behind what is there, and tells whether anything came. What is there begins at 0 then. It
// asks for twice as much as is there: a value is read again from its beginning, and a long one must not be so too often.
func (r *reader) more() bool {
	if r.ended {
		return false
	}
	if r.at > 0 {
		r.past += int64(r.at)
		r.end = copy(r.buf, r.buf[r.at:r.end])
		r.at = 0
	}
	before, goal := r.end, max(2*r.end, 1)
	if goal > len(r.buf) {
		buf := make([]byte, max(goal, firstBuffer))
		copy(buf, r.buf[:r.end])
		r.buf = buf
	}
	for idle := 0; r.end < goal && !r.ended; {
		if r.left <= 0 {
			r.ended, r.err = true, ErrTooLarge
			break
		}
		n, err := r.src.Read(r.buf[r.end:min(int64(len(r.buf)), int64(r.end)+r.left)])
		r.end += n
		r.left -= int64(n)
		if idle++; n > 0 {
			idle = 0
		}
		if err == nil && idle == 100 {
			err = io.ErrNoProgress
		}
		if err != nil {
			r.ended = true
			if err != io.EOF {
				r.err = err
			}
		}
	}
	return r.end > before
}

// next gives the next byte that is no white space. It stays where it is.
func (r *reader) next() (byte, error) {
	for {
		if r.at = skipSpace(r.buf[:r.end], r.at); r.at < r.end {
			return r.buf[r.at], nil
		}
		if !r.more() {
			return 0, r.failed(short)
		}
	}
}

// skip leaves a byte behind that next gave.
func (r *reader) skip() { r.at++ }

// expect leaves the next byte behind, which must be c.
func (r *reader) expect(c byte) error {
	got, err := r.next()
	switch {
	case err != nil:
		return err
	case got != c:
		return r.failed(unexpected(r.at))
	}
	r.skip()
	return nil
}

// value reads the next value. The text is good until the reader is used again.
func (r *reader) value() ([]byte, error) {
	if _, err := r.next(); err != nil {
		return nil, err
	}
	for {
		_, place := checkValue(r.buf[:r.end], r.at)
		if place >= 0 {
			text := r.buf[r.at:place]
			r.at = place
			return text, nil
		}
		if place != short || !r.more() {
			return nil, r.failed(place)
		}
	}
}

// failed makes the error of a place that is none.
func (r *reader) failed(place int) error {
	switch {
	case place == short && errors.Is(r.err, ErrTooLarge):
		return ErrTooLarge
	case place == short && r.err != nil:
		return fmt.Errorf("reading the answer: %w", r.err)
	case place == short:
		return fmt.Errorf("the answer ends too early, after %d bytes: %w", r.past+int64(r.end), io.ErrUnexpectedEOF)
	case place == tooWide:
		return ErrTooLarge
	case place == tooDeep:
		return r.malformed(fmt.Sprintf("more than %d levels of nesting", maxDepth))
	default:
		at := unexpectedAt(place)
		return &SyntaxError{Offset: r.past + int64(at), Text: fmt.Sprintf("%q is not expected here", r.buf[at:at+1])}
	}
}

func (r *reader) malformed(text string) error {
	return &SyntaxError{Offset: r.past + int64(r.at), Text: text}
}

// name reads a name and its colon, and gives the first byte of the value too. It stays at that one.
func (r *reader) name() (name string, first byte, err error) {
	if first, err = r.next(); err != nil {
		return "", 0, err
	}
	if first != '"' {
		return "", 0, r.failed(unexpected(r.at))
	}
	raw, err := r.value()
	if err != nil {
		return "", 0, err
	}
	name = textOf(raw)
	if err := r.expect(':'); err != nil {
		return "", 0, err
	}
	first, err = r.next()
	return name, first, err
}

// finish checks that nothing follows.
func (r *reader) finish() error {
	_, err := r.next()
	switch {
	case err == nil:
		return r.malformed("something follows after the end of the answer")
	case r.err != nil:
		return err
	default:
		return nil
	}
}

// serviceError finds an error object where broken JSON was met. The service writes it over the half-written answer, so
// that the whole is no valid JSON any more: …,{"id":1{"error":{"code":"…","message":"…"}}
func (r *reader) serviceError(err error) []byte {
	var syntax *SyntaxError
	if service := (*ServiceError)(nil); errors.As(err, &service) {
		return service.Body
	}
	if !errors.As(err, &syntax) && !errors.Is(err, io.ErrUnexpectedEOF) || r.err != nil {
		return nil
	}
	const lookahead = 64 << 10
	for want := r.end - r.at + lookahead; r.end-r.at < want && r.more(); {
	}
	rest := r.buf[r.at:r.end]
	// Inside a string the quotes would have backslashes, so this is structure and no data.
	for from := len(rest); from > 0; {
		at := bytes.LastIndex(rest[:from], []byte(`"error"`))
		if at < 0 {
			return nil
		}
		from = at
		open := bytes.LastIndexByte(rest[:at], '{')
		if open < 0 || len(bytes.TrimSpace(rest[open+1:at])) > 0 {
			continue
		}
		if end := checkNested(rest, open); end >= 0 && isServiceErrorRow(rest[open:end]) {
			return bytes.Clone(rest[open:end])
		}
	}
	return nil
}

// isServiceErrorRow tells whether an object is {"error":{"code":…,"message":…}}.
func isServiceErrorRow(object []byte) bool {
	found := false
	walkObject(object, func(name []byte, _ bool, v value) {
		if string(name) == "error" && v.kind == Object {
			found = isServiceError(object[v.start:v.end])
		}
	})
	return found
}

func isServiceError(object []byte) bool {
	if len(object) == 0 || object[0] != '{' {
		return false
	}
	code, message := false, false
	walkObject(object, func(name []byte, _ bool, _ value) {
		code = code || string(name) == "code"
		message = message || string(name) == "message"
	})
	return code && message
}

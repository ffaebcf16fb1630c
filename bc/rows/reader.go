package rows

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
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

// reader is the body: bounded, without a byte order mark, and read as JSON that need not have unique names or good UTF-8.
type reader struct {
	json *jsontext.Decoder
	in   *bounded
}

func newReader(r io.Reader, limit int64) *reader {
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	in := &bounded{r: r, left: min(limit, 1<<30)} // places in a block have 32 bits
	return &reader{in: in, json: jsontext.NewDecoder(in, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))}
}

// bounded ends reading at a limit, drops a byte order mark and remembers the reader's own error.
type bounded struct {
	r     io.Reader
	left  int64
	begun bool
	head  []byte
	err   error
}

func (b *bounded) Read(p []byte) (int, error) {
	if !b.begun {
		b.begun = true
		b.head = make([]byte, 3)
		n, err := io.ReadFull(b.r, b.head)
		b.head = b.head[:n]
		if bytes.Equal(b.head, []byte("\xEF\xBB\xBF")) {
			b.head = nil
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF {
			b.err = err
			return 0, err
		}
	}
	if len(b.head) > 0 {
		n := copy(p, b.head)
		b.head = b.head[n:]
		return n, nil
	}
	if b.left <= 0 {
		b.err = ErrTooLarge
		return 0, ErrTooLarge
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

// failure turns an error of the JSON reader into one of ours.
func (r *reader) failure(err error) error {
	if err == nil {
		return nil
	}
	if r.in.err != nil {
		if errors.Is(r.in.err, ErrTooLarge) {
			return ErrTooLarge
		}
		return fmt.Errorf("reading the answer: %w", r.in.err)
	}
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return fmt.Errorf("the answer ends too early, after %d bytes: %w", r.json.InputOffset()+int64(len(r.json.UnreadBuffer())), io.ErrUnexpectedEOF)
	case errors.As(err, &syntax):
		text := "broken"
		if syntax.Err != nil {
			text = syntax.Err.Error()
		}
		return &SyntaxError{Offset: syntax.ByteOffset, Text: text}
	default:
		return &SyntaxError{Offset: r.json.InputOffset(), Text: err.Error()}
	}
}

func (r *reader) malformed(text string) error {
	return &SyntaxError{Offset: r.json.InputOffset(), Text: text}
}

// end checks that nothing follows.
func (r *reader) end() error {
	_, err := r.json.ReadToken()
	switch {
	case errors.Is(err, io.EOF) && r.in.err == nil:
		return nil
	case err == nil:
		return r.malformed("something follows after the end of the answer")
	default:
		return r.failure(err)
	}
}

// serviceError finds an error object where broken JSON was met. The service writes it over the half-written answer, so
// that the whole is no valid JSON any more: …,{"id":1{"error":{"code":"…","message":"…"}}
func (r *reader) serviceError(err error) []byte {
	var syntax *SyntaxError
	if service := (*ServiceError)(nil); errors.As(err, &service) {
		return service.Body
	}
	if !errors.As(err, &syntax) && !errors.Is(err, io.ErrUnexpectedEOF) || r.in.err != nil {
		return nil
	}
	const lookahead = 64 << 10
	rest := bytes.Clone(r.json.UnreadBuffer())
	more, _ := io.ReadAll(io.LimitReader(r.in, lookahead))
	rest = append(rest, more...)
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
		one := jsontext.NewDecoder(bytes.NewReader(rest[open:]), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
		body, err := one.ReadValue()
		if err == nil && isServiceErrorRow(body) {
			return bytes.Clone(body)
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

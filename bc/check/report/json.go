package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// JSON writes the document, indented, with a line break at its end. Characters that act on a terminal or turn the
// reading direction are escaped, which leaves the strings what they are.
func (d Document) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return nil, fmt.Errorf("the report can't be written as JSON: %w", err)
	}
	return escapeInvisible(b.Bytes()), nil
}

// escapeInvisible writes what can't be seen as \uXXXX. Beyond ASCII there is nothing in JSON but the inside of strings.
func escapeInvisible(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf && raw[i] != 0x7F {
			out = append(out, raw[i])
			i++
			continue
		}
		r, n := utf8.DecodeRune(raw[i:])
		i += n
		switch {
		case unicode.IsPrint(r):
			out = utf8.AppendRune(out, r)
		case r > 0xFFFF:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xD800+(r>>10), 0xDC00+(r&0x3FF))
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

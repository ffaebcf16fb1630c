package keystore

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// The connections file is read key by key and not into a struct or a map: so a value that is not known stays as it is
// written (a number with all its digits), a key that is there twice is noticed, and what stands before a damage is
// there.

// member is a key of a JSON object and the text of its value.
type member struct {
	key string
	raw json.RawMessage
}

// find gives the value of key, nil without.
func find(keys []member, key string) json.RawMessage {
	for _, m := range keys {
		if m.key == key {
			return m.raw
		}
	}
	return nil
}

// emptyBook is the damage of a file that holds nothing.
const emptyBook = "it is empty"

// readBook reads the top level of the connections file, and hands each element of its list of connections to each,
// which says what is damaged in it ("" for nothing). An empty file is a damaged one: bctui never writes it, so something
// took the connections away.
func readBook(data []byte, each func(json.RawMessage) (damage string)) (top []member, damage string) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors put it there
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, emptyBook
	}
	if !utf8.Valid(data) {
		damage = "it is not all UTF-8 text"
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	top, err := readMembers(dec, func() error {
		return readList(dec, func(raw json.RawMessage) {
			if d := each(raw); d != "" {
				damage = d
			}
		})
	})
	if err == nil {
		if _, err = dec.Token(); errors.Is(err, io.EOF) {
			return top, damage
		}
		err = errors.New("something stands behind its end")
	}
	if line := badLine(data); line > 0 {
		return top, fmt.Sprintf("line %d is not what a connections file holds", line)
	}
	return top, err.Error()
}

// badLine gives the line at which data stops being JSON, 0 when it is JSON. The error's own text quotes the file.
func badLine(data []byte) int {
	var all json.RawMessage
	var e *json.SyntaxError
	if !errors.As(json.Unmarshal(data, &all), &e) {
		return 0
	}
	return 1 + bytes.Count(data[:max(0, e.Offset-1)], []byte("\n"))
}

// readObject reads a text that is one JSON object.
func readObject(data []byte) ([]member, error) {
	return readMembers(json.NewDecoder(bytes.NewReader(data)), nil)
}

// readMembers reads an object up to its end or to an error. list, which may be nil, reads the value of the connections.
func readMembers(dec *json.Decoder, list func() error) ([]member, error) {
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return nil, errors.New("it does not begin with {")
	}
	var keys []member
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return keys, err
		}
		var m member
		m.key, _ = token.(string)
		if seen[m.key] {
			return keys, fmt.Errorf("%.40q is there twice", m.key)
		}
		seen[m.key] = true
		if m.key == connectionsKey && list != nil {
			err = list()
		} else if err = dec.Decode(&m.raw); err == nil {
			keys = append(keys, m)
		}
		if err != nil {
			return keys, err
		}
	}
	_, err := dec.Token()
	return keys, err
}

// readList reads a list, or null for none.
func readList(dec *json.Decoder, each func(json.RawMessage)) error {
	start, err := dec.Token()
	if start == nil || err != nil {
		return err
	}
	if start != json.Delim('[') {
		return fmt.Errorf("%q is not a list", connectionsKey)
	}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		each(raw)
	}
	_, err = dec.Token()
	return err
}

// quote gives s as JSON text that people can read: & stays &, and what is not UTF-8 becomes U+FFFD.
func quote(s string) json.RawMessage {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always can be
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// writeObject writes an object of one line a key, those lines two blanks deeper than indent.
func writeObject(out *bytes.Buffer, indent string, keys []member) {
	out.WriteString("{")
	for i, m := range keys {
		startLine(out, i, indent+"  ")
		out.Write(quote(m.key))
		out.WriteString(": ")
		out.Write(m.raw)
	}
	out.WriteString("\n" + indent + "}")
}

// startLine begins the line of the element with index i of an object or a list.
func startLine(out *bytes.Buffer, i int, indent string) {
	if i > 0 {
		out.WriteString(",")
	}
	out.WriteString("\n" + indent)
}

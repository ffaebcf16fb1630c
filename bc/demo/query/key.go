package query

import (
	"strings"
	"unicode"

	"bctui/bc/demo/model"
)

// FindKey finds the record that the text between the brackets of an address names: a value, name=value pairs of the whole
// key, or an alternate key (companies(name='CRONUS')).
func (e *Engine) FindKey(src *Source, text string) (row int, found bool, bad *Error) {
	syntax := &Error{Status: 400, Code: "BadRequest_NotFound", Message: "Bad Request - Error in query syntax."}
	parts, ok := splitOutside(text, ',')
	if !ok {
		return 0, false, syntax
	}
	t := src.Type
	given := map[int]model.Value{}
	for _, part := range parts {
		name, literal := cutPair(part)
		if name == "" {
			if len(t.Key) != 1 || len(parts) != 1 {
				return 0, false, syntax
			}
			name = t.Key[0]
		}
		i, ok := t.Property(name)
		if !ok {
			return 0, false, syntax
		}
		v, ok := keyValue(literal, &t.Properties[i])
		if !ok {
			return 0, false, syntax
		}
		given[i] = v
	}
	values := make([]model.Value, 0, len(t.Key))
	for _, k := range t.KeyIndexes() {
		if v, ok := given[k]; ok {
			values = append(values, v)
		}
	}
	if len(values) == len(t.Key) && len(given) == len(values) {
		row, found = e.Find(src, values)
		return row, found, nil
	}
	if len(given) != 1 {
		return 0, false, syntax
	}
	for _, alternate := range t.AlternateKeys {
		i, ok := t.Property(alternate)
		if v, named := given[i]; ok && named {
			for row := range src.Len() {
				if src.Table.Value(row, i) == v {
					return row, true, nil
				}
			}
			return 0, false, nil
		}
	}
	return 0, false, syntax
}

// cutPair splits name='value'; a value alone has no name.
func cutPair(s string) (name, literal string) {
	s = strings.TrimSpace(s)
	i := strings.IndexByte(s, '=')
	if i < 0 || strings.HasPrefix(s, "'") {
		return "", s
	}
	return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:])
}

func keyValue(s string, p *model.Property) (model.Value, bool) {
	var l literal
	if strings.HasPrefix(s, "'") {
		lex := lexer{src: s}
		t, err := lex.quoted()
		if err != nil || lex.pos != len(s) {
			return model.Value{}, false
		}
		l = literal{value: model.T(t.text), edm: "Edm.String"}
	} else if v, ok := model.ParseGUID(s); ok {
		l = literal{value: v, edm: "Edm.Guid"}
	} else if l, ok = parseLiteral(s); !ok {
		return model.Value{}, false
	}
	v, err := fit(l, p, opEq.kindName())
	return v, err == nil
}

// Words splits a name as people read it: "salesOrderLine" is "Sales Order Line".
func Words(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i == 0 {
			b.WriteRune(unicode.ToUpper(r))
			continue
		}
		if unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

package entities_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"bctui/bc/odata"
)

// shapes is how many rows each set has: typed values, nulls, hardly anything, more than $metadata says, the same key twice.
const shapes = 5

func rowsOf(set *odata.EntitySet) string {
	var all []string
	for i := range shapes {
		var t *odata.EntityType
		if set != nil {
			t = set.Type
		}
		all = append(all, row(t, i))
	}
	return `{"@odata.context":"x","value":[` + strings.Join(all, ",") + `]}`
}

// row writes one record. Without a type it is what only the service knows.
func row(t *odata.EntityType, shape int) string {
	if t == nil {
		return fmt.Sprintf(`{"number":"N%d","amount":12.50,"at":"2026-11-20","inside":{"a":1},"all":[1,2]}`, shape)
	}
	var parts []string
	add := func(name, value string) {
		quoted, _ := json.Marshal(name)
		parts = append(parts, string(quoted)+":"+value)
	}
	add("@odata.etag", `"W/\"JzQ0\""`)
	if shape == 4 {
		parts = nil // no etag, and the key of the row before
	}
	seen := map[string]bool{}
	for i := range t.Properties {
		p := &t.Properties[i]
		if seen[p.Name] || p.Kind == odata.KindStream {
			continue
		}
		seen[p.Name] = true
		key := t.IsKey(p.Name)
		switch {
		case shape == 1 && !key:
			add(p.Name, "null")
		case shape == 2 && !key: // missing
		default:
			add(p.Name, value(p, min(shape, 3), 0))
		}
	}
	if shape == 3 {
		add("notInMetadata", `"extra"`)
		add("Ünbekannt", `{"inner":{"deep":[{"a":1},{"b":null}]}}`)
		add("pictureContent@odata.mediaReadLink", `"https://elsewhere.example/x"`)
		for _, n := range t.Navigation {
			if n.Collection && n.To != nil {
				add(n.Name, "["+row(n.To, 2)+","+row(n.To, 1)+"]")
				break
			}
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func value(p *odata.Property, n, depth int) string {
	if p.Collection {
		one := *p
		one.Collection = false
		return "[" + value(&one, n, depth) + "," + value(&one, n+1, depth) + "]"
	}
	switch p.Kind {
	case odata.KindGUID:
		return fmt.Sprintf(`"00000000-0000-0000-0000-%012d"`, n+1)
	case odata.KindDecimal:
		return fmt.Sprintf("%d12345678901234567890.25", n+1)
	case odata.KindInt:
		return fmt.Sprint(n + 1)
	case odata.KindDate:
		return `"2026-11-20"`
	case odata.KindDateTime:
		return `"2026-11-20T08:00:00.5Z"`
	case odata.KindTime:
		return `"08:00:00"`
	case odata.KindDuration:
		return `"PT8H"`
	case odata.KindBool:
		return "true"
	case odata.KindBinary:
		return `"AAEC"`
	case odata.KindEnum:
		if p.Enum != nil && len(p.Enum.Members) > 0 {
			name, _ := json.Marshal(p.Enum.Members[n%len(p.Enum.Members)].Name)
			return string(name)
		}
		return `"x"`
	case odata.KindComplex:
		if depth > 3 {
			return "null"
		}
		var parts []string
		for i := range p.Complex.Properties {
			inner := &p.Complex.Properties[i]
			name, _ := json.Marshal(inner.Name)
			parts = append(parts, string(name)+":"+value(inner, n, depth+1))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case odata.KindOther:
		return `{"type":"Point","coordinates":[1.5,2.5]}`
	default:
		return fmt.Sprintf(`"text %d \u202e\u001b[31m 漢字"`, n)
	}
}

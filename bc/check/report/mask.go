package report

import (
	"reflect"
	"strings"

	"bctui/bc/check"
)

// mask replaces what names the tenant and the app, wherever it stands: in texts, addresses and replies too.
func (d *Document) mask(r check.Result) {
	d.Masked = true
	if d.Subject.Connection != "" {
		d.Subject.Connection = "(connection)" // names of connections are made of the tenant's
	}
	var m masker
	for _, s := range []string{r.Subject.TenantID, r.Subject.Tenant} {
		m.add(s, "(tenant)")
	}
	m.add(r.Subject.ClientID, "(client ID)")
	if v := r.Claims; v != nil {
		for claim, name := range map[string]string{"tid": "(tenant)", "appid": "(client ID)", "oid": "(object ID)"} {
			if row, ok := v.Row(claim); ok {
				same := row.Found == "" || strings.EqualFold(row.Found, row.Expected)
				if !same && row.Expected != "" {
					name = strings.TrimSuffix(name, ")") + " of the token)"
				}
				m.add(row.Found, name)
				m.add(row.Expected, strings.Replace(name, " of the token)", ")", 1))
			}
		}
		for _, f := range v.Others {
			if f.Label == "sub" {
				m.add(f.Value, "(object ID)")
			}
		}
	}
	for _, f := range d.Findings {
		for _, e := range f.Evidence {
			if e.Label == "Manageable tenants" {
				for _, id := range strings.Split(e.Value, ", ") {
					m.add(id, "(tenant)")
				}
			}
		}
	}
	walk(reflect.ValueOf(d).Elem(), m.replace)
}

// masker replaces words, whatever their case.
type masker struct{ words []word }

type word struct{ low, mask string }

func (m *masker) add(s, mask string) {
	s = strings.ToLower(strings.TrimSpace(s))
	if len(s) < 4 {
		return
	}
	for _, w := range m.words {
		if w.low == s {
			return
		}
	}
	m.words = append(m.words, word{s, mask})
}

func (m *masker) replace(s string) string {
	for _, w := range m.words {
		s = replaceFold(s, w.low, w.mask)
	}
	return s
}

// replaceFold replaces old, which is in lower case and ASCII, in whatever case it stands.
func replaceFold(s, old, with string) string {
	low := lower(s)
	if !strings.Contains(low, old) {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(low, old)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		b.WriteString(with)
		s, low = s[i+len(old):], low[i+len(old):]
	}
}

// lower lowers ASCII alone, so that places stay the same.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// walk changes every string below a value.
func walk(v reflect.Value, change func(string) string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walk(v.Elem(), change)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			walk(v.Field(i), change)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), change)
		}
	case reflect.String:
		v.SetString(change(v.String()))
	default:
	}
}

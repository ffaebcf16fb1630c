package query

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"unicode/utf8"

	"bctui/bc/demo/model"
)

// Plan writes records of one source as JSON. It holds scratch space: one plan serves one request.
type Plan struct {
	engine *Engine
	src    Source
	props  []int    // written
	heads  []string // `"name":` of each written property
	read   []int    // props, then what ETag, links and media need
	vals   []model.Value
	whole  model.RowReader
	keys   []int // places of the key in read
	stamp  int   // place of lastModifiedDateTime in read, or -1
	expand []expansion
	etag   [64]byte
}

type expansion struct {
	nav     *model.Navigation
	link    int
	options *Options
	plan    *Plan // made with the first record: the target is the same for all
}

// NewPlan prepares the writing of records with the options' $select and $expand.
func (e *Engine) NewPlan(src Source, o *Options) *Plan {
	p := &Plan{engine: e, src: src, props: o.Select, stamp: -1}
	if p.props == nil {
		p.props = make([]int, len(src.Type.Properties))
		for i := range p.props {
			p.props[i] = i
		}
	}
	for _, i := range p.props {
		p.heads = append(p.heads, `"`+src.Type.Properties[i].Name+`":`)
	}
	p.read = append([]int(nil), p.props...)
	need := func(property int) int {
		for i, have := range p.read {
			if have == property {
				return i
			}
		}
		p.read = append(p.read, property)
		return len(p.read) - 1
	}
	for _, k := range src.Type.KeyIndexes() {
		p.keys = append(p.keys, need(k))
	}
	if i, ok := src.Type.Property("lastModifiedDateTime"); ok {
		p.stamp = need(i)
	}
	p.vals = make([]model.Value, len(p.read))
	p.whole, _ = src.Table.(model.RowReader)
	for _, x := range o.Expand {
		p.expand = append(p.expand, expansion{nav: &src.Type.Navigation[x.Link], link: x.Link, options: x.Options})
	}
	return p
}

// ETag of a record, as it stands in the header and, escaped, in JSON: W/"JzE5Ozg…".
func (p *Plan) ETag(row int) string {
	p.fetch(row)
	return string(p.appendETag(nil, `"`))
}

// Append writes one record. context, when not empty, is its @odata.context.
func (p *Plan) Append(b []byte, row int, context string) []byte {
	p.fetch(row)
	b = append(b, '{')
	start := len(b)
	if context != "" {
		b = append(b, `"@odata.context":`...)
		b = AppendText(b, context)
	}
	if !p.src.NoETag {
		b = separate(b, start)
		b = append(b, `"@odata.etag":"`...)
		b = p.appendETag(b, `\"`)
		b = append(b, '"')
	}
	for i, property := range p.props {
		b = separate(b, start)
		v := p.vals[i]
		if prop := &p.src.Type.Properties[property]; prop.Kind() == model.Stream {
			b = p.appendMedia(b, prop.Name)
		} else {
			b = append(b, p.heads[i]...)
			b = AppendValue(b, v, prop)
		}
	}
	for i := range p.expand {
		b = separate(b, start)
		b = p.appendLink(b, row, &p.expand[i])
	}
	return append(b, '}')
}

func separate(b []byte, start int) []byte {
	if len(b) > start {
		return append(b, ',')
	}
	return b
}

func (p *Plan) fetch(row int) {
	if p.whole != nil {
		p.whole.ReadRow(row, p.read, p.vals)
		return
	}
	for i, property := range p.read {
		p.vals[i] = p.src.Table.Value(row, property)
	}
}

func (p *Plan) appendLink(b []byte, row int, x *expansion) []byte {
	target, rows := p.engine.Follow(&p.src, row, x.link, x.options)
	if x.plan == nil && target.Type != nil {
		x.plan = p.engine.NewPlan(target, x.options)
	}
	if x.nav.Collection && x.options.Count {
		b = append(b, '"')
		b = append(b, x.nav.Name...)
		b = append(b, `@odata.count":`...)
		b = strconv.AppendInt(b, int64(rows.n), 10)
		b = append(b, ',')
	}
	b = append(b, '"')
	b = append(b, x.nav.Name...)
	b = append(b, `":`...)
	if !x.nav.Collection {
		if rows.n == 0 {
			return append(b, "null"...)
		}
		return x.plan.Append(b, rows.At(0), "")
	}
	b = append(b, '[')
	first, last := min(x.options.Skip, rows.n), rows.n
	if x.options.Top >= 0 {
		last = min(last, first+x.options.Top)
	}
	for i := first; i < last; i++ {
		if i > first {
			b = append(b, ',')
		}
		b = x.plan.Append(b, rows.At(i), "")
	}
	return append(b, ']')
}

// appendMedia writes the two links that stand for a stream.
func (p *Plan) appendMedia(b []byte, name string) []byte {
	link := p.src.Address + "(" + p.keyText() + ")/" + name
	b = append(b, '"')
	b = append(b, name...)
	b = append(b, `@odata.mediaEditLink":`...)
	b = AppendText(b, link)
	b = append(b, `,"`...)
	b = append(b, name...)
	b = append(b, `@odata.mediaReadLink":`...)
	return AppendText(b, link)
}

func (p *Plan) keyText() string {
	if len(p.keys) == 1 {
		return KeyText(p.vals[p.keys[0]])
	}
	out := ""
	for i, k := range p.keys {
		if i > 0 {
			out += ","
		}
		out += p.src.Type.Key[i] + "=" + KeyText(p.vals[k])
	}
	return out
}

// KeyText is a key value as it stands between the brackets of an address.
func KeyText(v model.Value) string {
	if v.Kind == model.Text {
		quoted := make([]byte, 0, len(v.S)+8)
		quoted = append(quoted, '\'')
		for i := range len(v.S) {
			if v.S[i] == '\'' {
				quoted = append(quoted, '\'')
			}
			quoted = append(quoted, v.S[i])
		}
		return url.PathEscape(string(append(quoted, '\'')))
	}
	b := AppendValue(nil, v, nil)
	if len(b) > 1 && b[0] == '"' {
		b = b[1 : len(b)-1]
	}
	return string(b)
}

// appendETag writes W/"…" in the service's own form: base64 of `'19;<number>;00;'`, where 19 is the length of the
// number without its last digit. The number is a hash of key and time of change.
func (p *Plan) appendETag(b []byte, quote string) []byte {
	h := uint64(0x9E3779B97F4A7C15)
	for _, k := range p.keys {
		h = mix(h, p.vals[k])
	}
	if p.stamp >= 0 {
		h = mix(h, p.vals[p.stamp])
	}
	var digits [24]byte
	n := strconv.AppendUint(digits[:0], h, 10)
	raw := append(p.etag[:0], '\'')
	raw = strconv.AppendInt(raw, int64(len(n)), 10)
	raw = append(raw, ';')
	raw = append(raw, n...)
	raw = append(raw, "1;00;'"...)
	b = append(b, 'W', '/')
	b = append(b, quote...)
	b = base64.StdEncoding.AppendEncode(b, raw)
	return append(b, quote...)
}

func mix(h uint64, v model.Value) uint64 {
	h = (h ^ v.Hi) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>31 ^ uint64(v.N)) * 0x94D049BB133111EB
	for i := range len(v.S) {
		h = (h ^ uint64(v.S[i])) * 0x100000001B3
	}
	return h ^ h>>29
}

const hexDigits = "0123456789abcdef"

// AppendValue writes a value as JSON. p is the property it belongs to, needed for enums only.
func AppendValue(b []byte, v model.Value, p *model.Property) []byte {
	switch v.Kind {
	case model.Text:
		return AppendText(b, v.S)
	case model.GUID:
		return appendGUID(b, v)
	case model.Decimal:
		return appendDecimal(b, v.N, int(v.Scale))
	case model.Int:
		return strconv.AppendInt(b, v.N, 10)
	case model.Date:
		b = append(b, '"')
		b = appendDate(b, v.N)
		return append(b, '"')
	case model.DateTime:
		return appendMoment(b, v.N)
	case model.Bool:
		return strconv.AppendBool(b, v.N != 0)
	case model.Enumeration:
		if p == nil || p.Enum() == nil || v.N < 0 || int(v.N) >= len(p.Enum().Members) {
			return append(b, `"_x0020_"`...)
		}
		return AppendText(b, p.Enum().Members[v.N].Name)
	case model.JSON:
		if v.S != "" {
			return append(b, v.S...)
		}
	}
	return append(b, "null"...)
}

func appendGUID(b []byte, v model.Value) []byte {
	b = append(b, '"')
	for i := range 16 {
		half, shift := v.Hi, 56-8*i
		if i >= 8 {
			half, shift = uint64(v.N), 56-8*(i-8)
		}
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		c := byte(half >> shift)
		b = append(b, hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, '"')
}

func appendDecimal(b []byte, n int64, scale int) []byte {
	u := uint64(n)
	if n < 0 {
		b = append(b, '-')
		u = -u
	}
	var digits [24]byte
	d := strconv.AppendUint(digits[:0], u, 10)
	if scale == 0 {
		return append(b, d...)
	}
	if len(d) <= scale {
		b = append(b, '0', '.')
		for range scale - len(d) {
			b = append(b, '0')
		}
		return append(b, d...)
	}
	b = append(b, d[:len(d)-scale]...)
	b = append(b, '.')
	return append(b, d[len(d)-scale:]...)
}

// appendDate turns days since 1970 into the civil date (days are shifted so that a year starts in March and the leap
// day ends it).
func appendDate(b []byte, days int64) []byte {
	z := days + 719468
	era := z / 146097
	if z < 0 {
		era = (z - 146096) / 146097
	}
	dayOfEra := z - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	year := yearOfEra + era*400
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	shifted := (5*dayOfYear + 2) / 153
	day := dayOfYear - (153*shifted+2)/5 + 1
	month := shifted + 3
	if month > 12 {
		month -= 12
		year++
	}
	b = appendPadded(b, year, 4)
	b = append(b, '-')
	b = appendPadded(b, month, 2)
	b = append(b, '-')
	return appendPadded(b, day, 2)
}

func appendPadded(b []byte, n int64, width int) []byte {
	var digits [8]byte
	for i := width - 1; i >= 0; i-- {
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	return append(b, digits[:width]...)
}

// appendMoment writes milliseconds without trailing zeros, and no fraction for whole seconds, as recorded.
func appendMoment(b []byte, ms int64) []byte {
	days := ms / 86_400_000
	rest := ms % 86_400_000
	if rest < 0 {
		days--
		rest += 86_400_000
	}
	b = append(b, '"')
	b = appendDate(b, days)
	b = append(b, 'T')
	b = appendPadded(b, rest/3_600_000, 2)
	b = append(b, ':')
	b = appendPadded(b, rest/60_000%60, 2)
	b = append(b, ':')
	b = appendPadded(b, rest/1000%60, 2)
	if frac := rest % 1000; frac != 0 {
		b = append(b, '.')
		b = appendPadded(b, frac, 3)
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
	}
	return append(b, 'Z', '"')
}

// AppendText writes a JSON string. Letters outside ASCII stay as they are; control characters are escaped.
func AppendText(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			b = append(b, s[from:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\n':
				b = append(b, '\\', 'n')
			case '\r':
				b = append(b, '\\', 'r')
			case '\t':
				b = append(b, '\\', 't')
			default:
				b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
			i++
			from = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			b = append(b, s[from:i]...)
			b = append(b, `\ufffd`...)
			from = i + 1
		}
		i += size
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}

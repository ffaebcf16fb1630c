package demo

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bctui/bc/demo/model"
	"bctui/bc/demo/query"
)

// maxPage is the largest page, and the one without a preference (reference 5).
const maxPage = 20_000

// answer writes what an address leads to.
func (q *request) answer(at spot) {
	if at.prop >= 0 {
		q.answerProperty(at)
		return
	}
	target := query.Target{Schema: q.schema, Set: at.src.Set, Type: at.src.Type}
	o, bad := query.Parse(q.options, target)
	if q.fault.PassOver {
		o, bad = passOver(q.options, target)
	}
	if bad != nil {
		q.failQuery(bad)
		return
	}
	if set := q.deniedExpand(at.src.Type, o); set != nil {
		q.deny(q.who, set)
		return
	}
	if at.single {
		q.answerRecord(at, o)
		return
	}
	if set := at.src.Set; at.link < 0 && len(set.Parent) > 0 && !pinned(at.src.Type, set, o.Filter) {
		text := set.ParentText
		if text == "" {
			text = "You must specify an Id or a Document Id to get the lines."
		}
		q.problem(http.StatusBadRequest, "Application_DialogException", text)
		return
	}
	var rows query.Rows
	if at.link >= 0 {
		_, rows = q.s.engine.Follow(&at.parent, at.parRow, at.link, o)
	} else {
		rows = q.s.engine.All(&at.src, o)
	}
	if at.count {
		q.text(http.StatusOK, strconv.Itoa(rows.Len()))
		return
	}
	q.answerPage(at, o, rows)
}

// passOver reads options as a service does that passes over what it does not know of a filter: functions within functions
// and lists make the whole filter count for nothing, though the request carries $schemaversion=2.1.
func passOver(options [][2]string, target query.Target) (*query.Options, *query.Error) {
	old := slices.DeleteFunc(slices.Clone(options), func(o [2]string) bool { return strings.EqualFold(o[0], "$schemaversion") })
	o, bad := query.Parse(old, target)
	if bad != nil && bad.Status == http.StatusNotImplemented {
		return query.Parse(slices.DeleteFunc(old, func(o [2]string) bool { return o[0] == "$filter" }), target)
	}
	return o, bad
}

// pinned: the key or one of the parent's properties is demanded.
func pinned(t *model.Type, set *model.Set, f *query.Filter) bool {
	for _, name := range append([]string{t.Key[0]}, set.Parent...) {
		if i, ok := t.Property(name); ok && f.Pins(i) {
			return true
		}
	}
	return false
}

// deniedExpand is the first expanded set that the caller may not read.
func (q *request) deniedExpand(t *model.Type, o *query.Options) *model.Set {
	for _, x := range o.Expand {
		nav := &t.Navigation[x.Link]
		if set := q.schema.SetOf(nav.Type); set != nil && q.who.reg.denies(set.Name) {
			return set
		}
		if set := q.deniedExpand(q.schema.Type(nav.Type), x.Options); set != nil {
			return set
		}
	}
	return nil
}

func (q *request) answerRecord(at spot, o *query.Options) {
	plan := q.s.engine.NewPlan(at.src, o)
	if !at.src.NoETag {
		q.w.Header().Set("ETag", plan.ETag(at.row))
	}
	q.jsonBody(plan.Append(nil, at.row, q.root+"/$metadata#"+at.path+"/$entity"))
}

func (q *request) answerProperty(at spot) {
	p := &at.src.Type.Properties[at.prop]
	v := at.src.Table.Value(at.row, at.prop)
	if p.Kind() != model.Stream {
		b := []byte(`{"@odata.context":`)
		b = query.AppendText(b, q.root+"/$metadata#"+at.path)
		b = append(b, `,"value":`...)
		b = query.AppendValue(b, v, p)
		q.jsonBody(append(b, '}'))
		return
	}
	streams, ok := at.src.Table.(model.Streams)
	if ok {
		var body []byte
		var contentType string
		if contentType, body, ok = streams.Stream(at.row, at.prop); ok {
			q.body(http.StatusOK, contentType, body)
			return
		}
	}
	q.w.WriteHeader(http.StatusNoContent)
}

// preferredPage reads Prefer: odata.maxpagesize=N, clamps it and says so.
func (q *request) preferredPage() int {
	for _, header := range q.r.Header.Values("Prefer") {
		for part := range strings.FieldsFuncSeq(header, func(r rune) bool { return r == ',' || r == ';' }) {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			if name = strings.ToLower(strings.TrimSpace(name)); name != "odata.maxpagesize" && name != "maxpagesize" {
				continue
			}
			n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(value), `"`))
			if err != nil || n < 1 {
				continue
			}
			n = min(n, maxPage)
			q.w.Header().Set("Preference-Applied", "odata.maxpagesize="+strconv.Itoa(n))
			return n
		}
	}
	return maxPage
}

// cursor is where a page starts and how many records may still come (-1: all).
type cursor struct{ from, left int }

func (q *request) answerPage(at spot, o *query.Options, rows query.Rows) {
	size := q.preferredPage()
	c := cursor{from: o.Skip, left: o.Top}
	for _, opt := range q.options {
		if opt[0] == "$skiptoken" {
			var ok bool
			if c, ok = q.readCursor(at, o, rows, opt[1]); !ok {
				q.problem(http.StatusBadRequest, "SkipTokenIsNoLongerValid", "The skip token is no longer valid.")
				return
			}
		}
	}
	available := max(rows.Len()-c.from, 0)
	if c.left >= 0 {
		available = min(available, c.left)
	}
	n := min(available, size)
	next := q.nextLink(at, o, rows, c, n, available > n)

	q.w.Header().Set("Content-Type", odataJSON)
	out, done := q.zipped()
	defer done()
	q.w.WriteHeader(http.StatusOK)
	b := make([]byte, 0, flushAt+8192)
	b = append(b, `{"@odata.context":`...)
	b = query.AppendText(b, q.root+"/$metadata#"+at.path)
	if o.Count {
		b = append(b, `,"@odata.count":`...)
		b = strconv.AppendInt(b, int64(rows.Len()), 10)
	}
	b = append(b, `,"value":[`...)
	b, err := q.writeRows(out, b, q.s.engine.NewPlan(at.src, o), rows, c.from, n)
	if err != nil {
		return // the client left
	}
	b = append(b, ']')
	if next != "" {
		b = append(b, `,"@odata.nextLink":`...)
		b = query.AppendText(b, next)
	}
	b = append(b, '}')
	_, _ = out.Write(b)
}

const flushAt = 64 << 10

func (q *request) writeRows(out io.Writer, b []byte, plan *query.Plan, rows query.Rows, from, n int) ([]byte, error) {
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = plan.Append(b, rows.At(from+i), "")
		if len(b) >= flushAt {
			if _, err := out.Write(b); err != nil {
				return b, err
			}
			b = b[:0]
			if q.r.Context().Err() != nil {
				return b, q.r.Context().Err()
			}
		}
	}
	return b, nil
}

// nextLink is the absolute address of the page after n records, "" when there is none. Faults bend it.
func (q *request) nextLink(at spot, o *query.Options, rows query.Rows, c cursor, n int, more bool) string {
	next := cursor{from: c.from + n, left: c.left}
	if c.left >= 0 {
		next.left -= n
	}
	base := q.base()
	switch f := q.fault.NextLink; f {
	case "", "bare":
		if !more {
			return ""
		}
	case "foreign":
		base = "https://api.businesscentral.dynamics.example"
	case "repeat":
		next = c
	case "stale":
		return q.linkTo(base, "AAAAAAAAAAAAAAAAAAAA")
	default:
		return f
	}
	return q.linkTo(base, q.writeCursor(at, o, rows, next))
}

// linkTo keeps the options of the request but those that the token stands for.
func (q *request) linkTo(base, token string) string {
	var b strings.Builder
	b.WriteString(base + q.r.URL.EscapedPath() + "?")
	for part := range strings.SplitSeq(q.r.URL.RawQuery, "&") {
		name, _, _ := strings.Cut(part, "=")
		switch name = strings.ToLower(strings.Replace(name, "%24", "$", 1)); {
		case name == "", name == "$skip", name == "$top", name == "$skiptoken", name == "aid", name == "$schemaversion" && q.fault.NextLink == "bare":
		default:
			b.WriteString(part + "&")
		}
	}
	b.WriteString("aid=FIN&$skiptoken=" + token)
	return b.String()
}

// A token says where the next page starts, and which record stood before it: a page that is asked for again is the
// same page, and a token that was made for another question, or that was touched, is refused.
func (q *request) writeCursor(at spot, o *query.Options, rows query.Rows, c cursor) string {
	b := binary.AppendUvarint(nil, uint64(c.from))
	b = binary.AppendVarint(b, int64(c.left))
	b = binary.BigEndian.AppendUint64(b, q.cursorSum(at, o, rows, c))
	return base64.RawURLEncoding.EncodeToString(b)
}

func (q *request) cursorSum(at spot, o *query.Options, rows query.Rows, c cursor) uint64 {
	h := fnv.New64a()
	for _, s := range []string{at.src.Key, q.tail, o.Question(), strconv.Itoa(c.from), strconv.Itoa(c.left)} {
		_, _ = io.WriteString(h, s)
		_, _ = h.Write([]byte{0})
	}
	if c.from > 0 && c.from <= rows.Len() {
		row := rows.At(c.from - 1)
		for _, k := range at.src.Type.KeyIndexes() {
			_, _ = h.Write(query.AppendValue(nil, at.src.Table.Value(row, k), &at.src.Type.Properties[k]))
		}
	}
	return h.Sum64()
}

func (q *request) readCursor(at spot, o *query.Options, rows query.Rows, token string) (cursor, bool) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return cursor{}, false
	}
	from, n := binary.Uvarint(b)
	if n <= 0 || from > uint64(rows.Len()) {
		return cursor{}, false
	}
	left, m := binary.Varint(b[n:])
	if m <= 0 || len(b) != n+m+8 || left < -1 {
		return cursor{}, false
	}
	c := cursor{from: int(from), left: int(left)}
	return c, binary.BigEndian.Uint64(b[n+m:]) == q.cursorSum(at, o, rows, c)
}

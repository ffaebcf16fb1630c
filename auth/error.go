package auth

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// RawLimit is how many bytes of an answer's body an Error keeps for show.
const RawLimit = 64 << 10

// Stage tells which of the two requests failed.
type Stage int

// The two requests of a sign-in.
const (
	StageDiscovery Stage = iota + 1 // GET openid-configuration
	StageToken                      // POST to the token endpoint
)

// String names the stage.
func (s Stage) String() string {
	switch s {
	case StageDiscovery:
		return "discovery"
	case StageToken:
		return "token"
	}
	return "sign-in"
}

// BodyKind tells what an answer's body looks like.
type BodyKind int

// Kinds of bodies.
const (
	BodyEmpty BodyKind = iota
	BodyJSON
	BodyXML
	BodyHTML
	BodyText
)

// String names the kind.
func (k BodyKind) String() string {
	switch k {
	case BodyJSON:
		return "JSON"
	case BodyXML:
		return "XML"
	case BodyHTML:
		return "HTML"
	case BodyText:
		return "text"
	}
	return "empty"
}

// Error is a refusal: Entra, or something in its place, gave another answer than the one asked for.
type Error struct {
	Stage     Stage
	Status    int    // HTTP status; 0 when the answer was not the reason (an endpoint on a foreign host)
	OAuth     string // error: "invalid_client"
	AADSTS    int    // the number, from error_codes or the text; 0 when there is none
	Codes     []int  // error_codes, all of them
	Suberror  string
	Text      string // error_description without the lines of IDs, or what is wrong with the answer
	Raw       string // the body as it came, valid UTF-8, at most RawLimit bytes, secrets and tokens replaced
	RawBytes  int64  // length of the body as read
	RawCut    bool   // Raw is not the whole body
	Body      BodyKind
	TraceID   string
	RequestID string // x-ms-request-id
	// CorrelationID and Timestamp are what Microsoft's support and the sign-in log are asked with.
	CorrelationID, Timestamp string
	RetryAfter               time.Duration // what a 429 or 503 asked for; 0: nothing
	URL                      string
	Evidence                 Evidence
	Meaning                  Meaning // with links for this registration
}

// Error is one line: number or status, and what it means.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("sign-in refused: ")
	switch {
	case e.AADSTS != 0:
		b.WriteString("AADSTS" + strconv.Itoa(e.AADSTS))
	case e.OAuth != "":
		b.WriteString(oneLine(e.OAuth, 60))
	case e.Status != 0:
		b.WriteString("HTTP " + strconv.Itoa(e.Status))
	default:
		b.WriteString(e.Stage.String())
	}
	if e.Meaning.Title != "" {
		b.WriteString(": " + e.Meaning.Title)
	} else if e.Text != "" {
		b.WriteString(": " + oneLine(e.Text, 200))
	}
	if e.RetryAfter > 0 {
		b.WriteString(" (again in " + e.RetryAfter.Round(time.Second).String() + ")")
	}
	return b.String()
}

// Temporary tells whether the same request may succeed later without anybody changing anything.
func (e *Error) Temporary() bool {
	return retryable(e.Status) || e.OAuth == "temporarily_unavailable" || isTransient(e.AADSTS)
}

// entraBody is the shape of Entra's error answers (reference 2). Servers in between are free with it, so nothing here
// relies on a type.
type entraBody struct {
	oauth, description, suberror, timestamp, trace, correlation string
	codes                                                       []int
	ok                                                          bool // it is JSON and has at least an error
}

func parseEntra(body []byte) entraBody {
	var doc map[string]any
	d := json.NewDecoder(strings.NewReader(string(trimBOM(body))))
	d.UseNumber()
	if d.Decode(&doc) != nil {
		return entraBody{}
	}
	b := entraBody{
		oauth: text(doc["error"]), description: text(doc["error_description"]), suberror: text(doc["suberror"]),
		timestamp: text(doc["timestamp"]), trace: text(doc["trace_id"]), correlation: text(doc["correlation_id"]),
	}
	// Gateways in front answer in the style of Azure and OData: {"error":{"code":…,"message":…}}.
	if m, ok := doc["error"].(map[string]any); ok {
		b.oauth = text(m["code"])
		if b.description == "" {
			b.description = text(m["message"])
		}
	}
	switch c := doc["error_codes"].(type) {
	case []any:
		for _, v := range c {
			if n, err := strconv.Atoi(text(v)); err == nil && n > 0 {
				b.codes = append(b.codes, n)
			}
		}
	case json.Number, string:
		if n, err := strconv.Atoi(text(c)); err == nil && n > 0 {
			b.codes = append(b.codes, n)
		}
	}
	b.ok = b.oauth != "" || b.description != "" || len(b.codes) > 0
	return b
}

// refusal makes the error of an answer that is not the wanted one.
func (w *wire) refusal(stage Stage, rep *reply) *Error {
	e := w.bare(stage, rep)
	b := parseEntra(rep.body)
	clean := func(s string) string { return printable(hideTokens(redact(s, w.secret)), 100) }
	e.OAuth, e.Suberror = clean(b.oauth), clean(b.suberror)
	e.Codes = b.codes
	e.TraceID, e.CorrelationID, e.Timestamp = clean(b.trace), clean(b.correlation), clean(b.timestamp)
	description := hideTokens(redact(b.description, w.secret))
	if len(b.codes) > 0 {
		e.AADSTS = b.codes[0]
	} else if e.AADSTS = findAADSTS(b.description); e.AADSTS == 0 {
		// Entra's HTML error pages have the number in their text.
		e.AADSTS = findAADSTS(string(rep.body))
	}
	e.Text = splitDescription(description, e)
	if e.Text == "" {
		e.Text = w.summary(rep, e.Body)
	}
	if e.TraceID == "" {
		e.TraceID = e.RequestID
	}
	e.Meaning = w.meaning(e).For(w.reg)
	return e
}

// strange makes the error of an answer with a good status and a bad content, or of one that must not be followed.
func (w *wire) strange(stage Stage, rep *reply, m Meaning) *Error {
	e := w.bare(stage, rep)
	e.Text = w.summary(rep, e.Body)
	e.Meaning = m.For(w.reg)
	// Causes quote what a server sent: addresses of redirects and endpoints.
	e.Meaning.Cause = hideTokens(redact(e.Meaning.Cause, w.secret))
	for i, s := range e.Meaning.Steps {
		e.Meaning.Steps[i] = redact(s, w.secret)
	}
	return e
}

func (w *wire) bare(stage Stage, rep *reply) *Error {
	e := &Error{
		Stage: stage, Status: rep.status, URL: rep.evidence.URL, Evidence: rep.evidence,
		RequestID: rep.evidence.RequestID, RawBytes: int64(len(rep.body)), RawCut: rep.cut,
		RetryAfter: rep.retryAfter(w.o.now()),
		Body:       kindOf(rep.header, rep.body),
	}
	raw := rep.body
	// Tokens are replaced before the cut, so that half a token does not stay.
	shown := hideTokens(redact(toText(raw), w.secret))
	if len(shown) > RawLimit {
		shown, e.RawCut = cutText(shown, RawLimit), true
	}
	e.Raw = shown
	return e
}

// summary says in a few words what came instead.
func (w *wire) summary(rep *reply, k BodyKind) string {
	s := "HTTP " + strconv.Itoa(rep.status)
	if t := http.StatusText(rep.status); t != "" {
		s += " " + t
	}
	switch k {
	case BodyEmpty:
		return s + ", empty answer"
	case BodyHTML:
		if t := htmlTitle(rep.body); t != "" {
			return s + ", an HTML page: “" + printable(hideTokens(redact(t, w.secret)), 120) + "”"
		}
		return s + ", an HTML page"
	}
	return fmt.Sprintf("%s, %d bytes of %s", s, len(rep.body), k)
}

// splitDescription takes the IDs out of "AADSTS…: text. Trace ID: … Correlation ID: … Timestamp: …", fills in those
// that the body's own fields did not give, and returns the text.
func splitDescription(d string, e *Error) string {
	text := d
	for _, p := range []struct {
		label string
		to    *string
	}{{"Trace ID:", &e.TraceID}, {"Correlation ID:", &e.CorrelationID}, {"Timestamp:", &e.Timestamp}} {
		i := strings.LastIndex(d, p.label)
		if i < 0 {
			continue
		}
		if i < len(text) {
			text = d[:i]
		}
		value := strings.TrimSpace(d[i+len(p.label):])
		if end := strings.IndexAny(value, "\r\n"); end >= 0 {
			value = value[:end]
		}
		for _, next := range []string{"Trace ID:", "Correlation ID:", "Timestamp:"} {
			if end := strings.Index(value, next); end >= 0 {
				value = value[:end]
			}
		}
		if *p.to == "" {
			*p.to = printable(strings.TrimSpace(value), 100)
		}
	}
	return strings.TrimSpace(cutText(strings.ToValidUTF8(text, "�"), 4096))
}

// findAADSTS gives the first number that follows "AADSTS" in s, 0 if none.
func findAADSTS(s string) int {
	const mark = "AADSTS"
	for {
		i := strings.Index(s, mark)
		if i < 0 {
			return 0
		}
		s = s[i+len(mark):]
		end := 0
		for end < len(s) && end < 9 && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		if n, err := strconv.Atoi(s[:end]); err == nil && n > 0 {
			return n
		}
	}
}

func kindOf(h http.Header, body []byte) BodyKind {
	t := strings.TrimSpace(string(trimBOM(body[:min(len(body), 512)])))
	low := strings.ToLower(t)
	ct := strings.ToLower(h.Get("Content-Type"))
	switch {
	case t == "":
		return BodyEmpty
	case strings.HasPrefix(t, "{"), strings.HasPrefix(t, "["):
		return BodyJSON
	case strings.HasPrefix(low, "<!doctype html"), strings.HasPrefix(low, "<html"), strings.HasPrefix(t, "<") && strings.Contains(ct, "html"),
		strings.HasPrefix(t, "<") && strings.Contains(low, "<html"):
		return BodyHTML
	case strings.HasPrefix(t, "<"):
		return BodyXML
	}
	return BodyText
}

// htmlTitle gives the text of the first <title>.
func htmlTitle(body []byte) string {
	s := toText(body[:min(len(body), 64<<10)])
	low := strings.ToLower(s)
	i := strings.Index(low, "<title")
	if i < 0 || len(low) != len(s) {
		return ""
	}
	j := strings.IndexByte(low[i:], '>')
	if j < 0 {
		return ""
	}
	k := strings.Index(low[i+j:], "</title")
	if k < 0 {
		return ""
	}
	return strings.Join(strings.Fields(s[i+j+1:i+j+k]), " ")
}

func trimBOM(b []byte) []byte {
	if len(b) >= 3 && b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF {
		return b[3:]
	}
	return b
}

func toText(b []byte) string { return strings.ToValidUTF8(string(trimBOM(b)), "�") }

// cutText shortens s to at most n bytes without cutting a character.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// printable keeps a value of one line: no control characters, at most n bytes.
func printable(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	return cutText(s, n)
}

func oneLine(s string, n int) string { return printable(strings.Join(strings.Fields(s), " "), n) }

package bc

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bctui/auth"
	"bctui/bc/rows"
)

// refusal makes the error of an answer without success.
func (c *Client) refusal(a *answer, token auth.Token) *Error {
	resp := a.resp
	raw, err := io.ReadAll(io.LimitReader(a.body, RawLimit+1))
	e := &Error{
		Status: resp.StatusCode, Method: http.MethodGet, URL: redactURL(a.url), RequestID: a.requestID, RawBytes: int64(len(raw)),
		ContentType: oneLine(resp.Header.Get("Content-Type"), 100),
	}
	// An answer that breaks off still says more than the break does.
	e.RawCut = err != nil || len(raw) > RawLimit
	if len(raw) > RawLimit {
		raw = raw[:RawLimit]
	}
	e.fill(raw, resp.Header)
	if e.RetryAfter = retryAfter(resp.Header, c.o.Now()); e.RetryAfter > 0 {
		e.Again = c.o.Now().Add(e.RetryAfter)
	}
	if resp.StatusCode == http.StatusUnauthorized {
		e.Roles = token.Claims.Roles
	}
	e.Kind = kindOf(e, resp.Header, token)
	e.Meaning = c.meaning(e, token)
	return e
}

// fill takes code, message and the like out of a body.
func (e *Error) fill(raw []byte, h http.Header) {
	e.Raw = strings.ToValidUTF8(string(raw), "\uFFFD")
	e.Body = bodyKind(raw)
	var code, message string
	switch e.Body {
	case auth.BodyJSON:
		code, message = jsonError(raw)
	case auth.BodyXML:
		code, message = xmlError(raw)
	case auth.BodyText:
		message = string(raw)
	}
	e.Code = cut(strings.TrimSpace(code), 200)
	message, e.CorrelationID = splitCorrelation(cut(strings.ToValidUTF8(message, "\uFFFD"), 16<<10))
	e.Message = message
	if e.CorrelationID == "" {
		e.CorrelationID = correlation(h)
	}
	e.Denied = deniedIn(e.Message)
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// bodyKind looks at the body itself: the Content-Type of error pages is often wrong.
func bodyKind(raw []byte) BodyKind {
	text := bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF")))
	switch {
	case len(text) == 0:
		return auth.BodyEmpty
	case text[0] == '{' || text[0] == '[':
		return auth.BodyJSON
	case text[0] != '<':
		return auth.BodyText
	}
	head := strings.ToLower(string(text[:min(len(text), 1024)]))
	for _, mark := range []string{"<!doctype html", "<html", "<head", "<body", "<title", "<script"} {
		if strings.Contains(head, mark) {
			return auth.BodyHTML
		}
	}
	return auth.BodyXML
}

// jsonError reads the shapes of reference 3.3 and 4.6 and what gateways in front answer: {"error":{"code","message"}},
// the flat {"code","message"} of the admin center, {"odata.error":{…,"message":{"value"}}}, {"error":"…",
// "error_description":"…"}, {"Message":"…"}. Nothing relies on a type.
func jsonError(raw []byte) (code, message string) {
	var doc map[string]any
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))))
	d.UseNumber()
	if d.Decode(&doc) != nil {
		return "", ""
	}
	for _, name := range []string{"error", "odata.error", "@odata.error"} {
		if inner, ok := member(doc, name).(map[string]any); ok {
			doc = inner
			break
		}
	}
	code = textOf(member(doc, "code"))
	message = textOf(member(doc, "message"))
	if code == "" {
		code = textOf(member(doc, "error"))
	}
	if message == "" {
		message = textOf(member(doc, "error_description"))
	}
	if message == "" {
		// Some services wrap what they mean once more.
		if inner, ok := member(doc, "innererror").(map[string]any); ok {
			message = textOf(member(inner, "message"))
		}
	}
	return code, message
}

// member finds a name in any spelling of case; the exact one counts first.
func member(doc map[string]any, name string) any {
	if v, ok := doc[name]; ok {
		return v
	}
	for k, v := range doc {
		if strings.EqualFold(k, name) {
			return v
		}
	}
	return nil
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case map[string]any: // {"lang":"en-US","value":"…"}
		return textOf(v["value"])
	default:
		return ""
	}
}

// xmlError reads <error><code>…</code><message>…</message></error>, with or without namespace and prefix.
func xmlError(raw []byte) (code, message string) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	var path []string
	for {
		tok, err := d.Token()
		if err != nil {
			return code, message
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if len(path) < 8 {
				path = append(path, strings.ToLower(t.Name.Local))
			} else if d.Skip() != nil {
				return code, message
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) == 0 {
				continue
			}
			switch path[len(path)-1] {
			case "code":
				code += string(t)
			case "message":
				message += string(t)
			}
		}
	}
}

// splitCorrelation takes "  CorrelationId:  <guid>." off the end of a message.
func splitCorrelation(message string) (text, id string) {
	message = strings.TrimSpace(message)
	const mark = "correlationid:"
	at := strings.LastIndex(strings.ToLower(message), mark)
	if at < 0 || len(strings.ToLower(message)) != len(message) {
		return message, ""
	}
	id = strings.TrimRight(strings.TrimSpace(message[at+len(mark):]), ".")
	if id == "" || len(id) > 64 || strings.ContainsAny(id, " \n") {
		return message, ""
	}
	return strings.TrimSpace(message[:at]), id
}

// deniedIn finds the missing right in a message of any language: the parenthetical stays as it is (reference 3.3).
func deniedIn(message string) *Denied {
	for from := len(message); from > 0; {
		open := strings.LastIndexByte(message[:from], '(')
		if open < 0 {
			return nil
		}
		if d := deniedAt(message[open+1:]); d != nil {
			return d
		}
		from = open
	}
	return nil
}

// deniedAt reads `TableData 38 Purchase Header Modify: Base Application)…`. Names may hold parentheses and colons: the
// right is the first word of rights with a colon behind it, and the end is the last parenthesis.
func deniedAt(text string) *Denied {
	end := strings.LastIndexByte(text, ')')
	if end < 0 {
		return nil
	}
	text = text[:end]
	objectType, rest, ok := strings.Cut(text, " ")
	if !ok || !isWord(objectType) {
		return nil
	}
	number, rest, ok := strings.Cut(rest, " ")
	id, err := strconv.Atoi(number)
	if !ok || err != nil || id <= 0 {
		return nil
	}
	d := &Denied{ObjectType: objectType, ID: id, Text: text}
	for at := 0; at < len(rest); {
		colon := strings.IndexByte(rest[at:], ':')
		if colon < 0 {
			break
		}
		colon += at
		if name, right, ok := lastWord(rest[:colon]); ok && isRight(right) {
			d.Name, d.Right, d.App = name, right, strings.TrimSpace(rest[colon+1:])
			return d
		}
		at = colon + 1
	}
	if name, right, ok := lastWord(rest); ok && isRight(right) {
		d.Name, d.Right = name, right
		return d
	}
	// A right that is not known: what stands before the last colon.
	before, app, ok := cutLast(rest, ": ")
	if name, right, isTwo := lastWord(before); ok && isTwo && isWord(right) {
		d.Name, d.Right, d.App = name, right, strings.TrimSpace(app)
		return d
	}
	return nil
}

func lastWord(s string) (before, word string, ok bool) {
	s = strings.TrimSpace(s)
	at := strings.LastIndexByte(s, ' ')
	if at < 0 {
		return "", "", false
	}
	return strings.TrimSpace(s[:at]), s[at+1:], true
}

func cutLast(s, sep string) (before, after string, ok bool) {
	at := strings.LastIndex(s, sep)
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+len(sep):], true
}

func isWord(s string) bool {
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return s != ""
}

func isRight(s string) bool {
	switch strings.ToLower(strings.TrimPrefix(strings.ToLower(s), "indirect")) {
	case "read", "insert", "modify", "delete", "execute":
		return true
	}
	return false
}

// retryAfter reads seconds or a date, which is by the server's clock.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0
	}
	if n, err := strconv.ParseFloat(v, 64); err == nil {
		if !(n > 0) { // NaN is not
			return 0
		}
		return time.Duration(min(math.Ceil(n), 1e9)) * time.Second
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, at.Sub(now))
}

// kindOf sorts a refusal.
func kindOf(e *Error, h http.Header, token auth.Token) Kind {
	switch e.Code { // codes say more than the status, which the service mixes up at times
	case "NoEnvironment":
		return NoEnvironment
	case "Internal_CompanyNotFound":
		return NoCompany
	case "Internal_TenantUnavailable":
		return Unavailable
	case "Internal_RecordNotFound":
		return NotFound
	}
	fromService := h.Get("OData-Version") != "" || h.Get("ms-correlation-x") != "" || e.Code != ""
	if e.Body == auth.BodyHTML && !fromService {
		switch e.Status {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
			http.StatusRequestURITooLong:
		default:
			return Proxy
		}
	}
	switch e.Status {
	case http.StatusUnauthorized:
		if e.Code == "Authentication_InvalidCredentials" && !withoutRoles(token) {
			return NotSetUp
		}
		return SignIn
	case http.StatusForbidden:
		return Permission
	case http.StatusNotFound:
		if e.Code == "BadRequest_NotFound" {
			return NoRoute
		}
		return NotFound
	case http.StatusMethodNotAllowed:
		return Disabled
	case http.StatusProxyAuthRequired, http.StatusNetworkAuthenticationRequired:
		return Proxy
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return Timeout
	case http.StatusConflict:
		return Conflict
	case http.StatusRequestURITooLong:
		return TooLong
	case http.StatusTooManyRequests:
		return Throttled
	case http.StatusNotImplemented:
		return NotImplemented
	case http.StatusBadGateway, http.StatusServiceUnavailable:
		return Unavailable
	}
	if e.Status >= 400 && e.Status < 500 {
		return BadRequest
	}
	return Other
}

// withoutRoles tells whether a token is known to carry no application permission.
func withoutRoles(t auth.Token) bool {
	return len(t.Claims.Roles) == 0 && t.Claims.TenantID != ""
}

// contentError says that an answer with success is not what was asked for.
type contentError struct {
	raw  []byte
	text string
}

func (e *contentError) Error() string { return e.text }

// unreadable makes the error of an answer with success that could not be read.
func (c *Client) unreadable(err error, a *answer, token auth.Token) error {
	resp := a.resp
	if errors.Is(err, io.ErrUnexpectedEOF) {
		// The connection was ended in good order and the answer is not complete all the same: as good as dropped.
		if n := auth.NetworkFailure(err, a.url.Host); n != nil {
			n.Text = oneLine(err.Error(), 200)
			return n
		}
	}
	var done *Error
	if errors.As(err, &done) {
		return done
	}
	e := &Error{
		Kind: Damaged, Status: resp.StatusCode, Method: http.MethodGet, URL: redactURL(a.url), RequestID: a.requestID,
		ContentType: oneLine(resp.Header.Get("Content-Type"), 100), Message: err.Error(), Err: err,
	}
	var (
		service *rows.ServiceError
		content *contentError
	)
	switch {
	case errors.As(err, &service):
		e.fill(service.Body, resp.Header)
		e.RawBytes = int64(len(service.Body))
		if e.Message == "" {
			e.Message = err.Error()
		}
		if k := kindOf(e, resp.Header, token); k == Unavailable || k == NoCompany {
			e.Kind = k
		} else if e.Denied != nil {
			e.Kind = Permission
		}
	case errors.As(err, &content):
		e.fill(content.raw, resp.Header)
		e.RawBytes, e.Code, e.Message = int64(len(content.raw)), "", content.text
		if e.Body == auth.BodyHTML {
			e.Kind = Proxy
		}
	}
	if e.CorrelationID == "" {
		e.CorrelationID = correlation(resp.Header)
	}
	e.Meaning = c.meaning(e, token)
	return e
}

// data gives the body of an answer that should be JSON, or says what it is instead.
func (a *answer) data() (io.Reader, error) {
	return a.expect("JSON", func(first byte) bool { return first == '{' || first == '[' })
}

func (a *answer) expect(what string, good func(first byte) bool) (io.Reader, error) {
	const look = 64 << 10
	head := make([]byte, 0, 512)
	for len(head) < cap(head) {
		n, err := a.body.Read(head[len(head):cap(head)])
		head = head[:len(head)+n]
		text := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")))
		if len(text) > 0 && good(text[0]) {
			return io.MultiReader(bytes.NewReader(head), a.body), nil
		}
		if len(text) > 0 || err != nil {
			if err == nil {
				rest, _ := io.ReadAll(io.LimitReader(a.body, look))
				head = append(head, rest...)
			}
			break
		}
	}
	kind := bodyKind(head)
	if kind == auth.BodyEmpty {
		return nil, fmt.Errorf("the answer is empty: %w", io.ErrUnexpectedEOF)
	}
	return nil, &contentError{raw: head, text: fmt.Sprintf("the answer is %s and not %s", kind, what)}
}

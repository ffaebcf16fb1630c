package auth

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestARefusalIsTakenApart(t *testing.T) {
	e, c := newEntra(t), newClock()
	e.token = func(w http.ResponseWriter, _ *http.Request) {
		body := entraError(7000215, "invalid_client", "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value.")
		body["suberror"] = "sub"
		w.Header().Set("x-ms-request-id", "rrrr-3")
		writeJSON(w, 401, body)
	}
	err := refused(t, e.source(t, c))
	if err.Stage != StageToken || err.Status != 401 || err.OAuth != "invalid_client" || err.AADSTS != 7000215 || err.Suberror != "sub" ||
		err.TraceID != "tttt-1" || err.CorrelationID != "cccc-2" || err.RequestID != "rrrr-3" || err.Timestamp != "2026-11-23 12:00:00Z" || err.Body != BodyJSON {
		t.Errorf("%+v", *err)
	}
	if strings.Contains(err.Text, "Trace ID") || !strings.HasPrefix(err.Text, "AADSTS7000215: Invalid client secret") {
		t.Errorf("text %q", err.Text)
	}
	if !strings.Contains(err.Raw, "error_description") {
		t.Errorf("raw %q", err.Raw)
	}
	m := err.Meaning
	if m.Who != EntraAdmin || !strings.HasSuffix(m.Link, "/~/Credentials/appId/"+clientID) || !strings.Contains(strings.Join(m.Steps, " "), clientID) {
		t.Errorf("%+v", m)
	}
	if got := err.Error(); got != "sign-in refused: AADSTS7000215: the client secret is wrong" {
		t.Errorf("line %q", got)
	}
	if _, posts := e.count(); posts != 1 {
		t.Errorf("asked %d times", posts)
	}
}

// The recorded answers of real tenants.
func TestRecordedRefusals(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "data", "errors")
	for file, want := range map[string]struct {
		code     int
		trace    string
		contains string
	}{
		"entra-400-AADSTS700016.json":  {700016, "<TRACE_ID>", "was not found in the directory"},
		"entra-400-AADSTS90002.json":   {90002, "dcf34502-9b8b-4601-b5ec-3d33437b9d00", "not found"},
		"entra-401-AADSTS7000215.json": {7000215, "[REDACTED]", "Invalid client secret"},
	} {
		body, err := os.ReadFile(filepath.Join(dir, file))
		if errors.Is(err, os.ErrNotExist) {
			t.Skip("no recorded answers at " + dir)
		}
		e, c := newEntra(t), newClock()
		e.token = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(400); _, _ = w.Write(body) }
		got := refused(t, e.source(t, c))
		if got.AADSTS != want.code || got.TraceID != want.trace || !strings.Contains(got.Text, want.contains) || strings.Contains(got.Text, "Trace ID") {
			t.Errorf("%s: %+v", file, *got)
		}
	}
}

// What comes in place of Entra's answer, in both requests.
func TestAnyAnswerEndsInAnExplainedError(t *testing.T) {
	big := strings.Repeat("0123456789abcdef", 1<<16) // 1 MB
	for name, c := range map[string]struct {
		status int
		header string
		body   string
		kind   BodyKind
	}{
		"HTML of a proxy, 200":    {200, "text/html", "<!DOCTYPE html><html><head><title>Web  Filter\n</title></head><body>no</body></html>", BodyHTML},
		"HTML of a proxy, 403":    {403, "text/html; charset=utf-8", "<html><title>Forbidden</title></html>", BodyHTML},
		"HTML of a gateway, 400":  {400, "", "  \n<HTML><body>x", BodyHTML},
		"empty, 200":              {200, "", "", BodyEmpty},
		"empty, 401":              {401, "", "", BodyEmpty},
		"empty, 404":              {404, "", "", BodyEmpty},
		"blank, 400":              {400, "", " \r\n\t", BodyEmpty},
		"XML, 400":                {400, "application/xml", "<error><code>x</code></error>", BodyXML},
		"XML, 200":                {200, "application/xml", "<?xml version='1.0'?><a/>", BodyXML},
		"text, 407":               {407, "text/plain", "proxy wants you", BodyText},
		"text, 511":               {511, "text/plain", "sign in to the hotel", BodyText},
		"1 MB of text, 400":       {400, "", big, BodyText},
		"1 MB of text, 200":       {200, "", big, BodyText},
		"more than is read, 200":  {200, "application/json", `{"access_token":"` + strings.Repeat("a", maxBody) + `"}`, BodyJSON},
		"JSON array, 200":         {200, "application/json", "[1,2]", BodyJSON},
		"JSON that breaks off":    {200, "application/json", `{"access_token":"abc`, BodyJSON},
		"JSON null, 200":          {200, "application/json", "null", BodyText},
		"JSON of something else":  {200, "application/json", `{"hello":"world"}`, BodyJSON},
		"JSON string, 400":        {400, "application/json", `"no"`, BodyText},
		"OData error, 403":        {403, "application/json", `{"error":{"code":"Forbidden","message":"no way"}}`, BodyJSON},
		"error in a 200":          {200, "application/json", `{"error":"invalid_client","error_description":"AADSTS7000222: expired"}`, BodyJSON},
		"wrong types":             {400, "application/json", `{"error":1,"error_description":{},"error_codes":"7000222","trace_id":[]}`, BodyJSON},
		"huge number":             {400, "application/json", `{"error_codes":[99999999999999999999],"error_description":"AADSTS99999999999999999999"}`, BodyJSON},
		"binary, 400":             {400, "application/octet-stream", "\x00\x01\x02\xff\xfe", BodyText},
		"control characters, 400": {400, "application/json", `{"error":"\u001b]52;c;x\u0007","error_description":"AADSTS70011: \u001b[31mred\u0000"}`, BodyJSON},
		"BOM":                     {400, "application/json", "\ufeff" + `{"error":"invalid_scope","error_codes":[70011]}`, BodyJSON},
		"no content":              {204, "", "", BodyEmpty},
		"teapot":                  {418, "text/plain", "short and stout", BodyText},
		"access token only blank": {200, "application/json", `{"access_token":" ","expires_in":3600}`, BodyJSON},
		"token with a line break": {200, "application/json", `{"access_token":"a\r\nX-Evil: 1","expires_in":3600}`, BodyJSON},
		"token is a number":       {200, "application/json", `{"access_token":5,"expires_in":3600}`, BodyJSON},
		"another type of token":   {200, "application/json", `{"access_token":"abc","token_type":"mac","expires_in":3600}`, BodyJSON},
	} {
		answer := func(w http.ResponseWriter, _ *http.Request) {
			if c.header != "" {
				w.Header().Set("Content-Type", c.header)
			}
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		}
		for _, stage := range []Stage{StageDiscovery, StageToken} {
			t.Run(stage.String()+"/"+name, func(t *testing.T) {
				e, clk := newPlainEntra(t), newClock()
				if stage == StageToken {
					e.token = answer
				} else {
					e.discovery = answer
				}
				err := refused(t, e.source(t, clk))
				if err.Stage != stage || err.Status != c.status || err.Body != c.kind {
					t.Errorf("stage %v, status %d, body %v", err.Stage, err.Status, err.Body)
				}
				if m := err.Meaning; m.Title == "" || m.Cause == "" || m.Who == WhoUnknown || len(m.Steps) == 0 || strings.ContainsAny(m.Title+m.Cause+strings.Join(m.Steps, "")+m.Link, "{}") {
					t.Errorf("%+v", m)
				}
				if err.Text == "" {
					t.Error("no text")
				}
				if len(err.Raw) > RawLimit || !utf8.ValidString(err.Raw) || (len(c.body) > RawLimit) != err.RawCut {
					t.Errorf("raw: %d bytes, cut %v", len(err.Raw), err.RawCut)
				}
				if strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r == 0x7f }) || len(err.Error()) > 400 {
					t.Errorf("line %q", err.Error())
				}
				if gets, posts := e.count(); gets != 1 || posts > 1 {
					t.Errorf("%d GET, %d POST", gets, posts)
				}
			})
		}
	}
}

func TestTheTitleOfAPageIsShown(t *testing.T) {
	e, c := newEntra(t), newClock()
	e.token = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(403)
		_, _ = io.WriteString(w, "<html><head><TITLE>Contoso\n Web Filter</TITLE>")
	}
	err := refused(t, e.source(t, c))
	if !strings.Contains(err.Text, "“Contoso Web Filter”") || err.Meaning.Who != Network {
		t.Errorf("%q %+v", err.Text, err.Meaning)
	}
}

func TestTheNumberIsFoundWhereverItStands(t *testing.T) {
	for body, want := range map[string]int{
		`{"error":"invalid_client","error_codes":[7000222,1],"error_description":"AADSTS1: x"}`: 7000222,
		`{"error":"invalid_client","error_description":"AADSTS7000222: x"}`:                     7000222,
		`{"error":"invalid_client","error_description":"x (AADSTS50034) y"}`:                    50034,
		`<html><title>Sign in</title>Sorry, AADSTS900971: No reply address.</html>`:             900971,
		`{"error":{"code":"x","message":"AADSTS90002: y"}}`:                                     90002,
		`{"error_codes":"53003"}`:          53003,
		`{"error_codes":["53003"]}`:        53003,
		`AADSTS: no number, AADSTS12: one`: 12,
		`{"error":"invalid_client"}`:       0,
	} {
		e, c := newPlainEntra(t), newClock()
		e.token = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(400); _, _ = io.WriteString(w, body) }
		if got := refused(t, e.source(t, c)); got.AADSTS != want {
			t.Errorf("%s: %d", body, got.AADSTS)
		}
	}
}

func TestAnUnknownNumberStillHelps(t *testing.T) {
	e, c := newEntra(t), newClock()
	e.token = func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, 400, entraError(123456789, "invalid_grant", "Something new."))
	}
	err := refused(t, e.source(t, c))
	m := err.Meaning
	if m.Link != "https://login.microsoftonline.com/error?code=123456789" || len(m.Steps) < 2 || !strings.Contains(err.Raw, "Something new.") || m.Cause == "" {
		t.Errorf("%+v", m)
	}
}

// A server, or something before it, that gives back what it was sent.
func TestServersThatEchoTheSecretDoNotMakeItShow(t *testing.T) {
	spellings := map[string]string{
		"plain": theSecret, "form": url.QueryEscape(theSecret), "form, lower case": lowerEscapes(url.QueryEscape(theSecret)), "path": url.PathEscape(theSecret),
		"HTML": html.EscapeString(theSecret),
	}
	quoted, _ := json.Marshal(theSecret)
	spellings["JSON"] = string(quoted[1 : len(quoted)-1])
	for name, s := range spellings {
		for kind, body := range map[string]string{
			"HTML":        "<html><title>You sent " + s + "</title>client_secret=" + s + "</html>",
			"text":        "POST /token client_secret=" + s + "&scope=x",
			"XML":         "<e><client_secret>" + s + "</client_secret><x a='" + s + "'/></e>",
			"broken JSON": `{"access_token":"` + jwt(nil) + `","client_secret":"` + s,
		} {
			for _, status := range []int{200, 400, 401, 407, 500} {
				e, c := newPlainEntra(t), newClock()
				answer := func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("x-ms-request-id", url.QueryEscape(theSecret))
					w.Header().Set("Proxy-Authenticate", url.QueryEscape(theSecret))
					w.WriteHeader(status)
					_, _ = io.WriteString(w, body)
				}
				e.token = answer
				var exchanges []Exchange
				o := e.options(c)
				o.Observe = func(x Exchange) { exchanges = append(exchanges, x) }
				src, _ := NewSource(e.registration(), NewSecret(theSecret), o)
				err := refused(t, src)
				noLeak(t, exchanges, err.Meaning)
				if t.Failed() {
					t.Fatalf("%s, %s, %d", name, kind, status)
				}
			}
		}
	}
	// In every member of a well-formed refusal.
	e, c := newPlainEntra(t), newClock()
	e.token = func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, 400, map[string]any{"error": theSecret, "error_description": "AADSTS7000215: you sent " + theSecret + "\r\nTrace ID: " + theSecret + "\r\nCorrelation ID: " + theSecret,
			"suberror": theSecret, "timestamp": theSecret, "trace_id": theSecret, "correlation_id": theSecret, "token": jwt(nil)})
	}
	_ = refused(t, e.source(t, c))
	// In the document of a Source that knows the secret.
	e = newPlainEntra(t)
	e.document = func(e *entra) map[string]any {
		return map[string]any{"issuer": theSecret, "token_endpoint": "https://evil.example/" + theSecret, "tenant_region_scope": theSecret}
	}
	_ = refused(t, e.source(t, c))
}

func TestTokensInStrangeAnswersDoNotShow(t *testing.T) {
	for _, body := range []string{
		`{"access_token":"` + jwt(nil) + `","token_type":"pop"}`,
		`{"access_token":"opaque-signature-of-the-token","token_type":"pop"}`,
		`{"access_token":"opaque-signature-of-the-token`,
		`{\"access_token\":\"opaque-signature-of-the-token\"}`,
		`access_token=opaque-signature-of-the-token&token_type=bearer`,
		`<access_token>opaque-signature-of-the-token</access_token>`,
		`{"refresh_token": "signature-of-the-token", "id_token" : "signature-of-the-token"}`,
		`prefix ` + jwt(nil) + ` suffix`,
		`{"access_token":["` + jwt(nil) + `"]}`,
		`{"access_token":{"value":"` + jwt(nil) + `"}}`,
	} {
		e, c := newPlainEntra(t), newClock()
		e.token = func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
		err := refused(t, e.source(t, c))
		if err.Raw == "" {
			t.Errorf("%s: nothing is shown at all", body)
		}
	}
	if got := hideTokens("the parameter 'client_assertion' or 'client_secret'. Trace ID: x"); got != "the parameter 'client_assertion' or 'client_secret'. Trace ID: x" {
		t.Errorf("a text about secrets was changed: %q", got)
	}
}

func TestTroubleThatPassesIsTriedAgain(t *testing.T) {
	type answer struct {
		status     int
		retryAfter string
	}
	for name, c := range map[string]struct {
		answers []answer
		slept   []time.Duration
		posts   int
		ok      bool
	}{
		"429 with seconds":    {[]answer{{429, "2"}, {200, ""}}, []time.Duration{2 * time.Second}, 2, true},
		"429 without":         {[]answer{{429, ""}, {200, ""}}, []time.Duration{time.Second}, 2, true},
		"503, 502":            {[]answer{{503, ""}, {502, ""}, {200, ""}}, []time.Duration{time.Second, 2 * time.Second}, 3, true},
		"503 with a date":     {[]answer{{503, "date"}, {200, ""}}, []time.Duration{7 * time.Second}, 2, true},
		"three attempts only": {[]answer{{503, ""}, {503, ""}, {503, ""}, {200, ""}}, []time.Duration{time.Second, 2 * time.Second}, 3, false},
		"too long a wait":     {[]answer{{429, "3600"}, {200, ""}}, nil, 1, false},
		"nonsense":            {[]answer{{503, "soon"}, {200, ""}}, []time.Duration{time.Second}, 2, true},
		"501 is final":        {[]answer{{501, ""}, {200, ""}}, nil, 1, false},
		"a refusal is final":  {[]answer{{400, "1"}, {200, ""}}, nil, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			e, clk := newPlainEntra(t), newClock()
			n := 0
			e.token = func(w http.ResponseWriter, _ *http.Request) {
				a := c.answers[n]
				n++
				switch a.retryAfter {
				case "":
				case "date":
					at := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
					w.Header().Set("Date", at.Format(http.TimeFormat))
					w.Header().Set("Retry-After", at.Add(7*time.Second).Format(http.TimeFormat))
				default:
					w.Header().Set("Retry-After", a.retryAfter)
				}
				if a.status == 200 {
					writeToken(w, 3599, nil)
					return
				}
				writeJSON(w, a.status, entraError(90033, "temporarily_unavailable", "busy"))
			}
			var notices []Notice
			o := e.options(clk)
			o.Notice = func(n Notice) { notices = append(notices, n) }
			s, _ := NewSource(e.registration(), NewSecret(theSecret), o)
			tok, err := s.Token(t.Context())
			if (err == nil) != c.ok {
				t.Fatalf("error %v", err)
			}
			if len(notices) != len(c.slept) || len(clk.slept) != len(c.slept) {
				t.Fatalf("slept %v, notices %v", clk.slept, notices)
			}
			for i := range c.slept {
				if clk.slept[i] != c.slept[i] || notices[i].Wait != c.slept[i] || notices[i].Attempt != i+2 || notices[i].Status != c.answers[i].status {
					t.Errorf("slept %v, notice %+v", clk.slept[i], notices[i])
				}
			}
			if _, posts := e.count(); posts != c.posts {
				t.Errorf("%d POST", posts)
			}
			if c.ok && tok.Evidence.Attempts != c.posts {
				t.Errorf("attempts %d", tok.Evidence.Attempts)
			}
			var ae *Error
			if errors.As(err, &ae) && name == "too long a wait" && (ae.RetryAfter != time.Hour || !strings.Contains(ae.Error(), "again in 1h")) {
				t.Errorf("%v: %v", ae.RetryAfter, ae)
			}
		})
	}
}

func TestTheDocumentIsTriedAgainToo(t *testing.T) {
	e, c := newEntra(t), newClock()
	n := 0
	e.discovery = func(w http.ResponseWriter, _ *http.Request) {
		if n++; n < 3 {
			w.WriteHeader(503)
			return
		}
		writeJSON(w, 200, defaultDocument(e))
	}
	if _, err := e.source(t, c).Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	if gets, posts := e.count(); gets != 3 || posts != 1 {
		t.Errorf("%d GET, %d POST", gets, posts)
	}
}

func TestATenantThatDoesNotExist(t *testing.T) {
	e, c := newEntra(t), newClock()
	e.discovery = func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, 400, entraError(90002, "invalid_tenant", "Tenant 'x' not found."))
	}
	_, err := Discover(t.Context(), e.registration(), e.options(c))
	var ae *Error
	if !errors.As(err, &ae) || ae.AADSTS != 90002 || ae.Stage != StageDiscovery || !strings.Contains(ae.Meaning.Cause, tenant) {
		t.Errorf("%v", err)
	}
	// A bad answer is not kept.
	e.discovery = nil
	if _, err := Discover(t.Context(), e.registration(), e.options(c)); err != nil {
		t.Error(err)
	}
}

func FuzzRefusal(f *testing.F) {
	for _, s := range []string{`{"error":"a","error_codes":[1]}`, "<html><title>x</title>", "AADSTS1", `{"access_token":"x","client_secret":"y"`, "Trace ID: Correlation ID: Timestamp:", "eyJ" + strings.Repeat("x", 40), theSecret, "\xff"} {
		f.Add(400, s)
		f.Add(200, s)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		w := &wire{reg: Registration{Tenant: tenant, ClientID: clientID}, secret: NewSecret(theSecret)}
		rep := &reply{status: status, header: http.Header{}, body: []byte(body)}
		for _, e := range []*Error{w.refusal(StageToken, rep), w.strange(StageToken, rep, meaningNoToken())} {
			if e.Meaning.Title == "" || len(e.Raw) > RawLimit || !utf8.ValidString(e.Raw) || !utf8.ValidString(e.Text) {
				t.Errorf("%+v", e)
			}
			if strings.Contains(e.Raw+e.Text+e.Error(), theSecret) {
				t.Error("shows the secret")
			}
		}
		_, _, _ = readToken(rep, time.Time{})
	})
}

package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/confidential"
)

// acquire asks Entra for a token through MSAL.
//
// What MSAL 1.10.1 does, read from its source, and what is made of it here:
//   - Without WithInstanceDiscovery(false) it asks login.microsoftonline.com about hosts that it does not know.
//   - It fetches openid-configuration once per client. The guard answers that from the Cache, so Discover and MSAL
//     share one request.
//   - It refuses http authorities. It is told https, and the guard alone knows the real address.
//   - It refuses a document whose issuer is neither the authority's own host nor a Microsoft one. Where the user set
//     the authority by hand that guards nothing: the issuer is not used for a secret, and the endpoint is checked by
//     us (mayHaveSecret). The guard tells it the authority's own host there.
//   - It caches tokens by the machine's clock and hands them out until 5 minutes before their end. A client is made
//     for every request, so that nothing but the Source keeps a token.
//   - MSAL_FORCE_REGION in the environment would send it to other hosts, and past our transport to the address
//     169.254.169.254; "DisableMsalForceRegion" switches that off.
//   - It appends "openid offline_access profile" to the scope. Entra ignores that here but quotes it in its errors, as
//     if the user had typed it; the guard sends the scope alone.
//   - Its errors hold the request, and with it the secret, or quote an answer with the token in it. They are dropped
//     unread: what came is read from the guard.
//   - It sends a request once, with a limit of 30 s unless the context has one of its own (ours has).
func (s *Source) acquire(ctx context.Context, attempts int) (Token, error) {
	w := s.wire()
	d, err := discover(ctx, s.at, w)
	if err != nil {
		return Token{}, err
	}
	endpoint, err := url.Parse(d.TokenEndpoint)
	if err != nil || !mayHaveSecret(s.at.base, endpoint) {
		return Token{}, w.strange(StageDiscovery, &reply{}, meaningBadEndpoint(d.TokenEndpoint))
	}
	g := &guard{w: w, at: s.at, discovery: d, endpoint: endpoint, attempts: attempts}
	cred, err := confidential.NewCredFromSecret(s.secret.Reveal())
	if err != nil {
		return Token{}, &InputError{Field: "secret", Text: "missing"}
	}
	client, err := confidential.New(g.authority(), s.clientID, cred,
		confidential.WithHTTPClient(g), confidential.WithInstanceDiscovery(false), confidential.WithAzureRegion("DisableMsalForceRegion"))
	if err != nil {
		return Token{}, &InputError{Field: "authority", Text: "no sign-in is possible with it; it should look like " + DefaultAuthority}
	}
	result, err := client.AcquireTokenByCredential(ctx, []string{s.reg.scope()})
	switch {
	case g.err != nil:
		return Token{}, g.err
	case err != nil && ctx.Err() != nil:
		return Token{}, w.network(ctx.Err(), endpoint, "")
	case g.reply == nil:
		return Token{}, errors.New("sign-in failed inside the program: no request was made; this is a bug")
	case err != nil || result.AccessToken == "":
		return Token{}, w.strange(StageToken, g.reply, meaningNoToken())
	}
	t := Token{value: NewSecret(result.AccessToken), Evidence: g.reply.evidence, IssuedAt: g.reply.evidence.Sent}
	// Why there are no claims is in them.
	t.Claims, _ = DecodeClaims(result.AccessToken)
	t.ExpiresAt = t.IssuedAt.Add(g.life)
	return t, nil
}

// guard is MSAL's HTTP client: the only way out, and it knows two requests.
type guard struct {
	w         *wire
	at        authority
	discovery Discovery
	endpoint  *url.URL
	attempts  int

	reply *reply        // the token endpoint's answer
	life  time.Duration // of the token in it
	err   error         // why there is no token
}

// authority is what MSAL takes for the authority: https, and without a path of its own.
func (g *guard) authority() string { return "https://" + g.at.base.Host + "/" + g.at.tenant + "/" }

func (g *guard) discoveryURL() string { return g.authority() + "v2.0/.well-known/openid-configuration" }

func (g *guard) tokenURL() string { return g.authority() + "oauth2/v2.0/token" }

var errRefused = errors.New("refused: not a request of the sign-in")

// Do answers MSAL's request for the openid-configuration from memory and sends its token request. Everything else is
// refused, whatever a document or an answer may have told MSAL.
func (g *guard) Do(req *http.Request) (*http.Response, error) {
	target := *req.URL
	target.RawQuery, target.ForceQuery = "", false
	switch {
	case req.Method == http.MethodGet && target.String() == g.discoveryURL():
		issuer := g.discovery.Issuer
		if cloudOf(g.at.base.Hostname()) == "" || issuer == "" {
			issuer = g.authority()
		}
		return jsonResponse(req, map[string]any{
			"issuer": issuer, "token_endpoint": g.tokenURL(), "authorization_endpoint": g.authority() + "oauth2/v2.0/authorize",
		})
	case req.Method == http.MethodPost && req.URL.String() == g.tokenURL() && g.reply == nil && g.err == nil:
		return g.post(req)
	}
	return nil, errRefused
}

// CloseIdleConnections is part of MSAL's interface.
func (g *guard) CloseIdleConnections() {}

func (g *guard) post(req *http.Request) (*http.Response, error) {
	fail := func(err error) (*http.Response, error) {
		g.err = err
		// MSAL gets a word without content, so that nothing can be wrapped or logged on its way.
		return nil, errors.New("no token")
	}
	form, err := readForm(req)
	if err != nil {
		return fail(errors.New("sign-in failed inside the program: the request can't be read; this is a bug"))
	}
	form.Set("scope", g.w.reg.scope())
	header := req.Header.Clone()
	header.Set("Accept", "application/json")
	rep, err := g.w.send(req.Context(), http.MethodPost, g.endpoint, header, []byte(form.Encode()), g.attempts)
	if err != nil {
		return fail(err)
	}
	g.reply = rep
	switch {
	case isRedirect(rep.status):
		return fail(g.w.strange(StageToken, rep, meaningRedirect(g.endpoint.Host, rep.header.Get("Location"))))
	case rep.status != http.StatusOK:
		return fail(g.w.refusal(StageToken, rep))
	}
	value, life, ok := readToken(rep, g.w.o.now())
	if !ok {
		if parseEntra(rep.body).ok {
			return fail(g.w.refusal(StageToken, rep))
		}
		return fail(g.w.strange(StageToken, rep, meaningNoToken()))
	}
	g.life = life
	// MSAL stumbles over members that OAuth allows and this sign-in does not need (a scope other than the one asked
	// for, a missing expires_in, a client_info that is no JWT). It gets what it needs.
	return jsonResponse(req, map[string]any{"token_type": "Bearer", "access_token": value, "expires_in": max(1, int64(life/time.Second))})
}

func readForm(req *http.Request) (url.Values, error) {
	if req.Body == nil {
		return nil, io.ErrUnexpectedEOF
	}
	defer func() { _ = req.Body.Close() }()
	b, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	return url.ParseQuery(string(b))
}

func jsonResponse(req *http.Request, v any) (*http.Response, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(b)),
		Body: io.NopCloser(bytes.NewReader(b)), Request: req,
	}, nil
}

// defaultLife is taken when neither the answer nor the token tells how long it lasts: BC's own page says an hour
// (reference 1.3).
const defaultLife = time.Hour

// readToken takes token and lifetime out of an answer. False when there is no token in it that could stand in a
// header, or one of another type than Bearer.
func readToken(rep *reply, now time.Time) (value string, life time.Duration, ok bool) {
	var doc map[string]any
	d := json.NewDecoder(bytes.NewReader(trimBOM(rep.body)))
	d.UseNumber()
	if rep.cut || d.Decode(&doc) != nil {
		return "", 0, false
	}
	value, _ = doc["access_token"].(string)
	if value == "" || strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "", 0, false
	}
	if kind := text(doc["token_type"]); kind != "" && !strings.EqualFold(kind, "Bearer") {
		return "", 0, false
	}
	if n, err := json.Number(text(doc["expires_in"])).Float64(); err == nil && !math.IsNaN(n) {
		// A lifetime of years is a server's mistake and would overflow; a day is the longest that Entra gives.
		return value, time.Duration(min(max(n, 0), 7*24*3600) * float64(time.Second)), true
	}
	// The token's own end is by the server's clock.
	if c, err := DecodeClaims(value); err == nil && !c.Expires.IsZero() {
		if skew, known := rep.evidence.Skew(); known {
			now = now.Add(skew)
		}
		if life = c.Expires.Sub(now); life > 0 {
			return value, life, true
		}
	}
	return value, defaultLife, true
}

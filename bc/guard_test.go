package bc_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bctui/bc"
)

// elsewhere is a host that must never hear of the token.
func elsewhere(t *testing.T) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("a foreign host was contacted: %s %s (Authorization %q)", r.Method, r.URL, r.Header.Get("Authorization"))
	}))
	t.Cleanup(s.Close)
	return s
}

func TestNextLinkToAnotherHostIsRefused(t *testing.T) {
	evil := elsewhere(t)
	links := []string{evil.URL + "/x", "//" + strings.TrimPrefix(evil.URL, "http://") + "/x", "https://evil.example/x"}
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) { page(w, 0, 1, links[0]) })
	host := strings.TrimPrefix(k.server.URL, "http://")
	links = append(links, "https://"+host+"/x", "http://someone:pw@"+host+"/x", "http://"+host+"0/x",
		"http://"+strings.Replace(host, "127.0.0.1", "localhost", 1)+"/x", "file:///etc/passwd", "http:/x")
	for len(links) > 0 {
		p, err := k.client.FirstPage(t.Context(), customers())
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.client.NextPage(t.Context(), p)
		e := asError(t, err)
		if e.Kind != bc.ForeignHost || e.Meaning.Title == "" || !strings.Contains(e.Error(), "no token was sent") {
			t.Errorf("%s: %v", links[0], e)
		}
		if strings.Contains(e.Error()+e.URL+e.Meaning.Cause, "pw@") {
			t.Errorf("the password of %s shows", links[0])
		}
		links = links[1:]
	}
}

func TestRedirectsStayOnTheHost(t *testing.T) {
	evil := elsewhere(t)
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/customers"):
			http.Redirect(w, r, "clients?moved=1", http.StatusPermanentRedirect)
		case strings.HasSuffix(r.URL.Path, "/clients"):
			if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer") {
				t.Error("the token was not sent on within the host")
			}
			page(w, 0, 1, "")
		case strings.HasSuffix(r.URL.Path, "/vendors"):
			http.Redirect(w, r, evil.URL+"/login", http.StatusFound)
		default:
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		}
	})
	if p, err := k.client.FirstPage(t.Context(), customers()); err != nil || p.Block.Len() != 1 {
		t.Error(err)
	}
	_, err := k.client.FirstPage(t.Context(), bc.Source{CompanyID: company, Set: "vendors"})
	equal(t, "kind", asError(t, err).Kind, bc.ForeignHost)
	_, err = k.client.FirstPage(t.Context(), bc.Source{CompanyID: company, Set: "items"})
	if e := asError(t, err); !strings.Contains(e.Error(), "circle") {
		t.Error(e)
	}
}

// recorder is a transport that answers everything and notes what reached it.
type recorder struct{ methods []string }

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.methods = append(r.methods, req.Method+" "+req.URL.String())
	return nil, fmt.Errorf("not here")
}

func TestNothingButGetToTheHostReachesTheWire(t *testing.T) {
	wire := &recorder{}
	g, err := bc.Guard(bc.Target{API: "https://api.example.com", Environment: "P"}, wire)
	if err != nil {
		t.Fatal(err)
	}
	send := func(method, url, body string) error {
		req, err := http.NewRequest(method, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body != "" {
			req.Body = http.NoBody
			req, _ = http.NewRequest(method, url, strings.NewReader(body))
		}
		_, err = g.RoundTrip(req)
		return err
	}
	const good = "https://api.example.com/v2.0/P/api/v2.0/companies"
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "MERGE", "get", "TRACE"} {
		if err := send(method, good, ""); err == nil || !strings.Contains(err.Error(), "only reads") {
			t.Errorf("%s: %v", method, err)
		}
	}
	if err := send("GET", good, "x"); err == nil || !strings.Contains(err.Error(), "only reads") {
		t.Errorf("GET with a body: %v", err)
	}
	for _, url := range []string{"http://api.example.com/", "https://api.example.com:8443/", "https://api.example.com.evil.example/", "https://evil.example/"} {
		if e := asError(t, send("GET", url, "")); e.Kind != bc.ForeignHost {
			t.Errorf("%s: %v", url, e)
		}
	}
	req, _ := http.NewRequest("GET", good, nil)
	req.Host = "evil.example"
	if _, err := g.RoundTrip(req); err == nil || asError(t, err).Kind != bc.ForeignHost {
		t.Errorf("another Host header: %v", err)
	}
	if len(wire.methods) != 0 {
		t.Fatalf("these reached the wire: %q", wire.methods)
	}
	_ = send("GET", good, "")
	_ = send("GET", "https://API.example.com:443/", "")
	equal(t, "good ones on the wire", len(wire.methods), 2)
}

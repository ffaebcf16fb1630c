package demo

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"bctui/bc/demo/model"
)

func TestOnePortSpeaksTLSWithHTTP2AndPlainHTTP(t *testing.T) {
	w := start(t, nil)
	good := "Authorization: Bearer " + w.token("good")
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: w.s.CertPool(), MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	plain := w.client
	w.client = &http.Client{Transport: transport}
	for _, host := range []string{"127.0.0.1", "localhost"} {
		_, port, _ := net.SplitHostPort(w.s.Addr())
		got := w.do(context.Background(), http.MethodGet, "https://"+host+":"+port+api+"/companies", "", good)
		if got.status != 200 || !strings.Contains(got.body, `"@odata.context":"https://`+host+":"+port) {
			t.Errorf("%s: %d %v %.100s", host, got.status, got.err, got.body)
		}
	}
	if got := w.do(context.Background(), http.MethodGet, w.s.TLSURL()+"/contoso.example/v2.0/.well-known/openid-configuration", ""); !strings.Contains(got.body, `"token_endpoint":"https://`) {
		t.Errorf("discovery over TLS: %s", got.body)
	}
	requests := w.s.Requests()
	if last := requests[len(requests)-1]; !last.TLS || last.Proto != "HTTP/2.0" {
		t.Errorf("TLS %v, %s", last.TLS, last.Proto)
	}
	got := w.do(context.Background(), http.MethodGet, w.s.TLSURL()+firm+"/customers", "", good, FaultHeader+": cut after=64")
	if got.err == nil || len(got.body) > 64 {
		t.Errorf("cut over HTTP/2: %d bytes, %v", len(got.body), got.err)
	}
	w.client = plain
	if got := w.do(context.Background(), http.MethodGet, api+"/companies", "", good); got.status != 200 {
		t.Errorf("plain: %d %v", got.status, got.err)
	}
	w.client = &http.Client{}
	if got := w.do(context.Background(), http.MethodGet, w.s.TLSURL()+api+"/companies", ""); got.err == nil || !strings.Contains(got.err.Error(), "certificate") {
		t.Errorf("a stranger trusts the certificate: %v", got.err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(w.s.CertPEM()) {
		t.Error("CertPEM is no certificate")
	}
}

func TestListensOnLoopbackOnly(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.com:80", "127.0.0.1", "nonsense"} {
		s, err := Start(Options{Listen: address, Data: newTiny()})
		if err == nil {
			_ = s.Close()
			t.Errorf("listens on %s", address)
		} else if !strings.Contains(err.Error(), "127.0.0.1:0") {
			t.Errorf("%s: %v does not say what to write", address, err)
		}
	}
}

// Close must not wait for connections that were opened early and never used, nor for requests that hang.
func TestCloseEndsEverything(t *testing.T) {
	s, err := Start(Options{Data: newTiny(), Faults: FaultPlan{{On: "discovery", Hold: make(chan struct{})}}})
	if err != nil {
		t.Fatal(err)
	}
	idle, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = idle.Close() }()
	ended := make(chan error)
	go func() {
		r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.URL()+"/contoso.example/v2.0/.well-known/openid-configuration", nil)
		if err == nil {
			var res *http.Response
			if res, err = (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r); err == nil {
				_ = res.Body.Close()
			}
		}
		ended <- err
	}()
	limit, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	s.Await(limit.Done(), func(r []Request) bool { return len(r) == 1 })
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("the second time: %v", err)
	}
	if err := <-ended; err == nil {
		t.Error("the request that hung was answered")
	}
	if err := idle.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := idle.Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") {
		t.Errorf("the idle connection is still open: %v", err)
	}
	if s, err := Start(Options{Listen: s.Addr(), Data: newTiny()}); err != nil {
		t.Errorf("the port is not free again: %v", err)
	} else {
		_ = s.Close()
	}
}

func TestInProcess(t *testing.T) {
	s, err := New(Options{Data: newTiny()})
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "http://demo.invalid/contoso.example/v2.0/.well-known/openid-configuration", nil))
	if rec.Code != 200 || !strings.Contains(rec.Body.String(), `"token_endpoint":"http://demo.invalid/`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if s.URL() != "http://demo.invalid" || s.TLSURL() != "" || s.CertPool() != nil || s.CertPEM() != nil || s.Close() != nil {
		t.Error("a server without a socket has an address")
	}
}

func TestDescribeNamesEverything(t *testing.T) {
	w := start(t, nil)
	var b bytes.Buffer
	if err := Describe(&b, w.s); err != nil {
		t.Fatal(err)
	}
	for _, r := range w.s.Registrations() {
		if !strings.Contains(b.String(), r.ClientID) || !strings.Contains(b.String(), r.Secret) || !strings.Contains(b.String(), r.Title) {
			t.Errorf("without %s", r.Name)
		}
	}
	if !strings.Contains(b.String(), w.s.URL()) || !strings.Contains(b.String(), w.s.TLSURL()) || !strings.Contains(b.String(), "contoso.example") {
		t.Error("without an address")
	}
	if w.s.Curl("nobody") != "" {
		t.Error("a command for nobody")
	}
}

func TestTheCurlLineWorks(t *testing.T) {
	for _, tool := range []string{"curl", "sh", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("needs ", tool)
		}
	}
	w := start(t, nil)
	for _, name := range []string{"good", "old-secret"} {
		out, err := exec.CommandContext(context.Background(), "sh", "-c", w.s.Curl(name)).CombinedOutput()
		if err != nil || !strings.Contains(string(out), `"name":"CRONUS"`) {
			t.Errorf("%s: %v %s", name, err, out)
		}
	}
}

func TestLogForgetsAndCountsOn(t *testing.T) {
	w := start(t, nil)
	w.token("good")
	w.s.ForgetRequests()
	w.token("good")
	if r := w.s.Requests(); len(r) != 1 || r[0].Number != 2 || w.s.MaxInFlight() != 1 {
		t.Errorf("%+v", r)
	}
}

// kinds of JSON values by kind of property.
func fits(p *model.Property, v any) bool {
	switch v := v.(type) {
	case string:
		return p.Kind() != model.Int && p.Kind() != model.Decimal && p.Kind() != model.Bool
	case float64:
		return p.Kind() == model.Int || p.Kind() == model.Decimal
	case bool:
		return p.Kind() == model.Bool
	case []any:
		return p.Collection
	default:
		_ = v
	}
	return false
}

// The data that the program ships with go through every set of every company: each answers, each record has each
// property with a value of its type, each link can be expanded, the count agrees.
func TestTheBuiltInDataFitTheirSchema(t *testing.T) {
	w := start(t, func(o *Options) { o.Data = nil; o.Limits = Limits{Requests: -1} })
	token := "Authorization: Bearer " + w.token("good")
	schema := w.s.route("v2.0").Data.Schema()
	for _, env := range []string{"Production", "Sandbox"} {
		companies := w.s.options.Data.Companies(env)
		if len(companies) != 3 {
			t.Errorf("%s: %d companies", env, len(companies))
		}
		for _, c := range companies {
			for i := range schema.Sets {
				set := &schema.Sets[i]
				typ := schema.Type(set.Type)
				if set.TenantLevel {
					continue
				}
				var links []string
				for j := range typ.Navigation {
					links = append(links, typ.Navigation[j].Name)
				}
				address := "/v2.0/" + env + "/api/v2.0/companies(" + c.ID + ")/" + set.Name + "?$top=3&$count=true"
				if len(links) > 0 {
					address += "&$expand=" + strings.Join(links, ",")
				}
				got := w.do(context.Background(), http.MethodGet, address, "", token)
				if got.status == 400 && len(set.Parent) > 0 {
					continue
				}
				var p page
				if err := json.Unmarshal([]byte(got.body), &p); got.status != 200 || err != nil {
					t.Errorf("%s: %d %v %.200s", address, got.status, err, got.body)
					continue
				}
				if *p.Count < len(p.Value) || len(p.Value) < min(3, *p.Count) {
					t.Errorf("%s: %d records of %d", address, len(p.Value), *p.Count)
				}
				for _, v := range p.Value {
					for j := range typ.Properties {
						prop := &typ.Properties[j]
						value, there := v[prop.Name]
						if prop.Kind() == model.Stream {
							value, there = v[prop.Name+"@odata.mediaReadLink"]
						}
						if !there || !fits(prop, value) {
							t.Errorf("%s: %s is %v", address, prop.Name, value)
						}
					}
				}
			}
		}
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s, err := Start(Options{})
		if err != nil {
			b.Fatal(err)
		}
		_ = s.Close()
	}
}

// BenchmarkPage is a page of 20,000 ledger entries over loopback.
func BenchmarkPage(b *testing.B) {
	w := start(b, func(o *Options) { o.Data = nil; o.Limits = Limits{Requests: -1} })
	token := "Bearer " + w.token("good")
	id := w.s.options.Data.Companies("Production")[0].ID
	for _, c := range []struct{ name, encoding, query string }{
		{"plain", "identity", ""}, {"gzip", "gzip", ""},
		{"sorted", "identity", "?$orderby=debitAmount%20desc"}, {"filtered", "identity", "?$filter=debitAmount%20gt%20100"},
	} {
		b.Run(c.name, func(b *testing.B) {
			var n int64
			for b.Loop() {
				r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, w.base+"/v2.0/Production/api/v2.0/companies("+id+")/generalLedgerEntries"+c.query, nil)
				if err != nil {
					b.Fatal(err)
				}
				r.Header.Set("Authorization", token)
				r.Header.Set("Accept-Encoding", c.encoding)
				res, err := w.client.Do(r)
				if err != nil || res.StatusCode != http.StatusOK {
					b.Fatal(err, res)
				}
				n, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
			b.SetBytes(n)
		})
	}
}

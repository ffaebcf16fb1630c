package demo

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Each fault hits the request that was meant, and no other.
func TestFaultsAreChosenByKindAndCount(t *testing.T) {
	w := start(t, func(o *Options) {
		o.Faults = FaultPlan{
			{On: "page", Skip: 2, Status: 503, RetryAfter: "3"},
			{On: "page", Path: "salesOrders", Status: 429},
			{On: "token", Skip: 1, Times: 2, Status: 429, RetryAfter: "1"},
		}
	})
	good := "Authorization: Bearer " + w.token("good")
	ask := func(path string) int {
		return w.do(context.Background(), http.MethodGet, path, "", good).status
	}
	got := []int{ask(firm + "/customers"), ask(api + "/companies"), ask(firm + "/salesOrders"), ask(firm + "/customers"), ask(firm + "/customers"), ask(firm + "/salesOrders")}
	want := []int{200, 200, 429, 503, 200, 200}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("statuses %v, want %v", got, want)
		}
	}
	for i, status := range []int{429, 429, 200} {
		if got := w.sign("good", "", nil); got.status != status {
			t.Errorf("token %d: %d, want %d", i, got.status, status)
		}
	}
	if requests := w.s.Requests(); requests[3].Fault != "429" || requests[1].Fault != "" {
		t.Errorf("faults logged as %q and %q", requests[3].Fault, requests[1].Fault)
	}
}

func TestFaultAnswers(t *testing.T) {
	w := start(t, nil)
	good := "Authorization: Bearer " + w.token("good")
	for fault, c := range map[string]struct {
		path   string
		status int
		inBody string
		header string
	}{
		"429":                                  {"/customers", 429, "Application_TooManyRequests", "Retry-After: "},
		"429 retry-after=2":                    {"/customers", 429, "", "Retry-After: 2"},
		"503;retry-after=1":                    {"/customers", 503, "Internal_TenantUnavailable", "Retry-After: 1"},
		"502":                                  {"/customers", 502, "<html>", ""},
		"504":                                  {"/customers", 504, "<html>", ""},
		"401":                                  {"/customers", 401, `"code":"Unauthorized"`, ""},
		"403":                                  {"/customers", 403, "(TableData 18 Customer Read: Base Application)", ""},
		"500":                                  {"/customers", 500, "Internal_ServerError", ""},
		"408":                                  {"/customers", 408, "time limit", ""},
		"html":                                 {"/customers", 200, "<title>Access restricted</title>", "Content-Type: text/html; charset=utf-8"},
		"html 403":                             {"/customers", 403, "Web gateway", ""},
		"redirect=https://elsewhere.example/x": {"/customers", 302, "", "Location: https://elsewhere.example/x"},
		"307 redirect=https://elsewhere.example/x": {"/customers", 307, "", "Location: https://elsewhere.example/x"},
		"400 body=%7B%22error%22:1%7D":             {"/customers", 400, `{"error":1}`, ""},
		"garbage":                                  {"/customers", 200, `{"value":[{"id":`, ""},
		"next=foreign":                             {"/customers?$top=5", 200, `"@odata.nextLink":"https://api.businesscentral.dynamics.example/v2.0/Production/`, ""},
		"next=https://evil.example/":               {"/customers", 200, `"@odata.nextLink":"https://evil.example/"`, ""},
		"wait=1ms":                                 {"/customers", 200, `"value"`, ""},
		"slow chunk=2000 every=1us":                {"/customers", 200, `]}`, ""},
		"drop on=page":                             {"/customers", 0, "", ""},
		"cut after=300":                            {"/customers", 200, "", ""},
		"nonsense":                                 {"/customers", 400, `"nonsense" is no fault`, ""},
	} {
		got := w.do(context.Background(), http.MethodGet, firm+c.path, "", good, FaultHeader+": "+fault)
		name, value, _ := strings.Cut(c.header, ": ")
		if got.status != c.status || !strings.Contains(got.body, c.inBody) || name != "" && got.header.Get(name) != value {
			t.Errorf("%s: %d %v %.300s", fault, got.status, got.header, got.body)
		}
		switch fault {
		case "drop on=page":
			if got.err == nil {
				t.Errorf("%s: no error", fault)
			}
		case "cut after=300":
			if !errors.Is(got.err, io.ErrUnexpectedEOF) || len(got.body) != 300 {
				t.Errorf("%s: %d bytes, %v", fault, len(got.body), got.err)
			}
		default:
			if got.err != nil {
				t.Errorf("%s: %v", fault, got.err)
			}
		}
	}
	if got := w.do(context.Background(), http.MethodGet, firm+"/customers", "", good); got.status != 200 {
		t.Errorf("afterwards: %d", got.status)
	}
	for _, r := range w.s.Requests() {
		if (r.Fault == "drop" || r.Fault == "cut") != r.Dropped || r.Cancelled {
			t.Errorf("logged as dropped %v, cancelled %v: %+v", r.Dropped, r.Cancelled, r)
		}
	}
}

func TestBentLinks(t *testing.T) {
	w := start(t, nil)
	p, _ := w.data("customers?$orderby=number", "Prefer: odata.maxpagesize=10")
	repeated, _ := w.data(p.Next, "Prefer: odata.maxpagesize=10", FaultHeader+": next=repeat")
	again, _ := w.data(repeated.Next, "Prefer: odata.maxpagesize=10")
	if repeated.Next != p.Next || again.Value[0]["number"] != repeated.Value[0]["number"] {
		t.Errorf("repeat leads from %s to %s", p.Next, repeated.Next)
	}
	stale, _ := w.data("customers", FaultHeader+": next=stale")
	if _, got := w.data(stale.Next); got.status != 400 || !strings.Contains(got.body, "SkipTokenIsNoLongerValid") {
		t.Errorf("stale: %d %s", got.status, got.body)
	}
}

func TestTokenThatEndsEarly(t *testing.T) {
	w := start(t, func(o *Options) { o.Faults = FaultPlan{{On: "token", Lifetime: 5 * time.Second}} })
	got := w.sign("good", "", nil)
	var first struct {
		Token string `json:"access_token"`
		Ends  int    `json:"expires_in"`
	}
	if err := json.Unmarshal([]byte(got.body), &first); err != nil || first.Ends != 5 {
		t.Fatalf("%s, %v", got.body, err)
	}
	ask := func(token string) int {
		return w.do(context.Background(), http.MethodGet, api+"/companies", "", "Authorization: Bearer "+token).status
	}
	if ask(first.Token) != 200 {
		t.Error("refused at once")
	}
	w.clock.move(5 * time.Second)
	if ask(first.Token) != 401 || ask(w.token("good")) != 200 {
		t.Error("the token did not end, or no new one is good")
	}
}

func TestFaultsByPath(t *testing.T) {
	w := start(t, nil)
	ctx := context.Background()
	if got := w.do(ctx, "POST", "/faults", "# two\n503 on=page times=-1\n429 on=companies retry-after=9\n"); got.status != 200 || got.body != "2 planned\n" {
		t.Fatalf("%d %s", got.status, got.body)
	}
	for range 3 {
		if got := w.get("good", firm+"/customers"); got.status != 503 {
			t.Errorf("%d", got.status)
		}
	}
	if got := w.do(ctx, "GET", "/faults", ""); !strings.Contains(got.body, "503 on=page path= skip=0 times=-1 (seen 3, hit 3)") || !strings.Contains(got.body, "429 retry-after=9 on=companies") {
		t.Errorf("list: %s", got.body)
	}
	if got := w.do(ctx, "POST", "/faults", "flood"); got.status != 400 || !strings.Contains(got.body, "write for example") {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := w.do(ctx, "DELETE", "/faults", ""); got.status != 200 {
		t.Errorf("%d", got.status)
	}
	if got := w.get("good", firm+"/customers"); got.status != 200 {
		t.Errorf("after forgetting: %d", got.status)
	}
}

func TestParseFaultRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, text := range []string{"", "on=page", "503 on=pages", "200", "600", "wait=soon", "wait=-1s", "skip=x", "every=1", "explode"} {
		if f, err := ParseFault(text); err == nil {
			t.Errorf("%q is read as %+v", text, f)
		}
	}
	f, err := ParseFault("429 retry-after=2 on=page path=customers skip=2 times=-1 client=x")
	if err != nil || f.Status != 429 || f.RetryAfter != "2" || f.On != "page" || f.Path != "customers" || f.Skip != 2 || f.Times != -1 || f.Client != "x" {
		t.Errorf("%+v, %v", f, err)
	}
}

// A client that leaves is seen leaving, wherever the answer stands.
func TestCancelledRequestsAreSeen(t *testing.T) {
	for name, fault := range map[string]Fault{
		"before the answer":     {On: "page", Hold: make(chan struct{})},
		"in the middle of it":   {On: "page", Stall: make(chan struct{}), After: 50},
		"while it waits":        {On: "page", Wait: time.Hour},
		"between slow portions": {On: "page", Chunk: 10, Every: time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t, func(o *Options) { o.Faults = FaultPlan{fault} })
			good := "Authorization: Bearer " + w.token("good")
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan reply)
			go func() { ended <- w.do(ctx, http.MethodGet, firm+"/customers", "", good) }()
			limit, stop := context.WithTimeout(context.Background(), 10*time.Second)
			defer stop()
			if !w.s.Await(limit.Done(), func(r []Request) bool { return len(r) == 2 }) {
				t.Fatal("the request never came")
			}
			cancel()
			if got := <-ended; !errors.Is(got.err, context.Canceled) {
				t.Errorf("the client got %v", got.err)
			}
			if !w.s.Await(limit.Done(), func(r []Request) bool { return r[1].Done && r[1].Cancelled && !r[1].Dropped }) {
				t.Errorf("not seen as cancelled: %+v", w.s.Requests())
			}
		})
	}
}

func FuzzParseFault(f *testing.F) {
	f.Add("429 retry-after=2 on=page")
	f.Add("wait=1h;drop")
	f.Fuzz(func(t *testing.T, text string) {
		if fault, err := ParseFault(text); err == nil && fault.String() == "" {
			t.Fatalf("%q is read as nothing", text)
		}
	})
}

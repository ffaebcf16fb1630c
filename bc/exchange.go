package bc

import (
	"fmt"
	"net/http"
	"time"
)

// Exchange is one request and its answer, for the list of requests. It never holds a token, a header or a body.
type Exchange struct {
	Started time.Time
	Method  string
	URL     string
	// What says in a few words what was asked for: "companies", "customers, page 3".
	What    string
	Status  int           // 0: no answer
	Elapsed time.Duration // until the last byte of the answer
	Head    time.Duration // until the first
	Bytes   int64         // of the body, after decompression
	Rows    int           // that were read of it
	Attempt int           // 1 for the first
	// RequestID is the client-request-id that was sent, CorrelationID what the service calls the request
	// (ms-correlation-x); support is asked with them.
	RequestID     string
	CorrelationID string
	ContentType   string
	Proto         string // "HTTP/2.0"
	Err           string // one line; "" when all went well
}

// Notice says that a request is sent again, for the status line.
type Notice struct {
	What    string // what was asked for: "customers, page 3"
	Status  int    // of the answer that makes it necessary; 0: the connection was dropped
	Reason  string // in a few words: "too many requests (429)"
	Attempt int    // the one to come: 2 is the first repetition
	Of      int    // attempts at most
	Wait    time.Duration
}

// String is the notice as a line.
func (n Notice) String() string {
	return fmt.Sprintf("%s: again in %s (attempt %d of %d)", n.Reason, n.Wait.Round(100*time.Millisecond), n.Attempt, n.Of)
}

// correlation finds what the service calls a request (reference 3.3).
func correlation(h http.Header) string {
	for _, name := range []string{"ms-correlation-x", "x-ms-correlation-id", "request-id", "x-ms-request-id"} {
		if v := h.Get(name); v != "" {
			return oneLine(v, 100)
		}
	}
	return ""
}

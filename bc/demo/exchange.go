package demo

import (
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// exchange is one request on its way through the server.
type exchange struct {
	s     *Server
	r     *http.Request
	w     *writer
	entry *Request
	parts []string // decoded segments of the path
	fault *Fault   // never nil
	trace string   // ms-correlation-x, or the trace ID of Entra
}

func unescapePath(s string) (string, error) { return url.PathUnescape(s) }

// ServeHTTP answers one request of either service.
func (s *Server) ServeHTTP(hw http.ResponseWriter, r *http.Request) {
	x := &exchange{s: s, r: r, trace: s.guid(), fault: &Fault{}}
	x.w = &writer{ResponseWriter: hw, x: x}
	var ok bool
	x.parts, ok = segments(r.URL.EscapedPath())
	x.entry = &Request{
		Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Kind: kindOf(x.parts),
		Header: r.Header.Clone(), Authorized: r.Header.Get("Authorization") != "", Proto: r.Proto, TLS: r.TLS != nil,
		Remote: r.RemoteAddr, Started: time.Now(),
	}
	x.entry.Header.Del("Authorization")
	x.entry.Connection, _ = r.Context().Value(connIDKey).(int64)
	if x.bearer() != "" {
		if c, err := s.verify(x.bearer()); err == nil {
			x.entry.ClientID = c.AppID
		}
	}
	s.log.begin(x.entry)
	defer x.end()
	hw.Header().Set("Date", s.options.Now().UTC().Format(http.TimeFormat))
	if text := r.Header.Get(FaultHeader); text != "" {
		f, err := ParseFault(text)
		if err != nil {
			x.text(http.StatusBadRequest, err.Error()+"\n")
			return
		}
		x.fault = &f
	} else if f := s.faults.pick(x.entry.Kind, x.decoded(), x.entry.ClientID); f != nil {
		x.fault = f
	}
	x.pause(s.options.Latency + x.fault.Wait)
	x.await(x.fault.Hold)
	if x.failed() {
		return
	}
	if !ok {
		x.text(http.StatusBadRequest, "Bad Request")
		return
	}
	x.dispatch()
}

// decoded is path and query as people write them.
func (x *exchange) decoded() string {
	q, err := url.QueryUnescape(x.r.URL.RawQuery)
	if err != nil {
		q = x.r.URL.RawQuery
	}
	return x.r.URL.Path + "?" + q
}

func (x *exchange) end() {
	cancelled := x.r.Context().Err() != nil || x.w.broken
	entry := x.s.log.end(x.entry, func(r *Request) {
		r.Status, r.Bytes, r.ContentType = x.w.status, x.w.bytes, x.w.Header().Get("Content-Type")
		r.Dropped = x.w.dropped
		r.Cancelled = cancelled && !x.w.dropped
		r.Elapsed = time.Since(r.Started)
		r.Fault = x.fault.String()
	})
	if x.s.options.Log != nil {
		x.s.options.Log(entry)
	}
}

// pause waits. When the client leaves or the server closes first, it does not return.
func (x *exchange) pause(d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-x.r.Context().Done():
		x.abandon()
	case <-x.s.closing:
		x.abandon()
	}
}

// await waits for a channel to be closed; nil is none.
func (x *exchange) await(c <-chan struct{}) {
	if c == nil {
		return
	}
	select {
	case <-c:
	case <-x.r.Context().Done():
		x.abandon()
	case <-x.s.closing:
		x.abandon()
	}
}

// abandon ends a request that nobody waits for. Returning would send what was written so far as if it were whole.
func (x *exchange) abandon() {
	x.w.broken = true
	panic(http.ErrAbortHandler)
}

// failed answers in place of the services where the fault says so.
func (x *exchange) failed() bool {
	f := x.fault
	if f.RetryAfter != "" && f.Status != 0 {
		x.w.Header().Set("Retry-After", f.RetryAfter)
	}
	switch {
	case f.Drop:
		x.w.drop()
	case f.Redirect != "":
		x.w.Header().Set("Location", f.Redirect)
		x.text(or(f.Status, http.StatusFound), "")
	case f.HTML:
		x.body(or(f.Status, http.StatusOK), "text/html; charset=utf-8", []byte("<!DOCTYPE html>\n<html><head><title>Access restricted</title></head>\n"+
			"<body><h1>Web gateway</h1><p>Sign in to the network to reach this page.</p></body></html>\n"))
	case f.Body != "" && f.Status != 0:
		x.body(f.Status, "application/json", []byte(f.Body))
	case f.Status != 0:
		x.failStatus(f.Status)
	case f.Garbage:
		x.body(http.StatusOK, "application/json; odata.metadata=minimal", []byte(`{"value":[{"id":`))
	default:
		return false
	}
	return true
}

// failStatus is the usual body of a failing service.
func (x *exchange) failStatus(status int) {
	if k := x.entry.Kind; k == "token" || k == "discovery" {
		if status == http.StatusTooManyRequests {
			x.entra(entraThrottled())
			return
		}
		x.json(status, `{"error":"temporarily_unavailable","error_description":"The server is temporarily unavailable."}`)
		return
	}
	switch status {
	case http.StatusUnauthorized:
		x.problem(status, "Unauthorized", wrongCredentials)
	case http.StatusForbidden:
		x.problem(status, "Internal_ServerError", "Sorry, the current permissions prevented the action. (TableData 18 Customer Read: Base Application)")
	case http.StatusTooManyRequests:
		x.problem(status, "Application_TooManyRequests", "The request was blocked by the server because too many requests were sent.")
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		x.body(status, "text/html", []byte("<html><head><title>"+http.StatusText(status)+"</title></head><body><h2>"+http.StatusText(status)+"</h2></body></html>"))
	case http.StatusServiceUnavailable:
		x.problem(status, "Internal_TenantUnavailable", "The tenant '"+contosoID+"' is not accessible.")
	case http.StatusRequestTimeout:
		x.problem(status, "Internal_ServerError", "The operation was canceled because it exceeded the time limit.")
	default:
		x.problem(status, "Internal_ServerError", http.StatusText(status))
	}
}

func or(a, b int) int {
	if a != 0 {
		return a
	}
	return b
}

func (x *exchange) text(status int, s string) {
	x.body(status, "text/plain; charset=utf-8", []byte(s))
}

func (x *exchange) json(status int, s string) {
	x.body(status, "application/json; charset=utf-8", []byte(s))
}

func (x *exchange) body(status int, contentType string, b []byte) {
	if contentType != "" && len(b) > 0 {
		x.w.Header().Set("Content-Type", contentType)
	}
	x.w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	x.w.WriteHeader(status)
	_, _ = x.w.Write(b)
}

// writer counts, and breaks the body where the fault says so.
type writer struct {
	http.ResponseWriter
	x       *exchange
	status  int
	bytes   int64
	broken  bool // the client no longer reads
	dropped bool
}

func (w *writer) WriteHeader(status int) {
	if w.status != 0 {
		return
	}
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	f := w.x.fault
	after := or(f.After, 100)
	total := len(b)
	for len(b) > 0 {
		n := len(b)
		if (f.Cut || f.Stall != nil) && w.bytes <= int64(after) {
			n = min(n, after-int(w.bytes))
			if n == 0 {
				w.flush()
				if f.Cut {
					w.drop()
				}
				w.x.await(f.Stall)
				f.Stall = nil
				continue
			}
		}
		if f.Every > 0 {
			n = min(n, or(f.Chunk, 512))
		}
		m, err := w.ResponseWriter.Write(b[:n])
		w.bytes += int64(m)
		if err != nil {
			w.broken = true
			return 0, err
		}
		b = b[n:]
		if f.Every > 0 {
			w.flush()
			w.x.pause(f.Every)
		}
	}
	return total, nil
}

func (w *writer) flush() {
	if f, ok := w.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// drop cuts the connection; it does not return.
func (w *writer) drop() {
	w.dropped = true
	if c, ok := w.x.r.Context().Value(connKey).(net.Conn); ok {
		_ = c.Close()
	}
	panic(http.ErrAbortHandler)
}

// Writers of gzip are dear to make: 800 kB each.
func newZipPool() *sync.Pool {
	return &sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
		return z
	}}
}

// zipped gives a writer for a body that may be long, and what ends it. Broken bodies are not compressed, so that the byte
// at which they break is known.
func (x *exchange) zipped() (io.Writer, func()) {
	f := x.fault
	if f.Cut || f.Stall != nil || f.Every > 0 || !acceptsGzip(x.r.Header.Get("Accept-Encoding")) {
		return x.w, func() {}
	}
	x.w.Header().Set("Content-Encoding", "gzip")
	x.w.Header().Add("Vary", "Accept-Encoding")
	z := x.s.zips.Get().(*gzip.Writer)
	z.Reset(x.w)
	return z, func() {
		_ = z.Close()
		z.Reset(io.Discard)
		x.s.zips.Put(z)
	}
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0"
		}
	}
	return false
}

func readLines(r io.Reader) ([]string, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var out []string
	for line := range strings.SplitSeq(string(b), "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out, nil
}

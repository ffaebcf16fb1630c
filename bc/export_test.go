package bc

import (
	"net/http"
	"net/url"
)

// Guard gives the guard as New puts it around a transport.
func Guard(t Target, next http.RoundTripper) (http.RoundTripper, error) {
	base, err := t.base()
	if err != nil {
		return nil, err
	}
	return &guard{next: next, base: base}, nil
}

// DeniedIn, OneLine and Span are tested on their own, with fuzzers.
var (
	DeniedIn = deniedIn
	OneLine  = oneLine
	Span     = span
)

// Fill takes an error body apart.
func Fill(e *Error, raw []byte) { e.fill(raw, http.Header{}) }

// Tidy escapes the query of an address.
func Tidy(u *url.URL) *url.URL { return tidy(u) }

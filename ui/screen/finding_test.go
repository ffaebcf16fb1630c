package screen

import (
	"errors"
	"testing"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check"
)

func TestFindingCallsAServersReplyOnlyWhatAServerSaid(t *testing.T) {
	for name, c := range map[string]struct {
		err        error
		raw, label string
	}{
		"no answer": {&auth.NetworkError{Kind: auth.KindDNS, Host: "login.example", Text: "not known", Err: errors.New("lookup login.example: no such host")},
			"lookup login.example: no such host", "the error as it was met"},
		"an answer": {&bc.Error{Status: 500, Raw: `{"error":{}}`}, `{"error":{}}`, ""},
	} {
		f, ok := check.Explain(c.err)
		if !ok {
			t.Fatalf("%s: the check does not know it", name)
		}
		got := Finding(f, check.RungResult{})
		if got.Raw != c.raw || got.RawLabel != c.label {
			t.Errorf("%s: %q is called %q", name, got.Raw, got.RawLabel)
		}
	}
}

package bc

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// maxDocument is how much of an answer of a Host is read; lists of environments have a few kilobytes.
const maxDocument = 16 << 20

// Host reads what lies beside the environments on the API's host: the admin center and the list of environments
// (reference 4.1 and 4.6). It has the guard, the retries and the errors of a Client. It is safe for use by several
// goroutines.
type Host struct{ c *Client }

// NewHost makes a Host; nothing is sent yet. api is as in Target. An *InputError says what is wrong with it.
func NewHost(api string, tokens TokenSource, o Options) (*Host, error) {
	const stub = "x" // a Client is one environment's: this one's name is cut off again
	c, err := New(Target{API: api, Environment: stub}, tokens, o)
	if err != nil {
		return nil, err
	}
	c.base = setPath(c.base, strings.TrimSuffix(c.base.EscapedPath(), "/v2.0/"+stub))
	c.target.Environment = ""
	return &Host{c}, nil
}

// JSON reads the document at path, which begins with a slash and is escaped, into a value as json.Unmarshal does; what
// names it in the list of requests. Errors are those of Client.
func (h *Host) JSON(ctx context.Context, path, what string, into any) error {
	if !strings.HasPrefix(path, "/") {
		return &InputError{"path", "it must begin with a slash"}
	}
	return h.c.send(ctx, ask{url: h.c.at(path, ""), what: what, accept: "application/json", read: func(a *answer) error {
		data, err := a.data()
		if err != nil {
			return err
		}
		raw, err := io.ReadAll(io.LimitReader(data, maxDocument+1))
		switch {
		case err != nil:
			return err
		case len(raw) > maxDocument:
			a.body.abandon()
			return &contentError{raw: raw[:RawLimit], text: "the answer is larger than 16 MB"}
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return &contentError{raw: raw, text: fmt.Sprintf("the answer can't be read: %v", err)}
		}
		return nil
	}})
}

// Close closes idle connections of a transport that NewHost made.
func (h *Host) Close() { h.c.Close() }

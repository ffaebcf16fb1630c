package bc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"bctui/auth"
)

// MaxMedia is how many bytes of a stream are read: what is larger is refused rather than filling a disk.
const MaxMedia = 1 << 30

// Media is what a stream says of itself before it is read.
type Media struct {
	ContentType string // "image/png"; "" when not told
	Size        int64  // bytes; -1 when not told
}

// ErrNoMedia says that a stream property holds nothing: the service answers 204.
var ErrNoMedia = errors.New("nothing is stored there")

// Media reads a picture, a file or another stream: link is its `@odata.mediaReadLink` (reference 5, "Media"). The token
// goes to the configured host alone: a link to another one is refused with Kind ForeignHost. take gets the bytes as they
// come; when the connection is dropped on the way it is called again, from the beginning, with what it read before being
// of no use. An error of take's own ends the reading and is given back as it is.
func (c *Client) Media(ctx context.Context, link string, take func(Media, io.Reader) error) error {
	to, err := c.base.Parse(link)
	if err != nil || link == "" {
		return &Error{Kind: Damaged, Method: http.MethodGet, URL: cut(link, 2000), Err: err,
			Message: "the link to the stream is no address", Meaning: meaningDamaged("the link to the stream is no address")}
	}
	to.Fragment, to.RawFragment = "", ""
	to = tidy(to)
	if err := sameHost(c.base, to); err != nil {
		return err
	}
	var own error
	err = c.send(ctx, ask{url: to, what: "a file", accept: "*/*", read: func(a *answer) error {
		own = nil
		m := Media{ContentType: oneLine(a.resp.Header.Get("Content-Type"), 100), Size: a.resp.ContentLength}
		switch {
		case a.resp.StatusCode == http.StatusNoContent:
			own = ErrNoMedia
			return nil
		case m.Size > MaxMedia:
			own = tooLarge()
			a.body.abandon()
			return nil
		}
		r := &bounded{r: a.body, left: MaxMedia}
		err := take(m, r)
		if _, lost := a.body.state(); lost != nil {
			return lost // which send knows how to deal with
		}
		if r.left < 0 {
			err = tooLarge()
		}
		if err != nil {
			a.body.abandon()
		}
		own = err
		return nil
	}})
	if err == nil {
		err = own
	}
	if ctx.Err() != nil && err != nil {
		return auth.NetworkFailure(ctx.Err(), c.base.Host)
	}
	return err
}

func tooLarge() error {
	return fmt.Errorf("the file is larger than %d MB: it was not kept", MaxMedia>>20)
}

// bounded is a reader that fails, and does not just end, where too much comes.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, tooLarge()
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, tooLarge()
	}
	return n, err
}

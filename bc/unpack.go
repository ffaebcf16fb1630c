package bc

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// unpack does what an http.Transport does that asked for gzip by itself. Decompressing is what takes longest on the way to
// the end of a large set: this library needs three quarters of the time of compress/gzip, and its readers are used again.
func (c *Client) unpack(resp *http.Response) {
	if !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") || resp.Body == http.NoBody {
		return
	}
	resp.Body = &unpacked{packed: resp.Body, pool: &c.unpackers}
	resp.Header.Del("Content-Encoding")
	resp.Header.Del("Content-Length")
	resp.ContentLength, resp.Uncompressed = -1, true
}

// unpacked is a body that comes compressed.
type unpacked struct {
	packed io.ReadCloser
	pool   *sync.Pool // of *gzip.Reader

	mu  sync.Mutex   // a Read may still be under way when the body is closed
	z   *gzip.Reader // nil before the first Read: its header is part of the body
	err error        // of the header, or http.ErrBodyReadAfterClose
}

func (u *unpacked) Read(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.z == nil && u.err == nil {
		z := u.pool.Get().(*gzip.Reader)
		if u.err = z.Reset(u.packed); u.err == nil {
			u.z = z
		}
	}
	if u.err != nil {
		return 0, u.err
	}
	return u.z.Read(p)
}

func (u *unpacked) Close() error {
	err := u.packed.Close() // which ends a Read
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.z != nil {
		_ = u.z.Reset(strings.NewReader("")) // lets go of the body
		u.pool.Put(u.z)
		u.z = nil
	}
	if u.err == nil {
		u.err = http.ErrBodyReadAfterClose
	}
	return err
}

// notPacked tells whether a body was said to be compressed and is not, or is broken inside.
func notPacked(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &corrupt)
}

package bc

import (
	"bytes"
	"context"
	"errors"
	"io"

	"bctui/bc/odata"
)

// maxSchema is the largest $metadata that is read; the OData root of a real tenant has 8 MB (reference 4.1).
const maxSchema = 64 << 20

// Schema gives what a route's $metadata describes. version is the environment's systemVersion (Company.SystemVersion): a
// schema kept from an earlier run counts for the same version only, and with "" none is kept between runs. However many
// ask at once, it is fetched once; a caller whose context ends leaves, and when all have left the request is ended.
func (c *Client) Schema(ctx context.Context, route, version string) (*odata.Schema, error) {
	path, err := routePath(route)
	if err != nil {
		return nil, err
	}
	key := path + "\n" + version
	c.mu.Lock()
	f := c.schemas[key]
	if f == nil {
		var fctx context.Context
		f = &schemaFlight{done: make(chan struct{})}
		fctx, f.cancel = context.WithCancel(context.WithoutCancel(ctx))
		c.schemas[key] = f
		go func() {
			defer f.cancel()
			schema, keep, err := c.loadSchema(fctx, orElse(route, DefaultRoute), path, version)
			c.mu.Lock()
			f.schema, f.err = schema, err
			if !keep && c.schemas[key] == f {
				delete(c.schemas, key) // the next one tries again
			}
			c.mu.Unlock()
			close(f.done)
		}()
	}
	f.waiting++
	c.mu.Unlock()
	select {
	case <-f.done:
	case <-ctx.Done():
		err = canceled(ctx, ctx.Err(), c.base.Host)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	f.waiting--
	if err != nil {
		if f.waiting == 0 && f.schema == nil && c.schemas[key] == f {
			delete(c.schemas, key)
			f.cancel()
		}
		return nil, err
	}
	return f.schema, f.err
}

// schemaFlight is a schema that is being fetched, or was.
type schemaFlight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int
	schema  *odata.Schema
	err     error
}

// loadSchema takes the schema from disk or fetches it. keep tells whether it may be used again.
func (c *Client) loadSchema(ctx context.Context, route, path, version string) (schema *odata.Schema, keep bool, err error) {
	disk := c.schemaFile(route, version)
	if raw, ok := disk.read(); ok {
		if s, err := odata.ReadSchema(bytes.NewReader(raw)); err == nil && !s.Truncated {
			return s, true, nil
		}
	}
	var raw []byte
	err = c.send(ctx, ask{url: c.at(path+"/$metadata", ""), what: "$metadata of " + route, accept: "application/xml", read: func(a *answer) error {
		in, err := a.expect("XML", func(first byte) bool { return first == '<' })
		if err != nil {
			return err
		}
		if raw, err = io.ReadAll(io.LimitReader(in, maxSchema+1)); err != nil {
			return err
		}
		if len(raw) > maxSchema {
			a.body.abandon()
			return errors.New("$metadata is larger than 64 MB")
		}
		schema, err = odata.ReadSchema(bytes.NewReader(raw))
		if errors.Is(err, odata.ErrNoSchema) {
			return &contentError{raw: raw, text: err.Error()}
		}
		if err == nil {
			a.rows = len(schema.Sets)
		}
		return err
	}})
	if err != nil {
		return nil, false, err
	}
	if schema.Truncated {
		return schema, false, nil
	}
	disk.write(raw)
	return schema, true, nil
}

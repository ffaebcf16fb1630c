package bc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"bctui/auth"
	"bctui/bc/odata"
)

// maxSchema is the largest $metadata that is read; the OData root of a real tenant has 8 MB (reference 4.1).
const maxSchema = 64 << 20

// Schema gives what a route's $metadata describes. version is the environment's systemVersion (Company.SystemVersion): a
// schema kept from an earlier run counts for the same version only, and with "" none is kept between runs. However many
// ask at once, it is fetched once; a caller whose context ends leaves, and when all have left the request is ended.
//
// Where $metadata is damaged or can't be used at all, the service document tells which sets there are. Such a schema
// says why in Damage. It is not kept on disk, and in memory until Forget.
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

// Forget drops what is kept of a route's $metadata, in memory and on disk, so that the next Schema reads it anew. With
// damagedOnly a schema that is whole stays.
func (c *Client) Forget(route, version string, damagedOnly bool) {
	path, err := routePath(route)
	if err != nil {
		return
	}
	key := path + "\n" + version
	c.mu.Lock()
	f := c.schemas[key]
	drop := !damagedOnly || f != nil && f.schema != nil && f.schema.Damage != nil
	if drop {
		delete(c.schemas, key)
	}
	c.mu.Unlock()
	if drop {
		c.schemaFile(orElse(route, DefaultRoute), version).remove()
	}
}

// loadSchema takes the schema from disk or fetches it. keep tells whether it may be used again.
func (c *Client) loadSchema(ctx context.Context, route, path, version string) (schema *odata.Schema, keep bool, err error) {
	disk := c.schemaFile(route, version)
	if raw, ok := disk.read(); ok {
		if s, err := odata.ParseSchema(raw); err == nil && !s.Truncated {
			return s, true, nil
		}
	}
	var raw []byte
	err = c.send(ctx, ask{url: c.at(path+"/$metadata", ""), what: "$metadata of " + route, accept: "application/xml", read: func(a *answer) error {
		var err error
		if raw, err = io.ReadAll(io.LimitReader(a.body, maxSchema+1)); err != nil {
			return err
		}
		if len(raw) > maxSchema {
			a.body.abandon()
			return &contentError{raw: raw[:RawLimit], text: "$metadata is larger than 64 MB"}
		}
		if schema, err = odata.ParseSchema(raw); err != nil {
			return &contentError{raw: raw, text: notXML(raw, err)}
		}
		a.rows = len(schema.Sets)
		if schema.Truncated {
			schema.Damage = c.unreadable(&contentError{raw: raw, text: schema.Problems[0]}, a, auth.Token{})
		}
		return nil
	}})
	switch {
	case err == nil && !schema.Truncated:
		disk.write(raw)
		return schema, true, nil
	case err != nil:
		schema = nil
	default:
		err = schema.Damage
	}
	disk.remove() // what lies there could not be read
	if !elseNames(err) {
		return nil, false, err
	}
	err = damagedSchema(err, route)
	entries, other := c.ServiceDocument(ctx, route)
	if ctx.Err() != nil {
		return nil, false, canceled(ctx, ctx.Err(), c.base.Host)
	}
	var sets, singletons []string
	if other == nil {
		for _, e := range entries {
			switch e.Kind {
			case "", "EntitySet":
				sets = append(sets, e.Name)
			case "Singleton":
				singletons = append(singletons, e.Name)
			}
		}
	}
	if schema == nil && len(sets)+len(singletons) == 0 {
		return nil, false, err
	}
	if schema = odata.Complete(schema, sets, singletons); len(schema.Sets)+len(schema.Singletons) == 0 {
		return nil, false, err
	}
	schema.Damage = err
	return schema, true, nil
}

// notXML says what a document is that is no $metadata.
func notXML(raw []byte, err error) string {
	switch kind := bodyKind(raw); kind {
	case auth.BodyXML:
		return err.Error()
	case auth.BodyEmpty:
		return "the answer is empty"
	default:
		return fmt.Sprintf("the answer is %s and not XML", kind)
	}
}

// elseNames tells whether the service document may answer where $metadata gave nothing of use.
func elseNames(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Kind {
	case Damaged, Proxy, Permission, NotFound, BadRequest, Timeout, NotImplemented, Disabled, Conflict, Other:
		return true
	}
	return false
}

// damagedSchema says of a $metadata that can't be used what that means for whoever wants to see the sets.
func damagedSchema(err error, route string) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Kind != Damaged {
		return e
	}
	e.Meaning = auth.Meaning{
		Title: "$metadata is damaged",
		Cause: "The service describes its API in $metadata, and what it sent for " + oneLine(route, 80) + " can't be used as a whole (" +
			orElse(strings.TrimRight(oneLine(e.Message, 300), "."), "it can't be read") + "). What could be read is used; other entity sets are asked for by their names, and their columns come from their rows.",
		Who: auth.Microsoft,
		Steps: []string{"Read it again: an answer that was cut off on the way is whole the next time",
			"If it stays the same, an extension's API may have a name that XML can't hold: ask whoever maintains it",
			"Hand the correlation ID to Microsoft's support if it is a standard API"},
	}
	return e
}

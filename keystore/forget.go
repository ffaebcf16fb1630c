package keystore

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Leftover is a secret that is still stored although its connection is gone.
type Leftover struct {
	Place Place
	ID    string // as the keyring program shows it; "" for a whole vault
	Text  string // what is so and how to remove it by hand
	Err   error
}

// forgetter is a vault that can be emptied without knowing its ids.
type forgetter interface{ forgetAll(context.Context) error }

// Remove takes the connection out of the book, and its secret out of its vault unless another connection uses it
// too. vaults are those of this process; the right one is picked. A secret that could not be removed is told as a
// Leftover: the connection is gone all the same. The error is for the book itself.
func (b *Book) Remove(ctx context.Context, name string, vaults ...Vault) ([]Leftover, error) {
	if err := b.reload(); err != nil {
		return nil, err
	}
	c, ok := b.Get(name)
	if !ok {
		return nil, missing(name)
	}
	// The secret goes first: when the process ends in between, the connection is still there to say so.
	var left []Leftover
	if len(b.SharedWith(name)) == 0 {
		left = removeSecret(ctx, &c, vaults)
	}
	return left, b.change(func(p *page) error {
		if i := p.find(name); i >= 0 {
			p.entries = slices.Delete(p.entries, i, i+1)
		}
		return nil
	})
}

// ForgetAll removes all connections, and their secrets from all vaults. What could not be removed is told; the
// connections are gone all the same. The error is for the book itself.
func (b *Book) ForgetAll(ctx context.Context, vaults ...Vault) ([]Leftover, error) {
	if err := b.reload(); err != nil {
		return nil, err
	}
	var left []Leftover
	connections := b.List()
	for _, v := range vaults {
		left = append(left, empty(ctx, v, connections)...)
	}
	// A secret in a vault that this process does not have.
	told := map[string]bool{}
	for i := range connections {
		c := &connections[i]
		id := c.secretID()
		if told[id] || slices.ContainsFunc(vaults, func(v Vault) bool { return v.Place() == c.SecretIn }) {
			continue
		}
		more := removeSecret(ctx, c, nil)
		told[id] = len(more) > 0
		left = append(left, more...)
	}
	return left, b.change(func(p *page) error {
		p.entries = nil
		return nil
	})
}

// empty removes the secrets of all connections from v, also of those that say they keep it elsewhere: an earlier
// choice may have left one there.
func empty(ctx context.Context, v Vault, connections []Connection) []Leftover {
	if f, ok := v.(forgetter); ok {
		if err := f.forgetAll(ctx); err != nil {
			return []Leftover{leftover(v.Place(), "", err)}
		}
		return nil
	}
	var ids []string
	expected := map[string]bool{}
	for i := range connections {
		id := connections[i].secretID()
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		if connections[i].SecretIn == v.Place() {
			expected[id] = true
		}
	}
	var left []Leftover
	for _, id := range ids {
		err := v.Delete(ctx, id)
		if err == nil || errors.Is(err, ErrNotFound) {
			continue
		}
		// Without a keyring there is nothing in it, unless a connection says so.
		var e *Error
		if !expected[id] && errors.As(err, &e) && e.State == Absent {
			continue
		}
		left = append(left, leftover(v.Place(), id, err))
	}
	return left
}

func removeSecret(ctx context.Context, c *Connection, vaults []Vault) []Leftover {
	id := c.secretID()
	for _, v := range vaults {
		if v.Place() != c.SecretIn {
			continue
		}
		if err := v.Delete(ctx, id); err != nil && !errors.Is(err, ErrNotFound) {
			return []Leftover{leftover(v.Place(), id, err)}
		}
		return nil
	}
	if c.SecretIn == InKeyring || c.SecretIn == InFile {
		return []Leftover{leftover(c.SecretIn, id, errors.New("it was not looked for"))}
	}
	return nil
}

func leftover(p Place, id string, err error) Leftover {
	l := Leftover{Place: p, ID: id, Err: err}
	switch {
	case p == InFile && id == "":
		l.Text = fmt.Sprintf("The file with the encrypted secrets is still there: %v Remove %s in the config folder by hand.", err, FileName)
	case p == InFile:
		l.Text = fmt.Sprintf("The secret of %s is still in %s: %v", id, FileName, err)
	default:
		l.Text = fmt.Sprintf("The secret of %s is still in the keyring: %v To remove it by hand, look for %s in your keyring program.",
			id, err, KeyringService)
	}
	return l
}

// reload reads what other processes have changed.
func (b *Book) reload() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, damaged, err := b.read()
	if err != nil {
		return err
	}
	if damaged == nil {
		b.page = p
	}
	return nil
}

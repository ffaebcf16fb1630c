package session

import (
	"context"
	"errors"
	"os"

	"bctui/auth"
	"bctui/keystore"
)

// Suggest gives a free name for a draft's connection.
func (m *Manager) Suggest(d Draft) string { return m.books().Suggest(d.Tenant, d.Environment) }

// Save stores the secret of a draft in the vault and then the connection in the book, in this order: a connection
// without its secret would only fail at the next start. passphrase is for the encrypted file only.
func (m *Manager) Save(ctx context.Context, d Draft, where keystore.Place, passphrase auth.Secret) (keystore.Connection, error) {
	c := d.Connection
	if c.Name == "" {
		c.Name = m.Suggest(d)
	}
	if where == keystore.InFile && !passphrase.IsZero() {
		m.Unlock(passphrase)
	}
	c.SecretIn = where
	c.LastUsed = m.opts.Now()
	_, shared := m.StoredIn(c)
	if !d.Secret.IsZero() { // else the secret is where it was
		if err := m.store(ctx, c, d.Secret); err != nil {
			return c, err
		}
	}
	if err := m.books().Put(c); err != nil {
		if !shared { // no connection would name the secret, so it must not stay
			_ = m.vault(where).Delete(context.WithoutCancel(ctx), c.SecretID())
		}
		return c, err
	}
	// Other connections of the registration have the same secret: they find it where it lies now.
	m.warn(m.books().SecretStored(c.Name, where, c.SecretExpires))
	m.Close(c.Name)
	m.adopt(d, c, true)
	return c, nil
}

// store puts a secret where the connection keeps it. Memory always gets it too: what was just typed need not be asked of
// the keyring in the same run.
func (m *Manager) store(ctx context.Context, c keystore.Connection, s auth.Secret) error {
	if c.SecretIn != keystore.InSession {
		if err := m.vault(c.SecretIn).Set(ctx, c.SecretID(), s.Reveal()); err != nil {
			return err
		}
	}
	return m.memory.Set(ctx, c.SecretID(), s.Reveal())
}

// ReplaceSecret tries the new secret first; the old one goes only when the new one has worked and is stored.
func (m *Manager) ReplaceSecret(ctx context.Context, name string, s auth.Secret, where keystore.Place, passphrase auth.Secret, expires keystore.Date, step func(Step)) error {
	c, ok := m.books().Get(name)
	if !ok {
		return keystore.ErrNoConnection
	}
	if where == keystore.InFile && !passphrase.IsZero() {
		m.Unlock(passphrase)
	}
	d := Draft{Connection: c, Secret: s}
	try := func(ctx context.Context) error { return m.Try(ctx, d, step) }
	if where == keystore.InSession {
		if err := try(ctx); err != nil {
			return err
		}
	} else if err := keystore.Replace(ctx, m.vault(where), c.SecretID(), s.Reveal(), try); err != nil {
		return err
	}
	if err := m.memory.Set(ctx, c.SecretID(), s.Reveal()); err != nil {
		return err
	}
	m.Close(name)
	m.adopt(d, c, true)
	return m.books().SecretStored(name, where, expires)
}

// Rename gives a connection another name.
func (m *Manager) Rename(from, to string) error {
	m.Close(from)
	return m.books().Rename(from, to)
}

// SharedWith gives the names of the connections that use the same secret.
func (m *Manager) SharedWith(name string) []string { return m.books().SharedWith(name) }

// Remove forgets a connection, and its secret unless another connection shares it.
func (m *Manager) Remove(ctx context.Context, name string) ([]keystore.Leftover, error) {
	m.Close(name)
	return m.books().Remove(ctx, name, m.vaults()...)
}

// ForgetAll forgets every connection and every secret, and reports what could not be removed.
func (m *Manager) ForgetAll(ctx context.Context) ([]keystore.Leftover, error) {
	m.mu.Lock()
	clear(m.open)
	m.mu.Unlock()
	left, err := m.books().ForgetAll(ctx, m.vaults()...)
	for _, path := range m.opts.Traces {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return left, err
}

// Remember notes for the next start which company was opened. It does not wait for the file.
func (m *Manager) Remember(name, companyID, companyName string) {
	if _, ok := m.books().Get(name); !ok {
		return
	}
	m.background.Go(func() {
		m.warn(m.books().Update(name, func(c *keystore.Connection) { c.CompanyID, c.CompanyName = companyID, companyName }))
	})
}

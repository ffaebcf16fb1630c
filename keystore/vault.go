package keystore

import (
	"context"
	"errors"
	"fmt"
)

// Vault holds secrets by id (see [Connection.SecretID]).
//
// Get and Delete answer ErrNotFound (errors.Is) when there is nothing under id; every other failure of the vault
// itself is an *Error. A call ends when ctx does. All methods may be called by several goroutines.
type Vault interface {
	Place() Place
	Get(ctx context.Context, id string) (string, error)
	Set(ctx context.Context, id, value string) error
	Delete(ctx context.Context, id string) error
}

var (
	_ Vault = (*Keyring)(nil)
	_ Vault = (*File)(nil)
	_ Vault = (*Session)(nil)
)

// Replace stores a new secret under id after try has accepted it. The old secret stays until both the try and the
// write have succeeded: when try fails nothing is touched, and when the write fails the old one is put back if it
// was harmed. The error of try comes back as it is.
func Replace(ctx context.Context, v Vault, id, value string, try func(context.Context) error) error {
	if err := try(ctx); err != nil {
		return err
	}
	old, err := v.Get(ctx, id)
	had := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrDamaged) {
		return fmt.Errorf("the new secret works, and could not be stored; the old one is still there: %w", err)
	}
	if err := v.Set(ctx, id, value); err != nil {
		// A vault that hangs or is locked has not taken anything, and asking it again would only wait again.
		if had && putBack(v, id, old, err) != nil {
			return fmt.Errorf("the new secret works, and could not be stored; the old one may be lost, so store it again: %w", err)
		}
		return fmt.Errorf("the new secret works, and could not be stored; the old one is still there: %w", err)
	}
	return nil
}

// putBack makes sure that old is what v holds under id after a failed write. It does not use the caller's context:
// that one may have ended, and this is what must not be left half done.
func putBack(v Vault, id, old string, cause error) error {
	var e *Error
	if errors.As(cause, &e) && e.State != Broken {
		return nil
	}
	ctx := context.Background()
	if now, err := v.Get(ctx, id); err == nil && now == old {
		return nil
	}
	return v.Set(ctx, id, old)
}

// noValue is what every vault answers to an empty secret: there is none in Entra, so it is a mistake further up.
func noValue() *Error {
	return &Error{State: Broken, Op: "store", Text: "There is no secret to store: it is empty.", Hint: "Enter it again."}
}

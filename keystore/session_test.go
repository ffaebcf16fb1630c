package keystore

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const canary = "Zq8~canary-0123456789-abcdefghijklmno"

func TestSessionForgetsWhenTold(t *testing.T) {
	s := NewSession()
	ctx := t.Context()
	if _, err := s.Get(ctx, "a"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if err := s.Set(ctx, "a", canary); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Get(ctx, "a"); got != canary || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := s.Delete(ctx, "a"); err != nil {
		t.Error(err)
	}
	if err := s.Delete(ctx, "a"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

// Whatever prints a vault, or a struct that holds one, prints no secret.
func TestVaultsMaskThemselves(t *testing.T) {
	ctx := t.Context()
	session := NewSession()
	file := quickFile(t, t.TempDir(), canary+"-passphrase")
	ring := NewKeyring(mapKeyring())
	for _, v := range []Vault{session, file, ring} {
		if err := v.Set(ctx, "a", canary); err != nil {
			t.Fatal(err)
		}
		if got, err := v.Get(ctx, "a"); got != canary || err != nil {
			t.Fatalf("%q, %v", got, err)
		}
	}
	type around struct {
		V       Vault
		private any
		vaults  []Vault
	}
	for _, v := range []any{session, file, ring, around{session, file, []Vault{session, file, ring}}, &around{file, session, nil}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T"} {
			checkNoCanary(t, fmt.Sprintf(verb, v))
		}
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, nil)).Info("vault", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("vault", "v", v)
		if data, err := json.Marshal(v); err == nil {
			out.Write(data)
		}
		_ = gob.NewEncoder(&out).Encode(v)
		checkNoCanary(t, out.String())
	}
	if got := fmt.Sprint(session); !strings.Contains(got, "1 masked") {
		t.Errorf("a session prints as %q", got)
	}
}

func checkNoCanary(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, "canary") || strings.Contains(text, fmt.Sprintf("%x", "canary")) || strings.Contains(text, fmt.Sprintf("%X", "canary")) {
		t.Errorf("a secret is in %q", text)
	}
}

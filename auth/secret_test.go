package auth

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestASecretShowsNowhere(t *testing.T) {
	s := NewSecret(theSecret)
	type inside struct {
		Open   Secret
		closed Secret
		Ptr    *Secret
		List   []Secret
		Map    map[string]Secret
	}
	v := inside{s, s, &s, []Secret{s}, map[string]Secret{"a": s}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%c", "%U", "%p", "%T", "%10.3s"} {
		for _, x := range []any{s, &s, v, &v, []any{s}, fmt.Errorf("wrapped: %v", s)} {
			if got := fmt.Sprintf(verb, x); strings.Contains(got, "456789") || strings.Contains(strings.ToLower(got), fmt.Sprintf("%x", "456789")) {
				t.Errorf("%s of %T: %s", verb, x, got)
			}
		}
	}
	if got := fmt.Sprint(s); got != "********" {
		t.Errorf("%q", got)
	}
	j, err := json.Marshal(v)
	if err != nil || bytes.Contains(j, []byte("456789")) || !bytes.Contains(j, []byte(`"Open":"********"`)) {
		t.Errorf("%s %v", j, err)
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(struct{ S Secret }{s}); err != nil || bytes.Contains(b.Bytes(), []byte("456789")) {
		t.Errorf("gob: %v", err)
	}
	b.Reset()
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "s", s, "v", v.Open, "p", &s)
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "s", s, slog.Any("in", v))
	if strings.Contains(b.String(), "456789") {
		t.Errorf("slog: %s", b.String())
	}
	if v.closed.Reveal() != theSecret {
		t.Error("Reveal does not reveal")
	}
	// There is no way back from the mask.
	var back struct{ S Secret }
	if json.Unmarshal([]byte(`{"S":"********"}`), &back) == nil && !back.S.IsZero() {
		t.Error("a mask was read as a secret")
	}
}

func TestSecretHint(t *testing.T) {
	for in, want := range map[string]string{
		"": "empty", "a": "1 character", "abc": "3 characters", strings.Repeat("x", 38) + "4Q": "40 characters, ends in 4Q",
		strings.Repeat("ü", 20): "20 characters, ends in üü", strings.Repeat("x", 20) + "\x1b": "21 characters",
	} {
		if got := NewSecret(in).Hint(); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if !NewSecret("").IsZero() || NewSecret("x").IsZero() || NewSecret("äb").Len() != 2 {
		t.Error("IsZero or Len")
	}
	if !NewSecret("a").Equal(NewSecret("a")) || NewSecret("a").Equal(NewSecret("b")) || NewSecret("a").Equal(Secret{}) {
		t.Error("Equal")
	}
}

func TestATokenShowsNowhere(t *testing.T) {
	tok := Token{value: NewSecret(jwt(nil))}
	tok.Claims, _ = DecodeClaims(jwt(nil))
	noLeak(t, tok, &tok, []any{tok}, struct{ T Token }{tok})
	if got := tok.Redact("you sent " + jwt(nil)); got != "you sent ********" {
		t.Errorf("%q", got)
	}
	if (Token{}).String() != "no token" {
		t.Error("zero token")
	}
}

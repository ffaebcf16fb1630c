package auth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// Claims are what an access token says about itself, for display and diagnosis only: nothing here is verified, the
// service that takes the token does that (reference 1.5).
type Claims struct {
	Audience                     string // aud; several are joined by a blank
	Issuer                       string // iss
	TenantID                     string // tid
	AppID                        string // appid (v1) or azp (v2)
	AppIDACR                     string // appidacr or azpacr: "1" secret, "2" certificate
	IDType                       string // idtyp: "app" for S2S
	ObjectID                     string // oid: the service principal's object ID in the tenant
	Version                      string // ver
	UTI                          string // uti: what the sign-in log is searched by
	Roles                        []string
	Scopes                       string // scp: only delegated tokens have it
	IssuedAt, NotBefore, Expires time.Time
	// All holds every claim; numbers are json.Number.
	All map[string]any
	// Unreadable says why there are no claims although there is a token: it is opaque, or encrypted. Such a token works
	// all the same, it just can't be looked into. Empty when the claims were read.
	Unreadable string
}

// HasRole tells whether the token carries the application permission name.
func (c Claims) HasRole(name string) bool {
	for _, r := range c.Roles {
		if strings.EqualFold(r, name) {
			return true
		}
	}
	return false
}

// ErrNotJWT is what DecodeClaims returns for a token that can't be looked into.
var ErrNotJWT = errors.New("the token is not a readable JWT")

type unreadableError struct{ why string }

func (e unreadableError) Error() string   { return "not readable: " + e.why }
func (e unreadableError) Is(t error) bool { return t == ErrNotJWT }

// DecodeClaims reads the claims of a JWT without verifying anything. The error (ErrNotJWT by errors.Is) says why they
// can't be read and never quotes the token; Claims.Unreadable then says the same.
func DecodeClaims(jwt string) (Claims, error) {
	fail := func(why string) (Claims, error) {
		e := unreadableError{why}
		return Claims{Unreadable: e.Error()}, e
	}
	parts := strings.Split(strings.TrimSpace(jwt), ".")
	switch {
	case len(parts) == 5:
		return fail("the token is encrypted (JWE)")
	case len(parts) != 3:
		return fail("the token is opaque, it is not a JWT")
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		// Some servers use the other alphabet.
		if payload, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(parts[1], "=")); err != nil {
			return fail("its middle part is not base64")
		}
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	all := map[string]any{}
	if err := d.Decode(&all); err != nil || all == nil {
		return fail("its middle part is not a JSON object")
	}
	c := Claims{
		Audience: joined(all["aud"]),
		Issuer:   text(all["iss"]),
		TenantID: text(all["tid"]),
		AppID:    first(all, "appid", "azp"),
		AppIDACR: first(all, "appidacr", "azpacr"),
		IDType:   text(all["idtyp"]),
		ObjectID: text(all["oid"]),
		Version:  text(all["ver"]),
		UTI:      text(all["uti"]),
		Roles:    list(all["roles"]),
		Scopes:   joined(all["scp"]),
		IssuedAt: instant(all["iat"]), NotBefore: instant(all["nbf"]), Expires: instant(all["exp"]),
		All: all,
	}
	return c, nil
}

func first(all map[string]any, names ...string) string {
	for _, n := range names {
		if s := text(all[n]); s != "" {
			return s
		}
	}
	return ""
}

// Not inlined: as many places as there are claims, 5 kB of the program.
//
//go:noinline
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func list(v any) []string {
	switch v := v.(type) {
	case []any:
		out := make([]string, 0, len(v))
		for _, e := range v {
			if s := text(e); s != "" {
				out = append(out, s)
			}
		}
		return out
	case string:
		return strings.Fields(v)
	}
	return nil
}

func joined(v any) string {
	if l, ok := v.([]any); ok {
		return strings.Join(list(l), " ")
	}
	return text(v)
}

// instant reads seconds since 1970, as a number or as text. What is out of range or no number is the zero time.
func instant(v any) time.Time {
	s := text(v)
	if s == "" {
		return time.Time{}
	}
	f, err := strconv.ParseFloat(s, 64)
	// Beyond the year 9999 a time can neither be formatted nor marshalled.
	if err != nil || math.IsNaN(f) || f <= 0 || f >= 253402300800 {
		return time.Time{}
	}
	return time.Unix(int64(f), 0).UTC()
}

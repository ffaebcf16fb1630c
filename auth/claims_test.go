package auth

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestClaims(t *testing.T) {
	c, err := DecodeClaims(jwt(nil))
	if err != nil {
		t.Fatal(err)
	}
	all := c.All
	c.All = nil
	want := Claims{
		Audience: "https://api.businesscentral.dynamics.com", Issuer: "https://sts.windows.net/" + tenant + "/", TenantID: tenant, AppID: clientID, AppIDACR: "1", IDType: "app",
		ObjectID: "11112222-3333-4444-5555-666677778888", Version: "1.0", UTI: "u-t-i", Roles: []string{"API.ReadWrite.All", "Automation.ReadWrite.All"},
		IssuedAt: time.Unix(1795435200, 0).UTC(), NotBefore: time.Unix(1795435200, 0).UTC(), Expires: time.Unix(1795439100, 0).UTC(),
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("\n got %+v\nwant %+v", c, want)
	}
	if all["exp"] != json.Number("1795439100") || len(all) != 13 {
		t.Errorf("all: %v", all)
	}
}

func TestClaimsOfOtherShapes(t *testing.T) {
	for name, c := range map[string]struct {
		claims map[string]any
		check  func(Claims) bool
	}{
		"v2 names":           {map[string]any{"appid": nil, "azp": "app2", "appidacr": nil, "azpacr": "2", "ver": "2.0"}, func(c Claims) bool { return c.AppID == "app2" && c.AppIDACR == "2" && c.Version == "2.0" }},
		"several audiences":  {map[string]any{"aud": []string{"a", "b"}}, func(c Claims) bool { return c.Audience == "a b" }},
		"one role as text":   {map[string]any{"roles": "API.ReadWrite.All"}, func(c Claims) bool { return c.HasRole("API.ReadWrite.All") && len(c.Roles) == 1 }},
		"no roles":           {map[string]any{"roles": nil}, func(c Claims) bool { return len(c.Roles) == 0 && !c.HasRole("x") }},
		"roles of odd types": {map[string]any{"roles": []any{1, nil, "x", []any{}, true}}, func(c Claims) bool { return reflect.DeepEqual(c.Roles, []string{"1", "x", "true"}) }},
		"delegated": {map[string]any{"scp": "user_impersonation Financials.ReadWrite.All", "idtyp": "user"}, func(c Claims) bool {
			return c.Scopes == "user_impersonation Financials.ReadWrite.All" && c.IDType == "user"
		}},
		"times as text": {map[string]any{"exp": "1795439100", "iat": 1795435200.75, "nbf": "x"}, func(c Claims) bool {
			return c.Expires.Unix() == 1795439100 && c.IssuedAt.Unix() == 1795435200 && c.NotBefore.IsZero()
		}},
		"times out of range":   {map[string]any{"exp": 1e300, "iat": -1, "nbf": 253402300800}, func(c Claims) bool { return c.Expires.IsZero() && c.IssuedAt.IsZero() && c.NotBefore.IsZero() }},
		"unknown claims stay":  {map[string]any{"xms_x": map[string]any{"a": 1}}, func(c Claims) bool { return c.All["xms_x"] != nil }},
		"structures for texts": {map[string]any{"tid": []int{1}, "aud": map[string]any{}}, func(c Claims) bool { return c.TenantID == "" && c.Audience == "" }},
	} {
		got, err := DecodeClaims(jwt(c.claims))
		if err != nil || !c.check(got) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	part := func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) } // padded
	if c, err := DecodeClaims("x." + part(`{"tid":"a"}`) + ".y"); err != nil || c.TenantID != "a" {
		t.Errorf("padded: %v %v", c, err)
	}
	for _, bad := range []string{"", "abc", "a.b", "a.b.c", "....", "a." + part("null") + ".c", "a." + part("[1]") + ".c", "a." + part("{") + ".c", strings.Repeat(".", 1000)} {
		c, err := DecodeClaims(bad)
		if !errors.Is(err, ErrNotJWT) || c.Unreadable == "" || len(bad) > 2 && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v %q", bad, err, c.Unreadable)
		}
	}
}

func FuzzDecodeClaims(f *testing.F) {
	f.Add(jwt(nil))
	f.Add("a.eyJleHAiOjFlOTk5fQ.c")
	f.Add("....")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := DecodeClaims(s)
		if (err != nil) != (c.Unreadable != "") {
			t.Errorf("error %v, unreadable %q", err, c.Unreadable)
		}
		if _, err := json.Marshal(c); err != nil {
			t.Errorf("can't be marshalled: %v", err)
		}
	})
}

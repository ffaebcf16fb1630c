package demo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// The service that tokens are for (reference 1.1).
const (
	resourceURL = "https://api.businesscentral.dynamics.com"
	resourceID  = "996def3d-b36c-4153-8607-a6fd3c01b89f"
)

// claims of an access token, in the order of a real v1 token (reference 1.5).
type claims struct {
	Audience  string   `json:"aud"`
	Issuer    string   `json:"iss"`
	IssuedAt  int64    `json:"iat"`
	NotBefore int64    `json:"nbf"`
	Expires   int64    `json:"exp"`
	AIO       string   `json:"aio"`
	AppID     string   `json:"appid"`
	AppIDACR  string   `json:"appidacr"`
	IDP       string   `json:"idp"`
	IDType    string   `json:"idtyp"`
	ObjectID  string   `json:"oid"`
	RH        string   `json:"rh"`
	Roles     []string `json:"roles,omitempty"`
	Scopes    string   `json:"scp,omitempty"`
	Subject   string   `json:"sub"`
	TenantID  string   `json:"tid"`
	UTI       string   `json:"uti"`
	Version   string   `json:"ver"`
	Issued    string   `json:"xms_ftd"`
}

// mint makes the token of a registration for a resource. The claims that a registration gets wrong are wrong here.
func (s *Server) mint(r *Registration, t Tenant, resource string, lifetime time.Duration) string {
	now := s.options.Now()
	c := claims{
		Audience: resource, Issuer: "https://sts.windows.net/" + t.ID + "/",
		IssuedAt: now.Add(-5 * time.Minute).Unix(), NotBefore: now.Add(-5 * time.Minute).Unix(), Expires: now.Add(lifetime).Unix(),
		AIO: "demo", AppID: r.ClientID, AppIDACR: "1", IDP: "https://sts.windows.net/" + t.ID + "/", IDType: "app",
		ObjectID: objectID(r.ClientID), RH: "1.demo.", Roles: r.Roles, TenantID: t.ID, UTI: strings.ReplaceAll(s.guid(), "-", "")[:22],
		Version: "1.0", Issued: "demo",
	}
	c.Subject = c.ObjectID
	if r.Scopes != "" {
		c.Scopes, c.IDType, c.Roles = r.Scopes, "user", nil
	}
	if r.Audience != "" {
		c.Audience = r.Audience
	}
	if r.TokenTenant != "" {
		c.TenantID, c.Issuer = r.TokenTenant, "https://sts.windows.net/"+r.TokenTenant+"/"
	}
	if resource != resourceURL && resource != resourceID {
		c.Roles = nil // the registrations have permissions of Business Central only
	}
	payload, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and numbers only
	}
	const header = `{"typ":"JWT","alg":"RS256","x5t":"demo-key-not-published","kid":"demo-key-not-published"}`
	signed := encode([]byte(header)) + "." + encode(payload)
	return signed + "." + encode(s.sign(signed))
}

// objectID of the service principal: the client ID with another middle.
func objectID(clientID string) string {
	return strings.Replace(clientID, "-c11e-", "-0b1e-", 1)
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// sign gives 256 bytes, as many as RS256 has: eight HMACs. Nobody but verify looks at them.
func (s *Server) sign(text string) []byte {
	var out []byte
	for i := range byte(8) {
		m := hmac.New(sha256.New, s.key[:])
		m.Write([]byte{i})
		m.Write([]byte(text))
		out = m.Sum(out)
	}
	return out
}

var errToken = errors.New("not a token of this server")

// verify checks the signature of a token and gives its claims; times, audience and tenant are for the caller to judge.
func (s *Server) verify(token string) (claims, error) {
	dot := strings.LastIndexByte(token, '.')
	if dot < 0 {
		return claims{}, errToken
	}
	signature, err := base64.RawURLEncoding.DecodeString(token[dot+1:])
	if err != nil || !hmac.Equal(signature, s.sign(token[:dot])) {
		return claims{}, errToken
	}
	_, payload, _ := strings.Cut(token[:dot], ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return claims{}, errToken
	}
	var c claims
	if json.Unmarshal(raw, &c) != nil {
		return claims{}, errToken
	}
	return c, nil
}

// bearer is the token of the request, "" when there is none.
func (x *exchange) bearer() string {
	scheme, token, _ := strings.Cut(x.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

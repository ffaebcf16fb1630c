package auth

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"strings"
)

// redact replaces a secret in s, in every spelling that a server which echoes its request might use. Secrets of one or
// two characters are left: they hide nothing, and a text without its a's helps nobody.
func redact(s string, secret Secret) string {
	v := secret.Reveal()
	if len(v) < 3 || s == "" {
		return s
	}
	forms := []string{v, url.QueryEscape(v), url.PathEscape(v), html.EscapeString(v),
		base64.StdEncoding.EncodeToString([]byte(v)), base64.RawURLEncoding.EncodeToString([]byte(v))}
	if q, err := json.Marshal(v); err == nil {
		forms = append(forms, string(q[1:len(q)-1]))
	}
	// Without the escapes of <, > and & that json.Marshal adds.
	forms = append(forms, strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(v))
	forms = append(forms, strings.ReplaceAll(v, "/", `\/`))
	// Lower-case percent escapes.
	forms = append(forms, lowerEscapes(url.QueryEscape(v)), strings.ReplaceAll(url.QueryEscape(v), "+", "%20"))
	for _, f := range forms {
		if f != "" && strings.Contains(s, f) {
			s = strings.ReplaceAll(s, f, masked)
		}
	}
	return s
}

func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			for j := i + 1; j <= i+2; j++ {
				if b[j] >= 'A' && b[j] <= 'F' {
					b[j] += 'a' - 'A'
				}
			}
		}
	}
	return string(b)
}

// hideTokens replaces what is or may be a token in an answer that is shown: values of members such as access_token,
// also in a body that breaks off or is no JSON at all, and everything that looks like a JWT.
func hideTokens(s string) string {
	for _, name := range []string{"access_token", "refresh_token", "id_token", "client_secret", "client_assertion", "assertion"} {
		s = hideMember(s, name)
	}
	return hideJWTs(s)
}

// hideMember replaces what follows name and a separator, up to the end of the value.
func hideMember(s, name string) string {
	low := strings.ToLower(s)
	if len(low) != len(s) || !strings.Contains(low, name) {
		return s
	}
	var b strings.Builder
	at := 0
	for {
		i := strings.Index(low[at:], name)
		if i < 0 {
			break
		}
		i += at + len(name)
		start := i
		// From the name to the value there are only quotes, blanks, escapes and one separator.
		for start < len(s) && strings.IndexByte(" \t\r\n\"'\\:=>&;", s[start]) >= 0 {
			start++
		}
		sep := strings.ContainsAny(s[i:start], ":=>")
		end := start
		for end < len(s) && strings.IndexByte(" \t\r\n\"'\\,&<}", s[end]) < 0 {
			end++
		}
		if !sep || end == start {
			b.WriteString(s[at:start])
			at = start
			continue
		}
		b.WriteString(s[at:start])
		b.WriteString(masked)
		at = end
	}
	b.WriteString(s[at:])
	return b.String()
}

// hideJWTs replaces words that begin like the header of a JWT and go on for a while.
func hideJWTs(s string) string {
	const head = "eyJ"
	if !strings.Contains(s, head) {
		return s
	}
	var b strings.Builder
	for at := 0; at < len(s); {
		i := strings.Index(s[at:], head)
		if i < 0 {
			b.WriteString(s[at:])
			break
		}
		i += at
		end := i
		for end < len(s) && isTokenByte(s[end]) {
			end++
		}
		b.WriteString(s[at:i])
		if end-i >= 20 {
			b.WriteString(masked)
		} else {
			b.WriteString(s[i:end])
		}
		at = end
	}
	return b.String()
}

func isTokenByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.+/=", c) >= 0
}

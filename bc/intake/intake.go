// Package intake reads tenant, client ID, secret, environment and URLs as people bring them: typed, copied with quotes
// and blanks, as a URL of the browser, as a .env file, JSON, or the text of a mail.
//
// Each field has a check that gives the clean value and says what was changed, what is doubtful and what can't be. [Parse]
// takes a whole pasted block apart. Everything is pure: nothing is asked of a server, nothing is kept. No problem's text
// quotes a secret.
package intake

import (
	"strconv"
	"strings"
	"unicode"
)

// Level is how bad a problem is.
type Level int

// The levels.
const (
	Note    Level = iota // something was changed or understood; nothing to do
	Warning              // it may be right, and is doubtful
	Error                // it can't be right
)

// String names the level.
func (l Level) String() string {
	switch l {
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "note"
}

// Problem is one thing to say about a value.
type Problem struct {
	Level Level
	// Text says what is wrong and what to do.
	Text string
	// Partial marks an error that typing on may cure: the beginning of a GUID. While somebody types it need not shout.
	Partial bool
}

// Worst is the highest level among problems; false when there are none.
func Worst(problems []Problem) (Level, bool) {
	worst := Note
	for _, p := range problems {
		worst = max(worst, p.Level)
	}
	return worst, len(problems) > 0
}

// Failed tells whether one of the problems is an Error.
func Failed(problems []Problem) bool {
	worst, _ := Worst(problems)
	return worst == Error
}

func note(text string) Problem       { return Problem{Level: Note, Text: text} }
func warning(text string) Problem    { return Problem{Level: Warning, Text: text} }
func failure(text string) Problem    { return Problem{Level: Error, Text: text} }
func unfinished(text string) Problem { return Problem{Level: Error, Text: text, Partial: true} }

const (
	whereTenant = "Entra ID ▸ Overview ▸ Tenant ID"
	whereClient = "App registrations ▸ your app ▸ Overview ▸ Application (client) ID"
	whereSecret = "App registrations ▸ your app ▸ Certificates & secrets ▸ New client secret ▸ column Value"
)

// Tenant checks a tenant: a GUID or a domain. A login, client or API URL and an e-mail address give the tenant in them.
func Tenant(raw string) (string, []Problem) {
	s, p := tidy(raw)
	switch {
	case s == "":
		return "", append(p, unfinished("The tenant is missing: "+whereTenant+", or a domain such as contoso.onmicrosoft.com."))
	case len(s) > 4096:
		return "", append(p, failure("This is far too long for a tenant."))
	case hasControl(s):
		return "", append(p, failure("This holds control characters: copy the tenant ID again ("+whereTenant+")."))
	}
	if v, ok := valueOf(s, fieldTenant); ok {
		s = v
		p = append(p, note("The value after the name was taken."))
	}
	if u, ok := readAddress(s); ok {
		switch {
		case u.Tenant != "":
			s = u.Tenant
			p = append(p, note("The tenant was taken from the URL."))
		case u.common != "":
			s = u.common
		default:
			return "", append(p, failure("This URL names no tenant. Enter the tenant's GUID ("+whereTenant+") or a domain."))
		}
	} else if at := strings.LastIndexByte(s, '@'); at >= 0 && !strings.ContainsAny(s, " /") {
		s = s[at+1:]
		p = append(p, note("The domain of the e-mail address was taken."))
		if personalMail(s) {
			return "", append(p, failure(s+" is for personal mail and belongs to no organisation's tenant. Enter the tenant's GUID ("+whereTenant+")."))
		}
	}
	if g, changed, ok := asGUID(s); ok {
		if changed {
			p = append(p, note("It was brought into the usual form of a GUID."))
		}
		switch strings.ToLower(g) {
		case "00000000-0000-0000-0000-000000000000":
			return "", append(p, failure("This is the empty GUID. Copy the tenant ID again ("+whereTenant+")."))
		case "9188040d-6c67-4c5b-b112-36a304b66dad":
			return "", append(p, failure("This is the tenant of personal Microsoft accounts; an app can't sign in there. Enter your organisation's tenant."))
		}
		return g, p
	}
	switch low := strings.ToLower(s); {
	case low == "common", low == "organizations", low == "consumers":
		return "", append(p, failure("“"+low+"” stands for whichever tenant a person signs in to. An app signs in by itself and must name its tenant: "+whereTenant+", or a domain."))
	case isPlaceholder(s):
		return "", append(p, failure("This is a placeholder. Enter the tenant's GUID ("+whereTenant+") or a domain."))
	case couldBecomeGUID(s):
		return "", append(p, unfinished("A GUID has 32 digits, in groups of 8-4-4-4-12; this one is not complete."))
	case !isASCII(s) && strings.Contains(s, "."):
		return "", append(p, failure("Enter the tenant's GUID or its .onmicrosoft.com domain: a domain with special letters can't be used here."))
	case strings.ContainsFunc(s, unicode.IsSpace):
		return "", append(p, failure("This looks like the organisation's name. Enter the tenant's GUID ("+whereTenant+") or a domain such as contoso.onmicrosoft.com."))
	case strings.HasSuffix(s, ".") && isDomain(strings.TrimSuffix(s, ".")):
		return strings.TrimSuffix(s, "."), append(p, note("The full stop at the end was removed."))
	case isDomain(s):
		return s, p
	case isLabel(s):
		return "", append(p, unfinished("“"+clip(s)+"” is neither a GUID nor a domain. Did you mean "+clip(strings.ToLower(s))+".onmicrosoft.com?"))
	}
	return "", append(p, unfinished("This is neither a GUID nor a domain. Enter the tenant ID ("+whereTenant+") or a domain such as contoso.onmicrosoft.com."))
}

// ClientID checks the Application (client) ID of a registration. tenant is the tenant entered before, or "".
func ClientID(raw, tenant string) (string, []Problem) {
	s, p := tidy(raw)
	switch {
	case s == "":
		return "", append(p, unfinished("The client ID is missing: "+whereClient+"."))
	case len(s) > 4096:
		return "", append(p, failure("This is far too long for a client ID."))
	case hasControl(s):
		return "", append(p, failure("This holds control characters: copy the client ID again ("+whereClient+")."))
	}
	if v, ok := valueOf(s, fieldClient); ok {
		s = v
		p = append(p, note("The value after the name was taken."))
	}
	if u, ok := readAddress(s); ok {
		if u.ClientID == "" {
			return "", append(p, failure("This URL names no app. Copy the client ID: "+whereClient+"."))
		}
		s = u.ClientID
		p = append(p, note("The client ID was taken from the URL."))
	}
	g, changed, ok := asGUID(s)
	switch {
	case !ok && isPlaceholder(s):
		return "", append(p, failure("This is a placeholder. Copy the client ID: "+whereClient+"."))
	case !ok && looksLikeSecret(s):
		return "", append(p, failure("This looks like a client secret. Here belongs the client ID, a GUID: "+whereClient+"."))
	case !ok && couldBecomeGUID(s):
		return "", append(p, unfinished("A GUID has 32 digits, in groups of 8-4-4-4-12; this one is not complete."))
	case !ok:
		return "", append(p, unfinished("A client ID is a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301: "+whereClient+"."))
	}
	if changed {
		p = append(p, note("It was brought into the usual form of a GUID."))
	}
	tenantID, _, tenantIsGUID := asGUID(strings.TrimSpace(tenant))
	switch low := strings.ToLower(g); {
	case low == "00000000-0000-0000-0000-000000000000":
		return "", append(p, failure("This is the empty GUID. Copy the client ID again ("+whereClient+")."))
	case tenantIsGUID && strings.EqualFold(g, tenantID):
		return "", append(p, failure("This is the tenant ID once more. The client ID stands above it on the same page: "+whereClient+"."))
	case low == "996def3d-b36c-4153-8607-a6fd3c01b89f":
		return "", append(p, failure("This is the ID of Business Central itself, not of your app: "+whereClient+"."))
	}
	return g, p
}

// Environment checks an environment's name. Business Central decides what it accepts, so an unusual name is doubtful
// here and no error.
func Environment(raw string) (string, []Problem) {
	s, p := tidy(raw)
	switch {
	case s == "":
		return "", append(p, unfinished("The environment's name is missing; the first one is usually called Production."))
	case len(s) > 4096:
		return "", append(p, failure("This is far too long for an environment's name."))
	case hasControl(s):
		return "", append(p, failure("This holds control characters: copy the name again (Business Central admin center ▸ Environments)."))
	}
	if v, ok := valueOf(s, fieldEnvironment); ok {
		s = v
		p = append(p, note("The value after the name was taken."))
	}
	if u, ok := readAddress(s); ok {
		if u.Environment == "" {
			return "", append(p, failure("This URL names no environment. Enter its name (Business Central admin center ▸ Environments)."))
		}
		s = u.Environment
		p = append(p, note("The environment was taken from the URL."))
	}
	switch {
	case isPlaceholder(s):
		return "", append(p, failure("This is a placeholder. Enter the environment's name (Business Central admin center ▸ Environments)."))
	case strings.ContainsAny(s, `/\?#%`):
		return "", append(p, failure("An environment's name has none of / \\ ? # %. Enter it as the admin center shows it."))
	case len([]rune(s)) > 100:
		return "", append(p, failure("This is too long for an environment's name."))
	}
	if len([]rune(s)) > 30 {
		p = append(p, warning("Environments' names are usually not longer than 30 characters."))
	}
	if _, _, ok := asGUID(s); ok {
		p = append(p, warning("This is a GUID. An environment is named by its name, such as Production."))
	} else if strings.ContainsFunc(s, func(r rune) bool {
		return !(unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_')
	}) {
		p = append(p, warning("Environments' names usually hold letters, digits and hyphens only."))
	}
	return s, p
}

// asGUID accepts a GUID, also in braces or without hyphens. The case of its letters stays.
func asGUID(s string) (guid string, changed, ok bool) {
	t := strings.TrimSpace(s)
	for _, pair := range []string{"{}", "()", "[]", "<>"} {
		if len(t) > 2 && t[0] == pair[0] && t[len(t)-1] == pair[1] {
			t = t[1 : len(t)-1]
		}
	}
	if low := strings.ToLower(t); strings.HasPrefix(low, "api://") {
		t = t[len("api://"):]
	} else if strings.HasPrefix(low, "urn:uuid:") {
		t = t[len("urn:uuid:"):]
	}
	if len(t) == 32 && allHex(t) {
		t = t[:8] + "-" + t[8:12] + "-" + t[12:16] + "-" + t[16:20] + "-" + t[20:]
	}
	if len(t) != 36 {
		return "", false, false
	}
	for i := range len(t) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if t[i] != '-' {
				return "", false, false
			}
		} else if !isHex(t[i]) {
			return "", false, false
		}
	}
	return t, t != s, true
}

// couldBecomeGUID tells whether s is the beginning of a GUID, long enough to be meant as one.
func couldBecomeGUID(s string) bool {
	s = strings.TrimLeft(s, "{")
	if len(s) < 4 || len(s) >= 36 {
		return false
	}
	digits := 0
	for i := range len(s) {
		switch {
		case isHex(s[i]):
			digits++
		case s[i] == '-' && (i == 8 || i == 13 || i == 18 || i == 23):
		default:
			return false
		}
	}
	// "cafe" is a word, "cafe1234" hardly.
	return strings.ContainsAny(s, "0123456789") && digits >= 4
}

func allHex(s string) bool {
	for i := range len(s) {
		if !isHex(s[i]) {
			return false
		}
	}
	return s != ""
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// isDomain accepts a DNS name of two labels or more.
func isDomain(s string) bool {
	if len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if !isLabel(l) {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(last) >= 2 && !strings.ContainsAny(last[:1], "0123456789")
}

func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// isPlaceholder recognises what templates leave to be filled in: <tenant>, {{tenantId}}, $(X), "your-tenant-id", xxx.
func isPlaceholder(s string) bool {
	if isSecretPlaceholder(s) {
		return true
	}
	switch foldKey(s) {
	case "tenantid", "clientid", "clientsecret", "tenantname", "none", "null", "undefined", "todo":
		return true
	}
	if len(s) < 2 {
		return false
	}
	open, end := s[0], s[len(s)-1]
	if open == '{' && end == '}' || open == '[' && end == ']' {
		_, _, guid := asGUID(s)
		return !guid && !strings.ContainsAny(s, ".@") && len(s) > 2
	}
	return false
}

// isSecretPlaceholder is the part of it that no secret could be mistaken for.
func isSecretPlaceholder(s string) bool {
	t := strings.TrimSpace(s)
	if len(t) < 3 {
		return false
	}
	end := t[len(t)-1]
	switch {
	case t[0] == '<' && end == '>':
		_, _, guid := asGUID(t)
		return !guid && !strings.ContainsAny(t, ".@")
	case strings.HasPrefix(t, "{{") && strings.HasSuffix(t, "}}"), strings.HasPrefix(t, "${") && end == '}',
		strings.HasPrefix(t, "$(") && end == ')', t[0] == '%' && end == '%' && isLabel(t[1:len(t)-1]):
		return true
	}
	low := foldKey(t)
	for _, w := range []string{"yourtenant", "yourclient", "yoursecret", "yourapp", "yourenvironment", "mytenantid", "myclientid",
		"myclientsecret", "changeme", "tobefilled", "placeholder", "insertyour", "enteryour", "replaceme", "replacewith"} {
		if strings.HasPrefix(low, w) && len(low) < 40 {
			return true
		}
	}
	return strings.Trim(t, "xX-") == "" || strings.Trim(t, ".…") == "" || strings.Trim(t, "?") == ""
}

func personalMail(domain string) bool {
	switch strings.ToLower(domain) {
	case "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com",
		"gmx.de", "gmx.net", "gmx.ch", "web.de", "t-online.de", "proton.me", "protonmail.com", "aol.com", "mail.com":
		return true
	}
	return false
}

// clip shortens a value that is quoted in a text.
func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}

func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

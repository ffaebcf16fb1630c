package demo

import (
	"fmt"
	"io"
	"strings"
)

// Describe prints what somebody needs who wants to use the tenant from another program: addresses, registrations, and
// two lines for a shell that fetch a token and the companies.
func Describe(w io.Writer, s *Server) error {
	var b strings.Builder
	good := s.registrations[0]
	fmt.Fprintf(&b, "The demo tenant is listening. Nothing in it is real; it ends with this program.\n\n")
	fmt.Fprintf(&b, "  Authority and API   %s\n", s.URL())
	if s.cert != nil {
		fmt.Fprintf(&b, "  the same over TLS   %s   (certificate made at start)\n", s.TLSURL())
	}
	fmt.Fprintf(&b, "  Tenant              %s   (%s)\n", good.Domain, good.TenantID)
	fmt.Fprintf(&b, "  Environments        Production, Sandbox\n")
	fmt.Fprintf(&b, "  Scope               %s/.default\n", resourceURL)
	fmt.Fprintf(&b, "  Faults              %s/faults   (for example: curl -d '503 on=page skip=2' %[1]s/faults)\n\n", s.URL())
	fmt.Fprintf(&b, "Registrations (name, client ID, secret, what is the matter):\n")
	for _, r := range s.registrations {
		fmt.Fprintf(&b, "  %-18s %s  %-40s  %s\n", r.Name, r.ClientID, r.Secret, r.Title)
		if r.TenantID != good.TenantID {
			fmt.Fprintf(&b, "  %-18s tenant %s (%s)\n", "", r.Domain, r.TenantID)
		}
	}
	fmt.Fprintf(&b, "\nTry it:\n%s\n", s.Curl("good"))
	_, err := io.WriteString(w, b.String())
	return err
}

// Curl is a shell script of two commands that fetches a token for a registration and then the companies of Production.
// It is "" for an unknown name.
func (s *Server) Curl(name string) string {
	r, ok := s.Registration(name)
	if !ok {
		return ""
	}
	return fmt.Sprintf("  TOKEN=$(curl -s -d grant_type=client_credentials -d client_id=%s --data-urlencode 'client_secret=%s' --data-urlencode 'scope=%s/.default' '%s/%s/oauth2/v2.0/token' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n"+
		"  curl -s -H \"Authorization: Bearer $TOKEN\" '%s/v2.0/%s/Production/api/v2.0/companies'\n",
		r.ClientID, r.Secret, resourceURL, s.URL(), r.Domain, s.URL(), r.Domain)
}

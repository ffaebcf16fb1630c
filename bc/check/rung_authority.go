package check

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"bctui/auth"
)

// authorityRung proves the way to the sign-in service: name, network, proxy, TLS, clock.
func authorityRung() rung {
	return rung{id: RungAuthority, name: "Authority", needs: []RungID{RungInput},
		proves: "The sign-in service answers; its Date header is compared with this machine's clock.", climb: climbAuthority}
}

const factDiscovery = "discovery"

// skewed is from where on a clock is called wrong: signed assertions are refused at five minutes.
const skewed = 2 * time.Minute

// discover reads the tenant's openid-configuration, once for the rungs that need it and for the sign-in.
func (k *climb) discover() (auth.Discovery, error) {
	return ask(k, RungAuthority, factDiscovery, func(ctx context.Context) (auth.Discovery, error) {
		return auth.Discover(ctx, k.v.discoveryRegistration(), k.authOptions())
	})
}

func climbAuthority(k *climb) {
	if p, bad := k.v.failed("authority"); bad {
		k.skip("the authority is no usable URL: " + p.Text)
		return
	}
	k.Check.preconnect(k.ctx)
	d, err := k.discover()
	if k.interrupted(err) {
		return
	}
	var refused *auth.Error
	evidence := d.Evidence
	switch {
	case errors.As(err, &refused) && isEntras(refused) && refused.Status < 500 && entraCode(refused) != EntraThrottled:
		evidence = refused.Evidence // Entra says no, and that is Entra: the tenant's rung tells what
	case err != nil:
		k.add(k.discoveryFinding(err))
		if refused != nil {
			k.authorityFacts(refused.Evidence)
		}
		return
	}
	k.authorityFacts(evidence)
	host := k.v.registration().AuthorityHost()
	parts := []string{host}
	if evidence.TLS != "" {
		parts = append(parts, evidence.TLS)
	}
	if skew, known := evidence.Skew(); known {
		parts = append(parts, k.clock(skew))
	}
	if evidence.Proxy != "" {
		parts = append(parts, "through the proxy "+evidence.Proxy)
	}
	k.intercepted(host, evidence)
	k.say("%s", strings.Join(parts, ", "))
}

// discoveryFinding explains why the sign-in service could not be read.
func (k *climb) discoveryFinding(err error) Finding {
	f := explain(err)
	if f.Code == TLSExpired || f.Code == TLSNotYetValid {
		f.Also = []Alternative{
			{Cause: "This machine's clock is wrong.", Tell: "Its date is " + k.o.Now().Format("2006-01-02 15:04") + "; compare it with another clock.", Who: auth.You},
			{Cause: "The server's certificate is out of date.", Tell: "A browser on another machine complains as well.", Who: auth.Network},
		}
	}
	return f
}

func (k *climb) authorityFacts(e auth.Evidence) {
	k.fact("Address", e.URL)
	k.fact("Status", status(e.Status))
	k.fact("TLS", e.TLS)
	k.fact("Certificate of", e.CertSubject)
	k.fact("Issued by", e.CertIssuer)
	k.fact("Proxy", e.Proxy)
	k.fact("Request ID", e.RequestID)
	if !e.Date.IsZero() {
		k.fact("Server's clock", e.Date.UTC().Format(time.RFC3339))
		k.fact("This machine's clock", e.Received.UTC().Format(time.RFC3339))
	}
}

// clock compares the clocks and says so in a few words.
func (k *climb) clock(skew time.Duration) string {
	off := skew.Abs()
	if off < 1500*time.Millisecond {
		return "clock within 1 s"
	}
	direction := "behind"
	if skew < 0 {
		direction = "ahead"
	}
	if off >= skewed {
		k.add(Finding{
			Code: ClockSkew, Severity: Caution, Title: fmt.Sprintf("this machine's clock is %s %s", duration(off), direction), Who: auth.You,
			Cause: "A sign-in with a secret does not depend on the clock. Signed sign-ins fail from five minutes on, certificates can look out of date, and the times that are shown here (how long the token lasts) follow this machine's clock.",
			Steps: []string{"Set this machine's clock (automatic time)", "In a container or virtual machine, set the host's clock"},
			Evidence: []Fact{
				{"Difference", fmt.Sprintf("%s %s", off.Round(time.Second), direction)},
				{"Measured by", "the Date header of the sign-in service"},
			},
		})
	}
	return fmt.Sprintf("clock %s %s", off.Round(time.Second), direction)
}

// intercepted tells when the certificate of a Microsoft host comes from somebody else: this machine trusts a product
// that opens TLS on its way.
func (k *climb) intercepted(host string, e auth.Evidence) {
	name, _, _ := strings.Cut(strings.ToLower(host), ":")
	if e.CertIssuer == "" || !microsoftLogin(name) || publicIssuer(e.CertIssuer) {
		return
	}
	issuer := line(e.CertIssuer, 120)
	k.add(Finding{
		Code: TLSIntercepted, Severity: Caution, Title: "TLS is opened on its way", Who: auth.Network,
		Cause: fmt.Sprintf("The certificate of %s was issued by %s. Microsoft's come from Microsoft or DigiCert, so a proxy, firewall or virus scanner, which this machine trusts, reads the traffic, the secret included.", name, issuer),
		Steps: []string{"Ask whoever runs the network whether that is meant, and to leave " + name + " out of TLS inspection if not"},
		Evidence: []Fact{
			{"Certificate of", e.CertSubject}, {"Issued by", e.CertIssuer}, {"Proxy", orElse(e.Proxy, "none is set")},
		},
	})
}

func microsoftLogin(host string) bool {
	switch host {
	case "login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net", "login.microsoftonline.us",
		"login.partner.microsoftonline.cn", "login.chinacloudapi.cn":
		return true
	}
	return isOnline(host)
}

func publicIssuer(issuer string) bool {
	low := strings.ToLower(issuer)
	return strings.Contains(low, "microsoft") || strings.Contains(low, "digicert")
}

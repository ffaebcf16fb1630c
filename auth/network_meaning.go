package auth

import (
	"fmt"
	"net"
	"strings"
	"time"
)

// networkMeaning explains a failure on the way. Host, Proxy, TLS and Certificate of e must be set.
func networkMeaning(e *NetworkError) Meaning {
	name := e.Host
	if h, _, err := net.SplitHostPort(name); err == nil {
		name = h
	}
	// A host that Microsoft runs is spelled right; another one was typed by somebody.
	ours := cloudOf(name) != "" || strings.HasSuffix(name, ".dynamics.com")
	who := You
	if ours {
		who = Network
	}
	switch e.Kind {
	case KindDNS:
		m := Meaning{Title: "the host's name is not known", Who: who,
			Cause: "The name " + name + " gives no address: this machine is offline, its name server does not know the name, or the name is misspelled.",
			Steps: []string{"Check that this machine is online, and the VPN if you need one", "Check the spelling of " + name,
				"Try: nslookup " + name}}
		if ours {
			m.Steps[1] = "Ask whoever runs the network whether " + name + " is blocked by the name server"
		}
		return m
	case KindRefused:
		m := Meaning{Title: "nothing listens there", Who: who,
			Cause: e.Host + " refuses the connection: no service runs on that port, or a firewall turns it away.",
			Steps: []string{"Check host and port of the URL", "Check that the service runs"}}
		if ours {
			m.Steps = []string{"Ask whoever runs the network to let https (port 443) through to " + name}
		}
		return m
	case KindUnreachable:
		return Meaning{Title: "no way to the host", Who: Network,
			Cause: "There is no network path to " + e.Host + ".",
			Steps: []string{"Check that this machine is online, and the VPN if you need one"}}
	case KindTimeout:
		return Meaning{Title: "no answer in time", Who: Network,
			Cause: e.Host + " did not answer in time: the network is slow, a firewall swallows the packets, or a proxy is needed and not set.",
			Steps: []string{"Try again", "If this network needs a proxy, set HTTPS_PROXY", "Ask whoever runs the network to let https (port 443) through to " + name}}
	case KindReset:
		return Meaning{Title: "the connection was dropped", Who: Network,
			Cause: "The connection to " + e.Host + " was ended from the other side or on the way before the answer was complete.",
			Steps: []string{"Try again", "If it happens every time, a firewall or proxy on the way cuts the connection: ask whoever runs the network"}}
	case KindCanceled:
		return Meaning{Title: "cancelled", Who: You, Cause: "The request was given up before an answer came."}
	case KindProxy:
		return proxyMeaning(e)
	case KindTLS:
		return tlsMeaning(e, name, who)
	}
	return Meaning{Title: "the network failed", Who: Network, Cause: "No answer came from " + e.Host + ": " + e.Text + ".",
		Steps: []string{"Try again", "Check host and port of the URL", "If this network needs a proxy, set HTTPS_PROXY"}}
}

func proxyMeaning(e *NetworkError) Meaning {
	proxy := e.Proxy
	if proxy == "" {
		proxy = "the proxy"
	}
	m := Meaning{Title: "the proxy can't be reached", Who: Network,
		Cause: "The environment sends requests through " + proxy + " (HTTPS_PROXY), and it can't be used: " + e.Text + ".",
		Steps: []string{"Check the value of HTTPS_PROXY", "If no proxy is needed here, unset HTTPS_PROXY, or name the host in NO_PROXY"}}
	switch {
	case e.ProxyStatus == 407:
		m.Title = "the proxy wants a sign-in"
		m.Cause = "The proxy " + proxy + " lets nobody through without user name and password (407)."
		m.Steps = []string{"Put user name and password into the proxy's URL: HTTPS_PROXY=http://user:password@host:port (special characters percent-encoded)",
			"If the proxy asks for Negotiate or NTLM, run a local helper such as cntlm or px and point HTTPS_PROXY at it"}
	case e.ProxyStatus != 0:
		m.Title = "the proxy refuses to connect"
		m.Cause = fmt.Sprintf("The proxy %s answered %d instead of connecting to %s.", proxy, e.ProxyStatus, e.Host)
		m.Steps = []string{"Ask whoever runs the proxy to let " + e.Host + " through"}
	}
	return m
}

func tlsMeaning(e *NetworkError, name string, who Who) Meaning {
	issuer := "an unknown issuer"
	if e.Certificate != nil && e.Certificate.Issuer != "" {
		issuer = "“" + e.Certificate.Issuer + "”"
	}
	trust := "Have the proxy's root certificate installed in this machine's certificate store (on Linux a file named by SSL_CERT_FILE also does)"
	switch e.TLS {
	case TLSUnknownAuthority:
		m := Meaning{Title: "the server's certificate is not trusted", Who: who,
			Cause: name + " presented a certificate issued by " + issuer + ", which this machine does not trust.",
			Steps: []string{"If this is a server of your own, add its root certificate to this machine's certificate store (on Linux, name it by SSL_CERT_FILE)",
				"If a proxy opens TLS here, its root certificate has to be trusted the same way"}}
		if p := interceptor(issuer); p != "" {
			m.Who = Network
			m.Cause += " That looks like " + p + ", a product that opens TLS connections on their way."
			m.Steps = []string{trust, "Or ask whoever runs the network to leave " + name + " out of TLS inspection"}
		} else if who == Network {
			m.Cause += " Microsoft's certificates come from public authorities, so something on the way opens the connection: a TLS-inspecting proxy, a firewall or a virus scanner."
			m.Steps = []string{trust, "Or ask whoever runs the network to leave " + name + " out of TLS inspection"}
		}
		return m
	case TLSExpired, TLSNotYetValid:
		m := Meaning{Title: "the server's certificate has expired", Who: who,
			Cause: "The certificate that " + name + " presented (issued by " + issuer + ") is out of date, or this machine's clock is wrong.",
			Steps: []string{"Check this machine's date and time", "Have the server's certificate renewed"}}
		if e.Certificate != nil {
			m.Cause += " It is valid from " + day(e.Certificate.NotBefore) + " to " + day(e.Certificate.NotAfter) + "."
		}
		if e.TLS == TLSNotYetValid {
			m.Title = "the server's certificate is not valid yet"
		}
		return m
	case TLSWrongHost:
		m := Meaning{Title: "the certificate is for another host", Who: who,
			Cause: "What answers as " + name + " presented a certificate that is not for that name (issued by " + issuer + "): the URL is wrong, or something on the way answers in its place.",
			Steps: []string{"Check the host in the URL", "If a sign-in page of the network (hotel, guest Wi-Fi) is in the way, open a browser and sign in there first"}}
		if e.Certificate != nil && len(e.Certificate.Names) > 0 {
			names := e.Certificate.Names
			if len(names) > 5 {
				names = append(append([]string(nil), names[:5]...), "…")
			}
			m.Cause += " It is for " + printable(strings.Join(names, ", "), 300) + "."
		}
		return m
	case TLSNotTLS:
		return Meaning{Title: "no https there", Who: who,
			Cause: "What answers at " + e.Host + " does not speak TLS.",
			Steps: []string{"Check port and scheme of the URL; plain http:// is possible to this machine only", "If a proxy is set, check that HTTPS_PROXY names the right port"}}
	}
	return Meaning{Title: "no secure connection", Who: who,
		Cause: "No TLS connection to " + e.Host + " could be agreed on: " + e.Text + ".",
		Steps: []string{"Check this machine's date and time", "Ask whoever runs the network whether a proxy or firewall opens TLS connections to " + name}}
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }

// interceptor recognises products that open TLS by the name in their certificates' issuer.
func interceptor(issuer string) string {
	low := strings.ToLower(issuer)
	for _, p := range []struct{ part, name string }{
		{"zscaler", "Zscaler"}, {"netskope", "Netskope"}, {"fortinet", "FortiGate"}, {"fortigate", "FortiGate"},
		{"palo alto", "Palo Alto Networks"}, {"umbrella", "Cisco Umbrella"}, {"blue coat", "Blue Coat"}, {"bluecoat", "Blue Coat"},
		{"forcepoint", "Forcepoint"}, {"websense", "Forcepoint"}, {"sophos", "Sophos"}, {"skyhigh", "Skyhigh"}, {"mcafee", "McAfee"},
		{"kaspersky", "Kaspersky"}, {"eset ssl", "ESET"}, {"avast", "Avast"}, {"avg web", "AVG"}, {"bitdefender", "Bitdefender"},
		{"check point", "Check Point"}, {"checkpoint", "Check Point"}, {"squid", "Squid"}, {"mitmproxy", "mitmproxy"},
		{"fiddler", "Fiddler"}, {"charles proxy", "Charles"}, {"portswigger", "Burp"}, {"cloudflare gateway", "Cloudflare Gateway"},
		{"gateway ca - cloudflare", "Cloudflare Gateway"}, {"iboss", "iboss"}, {"watchguard", "WatchGuard"}, {"sonicwall", "SonicWall"},
		{"barracuda", "Barracuda"}, {"cato networks", "Cato Networks"}, {"trend micro", "Trend Micro"},
	} {
		if strings.Contains(low, p.part) {
			return p.name
		}
	}
	return ""
}

package auth

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Every number of the reference, section 2.
func TestTheCatalogueKnowsTheReference(t *testing.T) {
	for _, n := range []int{
		7000215, 7000222, 7000216, 7000218, 700016, 90002, 900023, 50059, 50194, 9001023, 900144, 90014, 70003, 1002012, 70011, 28002, 28003, 70022,
		500011, 500014, 50001, 650052, 650057, 7000229, 7000112, 70001, 501051, 50105, 53003, 700027, 700024, 700213, 700211, 7002138, 70021,
		90013, 9002313, 90038, 900382, 900432, 50196, 90055, 429001, 429999, 900971, 65001, 50034, 50076, 50126, 530035,
	} {
		if _, ok := Lookup(n); !ok {
			t.Errorf("AADSTS%d has no meaning", n)
		}
	}
	for _, n := range []int{0, -1, 1, 428999, 430000, 123456789} {
		if _, ok := Lookup(n); ok {
			t.Errorf("AADSTS%d should be unknown", n)
		}
	}
}

func TestEveryMeaningIsWhole(t *testing.T) {
	regs := map[string]Registration{
		"filled": {Tenant: tenant, ClientID: clientID}, "empty": {}, "tenant only": {Tenant: "contoso.com"}, "odd": {Tenant: "a/b?c#d", ClientID: "x y/../z"},
		"US": {Tenant: tenant, ClientID: clientID, Authority: "https://login.microsoftonline.us"}, "own": {Tenant: tenant, ClientID: clientID, Authority: "https://127.0.0.1:9443"},
	}
	check := func(what string, m Meaning) {
		t.Helper()
		if m.Title == "" || m.Cause == "" || m.Who == WhoUnknown || len(m.Steps) == 0 {
			t.Errorf("%s is not whole: %+v", what, m)
		}
		if strings.HasSuffix(m.Title, ".") || !strings.HasSuffix(m.Cause, ".") || len(m.Title) > 70 {
			t.Errorf("%s: title %q, cause %q", what, m.Title, m.Cause)
		}
		for name, r := range regs {
			got := m.For(r)
			for _, s := range append([]string{got.Title, got.Cause, got.Where, got.Link}, got.Steps...) {
				if strings.ContainsAny(s, "{}") {
					t.Errorf("%s for %s: %q", what, name, s)
				}
			}
			if got.Link == "" {
				continue
			}
			u, err := url.Parse(got.Link)
			if err != nil || u.Scheme != "https" || u.Host == "" || strings.ContainsAny(got.Link, " \t\n") {
				t.Errorf("%s for %s: link %q", what, name, got.Link)
			}
		}
	}
	codes := Codes()
	if len(codes) < 80 {
		t.Errorf("only %d numbers", len(codes))
	}
	for _, n := range codes {
		m, _ := Lookup(n)
		check("AADSTS"+strconv.Itoa(n), m)
		if m.Link == "" {
			t.Errorf("AADSTS%d has no link", n)
		}
	}
	check("unknown", Unknown(4711))
	for _, name := range []string{"invalid_client", "unauthorized_client", "invalid_tenant", "invalid_scope", "invalid_resource", "unsupported_grant_type", "access_denied", "invalid_grant", "interaction_required", "temporarily_unavailable", "invalid_request"} {
		m, ok := oauthMeaning(name)
		if !ok {
			t.Errorf("%s has no meaning", name)
		}
		check(name, m)
	}
	for _, status := range []int{200, 204, 302, 400, 401, 403, 404, 405, 407, 410, 418, 429, 451, 500, 502, 503, 511, 599} {
		for _, body := range []BodyKind{BodyEmpty, BodyJSON, BodyXML, BodyHTML, BodyText} {
			check(strconv.Itoa(status)+" "+body.String(), statusMeaning(&Error{Status: status, Body: body}))
		}
	}
}

func TestLinksLeadToTheRegistrationsPages(t *testing.T) {
	m, _ := Lookup(7000215)
	for _, c := range []struct {
		reg  Registration
		link string
	}{
		{Registration{Tenant: tenant, ClientID: clientID}, "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/" + clientID},
		{Registration{Tenant: tenant, ClientID: clientID, Authority: "https://login.microsoftonline.us"}, "https://portal.azure.us/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/" + clientID},
		{Registration{Tenant: tenant, ClientID: clientID, Authority: "https://login.partner.microsoftonline.cn"}, "https://portal.azure.cn/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/" + clientID},
		{Registration{Tenant: tenant}, "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade"},
	} {
		if got := m.For(c.reg).Link; got != c.link {
			t.Errorf("%+v: %s", c.reg, got)
		}
	}
	consent, _ := Lookup(7000229)
	if got := consent.For(Registration{Tenant: "contoso.com", ClientID: clientID}).Link; got != "https://login.microsoftonline.com/contoso.com/adminconsent?client_id="+clientID {
		t.Errorf("consent: %s", got)
	}
	whos := []Who{EntraAdmin, BCAdmin, You, Network, Microsoft, WhoUnknown}
	var names []string
	for _, w := range whos {
		names = append(names, w.String())
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(whos) {
		t.Errorf("names of people: %v", names)
	}
}

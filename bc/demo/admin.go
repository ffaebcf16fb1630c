package demo

import (
	"net/http"
	"strings"

	"bctui/bc/demo/query"
)

// environmentJSON is one environment as both services tell it.
func (x *exchange) environmentJSON(b []byte, e environment, admin bool) []byte {
	address, version := "https://businesscentral.dynamics.com/"+contosoID+"/"+e.name, x.s.version(e)
	fields := [][2]string{
		{"aadTenantId", contosoID}, {"applicationFamily", "BusinessCentral"}, {"type", e.kind}, {"name", e.name}, {"countryCode", e.country},
		{"webServiceUrl", x.base()}, {"webClientLoginUrl", address}, {"ringName", "PROD"},
	}
	if admin {
		fields = [][2]string{
			{"friendlyName", e.name}, {"type", e.kind}, {"name", e.name}, {"countryCode", e.country}, {"applicationFamily", "BusinessCentral"},
			{"aadTenantId", contosoID}, {"applicationVersion", version}, {"status", "Active"}, {"webClientLoginUrl", address},
			{"webServiceUrl", x.base()}, {"locationName", "Demo"}, {"geoName", "Demo"}, {"ringName", "PROD"}, {"platformVersion", version},
		}
	}
	for i, f := range fields {
		b = append(b, "{,"[min(i, 1)])
		b = query.AppendText(b, f[0])
		b = append(b, ':')
		b = query.AppendText(b, f[1])
	}
	if admin {
		b = append(b, `,"versionDetails":{"version":`...)
		b = query.AppendText(b, version)
		b = append(b, `,"gracePeriodStartDate":"2027-05-01T00:00:00Z","enforcedUpdatePeriodStartDate":"2027-06-01T00:00:00Z"}`...)
	}
	return append(b, '}')
}

// version is that of the companies, which clients compare it with.
func (s *Server) version(e environment) string {
	if c := s.options.Data.Companies(e.name); len(c) > 0 {
		return c[0].SystemVersion
	}
	return e.version
}

// serveEnvironments is /environments/v1.2 (page api-get-environments). It takes any token of the service, unless the
// registration says that it does not.
func (x *exchange) serveEnvironments() {
	x.w.Header().Set("ms-correlation-x", x.trace)
	who := x.authenticate()
	if who == nil {
		return
	}
	if len(x.parts) != 2 || !isVersion(x.parts[1]) {
		x.notFound()
		return
	}
	if x.r.Method != http.MethodGet {
		x.notAllowed([]string{"environments"})
		return
	}
	if who.reg == nil || who.reg.NoEnvironments || len(who.claims.Roles) == 0 {
		x.reject(who)
		return
	}
	b := []byte(`{"value":[`)
	if who.claims.TenantID == contosoID {
		for i, e := range environments() {
			if i > 0 {
				b = append(b, ',')
			}
			b = x.environmentJSON(b, e, false)
		}
	}
	x.json(http.StatusOK, string(append(b, ']', '}')))
}

// serveAdmin is the admin center API (reference 4.6). Refusals have no body; errors are flat objects.
func (x *exchange) serveAdmin() {
	x.w.Header().Set("ms-correlation-x", x.trace)
	token := x.bearer()
	c, err := x.s.verify(token)
	now := x.s.options.Now().Unix()
	if token == "" || err != nil || now >= c.Expires || c.Audience != resourceURL && c.Audience != resourceID {
		x.text(http.StatusUnauthorized, "")
		return
	}
	r := x.s.client(c.AppID)
	if r == nil || r.AdminNotAllowed || !has(c.Roles, RoleAdmin) || c.TenantID != contosoID {
		x.text(http.StatusForbidden, "")
		return
	}
	if x.r.Method != http.MethodGet {
		x.text(http.StatusMethodNotAllowed, "")
		return
	}
	if len(x.parts) < 3 || !isVersion(x.parts[1]) {
		x.text(http.StatusNotFound, "")
		return
	}
	x.adminResource(x.parts[2:])
}

func (x *exchange) adminResource(parts []string) {
	path := strings.Join(parts, "/")
	switch path {
	case "authorizedAadApps/manageableTenants":
		x.json(http.StatusOK, `{"value":[{"entraTenantId":"`+contosoID+`"}]}`)
		return
	case "applications/environments":
		parts = []string{"applications", "BusinessCentral", "environments"}
	}
	if len(parts) < 3 || len(parts) > 4 || parts[0] != "applications" || parts[2] != "environments" {
		x.text(http.StatusNotFound, "")
		return
	}
	if !strings.EqualFold(parts[1], "BusinessCentral") {
		x.adminError("applicationTypeDoesNotExist", "The application family does not exist.", parts[1])
		return
	}
	if len(parts) == 4 {
		e, ok := environmentOf(parts[3])
		if !ok {
			x.adminError("environmentNotFound", "The environment does not exist.", parts[1]+"/"+parts[3])
			return
		}
		x.json(http.StatusOK, string(x.environmentJSON(nil, e, true)))
		return
	}
	b := []byte(`{"value":[`)
	for i, e := range environments() {
		if i > 0 {
			b = append(b, ',')
		}
		b = x.environmentJSON(b, e, true)
	}
	x.json(http.StatusOK, string(append(b, ']', '}')))
}

func (x *exchange) adminError(code, message, target string) {
	b := append([]byte(nil), `{"code":"`+code+`","message":`...)
	b = query.AppendText(b, message)
	b = append(b, `,"target":`...)
	b = query.AppendText(b, target)
	x.json(http.StatusNotFound, string(append(b, `,"extensionData":null,"clientError":[]}`...)))
}

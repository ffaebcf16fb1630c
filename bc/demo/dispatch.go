package demo

import (
	"net/http"
	"strconv"
	"strings"
)

// kindOf names a request by its path alone, before anything is known of schema or rights: see Fault.On.
func kindOf(parts []string) string {
	if len(parts) == 0 {
		return "other"
	}
	switch parts[0] {
	case "faults":
		return "faults"
	case "admin":
		return "admin"
	case "environments":
		return "environments"
	case "v2.0":
		_, _, rest, ok := splitAPI(parts)
		if !ok {
			return "other"
		}
		return kindOfResource(rest)
	}
	rest := strings.Join(parts[1:], "/")
	switch rest {
	case "v2.0/.well-known/openid-configuration", ".well-known/openid-configuration":
		return "discovery"
	case "oauth2/v2.0/token":
		return "token"
	case "discovery/instance":
		return "instance"
	}
	return "other"
}

func kindOfResource(rest []string) string {
	if len(rest) == 0 {
		return "service"
	}
	last := rest[len(rest)-1]
	switch {
	case last == "$metadata":
		return "metadata"
	case last == "$count":
		return "count"
	case strings.HasSuffix(last, ")"):
		return "record"
	case len(rest) > 1:
		return "page"
	case last == "companies":
		return "companies"
	case last == "entityDefinitions":
		return "definitions"
	case last == "apicategoryroutes":
		return "routes"
	}
	return "page"
}

// splitAPI cuts v2.0/[tenant/]environment/api/route/… into prefix (tenant and environment), route and the rest. A route
// is a version (v2.0, beta) or publisher/group/version.
func splitAPI(parts []string) (prefix, route, rest []string, ok bool) {
	for i := 2; i <= 3 && i < len(parts); i++ {
		if parts[i] != "api" {
			continue
		}
		after := parts[i+1:]
		n := 3
		if len(after) > 0 && isVersion(after[0]) {
			n = 1
		}
		n = min(n, len(after))
		return parts[1:i], after[:n], after[n:], true
	}
	return nil, nil, nil, false
}

func isVersion(s string) bool {
	if s == "beta" {
		return true
	}
	major, minor, ok := strings.Cut(strings.TrimPrefix(s, "v"), ".")
	if !ok || !strings.HasPrefix(s, "v") {
		return false
	}
	_, err1 := strconv.Atoi(major)
	_, err2 := strconv.Atoi(minor)
	return err1 == nil && err2 == nil
}

// dispatch hands the request to its service.
func (x *exchange) dispatch() {
	switch x.entry.Kind {
	case "faults":
		x.s.serveFaults(x)
	case "discovery", "token", "instance":
		x.serveEntra()
	case "admin":
		x.serveAdmin()
	case "environments":
		x.serveEnvironments()
	default:
		if len(x.parts) > 0 && x.parts[0] == "v2.0" {
			x.serveAPI()
			return
		}
		x.text(http.StatusNotFound, "404 page not found\n")
	}
}

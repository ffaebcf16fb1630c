package demo

import "strings"

// Tenant is a directory of the demo's Entra.
type Tenant struct {
	ID, Name string
	Domain   string
	// NoBusinessCentral: the service was never provisioned here, so that its service principal is missing (500011).
	NoBusinessCentral bool
	// BusinessCentralDisabled: an admin switched the service principal off (500014).
	BusinessCentralDisabled bool
}

// The tenants. Contoso has the environments; the others exist to show what a wrong tenant looks like.
const (
	contosoID  = "de300000-7e4a-4000-8000-000000000001"
	fabrikamID = "de300000-7e4a-4000-8000-000000000002"
	wingtipID  = "de300000-7e4a-4000-8000-000000000003"
)

func tenants() []Tenant {
	return []Tenant{
		{ID: contosoID, Name: "Contoso (demo)", Domain: "contoso.example"},
		{ID: fabrikamID, Name: "Fabrikam (demo)", Domain: "fabrikam.example", NoBusinessCentral: true},
		{ID: wingtipID, Name: "Wingtip (demo)", Domain: "wingtip.example", BusinessCentralDisabled: true},
	}
}

// tenantOf finds a tenant by its ID or domain, in any case.
func tenantOf(segment string) (Tenant, bool) {
	for _, t := range tenants() {
		if strings.EqualFold(segment, t.ID) || strings.EqualFold(segment, t.Domain) {
			return t, true
		}
	}
	return Tenant{}, false
}

// Environment of Business Central.
type environment struct {
	name, kind, country string
	version             string
}

func environments() []environment {
	return []environment{
		{name: "Production", kind: "Production", country: "US", version: "27.2.41234.0"},
		{name: "Sandbox", kind: "Sandbox", country: "US", version: "28.0.43871.0"},
	}
}

func environmentOf(name string) (environment, bool) {
	for _, e := range environments() {
		if strings.EqualFold(e.name, name) {
			return e, true
		}
	}
	return environment{}, false
}

package admin

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Source is where a name of an environment comes from.
type Source uint8

// The sources.
const (
	Typed       Source = iota // by the user; nobody confirmed it
	AdminCenter               // the admin center API
	Listing                   // /environments
)

// String names the source.
func (s Source) String() string {
	switch s {
	case AdminCenter:
		return "admin center"
	case Listing:
		return "list of environments"
	}
	return "typed name"
}

// Environment is one environment of a tenant. "" stands for what nobody told.
type Environment struct {
	Name         string // as it stands in addresses
	FriendlyName string
	Type         string // "Production", "Sandbox"
	Country      string // "US"
	Family       string // "BusinessCentral"
	Version      string // "27.2.41234.0"
	Status       string // "Active", "Upgrading", "SoftDeleted", …; the admin center alone tells it
	TenantID     string
	WebClientURL string
	Location     string
	Ring         string
	// UpdateEnforced is the day from which Microsoft updates the environment, as sent.
	UpdateEnforced string
	From           []Source
}

// Active tells whether the environment can be worked with, as far as it is known.
func (e Environment) Active() bool { return e.Status == "" || strings.EqualFold(e.Status, "Active") }

// Describe is type, country, version and status in a few words; "" when nothing is known.
func (e Environment) Describe() string {
	var parts []string
	for _, s := range []string{e.Type, e.Country, e.Version} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if !e.Active() {
		parts = append(parts, e.Status)
	}
	return strings.Join(parts, ", ")
}

func (e *Environment) complete(o Environment) {
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&e.FriendlyName, o.FriendlyName}, {&e.Type, o.Type}, {&e.Country, o.Country}, {&e.Family, o.Family}, {&e.Version, o.Version},
		{&e.Status, o.Status}, {&e.TenantID, o.TenantID}, {&e.WebClientURL, o.WebClientURL}, {&e.Location, o.Location}, {&e.Ring, o.Ring},
		{&e.UpdateEnforced, o.UpdateEnforced},
	} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	for _, s := range o.From {
		if !slices.Contains(e.From, s) {
			e.From = append(e.From, s)
		}
	}
}

// readEnvironment takes an environment of either service; nothing relies on a type, services differ between versions.
func readEnvironment(v map[string]any, from Source) Environment {
	e := Environment{
		Name: text(v, "name"), FriendlyName: text(v, "friendlyName"), Type: text(v, "type"), Country: text(v, "countryCode"),
		Family: text(v, "applicationFamily"), Version: text(v, "applicationVersion"), Status: text(v, "status"),
		TenantID: text(v, "aadTenantId", "entraTenantId"), WebClientURL: text(v, "webClientLoginUrl"), Location: text(v, "locationName"),
		Ring: text(v, "ringName"), From: []Source{from},
	}
	if details, ok := v["versionDetails"].(map[string]any); ok {
		if s := text(details, "version"); s != "" {
			e.Version = s
		}
		e.UpdateEnforced = text(details, "enforcedUpdatePeriodStartDate")
	}
	return e
}

// text gives the first member that has a value, as text.
func text(v map[string]any, names ...string) string {
	for _, n := range names {
		switch x := v[n].(type) {
		case string:
			if x != "" {
				return x
			}
		case json.Number:
			return x.String()
		case float64:
			return strconv.FormatFloat(x, 'f', -1, 64)
		}
	}
	return ""
}

package demo

import (
	"fmt"
	"sync"

	"bctui/bc/demo/model"
)

// automation is microsoft/automation/v2.0, as much of it as tells a client who may do what (reference 4.5): users
// with their permission sets, and extensions. The application users are those of the registrations that are set up.
type automation struct {
	server *Server
	schema func() *model.Schema
}

func newAutomation(s *Server) *automation {
	return &automation{server: s, schema: sync.OnceValue(automationSchema)}
}

func (a *automation) Schema() *model.Schema { return a.schema() }

func (a *automation) Companies(env string) []model.Company {
	return a.server.options.Data.Companies(env)
}

func automationSchema() *model.Schema {
	s := &model.Schema{
		Enums: []model.Enum{{Name: "userState", Members: model.Members("Enabled", "Disabled")}},
		Types: []model.Type{
			{Name: "automationCompany", Properties: model.Fields("id Edm.Guid, name Edm.String 30, evaluationCompany Edm.Boolean, " +
				"displayName Edm.String 250, businessProfileId Edm.String 250")},
			{Name: "user", Key: []string{"userSecurityId"}, Properties: model.Fields("userSecurityId Edm.Guid, userName Edm.String 50, " +
				"displayName Edm.String 80, state userState, expiryDate Edm.DateTimeOffset, contactEmail Edm.String 250"),
				Navigation: []model.Navigation{
					{Name: "userPermissions", Type: "userPermission", Collection: true, Constraints: []model.Constraint{{Property: "userSecurityId", Referenced: "userSecurityId"}}},
				}},
			{Name: "userPermission", Properties: model.Fields("id Edm.Guid, userSecurityId Edm.Guid, roleId Edm.String 20, displayName Edm.String 30, " +
				"company Edm.String 30, appId Edm.Guid, extensionName Edm.String 250, scope Edm.String")},
			{Name: "permissionSet", Properties: model.Fields("id Edm.Guid, roleId Edm.String 20, displayName Edm.String 30, appId Edm.Guid, " +
				"extensionName Edm.String 250")},
			{Name: "extension", Key: []string{"packageId"}, Properties: model.Fields("packageId Edm.Guid, id Edm.Guid, displayName Edm.String 250, " +
				"publisher Edm.String 250, versionMajor Edm.Int32, versionMinor Edm.Int32, versionBuild Edm.Int32, versionRevision Edm.Int32, " +
				"isInstalled Edm.Boolean, publishedAs Edm.String"), Actions: []string{"install", "uninstall"}},
		},
		Sets: []model.Set{
			{Name: "automationCompanies", Type: "automationCompany", Insertable: true, Updatable: true, TableID: 2000000006, TableName: "Company", App: "System"},
			{Name: "users", Type: "user", Updatable: true, TableID: 2000000120, TableName: "User", App: "System"},
			{Name: "userPermissions", Type: "userPermission", Insertable: true, Deletable: true, TableID: 2000000053, TableName: "Access Control", App: "System"},
			{Name: "permissionSets", Type: "permissionSet", TableID: 2000000167, TableName: "Aggregate Permission Set", App: "System"},
			{Name: "extensions", Type: "extension", TableID: 2000000160, TableName: "NAV App", App: "System"},
		},
	}
	if err := s.Prepare(); err != nil {
		panic("demo: automation: " + err.Error()) // a mistake in the literal above
	}
	return s
}

func (a *automation) Table(env, _, set string) (model.Table, bool) {
	rows := a.rows(env, set)
	return rows, rows != nil
}

func numbered(kind string, n int) model.Value {
	return model.MustGUID(fmt.Sprintf("de300000-%s-4000-8000-%012d", kind, n))
}

func (a *automation) rows(env, set string) records {
	switch set {
	case "automationCompanies":
		return a.companyRows(env)
	case "users":
		return a.users(env)
	case "userPermissions":
		return a.permissions(env)
	case "permissionSets":
		return permissionSets()
	case "extensions":
		return extensions()
	}
	return nil
}

func (a *automation) companyRows(env string) records {
	var rows records
	for _, c := range a.Companies(env) {
		if id, ok := model.ParseGUID(c.ID); ok {
			rows.add(id, model.T(c.Name), model.B(false), model.T(c.DisplayName), model.T(c.BusinessProfileID))
		}
	}
	return rows
}

// applications are the registrations that the environment knows.
func (a *automation) applications(env string) []*Registration {
	var out []*Registration
	for _, r := range a.server.registrations {
		if r.Apps[env] != Absent && r.TenantID == contosoID {
			out = append(out, r)
		}
	}
	return out
}

func (a *automation) users(env string) records {
	var rows records
	rows.add(numbered("05e2", 0), model.T("ADMIN"), model.T("Contoso admin (demo)"), model.E(0), model.NoDateTime(), model.T("admin@contoso.example"))
	for i, r := range a.applications(env) {
		state := 0
		if r.Apps[env] == Disabled {
			state = 1
		}
		rows.add(numbered("05e2", i+1), model.T("BCTUI "+r.Name), model.T("bctui demo: "+r.Title), model.E(state), model.NoDateTime(), model.T(""))
	}
	return rows
}

func (a *automation) permissions(env string) records {
	var rows records
	add := func(user int, role, name string) {
		rows.add(numbered("acce", len(rows)), numbered("05e2", user), model.T(role), model.T(name), model.T(""),
			numbered("a000", 1), model.T("Base Application"), model.T("System"))
	}
	add(0, "SUPER", "This role has all permissions.")
	for i, r := range a.applications(env) {
		if r.DeniedAll {
			continue
		}
		if len(r.Denied) == 0 {
			add(i+1, "D365 BUS FULL ACCESS", "Dyn. 365 Full Business Acc.")
		} else {
			add(i+1, "D365 SALES DOC, EDIT", "Dynamics 365 Create Sales Doc")
		}
		if has(r.Roles, RoleAutomation) {
			add(i+1, "D365 AUTOMATION", "Dyn. 365 Automation")
		}
	}
	return rows
}

func permissionSets() records {
	var rows records
	for i, s := range [][2]string{
		{"D365 AUTOMATION", "Dyn. 365 Automation"}, {"D365 BASIC", "Dynamics 365 Basic access"}, {"D365 BUS FULL ACCESS", "Dyn. 365 Full Business Acc."},
		{"D365 READ", "Dyn. 365 Read access"}, {"D365 SALES DOC, EDIT", "Dynamics 365 Create Sales Doc"}, {"EXTEN. MGT. - ADMIN", "Extension Management - Admin"},
		{"LOGIN", "Log in"}, {"SECURITY", "Assign permissions to users"}, {"SUPER", "This role has all permissions."},
	} {
		rows.add(numbered("5e70", i), model.T(s[0]), model.T(s[1]), numbered("a000", 1), model.T("Base Application"))
	}
	return rows
}

func extensions() records {
	var rows records
	for i, e := range []struct {
		name, publisher, as string
		major, minor        int
	}{
		{"System Application", "Microsoft", "Global", 27, 2}, {"Base Application", "Microsoft", "Global", 27, 2},
		{"_Exclude_APIV2_", "Microsoft", "Global", 27, 2}, {"Awkward, Names & Co.", "Contoso (demo)", "PTE", 1, 4},
	} {
		rows.add(numbered("9ac0", i), numbered("a000", i), model.T(e.name), model.T(e.publisher), model.I(e.major), model.I(e.minor),
			model.I(41234), model.I(0), model.B(true), model.T(e.as))
	}
	return rows
}

package check

import (
	"context"
	"errors"
	"strings"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/admin"
)

// rightsRung looks at what goes beyond data: the automation API and the admin center. Neither is needed to read, so
// what is missing is news; it is a failure for those who want it (Input.Want).
func rightsRung() rung {
	return rung{id: RungRights, name: "Automation", needs: []RungID{RungClaims},
		proves: "The automation API is asked for its companies, the admin center for the environments.", climb: climbRights}
}

func climbRights(k *climb) {
	if p, bad := k.v.failed("API"); bad {
		k.skip("the API's URL can't be right: " + p.Text)
		return
	}
	t, ok := k.tokenAtHand()
	if !ok {
		k.skip("there is no token")
		return
	}
	automation, heard := k.automationRight(t.Claims)
	if k.interrupted(nil) {
		return
	}
	center, also := k.adminRight(t.Claims)
	if k.interrupted(nil) {
		return
	}
	if !heard && !also && len(k.out.Findings) == 0 {
		k.skip("neither the automation API nor the admin center answered")
		return
	}
	k.say("%s; %s", automation, center)
}

// automationRight asks the automation API, where the token opens it. heard tells whether it said anything about the app.
func (k *climb) automationRight(c auth.Claims) (text string, heard bool) {
	wanted := k.in.Want.Automation
	if c.Unreadable == "" && !opensAutomation(c) {
		f := Finding{Code: AutomationRoleMissing, Severity: Note}
		if wanted {
			f.Severity = Failure
		}
		k.mean(&f, &auth.Meaning{
			Title: "the token does not open the automation API",
			Cause: roleAutomation + " is not among its roles. Data can be read without it; users, permission sets and extensions can't.",
			Who:   auth.EntraAdmin, Where: wherePermissions,
			Steps: []string{"Only if the app is meant to use it: Add a permission ▸ Dynamics 365 Business Central ▸ Application permissions ▸ " + roleAutomation,
				"Press “Grant admin consent”", "Give the app the permission set D365 AUTOMATION in Business Central (page 9860)"},
			Link: pagePermissions,
		})
		f.fact("roles", strings.Join(c.Roles, ", "))
		k.add(f)
		return "no automation", true
	}
	environment, err := k.environment()
	if err != nil {
		return "automation not asked", false
	}
	companies, err := k.automationCompanies(environment)
	var e *bc.Error
	switch {
	case err == nil:
		k.fact("Automation API", "200, "+count(len(companies), "company", "companies"))
		return "automation answers", true
	case isCancelled(err):
		return "", false
	case errors.As(err, &e) && k.sameTrouble(environment):
		// It is not the automation API that is in trouble: that is the finding of another rung.
		k.fact("Automation API", strings.TrimSpace(status(e.Status)+" "+line(e.Code, 60)))
		return "automation not reached", false
	case errors.As(err, &e) && e.Status >= 400 && e.Status < 500 && e.Kind != bc.Throttled && e.Kind != bc.Proxy && !strangeHost(e):
		f := serviceFinding(e)
		f.Code, f.Severity = AutomationRefused, Caution
		if wanted {
			f.Severity = Failure
		}
		f.Title = "the automation API turns the app away"
		f.Cause = "The token carries " + roleAutomation + ", and the automation API answers " + orElse(status(e.Status), "with an error") + "."
		f.Who, f.Where = auth.BCAdmin, "Business Central ▸ Microsoft Entra Applications (page 9860) ▸ the app ▸ User Permission Sets"
		f.Steps = []string{
			"Set State of the app to Disabled: only then can the card be edited",
			"Add the permission sets D365 AUTOMATION and EXTEN. MGT. - ADMIN",
			"Set State to Enabled again",
		}
		k.fact("Automation API", strings.TrimSpace(status(e.Status)+" "+line(e.Code, 60)))
		k.add(f)
		return "automation refused", true
	}
	// No way to the service: the rung above says so, and saying it twice helps nobody.
	k.fact("Automation API", line(err.Error(), 200))
	if wanted {
		k.add(explain(err))
	}
	return "automation did not answer", false
}

// sameTrouble tells whether the standard API fails as well.
func (k *climb) sameTrouble(environment string) bool {
	if k.byAutomation() {
		return true
	}
	_, err := k.companies(environment)
	return err != nil
}

// adminRight reads what the admin center answered, and asks for the manageable tenants where that tells more.
func (k *climb) adminRight(c auth.Claims) (text string, heard bool) {
	s, err := k.survey()
	if err != nil {
		return "admin center not asked", false
	}
	a, _ := s.Answer(admin.AdminCenter)
	why := admin.Why(admin.AdminCenter, a.Err, c.Roles)
	if why == admin.RoleMissing && opensAdmin(c) {
		why = admin.NotAuthorized
	}
	var e *bc.Error
	if errors.As(a.Err, &e) {
		k.fact("Admin center", strings.TrimSpace(status(e.Status)+" "+line(e.Code, 60)))
	}
	f := Finding{Severity: Note, Err: a.Err}
	switch why {
	case admin.Answered:
		k.fact("Admin center", "200, "+count(a.Count, "environment", "environments"))
		return "the admin center answers", true
	case admin.RoleMissing:
		f.Code = AdminRoleMissing
	case admin.NotAuthorized:
		f.Code, f.Severity = AdminNotAuthorized, Caution
	case admin.NotThere:
		k.fact("Admin center", "it does not exist at the API's address")
		return "no admin center here", false
	default:
		if k.in.Want.Admin {
			k.add(adminFailure(a.Err))
		} else if a.Err != nil {
			k.fact("Admin center", line(a.Err.Error(), 200))
		}
		return "the admin center did not answer", false
	}
	if m, ok := admin.Meaning(why); ok {
		k.mean(&f, &m)
	}
	if k.in.Want.Admin {
		f.Severity = Failure
	}
	if e != nil {
		serviceFacts(&f, e)
		f.Raw = e.Raw
	}
	f.fact("roles", orElse(strings.Join(c.Roles, ", "), "none"))
	if why == admin.NotAuthorized {
		k.manageable(&f)
	}
	k.add(f)
	if why == admin.RoleMissing {
		return "no admin center", true
	}
	return "not authorised in the admin center", true
}

// adminFailure is for those who want the admin center, and got no clear answer from it.
func adminFailure(err error) Finding {
	f := explain(err)
	var e *bc.Error
	if errors.As(err, &e) {
		f.Code = AdminFailed
		f.Title = "the admin center did not answer as it should"
		f.Cause = "It answered " + orElse(strings.TrimSpace(status(e.Status)+" "+line(e.Code, 60)), "with something else than a list") + ". " + line(e.Message, 200)
		f.Who, f.Where = auth.Microsoft, ""
		f.Steps = []string{"Try again in a few minutes", "Hand the correlation ID to Microsoft's support if it stays"}
	}
	return f
}

// manageable asks for the tenants that the app is authorised for: the positive proof, and it tells an app that is not
// on the list from one that is there and may not do this.
func (k *climb) manageable(f *Finding) {
	tenants, err := ask(k, RungRights, "manageableTenants", func(ctx context.Context) ([]string, error) {
		client, err := k.adminClient()
		if err != nil {
			return nil, err
		}
		return client.ManageableTenants(ctx)
	})
	var e *bc.Error
	switch {
	case err == nil && len(tenants) > 0:
		f.fact("Manageable tenants", strings.Join(tenants, ", "))
		f.Cause = "The admin center lists the app as authorised, and refuses the list of environments all the same: the authorisation was given a moment ago, or for another tenant."
		f.Steps = []string{"Wait some minutes, then run the check again", "If it stays: Business Central admin center ▸ Authorized Microsoft Entra apps: remove the app and authorise it again"}
	case err == nil:
		f.fact("Manageable tenants", "none")
	case errors.As(err, &e):
		f.fact("Manageable tenants", status(e.Status))
	}
}

package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/catalog"
)

// companyRung looks for the companies that were asked for among those that the app sees.
func companyRung() rung {
	return rung{id: RungCompany, name: "Company", needs: []RungID{RungSetup},
		proves: "The company is in the list that Business Central gives to the app.", climb: climbCompany}
}

func climbCompany(k *climb) {
	k.Check.mu.Lock()
	all := append([]bc.Company(nil), k.board.companies...)
	wanted := append([]string(nil), k.companiesWanted()...)
	k.Check.mu.Unlock()
	environment, err := k.environment()
	if err != nil {
		k.skip("no environment is known")
		return
	}
	if len(all) == 0 {
		k.noCompanies(environment)
		return
	}
	var chosen []bc.Company
	for _, w := range wanted {
		if c, ok := findCompany(all, w); ok {
			chosen = append(chosen, c)
			continue
		}
		k.unknownCompany(environment, all, w)
		if k.interrupted(nil) {
			return
		}
	}
	if len(wanted) == 0 {
		chosen = all[:1]
	}
	k.Check.mu.Lock()
	k.board.chosen = chosen
	k.Check.mu.Unlock()
	for _, c := range chosen {
		k.fact(c.Label(), c.ID)
	}
	names := make([]string, len(chosen))
	for i, c := range chosen {
		names[i] = c.Label()
	}
	switch {
	case len(k.out.Findings) > 0:
		// The finding speaks; what was found goes on to the next rung.
		k.out.goOn = len(chosen) > 0
		k.say("%s", worst(k.out.Findings).Title)
	case len(wanted) == 0 && len(all) > 1:
		k.say("%s, the first of %d", line(names[0], 60), len(all))
	default:
		k.say("%s", list(names, 4))
	}
}

// companiesWanted are the companies that were asked for by name or ID. c.mu is held.
func (c *Check) companiesWanted() []string {
	var out []string
	for _, name := range c.in.Companies {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}

func findCompany(all []bc.Company, wanted string) (bc.Company, bool) {
	for _, same := range []func(bc.Company) bool{
		func(c bc.Company) bool { return strings.EqualFold(c.ID, wanted) || c.Name == wanted },
		func(c bc.Company) bool {
			return strings.EqualFold(c.Name, wanted) || c.DisplayName != "" && strings.EqualFold(c.DisplayName, wanted)
		},
	} {
		if i := slices.IndexFunc(all, same); i >= 0 {
			return all[i], true
		}
	}
	return bc.Company{}, false
}

func companyNames(all []bc.Company) []string {
	names := make([]string, len(all))
	for i, c := range all {
		if names[i] = c.Name; names[i] == "" {
			names[i] = c.Label()
		}
	}
	return names
}

// existing lists the companies that the environment has by the automation API's own list, which does not depend on
// where the app has permission sets; nil when it is not open.
func (k *climb) existing(environment string) []bc.Company {
	k.Check.mu.Lock()
	open := k.board.automation
	k.Check.mu.Unlock()
	if !open {
		return nil
	}
	all, err := ask(k, RungCompany, "automationCompanies|"+environment, func(ctx context.Context) ([]bc.Company, error) {
		client, err := k.client(environment)
		if err != nil {
			return nil, err
		}
		// The set stands below a company; the first one that the automation API shows will do.
		some, err := k.automationCompanies(environment)
		if err != nil {
			return nil, err
		}
		if len(some) == 0 {
			return companiesOf(ctx, client, bc.Source{Route: automationRoute, Set: "automationCompanies"})
		}
		return companiesOf(ctx, client, bc.Source{Route: automationRoute, CompanyID: some[0].ID, Set: "automationCompanies"})
	})
	if err != nil {
		return nil
	}
	return all
}

func (k *climb) noCompanies(environment string) {
	name := line(environment, 60)
	f := Finding{Code: NoCompanies, Severity: Failure}
	k.mean(&f, &auth.Meaning{
		Title: "the app sees no company",
		Cause: name + " answers to the app with an empty list of companies. The app's permission sets are limited to companies that do not exist any more, they do not allow any company to be opened, or the environment has none.",
		Who:   auth.BCAdmin, Where: "Business Central ▸ Microsoft Entra Applications (page 9860) ▸ the app ▸ User Permission Sets",
		Steps: []string{
			"Set State of the app to Disabled: only then can the card be edited (integrations that use it stop meanwhile)",
			"In User Permission Sets look at the column Company: leave it blank for all companies, or choose one that exists",
			"Set State to Enabled again",
		},
	})
	if client, err := k.client(environment); err == nil {
		f.Link = client.WebURL(9860)
	}
	f.fact("Business Central", "200 with an empty list")
	if there := k.existing(environment); len(there) > 0 {
		f.Cause = name + " answers to the app with an empty list of companies, and it has " + count(len(there), "company", "companies") + " (" + list(companyNames(there), 5) + "): the app's permission sets do not reach them."
		f.fact("Automation API", "it lists "+list(companyNames(there), 5))
	} else {
		f.Also = []Alternative{
			{Cause: "The permission sets are limited to other companies.", Tell: "The column Company of User Permission Sets on page 9861 names a company that does not exist.", Who: auth.BCAdmin},
			{Cause: "The app has no permission sets that let it open a company.", Tell: "User Permission Sets on page 9861 is empty.", Who: auth.BCAdmin},
			{Cause: "The environment has no company.", Tell: "The page Companies (357) in Business Central is empty.", Who: auth.BCAdmin},
		}
	}
	k.add(f)
}

// unknownCompany looks for a company that is not in the list: in the automation API's list, which shows whether it
// exists at all, and in other environments.
func (k *climb) unknownCompany(environment string, all []bc.Company, wanted string) {
	name, shown := line(environment, 60), line(wanted, 60)
	f := Finding{Code: CompanyUnknown, Severity: Failure}
	k.mean(&f, &auth.Meaning{
		Title: "there is no company “" + shown + "”",
		Cause: name + " lists " + list(companyNames(all), 8) + " to the app.",
		Who:   auth.You,
		Steps: []string{"Choose one of the companies that are listed", "If it is missing from the list, ask a Business Central admin whether the app's permission sets are limited to other companies (page 9861, column Company)"},
	})
	client, err := k.client(environment)
	if err == nil {
		f.Link = client.WebURL(9860)
	}
	f.fact("Companies", strings.Join(companyNames(all), ", "))
	names := companyNames(all)
	for _, c := range all {
		if c.DisplayName != "" {
			names = append(names, c.DisplayName)
		}
	}
	nearest := ""
	if !isGUID(wanted) {
		nearest = catalog.Nearest(wanted, names)
	}
	if nearest != "" {
		f.fact("Nearest", nearest)
		f.Title += fmt.Sprintf("; did you mean “%s”?", line(nearest, 60))
		f.Steps = append([]string{"Enter “" + line(nearest, 60) + "” if that is the one that is meant"}, f.Steps...)
	}
	if c, ok := findCompany(k.existing(environment), wanted); ok {
		f.Code, f.Who = CompanyDenied, auth.BCAdmin
		f.Title = "the app may not open the company “" + line(c.Label(), 60) + "”"
		f.Cause = name + " has the company (the automation API lists it), and does not list it to the app: its permission sets are limited to other companies."
		f.Where = "Business Central ▸ Microsoft Entra Applications (page 9860) ▸ the app ▸ User Permission Sets"
		f.Steps = []string{
			"Set State of the app to Disabled: only then can the card be edited (integrations that use it stop meanwhile)",
			"Add the permission sets for the company " + line(c.Name, 60) + ", or leave the column Company blank for all",
			"Set State to Enabled again",
		}
		f.fact("Automation API", "it lists "+line(c.Name, 60))
		k.add(f)
		return
	}
	if where := k.elsewhere(environment, wanted); where != "" {
		f.Code = CompanyElsewhere
		f.Title = "the company “" + shown + "” is in " + line(where, 60) + ", not in " + name
		f.Cause += " " + line(where, 60) + " has it."
		f.Steps = []string{"Choose the environment " + line(where, 60) + ", or another company"}
		f.fact("Found in", where)
		k.add(f)
		return
	}
	if isGUID(wanted) && client != nil {
		_, err := ask(k, RungCompany, "company|"+wanted, func(ctx context.Context) (struct{}, error) {
			_, err := client.Record(ctx, bc.RecordRef{Set: "companies", Key: wanted})
			return struct{}{}, err
		})
		var e *bc.Error
		if errors.As(err, &e) {
			serviceFacts(&f, e)
			f.Raw, f.Err = e.Raw, e
		}
	}
	f.Also = []Alternative{
		{Cause: "The company is misspelled, was renamed or deleted.", Tell: "The page Companies (357) in Business Central does not show it in this spelling.", Who: auth.You},
		{Cause: "The app may not open it.", Tell: "The page Companies shows it, and on page 9861 the permission sets name other companies.", Who: auth.BCAdmin},
	}
	k.add(f)
}

// elsewhere names another environment that lists the company to the app.
func (k *climb) elsewhere(environment, wanted string) string {
	names := k.otherNames(environment)
	k.probeAll(names)
	for _, n := range names {
		// The answer is at hand.
		there, err := ask(k, RungSetup, "other|"+n, func(context.Context) ([]bc.Company, error) { return nil, context.Canceled })
		if _, ok := findCompany(there, wanted); err == nil && ok {
			return n
		}
	}
	return ""
}

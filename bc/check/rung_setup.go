package check

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"bctui/auth"
	"bctui/bc"
)

// setupRung proves that Business Central knows the app in this environment: it lists companies to it. The list of apps
// is kept for each environment on its own (reference 3.1), so when this one refuses, the others are asked.
func setupRung() rung {
	return rung{id: RungSetup, name: "Set-up", needs: []RungID{RungClaims},
		proves: "Companies are asked for: the first call that Business Central itself answers. A 401 is compared with other environments.", climb: climbSetup}
}

// automationRoute is the API that the automation role opens (reference 4.5).
const automationRoute = "microsoft/automation/v2.0"

// companies asks an environment for its companies, by the API that the token opens. It is the best first request: it
// needs hardly a right, and each of its failures tells something (reference 4.1).
func (k *climb) companies(environment string) ([]bc.Company, error) {
	if k.byAutomation() {
		return k.automationCompanies(environment)
	}
	return ask(k, RungSetup, "companies|"+environment, func(ctx context.Context) ([]bc.Company, error) {
		client, err := k.client(environment)
		if err != nil {
			return nil, err
		}
		return client.Companies(ctx)
	})
}

// byAutomation tells whether the automation API is the one that can prove anything.
func (k *climb) byAutomation() bool {
	k.Check.mu.Lock()
	defer k.Check.mu.Unlock()
	return k.board.noAPI && k.board.automation
}

func (k *climb) automationCompanies(environment string) ([]bc.Company, error) {
	return ask(k, RungSetup, "automation|"+environment, func(ctx context.Context) ([]bc.Company, error) {
		client, err := k.client(environment)
		if err != nil {
			return nil, err
		}
		return companiesOf(ctx, client, bc.Source{Route: automationRoute, Set: "companies"})
	})
}

// companiesOf reads a list of companies that another API than the standard one keeps.
func companiesOf(ctx context.Context, client *bc.Client, s bc.Source) ([]bc.Company, error) {
	page, err := client.FirstPage(ctx, s)
	if err != nil {
		return nil, err
	}
	out := make([]bc.Company, page.Block.Len())
	for i := range out {
		text := func(name string) string { return page.Block.Cell(i, page.Block.ColumnIndex(name)).Text() }
		out[i] = bc.Company{ID: text("id"), Name: text("name"), DisplayName: text("displayName"), SystemVersion: text("systemVersion")}
	}
	return out, nil
}

func climbSetup(k *climb) {
	if k.nowhere() {
		return
	}
	k.Check.mu.Lock()
	closed := k.board.noAPI && !k.board.automation
	k.Check.mu.Unlock()
	if closed {
		k.skip("the token opens neither data nor the automation API, so nothing here could be proved")
		return
	}
	environment, err := k.environment()
	switch {
	case k.interrupted(err):
		return
	case err != nil:
		k.skip("no environment is known")
		return
	}
	companies, err := k.companies(environment)
	if k.interrupted(err) {
		return
	}
	k.remember(stateOf(environment, companies, err))
	if err != nil {
		k.setupFailed(environment, err)
		return
	}
	k.Check.mu.Lock()
	k.board.companies = companies
	k.Check.mu.Unlock()
	k.say("%s lists %s", line(environment, 60), count(len(companies), "company", "companies"))
	if k.byAutomation() {
		k.out.Text += " (by the automation API)"
	}
	k.fact("Environment", environment)
	k.fact("Companies", fmt.Sprint(len(companies)))
	if len(companies) > 0 {
		k.fact("Version", companies[0].SystemVersion)
	}
	if x, ok := k.answered(); ok {
		k.fact("Status", status(x.Status))
		k.fact("Correlation ID", x.CorrelationID)
		k.fact("TLS to the API", x.TLS)
		k.fact("Certificate issued by", x.Issuer)
	}
}

// answered is the rung's request that was answered with success.
func (k *climb) answered() (Exchange, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range k.trails {
		for _, x := range t.exchanges() {
			if x.Status == http.StatusOK {
				return x, true
			}
		}
	}
	return Exchange{}, false
}

// remember notes what an environment says to the app.
func (k *climb) remember(s EnvironmentState) {
	k.Check.mu.Lock()
	defer k.Check.mu.Unlock()
	k.board.apps[strings.ToLower(s.Name)] = s
}

// stateOf reads the answer of an environment.
func stateOf(name string, companies []bc.Company, err error) EnvironmentState {
	s := EnvironmentState{Name: name, Companies: -1}
	var e *bc.Error
	switch {
	case err == nil:
		s.App, s.Companies = AppAnswers, len(companies)
		s.Text = "200, " + count(len(companies), "company", "companies")
		if len(companies) > 0 {
			s.Version = companies[0].SystemVersion
		}
	case errors.As(err, &e):
		s.Text = strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, line(e.Code, 60)))
		switch e.Kind {
		case bc.NotSetUp, bc.SignIn:
			s.App = AppRefused
		case bc.NoEnvironment:
			s.App = AppNoSuchEnv
		case bc.Permission:
			s.App = AppAnswers
		case bc.Unavailable, bc.Timeout, bc.Throttled:
			s.App = AppNotAvailable
		}
	default:
		s.App, s.Text = AppNotAvailable, line(err.Error(), 120)
	}
	return s
}

// probeAll asks other environments side by side, each once.
func (k *climb) probeAll(names []string) []EnvironmentState {
	out := make([]EnvironmentState, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			companies, err := ask(k, RungSetup, "other|"+name, func(ctx context.Context) ([]bc.Company, error) {
				tokens, err := k.tokens()
				if err != nil {
					return nil, err
				}
				o := k.bcOptions(1)
				o.Notice = nil
				client, err := bc.New(k.target(name), tokens, o)
				if err != nil {
					return nil, err
				}
				if k.byAutomation() {
					return companiesOf(ctx, client, bc.Source{Route: automationRoute, Set: "companies"})
				}
				return client.Companies(ctx)
			})
			out[i] = stateOf(name, companies, err)
			if out[i].App != AppNoSuchEnv && !isCancelled(err) {
				k.remember(out[i])
			}
		})
	}
	wg.Wait()
	return out
}

func (k *climb) setupFailed(environment string, err error) {
	var e *bc.Error
	if !errors.As(err, &e) {
		f := explain(err)
		k.apiHost(&f)
		k.add(f)
		return
	}
	switch {
	case e.Kind == bc.NoEnvironment:
		k.skip("the environment does not exist (Environments)")
	case e.Kind == bc.NotSetUp || e.Kind == bc.SignIn && e.Code == invalidCredentials:
		k.notSetUp(environment, e)
	case e.Kind == bc.SignIn:
		k.tokenRefused(e)
	case e.Kind == bc.Permission:
		// It knows the app, which is what this rung asks; what it may not see is the next rung's.
		f := serviceFinding(e)
		f.Severity = Failure
		k.add(f)
	case e.Kind == bc.Unavailable:
		f := serviceFinding(e)
		f.Title = fmt.Sprintf("%s is not available", line(environment, 60))
		f.Cause = "Business Central is being updated or restarted there, or its gateway can't reach the environment. The registration is not the reason."
		k.stateFact(&f, environment)
		k.add(f)
	default:
		f := serviceFinding(e)
		if f.Code == RequestRefused || f.Code == BCError {
			// A list of companies has no filter that could be wrong.
			f.Title = "Business Central refuses the list of companies"
			f.Cause = fmt.Sprintf("It answered %s to the simplest question there is. %s", strings.TrimSpace(status(e.Status)+" "+line(e.Code, 80)), line(e.Message, 300))
			f.Who, f.Where = auth.Microsoft, ""
			f.Steps = []string{"Read the reply", "Try again in a few minutes", "Hand the correlation ID to Microsoft's support if it stays"}
		}
		k.apiHost(&f)
		k.add(f)
	}
}

const invalidCredentials = "Authentication_InvalidCredentials"

// stateFact adds what the admin center says of an environment.
func (k *climb) stateFact(f *Finding, environment string) {
	s, err := k.survey()
	if err != nil {
		return
	}
	if e, _, ok := s.Find(environment); ok && e.Status != "" {
		f.fact("State in the admin center", e.Status)
		if e.Active() {
			f.Also = []Alternative{{Cause: "The service has a disturbance.", Tell: "The admin center shows the environment as Active, as it does now: look at Microsoft's service health.", Who: auth.Microsoft}}
		}
	}
}

// apiHost says where the API's address comes from, when nothing of Business Central answers there.
func (k *climb) apiHost(f *Finding) {
	if k.v.api != "" {
		f.fact("API", k.v.api)
		if f.Code != BCThrottled && f.Code != BCTimeout && f.Code != AnswerDamaged {
			f.Steps = append(f.Steps, "Check the API URL (under “advanced”); the usual one is "+bc.DefaultAPI)
		}
	}
}

// tokenRefused: the gateway in front of Business Central does not take the token, although nothing in it is wrong.
func (k *climb) tokenRefused(e *bc.Error) {
	f := serviceFinding(e)
	k.authenticate(&f)
	k.tokenClaims(&f)
	if !k.v.online() {
		k.onPremises(&f)
		k.add(f)
		return
	}
	f.Title = "Business Central's gateway refuses the token"
	f.Cause = "Entra's token names the right service, tenant and app, and the gateway in front of Business Central turns it away before Business Central sees it."
	f.Also = []Alternative{
		{Cause: "The API's address belongs to another cloud or to a server of its own.", Tell: "The API URL is " + orElse(k.v.api, bc.DefaultAPI) + "; online it is " + bc.DefaultAPI + ".", Who: auth.You},
		{Cause: "The gateway's clock or this token's time do not agree.", Tell: "The check's Authority rung shows the clocks; a new token works minutes later.", Who: auth.Microsoft},
		{Cause: "The tenant in the address is not the token's.", Tell: "tid in the token is another one than the tenant in the address.", Who: auth.You},
	}
	k.add(f)
}

// authenticate notes what the refusal's header says: gateways put their reason there.
func (k *climb) authenticate(f *Finding) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range k.trails {
		for _, x := range t.exchanges() {
			if x.Status == http.StatusUnauthorized && x.Authenticate != "" {
				f.fact("WWW-Authenticate", x.Authenticate)
				return
			}
		}
	}
}

func (k *climb) tokenClaims(f *Finding) {
	if t, ok := k.tokenAtHand(); ok && t.Claims.Unreadable == "" {
		f.fact("roles", strings.Join(t.Claims.Roles, ", "))
		f.fact("aud", t.Claims.Audience)
		f.fact("tid", t.Claims.TenantID)
		f.fact("appid", t.Claims.AppID)
	}
}

// onPremises: a server of one's own accepts the audiences that its configuration lists (reference 3.3, ValidAudiences).
func (k *climb) onPremises(f *Finding) {
	aud := "the token's audience"
	if t, ok := k.tokenAtHand(); ok && t.Claims.Audience != "" {
		aud = line(t.Claims.Audience, 120)
	}
	f.Code, f.Who, f.Where, f.Link = OnPremAudience, auth.BCAdmin, "", "https://learn.microsoft.com/dynamics365/business-central/dev-itpro/administration/configure-server-instance"
	f.Title = "the server does not accept the token's audience"
	f.Cause = "The scope asks for " + line(k.v.resource(), 120) + ", which is no name of Business Central online, so this is a server of your own. Such a server takes only tokens whose audience its setting ValidAudiences lists."
	f.Steps = []string{
		"Add " + aud + " to ValidAudiences of the server instance (Set-NAVServerConfiguration -KeyName ValidAudiences), separated by semicolons",
		"Restart the instance",
		"For Business Central online leave the scope empty",
	}
	f.Also = []Alternative{
		{Cause: "ValidAudiences lacks " + aud + ".", Tell: "Get-NAVServerConfiguration does not show it; the server's event log says that the audience is not valid.", Who: auth.BCAdmin},
		{Cause: "The app is missing from the page Microsoft Entra Applications, or disabled.", Tell: "The page (9860) has no line with the client ID, or its State is Disabled.", Who: auth.BCAdmin},
		{Cause: "The server does not use Microsoft Entra ID.", Tell: "ClientServicesCredentialType is not AccessControlService; without it apps can't sign in.", Who: auth.BCAdmin},
	}
}

// notSetUp tells the one 401 apart as far as there is evidence: the token is good, so the list of apps is the reason;
// whether of this environment alone, the others tell.
func (k *climb) notSetUp(environment string, e *bc.Error) {
	name := line(environment, 60)
	f := serviceFinding(e)
	k.authenticate(&f)
	states := k.probeAll(k.otherNames(environment))
	if k.interrupted(nil) {
		return
	}
	var good, refused []string
	for _, s := range states {
		switch s.App {
		case AppAnswers:
			good = append(good, s.Name)
		case AppRefused:
			refused = append(refused, s.Name)
		default:
			continue
		}
		f.fact(s.Name, s.Text)
	}
	k.tokenClaims(&f)
	listed := false
	if s, err := k.survey(); err == nil {
		listed = s.Known()
	}
	switch {
	case !k.v.online() && !listed && len(good) == 0:
		k.onPremises(&f)
		k.add(f)
		return
	case noEntitlement(e.Message):
		k.entitlement(&f, name, good)
		k.add(f)
		return
	case len(good) > 0:
		f.Code = NotSetUpHere
		f.Title = "the app is not set up in " + name
		f.Cause = fmt.Sprintf("%s to the same token, so registration, secret and permission are right. In %s the app is missing from the list of Microsoft Entra applications, or its State is Disabled. Every environment has a list of its own.",
			capital(list(good, 5))+" "+plural(len(good), "answers", "answer"), name)
	default:
		f.Code = NotSetUp
		f.Title = "the app is not set up in " + name
		carries := "The token carries the permission"
		if t, ok := k.tokenAtHand(); ok && t.Claims.Unreadable != "" {
			carries = "Whether the token carries the permission can't be seen"
		}
		f.Cause = carries + ", and " + name + " does not let the app in: it is missing from the list of Microsoft Entra applications, or its State is Disabled."
		switch {
		case len(refused) > 0:
			f.Title = "the app is set up in no environment"
			f.Cause = fmt.Sprintf(carries+", and %s refuse it: in each of them the app is missing from the list of Microsoft Entra applications, or its State is Disabled. Every environment has a list of its own.", list(append([]string{environment}, refused...), 6))
		default:
			f.Cause += " No other environment could be asked for comparison."
		}
	}
	f.Also = notSetUpAlso()
	if t, ok := k.tokenAtHand(); ok && t.Claims.Unreadable != "" {
		f.Also = append(f.Also, rolesAlso()[:3]...)
	}
	if !isOnline(k.v.apiHost()) && !isLoopback(k.v.apiHost()) && !listed {
		f.Also = append(f.Also, Alternative{Cause: "This is a server of your own, and its ValidAudiences lacks the token's audience.",
			Tell: "Get-NAVServerConfiguration does not show " + line(k.v.resource(), 80) + " under ValidAudiences.", Who: auth.BCAdmin})
	}
	if len(good) == 0 {
		f.Also = append(f.Also, Alternative{Cause: "The permission was granted or the app enabled a moment ago.", Tell: "The check turns green some minutes later without any further change.", Who: auth.You})
	}
	k.add(f)
}

// noEntitlement recognises the other text of the same code: Business Central found the app and no entitlement for it
// (reference 3.3). It is known in English alone; in other languages the common finding stands.
func noEntitlement(message string) bool {
	low := strings.ToLower(message)
	return strings.Contains(low, "could not be authenticated or authorized")
}

func (k *climb) entitlement(f *Finding, name string, good []string) {
	f.Code = NoEntitlement
	f.Title = "Business Central gives the app no entitlement in " + name
	f.Cause = "The text differs from the one for an unknown app: Business Central got as far as looking for what the app is entitled to, and found nothing. The token does carry the permission."
	f.Steps = []string{
		"Open the page Microsoft Entra Applications in " + name + ": the line with the client ID must have State = Enabled and a User Name",
		"If the user was never created: set State to Disabled, let the user be created (“click here”), add permission sets, set State to Enabled",
		"In the admin center, look whether access to the environment is limited to a security group (environment ▸ Security group): the app's user has to be let in",
		"Press Grant Consent on the card again, then run the check again",
	}
	f.Also = []Alternative{
		{Cause: "The app's user was not created, or is disabled.", Tell: "The card on page 9861 shows no User Name; the page Users (9800) shows it with State Disabled.", Who: auth.BCAdmin},
		{Cause: "The environment is limited to a security group.", Tell: "Admin center ▸ the environment ▸ Security group names one.", Who: auth.BCAdmin},
		{Cause: "The permission was granted after the token was issued.", Tell: "Run from “Token”: with a new token it works.", Who: auth.You},
	}
	if len(good) > 0 {
		f.Cause += " " + capital(list(good, 5)) + " " + plural(len(good), "answers", "answer") + " to the same token."
	}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/admin"
)

// environmentsRung finds out which environments there are. Two services may tell, and both may be closed to the app;
// then the typed name is all there is, and Business Central's answer to it is the proof.
func environmentsRung() rung {
	return rung{id: RungEnvironments, name: "Environments", needs: []RungID{RungClaims},
		proves: "The admin center and /environments are asked side by side; the typed name is looked for among what they tell.", climb: climbEnvironments}
}

const (
	factSurvey      = "survey"
	factEnvironment = "environment"
)

// guesses are the names that most tenants have: they are asked where no list is to be had.
func guesses() []string { return []string{"Production", "Sandbox"} }

func (k *climb) survey() (admin.Survey, error) {
	return ask(k, RungEnvironments, factSurvey, func(ctx context.Context) (admin.Survey, error) {
		c, err := k.adminClient()
		if err != nil {
			return admin.Survey{}, err
		}
		s := c.Survey(ctx)
		return s, ctx.Err()
	})
}

// environment is the environment that the check is about: the typed one, else the one that the lists name.
func (k *climb) environment() (string, error) {
	if k.v.environment != "" {
		return k.v.environment, nil
	}
	return ask(k, RungEnvironments, factEnvironment, func(context.Context) (string, error) {
		s, err := k.survey()
		if err != nil {
			return "", err
		}
		names := s.Names()
		switch {
		case len(names) == 0 && s.Known():
			return "", errNoEnvironment
		case len(names) == 0:
			return guesses()[0], nil
		}
		for _, e := range s.Environments {
			if e.Active() && strings.EqualFold(e.Name, guesses()[0]) {
				return e.Name, nil
			}
		}
		for _, e := range s.Environments {
			if e.Active() && strings.EqualFold(e.Type, "Production") {
				return e.Name, nil
			}
		}
		return names[0], nil
	})
}

var errNoEnvironment = errors.New("the tenant has no environment")

// nowhere ends a rung where the input gives no address to ask at.
func (k *climb) nowhere() bool {
	if p, bad := k.v.failed("API"); bad {
		k.skip("the API's URL can't be right: " + p.Text)
		return true
	}
	if k.v.environment == "" && strings.TrimSpace(k.in.Environment) != "" {
		k.skip("the environment's name can't be one (Input)")
		return true
	}
	return false
}

func climbEnvironments(k *climb) {
	if k.nowhere() {
		return
	}
	s, err := k.survey()
	if k.interrupted(err) {
		return
	}
	if err != nil {
		k.add(explain(err))
		return
	}
	t, _ := k.tokenAtHand()
	k.sources(s, t.Claims.Roles)
	environment, err := k.environment()
	switch {
	case errors.Is(err, errNoEnvironment):
		k.noEnvironments(s)
		return
	case k.interrupted(err):
		return
	case err != nil:
		k.add(explain(err))
		return
	}
	typed := k.v.environment != ""
	found, exact, listed := s.Find(environment)
	switch {
	case listed && exact:
		k.knownEnvironment(found)
		if !typed {
			k.out.Text += fmt.Sprintf("; %s was chosen of %s", found.Name, count(len(s.Environments), "environment", "environments"))
		}
	default:
		k.unlisted(s, environment, found, listed)
	}
}

// sources notes what each source answered, and why the others did not.
func (k *climb) sources(s admin.Survey, roles []string) {
	var out []SourceAnswer
	for _, a := range s.Answers {
		x := SourceAnswer{Source: a.Source.String(), OK: a.Err == nil, Count: a.Count, Err: a.Err}
		var e *bc.Error
		if errors.As(a.Err, &e) {
			x.Status = e.Status
		}
		switch why := admin.Why(a.Source, a.Err, roles); {
		case why == admin.Answered:
			x.Status = 200
			x.Text = "named " + count(a.Count, "environment", "environments")
		default:
			x.Text = line(sourceError(a.Err, why), 300)
		}
		out = append(out, x)
		k.fact(strings.ToUpper(x.Source[:1])+x.Source[1:], x.Text)
	}
	if k.v.environment != "" {
		out = append(out, SourceAnswer{Source: admin.Typed.String(), OK: true, Count: 1, Text: line(k.v.environment, 60)})
	}
	k.Check.mu.Lock()
	k.board.sources, k.board.list = out, s.Environments
	k.Check.mu.Unlock()
}

func sourceError(err error, why admin.Reason) string {
	var e *bc.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	text := e.Error()
	if m, ok := admin.Meaning(why); ok {
		text = m.Title
		if e.Status != 0 {
			text = fmt.Sprintf("%d: %s", e.Status, m.Title)
		}
	}
	return text
}

// knownEnvironment: a list names the environment.
func (k *climb) knownEnvironment(e admin.Environment) {
	text := line(e.Name, 60)
	if d := e.Describe(); d != "" {
		text += ": " + line(d, 120)
	}
	k.say("%s", text)
	k.fact("Type", e.Type)
	k.fact("Country", e.Country)
	k.fact("Version", e.Version)
	k.fact("State", e.Status)
	k.fact("Web client", e.WebClientURL)
	if e.Active() {
		return
	}
	f := Finding{Code: EnvironmentInactive, Severity: Caution}
	k.mean(&f, &auth.Meaning{
		Title: "the admin center says that " + line(e.Name, 60) + " is not active",
		Cause: "Its state is “" + line(e.Status, 60) + "”. While an environment is prepared, upgraded, copied or deleted it answers to nobody.",
		Who:   auth.BCAdmin, Where: whereAdmin,
		Steps: []string{"Open the Business Central admin center ▸ Environments ▸ " + line(e.Name, 60), "Wait until its state is Active, then run the check again", "A deleted environment can be recovered there for 14 days"},
		Link:  pageAdminCenter,
	})
	f.fact("State", e.Status)
	f.fact("Version", e.Version)
	k.add(f)
}

// unlisted: no list names the environment in this spelling. Business Central itself tells whether it exists.
func (k *climb) unlisted(s admin.Survey, environment string, found admin.Environment, inOtherCase bool) {
	_, err := k.companies(environment)
	if k.interrupted(err) {
		return
	}
	var e *bc.Error
	service := errors.As(err, &e)
	switch {
	case service && e.Kind == bc.NoEnvironment:
		k.unknownEnvironment(s, environment, e, found, inOtherCase)
		return
	case err != nil && !service, service && !speaksForItself(e):
		// Nothing is known of the name; why, the next rung tells.
		if k.interrupted(err) {
			return
		}
		k.skip("Business Central did not answer, and no list names “" + line(environment, 60) + "”")
		return
	}
	proof := "Business Central answers to it"
	if err != nil {
		proof = fmt.Sprintf("Business Central answers to it (%d, and not 404)", e.Status)
	}
	k.fact("Typed name", proof)
	switch {
	case inOtherCase:
		k.knownEnvironment(found)
		k.add(Finding{Code: EnvironmentCase, Severity: Note, Title: "the environment is written “" + line(found.Name, 60) + "”", Who: auth.You,
			Cause: "Upper and lower case differ from what was typed. Business Central answers to both."})
	case s.Known():
		k.say("%s answers, and no list names it", line(environment, 60))
		f := Finding{Code: EnvironmentUnlisted, Severity: Note, Title: "no list names the environment, and it answers", Who: auth.BCAdmin,
			Cause: "Lists leave out environments that are closed to partners' apps (admin center ▸ Manage access), and data can be read all the same."}
		f.fact("Listed", orElse(list(s.Names(), 10), "none"))
		k.add(f)
	default:
		k.say("%s exists; neither list is open to this app", line(environment, 60))
	}
}

// speaksForItself tells whether an answer comes from Business Central's own service, so that the environment exists.
func speaksForItself(e *bc.Error) bool {
	switch e.Kind {
	case bc.Proxy, bc.ForeignHost, bc.Damaged, bc.NoEnvironment:
		return false
	case bc.Unavailable, bc.Timeout, bc.Throttled:
		return true
	}
	return !strangeHost(e)
}

// unknownEnvironment: Business Central knows no environment of that name.
func (k *climb) unknownEnvironment(s admin.Survey, environment string, e *bc.Error, found admin.Environment, inOtherCase bool) {
	f := serviceFinding(e)
	f.Code = EnvironmentUnknown
	names := s.Names()
	if !s.Known() || len(names) == 0 {
		names = k.guessed(environment)
	}
	nearest := admin.Survey{Environments: named(names)}.Nearest(environment)
	switch {
	case inOtherCase:
		f.Code = EnvironmentCase
		f.Title = "the environment is written “" + line(found.Name, 60) + "”"
		f.Cause = "Business Central does not know “" + line(environment, 60) + "”; upper and lower case count."
		f.Steps = []string{"Enter “" + line(found.Name, 60) + "” as environment"}
	case nearest != "":
		f.Title += fmt.Sprintf("; did you mean %s?", line(nearest, 60))
		f.Steps = append([]string{"Enter “" + line(nearest, 60) + "” if that is the one that is meant"}, f.Steps...)
	}
	if len(names) > 0 {
		f.Cause += " The tenant has " + list(names, 10) + "."
		f.fact("Environments", strings.Join(names, ", "))
	} else {
		f.Also = []Alternative{
			{Cause: "The name is misspelled.", Tell: "The Business Central admin center ▸ Environments shows another one.", Who: auth.You},
			{Cause: "The environment belongs to another tenant.", Tell: "Its address in the browser holds another tenant than " + line(k.v.tenant, 60) + ".", Who: auth.You},
			{Cause: "It was deleted or renamed.", Tell: "The admin center lists it under deleted environments, or shows the new name.", Who: auth.BCAdmin},
		}
	}
	f.fact("Nearest", nearest)
	k.add(f)
}

func named(names []string) []admin.Environment {
	out := make([]admin.Environment, len(names))
	for i, n := range names {
		out[i].Name = n
	}
	return out
}

// guessed asks for the usual names, and for those of other connections, which of them exist.
func (k *climb) guessed(but string) []string {
	var names []string
	for _, s := range k.probeAll(k.otherNames(but)) {
		if s.App == AppAnswers || s.App == AppRefused {
			names = append(names, s.Name)
		}
	}
	return names
}

// otherNames lists environments that may be asked: those of the lists, of other connections, and, where there is no
// list, the usual ones.
func (k *climb) otherNames(but string) []string {
	var names []string
	add := func(name string) {
		name = strings.TrimSpace(name)
		if name != "" && !strings.EqualFold(name, but) && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			names = append(names, name)
		}
	}
	s, err := k.survey()
	if err == nil {
		for _, e := range s.Environments {
			if e.Active() {
				add(e.Name)
			}
		}
	}
	for _, n := range k.in.KnownEnvironments {
		add(n)
	}
	if err != nil || !s.Known() {
		for _, n := range guesses() {
			add(n)
		}
	}
	return names[:min(len(names), mostOthers)]
}

// mostOthers is how many other environments are asked.
const mostOthers = 8

func (k *climb) noEnvironments(s admin.Survey) {
	f := Finding{Code: EnvironmentNone, Severity: Failure}
	k.mean(&f, &auth.Meaning{
		Title: "the tenant has no environment",
		Cause: "The list of environments is empty: Business Central was never started in this tenant, all environments are deleted, or the app may see none of them.",
		Who:   auth.BCAdmin, Where: whereAdmin,
		Steps: []string{"Open the Business Central admin center ▸ Environments", "Check that the tenant is the right one", "Enter the environment's name if there is one: a list may leave it out"},
		Link:  pageAdminCenter,
	})
	for _, a := range s.Answers {
		if a.Err == nil {
			f.fact(a.Source.String(), "answered with an empty list")
		}
	}
	k.add(f)
}

// environments is what is known of each environment. c.mu is held.
func (c *Check) environments() []EnvironmentState {
	var out []EnvironmentState
	chosen := c.subject().Environment
	for _, e := range c.board.list {
		s := EnvironmentState{Name: e.Name, Type: e.Type, Country: e.Country, Version: e.Version, Status: e.Status, Companies: -1}
		for _, from := range e.From {
			s.From = append(s.From, from.String())
		}
		out = append(out, s)
	}
	for _, a := range c.board.apps {
		i := slices.IndexFunc(out, func(s EnvironmentState) bool { return strings.EqualFold(s.Name, a.Name) })
		if i < 0 {
			a.From = []string{admin.Typed.String()}
			if !strings.EqualFold(a.Name, chosen) {
				a.From = nil
			}
			out = append(out, a)
			continue
		}
		out[i].App, out[i].Companies, out[i].Text = a.App, a.Companies, a.Text
		if out[i].Version == "" {
			out[i].Version = a.Version
		}
	}
	for i := range out {
		out[i].Chosen = chosen != "" && strings.EqualFold(out[i].Name, chosen)
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Chosen != out[j].Chosen {
			return out[i].Chosen
		}
		return strings.ToLower(out[i].Name) < strings.ToLower(out[j].Name)
	})
	return out
}

package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check"
	"bctui/keystore"
	"bctui/ui/explain"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/access"
	checkscreen "bctui/ui/screen/check"
	"bctui/ui/screen/companies"
	"bctui/ui/screen/connections"
	"bctui/ui/screen/entities"
	"bctui/ui/screen/grid"
	"bctui/ui/screen/record"
	"bctui/ui/screen/requests"
	"bctui/ui/screen/setup"
	"bctui/ui/screen/welcome"
	"bctui/ui/session"
)

// opener makes the screen for a place. This is the one table in which a new screen must be entered.
func (a *App) opener(p *parts) func(place.Place, screen.Host, any) (screen.Screen, error) {
	m := p.manager
	openDemo := func(context.Context) (place.Place, error) {
		name, err := m.OpenDemo()
		return demoPlace(name), err
	}
	return func(at place.Place, host screen.Host, seed any) (screen.Screen, error) {
		connect := func(ctx context.Context) (*session.Session, error) { return m.Open(ctx, at.Connection, at.Environment) }
		where := screen.Where{}
		if c, ok := m.Connection(at.Connection); ok {
			if at.Environment != "" && at.Environment != c.Environment {
				c.Environment, c.EnvironmentType = at.Environment, ""
			}
			where = session.Where(c, m.IsDemo(at.Connection))
		}
		company, _ := seed.(bc.Company)
		switch at.Kind {
		case place.Companies:
			p.setCurrent(at.Connection)
			c, _ := m.Connection(at.Connection)
			return companies.New(host, companies.Options{
				Place: at, Where: where, Open: connect, Unlock: m.Unlock, Explain: explain.Error,
				Select: cmp.Or(c.CompanyID, c.CompanyName), Warnings: m.Warnings, Waiting: p.waitingFor,
				Remember: func(c bc.Company) { m.Remember(at.Connection, c.ID, c.Name) },
			}), nil
		case place.Entities:
			return entities.New(host, entities.Options{Place: at, Where: where, Open: connect, Explain: explain.Error, Company: company}), nil
		case place.Grid:
			return grid.New(host, grid.Options{Place: at, Seed: seed, Line: p.line, Where: where, Open: connect, Explain: explain.Error, Company: company, Last: p.log.Last, Prefs: p.prefs,
				Captions: p.captions, Language: a.language(), Format: p.format, Budget: p.budget}), nil
		case place.Record:
			row, known := seed.(screen.Neighbour)
			return record.New(host, record.Options{Place: at, Where: where, Open: connect, Explain: explain.Error, Row: row, Known: known, Save: saveStream, Format: p.format,
				Captions: p.captions, Language: a.language()}), nil
		case place.Check:
			p.setCurrent(at.Connection)
			o := checkscreen.Options{Place: at, Where: where, Explain: explain.Error, Save: saveReport, Version: a.version(),
				Start: func(ctx context.Context) (*check.Check, error) { return p.newCheck(ctx, at) }}
			if at.Then != "" {
				o.Then = at.With(func(to *place.Place) { to.Kind, to.Then = at.Then, "" })
			}
			return checkscreen.New(host, o), nil
		case place.Access:
			return access.New(host, access.Options{Place: at, Where: where, Explain: explain.Error, Save: saveReport, Version: a.version(),
				Check: func(ctx context.Context) (*check.Check, error) { return p.lastCheck(ctx, at) }}), nil
		case place.Requests:
			return requests.New(host, p.log.All), nil
		case place.Welcome:
			return welcome.New(host, welcome.Options{Demo: openDemo, Folder: p.folder, Found: p.prefill.found(), Warnings: texts(m.Warnings())}), nil
		case place.Setup:
			return setup.New(host, m, p.setupOptions(at, seed)), nil
		case place.Connections:
			return connections.New(host, m, connections.Options{
				Current: p.current(), Warnings: texts(m.Warnings()), Demo: openDemo, Explain: explain.Error,
			}), nil
		}
		return nil, fmt.Errorf("there is no screen called %q", at.Kind)
	}
}

// line gives the command line that opens a place. A connection of this run that nobody has saved is described.
func (p *parts) line(at place.Place) string {
	d, once := p.manager.Once(at.Connection)
	saved := slices.ContainsFunc(p.manager.Connections(), func(c keystore.Connection) bool { return c.Name == at.Connection })
	if !once || saved || p.manager.IsDemo(at.Connection) {
		return at.String()
	}
	var args []string
	for _, f := range [][2]string{{"--tenant", d.Tenant}, {"--client-id", d.ClientID}, {"--authority", d.Authority}, {"--api", d.API}, {"--scope", d.Scope}} {
		if f[1] != "" {
			args = append(args, f[0], f[1])
		}
	}
	return place.Shell(append(args, at.With(func(p *place.Place) { p.Connection = "" }).CommandLine()...))
}

// newCheck makes a check of a place's connection and keeps it for the access matrix.
func (p *parts) newCheck(ctx context.Context, at place.Place) (*check.Check, error) {
	var in []string
	switch {
	case at.CompanyID != "":
		in = []string{at.CompanyID}
	case at.CompanyName != "":
		in = []string{at.CompanyName}
	}
	c, err := p.manager.NewCheck(ctx, at.Connection, at.Environment, in, check.Want{})
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.checks[at.Connection+"\x00"+at.Environment] = c
	return c, nil
}

// lastCheck gives the check that was made of a place's connection, or a new one.
func (p *parts) lastCheck(ctx context.Context, at place.Place) (*check.Check, error) {
	p.mu.Lock()
	c := p.checks[at.Connection+"\x00"+at.Environment]
	p.mu.Unlock()
	if c != nil {
		return c, nil
	}
	return p.newCheck(ctx, at)
}

// setupOptions begin the setup with what is known: the connection whose secret is to be replaced, a connection of this
// run whose values did not work, what was typed in an earlier visit, or what the flags and variables said.
func (p *parts) setupOptions(at place.Place, seed any) setup.Options {
	o := setup.Options{Explain: explain.Error, ReadClipboard: clipboardReader()}
	ask, _ := seed.(screen.AskSecret)
	if d, ok := p.manager.Once(at.Connection); ok {
		d.Secret = auth.Secret{} // it is what did not work: its field is where to begin
		o.Draft = d
		return o
	}
	if c, ok := p.manager.Connection(at.Connection); ok {
		o.Draft, o.Replace, o.Reason, o.Next = session.Draft{Connection: c}, true, ask.Reason, ask.Next
		return o
	}
	o.Draft, o.Origins = p.prefill.draft, p.prefill.origins
	o.Keep = func(d session.Draft) { p.prefill.draft = d }
	return o
}

func texts(errs []error) []string {
	var out []string
	for _, e := range errs {
		out = append(out, e.Error())
	}
	return out
}

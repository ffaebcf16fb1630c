package setup

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/auth"
	"bctui/bc"
	"bctui/keystore"
	"bctui/ui/session"
	"bctui/ui/widget"
	"bctui/ui/widget/form"
)

// event is one piece of news from the try. All of them come through one channel, so that the end can't overtake a step.
type event struct {
	step session.Step
	done bool
	err  error
}

// stepMsg is one step of the try. from is where the next one comes from.
type stepMsg struct {
	serial int
	step   session.Step
	from   chan event
}

// triedMsg ends the try.
type triedMsg struct {
	serial int
	err    error
}

// waitMsg comes a second after work began that should have taken less.
type waitMsg struct{ serial int }

// try proves the connection as it stands in the fields.
func (s *Screen) try() tea.Cmd {
	ctx, serial := s.begin(trying)
	d := s.draft()
	s.tried = nil
	events := make(chan event, 16)
	run := s.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		tell := func(e event) {
			select {
			case events <- e:
			case <-ctx.Done():
			}
		}
		err := s.conn.Try(ctx, d, func(step session.Step) { tell(event{step: step}) })
		tell(event{done: true, err: err})
		return nil
	})
	return tea.Batch(run, s.listen(ctx, serial, events))
}

// listen waits for the next news.
func (s *Screen) listen(ctx context.Context, serial int, from chan event) tea.Cmd {
	return s.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		select {
		case e := <-from:
			if e.done {
				return triedMsg{serial: serial, err: e.err}
			}
			return stepMsg{serial: serial, step: e.step, from: from}
		case <-ctx.Done():
			return nil
		}
	})
}

// merge puts a step that ended in the place where it began.
func merge(steps []session.Step, step session.Step) []session.Step {
	for i := range steps {
		if steps[i].Name == step.Name && !steps[i].Done {
			steps[i] = step
			return steps
		}
	}
	return append(steps, step)
}

// proved goes on after the try.
func (s *Screen) proved(msg triedMsg) tea.Cmd {
	if msg.err == nil {
		return s.whereTo()
	}
	s.stop()
	s.phase = failed
	s.wrong = wrongField(msg.err, s.draft())
	if s.opts.Replace {
		s.wrong = Secret
	}
	s.panel.SetContent(s.opts.Explain(msg.err))
	return nil
}

// wrongField names the field that an error is about, as far as one can tell; "" when nothing that was typed is to blame.
func wrongField(err error, d session.Draft) string {
	var (
		input  *auth.InputError
		signIn *auth.Error
		net    *auth.NetworkError
		target *bc.InputError
		reply  *bc.Error
	)
	switch {
	case errors.As(err, &target):
		switch target.Field {
		case "API URL":
			return API
		case "tenant":
			return Tenant
		}
		return Environment
	case errors.As(err, &input):
		switch input.Field {
		case "tenant":
			return Tenant
		case "client ID":
			return ClientID
		case "authority":
			return Authority
		}
		return Secret
	case errors.As(err, &signIn):
		switch signIn.AADSTS {
		case 90002, 900023, 50059, 50194, 9001023:
			return Tenant
		case 700016, 7000229, 7000112, 70001:
			return ClientID
		case 1002012, 70011, 28002, 28003, 70022:
			return Scope
		case 90038, 900382, 900432:
			return Authority
		}
		return Secret
	case errors.As(err, &net):
		// A host that was typed may be wrong; the standard one is not.
		switch {
		case d.API != "" && sameHost(d.API, net.Host):
			return API
		case d.Authority != "" && sameHost(d.Authority, net.Host):
			return Authority
		}
	case errors.As(err, &reply):
		switch reply.Kind {
		case bc.NoEnvironment:
			return Environment
		case bc.ForeignHost, bc.Disabled, bc.NoRoute:
			if d.API != "" {
				return API
			}
		}
	}
	return ""
}

func (s *Screen) wrongLabel() string {
	switch s.wrong {
	case Tenant:
		return "the tenant"
	case ClientID:
		return "the client ID"
	case Secret:
		return "the secret"
	case Authority:
		return "the authority"
	case API:
		return "the API host"
	case Scope:
		return "the scope"
	}
	if s.wrong == Environment {
		return "the environment"
	}
	return "your values"
}

// backToField goes to the field that is wrong, with its text as it was.
func (s *Screen) backToField() {
	s.phase = editing
	s.note = verdict{}
	if c := s.panel.Content(); c.Title != "" && s.wrong != "" {
		s.form.Say(s.wrong, form.Verdict{Level: widget.Failure, Text: c.Title})
	}
	if isAdvanced(s.wrong) {
		s.advanced = true
		s.form.Focus(s.wrong)
		return
	}
	for i, st := range s.steps {
		for _, id := range st.fields {
			if id == s.wrong {
				s.goTo(i)
				s.form.Focus(id)
				return
			}
		}
	}
	s.goTo(len(s.steps) - 1)
}

// hint is how long the keyring may take before the user is told why.
const hint = time.Second

// registration is what portal links are made of.
func registration(d session.Draft) auth.Registration {
	return auth.Registration{Tenant: d.Tenant, ClientID: d.ClientID, Authority: d.Authority, Scope: d.Scope}
}

func placeWord(p keystore.Place) string {
	switch p {
	case keystore.InKeyring:
		return "the keyring"
	case keystore.InFile:
		return "the encrypted file"
	case keystore.InSession:
		return "memory, for this session only"
	}
	return "no place"
}

package setup

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/intake"
	"bctui/keystore"
	"bctui/ui/widget"
	"bctui/ui/widget/form"
)

// visible gives the fields on show, in the order of Tab.
func (s *Screen) visible() []string {
	out := append([]string{}, s.steps[s.at].fields...)
	if s.advanced {
		out = append(out, advancedFields()...)
	}
	return out
}

// next takes the value of the field with the focus and goes on: to the next step that lacks something, or to the try.
func (s *Screen) next() tea.Cmd {
	s.note = verdict{}
	id := s.form.Focused()
	fast := s.beat()
	if s.takeBlock(id, fast) {
		return s.awaitQuiet()
	}
	if !s.take(id) {
		s.burst.refused = fast
		return nil
	}
	if isAdvanced(id) {
		return s.down()
	}
	for i := range s.steps {
		if i <= s.at && !s.fits(i) {
			s.complain(i)
			return nil
		}
	}
	for i := s.at + 1; i < len(s.steps); i++ {
		if !s.fits(i) || i == len(s.steps)-1 {
			s.goTo(i)
			return nil
		}
	}
	if bad := s.badAdvanced(); bad != "" {
		s.advanced = true
		s.form.Focus(bad)
		return nil
	}
	return tea.Batch(s.try(), s.awaitQuiet())
}

func (s *Screen) badAdvanced() string {
	for _, id := range advancedFields() {
		if s.form.Worst(id) == widget.Failure {
			return id
		}
	}
	return ""
}

// complain goes to the field that keeps a step from being complete and says what it lacks.
func (s *Screen) complain(i int) {
	s.at = i
	for n, id := range s.steps[i].fields {
		empty := n == 0 && s.missing(id) != "" && strings.TrimSpace(s.form.Value(id)) == ""
		if empty || s.form.Worst(id) == widget.Failure {
			s.form.Focus(id)
			if empty {
				s.form.Say(id, form.Verdict{Level: widget.Failure, Text: s.missing(id)})
			}
			return
		}
	}
}

// missing says what a field wants that must not stay empty; "" for the others.
func (s *Screen) missing(id string) string {
	switch id {
	case Tenant:
		return "type or paste the tenant: a domain such as contoso.onmicrosoft.com, or the tenant ID"
	case ClientID:
		return "type or paste the Application (client) ID of the app registration"
	case Secret:
		if _, ok := s.stored(); ok {
			return ""
		}
		return "type or paste the value of a client secret"
	}
	return ""
}

// take puts the cleaned value into a field. It gives false, with the reason under the field, when the value can't be.
func (s *Screen) take(id string) bool {
	raw := s.form.Value(id)
	if strings.TrimSpace(raw) == "" {
		if text := s.missing(id); text != "" {
			s.form.Say(id, form.Verdict{Level: widget.Failure, Text: text})
			return false
		}
		if raw != "" {
			s.form.Set(id, "", "")
			s.changed()
		}
		return true
	}
	s.form.Insist(id)
	if s.form.Worst(id) == widget.Failure {
		return false
	}
	var clean string
	switch id {
	case Tenant:
		clean, _ = intake.Tenant(raw)
	case ClientID:
		tenant, _ := intake.Tenant(s.form.Value(Tenant))
		clean, _ = intake.ClientID(raw, tenant)
	case Secret:
		clean, _ = intake.Secret(raw)
	case Environment:
		clean, _ = intake.Environment(raw)
	case Authority, API:
		clean, _ = intake.URL(raw)
	case Expires:
		d, _ := readDate(raw, s.host.Now())
		clean = d.String()
	case Name:
		clean, _ = keystore.CheckName(raw)
	default:
		clean = strings.TrimSpace(raw)
	}
	if clean != raw && clean != "" {
		s.form.Set(id, clean, s.form.Origin(id))
		s.changed()
	}
	return true
}

// down goes to the next field; behind the last one to the next step.
func (s *Screen) down() tea.Cmd {
	fields, id := s.visible(), s.form.Focused()
	for i, f := range fields {
		if f != id {
			continue
		}
		if i+1 < len(fields) {
			s.form.Focus(fields[i+1])
			return nil
		}
	}
	if s.at == len(s.steps)-1 {
		s.form.Focus(fields[0])
		return nil
	}
	if first := fields[0]; strings.TrimSpace(s.form.Value(first)) == "" {
		s.form.Focus(first)
		return nil
	}
	s.form.Focus(s.steps[s.at].fields[0])
	return s.next()
}

// up goes to the field before; before the first one to the step before.
func (s *Screen) up() tea.Cmd {
	fields, id := s.visible(), s.form.Focused()
	for i, f := range fields {
		if f == id && i > 0 {
			s.form.Focus(fields[i-1])
			return nil
		}
	}
	if s.at > 0 {
		s.goTo(s.at - 1)
	}
	return nil
}

func (s *Screen) toggleAdvanced() {
	if s.advanced {
		s.fold()
		return
	}
	s.advanced = true
	s.form.Focus(Authority)
}

func (s *Screen) fold() {
	s.advanced = false
	s.form.Focus(s.steps[s.at].fields[0])
}

// onPaste sees a paste before the field does: a block or an address fills all fields that it has values for.
func (s *Screen) onPaste(id, text string) bool {
	const most = 1 << 17 // no block of values is longer; a document is not read to the end to know that
	if len(text) > most {
		return false
	}
	found, ok := intake.Parse(text)
	if !ok || !worth(id, found) {
		return false
	}
	s.spread(found)
	return true
}

// takeBlock does the same for a block that was typed, or that a terminal without bracketed paste typed for the user.
func (s *Screen) takeBlock(id string, fast bool) bool {
	text := s.form.Value(id)
	if fast {
		text = s.burst.line(text)
	}
	found, ok := intake.Parse(text)
	if !ok || !worth(id, found) {
		return false
	}
	s.burst.taken = true
	s.form.Set(id, "", "")
	s.spread(found)
	return true
}

// worth tells whether a text holds more than the plain value of the field it was pasted into: a lone value goes into
// the field as it is, so that it is checked there.
func worth(id string, p intake.Pasted) bool {
	values := map[string]string{
		Tenant: p.Tenant, ClientID: p.ClientID, Secret: p.Secret, Environment: p.Environment,
		Authority: p.Authority, API: p.API, Scope: p.Scope,
	}
	n := 0
	for _, v := range values {
		if v != "" {
			n++
		}
	}
	free := id == Name || id == Expires || isAdvanced(id) // where a lone value is likely to be meant as it stands
	return n > 1 || n == 1 && len(p.Found) > 0 && !free
}

// spread puts everything that was found into its field and says what it was.
func (s *Screen) spread(p intake.Pasted) {
	set := func(id, value string) {
		if value != "" && (!s.opts.Replace || id == Secret) {
			s.form.Set(id, value, "pasted")
		}
	}
	set(Tenant, p.Tenant)
	set(ClientID, p.ClientID)
	set(Secret, p.Secret)
	set(Environment, p.Environment)
	set(Authority, p.Authority)
	set(API, p.API)
	set(Scope, p.Scope)
	if !s.opts.Replace && p.CompanyName != "" {
		s.opts.Draft.CompanyName, s.opts.Draft.CompanyID = p.CompanyName, p.CompanyID
	}
	s.changed()
	s.note = verdict{widget.Success, "Taken over: " + strings.Join(p.Found, ", ") + "."}
	for _, n := range p.Notes {
		if n.Level != intake.Note {
			s.note = verdict{levelOf(n.Level), s.note.text + " " + n.Text}
		}
	}
	s.toFirstGap()
}

package screen

import (
	tea "charm.land/bubbletea/v2"

	"bctui/ui/keymap"
	"bctui/ui/widget/panel"
)

// Explain turns an error into what a person can do about it.
type Explain func(error) panel.Content

// Trouble is a finding in the place of a screen's body, with the keys that go with it. The zero value shows nothing.
type Trouble struct {
	Err   error
	panel panel.Model
}

// Show explains err; nil takes the finding away.
func (t *Trouble) Show(err error, explain Explain) {
	t.Err = err
	if err == nil {
		t.panel = panel.Model{}
		return
	}
	t.panel.SetContent(explain(err))
}

// There tells whether there is a finding to show.
func (t *Trouble) There() bool { return t.Err != nil }

// View draws the finding.
func (t *Trouble) View(look *Look, width, height int) string {
	return t.panel.View(look.Widget(), width, height)
}

// Title is the finding in a few words, for the status line.
func (t *Trouble) Title() string { return t.panel.Content().Title }

// Update takes the mouse wheel.
func (t *Trouble) Update(msg tea.Msg) { t.panel.Update(msg) }

// Actions gives the keys of the finding, with again to try once more.
func (t *Trouble) Actions(keys *keymap.Map, again func() tea.Cmd) []keymap.Action {
	out := []keymap.Action{keys.Bind("list.refresh", again).Named("try again", "try again")}
	return append(out, t.panel.Actions(keys,
		func(url string) tea.Cmd { return Emit(Browse{URL: url}) },
		func(text string) tea.Cmd { return Emit(Copy{What: "message", Text: text}) })...)
}

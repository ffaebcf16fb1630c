// Package keymap is the one registry of actions: what the program can do, which keys do it, and when not. The footer,
// the help page, the palette, the README's key list and the tests all read it, so none of them can disagree.
package keymap

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Scope says where an action belongs.
type Scope string

// Scopes: Global actions exist on every screen, the others only where a screen binds them.
const (
	Global Scope = "everywhere"
	Lists  Scope = "lists"
	Grid   Scope = "grid"
	Record Scope = "record"
	Setup  Scope = "setup"
	Manage Scope = "connections"
	Check  Scope = "check"
	Access Scope = "access"
)

// Def describes an action: what it is called and which keys it has, but not what it does here.
type Def struct {
	ID    string // stable name, used in the config file: "grid.sort"
	Title string // what the palette and help show: "sort by this column"
	Short string // what the footer shows: "sort"; empty: never in the footer
	Scope Scope
	Keys  []string // names as tea.KeyPressMsg.String gives them: "enter", "shift+tab", "G"
}

// Action is a Def bound to what it does on the screen at hand. It is small, since screens make dozens of them for every
// key press and pass them by value.
type Action struct {
	*Def
	// Why gives the reason why the action can't be done now, and "" when it can. nil: always.
	Why func() string
	// Run does it.
	Run func() tea.Cmd
	// Typing lists the keys that work while a text field has the focus; the others are text then.
	Typing []string
}

// Refusal is the reason why the action can't run now; "" when it can.
func (a Action) Refusal() string {
	if a.Why == nil {
		return ""
	}
	return a.Why()
}

// Has tells whether the key belongs to the action.
func (a Action) Has(key string) bool { return slices.Contains(a.Keys, key) }

// KeyLabel gives the first key for people: "enter", "ctrl+p", "↑".
//
// Not inlined: fifty places, 4 kB of the program.
//
//go:noinline
func (d *Def) KeyLabel() string {
	if len(d.Keys) == 0 {
		return ""
	}
	return Label(d.Keys[0])
}

// Label turns a key's name into what people call it.
func Label(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "PgDn"
	case "pgup":
		return "PgUp"
	case "space":
		return "Space"
	case "enter":
		return "Enter"
	case "esc":
		return "Esc"
	case "home":
		return "Home"
	case "end":
		return "End"
	case "tab":
		return "Tab"
	case "shift+tab":
		return "Shift-Tab"
	case "f1":
		return "F1"
	}
	if rest, ok := strings.CutPrefix(key, "ctrl+"); ok {
		return "Ctrl-" + strings.ToUpper(rest)
	}
	if rest, ok := strings.CutPrefix(key, "alt+"); ok {
		return "Alt-" + Label(rest)
	}
	return key
}

// Map holds the definitions with the keys in force.
type Map struct {
	defs  map[string]*Def // read by all, written by nobody
	order []string
}

// New gives the default keys.
func New() *Map {
	m := &Map{defs: make(map[string]*Def, len(defaults)), order: make([]string, 0, len(defaults))}
	for i := range defaults {
		d := &defaults[i]
		m.defs[d.ID] = d
		m.order = append(m.order, d.ID)
	}
	return m
}

// Rebind replaces the keys of actions: action ID → keys. It reports unknown IDs and keys that would then stand for two
// actions in one scope, and changes nothing in that case.
func (m *Map) Rebind(keys map[string][]string) error {
	next := map[string]*Def{}
	for id, d := range m.defs {
		next[id] = d
	}
	for id, k := range keys {
		d, ok := next[id]
		if !ok {
			return fmt.Errorf("no action is called %q; `bctui keys` lists them", id)
		}
		rebound := *d
		rebound.Keys = k
		next[id] = &rebound
	}
	if err := clash(next, m.order); err != nil {
		return err
	}
	m.defs = next
	return nil
}

// clash finds a key that means two things in one scope (or in a scope and everywhere).
func clash(defs map[string]*Def, order []string) error {
	seen := map[string]string{}
	for _, id := range order {
		d := defs[id]
		for _, k := range d.Keys {
			at := string(d.Scope) + " " + k
			if other, ok := seen[at]; ok {
				return fmt.Errorf("the key %s is given to both %q and %q", Label(k), other, id)
			}
			seen[at] = id
		}
	}
	for _, id := range order {
		d := defs[id]
		if d.Scope == Global {
			continue
		}
		for _, k := range d.Keys {
			if other, ok := seen[string(Global)+" "+k]; ok {
				return fmt.Errorf("the key %s is given to both %q and %q", Label(k), other, id)
			}
		}
	}
	return nil
}

// Check reports a key that stands for two actions.
func (m *Map) Check() error { return clash(m.defs, m.order) }

// Def gives a definition, to be read only. An unknown ID is a programming error and panics.
//
// Not inlined: 4 kB of the program.
//
//go:noinline
func (m *Map) Def(id string) *Def {
	d, ok := m.defs[id]
	if !ok {
		panic("keymap: no action " + id)
	}
	return d
}

// All gives every definition in the order of the help page.
func (m *Map) All() []Def {
	out := make([]Def, 0, len(m.order))
	for _, id := range m.order {
		out = append(out, *m.defs[id])
	}
	return out
}

// Bind joins a definition with what it does.
//
// Not inlined: screens bind dozens of them, and copies in place would cost the binary 10 kB.
//
//go:noinline
func (m *Map) Bind(id string, run func() tea.Cmd) Action {
	return Action{Def: m.Def(id), Run: run}
}

// Unless gives the action a reason why it can't be done now; the text is shown when the key is pressed all the same.
func (a Action) Unless(why func() string) Action { a.Why = why; return a }

// WhileTyping lets the action's keys work in text fields too: all of them, or only those named.
func (a Action) WhileTyping(keys ...string) Action {
	if len(keys) == 0 {
		keys = a.Keys
	}
	a.Typing = keys
	return a
}

// Works tells whether the key runs the action now; typing says that a text field has the focus.
func (a Action) Works(key string, typing bool) bool {
	if typing {
		return slices.Contains(a.Typing, key) && a.Has(key)
	}
	return a.Has(key)
}

// Named changes how the action is called on this screen.
//
//go:noinline
func (a Action) Named(short, title string) Action {
	d := *a.Def
	d.Short, d.Title = short, title
	a.Def = &d
	return a
}

// Find gives the first action that has the key.
func Find(actions []Action, key string) (Action, bool) {
	for _, a := range actions {
		if a.Has(key) {
			return a, true
		}
	}
	return Action{}, false
}

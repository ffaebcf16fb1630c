// Package welcome is the first screen of a first run: what the program is, and the two ways on.
package welcome

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget/list"
)

// Options are what the screen needs to know.
type Options struct {
	// Demo starts the embedded tenant and gives the place to go to.
	Demo func(ctx context.Context) (place.Place, error)
	// Folder is where connections are kept.
	Folder string
	// Found names what was found already: "AZURE_TENANT_ID", …. Connect takes it over.
	Found []string
	// Warnings are said above the choices: a connections file that was damaged, for example.
	Warnings []string
}

// The two ways on.
const (
	connect = "connect"
	demo    = "demo"
)

// Screen is the welcome screen.
type Screen struct {
	host     screen.Host
	opts     Options
	list     list.Model
	starting bool
	failed   string
	listTop  int
	listLeft int
}

var _ screen.Screen = (*Screen)(nil)

// started is the answer of Options.Demo.
type started struct {
	place place.Place
	err   error
}

// New makes the screen.
func New(host screen.Host, o Options) *Screen {
	s := &Screen{host: host, opts: o, list: list.New(
		list.Column{},
		list.Column{Tone: theme.Muted, Min: 34},
	)}
	s.list.SetItems([]list.Item{
		{ID: connect, Cells: list.Cells("1  Connect", "with a tenant, a client ID and a client secret")},
		{ID: demo, Cells: list.Cells("2  Try the demo tenant", "inside this program: nothing is needed")},
	})
	return s
}

// Init implements screen.Screen.
func (s *Screen) Init() tea.Cmd { return nil }

// Place implements screen.Screen.
func (s *Screen) Place() place.Place { return place.Place{Kind: place.Welcome} }

// Crumb implements screen.Screen.
func (s *Screen) Crumb() string { return "bctui" }

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return false }

// Escape implements screen.Screen.
func (s *Screen) Escape() (tea.Cmd, bool) { return nil, false }

// Status implements screen.Screen.
func (s *Screen) Status() screen.Status {
	return screen.Status{Busy: s.starting}
}

// Actions implements screen.Screen.
func (s *Screen) Actions() []keymap.Action {
	k := s.host.Keys
	return []keymap.Action{
		k.Bind("list.open", s.open).Named("choose", "take the choice under the cursor"),
		k.Bind("list.up", func() tea.Cmd { s.list.Up(); return nil }),
		k.Bind("list.down", func() tea.Cmd { s.list.Down(); return nil }),
	}
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case started:
		s.starting = false
		if msg.err != nil {
			s.failed = msg.err.Error()
			return nil
		}
		return screen.Emit(screen.Instead{Place: msg.place})
	case tea.KeyPressMsg:
		switch msg.String() {
		case "1":
			s.list.Select(connect)
			return s.open()
		case "2":
			s.list.Select(demo)
			return s.open()
		}
	case tea.MouseClickMsg:
		msg.Y -= s.listTop
		msg.X -= s.listLeft
		if s.list.Update(msg, s.host.Now()) == list.Opened {
			return s.open()
		}
	case tea.MouseWheelMsg:
		s.list.Update(msg, s.host.Now())
	}
	return nil
}

func (s *Screen) open() tea.Cmd {
	it, ok := s.list.Cursor()
	if !ok || s.starting {
		return nil
	}
	s.failed = ""
	if it.ID == connect {
		return screen.Emit(screen.Go{Place: place.Place{Kind: place.Setup}})
	}
	s.starting = true
	return s.host.Do(func(ctx context.Context) tea.Msg {
		p, err := s.opts.Demo(ctx)
		return started{place: p, err: err}
	})
}

// wordmark is drawn where there is room for it.
var wordmark = [...]string{
	"█▄▄ █▀▀ ▀█▀ █ █ ▀",
	"█▄█ █▄▄  █  █▄█ █",
}

const widest = 78

// View implements screen.Screen.
func (s *Screen) View(width, height int) screen.Body {
	if width <= 0 || height <= 0 {
		return screen.Body{}
	}
	look := s.host.Look.Widget()
	inner := min(width, widest)
	margin := 0
	if inner > 20 {
		margin = 2
	}
	text := inner - 2*margin
	say := func(tone theme.Tone, t string) []string {
		lines := look.Wrap(t, max(1, text))
		for i, l := range lines {
			lines[i] = look.Line(inner).Gap(margin).Add(tone, l).String()
		}
		return lines
	}
	var head []string
	if height >= 16 && width >= 60 {
		for _, l := range wordmark {
			head = append(head, look.Line(inner).Gap(margin).Add(theme.Accent, l).String())
		}
		head = append(head, "")
	}
	head = append(head, say(theme.Strong, "Explore Microsoft Dynamics 365 Business Central from the terminal.")...)
	head = append(head, say(theme.Muted, "It signs in as an app, shows companies and their data, and cannot write.")...)
	head = append(head, "")
	for _, w := range s.opts.Warnings {
		head = append(head, say(theme.Warn, "! "+w)...)
		head = append(head, "")
	}
	body := s.list.View(look, inner-margin+1, s.list.Len())
	choices := strings.Split(body.Content, "\n")
	for i, l := range choices {
		choices[i] = strings.Repeat(" ", max(0, margin-1)) + l
	}
	var foot []string
	if s.failed != "" {
		foot = append(foot, "")
		foot = append(foot, say(theme.Bad, "✗ "+s.failed)...)
	}
	if len(s.opts.Found) > 0 {
		foot = append(foot, "")
		foot = append(foot, say(theme.Muted, "Connect takes over what is set already: "+strings.Join(s.opts.Found, ", ")+".")...)
	}
	kept := "Connections are kept in " + s.opts.Folder + ", secrets in the system's keyring."
	if s.opts.Folder == "" {
		kept = "Secrets are kept in the system's keyring."
	}
	foot = append(foot, "")
	foot = append(foot, say(theme.Muted, kept)...)
	// What matters least goes first where there are few lines: the choices are what must be seen.
	for len(head)+len(choices)+len(foot) > height && len(foot) > 0 {
		foot = foot[:len(foot)-1]
	}
	for len(head)+len(choices) > height && len(head) > 0 {
		head = head[1:]
	}
	lines := append(append(append([]string{}, head...), choices...), foot...)
	lines = lines[:min(len(lines), height)]
	top := (height - len(lines)) / 3
	left := (width - inner) / 2
	s.listTop, s.listLeft = top+len(head), left
	for i, l := range lines {
		if l != "" {
			lines[i] = strings.Repeat(" ", left) + l
		}
	}
	return screen.Body{Content: strings.Repeat("\n", top) + strings.Join(lines, "\n")}
}

// Package tui is the root model: a stack of screens, the frame around them, overlays, notes, and the way keys find their
// action. It knows screens only through package screen; which screen a place needs is told by Options.Open.
package tui

import (
	"context"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget/toast"
)

// Options are what the root needs of the world.
type Options struct {
	// Start is the first place.
	Start place.Place
	// Open makes the screen for a place. An error is shown as a note and the user stays where they are.
	Open func(p place.Place, host screen.Host, seed any) (screen.Screen, error)
	Keys *keymap.Map
	Now  func() time.Time
	// Getenv reads the environment: SSH_CONNECTION, TMUX, TERM decide what the terminal may be asked for.
	Getenv func(string) string
	// Mouse switches mouse reports on at the start.
	Mouse bool
	// Background is "dark", "light" or "" (ask the terminal, dark until it answers).
	Background string
	// Anchors keep columns straight on terminals that measure letters in another way. Set it when the output is Straight.
	Anchors bool
	// Format is how the user writes numbers.
	Format format.Formatter
	// OpenURL opens an address in the user's browser; nil where that can't work.
	OpenURL func(ctx context.Context, url string) error
	// WriteClipboard puts text on the clipboard of the machine; nil where there is none.
	WriteClipboard func(text string) error
	// Notices are short news from below (a request is being retried); the root shows the latest.
	Notices <-chan string
}

// Model is the root.
type Model struct {
	opts    Options
	ctx     context.Context
	stack   []entry
	ahead   []visit // places that were left by going back, the nearest last
	lastID  screen.ID
	look    *screen.Look
	width   int
	height  int
	overlay overlay
	note    toast.Model
	notice  toast.Model
	mouse   bool
	spin    int
	ticking bool
	// fixedBackground is set when the user chose light or dark, so that the terminal's late answer changes nothing.
	fixedBackground bool
	failure         error
	leaving         bool
	anchors         bool
	frame           []byte // the buffer of the last frame with anchors
}

// entry is a screen on the stack with what ends it.
type entry struct {
	screen screen.Screen
	id     screen.ID
	cancel context.CancelFunc
}

// New makes the root. ctx ends every screen's work.
func New(ctx context.Context, opts Options) *Model {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Getenv == nil {
		opts.Getenv = os.Getenv
	}
	if opts.Keys == nil {
		opts.Keys = keymap.New()
	}
	remote := opts.Getenv("SSH_CONNECTION") != "" || opts.Getenv("SSH_TTY") != ""
	m := &Model{
		opts:            opts,
		ctx:             ctx,
		mouse:           opts.Mouse,
		fixedBackground: opts.Background != "",
		anchors:         opts.Anchors && knowsColumns(opts.Getenv("TERM")),
		look: &screen.Look{
			Theme:   theme.New(opts.Background != "light"),
			Measure: format.Wc,
			Format:  opts.Format,
			Links:   opts.Getenv("TERM") != "linux" && opts.Getenv("TERM") != "dumb",
			Remote:  remote,
		},
	}
	return m
}

// Failure is the error that made the program leave by itself, nil when the user left.
func (m *Model) Failure() error { return m.failure }

// Place is where the user is.
func (m *Model) Place() place.Place {
	if s := m.top(); s != nil {
		return s.Place()
	}
	return m.opts.Start
}

// Init implements tea.Model.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.push(m.opts.Start, nil), m.listen()}
	if !m.fixedBackground {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	return tea.Batch(cmds...)
}

// noticeMsg is news from Options.Notices.
type noticeMsg string

func (m *Model) listen() tea.Cmd {
	if m.opts.Notices == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case text, ok := <-m.opts.Notices:
			if !ok {
				return nil
			}
			return noticeMsg(text)
		case <-m.ctx.Done():
			return nil
		}
	}
}

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.handle(msg)
	return m, tea.Batch(cmd, m.tick())
}

func (m *Model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		return nil
	case tea.BackgroundColorMsg:
		if !m.fixedBackground && msg.IsDark() != m.look.Theme.Dark {
			m.look.Theme = m.look.Theme.On(msg.IsDark())
		}
		return nil
	case tea.ModeReportMsg:
		// The renderer measures graphemes from the moment the terminal confirms mode 2027, so we do too: if the two
		// disagreed, a column with emoji would shear the table.
		if msg.Mode == ansi.ModeUnicodeCore && (msg.Value.IsReset() || msg.Value.IsSet() || msg.Value.IsPermanentlySet()) {
			m.look.Measure = format.Graphemes
		}
		return nil
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		if m.overlay != nil {
			return m.overlay.paste(m, msg)
		}
		return m.toTop(msg)
	case tea.MouseMsg:
		return m.mouseMsg(msg)
	case screen.To:
		m.notice.Hide() // an answer is there: what was said of trying again is over
		if e := m.find(msg.ID); e != nil {
			return e.screen.Update(msg.Msg)
		}
		return nil // that screen is gone: its late answer drops
	case screen.Go:
		m.note.Hide()
		return m.push(msg.Place, msg.Seed)
	case screen.Instead:
		if n := len(m.stack); msg.From != 0 && (n == 0 || m.stack[n-1].id != msg.From) {
			return nil // the user has gone elsewhere meanwhile
		}
		m.clear()
		return m.push(msg.Place, nil)
	case screen.Back:
		return m.back()
	case screen.Sibling:
		if len(m.stack) < 2 {
			return m.toTop(screen.Neighbour{Why: "opened by its key: there is no list around it"})
		}
		return m.stack[len(m.stack)-2].screen.Update(msg)
	case screen.Neighbour:
		return m.toTop(msg)
	case screen.Say:
		return m.say(msg.Level, msg.Text)
	case screen.Copy:
		return m.copy(msg)
	case screen.Browse:
		return m.browse(msg.URL)
	case noticeMsg:
		return tea.Batch(m.hear(string(msg)), m.listen())
	case expireMsg:
		msg.of.Expire(msg.serial)
		return nil
	case tickMsg:
		m.ticking = false
		m.spin++
		return nil
	case tea.ColorProfileMsg:
		m.look.Theme = theme.For(m.look.Theme.Dark, msg.Profile)
		return nil
	case tea.FocusMsg, tea.BlurMsg, tea.EnvMsg, tea.KeyReleaseMsg, tea.CapabilityMsg,
		tea.TerminalVersionMsg, tea.KeyboardEnhancementsMsg, tea.PasteStartMsg, tea.PasteEndMsg:
		return nil
	default:
		return m.toTop(msg)
	}
}

func (m *Model) toTop(msg tea.Msg) tea.Cmd {
	if s := m.top(); s != nil {
		return s.Update(msg)
	}
	return nil
}

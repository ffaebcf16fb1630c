package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/atotto/clipboard"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/captions"
	"bctui/bc/check"
	"bctui/bc/pager"
	"bctui/keystore"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/prefs"
	"bctui/ui/screen/setup"
	"bctui/ui/session"
	"bctui/ui/tui"
)

// parts are what one run of the program is made of. They belong to the program's one goroutine.
type parts struct {
	manager  *session.Manager
	log      *session.Log
	notices  chan string
	folder   string
	prefill  prefill
	open     string // name of the connection that was opened last
	prefs    *prefs.Store
	captions *captions.Cache
	format   format.Formatter // how the user writes dates and numbers
	budget   *pager.Budget    // memory for the rows of all grids
	mu       sync.Mutex
	checks   map[string]*check.Check // the last one of each connection and environment
	// waiting is what the keyring waits for; its goroutine writes it.
	waiting atomic.Pointer[string]
}

// waitingFor says what the keyring waits for. It is asked only while something waits.
func (p *parts) waitingFor() string {
	if s := p.waiting.Load(); s != nil {
		return *s
	}
	return ""
}

func (p *parts) current() string        { return p.open }
func (p *parts) setCurrent(name string) { p.open = name }

// prefill is what the setup begins with, and where each value came from.
type prefill struct {
	draft   session.Draft
	origins map[string]string // setup's field → "from AZURE_TENANT_ID"
}

// found names the variables that gave a value.
func (p prefill) found() []string {
	var out []string
	for _, field := range []string{setup.Tenant, setup.ClientID, setup.Secret} {
		if name, ok := strings.CutPrefix(p.origins[field], "from "); ok {
			out = append(out, name)
		}
	}
	return out
}

// assemble puts the parts together. Nothing of it asks a keyring, reads a file or sends a request yet.
func (a *App) assemble(startDemo func() (session.Draft, error)) (*parts, error) {
	dir, err := keystore.ConfigDir()
	if err != nil {
		return nil, err
	}
	cache, err := keystore.CacheDir()
	if err != nil {
		cache = "" // then nothing is cached, which only costs time
	}
	traces := []string{filepath.Join(dir, prefs.FileName)}
	if cache != "" {
		traces = append(traces, filepath.Join(cache, "metadata"))
	}
	p := &parts{folder: dir, checks: map[string]*check.Check{}, prefs: prefs.Open(dir), captions: &captions.Cache{}, log: &session.Log{}, notices: make(chan string, 16)}
	notice := func(text string) {
		select {
		case p.notices <- text:
		default: // the status line shows the latest; when it is behind, one less is no loss
		}
	}
	p.manager = session.NewManager(session.Options{
		ConfigDir: dir,
		CacheDir:  cache,
		Keyring: keystore.NewKeyring(keystore.KeyringOptions{Waiting: func(s keystore.Status) {
			text := strings.TrimSpace(s.Text + " " + s.Hint)
			p.waiting.Store(&text)
		}}),
		Transport: bc.NewTransport(bc.TransportOptions{}),
		UserAgent: a.userAgent(),
		Now:       a.Now,
		Notice:    notice,
		Log:       p.log,
		Traces:    traces,
		Demo:      startDemo,
	})
	return p, nil
}

// language is the user's, as the environment has it: "de_AT.UTF-8".
func (a *App) language() string {
	return cmp.Or(a.Getenv("LC_ALL"), a.Getenv("LC_MESSAGES"), a.Getenv("LANG"))
}

// habits is how the user writes dates and numbers: as the flag says, else the variable, else the system.
func (a *App) habits(flag string) (format.Formatter, error) {
	asked, from := flag, "--locale"
	if asked == "" {
		asked, from = a.Getenv("BCTUI_LOCALE"), "BCTUI_LOCALE"
	}
	f, ok := format.Habits(a.Getenv, asked)
	if !ok {
		return f, &usageError{text: fmt.Sprintf("%s: no dates and numbers are known for %q.", from, asked),
			hint: "It is a language and a country, such as de-DE or en-US, or iso for 2025-05-16 and 1,234.00."}
	}
	return f, nil
}

// explore runs the program on the screen, from the flags of the root command.
func (a *App) explore(ctx context.Context, f *connectionFlags) error {
	p, err := a.assemble(a.startDemo)
	if err != nil {
		return err
	}
	start, err := a.start(p, f)
	if err != nil {
		return err
	}
	return a.screen(ctx, p, start, f.look)
}

// start decides where the program begins: with what the flags say, with the connection used last, or with the welcome.
func (a *App) start(p *parts, f *connectionFlags) (place.Place, error) {
	at, err := f.place(rootName)
	if err != nil {
		return at, err
	}
	env := a.fromEnvironment()
	p.prefill = prefillFrom(env)
	c, ok := keystore.Connection{}, false
	switch {
	case f.forThisRun():
		// The same command line as last time means the same connection: the one that was saved with it.
		if c, ok = f.saved(p.manager.Connections()); !ok {
			return a.startOnce(p, f, at, env)
		}
	case f.connection != "":
		if c, ok, err = savedOrDemo(p, f.connection); err != nil {
			return at, err
		}
		if !ok {
			return at, unknownConnection(f.connection, p.manager.Connections())
		}
	default:
		c, ok = p.manager.Last()
	}
	if !ok {
		return place.Place{Kind: place.Welcome}, nil
	}
	at.Connection, at.Environment = c.Name, c.Environment
	if f.environment != "" {
		at.Environment = f.environment
	}
	return at, nil
}

// startOnce opens a connection that lives for this run. What is still missing is asked for in the setup.
func (a *App) startOnce(p *parts, f *connectionFlags, at place.Place, env session.Draft) (place.Place, error) {
	d, stored, err := a.draftOnce(p, f, env)
	if err != nil {
		return at, err
	}
	if d.Tenant == "" || d.ClientID == "" || d.Secret.IsZero() && !stored {
		p.prefill.draft = d
		return place.Place{Kind: place.Setup}, nil
	}
	at.Connection = p.manager.UseOnce(d)
	at.Environment = d.Environment
	return at, nil
}

// draftOnce puts a connection for this run together: a saved one or the variables, with the flags over it. stored tells
// that its secret lies in a vault, from where it is read later, on the screen: a keyring may ask.
func (a *App) draftOnce(p *parts, f *connectionFlags, env session.Draft) (d session.Draft, stored bool, err error) {
	if f.connection != "" {
		c, ok := p.manager.Connection(f.connection)
		if !ok {
			return d, false, unknownConnection(f.connection, p.manager.Connections())
		}
		d.Connection = c
		d.Name = "" // changed by flags it is another connection: the saved one stays as it is
	} else {
		d = env
	}
	if err := f.overlay(&d.Connection); err != nil {
		return d, false, err
	}
	if d.Environment == "" {
		d.Environment = "Production"
	}
	d.Secret = auth.Secret{}
	switch {
	case f.secretStdin:
		if d.Secret, err = a.readSecret(); err != nil {
			return d, false, err
		}
	case env.ClientID == "" || strings.EqualFold(env.ClientID, d.ClientID):
		d.Secret = env.Secret
	}
	if d.Secret.IsZero() {
		// A saved connection of the same registration has the secret.
		d.SecretIn, stored = p.manager.StoredIn(d.Connection)
	}
	return d, stored, nil
}

func prefillFrom(env session.Draft) prefill {
	p := prefill{draft: env, origins: map[string]string{}}
	if env.Tenant != "" {
		p.origins[setup.Tenant] = "from AZURE_TENANT_ID"
	}
	if env.ClientID != "" {
		p.origins[setup.ClientID] = "from AZURE_CLIENT_ID"
	}
	if !env.Secret.IsZero() {
		p.origins[setup.Secret] = "from AZURE_CLIENT_SECRET"
	}
	return p
}

func unknownConnection(name string, have []keystore.Connection) error {
	names := make([]string, len(have))
	for i, c := range have {
		names[i] = c.Name
	}
	hint := "`bctui connections list` shows them."
	if len(names) == 0 {
		hint = "None is saved yet: `bctui` sets one up."
	} else if len(names) <= 8 {
		hint = "Saved are: " + strings.Join(names, ", ") + "."
	}
	return &usageError{text: fmt.Sprintf("There is no connection %q.", name), hint: hint}
}

// screen runs the program on the terminal until the user leaves.
func (a *App) screen(ctx context.Context, p *parts, start place.Place, l look) (err error) {
	if !a.IsTerminal(a.Stdout) {
		return &usageError{text: "bctui draws on a terminal, and standard output is not one.",
			hint: "Run it in a terminal window; `bctui --help` shows what works in scripts."}
	}
	if l.mouse != "on" && l.mouse != "off" {
		return &usageError{text: fmt.Sprintf("--mouse is on or off, not %q.", l.mouse), hint: "Off leaves the mouse to the terminal."}
	}
	background := l.theme
	switch l.theme {
	case "auto":
		background = ""
	case "dark", "light":
	default:
		return &usageError{text: fmt.Sprintf("--theme is auto, dark or light, not %q.", l.theme), hint: "NO_COLOR=1 takes the colours away."}
	}
	if p.format, err = a.habits(l.locale); err != nil {
		return err
	}
	if p.budget, err = a.budget(l.memory); err != nil {
		return err
	}
	if runtime.GOMAXPROCS(0) < leastThreads && a.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(leastThreads)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// A panic in a screen must not print what memory held: the runtime's own dump could hold a secret's bytes in frames.
	debug.SetTraceback("single")
	// net/http writes remarks to the standard logger: they would tear the screen.
	log.SetOutput(io.Discard)
	out := a.Stdout
	f, ok := out.(tui.TerminalFile)
	if ok {
		out = tui.Straight(f)
	}
	model := tui.New(ctx, tui.Options{
		Anchors:        ok,
		Start:          start,
		Open:           a.opener(p),
		Keys:           keymap.New(),
		Now:            a.Now,
		Getenv:         a.Getenv,
		Mouse:          l.mouse == "on",
		Background:     background,
		Format:         p.format,
		OpenURL:        openURL,
		WriteClipboard: clipboardWriter(),
		Notices:        p.notices,
	})
	// Signals end ctx (see main): one way to the end, and one exit code, for all of them.
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithOutput(out), tea.WithoutSignalHandler(), tea.WithFPS(frameRate)}
	if f, ok := a.Stdin.(*os.File); ok && a.IsTerminal(f) {
		options = append(options, tea.WithInput(f))
	}
	_, err = tea.NewProgram(model, options...).Run()
	p.manager.Wait(lastWrites)
	switch {
	case errors.Is(err, tea.ErrInterrupted), ctx.Err() != nil && errors.Is(err, tea.ErrProgramKilled) && !errors.Is(err, tea.ErrProgramPanic):
		return context.Canceled
	case err != nil:
		return err
	}
	return model.Failure()
}

// leastThreads is on how many threads Go code runs at least. While a long list is read two goroutines unpack and decode
// without a pause. On a machine with two processors that would be all threads, and a key would wait until the runtime
// takes one of them away; a third one gets its turn from the system at once, since it has hardly run so far. The fourth is
// for drawing. With two processors and others busy on them a key is answered in half the time (20 ms in place of 40).
const leastThreads = 4

// frameRate is how often a second the screen is drawn at most. A key then waits for at most 8 ms until what it changed is
// drawn, in place of 17; holding a key or being idle costs no more (BenchmarkDownHeld).
const frameRate = 120

// lastWrites is how long the end of the program waits for a folder that does not answer.
const lastWrites = 2 * time.Second

func clipboardWriter() func(string) error {
	if clipboard.Unsupported {
		return nil
	}
	return clipboard.WriteAll
}

// clipboardReader reads the clipboard for the setup's paste key; nil where there is none.
func clipboardReader() func() (string, error) {
	if clipboard.Unsupported {
		return nil
	}
	return clipboard.ReadAll
}

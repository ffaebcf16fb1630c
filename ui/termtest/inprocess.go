package termtest

import (
	"bytes"
	"context"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Run runs a Bubble Tea model in this process, on a terminal without a pseudo-terminal: for tests of screens that must
// run everywhere, see the race detector's eye and count towards coverage. The program is told the same environment as
// one that Start runs, through tea.EnvMsg; options are added to those of the terminal.
func Run(tb TB, opts Options, model tea.Model, options ...tea.ProgramOption) *Terminal {
	tb.Helper()
	opts = opts.filled()
	t := newTerminal(tb, opts, tb.Name())
	ctx, cancel := context.WithCancel(context.Background())
	p := &teaProgram{cancel: cancel}
	p.program = tea.NewProgram(model, append([]tea.ProgramOption{
		tea.WithContext(ctx),
		tea.WithInput(t.in),
		tea.WithOutput(onlcr{t}),
		tea.WithEnvironment(opts.environ("")),
		tea.WithWindowSize(opts.Width, opts.Height),
		tea.WithColorProfile(profile(opts.environ(""))),
		tea.WithoutSignalHandler(),
	}, options...)...)
	t.proc = p
	go func() {
		defer cancel()
		model, err := p.program.Run()
		code := 0
		if err != nil {
			code = 1
		}
		t.mu.Lock()
		t.model = model
		t.mu.Unlock()
		t.ended(code, err)
	}()
	tb.Cleanup(t.Close)
	return t
}

// profile is what Bubble Tea would find out if the output were a terminal.
func profile(env []string) colorprofile.Profile { return colorprofile.Env(env) }

type teaProgram struct {
	program *tea.Program
	cancel  context.CancelFunc
}

func (p *teaProgram) resize(width, height int) error {
	p.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
	return nil
}

// hangup and kill end the program's context: there is no window to close in one process.
func (p *teaProgram) hangup() { p.cancel() }
func (p *teaProgram) kill()   { p.cancel() }

// onlcr does what a terminal's line discipline does to the output: Bubble Tea counts on it when it has no tty.
type onlcr struct{ t *Terminal }

func (o onlcr) Write(p []byte) (int, error) {
	_, _ = o.t.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), nil
}

package termtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/xpty"
)

// Start runs a program in a pseudo-terminal of its own. Where the system gives no pseudo-terminal the test is skipped.
// The program is killed, with all it started, when the test ends.
func Start(tb TB, opts Options, argv ...string) *Terminal {
	tb.Helper()
	if len(argv) == 0 {
		tb.Fatalf("Start: no program")
	}
	opts = opts.filled()
	tty, err := xpty.NewPty(opts.Width, opts.Height)
	if err != nil {
		tb.Skipf("no pseudo-terminal here: %v", err)
	}
	cmd := exec.Command(argv[0], argv[1:]...) //nolint:gosec,noctx // running what the test names is the purpose; Close ends it
	cmd.Dir = opts.Dir
	cmd.Env = opts.environ(tb.TempDir())
	ownSession(cmd)

	t := newTerminal(tb, opts, strings.Join(argv, " "))
	if err := tty.Start(cmd); err != nil {
		_ = tty.Close()
		t.ended(-1, err)
		tb.Fatalf("cannot start %s: %v", t.name, err)
	}
	win, err := takeOver(tty)
	if err != nil {
		killAll(cmd)
		_ = tty.Close()
		t.ended(-1, err)
		tb.Fatalf("cannot use the pseudo-terminal: %v", err)
	}
	p := &ptyProgram{win: win, cmd: cmd}
	t.proc = p
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(t, win)
	}()
	go func() { _, _ = io.Copy(struct{ io.Writer }{win}, t.in) }()
	go func() {
		err := xpty.WaitProcess(context.Background(), cmd)
		if runtime.GOOS == "windows" {
			p.close() // a console does not end by itself
		}
		select {
		case <-read:
		case <-time.After(2 * time.Second):
			killAll(cmd) // something the program started holds the terminal open
			p.close()
			<-read
		}
		p.close()
		code := -1
		if state := cmd.ProcessState; state != nil {
			code = state.ExitCode()
			t.mu.Lock()
			t.cpu = state.UserTime() + state.SystemTime()
			t.mu.Unlock()
		}
		var exit *exec.ExitError
		if code >= 0 && errors.As(err, &exit) {
			err = nil // the code says it
		}
		t.ended(code, err)
	}()
	tb.Cleanup(t.Close)
	return t
}

// window is the near end of a pseudo-terminal.
type window interface {
	io.ReadWriteCloser
	Resize(width, height int) error
}

type ptyProgram struct {
	win  window
	cmd  *exec.Cmd
	once sync.Once
}

func (p *ptyProgram) resize(width, height int) error {
	if err := p.win.Resize(width, height); err != nil {
		return fmt.Errorf("the pseudo-terminal takes no size: %w", err)
	}
	return nil
}

func (p *ptyProgram) close() { p.once.Do(func() { _ = p.win.Close() }) }

func (p *ptyProgram) hangup() {
	p.close()
	hangUp(p.cmd)
}

func (p *ptyProgram) kill() { killAll(p.cmd) }

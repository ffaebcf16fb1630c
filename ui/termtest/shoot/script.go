package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bctui/ui/termtest"
)

// player is one run of a script.
type player struct {
	ctx context.Context
	out string
	png bool

	opts  termtest.Options
	term  *termtest.Terminal
	stage *stage
	bctui string // the built program
}

// play does the steps of a script, one by one, and stops at the first that fails.
func play(p *player, script string) (err error) {
	p.stage = &stage{}
	defer p.stage.clean()
	for i, line := range strings.Split(script, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		verb, rest, _ := strings.Cut(line, " ")
		if err := p.step(verb, strings.TrimSpace(rest)); err != nil {
			return fmt.Errorf("line %d, %s: %w", i+1, line, err)
		}
	}
	return nil
}

func (p *player) step(verb, rest string) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case failure:
			err = errors.New(string(r))
		default:
			panic(r)
		}
	}()
	switch verb {
	case "size":
		p.opts.Width, p.opts.Height, err = size(rest)
		return err
	case "theme":
		if rest != "dark" && rest != "light" {
			return errors.New("a theme is dark or light")
		}
		p.opts.Light = rest == "light"
		return nil
	case "env":
		p.opts.Env = append(p.opts.Env, rest)
		return nil
	case "run":
		return p.run(strings.Fields(rest))
	}
	if p.term == nil {
		return errors.New("nothing runs yet: a run step comes first")
	}
	switch verb {
	case "wait":
		p.term.WaitFor(rest)
	case "gone":
		p.term.WaitGone(rest)
	case "press":
		p.term.Press(strings.Fields(rest)...)
	case "type":
		p.term.Type(rest)
	case "paste":
		p.term.Paste(strings.ReplaceAll(rest, `\n`, "\n"))
	case "click":
		if !p.term.ClickText(rest) {
			return errors.New("the program did not ask for the mouse")
		}
	case "resize":
		w, h, err := size(rest)
		if err != nil {
			return err
		}
		p.term.Resize(w, h)
	case "shot":
		return p.shot(rest)
	case "text":
		fmt.Println(p.term.Screen())
	case "end":
		p.term.Close()
		p.term = nil
	default:
		return errors.New("no step is called that")
	}
	return nil
}

func size(s string) (w, h int, err error) {
	if _, err := fmt.Sscanf(s, "%dx%d", &w, &h); err != nil || w < 1 || h < 1 {
		return 0, 0, errors.New("a size is written 100x30")
	}
	return w, h, nil
}

func (p *player) run(argv []string) error {
	if len(argv) == 0 {
		return errors.New("no program is named")
	}
	if argv[0] == "bctui" {
		if p.bctui == "" {
			p.bctui = termtest.Build(p.stage, "bctui")
		}
		argv[0] = p.bctui
	}
	p.term = termtest.Start(p.stage, p.opts, argv...)
	return nil
}

func (p *player) shot(rest string) error {
	name, title, _ := strings.Cut(rest, " ")
	if name == "" {
		return errors.New("a picture needs a name")
	}
	if err := os.MkdirAll(p.out, 0o755); err != nil { //nolint:gosec // as the pictures in it
		return err
	}
	path := filepath.Join(p.out, name+".svg")
	svg := p.term.Screen().SVG(termtest.SVGOptions{Title: title, Window: true, Cursor: true})
	if err := os.WriteFile(path, []byte(svg), 0o644); err != nil { //nolint:gosec // a picture for everybody
		return err
	}
	if p.png {
		return toPNG(p.ctx, path)
	}
	return nil
}

// stage is the termtest.TB of a program that is no test.
type stage struct{ cleanups []func() }

type failure string

func (s *stage) Helper()                           {}
func (s *stage) Name() string                      { return "shoot" }
func (s *stage) Cleanup(f func())                  { s.cleanups = append(s.cleanups, f) }
func (s *stage) Logf(format string, args ...any)   { fmt.Fprintf(os.Stderr, format+"\n", args...) }
func (s *stage) Errorf(format string, args ...any) { s.Logf(format, args...) }
func (s *stage) Fatalf(format string, args ...any) { panic(failure(fmt.Sprintf(format, args...))) }
func (s *stage) Skipf(format string, args ...any)  { s.Fatalf(format, args...) }

func (s *stage) TempDir() string {
	dir, err := os.MkdirTemp("", "shoot")
	if err != nil {
		s.Fatalf("%v", err)
	}
	s.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func (s *stage) clean() {
	for i := len(s.cleanups) - 1; i >= 0; i-- {
		s.cleanups[i]()
	}
	s.cleanups = nil
}

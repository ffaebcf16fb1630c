package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"bctui/bc/export"
	"bctui/bc/odata"
	"bctui/ui/format"
)

// output is where rows go.
type output struct {
	to     io.Writer
	format export.Format
	// A file is written under another name, beside its place, and gets its own when it is whole.
	part  *os.File
	path  string      // where it goes, symbolic links followed
	name  string      // as it was asked for
	mode  fs.FileMode // of the file whose place it takes; 0: there was none
	force bool
}

// output opens what the flags name. A file that is there is not written over unless that is asked for; a device or a named
// pipe is written into as it is.
func (a *App) output(f *getFlags) (*output, error) {
	o := &output{to: a.Stdout, format: export.Format(f.format), force: f.force}
	screen := a.IsTerminal(a.Stdout)
	if f.output == "" || f.output == "-" {
		switch {
		case o.format != "":
		case screen:
			o.format = tableFormat
		default:
			o.format = export.JSONLines
		}
		if screen && o.format != tableFormat {
			o.to = &visibleWriter{to: a.Stdout}
		}
		return o, nil
	}
	if o.format == "" {
		o.format = formatOf(f.output)
	}
	return o, o.open(f.output)
}

// formatOf gives the format that a file's name promises.
func formatOf(name string) export.Format {
	end := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	switch {
	case end == "txt":
		return tableFormat
	case slices.Contains(formats(), end):
		return export.Format(end)
	}
	return export.JSONLines
}

func (o *output) open(name string) error {
	o.name, o.path = name, name
	hint := "The folder must be there, and yours to write in."
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return &usageError{text: fmt.Sprintf("--output: %s is a folder.", name), hint: "Name a file in it."}
	case err == nil && !info.Mode().IsRegular():
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return &usageError{text: "--output: " + sentence(err.Error()), hint: hint}
		}
		o.to, o.path = file, ""
		return nil
	case err == nil && !o.force:
		return fileThere(name)
	case err == nil:
		o.mode = info.Mode().Perm()
		if o.path, err = filepath.EvalSymlinks(name); err != nil {
			return &usageError{text: "--output: " + sentence(err.Error()), hint: hint}
		}
	}
	o.part, err = os.CreateTemp(filepath.Dir(o.path), filepath.Base(o.path)+".part-*")
	if err != nil {
		return &usageError{text: "--output: " + sentence(err.Error()), hint: hint}
	}
	o.to = o.part
	return nil
}

func fileThere(name string) error {
	return &usageError{text: fmt.Sprintf("--output: %s is there already.", name), hint: "--force writes over it."}
}

// finish gives the file its name; path is "" where there is none.
func (o *output) finish() (path string, err error) {
	if o.part == nil {
		return "", nil
	}
	err = errors.Join(o.part.Sync(), o.part.Close())
	if err == nil && o.mode != 0 {
		err = os.Chmod(o.part.Name(), o.mode)
	}
	if _, there := os.Lstat(o.path); err == nil && there == nil && !o.force {
		err = fileThere(o.name) // it came there meanwhile
	}
	if err == nil {
		err = os.Rename(o.part.Name(), o.path)
	}
	if err != nil {
		return "", fmt.Errorf("%w\nThe rows are all in %s, which could not get its name", err, o.part.Name())
	}
	return o.name, nil
}

// brokenOff says of a run that failed what is there of the rows. Without any no file is left.
func (o *output) brokenOff(f *getFlags, rows int64, err error) error {
	if o.part != nil {
		_ = o.part.Close() // what was written counts, and the failure is said
		if rows == 0 {
			_ = os.Remove(o.part.Name())
		}
	}
	var use *usageError
	switch {
	case o.name == "" && readerGone(err):
		return &verdictError{code: exitOther} // as `| head` ends a program: without a word
	case rows == 0, errors.As(err, &use):
		return err
	}
	text := plural(rows, "row was written.", "rows were written.")
	if o.part != nil {
		text = plural(rows, "row is in ", "rows are in ") + o.part.Name() + ", which is not whole."
	}
	on := "--skip " + strconv.FormatInt(int64(f.skip)+rows, 10)
	switch {
	case o.format == export.JSON:
		text += " They are no complete JSON; --format jsonl can be gone on with, by " + on + "."
	case o.format == export.JSONLines:
		text += " The same line with " + on + " goes on behind them."
	case o.format != tableFormat:
		text += " The same line with " + on + " --no-header goes on behind them."
	}
	return &brokenOff{err: err, text: text}
}

// readerGone tells whether the reader of a pipe has what it wants.
func readerGone(err error) bool {
	const brokenPipe, noData = syscall.Errno(109), syscall.Errno(232) // what Windows says
	return errors.Is(err, syscall.EPIPE) || runtime.GOOS == "windows" && (errors.Is(err, brokenPipe) || errors.Is(err, noData))
}

func plural(n int64, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatInt(n, 10) + " " + more
}

// sink makes what writes the rows.
func (a *App) sink(p *parts, f *getFlags, what *question, out *output) export.Sink {
	if out.format == tableFormat {
		t := &table{out: out.to, format: p.format, chosen: what.columns, typ: what.typ, noHeader: f.noHeader}
		if out.name == "" && a.IsTerminal(a.Stdout) {
			t.room = a.width()
		}
		return t
	}
	var known []string
	for i, name := range what.typ.Names() {
		if what.typ.Properties[i].Kind != odata.KindStream { // streams have links in the rows, no values
			known = append(known, name)
		}
	}
	return export.NewWriter(out.to, export.Options{Format: out.format, Columns: what.columns, Known: known, Single: what.single,
		NoHeader: f.noHeader, BOM: f.bom, RawCells: f.rawCells})
}

// visibleWriter shows values on a terminal with symbols for what the terminal would obey. It gets whole lines.
type visibleWriter struct {
	to io.Writer
}

func (v *visibleWriter) Write(p []byte) (int, error) {
	var out []byte
	for rest := strings.ReplaceAll(string(p), "\r\n", "\n"); rest != ""; {
		i := strings.IndexAny(rest, "\n\t")
		if i < 0 {
			i = len(rest)
		}
		out = append(out, format.Visible(rest[:i])...)
		if i < len(rest) {
			out = append(out, rest[i])
			i++
		}
		rest = rest[i:]
	}
	if _, err := v.to.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// teller says on standard error how a run goes on. Its methods may be called by several goroutines.
type teller struct {
	app    *App
	format format.Formatter
	quiet  bool
	live   bool // a line of progress may be drawn

	mu    sync.Mutex
	drawn bool
	last  time.Time
}

// listen shows the news of requests that are sent again until the function that it gives is called.
func (t *teller) listen(notices <-chan string) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case text := <-notices:
				t.line(text)
			case <-done:
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}

// line prints a line, in place of the one of progress.
func (t *teller) line(text string) {
	if t.quiet {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wipe()
	fmt.Fprintln(t.app.Stderr, visibleLines("bctui: "+text))
}

// wipe takes the line of progress away. The caller holds mu.
func (t *teller) wipe() {
	if t.drawn {
		t.drawn = false
		fmt.Fprint(t.app.Stderr, "\r\x1b[K")
	}
}

func (t *teller) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wipe()
}

// patience is how long rows come before progress is drawn. What reads the pipe may write on the same terminal, and a short
// list would have its first line behind that of progress.
const patience = time.Second

// progress draws how many rows have come, a few times a second.
func (t *teller) progress(rows, total int64, now time.Time) {
	if !t.live {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last.IsZero() {
		t.last = now.Add(patience)
	}
	if now.Sub(t.last) < 100*time.Millisecond {
		return
	}
	t.last, t.drawn = now, true
	text := t.format.Int(rows)
	if total >= rows {
		text += " of " + t.format.Int(total)
	}
	fmt.Fprint(t.app.Stderr, "\r\x1b[K"+text+" rows")
}

// summary says what was written.
func (t *teller) summary(sink export.Sink, path string) {
	text := plural(sink.Written(), "row", "rows")
	if path != "" {
		text += " in " + path
	}
	t.line(text + ".")
	switch s := sink.(type) {
	case *export.Writer:
		if n := s.Guarded(); n > 0 {
			t.line(plural(n, "cell begins", "cells begin") + " like a formula and got a ' in front, so that no spreadsheet runs it; --raw-cells leaves it out.")
		}
		if left := s.LeftOut(); len(left) > 0 {
			t.line("Later rows have properties for which there is no column: " + strings.Join(left, ", ") + ". --select names the columns, --format jsonl has all.")
		}
	case *table:
		if s.hidden > 0 {
			t.line(plural(int64(s.hidden), "column has", "columns have") + " no room here: --select chooses, --format jsonl has all.")
		}
	}
}

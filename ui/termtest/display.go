package termtest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/color"
	"io"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// How long bytes may be held back: an unfinished cluster at the end of a chunk, and an unfinished synchronised frame
// (real terminals give up on it after a while too).
const (
	tailPatience = 15 * time.Millisecond
	syncPatience = time.Second
)

var (
	syncBegin = []byte(ansi.SetModeSynchronizedOutput)
	syncEnd   = []byte(ansi.ResetModeSynchronizedOutput)
)

// display is the terminal's screen: the emulator of x/vt and around it what that lacks (frames shown whole, widths by
// code point, titles with semicolons, the kitty keyboard, a record of sequences). Its user locks.
type display struct {
	emu   *vt.Emulator
	front *ansi.Parser // sees the same bytes first
	opts  Options

	stage   []byte // not yet shown: inside a synchronised frame, or an unfinished tail
	syncing bool
	late    *time.Timer

	pending []byte // given to front, not yet to emu
	lastX   int    // cell of the last character written by putOne
	lastY   int
	printed byte // the last event of front was this ASCII character; 0: something else
	placed  bool // lastX, lastY are those of the last event

	title          string
	cursorHidden   bool
	cursorStyle    vt.CursorStyle
	bells          int
	clipboard      []string
	controls       map[string]int
	appCursor      bool
	bracketedPaste bool
	focusEvents    bool
	mouse          int // 0: off, else the mode (1000, 1002, 1003)
	mouseSGR       bool
	graphemes      bool     // mode 2027 is on
	kitty          [2][]int // flags pushed on the main and the alternate screen
}

func newDisplay(opts Options, late func()) *display {
	d := &display{
		emu:      vt.NewEmulator(opts.Width, opts.Height),
		front:    ansi.NewParser(),
		opts:     opts,
		controls: map[string]int{},
	}
	d.late = time.AfterFunc(time.Hour, late)
	d.late.Stop()
	if opts.Light {
		d.emu.SetDefaultBackgroundColor(color.White)
		d.emu.SetDefaultForegroundColor(color.Black)
		d.emu.SetDefaultCursorColor(color.Black)
	}
	d.emu.SetCallbacks(vt.Callbacks{
		Bell:             func() { d.bells++ },
		CursorVisibility: func(visible bool) { d.cursorHidden = !visible },
		CursorStyle:      func(style vt.CursorStyle, _ bool) { d.cursorStyle = style },
		EnableMode:       func(m ansi.Mode) { d.mode(m, true) },
		DisableMode:      func(m ansi.Mode) { d.mode(m, false) },
	})
	d.handle()
	d.observe()
	return d
}

// close ends the emulator's replies. Emulator.Close would race with Read.
func (d *display) close() {
	d.late.Stop()
	if c, ok := d.emu.InputPipe().(io.Closer); ok {
		_ = c.Close()
	}
}

func (d *display) reply(s string) { _, _ = io.WriteString(d.emu.InputPipe(), s) }

func (d *display) mode(m ansi.Mode, on bool) {
	if _, dec := m.(ansi.DECMode); !dec {
		return
	}
	switch m.Mode() {
	case 1:
		d.appCursor = on
	case 1000, 1002, 1003:
		if on {
			d.mouse = m.Mode()
		} else if d.mouse == m.Mode() {
			d.mouse = 0
		}
	case 1004:
		d.focusEvents = on
	case 1006:
		d.mouseSGR = on
	case 2004:
		d.bracketedPaste = on
	case 2027:
		d.graphemes = on
	}
}

// handle adds what x/vt does not answer, or answers differently from a terminal.
func (d *display) handle() {
	d.emu.RegisterCsiHandler(ansi.Command('?', '$', 'p'), func(params ansi.Params) bool {
		n, _, _ := params.Param(0, 0)
		setting := ansi.ModeReset
		switch {
		case n == 2026 && !d.opts.NoSync:
		case n == 2027 && d.opts.Graphemes:
			if d.graphemes {
				setting = ansi.ModeSet
			}
		default:
			return false
		}
		d.reply(ansi.ReportMode(ansi.DECMode(n), setting))
		return true
	})
	if !d.opts.Kitty {
		return
	}
	stack := func() *[]int {
		if d.emu.IsAltScreen() {
			return &d.kitty[1]
		}
		return &d.kitty[0]
	}
	d.emu.RegisterCsiHandler(ansi.Command('?', 0, 'u'), func(ansi.Params) bool {
		d.reply(fmt.Sprintf("\x1b[?%du", d.kittyFlags()))
		return true
	})
	d.emu.RegisterCsiHandler(ansi.Command('>', 0, 'u'), func(params ansi.Params) bool {
		flags, _, _ := params.Param(0, 0)
		s := stack()
		*s = append(*s, flags)
		return true
	})
	d.emu.RegisterCsiHandler(ansi.Command('<', 0, 'u'), func(params ansi.Params) bool {
		n, _, _ := params.Param(0, 1)
		s := stack()
		*s = (*s)[:max(0, len(*s)-max(1, n))]
		return true
	})
	d.emu.RegisterCsiHandler(ansi.Command('=', 0, 'u'), func(params ansi.Params) bool {
		flags, _, _ := params.Param(0, 0)
		how, _, _ := params.Param(1, 1)
		s := stack()
		if len(*s) == 0 {
			*s = append(*s, 0)
		}
		top := &(*s)[len(*s)-1]
		switch how {
		case 2:
			*top |= flags
		case 3:
			*top &^= flags
		default:
			*top = flags
		}
		return true
	})
}

func (d *display) kittyFlags() int {
	s := d.kitty[0]
	if d.emu.IsAltScreen() {
		s = d.kitty[1]
	}
	if len(s) == 0 {
		return 0
	}
	return s[len(s)-1]
}

func (d *display) keyModes() keyModes {
	return keyModes{appCursor: d.appCursor, kitty: d.kittyFlags()&1 != 0}
}

// observe sets up the parser that sees the bytes first.
func (d *display) observe() {
	note := func(format string, args ...any) {
		d.controls[fmt.Sprintf(format, args...)]++
		d.printed, d.placed = 0, false
	}
	command := func(cmd ansi.Cmd) string {
		var s []byte
		for _, c := range []byte{cmd.Prefix(), cmd.Intermediate(), cmd.Final()} {
			if c != 0 {
				s = append(s, c)
			}
		}
		return string(s)
	}
	d.front.SetHandler(ansi.Handler{
		Print: d.print,
		Execute: func(b byte) {
			if b >= 0x80 {
				note("C1 %02x", b)
			} else {
				note("C0 %02x", b)
			}
		},
		HandleCsi: func(cmd ansi.Cmd, _ ansi.Params) { note("CSI %s", command(cmd)) },
		HandleEsc: func(cmd ansi.Cmd) { note("ESC %s", command(cmd)) },
		HandleDcs: func(cmd ansi.Cmd, _ ansi.Params, _ []byte) { note("DCS %s", command(cmd)) },
		HandleOsc: func(cmd int, data []byte) {
			note("OSC %d", cmd)
			_, text, _ := bytes.Cut(data, []byte{';'})
			switch cmd {
			case 0, 2:
				d.title = string(text) // x/vt drops a title with a semicolon
			case 52:
				_, coded, _ := bytes.Cut(text, []byte{';'})
				if plain, err := base64.StdEncoding.DecodeString(string(coded)); err == nil {
					d.clipboard = append(d.clipboard, string(plain))
				}
			}
		},
		HandlePm:  func([]byte) { note("PM") },
		HandleApc: func([]byte) { note("APC") },
		HandleSos: func([]byte) { note("SOS") },
	})
}

// write takes bytes of the program. Between the begin and the end of a synchronised frame nothing is shown, so no
// snapshot sees half a frame.
func (d *display) write(p []byte) {
	d.late.Stop()
	d.stage = append(d.stage, p...)
	for {
		if d.syncing {
			i := bytes.Index(d.stage, syncEnd)
			if i < 0 {
				d.late.Reset(syncPatience)
				return
			}
			d.syncing = false
			d.show(i + len(syncEnd))
			continue
		}
		i := bytes.Index(d.stage, syncBegin)
		if i < 0 {
			break
		}
		d.syncing = true
		d.show(i + len(syncBegin))
	}
	keep := partial(d.stage, syncBegin)
	if d.opts.Graphemes {
		keep = max(keep, clusterTail(d.stage))
	}
	d.show(len(d.stage) - keep)
	if keep > 0 {
		d.late.Reset(tailPatience)
	}
}

// flush shows all that was held back.
func (d *display) flush() {
	d.syncing = false
	d.show(len(d.stage))
}

func (d *display) show(n int) {
	for _, b := range d.stage[:n] {
		d.pending = append(d.pending, b)
		d.front.Advance(b)
	}
	d.stage = append(d.stage[:0], d.stage[n:]...)
	d.drain(len(d.pending))
}

// drain gives the first n pending bytes to the emulator.
func (d *display) drain(n int) {
	if n > 0 {
		_, _ = d.emu.Write(d.pending[:n])
		d.pending = append(d.pending[:0], d.pending[n:]...)
	}
}

// print is told of each printable character. x/vt measures grapheme clusters whatever the modes say; in a terminal
// that knows only wcwidth each code point stands by itself, and one of no width goes into the cell before it.
func (d *display) print(r rune) {
	if d.opts.Graphemes {
		return
	}
	if r < utf8.RuneSelf {
		d.printed, d.placed = byte(r), false
		return
	}
	size := min(utf8.RuneLen(r), len(d.pending))
	if r == utf8.RuneError && !bytes.HasSuffix(d.pending, []byte("\uFFFD")) {
		size = 1 // a byte that is no UTF-8
	}
	char := string(d.pending[len(d.pending)-size:])
	d.pending = d.pending[:len(d.pending)-size]
	width := ansi.StringWidthWc(char)
	if width == 0 {
		if d.printed != 0 && len(d.pending) > 0 {
			base := d.printed
			d.pending = d.pending[:len(d.pending)-1]
			d.drain(len(d.pending))
			d.putOne(string(base), 1)
		}
		d.drain(len(d.pending))
		d.attach(char)
		return
	}
	d.drain(len(d.pending))
	d.putOne(char, width)
}

// putOne writes one character of a width and notes the cell it went to.
func (d *display) putOne(char string, width int) {
	before := d.emu.CursorPosition()
	written := char
	if ansi.StringWidth(char) != width {
		written = map[int]string{1: "x", 2: "世"}[width]
	}
	_, _ = d.emu.WriteString(written)
	after := d.emu.CursorPosition()
	d.lastX, d.lastY = before.X, before.Y
	if after.Y != before.Y || after.X < before.X { // wrapped first
		d.lastX, d.lastY = 0, after.Y
	}
	d.printed, d.placed = 0, true
	if written != char {
		if c := d.emu.CellAt(d.lastX, d.lastY); c != nil {
			c.Content = char
		}
	}
}

// attach puts a character of no width into the cell before the cursor.
func (d *display) attach(char string) {
	x, y := d.lastX, d.lastY
	if !d.placed {
		pos := d.emu.CursorPosition()
		x, y = pos.X-1, pos.Y
	}
	c := d.emu.CellAt(x, y)
	for c != nil && c.Width == 0 && x > 0 {
		x--
		c = d.emu.CellAt(x, y)
	}
	if c != nil && c.Content != "" {
		c.Content += char
	}
}

func (d *display) resize(width, height int) {
	d.flush()
	d.emu.Resize(width, height)
}

// partial gives the length of the longest end of p that begins want.
func partial(p, want []byte) int {
	for n := min(len(p), len(want)-1); n > 0; n-- {
		if bytes.HasSuffix(p, want[:n]) {
			return n
		}
	}
	return 0
}

// clusterTail gives the length of the end of p that may be an unfinished grapheme cluster.
func clusterTail(p []byte) int {
	n := 0
	for n < len(p) && n < 256 && p[len(p)-1-n] >= utf8.RuneSelf {
		n++
	}
	return n
}

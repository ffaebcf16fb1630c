package termtest_test

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"os"
	"strings"
	"testing"

	"bctui/ui/termtest"
)

func TestPictureHoldsWhatTheScreenShows(t *testing.T) {
	const text = "\x1b[2J\x1b[H" +
		"plain <&> \x1b[1;31mbold red\x1b[0m \x1b[3mitalic\x1b[0m \x1b[2mfaint\x1b[0m\r\n" +
		"\x1b[7mreverse\x1b[0m \x1b[4munder line\x1b[0m \x1b[9mstruck\x1b[0m \x1b[38;5;208mindexed\x1b[0m \x1b[48;2;1;2;3mback\x1b[0m\r\n" +
		"世界|\r\n╭─┬╮│█▌▀╰\x1b]2;title\x07"
	for _, light := range []bool{false, true} {
		term := start(t, "text", termtest.Options{Width: 60, Height: 8, Light: light, Env: []string{"TEXT=" + text}})
		s := term.WaitFor("╰")
		svg := s.SVG(termtest.SVGOptions{Window: true, Cursor: true})
		var shown strings.Builder
		for d := xml.NewDecoder(strings.NewReader(svg)); ; {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("the picture is no XML: %v\n%s", err, svg)
			}
			if chars, ok := tok.(xml.CharData); ok {
				shown.Write(chars)
			}
		}
		for _, word := range []string{"title", "<&>", "bold", "reverse", "世", "界", "struck"} {
			if !strings.Contains(shown.String(), word) {
				t.Errorf("%q is not in the picture", word)
			}
		}
		for _, part := range []string{
			`font-weight="bold">bold<`, `font-style="italic">italic<`, `fill-opacity="0.6">faint<`, `fill="#ff8700">indexed<`, `fill="#010203"/>`,
			`textLength="16.86" lengthAdjust="spacingAndGlyphs" fill=`, "<path d=", "circle",
		} {
			if !strings.Contains(svg, part) {
				t.Errorf("%s is not in the picture", part)
			}
		}
		if strings.Contains(shown.String(), "╭") {
			t.Error("lines are drawn as text, so they would not join")
		}
		bg := map[bool]string{false: "#14171c", true: "#ffffff"}[light]
		if !strings.Contains(svg, `fill="`+bg+`">reverse<`) {
			t.Error("reversed text does not have the colour of the background")
		}
		if plain := s.SVG(termtest.SVGOptions{}); strings.Contains(plain, "circle") {
			t.Error("a window is drawn though none was asked for")
		}
	}
}

func TestLeakFindsEveryForm(t *testing.T) {
	const secret = `aB3~x.Q-9_zz/+"k8&P`
	find := map[string]string{
		"as it is":         "x" + secret,
		"form":             "client_secret=" + url.QueryEscape(secret) + "&a=b",
		"JSON":             `{"a":"aB3~x.Q-9_zz/+\"k8&P"}`,
		"JSON of Go":       `{"a":"aB3~x.Q-9_zz/+\"k8\u0026P"}`,
		"hex":              "6142337e782e512d395f7a7a2f2b226b382650",
		"base64":           base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64 of id+it":  base64.StdEncoding.EncodeToString([]byte("id:" + secret)),
		"base64 shifted 1": base64.StdEncoding.EncodeToString([]byte("i" + secret + "tail")),
		"base64 shifted 2": base64.URLEncoding.EncodeToString([]byte("ij" + secret + "ta")),
		"between colours":  "aB3~x.Q-9\x1b[1m_zz/+\"k8&P",
	}
	for name, data := range find {
		if termtest.Leak([]byte(data), secret) == "" {
			t.Errorf("%s: not found in %s", name, data)
		}
	}
	for _, data := range []string{"", "aB3~x.Q-9", strings.Repeat("nothing here ", 99)} {
		if form := termtest.Leak([]byte(data), secret); form != "" {
			t.Errorf("found %s in %q", form, data)
		}
	}
	if termtest.Leak([]byte("abc"), "abc") != "" {
		t.Error("a text that short says nothing")
	}
}

func TestFindCountsCells(t *testing.T) {
	term := start(t, "text", termtest.Options{Env: []string{"TEXT=世界 here and here"}})
	s := term.WaitFor("here and here")
	if x, y, ok := s.Find("here"); !ok || x != 5 || y != 0 {
		t.Errorf("found at %d,%d (%v)", x, y, ok)
	}
	if _, _, ok := s.Find("there"); ok {
		t.Error("found what is not there")
	}
	if got := s.Cell(-1, 99); got.Text != " " {
		t.Errorf("outside the screen: %+v", got)
	}
}

func TestProgramThatCannotStart(t *testing.T) {
	f := &fake{T: t}
	missing := t.TempDir() + string(os.PathSeparator) + "missing"
	if m := f.failing(func() { termtest.Start(f, termtest.Options{}, missing) }); !strings.Contains(m, "cannot start") {
		t.Errorf("message: %s", m)
	}
}

func TestFirstFrameOfASilentProgramFails(t *testing.T) {
	f := &fake{T: t}
	opts := termtest.Options{Env: []string{helperVar + "=nothing"}}
	if m := f.failing(func() { termtest.FirstFrame(f, opts, os.Args[0]) }); !strings.Contains(m, "shows nothing") {
		t.Errorf("message: %s", m)
	}
	opts = termtest.Options{Env: []string{helperVar + "=text", "TEXT=something"}}
	if d := termtest.FirstFrame(t, opts, os.Args[0]); d <= 0 {
		t.Errorf("it took %s", d)
	}
}

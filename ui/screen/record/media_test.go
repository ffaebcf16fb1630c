package record

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/bc/rows"
	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
)

func TestFileNamesAreHarmless(t *testing.T) {
	for name, want := range map[string]string{
		"invoice.pdf":           "invoice.pdf",
		"../../etc/passwd":      "passwd",
		`..\\..\\boot.ini`:      "boot.ini",
		".bashrc":               "bashrc",
		"a\x1b[2Jb.txt":         "a-[2Jb.txt",
		"a\u202egnp.exe":        "a-gnp.exe",
		"NUL.txt":               "_NUL.txt",
		"what: this? <x>|*.pdf": "what- this- -x---.pdf",
		"":                      "",
		"...":                   "",
		"/":                     "",
	} {
		if got := clean(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
	if got := clean(strings.Repeat("ü", 1000) + ".pdf"); len(got) > 120 {
		t.Errorf("%d bytes", len(got))
	}
	for _, c := range [][3]string{{"logo", "image/png", "logo.png"}, {"a.pdf", "image/png", "a.pdf"}, {"CRONUS USA, Inc. x", "application/pdf; q=1", "CRONUS USA, Inc. x.pdf"},
		{"x", "application/x-evil", "x.bin"}} {
		if got := withEnding(c[0], c[1]); got != c[2] {
			t.Errorf("%q of type %q becomes %q", c[0], c[1], got)
		}
	}
}

// What a record holds is drawn as visible text, whatever it is, and nothing that was not declared leads anywhere.
func TestHostileRecords(t *testing.T) {
	for _, text := range []string{
		`{}`,
		`{"id":"\u001b[2J\u202e","@odata.mediaReadLink":"javascript:alert(1)"}`,
		`{"":1,"a.b":{"c\u0000":[1,{"x":null}]},"\u0001links":"x","x@odata.mediaReadLink":7,"y@odata.mediaReadLink":null}`,
		`{"byteSize":99999999999999999999999,"fileName":"../\u001b]0;x\u0007","p@odata.mediaReadLink":"//evil.example"}`,
		`{"parentId":{"parentId":[[[[[[]]]]]]},"customerId":"` + strings.Repeat("9", 5000) + `"}`,
	} {
		rec, err := rows.DecodeRecord(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		host := screen.Host{Context: t.Context(), Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(), Now: time.Now}
		m := New(host, Options{Row: screen.Neighbour{Record: rec, Of: "1 of 1"}, Known: true})
		m.fill()
		for _, size := range [][2]int{{40, 9}, {80, 21}, {120, 37}} {
			for range len(m.widget.Fields()) + 1 {
				view := ansi.Strip(m.View(size[0], size[1]).Content)
				if strings.ContainsAny(view, "\x1b\x07\x00\u202e") {
					t.Errorf("%s draws control characters:\n%q", text, view)
				}
				for _, a := range m.Actions() {
					a.Refusal()
				}
				m.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
				m.widget.Down()
			}
		}
		if m.open() != nil || m.linkCount() != 0 {
			t.Errorf("%s leads somewhere", text)
		}
	}
}

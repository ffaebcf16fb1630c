package widget

import (
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"bctui/ui/format"
	"bctui/ui/theme"
)

// LinkLines draws an address in lines of at most width cells. The whole address is always there as plain text, broken
// but never cut, so that it can be copied by hand; where look.Links says so, every line also is an OSC 8 link to the
// whole of it.
func (l Look) LinkLines(url string, width int) []string {
	visible := format.Visible(url)
	lines := l.Hard(visible, width)
	target, ok := linkTarget(url)
	for i, s := range lines {
		s = l.Theme.Render(theme.Link, s)
		if l.Links && ok {
			// The same id on every line makes one link of them for the terminal.
			s = ansi.SetHyperlink(target, "id="+linkID(target)) + s + ansi.ResetHyperlink()
		}
		lines[i] = s
	}
	return lines
}

func linkID(url string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(url))
	return fmt.Sprintf("b%08x", h.Sum32())
}

// linkTarget makes an address fit for an escape sequence: http and https only, and nothing in it but printable ASCII.
func linkTarget(url string) (string, bool) {
	const longest = 2083 // terminals take no more
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") || len(url) > longest {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(url); i++ {
		if c := url[i]; c <= 0x20 || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

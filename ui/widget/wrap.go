package widget

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"bctui/ui/format"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Wrap breaks a text from outside into lines of at most width cells, between words where it can and inside a word where
// it must. Line breaks of the text are kept, everything else that a terminal would obey is made visible. There is always
// at least one line.
func (l Look) Wrap(s string, width int) []string {
	width = max(1, width)
	var out []string
	for _, paragraph := range Paragraphs(s) {
		out = l.wrapParagraph(out, paragraph, width)
	}
	if len(out) == 0 {
		out = append(out, "")
	}
	return out
}

// Paragraphs splits a text at its line breaks and makes each part visible.
func Paragraphs(s string) []string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	parts := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, p := range parts {
		parts[i] = format.Visible(strings.ReplaceAll(p, "\t", "    "))
	}
	return parts
}

func (l Look) wrapParagraph(out []string, p string, width int) []string {
	indent := p[:len(p)-len(strings.TrimLeft(p, " "))]
	if len(indent) >= width {
		indent = ""
	}
	line, used := indent, len(indent)
	empty := true // nothing but the indent stands on the line
	for _, word := range strings.Fields(p) {
		w := l.Measure.Width(word)
		if !empty && used+1+w <= width {
			line += " " + word
			used += 1 + w
			continue
		}
		if !empty {
			out = append(out, line)
			line, used = indent, len(indent)
		}
		for w > width-used {
			head, tail := l.Cut(word, width-used)
			out = append(out, line+head)
			word, w = tail, w-l.Measure.Width(head) // never the whole rest: a word may have megabytes
			line, used = indent, len(indent)
		}
		line += word
		used += w
		empty = word == ""
	}
	if empty && len(out) > 0 && p != "" && strings.TrimSpace(p) != "" {
		return out
	}
	return append(out, line)
}

// Cut splits visible text after as many whole characters as fit into width cells, but after one at least, so that a
// caller who loops always gets on.
func (l Look) Cut(s string, width int) (head, tail string) {
	method := ansi.WcWidth
	if l.Measure == format.Graphemes {
		method = ansi.GraphemeWidth
	}
	used, at := 0, 0
	for at < len(s) {
		cluster, w := ansi.FirstGraphemeCluster(s[at:], method)
		if used+w > width && at > 0 {
			break
		}
		used += w
		at += len(cluster)
		if used > width { // a wide character in a column of one cell
			break
		}
	}
	return s[:at], s[at:]
}

// Hard breaks visible text into lines of at most width cells wherever it must, and keeps every blank: for addresses and
// raw replies, in which nothing may be lost or moved.
func (l Look) Hard(s string, width int) []string {
	width = max(1, width)
	var out []string
	for {
		head, tail := l.Cut(s, width)
		out = append(out, head)
		if s = tail; s == "" {
			return out
		}
	}
}

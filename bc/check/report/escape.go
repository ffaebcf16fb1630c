package report

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible shows everything that could act on a terminal, a page or the reading direction as a symbol. Line breaks and
// tabs stay when lines is true.
func visible(s string, lines bool) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case lines && (r == '\n' || r == '\t'):
			b.WriteRune(r)
		case lines && r == '\r':
		case r == '\n':
			b.WriteString(" ⏎ ")
		case r == '\r':
		case r == '\t':
			b.WriteByte(' ')
		case r < 0x20:
			b.WriteRune(0x2400 + r)
		case r == 0x7F:
			b.WriteRune(0x2421)
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, "⟨%02X⟩", s[i])
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// longest is the longest run of backticks in s.
func longest(s string) int {
	most, run := 0, 0
	for i := range len(s) {
		if s[i] == '`' {
			run++
			most = max(most, run)
		} else {
			run = 0
		}
	}
	return most
}

// code puts a value between backticks: nothing in it is Markdown, a mention, a link or HTML any more.
func code(s string, inTable bool) string {
	s = strings.TrimSpace(visible(s, false))
	if s == "" {
		return "–"
	}
	if r := []rune(s); len(r) > 400 {
		s = string(r[:399]) + "…"
	}
	fence := strings.Repeat("`", longest(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	if inTable {
		// Within tables the bar ends a cell even in code, unless it is escaped (GitHub Flavored Markdown, 4.10); a backslash
		// in front of the escape would undo it.
		s = strings.ReplaceAll(strings.ReplaceAll(s, `\|`, `\ |`), "|", `\|`)
	}
	return fence + s + fence
}

// block is a fenced block that its content can't end.
func block(s string) string {
	fence := strings.Repeat("`", max(3, longest(s)+1))
	return fence + "text\n" + strings.TrimRight(visible(s, true), "\n") + "\n" + fence + "\n"
}

// prose escapes a sentence of ours, which may quote what a server or a user wrote: nothing in it formats, mentions,
// refers to an issue, or links to a host that is not Microsoft's.
func prose(s string) string {
	s = visible(s, false)
	words := strings.Split(s, " ")
	for i, w := range words {
		words[i] = proseWord(w)
	}
	return strings.Join(words, " ")
}

func proseWord(w string) string {
	open := strings.TrimLeft(w, "(“\"'‘")
	lead := w[:len(w)-len(open)]
	core := strings.TrimRight(open, ".,;:!?)”\"'’")
	tail := open[len(core):]
	switch {
	case core == "":
		return escape(w)
	case strings.Contains(core, "://") || strings.HasPrefix(strings.ToLower(core), "www."):
		if trusted(core) {
			return escape(lead) + "<" + core + ">" + escape(tail)
		}
		return escape(lead) + code(core, true) + escape(tail)
	case mentions(core):
		return escape(lead) + code(core, true) + escape(tail)
	}
	return escape(w)
}

// mentions tells whether a word would call somebody or refer to an issue when it is pasted into one.
func mentions(w string) bool {
	for i := 0; i+1 < len(w); i++ {
		next := w[i+1]
		alnum := next >= 'a' && next <= 'z' || next >= 'A' && next <= 'Z' || next >= '0' && next <= '9'
		switch {
		case w[i] == '@' && alnum:
			return true
		case w[i] == '#' && next >= '0' && next <= '9':
			return true
		}
	}
	return strings.HasPrefix(strings.ToUpper(w), "GH-")
}

// trusted tells whether an address is one of the pages that findings lead to.
func trusted(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.User != nil || strings.ContainsAny(s, "<>\"` |\\") {
		return false
	}
	host := strings.ToLower(u.Hostname())
	for _, domain := range []string{"microsoft.com", "microsoftonline.com", "microsoftonline.us", "partner.microsoftonline.cn", "azure.com", "azure.us", "azure.cn",
		"dynamics.com", "aka.ms", "cloud.microsoft"} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

// escape takes the meaning from Markdown's characters.
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch r {
		case '\\', '`', '*', '_', '[', ']', '|', '~', '$', '^':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '#', '+', '-', '=', '!':
			if i == 0 {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// link writes an address that people should open: as a link when it is one of Microsoft's pages, else as code.
func link(s string) string {
	if s == "" {
		return ""
	}
	if trusted(s) {
		return "<" + s + ">"
	}
	return code(s, false)
}

package filter

import (
	"strings"
	"unicode"

	"bctui/bc/odata"
)

// quoteText writes a text as an operand: in quotes where it holds something that the language would read as its own.
// Wildcards are left alone.
func quoteText(s string) string {
	if s == "" || needsQuotes(s) {
		return odata.String(s)
	}
	return s
}

// quoted puts a text into quotes for people. What can't be seen in it is made visible where it is shown.
func quoted(s string) string { return `"` + s + `"` }

// forBlank is how blank is written, for words that mean it; else "".
func forBlank(s string) string {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "blank", "empty", "null", "none":
		return "''"
	}
	return ""
}

func needsQuotes(s string) bool {
	if strings.ContainsAny(s, "&|()<>=≤≥≠…") || strings.Contains(s, "..") {
		return true
	}
	first, last := []rune(s)[0], []rune(s)[len([]rune(s))-1]
	return strings.ContainsRune("'@.%", first) || last == '.' || unicode.IsSpace(first) || unicode.IsSpace(last)
}

package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// pair is a name with its value as found in a text.
type pair struct {
	field field
	value string
	// exact says that the value's end was marked (quotes, JSON), so that nothing is to be taken off any more.
	exact bool
}

// valueOf gives the value of "NAME=value" or "Label: value" when the name stands for f.
func valueOf(s string, f field) (string, bool) {
	if strings.ContainsAny(s, "\r\n") || len(s) > 4096 {
		return "", false
	}
	pairs, _ := readLine(s)
	for _, p := range pairs {
		if p.field == f && p.value != "" {
			return settle(p)
		}
	}
	return "", false
}

const (
	// maxLine is how much of one line is read: the work grows faster than the line.
	maxLine = 8 << 10
	// maxQuotes is how many quotes are tried as the end of a value.
	maxQuotes = 64
)

// readLine takes one line apart. label is what the line is a label for when it has no value: then that may stand on the
// next line.
func readLine(line string) (pairs []pair, label field) {
	if len(line) > maxLine {
		line = strings.ToValidUTF8(line[:maxLine], "")
	}
	line = strings.TrimFunc(line, unicode.IsSpace)
	line, comment := stripLead(line)
	if line == "" || comment {
		return nil, fieldNone
	}
	if p := readForm(line); len(p) > 0 {
		return p, fieldNone
	}
	if p := readFlags(line); len(p) > 0 {
		return p, fieldNone
	}
	if p, ok := readAssignment(line); ok {
		return p, fieldNone
	}
	if p, ok := readCells(line); ok {
		return p, fieldNone
	}
	if p, ok := readMarkup(line); ok {
		return p, fieldNone
	}
	if f := fieldOf(strings.TrimRight(line, " :=-–>*_`")); f != fieldNone {
		return nil, f
	}
	if p, ok := readSentence(line); ok {
		return p, fieldNone
	}
	return nil, fieldNone
}

// stripLead takes off what stands before a line's content: quotes of mails, bullets, numbers. A line that is commented
// out is not read.
func stripLead(s string) (rest string, comment bool) {
	for {
		before := s
		s = strings.TrimLeft(s, "> \t")
		for _, b := range []string{"- ", "* ", "• ", "– ", "· ", "+ ", "◦ ", "▪ "} {
			s = strings.TrimPrefix(s, b)
		}
		if i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }); i > 0 && i <= 2 && i+1 < len(s) && (s[i] == '.' || s[i] == ')') && s[i+1] == ' ' {
			s = s[i+2:]
		}
		if s == before {
			break
		}
	}
	if strings.HasPrefix(s, "#") {
		if strings.ContainsAny(s, "=") {
			return s, true
		}
		s = strings.TrimLeft(s, "# ")
	}
	return s, strings.HasPrefix(s, "//") || strings.HasPrefix(s, "rem ") || strings.HasPrefix(s, "REM ") || strings.HasPrefix(s, "<!--")
}

// readAssignment reads NAME=value and "Label: value" in the many spellings of shells, files and mails, also several of
// them on one line.
func readAssignment(line string) ([]pair, bool) {
	for i := 0; i < len(line) && i <= maxLabel; i++ {
		sep := line[i]
		if sep != '=' && sep != ':' {
			continue
		}
		f, st, inQuotes := readKey(line[:i])
		rest := line[i+1:]
		if f == fieldNone || sep == ':' && strings.HasPrefix(rest, "//") {
			continue
		}
		// ":=", "=>", "==", "::"
		rest = strings.TrimLeft(rest, "=>:")
		if sep == ':' && st == styleValue {
			st = styleLabel
		}
		if inQuotes {
			st = styleJSON
		}
		// "**Client ID:** value" leaves the end of the emphasis before the value.
		for _, mark := range []string{"**", "__"} {
			if strings.Contains(line[:i], mark) {
				rest = strings.TrimPrefix(strings.TrimLeft(rest, " \t"), mark)
			}
		}
		value, exact, more := readValue(rest, st)
		if value == "" && !exact && more == "" {
			if sep == ':' {
				return nil, false // a bare label; the value may follow on the next line
			}
			return []pair{}, true
		}
		out := []pair{{f, value, exact}}
		if more != "" {
			further, _ := readAssignment(more)
			out = append(out, further...)
		}
		return out, true
	}
	if low := strings.ToLower(line); strings.HasPrefix(low, "setx ") || strings.HasPrefix(low, "env ") || strings.HasPrefix(low, "arg ") {
		words := splitWords(line)
		for i := 1; i+1 < len(words); i++ {
			if f := fieldOf(words[i].text); f != fieldNone {
				return []pair{{f, words[i+1].text, true}}, true
			}
		}
	}
	return nil, false
}

// maxLabel is how far into a line a name may reach.
const maxLabel = 160

// readKey tells what the text before a separator names: all of it, or what follows the last colon, comma or full stop.
func readKey(s string) (f field, st style, inQuotes bool) {
	key, st := trimKey(s)
	if f = fieldOf(key); f == fieldNone {
		i := strings.LastIndexAny(s, ":,;.–")
		if i < 0 {
			return fieldNone, st, false
		}
		s = strings.TrimPrefix(s[i:], "–")
		s = strings.TrimLeft(s, ":,;.")
		key, st = trimKey(s)
		f = fieldOf(key)
	}
	return f, st, strings.HasSuffix(strings.TrimSpace(s), `"`)
}

// style is how a line writes its values.
type style int

const (
	styleValue      style = iota // .env and the like
	styleCode                    // export, const, …: a semicolon at the end is none of the value's
	styleCmd                     // set of cmd.exe: what follows is the value, as it is
	stylePowerShell              // doubled quotes and backticks
	styleLabel                   // a label of a text
	styleJSON                    // a name in quotes
)

// trimKey takes off what languages put before a name.
func trimKey(key string) (string, style) {
	k := strings.TrimFunc(key, unicode.IsSpace)
	st := styleValue
	low := strings.ToLower(k)
	switch {
	case strings.HasPrefix(low, "set "):
		st, k = styleCmd, k[4:]
	case strings.HasPrefix(low, "$env:"):
		st, k = stylePowerShell, k[5:]
	case strings.HasPrefix(k, "${env:"):
		st, k = stylePowerShell, strings.TrimSuffix(k[6:], "}")
	case strings.HasPrefix(k, "$"):
		st, k = stylePowerShell, k[1:]
	default:
		for _, p := range []string{"export ", "const ", "let ", "var ", "readonly ", "string ", "declare -x ", "private ", "public ", "env ", "arg ", "[string]$"} {
			if strings.HasPrefix(low, p) {
				st, k = styleCode, k[len(p):]
				low = strings.ToLower(k)
			}
		}
	}
	return strings.Trim(k, " \t\"'`*_[]{},"), st
}

// readValue reads what stands behind a name. more is what follows with a further name on the same line.
func readValue(rest string, st style) (value string, exact bool, more string) {
	v := strings.TrimFunc(rest, unicode.IsSpace)
	if st == styleCmd {
		// set "NAME=value" has its first quote before the name.
		if strings.HasSuffix(v, `"`) && !strings.HasPrefix(v, `"`) {
			return strings.TrimSuffix(v, `"`), true, ""
		}
		if i := strings.Index(v, "&&"); i >= 0 && nextName(v[i+2:]) == 0 {
			return strings.TrimRight(v[:i], " \t"), true, v[i+2:]
		}
		return v, true, ""
	}
	if q, after, ok := readQuoted(v, st); ok {
		if i := nextName(after); i >= 0 {
			more = after[i:]
		}
		return q, true, more
	}
	if i := nextName(v); i > 0 {
		v, more = v[:i], v[i:]
		v = strings.TrimRight(v, " \t,;&|/")
	}
	if i := strings.Index(v, " #"); i >= 0 && st != styleLabel {
		v = strings.TrimRight(v[:i], " \t")
	}
	if i := strings.Index(v, " //"); i >= 0 && st == styleCode {
		v = strings.TrimRight(v[:i], " \t")
	}
	switch st {
	case styleCode, stylePowerShell:
		v = strings.TrimRight(v, "; \t")
	case styleJSON:
		v = strings.TrimRight(v, ",} \t")
	}
	return v, false, more
}

// nextName finds where, behind a blank or punctuation, a further name with a separator begins; -1 if there is none.
func nextName(s string) int {
	for i := 0; i < len(s); i++ {
		if i > 0 && strings.IndexByte(" \t,;&|", s[i-1]) < 0 || strings.IndexByte(" \t,;&|", s[i]) >= 0 {
			continue
		}
		j := strings.IndexAny(s[i:min(i+48, len(s))], "=:")
		if j <= 0 || strings.ContainsAny(s[i:i+j], ",;|&") {
			continue
		}
		if key, _ := trimKey(s[i : i+j]); fieldOf(key) != fieldNone && !strings.HasPrefix(s[i+j:], "://") {
			return i
		}
	}
	return -1
}

// readQuoted reads a value in quotes and gives what follows. Its end is the first quote behind which nothing comes but
// the line's own punctuation, a remark or a further name, so that quotes inside a value survive.
func readQuoted(v string, st style) (value, after string, ok bool) {
	if len(v) < 2 {
		return "", "", false
	}
	open, start := utf8.DecodeRuneInString(v)
	if !strings.ContainsRune("\"'`“‘„‚«´", open) {
		return "", "", false
	}
	tried := 0
	for i, r := range v[start:] {
		at := start + i
		if !pairs(open, r) {
			continue
		}
		if tried++; tried > maxQuotes {
			break
		}
		inner, rest := v[start:at], v[at+utf8.RuneLen(r):]
		if open == '"' && oddBackslashes(inner) || st != styleJSON && !endsThere(rest, r) {
			continue
		}
		return unescape(inner, open, st), rest, true
	}
	return "", "", false
}

// endsThere tells whether a quote before rest can be the closing one.
func endsThere(rest string, quote rune) bool {
	rest = strings.TrimFunc(rest, unicode.IsSpace)
	if rest == "" || strings.HasPrefix(rest, "#") || strings.HasPrefix(rest, "//") || nextName(rest) >= 0 && !strings.HasPrefix(rest, string(quote)) {
		return true
	}
	return strings.ContainsRune(";,)}]|&*/>\\", rune(rest[0])) && !strings.ContainsRune(rest, quote)
}

func oddBackslashes(s string) bool {
	n := 0
	for i := len(s) - 1; i >= 0 && s[i] == '\\'; i-- {
		n++
	}
	return n%2 == 1
}

func unescape(s string, quote rune, st style) string {
	switch {
	case st == stylePowerShell && quote == '"':
		return strings.NewReplacer("`\"", `"`, "``", "`", "`$", "$", `""`, `"`).Replace(s)
	case st == stylePowerShell && quote == '\'':
		return strings.ReplaceAll(s, "''", "'")
	case quote == '"' && strings.Contains(s, `\`):
		return strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\$`, `$`, "\\`", "`", `\/`, "/").Replace(s)
	case quote == '\'' && strings.Contains(s, `'\''`):
		return strings.ReplaceAll(s, `'\''`, `'`)
	}
	return s
}

// readSentence reads "the client ID is 3f25…" and "Tenant-ID 3f25…": a value that shows by its form what it is.
func readSentence(line string) ([]pair, bool) {
	if len(line) > 400 {
		return nil, false
	}
	words := strings.Fields(line)
	for i := 1; i < len(words); i++ {
		v := strings.Trim(words[i], "\"'`“”‘’„«»()<>,;*")
		_, _, guid := asGUID(v)
		if !guid {
			v = strings.TrimRight(v, ".")
			_, _, guid = asGUID(v)
		}
		if !guid && !looksLikeSecret(v) && !isDomain(v) {
			continue
		}
		// The label is what stands before, without a verb: try the last words, the longest run first.
		before := words[:i]
		for n := len(before); n > 0; n-- {
			switch foldKey(before[n-1]) {
			case "", "is", "ist", "lautet", "est", "es", "er", "are", "e":
				continue
			}
			before = before[:n]
			break
		}
		for from := max(0, len(before)-6); from < len(before); from++ {
			f := lookupKey(foldKey(strings.Join(before[from:], " ")))
			if f == fieldTenant && (guid || isDomain(v)) || f == fieldClient && guid || f == fieldSecret && looksLikeSecret(v) || f == fieldCompanyID && guid {
				out := []pair{{f, v, true}}
				more, _ := readSentence(strings.Join(words[i+1:], " "))
				return append(out, more...), true
			}
		}
	}
	return nil, false
}

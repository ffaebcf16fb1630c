package intake

import (
	"net/url"
	"strings"
	"unicode"
)

// readForm reads the body of a token request: client_id=…&client_secret=…
func readForm(line string) []pair {
	if !strings.Contains(line, "&") || !strings.Contains(line, "client_id=") && !strings.Contains(line, "client_secret=") {
		return nil
	}
	var out []pair
	for _, w := range splitWords(line) {
		text := w.text
		if i := strings.IndexByte(text, '?'); i >= 0 && strings.Contains(text[:i], "://") {
			text = text[i+1:]
		}
		for _, part := range strings.Split(text, "&") {
			k, v, ok := strings.Cut(part, "=")
			f := fieldOf(k)
			if !ok || f == fieldNone {
				continue
			}
			if d, err := url.QueryUnescape(v); err == nil {
				v = d
			}
			out = append(out, pair{f, v, true})
		}
	}
	if len(out) < 2 && !strings.Contains(line, "grant_type=") {
		return nil // a single value with an ampersand in it
	}
	return out
}

// readFlags reads command lines: --tenant X, --client-id=X, -TenantId X, az login -u X -p Y.
func readFlags(line string) []pair {
	if !strings.HasPrefix(line, "-") && !strings.Contains(line, " -") {
		return nil
	}
	words := splitWords(line)
	// NAME=value at the beginning is an assignment whatever follows.
	if k, _, ok := strings.Cut(words[0].text, "="); ok && !strings.HasPrefix(k, "-") && fieldOf(k) != fieldNone {
		return nil
	}
	az := strings.Contains(line, "az login")
	var out []pair
	for i, w := range words {
		if w.quoted || !strings.HasPrefix(w.text, "-") || len(w.text) < 2 {
			// docker -e NAME=value, curl -d name=value
			if i > 0 && len(words[i-1].text) == 2 && words[i-1].text[0] == '-' || i > 0 && strings.HasPrefix(words[i-1].text, "--data") {
				if k, v, ok := strings.Cut(w.text, "="); ok && fieldOf(k) != fieldNone {
					out = append(out, pair{fieldOf(k), v, true})
				}
			}
			continue
		}
		name := strings.TrimLeft(w.text, "-")
		if k, v, ok := strings.Cut(name, "="); ok {
			if f := fieldOf(k); f != fieldNone {
				out = append(out, pair{f, v, true})
			}
			continue
		}
		f := fieldOf(strings.TrimSuffix(name, ":"))
		if az {
			switch name {
			case "u", "username":
				f = fieldClient
			case "p", "password":
				f = fieldSecret
			case "t":
				f = fieldTenant
			}
		}
		if f != fieldNone && i+1 < len(words) && (words[i+1].quoted || !strings.HasPrefix(words[i+1].text, "--")) {
			out = append(out, pair{f, words[i+1].text, true})
		}
	}
	return out
}

type word struct {
	text   string
	quoted bool
}

// splitWords splits a command line at blanks, with single and double quotes as shells have them.
func splitWords(line string) []word {
	var out []word
	var b strings.Builder
	var quote rune
	started, quoted, escaped := false, false, false
	flush := func() {
		if started {
			out = append(out, word{b.String(), quoted})
		}
		b.Reset()
		started, quoted = false, false
	}
	for _, r := range line {
		switch {
		case escaped:
			if r != '"' && r != '\\' && r != '\'' && r != ' ' && r != '$' {
				b.WriteRune('\\')
			}
			b.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			escaped, started = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, started, quoted = r, true, true
		case quote == 0 && unicode.IsSpace(r):
			flush()
		default:
			started = true
			b.WriteRune(r)
		}
	}
	if escaped && quote != 0 {
		b.WriteRune('\\')
	}
	flush()
	if len(out) == 0 {
		out = []word{{}}
	}
	return out
}

// readCells reads rows of tables: cells divided by bars or tabs.
func readCells(line string) ([]pair, bool) {
	div := "\t"
	if strings.Count(line, "|") >= 1 {
		div = "|"
	} else if !strings.Contains(line, "\t") {
		return nil, false
	}
	cells := strings.Split(line, div)
	var out []pair
	for i := 0; i+1 < len(cells); i++ {
		f := fieldOf(strings.Trim(cells[i], " \t*_`:"))
		v := strings.Trim(cells[i+1], " \t*`")
		if f != fieldNone && v != "" && fieldOf(v) == fieldNone {
			out = append(out, pair{f, v, false})
			i++
		}
	}
	return out, len(out) > 0
}

// readMarkup reads <add key="ClientId" value="…"/> and <ClientId>…</ClientId>.
func readMarkup(line string) ([]pair, bool) {
	if !strings.HasPrefix(line, "<") {
		return nil, false
	}
	attribute := func(name string) (string, bool) {
		i := strings.Index(line, name+`="`)
		if i < 0 {
			return "", false
		}
		v := line[i+len(name)+2:]
		j := strings.IndexByte(v, '"')
		if j < 0 {
			return "", false
		}
		return unentity(v[:j]), true
	}
	for _, name := range []string{"key", "name", "Key", "Name"} {
		if k, ok := attribute(name); ok {
			for _, value := range []string{"value", "Value"} {
				if v, ok := attribute(value); ok && fieldOf(k) != fieldNone {
					return []pair{{fieldOf(k), v, true}}, true
				}
			}
		}
	}
	if i := strings.IndexByte(line, '>'); i > 1 {
		tag, _, _ := strings.Cut(line[1:i], " ")
		if j := strings.Index(line[i:], "</"); j > 0 && fieldOf(tag) != fieldNone {
			return []pair{{fieldOf(tag), unentity(strings.TrimSpace(line[i+1 : i+j])), true}}, true
		}
	}
	return nil, false
}

func unentity(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&#39;", "'", "&amp;", "&").Replace(s)
}

package grid

import (
	"strings"

	"bctui/bc/odata"
)

// completions gives the texts that Tab goes through: the expression with each value that fits what is being typed in the
// place of it.
func (m *Model) completions(text string, p *odata.Property) []string {
	cut := strings.LastIndexAny(text, "|&=<>(") + 1
	word := strings.TrimSpace(strings.Trim(text[cut:], "' "))
	var out []string
	for _, v := range m.values(p) {
		if len(v) >= len(word) && strings.EqualFold(v[:len(word)], word) {
			out = append(out, text[:cut]+quoted(v))
		}
	}
	return out
}

// quoted puts a value into quotes where the filter language would take a part of it for an operator.
func quoted(v string) string {
	if strings.TrimSpace(v) == v && v != "" && !strings.ContainsAny(v, "&|()=<>@*?'\"") && !strings.Contains(v, "..") {
		return v
	}
	return odata.String(v)
}

// problem is something in a filter written by hand that must not be sent.
type problem struct {
	Pos, Len   int // runes
	Text, Hint string
}

// checkOData looks over a filter that was written by hand before it is sent: fields that do not exist, texts that do not
// end, and what the service would ignore without a word (reference 5).
func checkOData(text string, t *odata.EntityType) []problem {
	var out []problem
	runes := []rune(text)
	groups := []group{{}}
	for i := 0; i < len(runes); {
		c := runes[i]
		switch {
		case c == '\'':
			end := i + 1
			for end < len(runes) && runes[end] != '\'' {
				end++
			}
			if end == len(runes) {
				return append(out, problem{i, end - i, "this text has no closing quote", "a quote inside a text is doubled"})
			}
			i = end + 1
		case c == '(':
			groups = append(groups, group{})
			i++
		case c == ')':
			last := len(groups) - 1
			if last == 0 {
				return append(out, problem{i, 1, "this parenthesis was never opened", ""})
			}
			inner := groups[last]
			out = append(out, inner.across()...)
			groups = groups[:last]
			groups[last-1].fields = append(groups[last-1].fields, inner.fields...)
			i++
		case wordRune(c):
			end := i
			for end < len(runes) && (wordRune(runes[end]) || strings.ContainsRune("-.:/", runes[end])) {
				end++
			}
			word := string(runes[i:end])
			called := end < len(runes) && runes[end] == '('
			if p, bad := checkWord(word, called, t); bad {
				p.Pos, p.Len = i, end-i
				out = append(out, p)
			}
			at := &groups[len(groups)-1]
			if _, isField := t.Property(word); isField {
				at.fields = append(at.fields, word)
			}
			if word == "or" {
				at.or = append(at.or, i)
			}
			i = end
		default:
			i++
		}
	}
	if len(groups) > 1 {
		return append(out, problem{len(runes), 0, "a parenthesis is not closed", ""})
	}
	return append(out, groups[0].across()...)
}

// group is what stands between two parentheses.
type group struct {
	fields []string
	or     []int // where
}

// across finds an “or” between different fields, which the service does not know.
func (g group) across() []problem {
	if len(g.or) == 0 {
		return nil
	}
	for _, f := range g.fields {
		if f != g.fields[0] {
			return []problem{{g.or[0], 2, "the service takes “or” between values of one field only, not between " + g.fields[0] + " and " + f,
				"put the values of each field into parentheses and join them with and, or ask twice"}}
		}
	}
	return nil
}

func wordRune(c rune) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c > 127
}

func checkWord(word string, called bool, t *odata.EntityType) (problem, bool) {
	if word[0] >= '0' && word[0] <= '9' {
		return problem{}, false
	}
	if _, isGUID := odata.GUID(word); isGUID {
		return problem{}, false
	}
	switch word {
	case "eq", "ne", "gt", "ge", "lt", "le", "and", "or", "not", "true", "false", "null", "duration":
		return problem{}, false
	case "in":
		return problem{Text: "the service ignores “in” without a word, or refuses it", Hint: "write field eq 'a' or field eq 'b'"}, true
	}
	if strings.HasSuffix(word, "/any") || strings.HasSuffix(word, "/all") {
		return problem{Text: "the service ignores any and all without a word", Hint: "filter the set behind the link instead"}, true
	}
	if called {
		switch word {
		case "startswith", "endswith", "contains", "substring", "tolower", "toupper":
			return problem{}, false
		}
		return problem{Text: "the service knows no function " + word, Hint: "it knows startswith, endswith, contains, substring, tolower and toupper"}, true
	}
	first, _, _ := strings.Cut(word, "/")
	if _, ok := t.Property(first); ok || t == nil || t.Open {
		return problem{}, false
	}
	if _, ok := t.Link(first); ok && first != word {
		return problem{}, false
	}
	return problem{Text: "there is no field " + word, Hint: "names are written as in $metadata, capitals too"}, true
}

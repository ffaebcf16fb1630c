package cronus

import (
	"strings"
	"unicode"

	"bctui/bc/demo/model"
)

// Windows language IDs, as entityDefinitions gives them.
const (
	english = 1033
	german  = 1031
)

// captions are the texts of properties. The same name is the same text in all sets.
type captions struct {
	german map[string]string
	known  map[string][]model.Caption
}

func newCaptions() *captions {
	c := &captions{german: make(map[string]string, 256), known: make(map[string][]model.Caption, 256)}
	for line := range strings.Lines(germanCaptions) {
		if name, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "="); ok {
			c.german[name] = text
		}
	}
	return c
}

// of a property: English as Business Central writes it, German where germanCaptions has it.
func (c *captions) of(property string) []model.Caption {
	if out, ok := c.known[property]; ok {
		return out
	}
	out := []model.Caption{{Language: english, Text: englishCaption(property)}}
	if text := c.germanCaption(property); text != "" {
		out = append(out, model.Caption{Language: german, Text: text})
	}
	c.known[property] = out
	return out
}

// englishCaption is the name in words ("balanceDue" is "Balance Due"), with the abbreviations of Business Central.
func englishCaption(property string) string {
	switch property {
	case "id":
		return "Id"
	case "lastModifiedDateTime":
		return "Last Modified Date"
	case "postalCode":
		return "Post Code"
	case "email":
		return "Email"
	case "email2":
		return "Email 2"
	case "gtin":
		return "GTIN"
	case "iban":
		return "IBAN"
	case "irs1099Code":
		return "IRS1099 Code"
	case "country":
		return "Country/Region Code"
	case "commisionPercent":
		return "Commission %"
	case "defaultVATProductPostingGroup":
		return "Default VAT Prod. Posting Group"
	case "dateFilter_FilterOnly":
		return "Date Filter"
	}
	var words []string
	start := 0
	for i, r := range property {
		if i > 0 && (unicode.IsUpper(r) || unicode.IsDigit(r)) {
			words = append(words, property[start:i])
			start = i
		}
	}
	words = append(words, property[start:])
	for i, w := range words {
		switch w = strings.ToUpper(w[:1]) + w[1:]; w {
		case "Number":
			w = "No."
		case "Percent":
			w = "%"
		case "Unit", "Of", "To", "From", "At", "On":
			if i > 0 && w != "Unit" {
				w = strings.ToLower(w)
			}
		}
		words[i] = w
	}
	return strings.Join(words, " ")
}

// germanCaption of a property; "" when there is none.
func (c *captions) germanCaption(property string) string {
	for _, prefix := range [...]struct{ name, text string }{
		{"sellTo", "Verk. an "}, {"billTo", "Rech. an "}, {"shipTo", "Lief. an "}, {"buyFrom", "Eink. von "}, {"payTo", "Zahlung an "},
	} {
		if rest, ok := strings.CutPrefix(property, prefix.name); ok && rest != "" {
			return prefix.text + c.german[strings.ToLower(rest[:1])+rest[1:]]
		}
	}
	return c.german[property]
}

package termtest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Leak looks for a secret in data: as it is, percent-encoded, as JSON, in hex and in base64 (also inside a longer
// encoded text, as in an Authorization header), and in data without its escape sequences. It names the form found, or
// gives "". Secrets shorter than six bytes are not looked for: they would be found by chance.
func Leak(data []byte, secret string) string {
	if len(secret) < 6 {
		return ""
	}
	forms := []struct{ name, text string }{
		{"plain", secret},
		{"form-encoded", url.QueryEscape(secret)},
		{"percent-encoded", url.PathEscape(secret)},
		{"hex", hex.EncodeToString([]byte(secret))},
		{"hex", strings.ToUpper(hex.EncodeToString([]byte(secret)))},
	}
	for _, escapeHTML := range []bool{true, false} {
		var coded bytes.Buffer
		enc := json.NewEncoder(&coded)
		enc.SetEscapeHTML(escapeHTML)
		if enc.Encode(secret) == nil {
			text := strings.TrimSuffix(coded.String(), "\n")
			forms = append(forms, struct{ name, text string }{"JSON", text[1 : len(text)-1]})
		}
	}
	for shift := range 3 {
		// The characters at both ends depend on the neighbours; those between do not.
		coded := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), secret...))
		inner := coded[[]int{0, 2, 3}[shift] : len(coded)-[]int{0, 1, 1}[(len(secret)+shift)%3]]
		if len(inner) >= 8 {
			forms = append(forms,
				struct{ name, text string }{"base64", inner},
				struct{ name, text string }{"base64url", strings.NewReplacer("+", "-", "/", "_").Replace(inner)})
		}
	}
	plain := []byte(ansi.Strip(string(data)))
	for _, form := range forms {
		if bytes.Contains(data, []byte(form.text)) {
			return form.name
		}
		if bytes.Contains(plain, []byte(form.text)) {
			return form.name + ", between escape sequences"
		}
	}
	return ""
}

package screen

import (
	"errors"
	"strings"
	"time"

	"bctui/bc/check"
)

// ReportPromise is what is said below the choices.
const ReportPromise = "No secret and no token is ever in it. Masked: tenant and client IDs keep their first and last characters."

// ReportChoices are the forms that a report of a check can have.
func ReportChoices() []Choice {
	return []Choice{
		{"md-masked", "Markdown, IDs masked", "a page for a ticket or for whoever fixes it"},
		{"md", "Markdown, with IDs", "the same, for the own tenant's admin"},
		{"json-masked", "JSON, IDs masked", "for scripts; the shape has a version"},
		{"json", "JSON, with IDs", "for scripts; the shape has a version"},
	}
}

// SaveReport writes a report in one of the forms of ReportChoices, and gives the path of the file.
func SaveReport(form string, r check.Result, connection string, now time.Time, save func(name string, data []byte) (string, error)) (string, error) {
	if save == nil {
		return "", errors.New("there is no place to save to")
	}
	kind, masked := strings.CutSuffix(form, "-masked")
	data, err := renderReport(kind == "json", masked, r, now)
	if err != nil {
		return "", err
	}
	return save("bctui-check-"+fileWord(connection)+now.Format("20060102-150405")+"."+kind, data)
}

// fileWord makes a connection's name fit for a file's.
func fileWord(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '-'
	}, s)
	if s = strings.Trim(s, "-."); s == "" {
		return ""
	}
	return s[:min(len(s), 40)] + "-"
}

func renderReport(_, _ bool, _ check.Result, _ time.Time) ([]byte, error) {
	return nil, errors.New("not yet")
}

package screen

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"bctui/auth"
	"bctui/bc/check"
	"bctui/ui/widget"
	"bctui/ui/widget/panel"
)

// Finding puts a finding of a check into a panel, with what else its rung saw and sent.
func Finding(f check.Finding, r check.RungResult) panel.Content {
	c := panel.Content{Level: LevelOf(f.Severity), Title: f.Title, Cause: f.Cause, Link: f.Link, Raw: f.Raw}
	if f.Who != auth.WhoUnknown {
		c.Who = f.Who.String()
	}
	// Steps that name their pages themselves need no path before them.
	if f.Where != "" && !strings.Contains(strings.Join(f.Steps, " "), "▸") {
		c.Steps = append(c.Steps, f.Where)
	}
	c.Steps = append(c.Steps, f.Steps...)
	for i, a := range f.Also {
		label := "Possible"
		if len(f.Also) > 1 {
			label = fmt.Sprintf("Possible %d", i+1)
		}
		c.Evidence = append(c.Evidence, [2]string{label, possible(a)})
	}
	seen := map[string]bool{}
	for _, e := range f.Evidence {
		c.Evidence = append(c.Evidence, [2]string{e.Label, e.Value})
		seen[e.Label+"\x00"+e.Value] = true
	}
	for _, e := range r.Facts {
		if !seen[e.Label+"\x00"+e.Value] {
			c.Evidence = append(c.Evidence, [2]string{e.Label, e.Value})
		}
	}
	AddRequests(&c, r.Requests)
	c.Evidence = append(c.Evidence, [2]string{"Finding", string(f.Code)})
	if f.Err != nil && f.Raw == "" {
		c.Raw = f.Err.Error()
	}
	// Where nothing answered, what is known is the system's own text: no server said it.
	var network *auth.NetworkError
	if f.Err != nil && (f.Raw == "" || errors.As(f.Err, &network)) {
		c.RawLabel = "the error as it was met"
	}
	return c
}

// possible tells one of several causes that give the same answer, and what would tell that it is this one.
func possible(a check.Alternative) string {
	text := strings.TrimRight(a.Cause, ". ")
	if a.Who != auth.WhoUnknown {
		text += " (" + a.Who.String() + ")"
	}
	if a.Tell != "" {
		text += "\n→ " + Sentence(a.Tell)
	}
	return text
}

// Sentence ends a text with a full stop, unless it ends in a mark already.
func Sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!:") {
		return s
	}
	return s + "."
}

// AddRequests names the requests that proved it.
func AddRequests(c *panel.Content, sent []check.Exchange) {
	for i, x := range sent {
		label := "Requests"
		if len(sent) == 1 {
			label = "Request"
		}
		if i > 0 {
			label = ""
		}
		answer := fmt.Sprintf("%d", x.Status)
		if x.Err != "" {
			answer = x.Err
		}
		text := fmt.Sprintf("%s %s → %s · %s", x.Method, x.URL, answer, Took(x.Elapsed))
		if x.CorrelationID != "" {
			text += " · " + x.CorrelationID
		} else if x.RequestID != "" {
			text += " · " + x.RequestID
		}
		c.Evidence = append(c.Evidence, [2]string{label, text})
	}
}

// Took gives a time for people: "84 ms", "1.4 s", "2 min 5 s".
func Took(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", max(0, d.Milliseconds()))
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	d = d.Round(time.Second)
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}

// LevelOf gives the level of a finding, with its sign and tone.
func LevelOf(s check.Severity) widget.Level {
	switch s {
	case check.Failure:
		return widget.Failure
	case check.Caution:
		return widget.Warning
	}
	return widget.Note
}

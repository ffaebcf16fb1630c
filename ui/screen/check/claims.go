package check

import (
	"strings"
	"time"

	"bctui/bc/check"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

func claimMark(v check.ClaimVerdict) (string, theme.Tone) {
	switch v {
	case check.ClaimOK:
		return "✓", theme.Good
	case check.ClaimOdd:
		return "!", theme.Warn
	case check.ClaimWrong:
		return "✗", theme.Bad
	}
	return " ", theme.Muted
}

// stackClaims is the width below which expected stands under found instead of beside it.
const stackClaims = 64

// claimLines draws what the token says, expected beside found. The token itself is nowhere in it.
func (m *Model) claimLines(look widget.Look, width int) []string {
	v := m.result.Claims
	if v == nil {
		return []string{look.Line(width).Gap(1).Add(theme.Muted, "There is no token yet.").String()}
	}
	now := m.host.Now()
	var out []string
	text := func(tone theme.Tone, s string) {
		for _, l := range look.Wrap(s, max(8, width-2)) {
			out = append(out, look.Line(width).Gap(1).Add(tone, l).String())
		}
	}
	head := look.Line(width).Gap(1).Add(theme.Title, "What the token says")
	left := ""
	if v.Unreadable == "" || !v.Ends.IsZero() {
		left = countdown(v.Left(now))
	}
	if used := head.Used(); left != "" && head.Right(theme.Muted, left+" ").Used() > used {
		left = ""
	}
	out = append(out, head.String())
	if left != "" { // too narrow for both
		text(theme.Muted, left)
	}
	if v.SkewKnown && (v.Skew > 5*time.Second || v.Skew < -5*time.Second) {
		ahead := "ahead of"
		if v.Skew < 0 {
			ahead = "behind"
		}
		text(theme.Muted, "Entra's clock is "+screen.Took(v.Skew.Abs())+" "+ahead+" this machine's.")
	}
	if v.Unreadable != "" {
		text(theme.Text, "It can't be looked into: "+screen.Sentence(v.Unreadable)+" It may work all the same.")
		return out
	}
	out = append(out, "")
	out = append(out, m.claimTable(look, width, v, now)...)
	out = append(out, "", look.Line(width).Gap(1).Add(theme.Title, "What each permission opens").String(), "")
	out = append(out, roleLines(look, width, v)...)
	if len(v.Others) > 0 {
		out = append(out, "", look.Line(width).Gap(1).Add(theme.Title, "Other claims").String(), "")
		for _, f := range v.Others {
			for i, s := range look.Wrap(f.Value, max(8, width-claimValue-1)) {
				b := look.Line(width)
				if i == 0 {
					b.To(3).Add(theme.Muted, look.Fit(f.Label, claimValue-4))
				}
				out = append(out, b.To(claimValue).Add(theme.Text, s).String())
			}
		}
	}
	return out
}

const claimValue = 13 // column at which values begin: "appidacr" and blanks

func (m *Model) claimTable(look widget.Look, width int, v *check.ClaimsView, now time.Time) []string {
	var out []string
	stacked := width < stackClaims
	foundWidth, expectedWidth := width-claimValue-1, 0
	if !stacked {
		for _, r := range v.Rows {
			expectedWidth = max(expectedWidth, look.Measure.Width(look.Fit(expected(r), width/2)))
		}
		expectedWidth = min(max(expectedWidth, len("EXPECTED")), (width-claimValue-3)/2)
		foundWidth -= expectedWidth + 2
	}
	expectedAt := claimValue + foundWidth + 2
	if !stacked {
		out = append(out, look.Line(width).To(3).Add(theme.Header, "CLAIM").To(claimValue).Add(theme.Header, "FOUND").
			To(expectedAt).Add(theme.Header, "EXPECTED").String())
	}
	for _, r := range v.Rows {
		found, tone := r.Found, theme.Text
		if found == "" {
			found, tone = "not in the token", theme.Muted
		}
		if when, ok := momentOf(v, r.Claim); ok && !when.IsZero() {
			found += " · " + relative(when, v, now)
		}
		sign, signTone := claimMark(r.Verdict)
		if r.Verdict == check.ClaimWrong {
			tone = theme.Strong
		}
		want, room := expected(r), max(1, foundWidth)
		if want == "" && !stacked {
			room += expectedWidth + 2
		}
		note, noteTone := r.Note, theme.Muted
		if r.Verdict == check.ClaimWrong || r.Verdict == check.ClaimOdd {
			noteTone = signTone
		}
		left, right := look.Wrap(found, room), []string(nil)
		if want != "" && !stacked {
			right = look.Wrap(want, max(1, expectedWidth))
		}
		if stacked && r.Expected != "" && r.Verdict != check.ClaimOK {
			note = strings.TrimPrefix(note+"; expected: "+r.Expected, "; ")
		}
		beside := "" // a note that fits on the line of what was found
		if noteTone == theme.Muted && len(left) == 1 && look.Measure.Width(left[0])+3+look.Measure.Width(look.Fit(note, room)) <= room {
			beside, note = note, ""
		}
		for i := range max(len(left), len(right)) {
			b := look.Line(width)
			if i == 0 {
				b.Gap(1).Add(signTone, sign).To(3).Add(theme.Muted, look.Fit(r.Claim, claimValue-4))
			}
			b.To(claimValue)
			if i < len(left) {
				b.Add(tone, left[i])
			}
			if i == 0 && beside != "" {
				b.Add(noteTone, " · "+beside)
			}
			if i < len(right) {
				b.To(expectedAt).Add(theme.Muted, right[i])
			}
			out = append(out, b.String())
		}
		if note != "" {
			for _, s := range look.Wrap(note, max(8, width-claimValue-1)) {
				out = append(out, look.Line(width).To(claimValue).Add(noteTone, s).String())
			}
		}
	}
	return out
}

// expected is what a claim should say; what was found to the letter is not said twice.
func expected(r check.ClaimRow) string {
	if r.Expected != "" && r.Expected == r.Found {
		return "the same"
	}
	return r.Expected
}

func momentOf(v *check.ClaimsView, claim string) (time.Time, bool) {
	switch claim {
	case "iat":
		return v.IssuedAt, true
	case "nbf":
		return v.NotBefore, true
	case "exp":
		return v.Expires, true
	}
	return time.Time{}, false
}

// relative says how far away a moment of the server's clock is.
func relative(t time.Time, v *check.ClaimsView, now time.Time) string {
	if v.SkewKnown {
		now = now.Add(v.Skew)
	}
	d := t.Sub(now)
	if d >= 0 {
		return "in " + span(d)
	}
	return span(-d) + " ago"
}

func countdown(left time.Duration) string {
	if left <= 0 {
		return "ended; a new one is asked for when needed"
	}
	return span(left) + " left"
}

// span gives minutes and seconds, hours and minutes, or days.
func span(d time.Duration) string {
	d = d.Truncate(time.Second)
	switch {
	case d < time.Minute:
		return plural(int(d.Seconds()), "second")
	case d < time.Hour:
		return plural(int(d.Minutes()), "minute") + " " + plural(int(d.Seconds())%60, "second")
	case d < 48*time.Hour:
		return plural(int(d.Hours()), "hour") + " " + plural(int(d.Minutes())%60, "minute")
	}
	return plural(int(d.Hours())/24, "day")
}

func roleLines(look widget.Look, width int, v *check.ClaimsView) []string {
	name := 0
	for _, r := range v.Roles {
		name = max(name, look.Measure.Width(look.Fit(r.Role, 40)))
	}
	at := 3 + name + 2
	stacked := width-at < 30
	var out []string
	for _, r := range v.Roles {
		sign, tone, nameTone := "✓", theme.Good, theme.Text
		opens := r.Opens
		if !r.Granted {
			sign, tone, nameTone = "○", theme.Muted, theme.Muted
			opens = "not granted. It would open " + opens
		}
		b := look.Line(width).Gap(1).Add(tone, sign).To(3).Add(nameTone, look.Fit(r.Role, 40))
		from := at
		if stacked {
			out = append(out, b.String())
			b, from = look.Line(width), 5
		}
		for i, s := range look.Wrap(opens, max(8, width-from-1)) {
			if i > 0 {
				b = look.Line(width)
			}
			out = append(out, b.To(from).Add(theme.Muted, s).String())
		}
	}
	return out
}

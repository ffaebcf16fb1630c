package check

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// line makes a text of a server or a user fit for a sentence: one line, at most n characters. What would act on a
// terminal or turn the reading direction stays in it: who shows a finding makes that visible, JSON keeps it as it is.
func line(s string, n int) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }), " ")
	for i := range s {
		if n--; n < 0 {
			return s[:i] + "…"
		}
	}
	return s
}

// list joins names as people do: "a, b and c"; beyond most it says how many more there are.
func list(names []string, most int) string {
	shown := make([]string, 0, min(len(names), most))
	for _, n := range names[:min(len(names), most)] {
		shown = append(shown, line(n, 60))
	}
	if more := len(names) - len(shown); more > 0 {
		return strings.Join(shown, ", ") + fmt.Sprintf(" and %d more", more)
	}
	switch len(shown) {
	case 0:
		return ""
	case 1:
		return shown[0]
	}
	return strings.Join(shown[:len(shown)-1], ", ") + " and " + shown[len(shown)-1]
}

// count is "1 company", "3 companies".
//
// Not inlined: it stands in dozens of places, and copies would cost the binary more than the calls.
//
//go:noinline
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// duration is a span as people say it: "59 minutes", "40 seconds", "2 hours".
func duration(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	switch {
	case d < 2*time.Minute:
		return count(int(d.Round(time.Second)/time.Second), "second", "seconds")
	case d < 2*time.Hour:
		return count(int(d/time.Minute), "minute", "minutes")
	case d < 48*time.Hour:
		return count(int(d/time.Hour), "hour", "hours")
	}
	return count(int(d/(24*time.Hour)), "day", "days")
}

// Not inlined: it stands in dozens of places, and copies would cost the binary more than the calls.
//
//go:noinline
func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// hostOf gives the host of a URL, without the port.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// isOnline tells whether a host is one of Business Central online's.
func isOnline(host string) bool {
	return host == "api.businesscentral.dynamics.com" || strings.HasSuffix(host, ".businesscentral.dynamics.com")
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// isGUID recognises the usual form.
func isGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
				return false
			}
		}
	}
	return true
}

package setup

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"bctui/keystore"
)

const dateHelp = "not a date: write it as 2027-05-31, or how long the secret lasts, as in 6 months"

// readDate reads a date as people write it: 2027-05-31, 31.5.2027, 5/31/2027, 31 May 2027, "24 months". said explains
// what is doubtful about it, or, with the zero date, what is wrong. An empty text is the zero date.
func readDate(text string, now time.Time) (d keystore.Date, said string) {
	parts, sign := dateParts(text)
	switch {
	case len(parts) == 0:
		return d, ""
	case len(parts) == 2:
		if d, ok := span(parts[0], parts[1], now); ok {
			return d, ""
		}
	case len(parts) == 3:
		return threeParts(parts, sign)
	}
	return d, dateHelp
}

// dateParts takes a text apart into numbers and words, and gives the first sign between them.
func dateParts(text string) (parts []string, sign rune) {
	kind := func(r rune) int {
		switch {
		case unicode.IsDigit(r):
			return 1
		case unicode.IsLetter(r):
			return 2
		}
		return 0
	}
	var word strings.Builder
	last := 0
	flush := func() {
		if word.Len() > 0 {
			parts = append(parts, strings.ToLower(word.String()))
			word.Reset()
		}
	}
	for _, r := range strings.TrimSpace(text) {
		k := kind(r)
		if k != last {
			flush()
		}
		if k == 0 {
			if sign == 0 && !unicode.IsSpace(r) {
				sign = r
			}
		} else {
			word.WriteRune(r)
		}
		last = k
	}
	flush()
	// A copied time stamp has the time behind the date: it says nothing here.
	if len(parts) > 3 && len(parts[0]) == 4 && parts[3] == "t" {
		parts = parts[:3]
	}
	if len(parts) > 3 && (parts[0] == "in" || parts[0] == "on") {
		parts = parts[1:]
	}
	return parts, sign
}

func span(count, unit string, now time.Time) (keystore.Date, bool) {
	n, err := strconv.Atoi(count)
	if err != nil || n <= 0 || n > 4000 {
		return keystore.Date{}, false
	}
	y, m, d := now.Date()
	at := func(y int, m time.Month, d int) keystore.Date {
		return keystore.DateOf(time.Date(y, m, d, 12, 0, 0, 0, time.UTC))
	}
	switch strings.TrimSuffix(unit, "s") {
	case "d", "day":
		return at(y, m, d+n), true
	case "w", "week":
		return at(y, m, d+7*n), true
	case "m", "month":
		return at(y, m+time.Month(n), d), n <= 1200
	case "y", "year":
		return at(y+n, m, d), n <= 100
	}
	return keystore.Date{}, false
}

func threeParts(parts []string, sign rune) (keystore.Date, string) {
	// A month in words: 31 May 2027, May 31 2027.
	for i, p := range parts {
		if m, ok := monthName(p); ok {
			rest := append(append([]string{}, parts[:i]...), parts[i+1:]...)
			if len(rest[0]) == 4 {
				rest[0], rest[1] = rest[1], rest[0]
			}
			return valid(rest[1], m, rest[0], "")
		}
	}
	a, errA := strconv.Atoi(parts[0])
	b, errB := strconv.Atoi(parts[1])
	if errA != nil || errB != nil {
		return keystore.Date{}, dateHelp
	}
	switch {
	case len(parts[0]) == 4:
		return valid(parts[0], time.Month(b), parts[2], "")
	case a > 12, sign == '.':
		return valid(parts[2], time.Month(b), parts[0], "")
	case b > 12:
		return valid(parts[2], time.Month(a), parts[1], "")
	case a == b:
		return valid(parts[2], time.Month(b), parts[0], "")
	case sign == '/':
		// The portal writes month/day/year for most of its users, so that is the likelier reading.
		d, said := valid(parts[2], time.Month(a), parts[1], "")
		if !d.IsZero() {
			said = "read as month/day/year; write " + d.String() + " to be sure"
		}
		return d, said
	default:
		return valid(parts[2], time.Month(b), parts[0], "read as day, month, year")
	}
}

func valid(year string, m time.Month, day, said string) (keystore.Date, string) {
	y, errY := strconv.Atoi(year)
	d, errD := strconv.Atoi(day)
	if errY == nil && len(year) == 2 {
		y += 2000
	}
	if errY != nil || errD != nil || len(year) != 2 && len(year) != 4 {
		return keystore.Date{}, dateHelp
	}
	t := time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	if m < 1 || m > 12 || t.Day() != d || t.Month() != m {
		return keystore.Date{}, fmt.Sprintf("there is no such day; write it as %s", "2027-05-31")
	}
	if y < 2000 || y > 2199 {
		return keystore.Date{}, "the year " + strconv.Itoa(y) + " can't be right; write it as 2027-05-31"
	}
	return keystore.DateOf(t), said
}

func monthName(s string) (time.Month, bool) {
	if len([]rune(s)) < 3 {
		return 0, false
	}
	for m := time.January; m <= time.December; m++ {
		if strings.HasPrefix(strings.ToLower(m.String()), s) {
			return m, true
		}
	}
	return 0, false
}

// longDate writes a date so that no one can take the month for the day.
func longDate(d keystore.Date) string {
	return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
}

func inDays(days int) string {
	switch {
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days < 0:
		return strconv.Itoa(-days) + " days ago"
	default:
		return "in " + strconv.Itoa(days) + " days"
	}
}

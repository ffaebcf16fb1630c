package filter

import (
	"strconv"
	"strings"
	"time"
)

// formula is a date formula: terms that are applied from left to right (CalcDate).
type formula []formulaTerm

type formulaTerm struct {
	back bool // a minus stands before it
	how  formulaKind
	n    int
	unit string // D W M Q Y, or WD
}

type formulaKind uint8

const (
	formulaCount   formulaKind = iota // 30D
	formulaCurrent                    // CM: the end of the month, its start with a minus
	formulaNext                       // D15, WD4: the next one, the last one with a minus
)

// mostCount is the largest number in a formula, as the page on dates has it.
const mostCount = 9999

// readFormula reads a date formula. Blanks and case do not matter.
func readFormula(s string) (formula, bool) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	var f formula
	for s != "" {
		var t formulaTerm
		if s[0] == '+' || s[0] == '-' {
			t.back, s = s[0] == '-', s[1:]
		}
		digits := 0
		for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
			digits++
		}
		switch {
		case s == "":
			return nil, false
		case digits > 0: // 30D
			n, err := strconv.Atoi(s[:digits])
			if err != nil || n > mostCount {
				return nil, false
			}
			t.n = n
			unit, rest := formulaUnit(s[digits:])
			if unit == "" || unit == "WD" {
				return nil, false
			}
			t.unit, s = unit, rest
		case s[0] == 'C': // CM
			unit, rest := formulaUnit(s[1:])
			if unit == "" || unit == "WD" {
				return nil, false
			}
			t.how, t.unit, s = formulaCurrent, unit, rest
		default: // D15, WD4
			unit, rest := formulaUnit(s)
			n := 0
			for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
				n++
			}
			number, err := strconv.Atoi(rest[:n])
			if err != nil || unit != "D" && unit != "WD" || number < 1 || number > 31 || unit == "WD" && number > 7 {
				return nil, false
			}
			t.how, t.unit, t.n, s = formulaNext, unit, number, rest[n:]
		}
		f = append(f, t)
	}
	return f, len(f) > 0
}

func formulaUnit(s string) (unit, rest string) {
	switch {
	case strings.HasPrefix(s, "WD"):
		return "WD", s[2:]
	case s != "" && strings.IndexByte("DWMQY", s[0]) >= 0:
		return s[:1], s[1:]
	}
	return "", s
}

// apply counts from a day.
func (f formula) apply(t time.Time) time.Time {
	for _, term := range f {
		t = term.apply(t)
		if t.Year() > 20000 || t.Year() < -10000 {
			break // hopeless, and no sum must overflow
		}
	}
	return t
}

func (f formulaTerm) apply(t time.Time) time.Time {
	n := f.n
	if f.back {
		n = -n
	}
	switch f.how {
	case formulaCurrent:
		first, last := currentPeriod(t, f.unit)
		if f.back {
			return first
		}
		return last
	case formulaNext:
		if f.unit == "WD" {
			return nextWeekday(t, f.n, f.back)
		}
		return nextMonthDay(t, f.n, f.back)
	}
	switch f.unit {
	case "D":
		return t.AddDate(0, 0, n)
	case "W":
		return t.AddDate(0, 0, 7*n)
	case "M":
		return addMonths(t, n)
	case "Q":
		return addMonths(t, 3*n)
	}
	return addMonths(t, 12*n)
}

// currentPeriod gives the first and last day of the day, week, month, quarter or year around a day.
func currentPeriod(t time.Time, unit string) (first, last time.Time) {
	year, month, _ := t.Date()
	switch unit {
	case "W":
		first = t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
		return first, first.AddDate(0, 0, 6)
	case "M":
		first = day1(year, month)
		return first, first.AddDate(0, 1, -1)
	case "Q":
		first = day1(year, month-(month-1)%3)
		return first, first.AddDate(0, 3, -1)
	case "Y":
		first = day1(year, time.January)
		return first, first.AddDate(1, 0, -1)
	}
	return t, t
}

func day1(year int, month time.Month) time.Time {
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
}

// addMonths keeps the day of the month, or takes the last one where the month is too short.
func addMonths(t time.Time, n int) time.Time {
	year, month, day := t.Date()
	return monthDay(year, month+time.Month(n), day)
}

func monthDay(year int, month time.Month, day int) time.Time {
	first := day1(year, month)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(day, last)-1)
}

// nextWeekday is the first one after the day, or the last one before it. Monday is 1.
func nextWeekday(t time.Time, n int, back bool) time.Time {
	away := (n - (int(t.Weekday())+6)%7 - 1 + 7) % 7
	switch {
	case back:
		return t.AddDate(0, 0, away-7)
	case away == 0:
		away = 7
	}
	return t.AddDate(0, 0, away)
}

// nextMonthDay is the first such day of a month after the day, or the last one before it.
func nextMonthDay(t time.Time, n int, back bool) time.Time {
	year, month, _ := t.Date()
	here := monthDay(year, month, n)
	switch {
	case !back && !here.After(t):
		return monthDay(year, month+1, n)
	case back && !here.Before(t):
		return monthDay(year, month-1, n)
	}
	return here
}

// words says a formula. of is the day that it counts from, "" for today.
func (f formula) words(of string) string {
	parts := make([]string, len(f))
	for i, t := range f {
		parts[i] = t.words(of, i > 0)
	}
	return strings.Join(parts, ", then ")
}

func (f formulaTerm) words(of string, later bool) string {
	units := map[string]string{"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year"}
	unit := units[f.unit]
	switch f.how {
	case formulaCurrent:
		edge := "the end of "
		if f.back {
			edge = "the start of "
		}
		switch {
		case f.unit == "D":
			return "the day itself"
		case later || of != "":
			return edge + "that " + unit
		}
		return edge + "this " + unit
	case formulaNext:
		next := "the next "
		if f.back {
			next = "the last "
		}
		if f.unit == "WD" {
			return next + time.Weekday(f.n%7).String()
		}
		return next + ordinal(f.n)
	}
	count := strconv.Itoa(f.n) + " " + unit
	if f.n != 1 {
		count += "s"
	}
	switch {
	case later && f.back:
		return count + " back"
	case later:
		return count + " on"
	case of != "" && f.back:
		return count + " before " + of
	case of != "":
		return count + " after " + of
	case f.n == 0:
		return "today"
	case f.back:
		return count + " ago"
	}
	return "in " + count
}

func ordinal(n int) string {
	suffix := "th"
	if n < 11 || n > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

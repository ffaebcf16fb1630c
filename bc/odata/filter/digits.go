package filter

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// digitDays reads dates that are written in digits alone, with or without marks between. ok is false for other texts.
func (c *compiler) digitDays(v value, s string) (d days, err *Error, ok bool) {
	s = strings.TrimLeft(s, ".")
	if s == blankDate {
		return days{blank: true}, nil, true
	}
	parts, marks, ok := numbersOf(s)
	if !ok {
		return days{}, nil, false
	}
	trailing := strings.TrimRight(s, "0123456789") == s
	switch len(parts) {
	case 1:
		d, err = c.runOfDigits(v, s, parts[0])
	case 2:
		d, err = c.twoNumbers(v, s, parts, marks)
	case 3:
		d, err = c.threeNumbers(v, s, parts, marks, trailing)
	default:
		err = c.noDate(v, s)
	}
	return d, err, true
}

// numbersOf cuts a text at the marks that stand in dates, and gives the first mark of each gap.
func numbersOf(s string) (parts []string, marks string, ok bool) {
	gap := true
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			if gap {
				parts = append(parts, "")
			}
			parts[len(parts)-1] += string(r)
			gap = false
		case !strings.ContainsRune(".-/, ", r) || len(parts) == 0:
			return nil, "", false
		case !gap:
			marks += string(r)
			gap = true
		}
	}
	return parts, marks, len(parts) > 0
}

// runOfDigits reads 31, 3112, 311225 and 31122025.
func (c *compiler) runOfDigits(v value, s, n string) (days, *Error) {
	switch len(n) {
	case 1, 2:
		work := c.env.workDate()
		if work.IsZero() {
			return days{}, c.noToday(v)
		}
		day, _ := strconv.Atoi(n)
		if t, ok := validDay(work.Year(), int(work.Month()), day); ok {
			return oneDay(t), nil
		}
		return days{}, c.wrong(v, fmt.Sprintf("%s has no day %s", work.Format("January 2006"), n), "one or two digits are a day of the month of the work date", "")
	case 4:
		work := c.env.workDate()
		if work.IsZero() {
			return days{}, c.noToday(v)
		}
		if t, ok := firstValid(c.orders(false), strconv.Itoa(work.Year()), n[:2], n[2:]); ok {
			return oneDay(t), nil
		}
		e := c.noDate(v, s)
		if year, _ := strconv.Atoi(n); year >= firstYear {
			start := day1(year, time.January)
			fix := c.dateText(start) + ".." + c.dateText(start.AddDate(1, 0, -1))
			e = c.wrong(v, "this is no date: four digits are a day and a month", "for the whole year write "+fix, fix)
		}
		return days{}, e
	case 6:
		for _, o := range c.orders(false) {
			y, a, b := n[4:], n[:2], n[2:4]
			if o == YMD {
				y, a, b = n[:2], n[2:4], n[4:]
			}
			if t, ok := inOrder(o, y, a, b); ok {
				c.otherOrder(s, t, o)
				return oneDay(t), nil
			}
		}
	case 8:
		for _, o := range c.orders(false) {
			y, a, b := n[4:], n[:2], n[2:4]
			if o == YMD {
				y, a, b = n[:4], n[4:6], n[6:]
			}
			if t, ok := inOrder(o, y, a, b); ok {
				if o != YMD { // nobody takes a year for anything else
					c.otherOrder(s, t, o)
				}
				return oneDay(t), nil
			}
		}
		if n == "01010001" || n == "00010101" {
			return days{blank: true}, nil
		}
	default:
		return days{}, c.wrong(v, s+" is no date: it has "+strconv.Itoa(len(n))+" digits",
			"two digits are a day, four a day and a month, six and eight have the year too", "")
	}
	return days{}, c.noDate(v, s)
}

// otherOrder says how digits were read that make no date in the user's own order.
func (c *compiler) otherOrder(s string, read time.Time, o DateOrder) {
	if o != c.env.DateOrder {
		c.note(s + " is read as " + dayText(read) + ", " + map[DateOrder]string{YMD: "year", DMY: "day", MDY: "month"}[o] + " first")
	}
}

// orders is in which order numbers are tried. dots is true where the marks are those of a European date.
func (c *compiler) orders(dots bool) []DateOrder {
	switch {
	case c.env.DateOrder == DMY, c.env.DateOrder == YMD && dots:
		return []DateOrder{DMY, MDY, YMD}
	case c.env.DateOrder == MDY:
		return []DateOrder{MDY, DMY, YMD}
	}
	return []DateOrder{YMD, DMY, MDY}
}

// twoNumbers reads 31.12, 12/31, 2025-12 and 12/2025.
func (c *compiler) twoNumbers(v value, s string, parts []string, marks string) (days, *Error) {
	for i, p := range parts {
		other := parts[1-i]
		if len(p) != 4 || len(other) > 2 {
			continue
		}
		year, _ := readYear(p)
		if month, _ := strconv.Atoi(other); month >= 1 && month <= 12 && year != 0 {
			return wholeMonth(year, time.Month(month)), nil
		}
		return days{}, c.noDate(v, s)
	}
	if len(parts[0]) > 2 || len(parts[1]) > 2 {
		return days{}, c.noDate(v, s)
	}
	work := c.env.workDate()
	if work.IsZero() {
		return days{}, c.noToday(v)
	}
	year, dots := strconv.Itoa(work.Year()), strings.Contains(marks, ".")
	if t, ok := firstValid(c.orders(dots), year, parts[0], parts[1]); ok {
		c.ambiguous(s, t, year, parts[0], parts[1], dots)
		return oneDay(t), nil
	}
	return days{}, c.noDate(v, s)
}

// ambiguous says how a date was read that others would read as another one, and when it was read in another order than the
// user's. Dots stand between day and month; who writes the month first does not use them.
func (c *compiler) ambiguous(s string, read time.Time, year, a, b string, dots bool) {
	dmy, dayFirst := inOrder(DMY, year, a, b)
	mdy, monthFirst := inOrder(MDY, year, a, b)
	switch {
	case c.env.DateOrder == DMY && !dayFirst && read.Equal(mdy):
		c.note(s + " is read as " + dayText(mdy) + ", month first: there is no month " + b)
		return
	case c.env.DateOrder == MDY && !monthFirst && read.Equal(dmy) && !dots:
		c.note(s + " is read as " + dayText(dmy) + ", day first: there is no month " + a)
		return
	}
	if !dayFirst || !monthFirst || dmy.Equal(mdy) || dots && read.Equal(dmy) {
		return
	}
	switch {
	case read.Equal(dmy):
		c.note(s + " is read as " + dayText(dmy) + ", day first; month first it would be " + dayText(mdy))
	case read.Equal(mdy):
		c.note(s + " is read as " + dayText(mdy) + ", month first; day first it would be " + dayText(dmy))
	}
}

// threeNumbers reads a date with a year. The user's order comes first; another one counts where his makes no sense.
func (c *compiler) threeNumbers(v value, s string, parts []string, marks string, trailing bool) (days, *Error) {
	for i, p := range parts {
		if len(p) > 4 || len(p) == 3 || len(p) == 4 && i == 1 {
			return days{}, c.noDate(v, s)
		}
	}
	if len(parts[0]) == 4 {
		if t, ok := inOrder(YMD, parts[0], parts[1], parts[2]); ok {
			return oneDay(t), nil
		}
		return days{}, c.noSuchDay(v, s, parts[0], parts[1])
	}
	long := len(parts[2]) == 4
	if long && parts[2] == "0001" {
		return days{blank: true}, nil
	}
	dots := !trailing && strings.Count(marks, ".") == 2
	orders := c.orders(dots)
	if long && c.env.DateOrder == YMD {
		dmy, first := inOrder(DMY, parts[2], parts[0], parts[1])
		mdy, second := inOrder(MDY, parts[2], parts[0], parts[1])
		if first && second && !dmy.Equal(mdy) && strings.Contains(marks, "/") {
			return days{}, c.wrong(v, s+" may be "+dayText(dmy)+" or "+dayText(mdy), "write "+dateText(dmy, c.env)+" or "+dateText(mdy, c.env), "")
		}
	}
	for _, o := range orders {
		y, a, b := parts[2], parts[0], parts[1]
		if o == YMD {
			if long {
				continue
			}
			y, a, b = parts[0], parts[1], parts[2]
		}
		if t, ok := inOrder(o, y, a, b); ok {
			c.ambiguous(s, t, parts[2], parts[0], parts[1], dots)
			return oneDay(t), nil
		}
	}
	month := parts[1]
	if orders[0] == MDY {
		month = parts[0]
	}
	return days{}, c.noSuchDay(v, s, parts[2], month)
}

// noSuchDay says how long the month is, where it is one.
func (c *compiler) noSuchDay(v value, s, year, month string) *Error {
	if n, err := strconv.Atoi(year); err == nil && len(year) == 4 && n < firstYear {
		return c.wrong(v, "Business Central knows no day in the year "+strconv.Itoa(n), "its days are from 1753 to 9999; '' is a blank date", "")
	}
	e := c.noDate(v, s)
	y, ok := readYear(year)
	m, _ := strconv.Atoi(month)
	if ok && m >= 1 && m <= 12 && c.env.DateOrder != YMD || ok && m >= 1 && m <= 12 && len(year) == 4 {
		last := day1(y, time.Month(m)).AddDate(0, 1, -1)
		e.Text = fmt.Sprintf("%s is no date: %s has %d days", s, last.Format("January 2006"), last.Day())
	}
	return e
}

// firstValid reads a day and a month of a year in the first order that makes sense.
func firstValid(orders []DateOrder, year, a, b string) (time.Time, bool) {
	for _, o := range orders {
		if t, ok := inOrder(o, year, a, b); ok {
			return t, true
		}
	}
	return time.Time{}, false
}

// inOrder makes a day of three numbers; a and b are day and month, or month and day, as they stand in that order.
func inOrder(o DateOrder, year, a, b string) (time.Time, bool) {
	if o == DMY {
		a, b = b, a
	}
	y, ok := readYear(year)
	month, _ := strconv.Atoi(a)
	day, _ := strconv.Atoi(b)
	if !ok {
		return time.Time{}, false
	}
	return validDay(y, month, day)
}

// readYear reads a year of four digits from 1753 on, or of two.
func readYear(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	switch {
	case err != nil, len(s) != 4 && len(s) > 2, len(s) == 4 && n < firstYear:
		return 0, false
	case len(s) <= 2 && n < 50:
		return 2000 + n, true
	case len(s) <= 2:
		return 1900 + n, true
	}
	return n, true
}

func validDay(year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, month >= 1 && month <= 12 && day >= 1 && t.Day() == day
}

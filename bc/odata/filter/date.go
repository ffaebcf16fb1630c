package filter

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"

	"bctui/bc/odata"
)

// days is what a text of a date covers: one day as a rule, more for `week` or 2025-12.
type days struct {
	first, last time.Time // midnight UTC
	words       string
	note        string // a remark, where the day is all that is asked for
	blank       bool
	now         bool // the present moment, on a column with time
}

// Business Central knows days from 1753 to 9999; 0001-01-01 stands for none (reference 5).
const (
	firstYear = 1753
	lastYear  = 9999
	blankDate = "0001-01-01"
)

func oneDay(t time.Time) days { return days{first: t, last: t, words: dayText(t)} }

// dayText is a date that nobody can misread.
func dayText(t time.Time) string { return t.Format("2 Jan 2006") }

// civil is the date of a moment, as a day without zone.
func civil(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// dateText writes a day in the user's habits.
func (c *compiler) dateText(t time.Time) string { return dateText(t, c.env) }

func dateText(t time.Time, env Env) string {
	mark := map[DateOrder]string{YMD: "-", DMY: ".", MDY: "/"}[env.DateOrder]
	if env.DateMark == '.' || env.DateMark == '/' || env.DateMark == '-' {
		mark = string(env.DateMark)
	}
	layout := map[DateOrder]string{YMD: "2006-01-02", DMY: "02-01-2006", MDY: "01-02-2006"}[env.DateOrder]
	return t.Format(strings.ReplaceAll(layout, "-", mark))
}

// yearStart is a date for examples.
func (c *compiler) yearStart() time.Time {
	if work := c.env.workDate(); !work.IsZero() {
		return day1(work.Year(), time.January)
	}
	return day1(2025, time.January)
}

// date reads a value of a date property.
func (c *compiler) date(v value) (reach, *Error) {
	d, err := c.days(v, v.String())
	if err != nil && err.Fix == "" {
		if t, ok := c.isoMoment(strings.TrimSpace(v.String())); ok && t.Year() >= firstYear {
			err = c.wrong(v, c.prop.Name+" holds days without a time", "write the day alone", c.dateText(t))
		} else if day, _, ok := c.dateAndClock(v, v.String()); ok && !day.blank {
			err = c.wrong(v, c.prop.Name+" holds days without a time", "write the day alone", c.dateText(day.first))
		}
	}
	if err != nil {
		return reach{}, err
	}
	if d.blank {
		return reach{from: blankDate, to: blankDate, words: "blank", blank: true, low: new(big.Rat), high: new(big.Rat)}, nil
	}
	return reach{from: odata.Date(d.first), to: odata.Date(d.last), words: d.words, many: d.last.After(d.first), note: d.note,
		low: big.NewRat(d.first.Unix()+1<<40, 1), high: big.NewRat(d.last.Unix()+1<<40, 1)}, nil
}

// days reads the text of a day, or of several. Errors point at v.
func (c *compiler) days(v value, s string) (days, *Error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return days{blank: true}, nil
	}
	d, err := c.readDays(v, s)
	if err != nil || d.blank {
		return d, err
	}
	if d.first.Year() < firstYear || d.last.Year() > lastYear {
		return d, c.wrong(v, "Business Central knows no day in the year "+strconv.Itoa(d.first.Year()), "its days are from 1753 to 9999; '' is a blank date", "")
	}
	return d, nil
}

func (c *compiler) readDays(v value, s string) (days, *Error) {
	if d, err, ok := c.digitDays(v, s); ok {
		return d, err
	}
	if f, ok := readFormula(s); ok {
		return c.formulaDays(v, f, days{}, "")
	}
	// A day and a formula: t-30D, 31.12.2025+10D.
	for i := 1; i < len(s); i++ {
		if s[i] != '+' && s[i] != '-' {
			continue
		}
		if f, ok := readFormula(s[i:]); ok {
			head := strings.TrimSpace(s[:i])
			if head == "" {
				break
			}
			base, err := c.days(v, head)
			if err != nil {
				return days{}, err
			}
			return c.formulaDays(v, f, base, head)
		}
	}
	return c.wordDays(v, s)
}

func (c *compiler) formulaDays(v value, f formula, base days, head string) (days, *Error) {
	of := ""
	if head == "" {
		if c.env.Today.IsZero() {
			return days{}, c.noToday(v)
		}
		base = oneDay(civil(c.env.Today))
	} else {
		if base.blank {
			return days{}, c.wrong(v, "nothing can be counted from a blank date", "", "")
		}
		switch w := findWord(strings.TrimPrefix(head, "%"), dateWords()); {
		case w.kind == wordWork:
			of = "the work date"
		case w.kind == wordDay && w.n == 0:
		case base.last.After(base.first):
			of = base.words
		default:
			of = dayText(base.first)
		}
	}
	d := days{first: f.apply(base.first), last: f.apply(base.last), now: base.now}
	if y := d.last.Year(); y > lastYear || d.first.Year() < firstYear {
		return days{}, c.wrong(v, "that leads to the year "+strconv.Itoa(y), "Business Central knows days from 1753 to 9999", "")
	}
	d.words = dayText(d.first)
	if d.last.After(d.first) {
		d.words += " to " + dayText(d.last)
	}
	d.words += " (" + f.words(of) + ")"
	if last := f[len(f)-1]; last.how == formulaCurrent && last.unit != "D" && len(f) == 1 && head == "" {
		d.note = currentNote(last)
	}
	return d, nil
}

func currentNote(t formulaTerm) string {
	names := map[string]string{"W": "week", "M": "month", "Q": "quarter", "Y": "year"}
	which := "last"
	sign := ""
	if t.back {
		which, sign = "first", "-"
	}
	return fmt.Sprintf("%sC%s is the %s day of the %s; the whole %s is -C%s..C%s", sign, t.unit, which, names[t.unit], names[t.unit], t.unit, t.unit)
}

func (c *compiler) noToday(v value) *Error {
	return c.wrong(v, "today's date is not known here", "write the date itself", "")
}

// wordDays reads words, weekdays and names of months.
func (c *compiler) wordDays(v value, s string) (days, *Error) {
	compact := strings.Join(strings.Fields(s), "")
	w := findWord(compact, dateWords())
	if token, ok := strings.CutPrefix(compact, "%"); ok {
		w = findWord(token, tokenWords())
	}
	if w.kind != wordNone {
		return c.wordDay(v, w)
	}
	if err := c.otherDates(v, compact); err != nil {
		return days{}, err
	}
	parts := split(s)
	if d, err, ok := c.weekdayDays(v, parts); ok {
		return d, err
	}
	if d, err, ok := c.monthDays(v, parts); ok {
		return d, err
	}
	return days{}, c.noDate(v, s)
}

func (c *compiler) wordDay(v value, w dateWord) (days, *Error) {
	today, work := civil(c.env.Today), civil(c.env.workDate())
	if c.env.Today.IsZero() && (w.kind != wordWork && w.kind != wordWeekday || c.env.WorkDate.IsZero()) {
		return days{}, c.noToday(v)
	}
	named := func(t time.Time, name string) (days, *Error) {
		return days{first: t, last: t, words: dayText(t) + " (" + name + ")", now: w.kind == wordNow}, nil
	}
	period := func(unit, name string) (days, *Error) {
		first, last := currentPeriod(today, unit)
		return days{first: first, last: last, words: "this " + name + " (" + dayText(first) + " to " + dayText(last) + ")"}, nil
	}
	switch w.kind {
	case wordWork:
		if work.Equal(today) {
			return named(work, "the work date, today")
		}
		return named(work, "the work date")
	case wordWeekday:
		t := c.weekStart(work).AddDate(0, 0, (w.n-1+c.weekShift())%7)
		return days{first: t, last: t, words: t.Format("Mon 2 Jan 2006")}, nil
	case wordWeek:
		return period("W", "week")
	case wordMonth:
		return period("M", "month")
	case wordQuarter:
		return period("Q", "quarter")
	}
	name := "today"
	switch w.n {
	case 1:
		name = "tomorrow"
	case -1:
		name = "yesterday"
	}
	return named(today.AddDate(0, 0, w.n), name)
}

// weekShift is how many days before Monday the week begins.
func (c *compiler) weekShift() int {
	return map[WeekStart]int{Monday: 0, Sunday: 1, Saturday: 2}[c.env.WeekStart]
}

func (c *compiler) weekStart(t time.Time) time.Time {
	return t.AddDate(0, 0, -((int(t.Weekday()) + 6 + c.weekShift()) % 7))
}

// otherDates knows what the client reads and we can't, and says what to write.
func (c *compiler) otherDates(v value, s string) *Error {
	lower := strings.ToLower(s)
	if fix := commonPeriod(lower); fix != "" {
		return c.wrong(v, quoted(strings.TrimSpace(v.String()))+" is no date", "write "+fix, fix)
	}
	if err := c.almostFormula(v, s); err != nil {
		return err
	}
	letters := strings.TrimRight(lower, "0123456789+-")
	number, _ := strconv.Atoi(strings.TrimLeft(strings.TrimPrefix(lower, letters), "+"))
	at := func(month int) string {
		start := c.yearStart().AddDate(0, month-1, 0)
		return c.dateText(start) + ".." + c.dateText(start.AddDate(0, 1, -1))
	}
	switch {
	case isPeriod(letters):
		fix := "-CM..CM"
		if number >= 1 && number <= 99 && letters != "cp" {
			fix = at(number)
		}
		return c.wrong(v, "accounting periods are set up in the company, and its service does not say here what they are",
			"where the fiscal year is the calendar year write "+fix, fix)
	case lower == "year", lower == "%year", lower == "jahr", lower == "j":
		return c.wrong(v, "the fiscal year is set up in the company, and its service does not say here what it is", "the calendar year is -CY..CY", "-CY..CY")
	case len(lower) > 2 && lower[0] == 'c' && lower[1] >= '0' && lower[1] <= '9' && strings.Trim(lower[1:], "0123456789./-") == "":
		return c.wrong(v, "closing dates can't be asked of the service", "write the date without C", lower[1:])
	case letters == "q" && number >= 1 && number <= 4:
		start := c.yearStart().AddDate(0, 3*number-3, 0)
		return c.wrong(v, "a quarter has no short name", "write its days",
			c.dateText(start)+".."+c.dateText(start.AddDate(0, 3, -1)))
	case (letters == "w" || letters == "kw" || findWord(letters, dateWords()).kind == wordWeek) && number >= 1 && number <= 53:
		n := strconv.Itoa(number)
		return c.wrong(v, "a week has no short name", "write its days: mon"+n+"..sun"+n, "mon"+n+"..sun"+n)
	}
	return nil
}

// commonPeriod is how a period is written that people call by words: last month, ytd.
func commonPeriod(s string) string {
	if len(s) == 3 && s[1:] == "td" && strings.IndexByte("wmqy", s[0]) >= 0 {
		return "-C" + strings.ToUpper(s[:1]) + "..t"
	}
	for words := range strings.FieldsSeq("this: current: last:- previous:- next:+") {
		word, by, _ := strings.Cut(words, ":")
		unit, ok := strings.CutPrefix(s, word)
		switch {
		case !ok || unit != "week" && unit != "month" && unit != "quarter" && unit != "year":
			continue
		case by != "": // the end is that of the other period, not this one's moved
			by += "1" + strings.ToUpper(unit[:1])
		}
		unit = "C" + strings.ToUpper(unit[:1])
		if by == "" {
			return "-" + unit + ".." + unit
		}
		return by + "-" + unit + ".." + by + "+" + unit
	}
	return ""
}

// almostFormula knows formulas with the letters of other languages and with hours, and a bare number of days.
func (c *compiler) almostFormula(v value, s string) *Error {
	i := strings.LastIndexAny(s, "+-")
	if number := s[i+1:]; i > 0 && number != "" && onlyDigits(number) && (s[i] == '+' || findWeekday(s[:i]) == 0) && findWord(strings.TrimPrefix(s[:i], "%"), dateWords()).kind != wordNone {
		return c.wrong(v, quoted(s)+" is no date", "write D behind a number of days: "+s+"D", s+"D")
	}
	rest := []rune(strings.ToUpper(s[i+1:]))
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	switch {
	case digits > 0 && len(rest) == digits+1 && rest[digits] == 'H':
		return c.wrong(v, quoted(s)+" is no date: date formulas know no hours", "write the time itself: t 8:00..t 16:30", "")
	case digits > 0 && len(rest) == digits+1 && unicode.IsLetter(rest[digits]),
		digits == 0 && len(rest) == 2 && (rest[0] == 'L' || rest[0] == 'C' || rest[0] == 'A') && unicode.IsLetter(rest[1]):
		return c.wrong(v, quoted(s)+" is no date formula", "its letters are those of the English client: D day, W week, M month, Q quarter, Y year, C for this one: -30D, CM", "")
	}
	return nil
}

// isPeriod tells whether letters are period, or its beginning, or CP of a date formula.
func isPeriod(letters string) bool {
	const word = "period"
	return letters == "cp" || letters != "" && letters == word[:min(len(letters), len(word))]
}

// weekdayDays reads mon25, t 23, mon 14 2025: a weekday of a week, numbered as in ISO 8601.
func (c *compiler) weekdayDays(v value, parts []string) (days, *Error, bool) {
	if len(parts) < 2 || len(parts) > 3 || !onlyDigits(parts[1]) || len(parts[1]) > 2 {
		return days{}, nil, false
	}
	weekday := findWeekday(parts[0])
	if weekday == 0 {
		return days{}, nil, false
	}
	week, _ := strconv.Atoi(parts[1])
	year := c.env.workDate().Year()
	if len(parts) == 3 {
		y, ok := readYear(parts[2])
		if !ok {
			return days{}, c.noDate(v, v.String()), true
		}
		year = y
	} else if c.env.workDate().IsZero() {
		return days{}, c.noToday(v), true
	}
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)
	monday, _ := currentPeriod(fourth, "W")
	t := monday.AddDate(0, 0, 7*(week-1)+weekday-1)
	if y, w := t.ISOWeek(); y != year || w != week {
		return days{}, c.wrong(v, fmt.Sprintf("%d has no week %d", year, week), "weeks are numbered as in ISO 8601", ""), true
	}
	if text := v.String(); len(parts) == 2 && strings.Contains(text, "-") && findWord(parts[0], dateWords()).kind != wordWeekday { // t-7
		c.note(text + " is " + t.Weekday().String() + " of week " + strconv.Itoa(week) + "; a number of days has a D behind it: " + text + "D")
	}
	return days{first: t, last: t, words: fmt.Sprintf("%s (week %d)", t.Format("Mon 2 Jan 2006"), week)}, nil, true
}

// monthDays reads names of months: 31 dec 2025, Dec 31, dec 2025, december.
func (c *compiler) monthDays(v value, parts []string) (days, *Error, bool) {
	var month time.Month
	var numbers []string
	for _, p := range parts {
		if onlyDigits(p) {
			numbers = append(numbers, p)
			continue
		}
		m := findMonth(p)
		if m == 0 && (strings.EqualFold(p, "de") || strings.EqualFold(p, "of")) {
			continue
		}
		if m == 0 || month != 0 {
			return days{}, nil, false
		}
		month = m
	}
	if month == 0 || len(numbers) > 2 {
		return days{}, nil, false
	}
	bad := func() (days, *Error, bool) { return days{}, c.noDate(v, v.String()), true }
	year, haveYear := c.env.workDate().Year(), !c.env.workDate().IsZero()
	if n := len(numbers); n == 2 || n == 1 && len(numbers[0]) == 4 {
		y, ok := readYear(numbers[n-1])
		if len(numbers[0]) == 4 && n == 2 { // 2025 dec 31
			y, ok = readYear(numbers[0])
			numbers[0] = numbers[1]
		}
		if !ok {
			return bad()
		}
		year, haveYear = y, true
		numbers = numbers[:n-1]
	}
	if !haveYear {
		return days{}, c.noToday(v), true
	}
	if len(numbers) == 0 {
		return wholeMonth(year, month), nil, true
	}
	day, _ := strconv.Atoi(numbers[0])
	t, ok := validDay(year, int(month), day)
	if len(numbers[0]) > 2 || !ok {
		return bad()
	}
	return oneDay(t), nil, true
}

func wholeMonth(year int, month time.Month) days {
	first := day1(year, month)
	return days{first: first, last: first.AddDate(0, 1, -1), words: first.Format("January 2006")}
}

func (c *compiler) noDate(v value, s string) *Error {
	year := c.yearStart()
	return c.wrong(v, quoted(s)+" is no date", "write it like "+c.dateText(year.AddDate(1, 0, -1))+", or t for today, mon, -30D, CM; '' is blank", forBlank(s))
}

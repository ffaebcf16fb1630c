package filter

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"bctui/bc/odata"
)

const (
	blankMoment = "0001-01-01T00:00:00Z"
	// lastMoment stands for the end of the last day, behind which no literal could be written.
	lastMoment = "9999-12-31T23:59:59.999Z"
)

// moment reads a value of a property with date and time. A date alone covers its whole day.
func (c *compiler) moment(v value) (reach, *Error) {
	s := strings.TrimSpace(v.String())
	if t, ok := c.isoMoment(s); ok {
		if t.UTC().Year() == 1 {
			return blankReach(), nil
		}
		if y := t.UTC().Year(); y < firstYear || y > lastYear {
			return reach{}, c.wrong(v, "Business Central knows no day in the year "+strconv.Itoa(y), "its days are from 1753 to 9999; '' is a blank date", "")
		}
		return c.point(t, ""), nil
	}
	if t, ok := readClock(s); ok && clockAlone(s) { // a time alone is today's
		if c.env.Today.IsZero() {
			return reach{}, c.noToday(v)
		}
		return c.point(t.on(civil(c.env.Today), c.env.zone()), ""), nil
	}
	if date, clock, ok := c.dateAndClock(v, s); ok {
		if date.blank {
			return reach{}, c.wrong(v, "a blank date has no time", "write '' for blank", "''")
		}
		return c.point(clock.on(date.first, c.env.zone()), ""), nil
	}
	d, err := c.days(v, s)
	switch {
	case err != nil:
		return reach{}, err
	case d.blank:
		return blankReach(), nil
	case d.now:
		if c.env.Now.IsZero() {
			return reach{}, c.wrong(v, "the present time is not known here", "write the time itself", "")
		}
		away := int(d.first.Sub(civil(c.env.Today)).Hours()) / 24
		if away == 0 {
			return c.point(c.env.Now, "now"), nil
		}
		return c.point(c.env.Now.In(c.env.zone()).AddDate(0, 0, away), ""), nil
	}
	return c.wholeDays(d), nil
}

func blankReach() reach {
	return reach{from: blankMoment, to: blankMoment, words: "blank", blank: true, low: new(big.Rat), high: new(big.Rat)}
}

// rank orders moments; it is above that of blank.
func rank(t time.Time) *big.Rat {
	return big.NewRat(t.UnixMilli()+1<<50, 1)
}

func (c *compiler) point(t time.Time, name string) reach {
	t = t.Truncate(time.Millisecond) // what the service stores
	words := t.In(c.env.zone()).Format("2 Jan 2006 15:04:05.999")
	if name != "" {
		words += " (" + name + ")"
	}
	literal := odata.DateTime(t)
	return reach{from: literal, to: literal, words: words, low: rank(t), high: rank(t), point: true}
}

// wholeDays covers days from their first moment up to the first one of the next day, in the user's zone.
func (c *compiler) wholeDays(d days) reach {
	zone := c.env.zone()
	start := midnight(d.first, zone)
	end := midnight(d.last.AddDate(0, 0, 1), zone)
	r := reach{from: odata.DateTime(start), words: d.words, many: d.last.After(d.first), note: d.note, low: rank(start), high: rank(end.Add(-time.Millisecond))}
	if end.UTC().Year() > lastYear {
		r.to = lastMoment
		return r
	}
	r.before = odata.DateTime(end)
	return r
}

// midnight is the first moment of a day in a zone.
func midnight(day time.Time, zone *time.Location) time.Time {
	year, month, n := day.Date()
	return time.Date(year, month, n, 0, 0, 0, 0, zone)
}

// isoMoment reads what the service writes, and the same without seconds or zone.
func (c *compiler) isoMoment(s string) (time.Time, bool) {
	if len(s) < len("2006-01-02T15:04") || s[10] != 'T' && s[10] != 't' {
		return time.Time{}, false
	}
	s = strings.ToUpper(s)
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	for _, layout := range [...]string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, s, c.env.zone()); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// dateAndClock cuts "t 4p", "22 10" and "31.12.2025 16:30" in two. Two numbers are a day and an hour, three a date.
func (c *compiler) dateAndClock(v value, s string) (days, clock, bool) {
	words := strings.Fields(s)
	if len(words) < 2 {
		return days{}, clock{}, false
	}
	try := func(n int) (days, clock, bool) {
		t, ok := readClock(strings.Join(words[n:], " "))
		if !ok {
			return days{}, clock{}, false
		}
		d, err := c.days(v, strings.Join(words[:n], " "))
		return d, t, err == nil
	}
	allNumbers := true
	for _, w := range words {
		allNumbers = allNumbers && onlyDigits(strings.TrimRight(w, ".,/-"))
	}
	switch {
	case allNumbers && len(words) == 2:
		return try(1)
	case allNumbers && len(words) == 3:
		return days{}, clock{}, false
	case allNumbers:
		return try(3)
	}
	if last := words[len(words)-1]; len(last) == 4 && onlyDigits(last) { // 31 dec 2025, mon 14 2025
		if _, err := c.days(v, s); err == nil {
			return days{}, clock{}, false
		}
	}
	if len(words) == 2 && findMonth(words[0])+findMonth(words[1]) != 0 { // 31 dec, dec 31
		return days{}, clock{}, false
	}
	for n := len(words) - 1; n > 0; n-- {
		if d, t, ok := try(n); ok {
			return d, t, true
		}
	}
	return days{}, clock{}, false
}

// clockAlone tells whether a text that is a time can't be a day.
func clockAlone(s string) bool {
	last := s[len(s)-1]
	return strings.Contains(s, ":") || last == '.' && strings.HasSuffix(strings.ToLower(s), "m.") || last > '9'
}

// clock is a time of day.
type clock struct{ hour, minute, second, milli int }

// on is the moment of a clock's time on a day in a zone.
func (k clock) on(day time.Time, zone *time.Location) time.Time {
	year, month, n := day.Date()
	return time.Date(year, month, n, k.hour, k.minute, k.second, k.milli*int(time.Millisecond), zone)
}

func (k clock) String() string {
	return time.Date(1, 1, 1, k.hour, k.minute, k.second, k.milli*int(time.Millisecond), time.UTC).Format("15:04:05.999")
}

// readClock reads 16, 4p, 4 pm, 1630, 16:30, 16.30.15 and 163015.
func readClock(s string) (clock, bool) {
	s = strings.ToLower(strings.ReplaceAll(s, " ", ""))
	half := -1
	for i, suffixes := range [][]string{{"am", "a.m.", "a"}, {"pm", "p.m.", "p"}} {
		for _, suffix := range suffixes {
			if rest, ok := strings.CutSuffix(s, suffix); ok && half < 0 {
				s, half = rest, i
			}
		}
	}
	s = strings.TrimSuffix(s, "h")
	s = strings.TrimSuffix(s, "uhr")
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ':' || r == '.' || r == ',' })
	if len(parts) == 1 && (len(s) == 4 || len(s) == 6) {
		parts = []string{s[:2], s[2:4]}
		if len(s) == 6 {
			parts = append(parts, s[4:])
		}
	}
	if len(parts) == 0 || len(parts) > 4 || strings.ContainsAny(s, " -/") {
		return clock{}, false
	}
	numbers := [4]int{}
	for i, p := range parts {
		if !onlyDigits(p) || len(p) > 2 && i < 3 || len(p) > 9 {
			return clock{}, false
		}
		if i == 3 {
			p = (p + "00")[:3]
		}
		numbers[i], _ = strconv.Atoi(p)
	}
	k := clock{numbers[0], numbers[1], numbers[2], numbers[3]}
	if half >= 0 {
		if k.hour < 1 || k.hour > 12 {
			return clock{}, false
		}
		k.hour = k.hour%12 + 12*half
	}
	return k, k.hour < 24 && k.minute < 60 && k.second < 60
}

// clock reads a value of a property that is a time of day.
func (c *compiler) clock(v value) (reach, *Error) {
	s := strings.TrimSpace(v.String())
	if s == "" {
		s = "0"
	}
	k, ok := readClock(s)
	if !ok && findWord(strings.TrimPrefix(s, "%"), dateWords()).kind == wordNow && !c.env.Now.IsZero() {
		now := c.env.Now.In(c.env.zone())
		k, ok = clock{now.Hour(), now.Minute(), now.Second(), 0}, true
	}
	if !ok {
		return reach{}, c.wrong(v, quoted(s)+" is no time of day", "write it like 16:30, 1630 or 4p", "")
	}
	literal := k.on(day1(1, time.January), time.UTC).Format("15:04:05.999")
	at := big.NewRat(int64(((k.hour*60+k.minute)*60+k.second)*1000+k.milli), 1)
	return reach{from: literal, to: literal, words: k.String(), low: at, high: at, point: true}, nil
}

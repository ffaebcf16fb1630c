package format

import (
	"cmp"
	"strings"
)

// Habits gives how a person writes dates and numbers. asked is a locale that they name themselves ("de-DE"), "" for none:
// then LC_ALL decides, else LC_TIME for dates and LC_NUMERIC for numbers, else LANG (POSIX, "Environment variables"), else
// on Windows what its regional settings say. Who says nothing gets ISO dates and 1,234.00. ok is false where asked is no
// locale that is known.
func Habits(getenv func(string) string, asked string) (f Formatter, ok bool) {
	if asked != "" {
		return lookup(asked)
	}
	all, lang := getenv("LC_ALL"), getenv("LANG")
	dates, numbers := cmp.Or(all, getenv("LC_TIME"), lang), cmp.Or(all, getenv("LC_NUMERIC"), lang)
	if dates == "" && numbers == "" {
		f, _ = system()
		return f, true
	}
	f = Locale(numbers)
	d := Locale(dates)
	f.DateOrder, f.DateMark = d.DateOrder, d.DateMark
	return f, true
}

// settings makes a formatter of what a system says: the decimal mark, the mark between thousands, and a short date such as
// "dd.MM.yyyy". ok is false where they make no sense.
func settings(decimal, group, date string) (f Formatter, ok bool) {
	switch decimal {
	case ".", ",":
		f.DecimalMark = rune(decimal[0])
	default:
		return Formatter{}, false
	}
	switch marks := []rune(group); {
	case len(marks) == 0:
		f.Grouping = NoGrouping
	case len(marks) > 1 || marks[0] == f.DecimalMark:
		return Formatter{}, false
	case marks[0] == ' ' || marks[0] == '\u202f':
		f.Grouping = space
	default:
		f.Grouping = marks[0]
	}
	day, month, year := strings.IndexByte(date, 'd'), strings.IndexByte(date, 'M'), strings.IndexByte(date, 'y')
	switch {
	case day < 0 || month < 0 || year < 0:
		return Formatter{}, false
	case year < month:
	case month < day:
		f.DateOrder = MDY
	default:
		f.DateOrder = DMY
	}
	if i := strings.IndexAny(date, ".-/"); i >= 0 {
		f.DateMark = rune(date[i])
	}
	return f, true
}

package filter

import (
	"time"

	"bctui/bc/odata"
)

// DateOrder is the order in which somebody writes day, month and year. The values are those of ui/format.
type DateOrder uint8

// The orders. YMD is also right for somebody whose habit is not known.
const (
	YMD DateOrder = iota // 2025-12-31
	DMY                  // 31.12.2025
	MDY                  // 12/31/2025
)

// WeekStart is the first day of the week. It decides in which week a weekday's name looks; date formulas always count
// weeks from Monday (CalcDate).
type WeekStart uint8

// The first days in use.
const (
	Monday WeekStart = iota
	Sunday
	Saturday
)

// Env is what an expression means beside its characters: clock and habits. The zero value reads ISO dates and points as
// decimal marks, and has no today.
type Env struct {
	// Today is the date where the user is; the time of day does not matter. Words such as today, and date formulas, are
	// an error without it.
	Today time.Time
	// Now is the present moment, for `now`. Zero: `now` is an error on a column of dates with time.
	Now time.Time
	// WorkDate completes dates that lack month or year, and is meant by `w`. Zero: today, as in the client.
	WorkDate time.Time
	// DateOrder tells 05-06-2025 from 06-05-2025.
	DateOrder DateOrder
	// DateMark stands between the numbers of dates that are proposed: '.', '/' or '-'; any other is the one usual for the
	// order. What is read may have any of them.
	DateMark rune
	// DecimalMark is '.' (also when zero) or ','. The other one groups thousands.
	DecimalMark rune
	WeekStart   WeekStart
	// Zone is the one in which moments are shown, so that a day is the day that the user sees. Nil is UTC.
	Zone *time.Location
	// Caption gives the name of an enum's member in the user's language, "" when there is none. May be nil.
	Caption func(p *odata.Property, member odata.EnumMember) string
	// Nested says that the service knows functions within functions, which `@*oslo*` needs: odata.Query makes the request
	// carry $schemaversion=2.1 for them (reference 5). Without it such an expression is an error, with a cure.
	Nested bool
}

func (e Env) workDate() time.Time {
	if e.WorkDate.IsZero() {
		return e.Today
	}
	return e.WorkDate
}

func (e Env) zone() *time.Location {
	if e.Zone == nil {
		return time.UTC
	}
	return e.Zone
}

// marks are the decimal mark and the other one.
func (e Env) marks() (decimal, group rune) {
	if e.DecimalMark == ',' {
		return ',', '.'
	}
	return '.', ','
}

func (e Env) caption(p *odata.Property, m odata.EnumMember) string {
	if e.Caption == nil {
		return ""
	}
	return e.Caption(p, m)
}

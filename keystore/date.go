package keystore

import (
	"fmt"
	"time"
)

// Date is a day of the calendar without a time zone, as the portal shows the day on which a secret expires.
// The zero Date means unknown.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf gives the day of t in t's own time zone.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2027-01-31"; "" is the zero Date. The error says what is expected.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is no date: write year, month and day, such as 2027-01-31", s)
	}
	return DateOf(t), nil
}

// IsZero tells whether the date is unknown.
func (d Date) IsZero() bool { return d == Date{} }

// String gives "2027-01-31", or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// daysSince counts calendar days; UTC has no summer time, so every day has 24 hours there.
func (d Date) daysSince(other Date) int {
	at := func(d Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
	return int(at(d).Sub(at(other)) / (24 * time.Hour))
}

package format

import (
	"time"
	"unicode/utf8"
)

// appendDate writes YYYY-MM-DD in the order of the formatter. The date 0001-01-01 stands for none (reference 5).
func (f Formatter) appendDate(dst, text []byte, full bool) ([]byte, bool) {
	if !isDate(text) || len(text) != 10 {
		return dst, false
	}
	if !full && string(text) == emptyDate {
		return dst, true
	}
	return f.orderDate(dst, text), true
}

// orderDate writes text, which begins with YYYY-MM-DD.
func (f Formatter) orderDate(dst, text []byte) []byte {
	year, month, day := text[0:4], text[5:7], text[8:10]
	mark := f.DateMark
	switch f.DateOrder {
	case DMY:
		if mark == 0 {
			mark = '.'
		}
		year, day = day, year
	case MDY:
		if mark == 0 {
			mark = '/'
		}
		year, month, day = month, day, year
	default:
		if mark == 0 {
			mark = '-'
		}
	}
	dst = append(dst, year...)
	dst = utf8.AppendRune(dst, mark)
	dst = append(dst, month...)
	dst = utf8.AppendRune(dst, mark)
	return append(dst, day...)
}

// appendMoment writes a date with time to the minute, in full with all digits of the seconds and the zone.
func (f Formatter) appendMoment(dst, text []byte, full bool) ([]byte, bool) {
	if !isDate(text) || len(text) < len("2025-05-16T07:55Z") || text[10] != 'T' || text[13] != ':' {
		return dst, false
	}
	if string(text[:10]) == emptyDate {
		if full {
			return append(dst, text...), isASCII(text)
		}
		return dst, true
	}
	if text[len(text)-1] == 'Z' && (f.Zone == nil || f.Zone == time.UTC) {
		clock := text[11 : len(text)-1]
		if !isClock(clock) {
			return dst, false
		}
		dst = append(f.orderDate(dst, text), ' ')
		if full {
			return append(append(dst, clock...), " UTC"...), true
		}
		return append(dst, clock[:5]...), true
	}
	t, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil {
		return dst, false
	}
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	t = t.In(zone)
	var buf [64]byte
	dst = append(f.orderDate(dst, t.AppendFormat(buf[:0], "2006-01-02")), ' ')
	if full {
		return t.AppendFormat(dst, "15:04:05.999999999 MST"), true
	}
	return t.AppendFormat(dst, "15:04"), true
}

// appendTimeOfDay writes hh:mm:ss; a fraction that is not zero is kept.
func appendTimeOfDay(dst, text []byte, full bool) ([]byte, bool) {
	if !isClock(text) {
		return dst, false
	}
	if !full {
		end := len(text)
		if end > 8 {
			for end > 8 && text[end-1] == '0' {
				end--
			}
			if text[end-1] == '.' {
				end--
			}
		}
		text = text[:end]
	}
	return append(dst, text...), true
}

// isDate tells whether text begins with YYYY-MM-DD.
func isDate(text []byte) bool {
	if len(text) < 10 || text[4] != '-' || text[7] != '-' {
		return false
	}
	for i, c := range text[:10] {
		if i != 4 && i != 7 && !isDigit(c) {
			return false
		}
	}
	return true
}

// isClock tells whether text is hh:mm, hh:mm:ss or hh:mm:ss with a fraction.
func isClock(text []byte) bool {
	if len(text) != 5 && len(text) != 8 && len(text) < 10 {
		return false
	}
	for i, c := range text {
		switch i {
		case 2, 5:
			if c != ':' {
				return false
			}
		case 8:
			if c != '.' {
				return false
			}
		default:
			if !isDigit(c) {
				return false
			}
		}
	}
	return true
}

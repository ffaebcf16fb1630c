package cronus

// civil is the date of a day, counted from 1970-01-01.
func civil(day int) (year, month, date int) {
	// Years here begin on 1 March, so that the leap day is the last one.
	z := day + 719_468
	era := z / 146_097
	doe := z - era*146_097
	yoe := (doe - doe/1460 + doe/36_524 - doe/146_096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	date = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if month > 12 {
		month -= 12
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, date
}

// daysOf is the way back; a month above 12 lies in a later year.
func daysOf(year, month, date int) int {
	year += (month - 1) / 12
	month = (month-1)%12 + 1
	if month <= 2 {
		year--
		month += 12
	}
	era := year / 400
	yoe := year - era*400
	doy := (153*(month-3)+2)/5 + date - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146_097 + doe - 719_468
}

package filter

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

type wordKind uint8

const (
	wordNone wordKind = iota
	wordDay           // n days from today
	wordWork
	wordNow
	wordWeekday // n: 1 Monday to 7 Sunday
	wordWeek
	wordMonth
	wordQuarter
)

// dateWord is a word for a day, which may be cut short to the letters that must be there.
type dateWord struct {
	text string
	must int
	kind wordKind
	n    int
}

// dateWords are tried from the top, which is the order of the client: today and workdate before weekdays, and Sunday
// before Saturday (page "Work with calendar dates and times").
func dateWords() []dateWord {
	words := []dateWord{
		{"today", 1, wordDay, 0}, {"workdate", 1, wordWork, 0},
		{"monday", 1, wordWeekday, 1}, {"tuesday", 2, wordWeekday, 2}, {"wednesday", 2, wordWeekday, 3}, {"thursday", 2, wordWeekday, 4},
		{"friday", 1, wordWeekday, 5}, {"sunday", 1, wordWeekday, 7}, {"saturday", 2, wordWeekday, 6},
		{"tomorrow", 3, wordDay, 1}, {"yesterday", 1, wordDay, -1}, {"now", 1, wordNow, 0},
		{"week", 3, wordWeek, 0}, {"month", 4, wordMonth, 0}, {"quarter", 1, wordQuarter, 0},
	}
	// Other languages in which the client is used much. Three letters at least, so that English stays as it is.
	for _, w := range []dateWord{
		{"heute idag vandaag aujourd'hui hoy oggi", 3, wordDay, 0},
		{"gestern igår igar gisteren hier ayer ieri", 3, wordDay, -1},
		{"morgen imorgen imorgon demain mañana domani", 4, wordDay, 1},
		{"arbeitsdatum arbejdsdato arbeidsdato arbetsdatum werkdatum", 3, wordWork, 0},
		{"nu nå", 2, wordNow, 0},
		{"jetzt ahora", 3, wordNow, 0},
		{"maintenant", 5, wordNow, 0}, // mai is a month
		{"woche uge uke vecka semaine semana", 3, wordWeek, 0},
		{"monat måned månad maand mois", 4, wordMonth, 0},
		{"quartal kvartal kwartaal trimestre trimestre", 4, wordQuarter, 0},
		{"montag mandag måndag maandag lundi lunes lunedì", 3, wordWeekday, 1},
		{"dienstag tirsdag tisdag dinsdag", 3, wordWeekday, 2},
		{"mardi martes martedì", 4, wordWeekday, 2},
		{"mittwoch", 2, wordWeekday, 3},
		{"onsdag woensdag mercredi miércoles mercoledì", 3, wordWeekday, 3},
		{"donnerstag torsdag donderdag jeudi jueves giovedì", 3, wordWeekday, 4},
		{"freitag fredag vrijdag vendredi viernes venerdì", 3, wordWeekday, 5},
		{"samstag sonnabend lørdag lördag zaterdag samedi sábado sabato", 3, wordWeekday, 6},
		{"sonntag", 2, wordWeekday, 7},
		{"søndag söndag zondag dimanche domingo domenica", 3, wordWeekday, 7},
	} {
		for text := range strings.FieldsSeq(w.text) {
			words = append(words, dateWord{text, min(w.must, len(text)), w.kind, w.n})
		}
	}
	return words
}

// tokenWords are the filter tokens that begin with %, in the order in which the client tries them.
func tokenWords() []dateWord {
	return []dateWord{
		{"today", 1, wordDay, 0}, {"workdate", 1, wordWork, 0}, {"now", 1, wordNow, 0}, {"yesterday", 1, wordDay, -1},
		{"tomorrow", 1, wordDay, 1}, {"week", 1, wordWeek, 0}, {"month", 1, wordMonth, 0}, {"quarter", 1, wordQuarter, 0},
	}
}

func findWord(s string, words []dateWord) dateWord {
	s = strings.ToLower(s)
	for _, w := range words {
		if len(s) >= w.must && strings.HasPrefix(w.text, s) {
			return w
		}
	}
	return dateWord{}
}

// findWeekday finds a weekday, where nothing else can stand: t is Tuesday there.
func findWeekday(s string) int {
	if strings.EqualFold(s, "t") {
		return 2
	}
	for _, w := range dateWords() {
		if w.kind == wordWeekday && findWord(s, []dateWord{w}).n > 0 {
			return w.n
		}
	}
	return 0
}

// findMonth reads the name of a month, in the languages of dateWords; 0 for none.
func findMonth(s string) time.Month {
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	if utf8.RuneCountInString(s) < 3 {
		return 0
	}
	for i, names := range [...]string{
		"january januar januari janvier enero gennaio", "february februar februari février fevrier febrero febbraio",
		"march märz marts mars maart marzo", "april avril abril aprile", "may mai maj mei mayo maggio",
		"june juni juin junio giugno", "july juli juillet julio luglio", "august augusti augustus août aout agosto",
		"september septembre septiembre settembre", "october oktober octobre octubre ottobre", "november novembre noviembre",
		"december dezember desember décembre decembre diciembre dicembre",
	} {
		for name := range strings.FieldsSeq(names) {
			if strings.HasPrefix(name, s) {
				return time.Month(i + 1)
			}
		}
	}
	return 0
}

// split cuts a text where letters and digits meet, and leaves out the marks that stand in dates. Any other character makes
// it no date: nil.
func split(s string) []string {
	var out []string
	kind := 0
	for _, r := range s {
		k := 0
		switch {
		case r >= '0' && r <= '9':
			k = 1
		case unicode.IsLetter(r) || r == '\'':
			k = 2
		case !strings.ContainsRune(" .,-/", r):
			return nil
		}
		if k != 0 && k != kind {
			out = append(out, "")
		}
		if k != 0 {
			out[len(out)-1] += string(r)
		}
		kind = k
	}
	return out
}

// Package filter is Business Central's own filter language, as people type it into the client's filter pane, made into
// OData: `1000..2000`, `A*|B*`, `<>”`, `@oslo`, `-30D..t`, `>1.000,50`. One expression belongs to one property, whose
// kind says how it is read; several properties are joined by Combine. What comes out uses only what the service is known
// to support (reference 5): eq ne gt ge lt le, and, or on one field, startswith, endswith, contains, tolower, and the
// first three around the last, for which the request carries $schemaversion=2.1 (odata.Query). What can't be said that
// way is an *Error that points at the characters, and tells a way round.
//
// The rules of the language are those of the pages "Sort, search, and filter data" and "Work with calendar dates and
// times" and of the CalcDate method. Where these are silent, this is what was decided:
//   - `&` binds stronger than `|`; parentheses group.
//   - Quotes make `& ( ) = | < > .. @` ordinary characters. `*` and `?` stay wildcards in quotes, as the page's example
//     'J & V*' has it; for a text that holds them, `='A*B'` means exactly those characters.
//   - A quote inside a word is a letter (O'Brien); inside quotes it is doubled.
//   - A date formula stands for one day, counted from today: `1W` is today in a week, `CM` the last day of the month,
//     `-CM..CM` the month. `w-1M` and `31.12.2025+10D` count from another day. D15 and WD4 are the next ones after the
//     day, never the day itself; weeks begin on Monday, as in CalcDate; where a month is too short its last day is meant.
//   - Two digits of a year are 1950 to 2049.
//   - A date on a column of dates with time is that whole day, in the zone that moments are shown in.
//
// The package also helps to write such expressions (OnlyLike, Complete, Operators), says them in words (Explain), and
// looks over OData that was written by hand (Check). It is pure: clocks and habits come in by Env.
package filter

package list

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// Ranks of a match, far enough apart that the fuzzy score decides only within the last. People who type a word that is
// there expect it before words that merely have its letters in that order; among those that have the word, the order of
// the list decides: it puts first what is wanted most.
const (
	rankPrefix = 4_000_000
	rankWord   = 3_000_000
	rankInside = 2_000_000
	rankFuzzy  = 1_000_000
)

// refilter makes anew what is on show. The cursor goes to the item with the ID keep; without one to the first when a
// filter is in force, and stays at its place otherwise.
func (m *Model) refilter(keep string) {
	words := strings.Fields(m.query)
	m.shown = m.shown[:0]
	if len(words) == 0 {
		for i := range m.items {
			m.shown = append(m.shown, entry{item: i})
		}
	} else {
		m.match(words)
	}
	m.layout(len(words) == 0 || m.keepOrder)
	switch at := m.find(keep); {
	case keep != "" && at >= 0:
		m.cursor = at
	case keep == "" && len(words) > 0:
		m.cursor, m.top = 0, 0
	}
	m.cursor = max(0, min(len(m.shown)-1, m.cursor))
	m.clicked = -1
}

// match keeps the items in which every word is found.
func (m *Model) match(words []string) {
	entries := make([]entry, len(m.items))
	for i := range entries {
		entries[i] = entry{item: i, marks: make([][]int, len(m.columns))}
	}
	titles := make([]string, len(m.items))
	for i, it := range m.items {
		if len(it.Cells) > 0 {
			titles[i] = it.Cells[0].Text
		}
	}
	alive := make([]bool, len(m.items))
	for i := range alive {
		alive[i] = true
	}
	for _, word := range words {
		found := make([]bool, len(m.items))
		for _, hit := range fuzzy.FindNoSort(word, titles) {
			e := &entries[hit.Index]
			rank, marks := rankTitle(titles[hit.Index], word, hit)
			e.score += rank
			e.mark(0, marks)
			found[hit.Index] = true
		}
		for i, it := range m.items {
			if !alive[i] {
				continue
			}
			for c := 1; c < len(it.Cells) && c < len(m.columns); c++ {
				if at := indexFold(it.Cells[c].Text, word); at >= 0 {
					entries[i].mark(c, span(at, len(word)))
					found[i] = true
				}
			}
			found[i] = found[i] || indexFold(it.Search, word) >= 0 || indexFold(it.Section, word) >= 0
			alive[i] = found[i]
		}
	}
	for i, e := range entries {
		if alive[i] {
			m.shown = append(m.shown, e)
		}
	}
	if !m.keepOrder {
		sort.SliceStable(m.shown, func(i, j int) bool { return m.shown[i].score > m.shown[j].score })
	}
}

func (e *entry) mark(column int, bytes []int) {
	if column < len(e.marks) {
		e.marks[column] = append(e.marks[column], bytes...)
	}
}

// rankTitle tells how well a word fits a title, and which bytes of it to mark.
func rankTitle(title, word string, hit fuzzy.Match) (int, []int) {
	at := indexFold(title, word)
	switch {
	case at == 0:
		return rankPrefix, span(0, len(word))
	case at > 0 && startsWord(title, at):
		return rankWord, span(at, len(word))
	case at > 0:
		return rankInside, span(at, len(word))
	}
	return rankFuzzy + hit.Score, hit.MatchedIndexes
}

// startsWord is true behind a blank or a sign, and at a capital behind a small letter: "salesInvoices" has two words.
func startsWord(s string, at int) bool {
	before, here := s[at-1], s[at]
	letter := func(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 || c >= '0' && c <= '9' }
	return !letter(before) || here >= 'A' && here <= 'Z' && before >= 'a' && before <= 'z'
}

func span(at, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = at + i
	}
	return out
}

// indexFold finds a word whatever its case; −1 when it is not there.
func indexFold(s, word string) int {
	n := len(word)
	if n == 0 || n > len(s) {
		return -1
	}
	first := word[0] | 0x20
	for i := 0; i+n <= len(s); i++ {
		// The first byte decides nearly always; letters beyond ASCII are left to EqualFold.
		if c := s[i]; c < utf8.RuneSelf && word[0] < utf8.RuneSelf && c|0x20 != first || !utf8.RuneStart(c) {
			continue
		}
		if strings.EqualFold(s[i:i+n], word) {
			return i
		}
	}
	return -1
}

// layout turns the items on show into lines: a heading and a blank before it where the section changes.
func (m *Model) layout(sections bool) {
	m.lines, m.lineOf = m.lines[:0], m.lineOf[:0]
	section := ""
	for i, e := range m.shown {
		if s := m.items[e.item].Section; sections && s != section {
			if len(m.lines) > 0 {
				m.lines = append(m.lines, line{item: -1})
			}
			if s != "" {
				m.lines = append(m.lines, line{item: -1, heading: s})
			}
			section = s
		}
		m.lineOf = append(m.lineOf, len(m.lines))
		m.lines = append(m.lines, line{item: i})
	}
}

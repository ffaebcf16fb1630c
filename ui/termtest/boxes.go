package termtest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Arms of a box-drawing character, from the middle of the cell.
const (
	armLeft = 1 << iota
	armRight
	armUp
	armDown
)

// boxArms tells the arms of the light box-drawing characters, and round ones with a round corner.
func boxArms(r rune) (arms int, round, heavy bool) {
	switch r {
	case '─', '╌', '┄', '┈':
		arms = armLeft | armRight
	case '│', '╎', '┆', '┊':
		arms = armUp | armDown
	case '┌', '╭':
		arms = armRight | armDown
	case '┐', '╮':
		arms = armLeft | armDown
	case '└', '╰':
		arms = armRight | armUp
	case '┘', '╯':
		arms = armLeft | armUp
	case '├':
		arms = armUp | armDown | armRight
	case '┤':
		arms = armUp | armDown | armLeft
	case '┬':
		arms = armLeft | armRight | armDown
	case '┴':
		arms = armLeft | armRight | armUp
	case '┼':
		arms = armLeft | armRight | armUp | armDown
	case '╴':
		arms = armLeft
	case '╵':
		arms = armUp
	case '╶':
		arms = armRight
	case '╷':
		arms = armDown
	case '━':
		arms, heavy = armLeft|armRight, true
	case '┃':
		arms, heavy = armUp|armDown, true
	}
	return arms, strings.ContainsRune("╭╮╰╯", r), heavy
}

// blockPart gives a block element as left, top, right, bottom in eighths of the cell.
func blockPart(r rune) (part [4]int, ok bool) {
	switch {
	case r == '▀':
		return [4]int{0, 0, 8, 4}, true
	case r >= '▁' && r <= '█': // U+2581…U+2588: lower eighths
		return [4]int{0, 8 - int(r-'▁'+1), 8, 8}, true
	case r >= '▉' && r <= '▏': // U+2589…U+258F: left seven eighths … one eighth
		return [4]int{0, 0, 7 - int(r-'▉'), 8}, true
	case r == '▐':
		return [4]int{4, 0, 8, 8}, true
	case r == '▔':
		return [4]int{0, 0, 8, 1}, true
	case r == '▕':
		return [4]int{7, 0, 8, 8}, true
	}
	return part, false
}

func isBox(text string) bool {
	r, size := utf8.DecodeRuneInString(text)
	if size != len(text) {
		return false
	}
	arms, _, _ := boxArms(r)
	_, block := blockPart(r)
	return arms != 0 || block
}

// boxShape draws a line or block character in the cell at left, top. The result has one %s for the colour.
func boxShape(text string, left, top float64) (string, bool) {
	if !isBox(text) {
		return "", false
	}
	r, _ := utf8.DecodeRuneInString(text)
	if part, ok := blockPart(r); ok {
		return fmt.Sprintf(`<rect x="%s" y="%s" width="%s" height="%s" fill="%%s"/>`,
			px(left+cellW*float64(part[0])/8), px(top+cellH*float64(part[1])/8),
			px(cellW*float64(part[2]-part[0])/8), px(cellH*float64(part[3]-part[1])/8)), true
	}
	arms, round, heavy := boxArms(r)
	width := "1"
	if heavy {
		width = "2"
	}
	midX, midY := left+cellW/2, top+cellH/2
	var d string
	if round {
		endX, endY := left, top
		if arms&armRight != 0 {
			endX = left + cellW
		}
		if arms&armDown != 0 {
			endY = top + cellH
		}
		d = fmt.Sprintf("M%s %sQ%s %s %s %s", px(endX), px(midY), px(midX), px(midY), px(midX), px(endY))
	} else {
		for _, arm := range []struct {
			bit  int
			x, y float64
		}{{armLeft, left, midY}, {armRight, left + cellW, midY}, {armUp, midX, top}, {armDown, midX, top + cellH}} {
			if arms&arm.bit != 0 {
				d += fmt.Sprintf("M%s %sL%s %s", px(midX), px(midY), px(arm.x), px(arm.y))
			}
		}
	}
	return fmt.Sprintf(`<path d="%s" fill="none" stroke="%%s" stroke-width="%s"/>`, d, width), true
}

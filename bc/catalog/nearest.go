package catalog

import "strings"

// Nearest gives the name that a mistyped one most likely stands for, or "" when none is near: one that begins alike, or
// differs in at most a third of its letters.
func Nearest(typed string, names []string) string {
	typed = strings.ToLower(typed)
	best, least := "", len(typed)/3+1
	for _, n := range names {
		lower := strings.ToLower(n)
		if lower == typed {
			return n
		}
		if d := distance(typed, lower); d < least {
			best, least = n, d
		}
	}
	if best != "" || len(typed) < 3 {
		return best
	}
	for _, n := range names {
		if strings.HasPrefix(strings.ToLower(n), typed) {
			return n
		}
	}
	return ""
}

// distance counts the letters that must be changed, added or taken away to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

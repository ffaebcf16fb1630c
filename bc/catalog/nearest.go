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

// Slip tells which of the names was meant by one that looks like a slip of the finger; "" for one that is among them, in
// whatever case, and for one that is near to none: the service may know what the list does not.
func Slip(typed string, names []string) string {
	for _, n := range names {
		if strings.EqualFold(n, typed) {
			return ""
		}
	}
	return Nearest(typed, names)
}

// distance counts the letters that must be changed, added or taken away to make b of a; two neighbours that changed places
// count once.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	n := len(y) + 1
	rows := make([]int, 3*n) // the row at work and the two before it, in turns
	for j := range n {
		rows[j] = j
	}
	for i := range x {
		before, above, row := rows[(i+2)%3*n:], rows[i%3*n:], rows[(i+1)%3*n:]
		row[0] = i + 1
		for j := range y {
			cost := above[j]
			if x[i] != y[j] {
				cost++
			}
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				cost = min(cost, before[j-1]+1)
			}
			row[j+1] = min(cost, row[j]+1, above[j+1]+1)
		}
	}
	return rows[len(x)%3*n+len(y)]
}

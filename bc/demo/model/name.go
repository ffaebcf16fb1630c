package model

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// EncodeName writes a member's name as XML names need it: letters, digits and underscores stay, all else becomes
// _xHHHH_ (reference 5, "Enums"). "" and " " become "_x0020_".
func EncodeName(s string) string {
	if s == "" {
		s = " "
	}
	plain := true
	for i := range len(s) {
		plain = plain && nameByte(s[i])
	}
	if plain && (s[0] < '0' || s[0] > '9') {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if r < utf8.RuneSelf && nameByte(byte(r)) && (i > 0 || r < '0' || r > '9') || r >= utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		hex := strings.ToUpper(strconv.FormatInt(int64(r), 16))
		b.WriteString("_x")
		b.WriteString("0000"[len(hex):])
		b.WriteString(hex)
		b.WriteByte('_')
	}
	return b.String()
}

func nameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// DecodeName is the way back: "Non_x002D_Inventory" becomes "Non-Inventory". What is no escape stays as it is.
func DecodeName(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				i += 7
				continue
			}
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

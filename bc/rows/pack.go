package rows

import (
	"unicode/utf16"
	"unicode/utf8"
)

// Numbers, dates and times are kept as two characters a byte when they consist of these fifteen; the sixteenth code pads
// an odd end. GUIDs in the form the service writes (lower case, hyphens) are kept as their 16 bytes. Both give the exact
// text back, and what does not fit is kept as it came.
const packAlphabet = "0123456789-.:TZ"

const packPad = 15

const guidLen = 36

// packable tells whether text can be packed.
func packable(text []byte) bool {
	for _, b := range text {
		if packCodes[b] == 0xFF {
			return false
		}
	}
	return true
}

// pack appends the packed form of text, of which packable said yes.
func pack(dst, text []byte) []byte {
	i := 0
	for ; i+1 < len(text); i += 2 {
		dst = append(dst, packCodes[text[i]]<<4|packCodes[text[i+1]])
	}
	if i < len(text) {
		dst = append(dst, packCodes[text[i]]<<4|packPad)
	}
	return dst
}

func packedSize(n int) int { return (n + 1) / 2 }

func packedLen(data string) int {
	if data == "" {
		return 0
	}
	n := 2 * len(data)
	if data[len(data)-1]&0x0F == packPad {
		n--
	}
	return n
}

func appendPacked(dst []byte, data string) []byte {
	for i := range len(data) {
		dst = append(dst, packAlphabet[data[i]>>4])
		if low := data[i] & 0x0F; low != packPad {
			dst = append(dst, packAlphabet[low])
		}
	}
	return dst
}

const hexDigits = "0123456789abcdef"

// isGUID tells whether text is a GUID as the service writes it.
func isGUID(text []byte) bool {
	if len(text) != guidLen {
		return false
	}
	if text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return false
	}
	for i, b := range text {
		if hexCodes[b] == 0xFF && i != 8 && i != 13 && i != 18 && i != 23 {
			return false
		}
	}
	return true
}

func packGUID(dst, text []byte) []byte {
	for i := 0; i < guidLen; i += 2 {
		if text[i] == '-' {
			i++
		}
		dst = append(dst, hexCodes[text[i]]<<4|hexCodes[text[i+1]])
	}
	return dst
}

func appendGUID(dst []byte, data string) []byte {
	for i := range len(data) {
		switch i {
		case 4, 6, 8, 10:
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[data[i]>>4], hexDigits[data[i]&0x0F])
	}
	return dst
}

// appendUnescaped appends the characters that the inside of a JSON string stands for. Surrogates without a partner
// become U+FFFD; whatever else is wrong with the text stays as it is.
func appendUnescaped(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		if s[i] != '\\' || i+1 == len(s) {
			dst = append(dst, s[i])
			i++
			continue
		}
		c := s[i+1]
		i += 2
		switch c {
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		case 'u':
			r, ok := hex4(s[i:])
			if !ok {
				dst = append(dst, '\\', 'u')
				continue
			}
			i += 4
			if utf16.IsSurrogate(r) {
				var low rune
				if i+6 <= len(s) && s[i] == '\\' && s[i+1] == 'u' {
					low, _ = hex4(s[i+2:])
				}
				if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
					i += 6
				}
			}
			dst = utf8.AppendRune(dst, r)
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	var r rune
	for i := range 4 {
		b := s[i]
		if b >= 'A' && b <= 'F' {
			b += 'a' - 'A'
		}
		code := hexCodes[b]
		if code == 0xFF {
			return 0, false
		}
		r = r<<4 | rune(code)
	}
	return r, true
}

func isHighSurrogate(s string) bool {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return false
	}
	r, ok := hex4(s[2:])
	return ok && r >= 0xD800 && r < 0xDC00
}

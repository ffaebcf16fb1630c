package format

// A symbol in brackets that no keyboard has tells what stands there; the well-known ones by the abbreviation of the
// Unicode Standard, the others by number.
const (
	open  = "⟨"
	shut  = "⟩"
	upper = "0123456789ABCDEF"
)

// c1 holds the names of U+0080 to U+009F, three letters each.
const c1 = "PADHOPBPHNBHINDNELSSAESAHTSHTJVTSPLDPLURI SS2SS3DCSPU1PU2STSCCHMW SPAEPASOSSGCSCICSIST OSCPM APC"

// appendCode adds the symbol of a rune.
func appendCode(dst []byte, r rune) []byte {
	dst = append(dst, open...)
	if name := abbreviation(r); name != "" {
		return append(append(dst, name...), shut...)
	}
	dst = append(dst, "U+"...)
	digits := 4
	for r>>(4*digits) != 0 {
		digits++
	}
	for digits--; digits >= 0; digits-- {
		dst = append(dst, upper[r>>(4*digits)&15])
	}
	return append(dst, shut...)
}

// appendByte adds the symbol of a byte that is no UTF-8.
func appendByte(dst []byte, c byte) []byte {
	dst = append(append(dst, open...), 'x', upper[c>>4], upper[c&15])
	return append(dst, shut...)
}

func abbreviation(r rune) string {
	if r >= 0x80 && r < 0xa0 {
		name := c1[3*(r-0x80):][:3]
		if name[2] == ' ' {
			return name[:2]
		}
		return name
	}
	switch r {
	case 0xad:
		return "SHY"
	case 0x34f:
		return "CGJ"
	case 0x61c:
		return "ALM"
	case 0x180e:
		return "MVS"
	case 0x200b:
		return "ZWSP"
	case zwnj:
		return "ZWNJ"
	case zwj:
		return "ZWJ"
	case 0x200e:
		return "LRM"
	case 0x200f:
		return "RLM"
	case 0x2028:
		return "LS"
	case 0x2029:
		return "PS"
	case 0x202a:
		return "LRE"
	case 0x202b:
		return "RLE"
	case 0x202c:
		return "PDF"
	case 0x202d:
		return "LRO"
	case 0x202e:
		return "RLO"
	case 0x2060:
		return "WJ"
	case 0x2066:
		return "LRI"
	case 0x2067:
		return "RLI"
	case 0x2068:
		return "FSI"
	case 0x2069:
		return "PDI"
	case 0xfeff:
		return "BOM"
	case 0xfff9:
		return "IAA"
	case 0xfffa:
		return "IAS"
	case 0xfffb:
		return "IAT"
	}
	return ""
}

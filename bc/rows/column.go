package rows

// A column of a block is a section of the block's one string. Which shape it takes is chosen when the page is complete,
// by size:
//
//	same    all rows hold the same value: it is kept once and costs nothing a row
//	listed  the different values once, and 1, 2 or 4 bytes a row that say which
//	direct  the values one after another, without what all of them begin and end with; when they are not equally long a
//	        byte a row for the length, with a checkpoint every 16 rows (4 bytes a row where one is longer than 255 bytes)
//
// All offsets are 32 bits: Decoder refuses pages that would not fit.
type column struct {
	shape shape
	meta  meta   // of all values of a direct column, metaVaries when each row has its own
	width uint8  // listed: bytes a row; direct: bytes a value, 0 when they differ
	wide  bool   // listed: ends of 4 bytes and not 2; direct and lengths differ: 4 bytes a row
	fix   uint16 // 1 + place in Block.fixes, 0: none
	refs  uint32 // listed: where the rows begin; direct: where metas begin
	ends  uint32 // listed: where the ends of the values begin; direct: where lengths begin
	text  uint32 // where the bytes of the values begin
	count uint32 // listed: how many values
}

type shape uint8

const (
	same shape = iota // of the zero column: Missing
	listed
	direct
)

// meta is kind and form of a value in one byte.
type meta uint8

const metaVaries meta = 0xFF

func metaOf(k Kind, f form) meta { return meta(k) | meta(f)<<4 }

func (m meta) kind() Kind { return Kind(m & 0x0F) }
func (m meta) form() form { return form(m >> 4) }

const checkpoint = 16

func (b *Block) cell(row, at int) Cell {
	if row < 0 || row >= b.rows {
		return Cell{}
	}
	c := &b.columns[at]
	switch c.shape {
	case same:
		return b.made(c, c.meta, b.data[c.text:c.text+c.count])
	case listed:
		var ref uint32
		switch p := c.refs + uint32(row)*uint32(c.width); c.width {
		case 1:
			ref = uint32(b.data[p])
		case 2:
			ref = b.uint16(p)
		default:
			ref = b.uint32(p)
		}
		var start, end uint32
		metas := c.ends + 2*c.count
		if c.wide {
			metas += 2 * c.count
			if ref > 0 {
				start = b.uint32(c.ends + 4*(ref-1))
			}
			end = b.uint32(c.ends + 4*ref)
		} else {
			if ref > 0 {
				start = b.uint16(c.ends + 2*(ref-1))
			}
			end = b.uint16(c.ends + 2*ref)
		}
		return b.made(c, meta(b.data[metas+ref]), b.data[c.text+start:c.text+end])
	default:
		m := c.meta
		if m == metaVaries {
			m = meta(b.data[c.refs+uint32(row)])
		}
		start, end := b.span(c, uint32(row))
		return b.made(c, m, b.data[start:end])
	}
}

func (b *Block) made(c *column, m meta, data string) Cell {
	cell := Cell{Kind: m.kind(), form: m.form(), data: data}
	switch cell.form {
	case giantPlain, giantEscaped:
		cell.form -= giantPlain - plain
		cell.data = b.giants[le32(data)]
	}
	if c.fix > 0 {
		cell.form, cell.fix = affixed, &b.fixes[c.fix-1]
	}
	return cell
}

// span gives where the value of a row of a direct column stands.
func (b *Block) span(c *column, row uint32) (start, end uint32) {
	if c.width > 0 {
		start = c.text + row*uint32(c.width)
		return start, start + uint32(c.width)
	}
	if c.wide {
		if row > 0 {
			start = b.uint32(c.ends + 4*(row-1))
		}
		return c.text + start, c.text + b.uint32(c.ends+4*row)
	}
	marks := uint32(b.rows+checkpoint-1) / checkpoint
	start = c.text + b.uint32(c.ends+4*(row/checkpoint))
	lengths := c.ends + 4*marks
	for i := row - row%checkpoint; i < row; i++ {
		start += uint32(b.data[lengths+i])
	}
	return start, start + uint32(b.data[lengths+row])
}

// giantSize is what stands for a giant among the other values.
const giantSize = 4

func (b *Block) uint32(at uint32) uint32 { return le32(b.data[at : at+4]) }

func le32(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func (b *Block) uint16(at uint32) uint32 {
	s := b.data[at : at+2]
	return uint32(s[0]) | uint32(s[1])<<8
}

func appendUint16(dst []byte, v uint32) []byte { return append(dst, byte(v), byte(v>>8)) }

func appendUint32(dst []byte, v uint32) []byte {
	return append(dst, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

package rows

import (
	"reflect"
	"strings"
)

// seal makes the block of what was read.
func (d *Decoder) seal() *Block {
	b := &Block{rows: d.rows}
	used := make([]int, 0, len(d.names))
	for at := range d.names {
		// A row that was broken off left values behind; they don't count.
		if c := &d.columns[at]; len(c.refs) > d.rows {
			c.refs = c.refs[:d.rows]
			c.filled--
		}
		if d.columns[at].filled > 0 {
			used = append(used, at)
		}
	}
	used = d.inOrder(used)
	if d.like != nil && len(used) == len(d.like.names) && len(used) == len(d.names) {
		b.layout = d.like
	} else {
		names := make([]string, len(used))
		for i, at := range used {
			names[i] = d.names[at]
		}
		b.layout = newLayout(names)
	}
	for len(d.plans) < len(used) {
		d.plans = append(d.plans, plan{})
	}
	total := 0
	for i, at := range used {
		d.columns[at].planned(d.rows, &d.plans[i])
		total += d.plans[i].size
	}
	var out strings.Builder
	out.Grow(total)
	b.columns = make([]column, len(used))
	for i, at := range used {
		d.plans[i].giants = uint32(len(b.giants))
		b.giants = append(b.giants, d.columns[at].giants...)
		b.columns[i], d.scratch = d.columns[at].write(&out, &d.plans[i], d.scratch)
		if p := &d.plans[i]; p.column.shape == direct && p.fixed() {
			b.fixes = append(b.fixes, p.fix)
			b.columns[i].fix = uint16(len(b.fixes))
		}
	}
	b.data = out.String()
	b.bytes = int64(reflect.TypeFor[Block]().Size()) + int64(len(b.columns))*int64(reflect.TypeFor[column]().Size()) + int64(out.Cap())
	for _, text := range b.giants {
		b.bytes += int64(len(text))
	}
	for _, f := range b.fixes {
		b.bytes += int64(reflect.TypeFor[affix]().Size()) + int64(len(f.prefix)+len(f.suffix))
	}
	return b
}

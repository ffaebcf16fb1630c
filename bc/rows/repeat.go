package rows

import (
	"slices"
	"strconv"
)

// Of a name that stands more than once in an object every value is kept. The first one goes by the name; those that follow
// are columns and fields of their own, "name (2)", "name (3)". What is written out as JSON has the name as it was sent.

// repeat is the columns of one name after its first.
type repeat struct {
	columns []int
	row     int // for which used counts
	used    int
}

// inserted is a column that came up in the middle of a row: it belongs behind the one that stood before it there, and
// behind the one that has the value before of its name.
type inserted struct{ column, after, former int }

// again gives the column of a further value that the row at hand has for the name of a column. It stands behind after.
func (d *Decoder) again(first, after int) int {
	r := d.repeats[first]
	if r == nil {
		if d.repeats == nil {
			d.repeats = make(map[int]*repeat)
		}
		r = &repeat{}
		d.repeats[first] = r
	}
	if r.row != d.rows {
		r.row, r.used = d.rows, 0
	}
	if r.used == len(r.columns) {
		at, former := d.addColumn(d.names[first], ""), first
		if r.used > 0 {
			former = r.columns[r.used-1]
		}
		r.columns = append(r.columns, at)
		d.inserted = append(d.inserted, inserted{at, after, former})
	}
	r.used++
	return r.columns[r.used-1]
}

// inOrder puts columns that came up in the middle of a row there.
func (d *Decoder) inOrder(columns []int) []int {
	for _, in := range d.inserted {
		from, to := slices.Index(columns, in.column), max(slices.Index(columns, in.after), slices.Index(columns, in.former))
		if from > to && to >= 0 {
			columns = slices.Insert(slices.Delete(columns, from, from+1), to+1, in.column)
		}
	}
	return columns
}

// recall takes the further columns of names over from an earlier page.
func (d *Decoder) recall(like *layout) {
	if like.repeats == nil {
		return
	}
	d.reindex()
	d.repeats = make(map[int]*repeat)
	for at, name := range d.names {
		first := d.index[name]
		if first == at {
			continue
		}
		if d.repeats[first] == nil {
			d.repeats[first] = &repeat{}
		}
		d.repeats[first].columns = append(d.repeats[first].columns, at)
	}
}

// Sent gives the name of a column as the service sent it: that of a further value is "name (2)".
func (b *Block) Sent(name string) string {
	if b != nil {
		if sent, ok := b.layout.repeats[name]; ok {
			return sent
		}
	}
	return name
}

// distinct gives names of which no two are alike: where one comes again it gets a number that no other has. repeats tells
// how those were sent; without any, names is sent itself.
func distinct(sent []string) (names []string, repeats map[string]string) {
	count := make(map[string]int, len(sent))
	for _, name := range sent {
		count[name]++
	}
	if len(count) == len(sent) {
		return sent, nil
	}
	names, repeats = make([]string, len(sent)), make(map[string]string)
	number := make(map[string]int)
	for i, name := range sent {
		names[i] = name
		if number[name] == 0 {
			number[name] = 1
			continue
		}
		for taken := true; taken; {
			number[name]++
			names[i] = name + " (" + strconv.Itoa(number[name]) + ")"
			_, again := repeats[names[i]]
			taken = again || count[names[i]] > 0
		}
		repeats[names[i]] = name
	}
	return names, repeats
}

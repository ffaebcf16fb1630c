package rows

// Block is one decoded page. It never changes, so many goroutines may read it at once. The nil Block has no rows.
type Block struct {
	layout  *layout
	columns []column // one for each name of the layout
	data    string
	fixes   []affix
	giants  []string // values that are long by themselves
	rows    int
	bytes   int64
}

// layout is the names of a block: properties and annotations in the order in which they were seen. Blocks of one
// entity set share it.
type layout struct {
	names       []string          // no two are alike
	sent        []string          // as the service sent them: the same, but for values of a name that came more than once
	repeats     map[string]string // of these: name → as sent; nil: there are none
	guess       []string          // names as they stand in JSON, see guessed
	index       map[string]int
	properties  []int // places in names
	annotations []int
	visible     []string       // the names of properties
	place       map[string]int // of a property among the visible ones
}

// newLayout makes a layout of names as they were sent. Where one comes again, it is that of a further value.
func newLayout(sent []string) *layout {
	names, repeats := distinct(sent)
	l := &layout{names: names, sent: sent, repeats: repeats, index: make(map[string]int, len(names)), place: make(map[string]int, len(names))}
	l.guess = make([]string, len(names))
	for i, name := range names {
		if name == sent[i] {
			l.guess[i] = guessed(name)
		}
		l.index[name] = i
		if isAnnotation(name) {
			l.annotations = append(l.annotations, i)
			continue
		}
		l.place[name] = len(l.properties)
		l.properties = append(l.properties, i)
		l.visible = append(l.visible, name)
	}
	return l
}

// isAnnotation tells control information ("@odata.etag", "picture@odata.mediaReadLink") from properties (OData JSON
// Format 4.01, 4.6: names with an @).
func isAnnotation(name string) bool {
	for i := range len(name) {
		if name[i] == '@' {
			return true
		}
	}
	return false
}

// Len is the number of rows.
func (b *Block) Len() int {
	if b == nil {
		return 0
	}
	return b.rows
}

// Columns gives the names of the properties in the order in which they were first seen. The caller must not change it.
func (b *Block) Columns() []string {
	if b == nil {
		return nil
	}
	return b.layout.visible
}

// ColumnIndex gives the place of a property in Columns, -1 when no row of the block has it. Case counts.
func (b *Block) ColumnIndex(name string) int {
	if b == nil {
		return -1
	}
	if i, ok := b.layout.place[name]; ok {
		return i
	}
	return -1
}

// Cell gives the value of a row in a column of Columns; a Missing one outside of the block.
func (b *Block) Cell(row, column int) Cell {
	if b == nil || column < 0 || column >= len(b.layout.properties) {
		return Cell{}
	}
	return b.cell(row, b.layout.properties[column])
}

// ETag gives the row's `@odata.etag`, "" where the service sent none (reference 5: companies have none).
func (b *Block) ETag(row int) string { return b.Annotation(row, "@odata.etag") }

// Annotation gives the text of an annotation by its full name, for example "pictureContent@odata.mediaReadLink".
func (b *Block) Annotation(row int, name string) string {
	if b == nil {
		return ""
	}
	i, ok := b.layout.index[name]
	if !ok {
		return ""
	}
	return b.cell(row, i).Text()
}

// AnnotationNames gives the names of the annotations in the order in which they were first seen.
func (b *Block) AnnotationNames() []string {
	if b == nil {
		return nil
	}
	names := make([]string, len(b.layout.annotations))
	for i, at := range b.layout.annotations {
		names[i] = b.layout.names[at]
	}
	return names
}

// Like gives an empty block that keeps of b what helps to read further pages of the same entity set (Options.Like), and
// none of its rows: who holds it does not keep the page in memory. It is nil for the nil Block.
func (b *Block) Like() *Block {
	if b == nil {
		return nil
	}
	return &Block{layout: b.layout}
}

// Row gives a row upright: what it has, in the order of the columns, without what is missing.
func (b *Block) Row(row int) Record {
	var r Record
	if b == nil || row < 0 || row >= b.rows {
		return r
	}
	r.repeats = b.layout.repeats
	r.Fields = make([]Field, 0, len(b.layout.properties))
	for i, name := range b.layout.names {
		c := b.cell(row, i)
		if c.Kind == Missing {
			continue
		}
		if isAnnotation(name) {
			r.Annotations = append(r.Annotations, Field{Name: name, Cell: c})
		} else {
			r.Fields = append(r.Fields, Field{Name: name, Cell: c})
		}
	}
	return r
}

// Bytes is the memory that the block keeps, in bytes, without the names that blocks share.
func (b *Block) Bytes() int64 {
	if b == nil {
		return 0
	}
	return b.bytes
}

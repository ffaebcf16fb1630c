package query

import (
	"container/list"
	"strconv"
	"sync"

	"bctui/bc/demo/model"
)

// budget is how many row numbers the engine keeps: 4 bytes each.
const budget = 8 << 20

// Engine finds rows and remembers what it found, so that the second page of a sorted set of 250,000 records costs
// nothing. It is safe for many requests at once. The zero value is not usable; see New.
type Engine struct {
	mu    sync.Mutex
	kept  map[string]*list.Element
	order *list.List // front: used last
	size  int
	limit int // row numbers kept at most
}

// New makes an engine with nothing kept.
func New() *Engine {
	return &Engine{kept: map[string]*list.Element{}, order: list.New(), limit: budget}
}

type kept struct {
	key    string
	once   sync.Once
	rows   Rows
	index  map[model.Value][]int32
	weight int
}

// entry gives what is kept under a key, made once by fill, which must set rows or index and give the weight.
func (e *Engine) entry(key string, fill func(*kept) int) *kept {
	e.mu.Lock()
	el, ok := e.kept[key]
	if ok {
		e.order.MoveToFront(el)
	} else {
		el = e.order.PushFront(&kept{key: key})
		e.kept[key] = el
	}
	k := el.Value.(*kept)
	e.mu.Unlock()
	k.once.Do(func() {
		weight := fill(k)
		e.mu.Lock()
		defer e.mu.Unlock()
		k.weight = weight
		if e.kept[key] == nil || e.kept[key].Value != k {
			return // thrown away in the meantime
		}
		e.size += weight
		for e.size > e.limit && e.order.Len() > 1 {
			last := e.order.Back()
			old := last.Value.(*kept)
			if old == k {
				break
			}
			e.order.Remove(last)
			delete(e.kept, old.key)
			e.size -= old.weight
		}
	})
	return k
}

// All is every record of a source that meets the options, in their order.
func (e *Engine) All(src *Source, o *Options) Rows {
	base := Rows{n: src.Len()}
	if o.Filter == nil && len(o.OrderBy) == 0 || src.Table == nil {
		return base
	}
	k := e.entry(src.Key+"\x00"+o.Question(), func(k *kept) int {
		k.rows = choose(src, base, o)
		return len(k.rows.list) + 64
	})
	return k.rows
}

// Related is the records of src whose property has a value and that meet the options: the far end of a link.
func (e *Engine) Related(src *Source, property int, v model.Value, o *Options) Rows {
	if src.Table == nil || blank(v) {
		return Rows{}
	}
	base := e.lookup(src, property, v)
	if o.Filter == nil && len(o.OrderBy) == 0 {
		return base
	}
	return choose(src, base, o)
}

// lookup finds the rows with a value in a property: by the table's own ways, else by an index that is made once.
func (e *Engine) lookup(src *Source, property int, v model.Value) Rows {
	keys := src.Type.KeyIndexes()
	if finder, ok := src.Table.(model.Finder); ok && len(keys) == 1 && keys[0] == property {
		if row, found := finder.Find([]model.Value{v}); found {
			return Rows{first: row, n: 1}
		}
		return Rows{}
	}
	if indexed, ok := src.Table.(model.Indexed); ok {
		if rows, handled := indexed.Lookup(property, v); handled {
			return Rows{list: rows, n: len(rows)}
		}
	}
	k := e.entry(src.Key+"\x01"+strconv.Itoa(property), func(k *kept) int {
		n := src.Table.Len()
		k.index = make(map[model.Value][]int32, n)
		for row := range n {
			value := src.Table.Value(row, property)
			k.index[value] = append(k.index[value], int32(row))
		}
		return 20 * n
	})
	rows := k.index[v]
	return Rows{list: rows, n: len(rows)}
}

// Find gives the record with a key; values are in the order of the type's key.
func (e *Engine) Find(src *Source, values []model.Value) (int, bool) {
	if src.Table == nil {
		return 0, false
	}
	if finder, ok := src.Table.(model.Finder); ok {
		return finder.Find(values)
	}
	keys := src.Type.KeyIndexes()
	rows := e.lookup(src, keys[0], values[0])
next:
	for i := range rows.n {
		row := rows.At(i)
		for j := 1; j < len(keys); j++ {
			if src.Table.Value(row, keys[j]) != values[j] {
				continue next
			}
		}
		return row, true
	}
	return 0, false
}

// blank values lead nowhere: the empty GUID and the empty text stand for "not set".
func blank(v model.Value) bool {
	switch v.Kind {
	case model.GUID:
		return v.Hi == 0 && v.N == 0
	case model.Text:
		return v.S == ""
	case model.Null:
		return true
	}
	return false
}

// Follow gives the far end of a link from one record: the source and its rows. A link without a constraint that can be
// followed has none.
func (e *Engine) Follow(src *Source, row, link int, o *Options) (Source, Rows) {
	nav := &src.Type.Navigation[link]
	set := src.Schema.SetOf(nav.Type)
	if set == nil || src.Resolve == nil {
		return Source{}, Rows{}
	}
	target := src.Resolve(set)
	if len(nav.Constraints) == 0 {
		return target, Rows{}
	}
	c := nav.Constraints[0]
	here, ok := src.Type.Property(c.Property)
	there, found := target.Type.Property(c.Referenced)
	if !ok || !found {
		return target, Rows{}
	}
	rows := e.Related(&target, there, src.Table.Value(row, here), o)
	if !nav.Collection && rows.n > 1 {
		rows = Rows{first: rows.At(0), n: 1}
	}
	return target, rows
}

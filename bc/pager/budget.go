package pager

import (
	"slices"
	"weak"
)

// DefaultLimit is how many bytes rows take in memory when nobody says otherwise: a quarter of a million rows of forty
// properties are about 75 MB.
const DefaultLimit = 384 << 20

// Budget is the memory that the rows of all pagers together may take.
type Budget struct {
	limit  int64
	clock  uint64
	viewer weak.Pointer[Pager] // the one on screen
	// Screens come and go and need not say so: a pager that nobody holds leaves by itself.
	pagers []weak.Pointer[Pager]
}

// NewBudget makes a budget of some bytes.
func NewBudget(limit int64) *Budget { return &Budget{limit: limit} }

// Limit gives the budget in bytes.
func (b *Budget) Limit() int64 { return b.limit }

func (b *Budget) add(p *Pager) { b.pagers = append(b.pagers, weak.Make(p)) }

func (b *Budget) tick() uint64 {
	b.clock++
	return b.clock
}

// fit drops the pages that nobody has looked at for the longest time until the others fit. What is on screen stays, and
// so does the page that just came.
func (b *Budget) fit(came *Pager, span int) {
	b.pagers = slices.DeleteFunc(b.pagers, func(w weak.Pointer[Pager]) bool { return w.Value() == nil })
	total := int64(0)
	for _, w := range b.pagers {
		if p := w.Value(); p != nil {
			total += p.bytes
		}
	}
	for total > b.limit {
		var oldest *Pager
		at, seen := 0, b.clock+1
		for _, w := range b.pagers {
			p := w.Value()
			if p == nil {
				continue
			}
			for i := range p.spans {
				s := &p.spans[i]
				onScreen := w == b.viewer && i >= p.from && i <= p.to
				if s.block.Len() == 0 || s.seen >= seen || onScreen || p == came && i == span {
					continue
				}
				oldest, at, seen = p, i, s.seen
			}
		}
		if oldest == nil {
			return
		}
		total -= oldest.spans[at].block.Bytes()
		oldest.drop(at)
	}
}

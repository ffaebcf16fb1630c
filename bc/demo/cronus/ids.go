package cronus

import "bctui/bc/demo/model"

// idKey makes the GUIDs of one set of one company, and finds their rows again without any table: the row number goes
// through a small block cipher (a Feistel network) into the first six bytes, the rest is a check on them. The GUIDs look
// random (version 4), are never empty, and those of two sets never meet.
type idKey struct {
	rounds [4]uint32
	check  uint64
}

func newIDKey(seed uint64) idKey {
	var k idKey
	for i := range k.rounds {
		k.rounds[i] = uint32(mix(seed + uint64(i) + 1))
	}
	k.check = mix(seed)
	return k
}

const half = 1<<24 - 1 // each half of the block has 24 bits

func (k *idKey) turn(i int, x uint32) uint32 {
	x = (x ^ k.rounds[i]) * 0x9e3779b1
	x ^= x >> 15
	x *= 0x85ebca6b
	return (x ^ x>>13) & half
}

// id of a row, 0 ≤ row < 2^48.
func (k *idKey) id(row int) model.Value {
	l, r := uint32(uint64(row)>>24)&half, uint32(row)&half
	for i := range k.rounds {
		l, r = r, l^k.turn(i, r)
	}
	return k.seal(uint64(l)<<24 | uint64(r))
}

// seal puts a block of 48 bits into a GUID with the marks of version 4.
func (k *idKey) seal(block uint64) model.Value {
	rest := mix(block ^ k.check)
	return model.G(block<<16|0x4000|rest>>52, rest<<2>>2|1<<63)
}

// row of an id; false when this set never gave it.
func (k *idKey) row(id model.Value) (int, bool) {
	block := id.Hi >> 16
	if id.Kind != model.GUID || k.seal(block) != id {
		return 0, false
	}
	l, r := uint32(block>>24), uint32(block)&half
	for i := len(k.rounds) - 1; i >= 0; i-- {
		l, r = r^k.turn(i, l), l
	}
	return int(uint64(l)<<24 | uint64(r)), true
}

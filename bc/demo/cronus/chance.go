package cronus

// mix spreads the bits of x evenly: the finalizer of SplitMix64. All that looks like chance in this package comes from
// it, so that the same tenant comes out on every machine.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// dice is a source of numbers for one subject, such as "customers of this company".
type dice uint64

// roll gives the number for one field of one row.
func (d dice) roll(row int, field uint8) uint64 { return d.at(row).roll(field) }

// throw is a dice at one row: cheaper when many fields are drawn.
type throw uint64

func (d dice) at(row int) throw { return throw(mix(uint64(d) ^ uint64(row))) }

func (t throw) roll(field uint8) uint64 { return mix(uint64(t) + uint64(field)*0x632be59bd9b4e019) }

// below is a number from 0 to n-1.
func (d dice) below(row int, field uint8, n int) int {
	return scale(d.roll(row, field), n)
}

// chance is true in percent of all rows.
func (d dice) chance(row int, field uint8, percent int) bool {
	return d.below(row, field, 100) < percent
}

// scale brings a number down to 0 … n-1.
func scale(h uint64, n int) int {
	return int(h >> 32 * uint64(n) >> 32)
}

// skewed is a number from 0 to n-1, small ones far more often: how trade spreads over customers.
func skewed(h uint64, n int) int {
	u := h >> 32
	u = (u * u >> 32) * u >> 32
	return int(u * uint64(n) >> 32)
}

// digits writes n with at least width digits.
//
// Not inlined: forty columns call it, and the loop in place would take 10 kB of the program.
//
//go:noinline
func digits(n, width int) string {
	var b [20]byte
	i := len(b)
	for n > 0 || width > 0 || i == len(b) {
		i--
		b[i] = byte('0' + n%10)
		n /= 10
		width--
	}
	return string(b[i:])
}

// pattern fills a template: # becomes a digit, @ a capital letter (of those that postal codes use), all else stays.
//
// Not inlined: as digits, 6 kB.
//
//go:noinline
func pattern(template string, h uint64) string {
	b := []byte(template)
	for i, c := range b {
		switch c {
		case '#':
			b[i] = byte('0' + h%10)
			h = h/10 ^ h<<40
		case '@':
			const letters = "ABCEGHJKLMNPRSTVXY"
			b[i] = letters[h%uint64(len(letters))]
			h = h/19 ^ h<<40
		}
	}
	return string(b)
}

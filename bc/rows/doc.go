// Package rows holds what the service sent: pages are decoded by streaming into immutable columnar blocks, and cells
// are made only when somebody looks at them. It is pure: it knows JSON and the OData envelope, and nothing of HTTP,
// schemas or screens.
//
// A page of 20,000 rows is one Block: a slice of column descriptors and one string with all the bytes. Values keep their
// exact text: numbers never pass through a float, strings keep the escapes they came with, nested values stay raw JSON.
// What repeats is kept once, and GUIDs, numbers and dates are packed without loss (column.go says how). Of a name that
// stands more than once in an object every value is kept, as "name (2)" and so on (repeat.go).
//
// Benchmarks, to be read as ratios within one run: Decode (blocks against encoding/json maps), DecodeGzip (what decoding
// adds to decompression), Kept (bytes alive per row), Cell (one cell as it is drawn).
package rows

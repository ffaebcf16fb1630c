//go:build race

package cli_test

// raceEnabled is true under the race detector, which makes a quarter of a million rows take minutes.
const raceEnabled = true

// Command shoot makes pictures of a program in a terminal. It reads a script, runs the program in a pseudo-terminal,
// does what a person would do, and writes the screen as SVG (and as PNG where rsvg-convert is installed).
//
//	go run ./ui/termtest/shoot [-out folder] [-png] script …
//
// A script has one step a line; empty lines and lines that begin with # are left out:
//
//	size 100x30                      before run: the window
//	theme light                      before run: dark or light
//	env NAME=value                   before run: one variable more
//	run bctui demo                   starts the program; "bctui" is built from this module
//	wait TEXT                        until the text is on the screen
//	gone TEXT                        until it is not
//	press down down enter            keys by name
//	type TEXT                        keys of a text
//	paste TEXT                       a paste; \n is a line break
//	click TEXT                       on the first cell of a text
//	resize 80x24
//	shot name A title for the window writes name.svg
//	text                             prints the screen, for who writes a script
//	end                              closes the window; run may follow
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	out := flag.String("out", ".", "folder for the pictures")
	png := flag.Bool("png", false, "write PNG too (needs rsvg-convert)")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "shoot: give a script; go doc ./ui/termtest/shoot tells what is in one")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := shoot(ctx, *out, *png, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "shoot:", err)
		os.Exit(1)
	}
}

func shoot(ctx context.Context, out string, png bool, scripts []string) error {
	for _, path := range scripts {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := play(&player{ctx: ctx, out: out, png: png}, string(text)); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// toPNG makes a PNG beside an SVG, at twice the size.
func toPNG(ctx context.Context, svg string) error {
	png := strings.TrimSuffix(svg, filepath.Ext(svg)) + ".png"
	msg, err := exec.CommandContext(ctx, "rsvg-convert", "--zoom=2", "--output", png, svg).CombinedOutput() //nolint:gosec // our own file names
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("rsvg-convert is not installed (Debian: librsvg2-bin)")
	}
	if err != nil {
		return fmt.Errorf("rsvg-convert: %w: %s", err, msg)
	}
	return nil
}

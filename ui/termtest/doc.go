// Package termtest is a terminal for tests and pictures: it runs a program in a real pseudo-terminal (or a Bubble Tea
// model in this process), draws what the program writes on the screen of a terminal emulator, and types, pastes, clicks
// and resizes as a person would.
//
// Tests compare what is on the screen, never the byte stream: the renderer writes differences, so bytes can hold text
// that is no longer shown. They wait for a condition and never for time: every wait ends at once when the condition
// holds, fails at once when the program has ended, and else fails at a deadline with the last screen in the message.
//
//	term := termtest.Start(t, termtest.Options{Width: 80, Height: 24}, bin, "demo")
//	term.WaitFor("CRONUS USA, Inc.")
//	term.Press("down", "enter")
//	term.WaitFor("customers")
//	term.Press("ctrl+c")
//	term.WaitExit(0)
//
// The package is linked into tests and into its own commands (shoot, bare), never into the product.
package termtest

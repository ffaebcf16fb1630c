// Package widget holds what the widgets share: how things are drawn at this moment, lines that never grow wider than
// asked, wrapping, and the paper of an overlay. The widgets beneath it know theme, measure and keys, and nothing of
// Business Central; that is why they take a Look of this package and not a screen's.
package widget

import (
	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/theme"
)

// Look is how things are drawn at this moment: read anew for every View, never kept.
type Look struct {
	Theme   *theme.Theme
	Measure format.Measure
	// Links is true where the terminal is expected to understand OSC 8.
	Links bool
	// Format is how the user writes numbers.
	Format format.Formatter
}

// Body is what a widget with a text field draws: lines of at most the asked width, joined by line feeds, and where the
// cursor stands in them (nil: hidden).
type Body struct {
	Content string
	Cursor  *tea.Cursor
}

// Level is how urgent a text is. The values are those of screen.Level, so that one converts to the other.
type Level uint8

// The levels.
const (
	Note Level = iota
	Success
	Warning
	Failure
)

// Mark gives the sign of a level, so that it is told apart without colour: i, ✓, !, ✗.
func (l Level) Mark() string {
	switch l {
	case Success:
		return "✓"
	case Warning:
		return "!"
	case Failure:
		return "✗"
	default:
		return "i"
	}
}

// Tone gives the tone of a level.
func (l Level) Tone() theme.Tone {
	switch l {
	case Success:
		return theme.Good
	case Warning:
		return theme.Warn
	case Failure:
		return theme.Bad
	default:
		return theme.Accent
	}
}

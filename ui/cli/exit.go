package cli

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"bctui/auth"
	"bctui/bc"
	"bctui/ui/format"
)

// Exit codes. Scripts rely on them: they are documented in the README and never change their meaning.
const (
	exitOK          = 0
	exitOther       = 1
	exitUsage       = 2
	exitSignIn      = 3
	exitPermission  = 4
	exitNetwork     = 5
	exitInterrupted = 130
)

// usageError is a command line that can't be understood.
type usageError struct{ text, hint string }

func (e *usageError) Error() string { return e.text + "\n" + e.hint }

func usage(cmd *cobra.Command, text string) error {
	hint := "`" + cmd.CommandPath() + " --help` shows what it understands."
	return &usageError{text: sentence(text), hint: hint}
}

// sentence makes an error of the flag library read like ours.
func sentence(s string) string {
	if s == "" {
		return s
	}
	if !strings.HasPrefix(s, "bctui") { // the program's name stays as it is written
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return s
}

// report gives the exit code of an error and what to print.
func (a *App) report(err error) (int, string) {
	var use *usageError
	var verdict *verdictError
	switch {
	case errors.As(err, &use):
		return exitUsage, visibleLines("bctui: " + use.Error())
	case errors.As(err, &verdict):
		return verdict.code, ""
	case errors.Is(err, context.Canceled), errors.Is(err, tea.ErrInterrupted):
		var rows *brokenOff
		if errors.As(err, &rows) {
			return exitInterrupted, visibleLines("bctui: " + rows.Error())
		}
		return exitInterrupted, ""
	}
	return exitCode(err), visibleLines("bctui: " + err.Error() + nextStep(err))
}

// nextStep is who can put right what a service refused, and where.
func nextStep(err error) string {
	var m auth.Meaning
	var signIn *auth.Error
	var service *bc.Error
	switch {
	case errors.As(err, &service):
		m = service.Meaning
	case errors.As(err, &signIn):
		m = signIn.Meaning
	}
	if m.Who == auth.WhoUnknown || len(m.Steps) == 0 {
		return ""
	}
	text := "\n  Who    " + m.Who.String()
	if m.Where != "" {
		text += "\n  Where  " + m.Where
	}
	return text + "\n  What   " + m.Steps[0]
}

// exitCode sorts an error by who has to do something.
func exitCode(err error) int {
	var (
		input   *auth.InputError
		target  *bc.InputError
		signIn  *auth.Error
		network *auth.NetworkError
		service *bc.Error
	)
	switch {
	case errors.As(err, &input), errors.As(err, &target):
		return exitUsage
	case errors.As(err, &signIn):
		return exitSignIn
	case errors.As(err, &service):
		switch service.Kind {
		case bc.SignIn, bc.NotSetUp:
			return exitSignIn
		case bc.Permission:
			return exitPermission
		case bc.Throttled, bc.Unavailable, bc.Timeout, bc.Proxy, bc.ForeignHost:
			return exitNetwork
		}
		return exitOther
	case errors.As(err, &network):
		return exitNetwork
	}
	return exitOther
}

// visibleLines keeps line breaks of ours and shows every other control character as a symbol: error texts hold what
// servers said.
func visibleLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = format.Visible(l)
	}
	return strings.Join(lines, "\n")
}

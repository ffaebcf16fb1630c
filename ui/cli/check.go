package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bctui/auth"
	"bctui/bc/check"
	"bctui/bc/check/matrix"
	"bctui/bc/check/report"
	"bctui/ui/session"
)

// checkFlags say what `bctui check` does beside choosing the connection.
type checkFlags struct {
	connection connectionFlags
	companies  []string
	json       bool
	markdown   bool
	matrix     bool
	mask       bool
	automation bool
	admin      bool
}

// checkCommand climbs the ladder without the screen: for scripts, and for pipelines after a secret was rotated.
func (a *App) checkCommand() *cobra.Command {
	f := &checkFlags{}
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check a registration rung by rung: what fails, why, and who can put it right",
		Long: "check signs in as the registration and proves each step of its set-up, from the network to what may be read.\n" +
			"It prints one line for each rung and, where one fails, the cause, who can put it right and where.\n\n" +
			"Exit code: 0 all well, 1 other, 2 usage, 3 sign-in, 4 permission, 5 network or throttled, 130 interrupted.",
		Example: "  bctui check\n  bctui check --connection contoso --matrix --markdown > report.md\n" +
			"  pass show bc-secret | bctui check --tenant contoso.com --client-id 1111… --secret-stdin --json",
		Args: a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.check(cmd.Context(), cmd.OutOrStdout(), f) },
	}
	f.connection.add(cmd)
	fl := cmd.Flags()
	fl.StringArrayVar(&f.companies, "company", nil, "check in this company: name or ID; may be given several times")
	fl.BoolVar(&f.json, "json", false, "print the result as JSON, in a documented shape")
	fl.BoolVar(&f.markdown, "markdown", false, "print the result as a Markdown page, for a ticket or the other side's admin")
	fl.BoolVar(&f.matrix, "matrix", false, "ask every entity set in every company what may be read")
	fl.BoolVar(&f.mask, "mask", false, "mask tenant and client ID in the report")
	fl.BoolVar(&f.automation, "automation", false, "the automation API must open too")
	fl.BoolVar(&f.admin, "admin", false, "the admin center API must open too")
	return cmd
}

// verdictError carries the exit code of a check whose result is printed already.
type verdictError struct{ code int }

func (e *verdictError) Error() string { return "the check found something wrong" }

func (a *App) check(ctx context.Context, out io.Writer, f *checkFlags) error {
	if f.json && f.markdown {
		return &usageError{text: "--json and --markdown are two ways to print one result: choose one.", hint: "`bctui check --help` shows what it understands."}
	}
	p, err := a.assemble(a.startDemo)
	if err != nil {
		return err
	}
	c, err := a.checkOf(ctx, p, f)
	if err != nil {
		return err
	}
	lines := &rungLines{out: out}
	observe := lines.observe
	if f.json || f.markdown {
		observe = func(check.Event) {}
	}
	result := c.Run(ctx, "", observe)
	if f.matrix && result.Class() != check.ClassInterrupted {
		result = c.Matrix(ctx, check.MatrixOptions{AllCompanies: len(f.companies) == 0}, nil, observe)
	}
	page := report.New(result, report.Options{Mask: f.mask, Version: a.version()})
	var data []byte
	switch {
	case f.json:
		data, err = page.JSON()
	case f.markdown:
		data = []byte(page.Markdown())
	default:
		err = lines.finish(result)
	}
	if err == nil {
		_, err = out.Write(data)
	}
	if err != nil {
		return fmt.Errorf("the result could not be written: %w", err)
	}
	if code := result.Class().ExitCode(); code != exitOK {
		return &verdictError{code: code}
	}
	return nil
}

// checkOf makes the check that the flags describe. A missing secret is no reason not to begin: the check says so itself.
func (a *App) checkOf(ctx context.Context, p *parts, f *checkFlags) (*check.Check, error) {
	env := a.fromEnvironment()
	var d session.Draft
	stored := true
	name := f.connection.connection
	if f.connection.forThisRun() || name == "" && env.Tenant != "" && env.ClientID != "" {
		var err error
		if d, stored, err = a.draftOnce(p, &f.connection, env); err != nil {
			return nil, err
		}
		name = p.manager.UseOnce(d)
	} else if name == "" {
		last, ok := p.manager.Last()
		if !ok {
			return nil, &usageError{text: "There is nothing to check: no connection is saved, and none is given.",
				hint: "Give --tenant, --client-id and --secret-stdin, or run bctui once to save a connection."}
		}
		name = last.Name
	} else if _, ok, err := savedOrDemo(p, name); err != nil {
		return nil, err
	} else if !ok {
		return nil, unknownConnection(name, p.manager.Connections())
	}
	want := check.Want{Automation: f.automation, Admin: f.admin}
	c, err := p.manager.NewCheck(ctx, name, f.connection.environment, f.companies, want)
	var need *session.NeedSecret
	switch {
	case errors.Is(err, session.ErrPassphrase):
		return nil, errFileLocked
	case errors.As(err, &need) && d.Name == "" && stored:
		return nil, err
	case errors.As(err, &need):
		return p.manager.CheckOf(d, f.companies, want), nil
	}
	return c, err
}

// rungLines prints one line for each rung as it ends, in the order of the ladder though rungs run side by side.
type rungLines struct {
	out   io.Writer
	ended map[check.RungID]check.RungResult
	next  int
	err   error
}

func (l *rungLines) observe(e check.Event) {
	if e.Kind != check.RungFinished {
		return
	}
	if l.ended == nil {
		l.ended = map[check.RungID]check.RungResult{}
	}
	l.ended[e.Rung] = e.Result
	ladder := check.Ladder()
	for l.next < len(ladder) {
		r, ok := l.ended[ladder[l.next].ID]
		if !ok {
			return
		}
		l.print(r)
		l.next++
	}
}

func mark(v check.Verdict) string {
	switch v {
	case check.OK:
		return "✓"
	case check.Warning:
		return "!"
	case check.Failed:
		return "✗"
	default:
		return "○"
	}
}

func (l *rungLines) print(r check.RungResult) {
	text := r.Text
	if r.Verdict == check.NotReached {
		text = "not reached: " + r.Why
	}
	took := ""
	if r.Verdict != check.NotReached {
		took = " (" + r.Elapsed.Round(time.Millisecond).String() + ")"
	}
	l.println(fmt.Sprintf("%s %-13s %s%s", mark(r.Verdict), r.Name, text, took))
}

func (l *rungLines) println(s string) {
	if _, err := fmt.Fprintln(l.out, visibleLines(s)); err != nil && l.err == nil {
		l.err = err
	}
}

// finish prints the findings below the ladder, the one that matters most first.
func (l *rungLines) finish(r check.Result) error {
	if m := r.Matrix; m != nil {
		by := m.Progress().By
		var parts []string
		for _, state := range matrix.States() {
			if by[state] > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", by[state], state))
			}
		}
		l.println(fmt.Sprintf("\nOf %d entity sets in %s: %s", len(m.Sets()), inCompanies(len(m.Companies())), strings.Join(parts, ", ")))
	}
	for _, f := range r.Findings() {
		if f.Severity == check.Note {
			continue
		}
		sign := "!"
		if f.Severity == check.Failure {
			sign = "✗"
		}
		l.println("")
		l.println(sign + " " + f.Title)
		l.println("  " + f.Cause)
		for _, other := range f.Also {
			l.println("  Or: " + other.Cause + " " + other.Tell)
		}
		if f.Who != auth.WhoUnknown {
			l.println("  Who    " + f.Who.String())
		}
		for i, step := range f.Steps {
			label := "       "
			if i == 0 {
				label = "Where  "
			}
			l.println("  " + label + step)
		}
		if f.Link != "" {
			l.println("  Page   " + f.Link)
		}
		for _, e := range f.Evidence {
			l.println("  " + e.Label + ": " + strings.ReplaceAll(e.Value, "\n", " "))
		}
	}
	return l.err
}

func inCompanies(n int) string {
	if n == 1 {
		return "1 company"
	}
	return fmt.Sprintf("%d companies", n)
}

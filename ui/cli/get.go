package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bctui/bc"
	"bctui/bc/export"
	"bctui/bc/pager"
)

// getFlags say which rows `bctui get` prints, and how.
type getFlags struct {
	connection connectionFlags
	view       string
	where      []string
	limit      int
	skip       int
	count      bool

	format   string
	output   string
	force    bool
	noHeader bool
	bom      bool
	rawCells bool
	quiet    bool
}

// formats are the values of --format.
func formats() []string {
	return []string{string(export.CSV), string(export.TSV), string(export.JSON), string(export.JSONLines), tableFormat}
}

// tableFormat is what people read. It cuts and leaves out, so nothing but a terminal gets it unless it is asked for.
const tableFormat = "table"

// getCommand prints rows without the screen: for pipes, files and schedules. A line that the program shares works here too.
func (a *App) getCommand() *cobra.Command {
	f := &getFlags{}
	cmd := &cobra.Command{
		Use:   "get",
		Short: "Print the rows of an entity set, or write them into a file",
		Long: "get prints the rows that the grid shows, in the same order: a line that the program shares (W in a grid) prints them\n" +
			"with `bctui get` in place of `bctui`. On a terminal they come as a table, in a pipe as JSON Lines, in a file as its\n" +
			"name ends. Values come out as the service sent them. Standard error says how many rows there were.\n\n" +
			"In CSV null is nothing and an empty text \"\"; in TSV null is \\N, and tab, line break and backslash are \\t, \\n and \\\\. Cells\n" +
			"that a spreadsheet would run as a formula get a ' in front, unless --raw-cells is given.\n\n" +
			"A request that fails is tried again as in the grid. When the rows break off for good, the message says how many came,\n" +
			"and --skip goes on behind them. A file gets its name when it is whole, not before.\n\n" +
			"Exit code: 0 all well, 1 other, 2 usage, 3 sign-in, 4 permission, 5 network or throttled, 130 interrupted.",
		Example: "  bctui get --connection demo --company 'CRONUS USA, Inc.' --set customers --limit 10\n" +
			"  bctui get --company 'CRONUS USA, Inc.' --set customers --where 'city=@*oslo*' --select number,displayName | jq .\n" +
			"  bctui get --view 'overdue customers' --output overdue.csv --bom\n" +
			"  bctui get --company 'CRONUS USA, Inc.' --set generalLedgerEntries --filter 'postingDate ge 2025-01-01' --count",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return usage(cmd, fmt.Sprintf("%s takes flags only, and %q is none. Did you mean `--set %s`?", cmd.CommandPath(), args[0], args[0]))
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return a.get(cmd.Context(), cmd, f) },
	}
	f.connection.add(cmd)
	f.connection.addPlace(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.view, "view", "", "a view that was given a name in the program; other flags take the place of what it says")
	fl.StringArrayVar(&f.where, "where", nil, "COLUMN=FILTER in Business Central's filter language, for example 'city=@*oslo*' or 'balanceDue=>1000'; may be given several times")
	fl.IntVar(&f.limit, "limit", -1, "so many rows at most")
	fl.IntVar(&f.skip, "skip", 0, "pass over so many rows first")
	fl.BoolVar(&f.count, "count", false, "print how many rows there are, and no rows")
	fl.StringVar(&f.format, "format", "", strings.Join(formats(), ", ")+" (default: table on a terminal, else as the file is called, else jsonl)")
	fl.StringVarP(&f.output, "output", "o", "", "write into this file, which gets its name when it is whole")
	fl.BoolVar(&f.force, "force", false, "write over a file that is there")
	fl.BoolVar(&f.noHeader, "no-header", false, "without the line of column names")
	fl.BoolVar(&f.bom, "bom", false, "begin CSV with a byte order mark, by which Excel knows UTF-8")
	fl.BoolVar(&f.rawCells, "raw-cells", false, "leave cells as they are that a spreadsheet would run")
	fl.BoolVarP(&f.quiet, "quiet", "q", false, "nothing on standard error but what went wrong")
	f.connection.look.addHabits(cmd)
	return cmd
}

// check says what can't be right about the flags before anything is asked or written.
func (f *getFlags) check(cmd *cobra.Command) error {
	c := &f.connection
	switch {
	case c.set == "" && f.view == "":
		return &usageError{text: "get needs to know which rows: add --set, or --view with the name of a view.",
			hint: "For example: bctui get --company \"CRONUS USA, Inc.\" --set customers"}
	case f.format != "" && !slices.Contains(formats(), f.format):
		return usage(cmd, "--format is one of "+strings.Join(formats(), ", ")+", not "+strconv.Quote(f.format))
	case cmd.Flags().Changed("limit") && f.limit < 0, f.skip < 0:
		return usage(cmd, "--limit and --skip are numbers of rows")
	case f.count && (c.key != "" || f.limit >= 0 || f.skip > 0 || f.output != "" || f.format != ""):
		return usage(cmd, "--count prints one number: --key, --limit, --skip, --format and --output say nothing about it")
	case c.key != "" && (c.filter != "" || len(f.where) > 0 || c.orderBy != "" || f.skip > 0):
		return usage(cmd, "--key is one record: --filter, --where, --order-by and --skip say nothing about it")
	case f.force && f.output == "":
		return usage(cmd, "--force is about the file of --output")
	}
	return nil
}

// get prints rows.
func (a *App) get(ctx context.Context, cmd *cobra.Command, f *getFlags) (err error) {
	if err := f.check(cmd); err != nil {
		return err
	}
	p, err := a.assemble(a.startDemo)
	if err != nil {
		return err
	}
	if p.format, err = a.habits(f.connection.look.locale); err != nil {
		return err
	}
	if p.budget, err = a.budget(f.connection.look.memory); err != nil {
		return err
	}
	out, err := a.output(f)
	if err != nil {
		return err
	}
	say := &teller{app: a, quiet: f.quiet, format: p.format, live: !f.quiet && a.IsTerminal(a.Stderr) && (f.output != "" || !a.IsTerminal(a.Stdout))}
	stop := say.listen(p.notices)
	defer stop()
	defer p.manager.Wait(lastWrites)
	what, err := a.ask(ctx, p, f, say)
	if err == nil && f.count {
		return a.count(ctx, what)
	}
	var rows int64
	var sink export.Sink
	if err == nil {
		sink = a.sink(p, f, what, out)
		err = a.copy(ctx, p, f, what, sink, say)
		rows = sink.Written()
	}
	say.clear()
	if err != nil {
		return out.brokenOff(f, rows, err)
	}
	path, err := out.finish()
	if err != nil {
		return err
	}
	say.summary(sink, path)
	return nil
}

// count prints how many rows there are.
func (a *App) count(ctx context.Context, what *question) error {
	if what.single {
		return &usageError{text: "This is one record, which is not counted.", hint: "--count is for entity sets."}
	}
	n, err := what.client.Count(ctx, what.source)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Stdout, n)
	return written(err)
}

func written(err error) error {
	if err == nil {
		return nil
	}
	return &export.WriteError{Err: err}
}

// graceful is how long an interrupted run waits for a write to end: the reader of a pipe may have stopped reading.
const graceful = 500 * time.Millisecond

// copy reads the rows and writes them.
func (a *App) copy(ctx context.Context, p *parts, f *getFlags, what *question, sink export.Sink, say *teller) error {
	source := what.source
	if f.limit > 0 && f.limit < smallLimit {
		source.PageSize = f.limit
	}
	reading := pager.New(what.client, source, pager.Options{Key: what.key, Budget: p.budget}).Read(f.limit)
	counting, stopCount := context.WithCancel(ctx)
	defer stopCount()
	counted := make(chan int64, 1)
	total, asked := int64(-1), false
	// The count is asked for beside the rows, and holds none of them up.
	count := func() {
		n, err := what.client.Count(counting, what.source)
		if err != nil {
			n = -1
		}
		counted <- n
	}
	page := func(pg *bc.Page) {
		if pg.Number == 1 && !pg.Last() && f.limit < 0 && f.skip == 0 && !what.single {
			asked = true
			go count()
		}
		select {
		case total = <-counted:
			asked = false
		default:
		}
		say.progress(sink.Written(), total, a.Now())
	}
	ended := make(chan error, 1)
	go func() { ended <- export.Copy(ctx, reading, what.proved(sink), int64(f.limit), page) }()
	select {
	case err := <-ended:
		if err == nil && asked {
			select {
			case total = <-counted:
			case <-time.After(lateCount):
			case <-ctx.Done():
			}
		}
		if err == nil {
			err = shortOf(ctx, what, sink.Written(), total)
		}
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-ended:
		if err == nil {
			return nil
		}
	case <-time.After(graceful):
	}
	return ctx.Err()
}

// lateCount is how long a run that has all rows waits for their count.
const lateCount = 5 * time.Second

// smallLimit is a page that is small enough: who wants fewer rows gets a smaller one.
const smallLimit = 200

// shortOf tells when a list ended before all rows came that the service had counted. Rows may have been deleted meanwhile,
// so it is asked once more.
func shortOf(ctx context.Context, what *question, rows, counted int64) error {
	if counted <= rows {
		return nil
	}
	if again, err := what.client.Count(ctx, what.source); err == nil && again > rows {
		return fmt.Errorf("the list ended after %d rows, and the service counts %d: it is not whole", rows, again)
	}
	return nil
}

// brokenOff is rows that did not come to their end, and how to go on.
type brokenOff struct {
	err  error
	text string // what is there of them
}

func (e *brokenOff) Error() string {
	if errors.Is(e.err, context.Canceled) {
		return "interrupted. " + e.text
	}
	return sentence(e.err.Error()) + "\n" + e.text
}

// Unwrap gives the reason.
func (e *brokenOff) Unwrap() error { return e.err }

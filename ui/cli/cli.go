// Package cli is the command line: it reads flags and variables, puts the parts of the program together, and turns
// errors into exit codes with a next step. It is the only place that knows all the parts.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bctui/bc/catalog"
)

// Build says which build this is; fields may be empty in a build from source.
type Build struct{ Version, Commit, Date string }

// App is the outside world as the commands see it, so that tests can stand in for all of it.
type App struct {
	Build      Build
	Stdin      io.Reader
	Stdout     io.Writer
	Stderr     io.Writer
	Getenv     func(string) string
	Now        func() time.Time
	IsTerminal func(any) bool // whether a stream is a terminal
}

// Main runs the program with the process's own streams and gives its exit code.
func Main(ctx context.Context, args []string, build Build) int {
	// Programs that bctui starts (the browser's opener, clipboard tools) inherit the environment: the secret must not be
	// in it.
	const secretVariable = "AZURE_CLIENT_SECRET"
	secret := os.Getenv(secretVariable)
	_ = os.Unsetenv(secretVariable)
	getenv := func(name string) string {
		if name == secretVariable {
			return secret
		}
		return os.Getenv(name)
	}
	app := &App{
		Build: build, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: getenv, Now: time.Now,
		IsTerminal: func(stream any) bool {
			f, ok := stream.(*os.File)
			return ok && term.IsTerminal(f.Fd())
		},
	}
	return app.Run(ctx, args)
}

// Run runs one command line and gives the exit code: 0 all well, 1 other, 2 usage, 3 sign-in, 4 permission, 5 network
// or throttled, 130 interrupted.
func (a *App) Run(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	root.SetIn(a.Stdin)
	root.SetOut(a.Stdout)
	root.SetErr(a.Stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	code, text := a.report(err)
	if text != "" {
		fmt.Fprintln(a.Stderr, text)
	}
	return code
}

// version gives the version in one line.
func (a *App) version() string {
	v := a.Build.Version
	if v == "" {
		v = "built from source"
	}
	if a.Build.Commit != "" {
		v += " (" + a.Build.Commit
		if a.Build.Date != "" {
			v += ", " + a.Build.Date
		}
		v += ")"
	}
	return v
}

// userAgent is what Business Central's telemetry shows of this program.
func (a *App) userAgent() string {
	v := a.Build.Version
	if v == "" {
		v = "dev"
	}
	return "bctui/" + v
}

// suggestWithin is how many letters a mistyped command may differ from one that is suggested.
const suggestWithin = 2

// root builds the tree of commands.
func (a *App) root() *cobra.Command {
	flags := &connectionFlags{}
	cmd := &cobra.Command{
		Use:   "bctui",
		Short: "Explore Microsoft Dynamics 365 Business Central from the terminal",
		Long: "bctui explores Microsoft Dynamics 365 Business Central over service-to-service sign-in.\n\n" +
			"Without a command it opens the connection used last, or asks for one. `bctui demo` needs nothing at all:\n" +
			"it opens a tenant that lives inside the program.",
		Version:       a.version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.explore(cmd.Context(), flags)
		},
	}
	cmd.SetFlagErrorFunc(flagError)
	cmd.SuggestionsMinimumDistance = suggestWithin
	cmd.CompletionOptions.HiddenDefaultCmd = true
	flags.add(cmd)
	flags.addPlace(cmd)
	flags.look.add(cmd)
	cmd.AddCommand(a.getCommand(), a.checkCommand(), a.demoCommand(), a.connectionsCommand(), a.keysCommand(), a.manCommand())
	return cmd
}

// flagError says what is wrong with a flag, and which was most likely meant.
func flagError(c *cobra.Command, err error) error {
	text := sentence(err.Error())
	var wrong *pflag.InvalidValueError
	if errors.As(err, &wrong) {
		what := "true or false" // flags are texts, whole numbers, or on and off; a text is never wrong
		if wrong.GetFlag().Value.Type() == "int" {
			what = "a whole number such as 100"
		}
		text = fmt.Sprintf("--%s takes %s, not %q.", wrong.GetFlag().Name, what, wrong.GetValue())
	}
	if name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --"); unknown {
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := catalog.Nearest(name, names); near != "" {
			text += " Did you mean --" + near + "?"
		}
	}
	return usage(c, text)
}

// noArguments refuses words that are no command, and names the nearest one.
func (a *App) noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("%s has no command %q.", cmd.CommandPath(), args[0])
	if !cmd.HasSubCommands() {
		text = fmt.Sprintf("%s takes no arguments, and %q is one.", cmd.CommandPath(), args[0])
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		text += fmt.Sprintf(" Did you mean `%s %s`?", cmd.CommandPath(), near[0])
	}
	return usage(cmd, text)
}

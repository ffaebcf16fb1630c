package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manCommand writes the manual page, for packages.
func (a *App) manCommand() *cobra.Command {
	return &cobra.Command{
		Use: "man", Short: "Write the manual page", Hidden: true, Args: a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return writeMan(cmd.OutOrStdout(), cmd.Root()) },
	}
}

// writeMan writes one page about the program and all its commands, in the macros of man(7).
func writeMan(w io.Writer, root *cobra.Command) error {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1\n.SH NAME\n%s \\- %s\n", strings.ToUpper(root.Name()), root.Name(), roff(root.Short))
	b.WriteString(".SH SYNOPSIS\n.B " + root.Name() + "\n[command] [options]\n.SH DESCRIPTION\n" + roff(root.Long) + "\n.SH OPTIONS\n")
	manFlags(&b, root)
	b.WriteString(".SH COMMANDS\n")
	manCommands(&b, root)
	b.WriteString(".SH EXIT STATUS\n0 all well, 1 other, 2 usage, 3 sign\\-in, 4 permission, 5 network or throttled, 130 interrupted\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func manCommands(b *strings.Builder, parent *cobra.Command) {
	for _, c := range parent.Commands() {
		if c.Hidden || !c.IsAvailableCommand() || c.Name() == "help" {
			continue
		}
		text := c.Short
		if c.Long != "" {
			text = c.Long
		}
		fmt.Fprintf(b, ".SS %s\n%s\n", roff(c.CommandPath()+strings.TrimPrefix(c.Use, c.Name())), roff(text))
		manFlags(b, c)
		if c.Example != "" {
			b.WriteString(".PP\n.nf\n" + roff(c.Example) + "\n.fi\n")
		}
		manCommands(b, c)
	}
}

func manFlags(b *strings.Builder, c *cobra.Command) {
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if kind := f.Value.Type(); kind != "bool" {
			name += " " + kind
		}
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(name), roff(f.Usage))
	})
}

// roff makes text harmless to the formatter: hyphens stay hyphens, and no line begins with a control character.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
		if l == "" {
			lines[i] = ".PP"
		}
	}
	return strings.Join(lines, "\n")
}

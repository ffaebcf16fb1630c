package cli

import (
	"fmt"
	"io"
	"strings"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"

	"bctui/ui/keymap"
)

// keysCommand prints the registry of actions: what ? shows in the program, for reading outside of it.
func (a *App) keysCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "keys",
		Short: "List every key and what it does",
		Args:  a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return writeKeys(cmd.OutOrStdout(), keymap.New())
		},
	}
}

func writeKeys(w io.Writer, keys *keymap.Map) error {
	var scope keymap.Scope
	for _, d := range keys.All() {
		if d.Scope != scope {
			if scope != "" {
				if _, err := fmt.Fprintln(w); err != nil {
					return err
				}
			}
			scope = d.Scope
			if _, err := fmt.Fprintln(w, strings.ToUpper(string(scope))); err != nil {
				return err
			}
		}
		labels := make([]string, len(d.Keys))
		for i, k := range d.Keys {
			labels[i] = keymap.Label(k)
		}
		if _, err := fmt.Fprintf(w, "  %-20s %-52s %s\n", strings.Join(labels, "  "), d.Title, d.ID); err != nil {
			return err
		}
	}
	return nil
}

// manCommand writes the manual page, for packages.
func (a *App) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  "Write the manual page",
		Hidden: true,
		Args:   a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			page, err := mango.NewManPage(1, cmd.Root())
			if err != nil {
				return fmt.Errorf("the manual page could not be made: %w", err)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), page.Build(roff.NewDocument()))
			return err
		},
	}
}

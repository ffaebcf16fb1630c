package cli

import (
	"fmt"
	"io"
	"strings"

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

package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"bctui/auth"
	"bctui/keystore"
	"bctui/ui/format"
	"bctui/ui/session"
)

// connectionsCommand manages saved connections without the screen, for scripts and for people who know the name.
func (a *App) connectionsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "connections",
		Aliases: []string{"connection"},
		Short:   "List, rename, remove saved connections, replace a secret",
		Args:    a.noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.listConnections(cmd.OutOrStdout()) },
	}
	list := &cobra.Command{
		Use: "list", Short: "List the saved connections", Args: a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.listConnections(cmd.OutOrStdout()) },
	}
	rename := &cobra.Command{
		Use: "rename NAME NEW-NAME", Short: "Give a connection another name", Args: exactly(2, "the name and the new name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.named(args[0])
			if err != nil {
				return err
			}
			if err := p.manager.Rename(args[0], args[1]); err != nil {
				return err
			}
			return say(cmd, "Renamed to %q.", args[1])
		},
	}
	remove := &cobra.Command{
		Use: "remove NAME", Short: "Remove a connection, and its secret unless another shares it", Args: exactly(1, "the name of the connection"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := a.named(args[0])
			if err != nil {
				return err
			}
			shared := p.manager.SharedWith(args[0])
			left, err := p.manager.Remove(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if len(shared) > 0 {
				return say(cmd, "Removed. Its secret stays: %s uses it too.", strings.Join(shared, ", "))
			}
			return leftovers(cmd, "Removed, with its secret.", left)
		},
	}
	cmd.SuggestionsMinimumDistance = suggestWithin
	cmd.AddCommand(list, rename, remove, a.secretCommand(), a.forgetCommand())
	return cmd
}

// secretCommand replaces a secret, for rotations: the new one is tried before the old one goes.
func (a *App) secretCommand() *cobra.Command {
	var stdin bool
	var expires string
	cmd := &cobra.Command{
		Use:     "secret NAME --secret-stdin",
		Short:   "Replace a connection's secret; the new one is tried first",
		Example: "  pass show bc-secret | bctui connections secret contoso --secret-stdin --expires 2027-11-30",
		Args:    exactly(1, "the name of the connection"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !stdin {
				return usage(cmd, "a new secret is read from standard input only: add --secret-stdin")
			}
			p, err := a.named(args[0])
			if err != nil {
				return err
			}
			c, _ := p.manager.Connection(args[0])
			until := keystore.Date{}
			if expires != "" {
				if until, err = keystore.ParseDate(expires); err != nil {
					return usage(cmd, "--expires: "+err.Error())
				}
			}
			secret, err := a.readSecret()
			if err != nil {
				return err
			}
			where := c.SecretIn
			if where == keystore.Nowhere || where == keystore.InSession {
				where = keystore.InKeyring
			}
			err = p.manager.ReplaceSecret(cmd.Context(), args[0], secret, where, auth.Secret{}, until, func(s session.Step) {
				if s.Done && s.Err == nil {
					_ = say(cmd, "%s: %s", s.Name, s.Result)
				}
			})
			if errors.Is(err, session.ErrPassphrase) {
				return errors.New("the secret lies in the encrypted file, whose passphrase only the program on the screen asks for: run bctui and choose “new secret”")
			}
			if err != nil {
				return fmt.Errorf("%w\nThe old secret is untouched. `bctui check --connection %s --secret-stdin` tells more about the new one", err, args[0])
			}
			return say(cmd, "The new secret works and is stored.")
		},
	}
	cmd.Flags().BoolVar(&stdin, "secret-stdin", false, "read the new secret from standard input")
	cmd.Flags().StringVar(&expires, "expires", "", "the date on which the new secret expires, 2027-11-30")
	return cmd
}

func (a *App) forgetCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "forget --yes", Short: "Forget every connection and every secret", Args: a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !yes {
				return usage(cmd, "this removes every connection and every secret: add --yes if that is meant")
			}
			p, err := a.assemble(nil)
			if err != nil {
				return err
			}
			left, err := p.manager.ForgetAll(cmd.Context())
			if err != nil {
				return err
			}
			return leftovers(cmd, "Everything is forgotten.", left)
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "really forget everything")
	return cmd
}

// exactly is cobra.ExactArgs with words.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return usage(cmd, fmt.Sprintf("`%s` takes %s", cmd.CommandPath(), what))
	}
}

// named assembles the parts and makes sure that the connection is there.
func (a *App) named(name string) (*parts, error) {
	p, err := a.assemble(nil)
	if err != nil {
		return nil, err
	}
	if _, ok := p.manager.Connection(name); !ok {
		return nil, unknownConnection(name, p.manager.Connections())
	}
	return p, nil
}

func (a *App) listConnections(out io.Writer) error {
	p, err := a.assemble(nil)
	if err != nil {
		return err
	}
	all := p.manager.Connections()
	for _, w := range p.manager.Warnings() {
		if _, err := fmt.Fprintln(a.Stderr, visibleLines("bctui: "+w.Error())); err != nil {
			return err
		}
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(out, "No connection is saved yet: `bctui` sets one up.")
		return err
	}
	lines := [][]string{{"NAME", "TENANT", "CLIENT ID", "ENVIRONMENT", "SECRET", "EXPIRES"}}
	for _, c := range all {
		lines = append(lines, []string{c.Name, c.Tenant, c.ClientID, c.Environment, c.SecretIn.String(), c.SecretExpires.String()})
	}
	_, err = io.WriteString(out, aligned(lines))
	return err
}

// aligned puts texts into columns, as visible text.
func aligned(lines [][]string) string {
	widths := make([]int, len(lines[0]))
	for _, cells := range lines {
		for i, c := range cells {
			cells[i] = format.Visible(c)
			widths[i] = max(widths[i], format.Wc.Width(cells[i]))
		}
	}
	var b strings.Builder
	for _, cells := range lines {
		line := ""
		for i, c := range cells {
			line += format.Wc.Pad(c, widths[i]+2, format.Left)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

func say(cmd *cobra.Command, text string, args ...any) error {
	_, err := fmt.Fprintln(cmd.OutOrStdout(), visibleLines(fmt.Sprintf(text, args...)))
	return err
}

// leftovers says what could not be removed: somebody who forgets everything must know what is still there.
func leftovers(cmd *cobra.Command, done string, left []keystore.Leftover) error {
	if len(left) == 0 {
		return say(cmd, "%s", done)
	}
	var lines []string
	for _, l := range left {
		lines = append(lines, "  "+l.Text)
	}
	return fmt.Errorf("some secrets could not be removed:\n%s", strings.Join(lines, "\n"))
}

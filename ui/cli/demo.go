package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"bctui/auth"
	"bctui/bc/demo"
	"bctui/keystore"
	"bctui/ui/place"
	"bctui/ui/session"
)

// demoName is the connection name of the embedded tenant.
const demoName = "demo"

// demoCommand explores the embedded tenant, or serves it to others.
func (a *App) demoCommand() *cobra.Command {
	var listen, registration string
	var looks look
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Explore a tenant that lives inside the program",
		Long: "demo opens a tenant that lives inside the program: three companies of a trading house, with data made up as it\n" +
			"is asked for. It needs no network and no registration, and keeps nothing.\n\n" +
			"With --listen it serves that tenant to other programs instead, Entra and Business Central behind one address,\n" +
			"and prints what to connect with.",
		Example: "  bctui demo\n  bctui demo --registration limited\n  bctui demo --listen 127.0.0.1:0",
		Args:    a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("listen") {
				return a.serveDemo(cmd.Context(), listen)
			}
			p, err := a.assemble(func() (session.Draft, error) { return a.demoDraft(registration) })
			if err != nil {
				return err
			}
			name, err := p.manager.OpenDemo()
			if err != nil {
				return err
			}
			return a.screen(cmd.Context(), p, demoPlace(name), looks)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "serve the tenant on this loopback address instead of exploring it")
	cmd.Flags().StringVar(&registration, "registration", "good", "sign in as this registration: no-consent, not-set-up, limited, …; --listen prints them all")
	looks.add(cmd)
	return cmd
}

func demoPlace(name string) place.Place {
	return place.Place{Kind: place.Companies, Connection: name, Environment: "Production", Route: place.DefaultRoute}
}

// serveDemo serves the embedded tenant until it is interrupted.
func (a *App) serveDemo(ctx context.Context, listen string) error {
	server, err := demo.Start(demo.Options{Listen: listen, Now: a.Now})
	if err != nil {
		return &usageError{text: sentence(err.Error()), hint: "--listen takes a loopback address with a port, 127.0.0.1:8080, or 127.0.0.1:0 for any free port."}
	}
	if err := demo.Describe(a.Stdout, server); err != nil {
		return errors.Join(err, server.Close())
	}
	<-ctx.Done()
	return server.Close()
}

// demoDraft starts the embedded tenant inside this process and gives a connection to it as the named registration.
func (a *App) demoDraft(registration string) (session.Draft, error) {
	server, err := demo.Start(demo.Options{Now: a.Now})
	if err != nil {
		return session.Draft{}, err
	}
	r, ok := server.Registration(registration)
	if !ok {
		var names []string
		for _, r := range server.Registrations() {
			names = append(names, r.Name)
		}
		return session.Draft{}, errors.Join(&usageError{text: fmt.Sprintf("The demo tenant has no registration %q.", registration),
			hint: "It has " + strings.Join(names, ", ") + "."}, server.Close())
	}
	return session.Draft{
		Connection: keystore.Connection{
			Name: demoName, Tenant: r.TenantID, ClientID: r.ClientID, Environment: "Production", EnvironmentType: "Production",
			Authority: server.URL(), API: server.URL(), SecretIn: keystore.InSession,
		},
		Secret: auth.NewSecret(r.Secret),
	}, nil
}

// startDemo is what the welcome screen's "Try the demo tenant" does.
func (a *App) startDemo() (session.Draft, error) { return a.demoDraft("good") }

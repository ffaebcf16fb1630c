// Command bctui explores Microsoft Dynamics 365 Business Central from a terminal over service-to-service sign-in.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"bctui/ui/cli"
)

// Set by the release build (-ldflags -X).
var version, commit, date string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := cli.Main(ctx, os.Args[1:], cli.Build{Version: version, Commit: commit, Date: date})
	// A window that closes sends more than one signal: the second must not change the exit code.
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	stop()
	os.Exit(code)
}

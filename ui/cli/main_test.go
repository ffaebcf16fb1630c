package cli_test

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"bctui/ui/cli"
)

// runAsProgram makes the test binary behave as bctui itself, so that tests in a pseudo-terminal run the very code under
// test, with the race detector when the tests have it.
const runAsProgram = "BCTUI_TEST_RUN"

func TestMain(m *testing.M) {
	if os.Getenv(runAsProgram) != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		code := cli.Main(ctx, os.Args[1:], cli.Build{Version: "test"})
		signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		stop()
		os.Exit(code)
	}
	os.Exit(m.Run())
}

package cli

import (
	"context"
	"errors"
	"net/url"
	"os/exec"
	"runtime"
)

// openURL opens an address in the user's browser. Only web addresses go to the system's opener: it would start programs
// for others. The address is one argument of its own, never part of a shell's line.
func openURL(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return errors.New("not a web address")
	}
	name, args := opener(runtime.GOOS)
	path, err := exec.LookPath(name)
	if err != nil {
		return err
	}
	return exec.CommandContext(ctx, path, append(args, u.String())...).Run() //nolint:gosec // the opener is one of three fixed names, the address a checked argument
}

func opener(system string) (string, []string) {
	switch system {
	case "darwin":
		return "open", nil
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}
	default:
		return "xdg-open", nil
	}
}

//go:build !unix

package termtest

import (
	"os/exec"

	"github.com/charmbracelet/x/xpty"
)

func ownSession(*exec.Cmd) {}

func killAll(cmd *exec.Cmd) {
	if cmd.Process != nil {
		_ = cmd.Process.Kill()
	}
}

func hangUp(*exec.Cmd) {}

func takeOver(tty xpty.Pty) (window, error) { return tty, nil }

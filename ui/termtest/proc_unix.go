//go:build unix

package termtest

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/charmbracelet/x/xpty"
	"golang.org/x/sys/unix"
)

// ownSession makes the terminal the controlling terminal of the program: without that there is no SIGWINCH, no SIGHUP
// and no ctrl+c. xpty does not do it.
func ownSession(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
}

// killAll ends the program and what it started in its own session's group.
func killAll(cmd *exec.Cmd) {
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Process.Kill()
	}
}

// hangUp tells the program that its terminal is gone, where closing the window does not.
func hangUp(cmd *exec.Cmd) {
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGHUP)
	}
}

// takeOver gives the near end of a pseudo-terminal whose program has started, and closes what only the program needs,
// so that reading ends when the program does. creack/pty leaves its files in blocking mode: a Read under way would
// keep the window open after Close, and the program would never learn that it is gone.
func takeOver(tty xpty.Pty) (window, error) {
	u, ok := tty.(*xpty.UnixPty)
	if !ok {
		return nil, fmt.Errorf("a pseudo-terminal of another kind: %T", tty)
	}
	_ = u.Slave().Close()
	fd, err := unix.FcntlInt(u.Master().Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	f := os.NewFile(uintptr(fd), u.Name())
	if f.SetReadDeadline(time.Time{}) != nil {
		_ = unix.SetNonblock(fd, false) // no poller for terminals on this system
	}
	_ = u.Master().Close()
	return unixWindow{f}, nil
}

type unixWindow struct{ *os.File }

func (w unixWindow) Resize(width, height int) error {
	conn, err := w.SyscallConn()
	if err != nil {
		return err
	}
	size := &unix.Winsize{Row: uint16(height), Col: uint16(width)}
	var failed error
	err = conn.Control(func(fd uintptr) { failed = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, size) })
	if err != nil {
		return err
	}
	return failed
}

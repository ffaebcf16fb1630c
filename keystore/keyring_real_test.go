//go:build linux

package keystore

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// These tests use a real bus (dbus-daemon) and a real Secret Service (gnome-keyring-daemon), which they start for
// themselves in folders of their own: the user's bus and keyring are never touched. They run with
// BCTUI_TEST_KEYRING=1 and need the Debian packages dbus and gnome-keyring.
const realVar = "BCTUI_TEST_KEYRING"

// login is a bus with nobody on it, and a home.
type login struct {
	env []string
	bus *exec.Cmd
	con *dbus.Conn // the test's own connection, to watch and to lock
}

func newLogin(t *testing.T) *login {
	t.Helper()
	if os.Getenv(realVar) == "" {
		t.Skipf("set %s=1 to test with a real Secret Service (needs dbus-daemon and gnome-keyring-daemon)", realVar)
	}
	for _, tool := range []string{"dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is set and %s is missing: apt-get install dbus gnome-keyring", realVar, tool)
		}
	}
	home, err := os.MkdirTemp("", "bctui") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	socket := filepath.Join(home, "bus")
	config := filepath.Join(home, "bus.conf")
	// Without service folders nothing is started on demand, so that each test knows who is there.
	write(t, config, []byte(`<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=`+socket+`</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`))
	l := &login{env: []string{"HOME=" + home, "XDG_RUNTIME_DIR=" + home, "XDG_DATA_HOME=" + filepath.Join(home, "data"),
		"XDG_CONFIG_HOME=" + home, "XDG_CACHE_HOME=" + home, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + socket, "DISPLAY=", "WAYLAND_DISPLAY="}}
	l.bus = l.start(t, "", "dbus-daemon", "--config-file="+config, "--nofork", "--print-address")
	l.con, err = dbus.Connect("unix:path="+socket, dbus.WithContext(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// start runs a daemon until the test ends, and waits until it prints a line or closes its output.
func (l *login) start(t *testing.T, stdin string, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), l.env...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil && !errors.Is(err, io.EOF) {
		t.Fatalf("%s: %v", name, err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return cmd
}

// startKeyring starts gnome-keyring, with an open login keyring or with none at all, and waits until it is there.
func (l *login) startKeyring(t *testing.T, withLogin bool) *exec.Cmd {
	t.Helper()
	signals := make(chan *dbus.Signal, 16)
	l.con.Signal(signals)
	defer l.con.RemoveSignal(signals)
	match := []dbus.MatchOption{dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"),
		dbus.WithMatchArg(0, secretsName)}
	if err := l.con.AddMatchSignal(match...); err != nil {
		t.Fatal(err)
	}
	args := []string{"--foreground", "--components=secrets"}
	if withLogin {
		args = append(args, "--unlock")
	}
	daemon := l.start(t, "ci", "gnome-keyring-daemon", args...)
	for s := range signals {
		if s.Name == "org.freedesktop.DBus.NameOwnerChanged" && len(s.Body) == 3 && s.Body[0] == secretsName && s.Body[2] != "" {
			break
		}
	}
	if err := l.con.RemoveMatchSignal(match...); err != nil {
		t.Fatal(err)
	}
	return daemon
}

func (l *login) call(t *testing.T, path dbus.ObjectPath, method string, args ...any) {
	t.Helper()
	if err := l.con.Object(secretsName, path).Call(method, 0, args...).Err; err != nil {
		t.Fatalf("%s: %v", method, err)
	}
}

func (l *login) run(t *testing.T, role string, args ...string) string {
	t.Helper()
	// On a busy machine any call may take longer than the notice.
	return strings.TrimPrefix(strings.TrimPrefix(output(t, child(t, role, l.env, args...)), "waiting"), "\n")
}

func (l *login) expect(t *testing.T, want string, role string, args ...string) {
	t.Helper()
	if got := l.run(t, role, args...); !strings.HasPrefix(got, want) {
		t.Errorf("%s %q: %s, want %s…", role, args, got, want)
	}
}

// Roles of a new process with the real keyring.
func addKeyringRoles(roles map[string]func([]string) error) {
	ring := func(limit time.Duration) *Keyring {
		return NewKeyring(KeyringOptions{Limit: limit, Notice: 20 * time.Millisecond, Waiting: func(Status) { fmt.Println("waiting") }})
	}
	ctx := context.Background()
	const enough = 20 * time.Second
	roles["ring-probe"] = func([]string) error {
		s := ring(2 * time.Second).Probe(ctx)
		fmt.Printf("state=%s backend=%s text=%s hint=%s\n", s.State, s.Backend, s.Text, s.Hint)
		return nil
	}
	roles["ring-set"] = func(args []string) error { return ring(enough).Set(ctx, args[0], args[1]) }
	roles["ring-delete"] = func(args []string) error { return ring(enough).Delete(ctx, args[0]) }
	roles["ring-get"] = func(args []string) error {
		v, err := ring(enough).Get(ctx, args[0])
		if err == nil {
			fmt.Println("value=" + v)
		}
		return err
	}
	// ring-hang overruns its limit, is refused at once, and is served again after it was told to go on.
	roles["ring-hang"] = func(args []string) error {
		k := ring(200 * time.Millisecond)
		tell := func() State {
			_, err := k.Get(ctx, args[0])
			var e *Error
			switch {
			case err == nil:
				return Available
			case errors.As(err, &e):
				return e.State
			}
			fmt.Println(err)
			return Broken
		}
		fmt.Println("first", tell())
		fmt.Println("second", tell())
		fmt.Println("probe", k.Probe(ctx).State)
		fmt.Println("told")
		if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
			return err
		}
		state := tell()
		for end := time.Now().Add(enough); state == Hanging && time.Now().Before(end); state = tell() {
			time.Sleep(10 * time.Millisecond) //nolint:forbidigo // nothing tells that the library has ended its call
		}
		fmt.Println("third", state)
		return nil
	}
}

func TestRealKeyring(t *testing.T) {
	l := newLogin(t)
	l.expect(t, "state=absent backend=Secret Service text=No program offers", "ring-probe")
	l.expect(t, "state=absent", "ring-get", "a")

	daemon := l.startKeyring(t, true)
	l.expect(t, "state=available", "ring-probe")
	l.expect(t, "error="+ErrNotFound.Error(), "ring-get", "a")
	l.expect(t, "error="+ErrNotFound.Error(), "ring-delete", "a")
	for _, value := range []string{canary, "ümläut \"quotes\" $HOME `x` \n two lines", strings.Repeat("x", 10_000)} {
		if out := l.run(t, "ring-set", "a", value); out != "" {
			t.Errorf("set: %s", out)
		}
		if got := l.run(t, "ring-get", "a"); got != "value="+value {
			t.Errorf("a new process gets %.80q, want %.80q", got, value)
		}
	}
	if out := l.run(t, "ring-set", "a", canary); out != "" {
		t.Error(out)
	}
	if out := l.run(t, "ring-set", "b", "another"); out != "" {
		t.Error(out)
	}
	if out := l.run(t, "ring-delete", "b"); out != "" {
		t.Error(out)
	}
	l.expect(t, "error="+ErrNotFound.Error(), "ring-get", "b")
	if items := l.items(t); len(items) != 1 || !strings.Contains(items[0], "'a' on 'bctui'") {
		t.Errorf("in the keyring program: %q, want one readable entry", items)
	}

	// Stopped: a call hangs, others fail at once, and it goes on when the daemon does.
	if err := daemon.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	l.expect(t, "state=hanging", "ring-probe")
	cmd, in, out := l.hang(t)
	if err := daemon.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintln(in, "go on"); err != nil {
		t.Fatal(err)
	}
	if got := readUntil(t, out, ""); !strings.HasSuffix(got, "third available") {
		t.Errorf("after it went on: %s", got)
	}
	_ = cmd.Wait()

	// Locked, without a desktop that could show a prompt.
	l.call(t, secretsPath, secretsIface+".Lock", []dbus.ObjectPath{loginPath})
	l.expect(t, "state=locked", "ring-probe")
	l.expect(t, "state=locked", "ring-get", "a")
	l.expect(t, "state=locked", "ring-set", "a", "x")
	l.expect(t, "state=locked", "ring-delete", "a")

	// Killed in the middle of a call.
	if err := daemon.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	cmd = child(t, "ring-get", l.env, "a")
	out = startAndRead(t, cmd)
	_ = readUntil(t, out, "waiting")
	if err := daemon.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if got := readUntil(t, out, ""); !strings.HasPrefix(got, "state=broken") && !strings.HasPrefix(got, "state=absent") {
		t.Errorf("killed in the middle: %s", got)
	}
	_ = cmd.Wait()
	l.expect(t, "state=absent", "ring-probe")
	l.expect(t, "state=absent", "ring-get", "a")

	// And back again: the secret has survived.
	l.startKeyring(t, true)
	l.expect(t, "value="+canary, "ring-get", "a")
}

func TestRealKeyringWithoutADefault(t *testing.T) {
	l := newLogin(t)
	l.startKeyring(t, false)
	l.expect(t, "state=absent backend=Secret Service text=Secret Service is running and has no default keyring", "ring-probe")
	l.expect(t, "state=absent", "ring-get", "a")
	l.expect(t, "state=absent", "ring-set", "a", "x")
}

// A prompt that nobody answers, and a bus that goes away during it: the library underneath waits for ever in the
// first case and dereferences nil in the second.
func TestRealPromptThatNobodyAnswers(t *testing.T) {
	l := newLogin(t)
	s := &promptingService{con: l.con, prompted: make(chan struct{}, 9)}
	s.export(t)
	l.expect(t, "state=locked", "ring-probe")

	cmd, in, out := l.hang(t)
	if len(s.prompted) != 1 {
		t.Errorf("%d prompts were opened, want 1", len(s.prompted))
	}
	<-s.prompted
	s.dismiss(t)
	if _, err := fmt.Fprintln(in, "go on"); err != nil {
		t.Fatal(err)
	}
	<-s.prompted // the next call may ask again
	s.dismiss(t)
	if got := readUntil(t, out, ""); !strings.HasSuffix(got, "third locked") {
		t.Errorf("after it was dismissed: %s", got)
	}
	_ = cmd.Wait()

	cmd = child(t, "ring-get", l.env, "a")
	out = startAndRead(t, cmd)
	<-s.prompted
	if err := l.bus.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	got := strings.TrimPrefix(readUntil(t, out, ""), "waiting ")
	if !strings.HasPrefix(got, "state=broken") && !strings.HasPrefix(got, "state=absent") {
		t.Errorf("the bus went away: %s", got)
	}
	_ = cmd.Wait()
}

func (l *login) items(t *testing.T) []string {
	t.Helper()
	var paths []dbus.ObjectPath
	err := l.con.Object(secretsName, loginPath).Call("org.freedesktop.Secret.Collection.SearchItems", 0,
		map[string]string{"service": KeyringService}).Store(&paths)
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for _, p := range paths {
		var label string
		if err := property(t.Context(), l.con, p, "org.freedesktop.Secret.Item", "Label", &label); err != nil {
			t.Fatal(err)
		}
		labels = append(labels, label)
	}
	return labels
}

// hang starts a program whose calls of the keyring do not come back, and reads what it tells of that.
func (l *login) hang(t *testing.T) (cmd *exec.Cmd, in io.Writer, out *bufio.Scanner) {
	t.Helper()
	cmd = child(t, "ring-hang", l.env, "a")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out = startAndRead(t, cmd)
	if got := readUntil(t, out, "told"); got != "waiting first hanging second hanging probe hanging" {
		t.Errorf("while it hangs: %s", got)
	}
	return cmd, in, out
}

func startAndRead(t *testing.T, cmd *exec.Cmd) *bufio.Scanner {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return bufio.NewScanner(out)
}

// readUntil gives the lines before the line end (all of them when end is "") as one, without doubles.
func readUntil(t *testing.T, s *bufio.Scanner, end string) string {
	t.Helper()
	var lines []string
	for s.Scan() {
		line := s.Text()
		if end != "" && line == end {
			return strings.Join(lines, " ")
		}
		if len(lines) == 0 || lines[len(lines)-1] != line {
			lines = append(lines, line)
		}
	}
	if end != "" {
		t.Fatalf("the child ended before %q: %q", end, lines)
	}
	return strings.Join(lines, " ")
}

// promptingService is a Secret Service whose keyring is locked and whose prompt waits until dismiss.
type promptingService struct {
	con      *dbus.Conn
	prompted chan struct{}
}

const promptPath = dbus.ObjectPath("/org/freedesktop/secrets/prompt/p1")

func (s *promptingService) export(t *testing.T) {
	t.Helper()
	for _, e := range []struct {
		methods map[string]any
		path    dbus.ObjectPath
		iface   string
	}{
		{map[string]any{"Unlock": func([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
			return nil, promptPath, nil
		}}, secretsPath, secretsIface},
		{map[string]any{"Get": func(string, string) (dbus.Variant, *dbus.Error) {
			return dbus.MakeVariant([]dbus.ObjectPath{loginPath}), nil
		}}, secretsPath, "org.freedesktop.DBus.Properties"},
		{map[string]any{"Get": func(string, string) (dbus.Variant, *dbus.Error) {
			return dbus.MakeVariant(true), nil
		}}, loginPath, "org.freedesktop.DBus.Properties"},
		{map[string]any{"Prompt": func(string) *dbus.Error {
			s.prompted <- struct{}{}
			return nil
		}}, promptPath, "org.freedesktop.Secret.Prompt"},
	} {
		if err := s.con.ExportMethodTable(e.methods, e.path, e.iface); err != nil {
			t.Fatal(err)
		}
	}
	if reply, err := s.con.RequestName(secretsName, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("%v %v", reply, err)
	}
}

func (s *promptingService) dismiss(t *testing.T) {
	t.Helper()
	if err := s.con.Emit(promptPath, "org.freedesktop.Secret.Prompt.Completed", true, dbus.MakeVariant([]dbus.ObjectPath{})); err != nil {
		t.Fatal(err)
	}
}

package keystore

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Some behaviour shows only between processes: a kill in the middle, two writers, a keyring read by a new process.
// The test binary starts itself again with childVar set, and then plays one of the roles below.
const childVar = "BCTUI_KEYSTORE_CHILD"

func TestMain(m *testing.M) {
	if role := os.Getenv(childVar); role != "" {
		os.Exit(playRole(role, os.Args[1:]))
	}
	os.Exit(m.Run())
}

func playRole(role string, args []string) int {
	roles := map[string]func([]string) error{
		"book-die":    roleBookDie,
		"book-add":    roleBookAdd,
		"book-add-on": roleBookAddOn,
		"file-die":    roleFileDie,
	}
	addKeyringRoles(roles)
	play, ok := roles[role]
	if !ok {
		fmt.Println("no role " + role)
		return 2
	}
	if err := play(args); err != nil {
		var e *Error
		if errors.As(err, &e) {
			fmt.Printf("state=%s text=%s hint=%s\n", e.State, e.Text, e.Hint)
		} else {
			fmt.Println("error=" + err.Error())
		}
		return 1
	}
	return 0
}

// child prepares the test binary in a role, with variables set on top of this process's own.
func child(t *testing.T, role string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, args...)
	cmd.Env = append(append(os.Environ(), childVar+"="+role), env...)
	return cmd
}

// output runs a child and gives what it printed, whether it failed or not.
func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// startAndWaitFor starts a child and waits until it prints line; its later output is dropped.
func startAndWaitFor(t *testing.T, cmd *exec.Cmd, line string) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := bufio.NewScanner(out)
	for s.Scan() {
		if strings.TrimSpace(s.Text()) == line {
			return
		}
		t.Logf("child: %s", s.Text())
	}
	t.Fatalf("the child ended before it printed %q", line)
}

const (
	tenantGUID = "7f3c9a0e-1111-4222-8333-444455556666"
	clientGUID = "0B6D1E8F-aaaa-4bbb-8ccc-ddddeeee0001"
)

func contoso(name string) Connection {
	return Connection{Name: name, Tenant: "contoso.onmicrosoft.com", TenantID: tenantGUID, ClientID: clientGUID,
		Environment: "Production", EnvironmentType: "Production", CompanyID: "c0ffee00-0000-4000-8000-000000000001",
		CompanyName: "CRONUS USA, Inc.", SecretIn: InKeyring, SecretExpires: Date{2027, time.January, 31},
		LastUsed: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)}
}

func openBook(t *testing.T, dir string) *Book {
	t.Helper()
	b, err := OpenBook(dir)
	if err != nil {
		t.Fatalf("OpenBook: %v", err)
	}
	return b
}

func put(t *testing.T, b *Book, connections ...Connection) {
	t.Helper()
	for _, c := range connections {
		if err := b.Put(c); err != nil {
			t.Fatalf("Put %s: %v", c.Name, err)
		}
	}
}

func names(b *Book) string {
	var out []string
	for _, c := range b.List() {
		out = append(out, c.Name)
	}
	return strings.Join(out, " ")
}

package keystore

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestBookKeepsConnections(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "yet")
	b := openBook(t, dir)
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("opening a book made its folder")
	}
	if _, ok := b.Last(); ok || len(b.List()) != 0 {
		t.Error("a new book is not empty")
	}
	want := []Connection{contoso("contoso-production"), {
		Name: "Müller \"& Söhne\" 测试", Tenant: "fabrikam.com", ClientID: tenantGUID, Environment: "Sandbox",
		Authority: "http://127.0.0.1:8080", API: "http://127.0.0.1:8080", Scope: "x/.default",
		CompanyName: "Tab\tESC\x1b[31m \\ 'quote' \u202e \"\"\"", SecretIn: InSession,
	}}
	put(t, b, want...)
	for name, book := range map[string]*Book{"this process": b, "the next": openBook(t, dir)} {
		if got := book.List(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
	if runtime.GOOS != "windows" {
		if got := modeOf(t, dir); got != 0o700 {
			t.Errorf("mode of the folder %o, want 700", got)
		}
		if got := modeOf(t, b.Path()); got != 0o600 {
			t.Errorf("mode of the file %o, want 600", got)
		}
	}
}

func TestFindingAConnection(t *testing.T) {
	b := openBook(t, t.TempDir())
	put(t, b, contoso("Contoso"))
	for name, want := range map[string]bool{"Contoso": true, "contoso": true, "CONTOSO": true, "conto": false, "": false} {
		if c, ok := b.Get(name); ok != want || ok && c.Name != "Contoso" {
			t.Errorf("%q: %q %v", name, c.Name, ok)
		}
	}
	if got := b.Suggest("contoso.com", ""); got != "contoso-2" {
		t.Errorf("Suggest = %q, want one that does not differ in capitals only", got)
	}
}

func TestLastUsed(t *testing.T) {
	dir := t.TempDir()
	b := openBook(t, dir)
	unused := func(name string) Connection {
		c := contoso(name)
		c.LastUsed = time.Time{}
		return c
	}
	put(t, b, unused("a"), unused("b"), unused("c"))
	if c, _ := b.Last(); c.Name != "c" {
		t.Errorf("none used: %s, want the one saved last", c.Name)
	}
	noon := time.Date(2026, 11, 23, 12, 0, 0, 123456789, time.UTC)
	if err := b.Touch("a", noon); err != nil {
		t.Fatal(err)
	}
	if err := b.Touch("b", noon.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if c, _ := openBook(t, dir).Last(); c.Name != "a" || !c.LastUsed.Equal(noon) {
		t.Errorf("last = %s %s", c.Name, c.LastUsed)
	}
	if err := b.Touch("nobody", noon); !errors.Is(err, ErrNoConnection) || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("Touch of nobody: %v", err)
	}
}

func TestRename(t *testing.T) {
	b := openBook(t, t.TempDir())
	put(t, b, contoso("a"), contoso("b"))
	if err := b.Rename("a", " main "); err != nil {
		t.Fatal(err)
	}
	if names(b) != "main b" {
		t.Errorf("%s", names(b))
	}
	var invalid *InvalidError
	if err := b.Rename("b", "Main"); !errors.As(err, &invalid) || !strings.Contains(err.Error(), "main-2") {
		t.Errorf("a taken name: %v, want a refusal with another name", err)
	}
	if err := b.Rename("main", "Main"); err != nil { // capitals only, of its own
		t.Error(err)
	}
	if err := b.Rename("b", "x\x00"); !errors.As(err, &invalid) {
		t.Errorf("a bad name: %v", err)
	}
	if err := b.Rename("nobody", "x"); !errors.Is(err, ErrNoConnection) {
		t.Errorf("nobody: %v", err)
	}
}

// Two programs with the file open: neither undoes what the other has done.
func TestTwoBooksOfOneFile(t *testing.T) {
	dir := t.TempDir()
	one, two := openBook(t, dir), openBook(t, dir)
	put(t, one, contoso("a"))
	put(t, two, contoso("b"))
	if err := one.Touch("a", time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if err := two.Update("a", func(c *Connection) { c.CompanyName = "CRONUS"; c.Name = "ignored" }); err != nil {
		t.Fatal(err)
	}
	a, _ := openBook(t, dir).Get("a")
	if a.LastUsed.Year() != 2027 || a.CompanyName != "CRONUS" || names(openBook(t, dir)) != "a b" {
		t.Errorf("%s, %+v", names(openBook(t, dir)), a)
	}
	// What a book has not seen it does not write over.
	other := contoso("c")
	other.ClientID = tenantGUID
	put(t, one, other)
	var invalid *InvalidError
	if err := two.Put(contoso("c")); !errors.As(err, &invalid) {
		t.Errorf("a name given by another process: %v", err)
	}
	if err := two.Put(contoso("d")); err != nil {
		t.Error(err)
	}
	// What it has seen it may change.
	edited := contoso("d")
	edited.Tenant = "contoso.com"
	if err := two.Put(edited); err != nil {
		t.Error(err)
	}
}

func TestUnknownKeysOfAnotherVersionStay(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, BookName), []byte(`{
  "about": "of another version",
  "version": 1,
  "theme": "dark",
  "connections": [
    {
      "name": "a",
      "tenant": "contoso.com",
      "client_id": "`+clientGUID+`",
      "secret_in": "hardware",
      "company_id": null,
      "certificate": {
        "path": "x.pem", "ids": [1, 2], "path": "twice"
      },
      "secret_expires": "2027-01-31",
      "last_used": "2026-11-23T08:30:00Z"
    },
    { "name": "b", "tenant": "contoso.com", "client_id": "`+clientGUID+`", "colour": "r\u0065d", "connections": 7,
      "limits": [12345678901234567890.1234567890, 1E400, -0, 100e-2] }
  ],
  "columns": { "customers": ["number", "M\ufffdller \ud800"] }
}`))
	b := openBook(t, dir)
	a, _ := b.Get("a")
	if a.SecretIn != Nowhere || a.SecretExpires.String() != "2027-01-31" || a.LastUsed.Year() != 2026 {
		t.Errorf("read as %+v", a)
	}
	if err := b.Touch("b", time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if err := b.Rename("b", "c"); err != nil {
		t.Fatal(err)
	}
	checkFile(t, b, `{
  "about": "`+bookAbout+`",
  "version": 1,
  "connections": [
    {
      "name": "a",
      "tenant": "contoso.com",
      "client_id": "`+clientGUID+`",
      "company_id": null,
      "secret_in": "hardware",
      "secret_expires": "2027-01-31",
      "last_used": "2026-11-23T08:30:00Z",
      "certificate": {
        "path": "x.pem", "ids": [1, 2], "path": "twice"
      }
    },
    {
      "name": "c",
      "tenant": "contoso.com",
      "client_id": "`+clientGUID+`",
      "last_used": "2027-01-01T00:00:00Z",
      "colour": "r\u0065d",
      "connections": 7,
      "limits": [12345678901234567890.1234567890, 1E400, -0, 100e-2]
    }
  ],
  "theme": "dark",
  "columns": { "customers": ["number", "M\ufffdller \ud800"] }
}
`)
	if err := b.SecretStored("a", InFile, Date{}); err != nil {
		t.Fatal(err)
	}
	if a, _ := openBook(t, dir).Get("a"); a.SecretIn != InFile || !a.SecretExpires.IsZero() {
		t.Errorf("a word of another version cannot be changed: %+v", a)
	}
}

func checkFile(t *testing.T, b *Book, want string) {
	t.Helper()
	data, err := os.ReadFile(b.Path())
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != want {
		t.Errorf("the file is\n%s\nwant\n%s", data, want)
	}
}

// The file is for the program, and a person who looks into it finds a connection at a glance.
func TestFileCanBeRead(t *testing.T) {
	b := openBook(t, t.TempDir())
	put(t, b, contoso("contoso <main> & more"))
	if err := b.Update("contoso <main> & more", func(c *Connection) { c.CompanyName = "a\"\\\n\x1b\u2028ü\xff\U0001F600" }); err != nil {
		t.Fatal(err)
	}
	checkFile(t, b, `{
  "about": "`+bookAbout+`",
  "version": 1,
  "connections": [
    {
      "name": "contoso <main> & more",
      "tenant": "contoso.onmicrosoft.com",
      "tenant_id": "`+tenantGUID+`",
      "client_id": "`+clientGUID+`",
      "environment": "Production",
      "environment_type": "Production",
      "company_id": "c0ffee00-0000-4000-8000-000000000001",
      "company_name": "a\"\\\n\u001b\u2028ü\ufffd😀",
      "secret_in": "keyring",
      "secret_expires": "2027-01-31",
      "last_used": "2026-11-23T08:30:00Z"
    }
  ]
}
`)
	if left, err := b.ForgetAll(t.Context()); err != nil || len(left) != 1 {
		t.Fatalf("%v %v", left, err)
	}
	checkFile(t, b, `{
  "about": "`+bookAbout+`",
  "version": 1,
  "connections": []
}
`)
}

func TestASecretWrittenIntoTheFileByHand(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, BookName), []byte(`{
		"password": "`+canary+`",
		"connections": [{"name": "a", "tenant": "contoso.com", "client_id": "`+clientGUID+`", "Client-Secret": "`+canary+`"}]
	}`))
	b := openBook(t, dir)
	warned := strings.Join(b.Warnings(), "\n")
	if len(b.Warnings()) != 2 || !strings.Contains(warned, "Client-Secret") || !strings.Contains(warned, "connection a") {
		t.Errorf("warnings: %q", warned)
	}
	checkNoCanary(t, warned+fmt.Sprintf("%+v", b.List()))
	if err := b.Touch("a", time.Now()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(b.Path())
	if err != nil {
		t.Fatal(err)
	}
	checkNoCanary(t, string(data))
	if len(b.Warnings()) != 0 {
		t.Errorf("still warned: %q", b.Warnings())
	}
}

// People edit files: what can be understood is, and nothing is called damaged for a missing name.
func TestFileEditedByHand(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"names": {"\ufeff" + `{ "connections": [
			{ "tenant": "contoso.com", "client_id": "1", "environment": "Production" },
			{ "tenant": "contoso.com", "client_id": "2", "environment": "Production", "name": "same" },
			{ "tenant": "contoso.com", "client_id": "3", "environment": "Production", "name": "Same" },
			{ "tenant": "contoso.com", "client_id": "4", "environment": "Production", "name": "a\u202eb" },
			{ "tenant": "contoso.com", "client_id": "5", "environment": "Sandbox", "name": "a\u0000b" }
			]}`, "contoso-production same same-2 contoso-production-2 contoso-sandbox"},
		"null for nothing":     {`{"connections": [{"name": "a", "tenant": "t", "client_id": "c", "last_used": null, "secret_in": null}]}`, "a"},
		"no list":              {`{"version": 1}`, ""},
		"null for a list":      {`{"connections": null}`, ""},
		"line ends of Windows": {"{\r\n\"connections\": [\r\n{\"name\": \"a\", \"tenant\": \"t\", \"client_id\": \"c\"}\r\n]\r\n}\r\n", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, BookName), []byte(c.text))
			b := openBook(t, dir)
			if got := names(b); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			put(t, b, contoso("new"))
			if got := names(openBook(t, dir)); got != strings.TrimSpace(c.want+" new") {
				t.Errorf("after a change: %q", got)
			}
		})
	}
}

// A file that the next start would refuse is not written.
func TestFileThatWouldBeTooLong(t *testing.T) {
	dir := t.TempDir()
	long := []byte(`{"later": "` + strings.Repeat("x", maxBook-100) + `"}`)
	write(t, filepath.Join(dir, BookName), long)
	b := openBook(t, dir)
	var invalid *InvalidError
	if err := b.Put(contoso("a")); !errors.As(err, &invalid) || !strings.Contains(err.Error(), "too long") {
		t.Errorf("Put: %v, want a refusal", err)
	}
	checkSame(t, b.Path(), long)
	if names(b) != "" {
		t.Errorf("the book has %s, and the file has not", names(b))
	}
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	blocker := filepath.Join(t.TempDir(), "file")
	write(t, blocker, []byte("x"))
	dir := filepath.Join(blocker, "bctui")
	b, err := OpenBook(dir)
	if b == nil {
		t.Fatal("no book")
	}
	checkFolderError(t, "open", err, dir)
	checkFolderError(t, "put", b.Put(contoso("a")), blocker)

	// A folder where the file has to be.
	dir = t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, BookName), 0o700); err != nil {
		t.Fatal(err)
	}
	b, err = OpenBook(dir)
	checkFolderError(t, "open", err, dir)
	checkFolderError(t, "put", b.Put(contoso("a")), dir)
}

func checkFolderError(t *testing.T, what string, err error, path string) {
	t.Helper()
	var folder *FolderError
	if !errors.As(err, &folder) || !strings.Contains(err.Error(), path) || folder.Hint == "" {
		t.Errorf("%s: %v (%T), want a FolderError that names %s", what, err, err, path)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("rights do not bind this user: run the test as someone else than root, on Unix")
	}
	dir := t.TempDir()
	put(t, openBook(t, dir), contoso("a"))
	if err := os.Remove(filepath.Join(dir, BookName+".lock")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	b := openBook(t, dir) // reading works
	if names(b) != "a" {
		t.Errorf("%s", names(b))
	}
	err := b.Touch("a", time.Now())
	checkFolderError(t, "touch", err, dir)
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "BCTUI_CONFIG_DIR") {
		t.Errorf("%v", err)
	}
	if err := os.Chmod(filepath.Join(dir, BookName), 0); err != nil {
		t.Fatal(err)
	}
	b, err = OpenBook(dir)
	checkFolderError(t, "open", err, dir)
	if len(b.List()) != 0 {
		t.Error("an unreadable book is not empty")
	}
}

func TestLinkedFileStaysALink(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	target := filepath.Join(elsewhere, "bctui.json")
	write(t, target, []byte("{}"))
	if err := os.Symlink(target, filepath.Join(dir, BookName)); err != nil {
		t.Skipf("no links here: %v", err)
	}
	put(t, openBook(t, dir), contoso("a"))
	if data, err := os.ReadFile(target); err != nil || !bytes.Contains(data, []byte("contoso")) {
		t.Errorf("the target was not written: %v", err)
	}
	if info, err := os.Lstat(filepath.Join(dir, BookName)); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	if names(openBook(t, dir)) != "a" {
		t.Error("the connection is lost")
	}
}

func FuzzBookFile(f *testing.F) {
	f.Add([]byte(`{"version": 1, "connections": [{"name": "a", "tenant": "t", "client_id": "c", "secret_expires": "2027-01-31"}]}`))
	f.Add([]byte(`{"connections": [{"tenant": "t", "client_id": "c", "x": {"y": [1, "a"]}}], "z": 1e400}`))
	f.Add([]byte(`{"connections": 5}`))
	f.Add([]byte(`{"connections": [{"tenant": "t", "client_id": "c", "last_used": "2026-01-01T00:00:00.5+02:00", "name": null}], "\ud800": {}}`))
	f.Add([]byte(`{"connections": [{"tenant": "t", "client_id": "c"}, {"tenant`))
	f.Add([]byte("\ufeff{\"a\": \"\xff\", \"a\": 1} x"))
	f.Add([]byte("\x00\xff[["))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, damage := parsePage(data)
		text := bytes.TrimPrefix(data, []byte("\ufeff"))
		if damage == "" && len(bytes.TrimSpace(text)) > 0 && !json.Valid(text) {
			t.Fatal("what is no JSON was read as whole")
		}
		out := p.format() // of a damaged file too: what was read of it is written with the next change
		again, damage := parsePage(out)
		if damage != "" {
			t.Fatalf("written so that it cannot be read: %s\n%s", damage, out)
		}
		if len(again.entries) != len(p.entries) {
			t.Fatalf("%d connections became %d", len(p.entries), len(again.entries))
		}
		for i := range p.entries {
			if a, b := p.entries[i].conn, again.entries[i].conn; !a.LastUsed.Equal(b.LastUsed) || a.Name != b.Name || a.SecretID() != b.SecretID() {
				t.Errorf("connection %d changed:\n%+v\n%+v", i, a, b)
			}
		}
		if third := again.format(); string(third) != string(out) {
			t.Errorf("written again, it is another file:\n%s\n%s", out, third)
		}
	})
}

func BenchmarkOpenBook(b *testing.B) {
	dir := b.TempDir()
	book, err := OpenBook(dir)
	if err != nil {
		b.Fatal(err)
	}
	for i := range 20 {
		if err := book.Put(contoso(fmt.Sprintf("contoso-%d", i))); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := OpenBook(dir); err != nil {
			b.Fatal(err)
		}
	}
}

package keystore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// dieAt ends the process, as kill -9 does, when a write reaches step.
func dieAt(step string) func(string) {
	return func(s string) {
		if s != step {
			return
		}
		me, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = me.Kill()
		}
		fmt.Println("still alive:", err)
		select {}
	}
}

func roleBookDie(args []string) error {
	b, err := OpenBook(args[0])
	if err != nil {
		return err
	}
	b.step = dieAt(args[1])
	return b.Put(contoso("new"))
}

func roleBookAdd(args []string) error {
	b, err := OpenBook(args[0])
	if err != nil {
		return err
	}
	for i := range 5 {
		if err := b.Put(contoso(fmt.Sprintf("%s-%d", args[1], i))); err != nil {
			return err
		}
	}
	return nil
}

// roleBookAddOn writes until it is killed.
func roleBookAddOn(args []string) error {
	b, err := OpenBook(args[0])
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		if err := b.Update("a", func(c *Connection) { c.CompanyName = strings.Repeat("x", i%4000) }); err != nil {
			return err
		}
		if i == 0 {
			fmt.Println("writing")
		}
	}
}

func TestDeadWriter(t *testing.T) {
	for _, step := range []string{stepCreated, stepHalf, stepSynced, stepRenamed} {
		t.Run(step, func(t *testing.T) {
			dir := t.TempDir()
			put(t, openBook(t, dir), contoso("old"))
			if out := output(t, child(t, "book-die", nil, dir, step)); out != "" {
				t.Fatalf("the child did not die: %s", out)
			}
			if left := leftovers(filepath.Join(dir, BookName)); (len(left) == 0) != (step == stepRenamed) {
				t.Fatalf("the child left %v", left) // else this test shows nothing
			}
			b := openBook(t, dir)
			want := "old"
			if step == stepRenamed {
				want = "old new"
			}
			if names(b) != want {
				t.Errorf("%s, want %s", names(b), want)
			}
			if left := leftovers(b.Path()); len(left) != 0 {
				t.Errorf("leftovers after the next start: %v", left)
			}
			put(t, b, contoso("next")) // and the dead process holds no lock
		})
	}
}

// The same without choosing the moment.
func TestWriterKilledAtAnyMoment(t *testing.T) {
	dir := t.TempDir()
	put(t, openBook(t, dir), contoso("a"), contoso("b"))
	for range 5 {
		cmd := child(t, "book-add-on", nil, dir)
		startAndWaitFor(t, cmd, "writing")
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		b := openBook(t, dir)
		if names(b) != "a b" {
			t.Fatalf("%s, want a b", names(b))
		}
		if a, _ := b.Get("a"); strings.Trim(a.CompanyName, "x") != "" {
			t.Errorf("half a value: %q", a.CompanyName)
		}
	}
}

// Whoever reads while others write finds a whole file, without waiting for a lock.
func TestReaderBesideAWriter(t *testing.T) {
	dir := t.TempDir()
	put(t, openBook(t, dir), contoso("a"))
	cmd := child(t, "book-add-on", nil, dir)
	startAndWaitFor(t, cmd, "writing")
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	seen := map[int]bool{}
	for n := 0; n < 20_000 && len(seen) < 50; n++ {
		b := openBook(t, dir)
		a, ok := b.Get("a")
		if !ok {
			t.Fatal("the connection is gone for a moment")
		}
		seen[len(a.CompanyName)] = true
	}
	if len(seen) < 2 {
		t.Error("nothing was written meanwhile, so nothing was shown")
	}
}

func TestManyProcessesAddConnections(t *testing.T) {
	dir := t.TempDir()
	const processes = 4
	var wg sync.WaitGroup
	for i := range processes {
		cmd := child(t, "book-add", nil, dir, fmt.Sprintf("p%d", i))
		wg.Go(func() {
			if out := output(t, cmd); out != "" {
				t.Errorf("process %d: %s", i, out)
			}
		})
	}
	// And one that has the file open all the while, with several goroutines.
	b := openBook(t, dir)
	for i := range 3 {
		wg.Go(func() {
			if err := b.Put(contoso(fmt.Sprintf("here-%d", i))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := len(openBook(t, dir).List()); got != processes*5+3 {
		t.Errorf("%d connections, want %d", got, processes*5+3)
	}
}

func TestDamagedFile(t *testing.T) {
	whole := func(t *testing.T) []byte {
		dir := t.TempDir()
		put(t, openBook(t, dir), contoso("a"), contoso("b"))
		data, err := os.ReadFile(filepath.Join(dir, BookName))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}(t)
	second := strings.LastIndex(string(whole), "{")
	with := func(before, after string) []byte {
		if strings.Count(string(whole), before) == 0 {
			t.Fatalf("no %s in the file", before)
		}
		at := strings.LastIndex(string(whole), before)
		return []byte(string(whole[:at]) + after + string(whole[at+len(before):]))
	}
	entry := func(keys string) []byte {
		return []byte(`{"connections": [{"name": "a", "tenant": "t", "client_id": "c"}, {"name": "b", "tenant": "t", "client_id": "c"` + keys + `}]}`)
	}
	for name, c := range map[string]struct {
		data []byte
		kept string
		says string
	}{
		"binary":                    {[]byte("\x00\x01\x02\xff\xfe"), "", "line 1 "},
		"only zeros":                {make([]byte, 300), "", "line 1 "}, // as some file systems leave it after a power cut
		"UTF-16":                    {[]byte("\xff\xfe{\x00}\x00"), "", "line 1 "},
		"cut in a line":             {whole[:len(whole)-60], "a", "line 28 "},
		"cut in the first":          {whole[:second-200], "", "line "},
		"cut in the second":         {whole[:second+1], "a", "line 18 "},
		"cut behind the second":     {whole[:len(whole)-len("\n  ]\n}\n")], "a b", "line 30 "},
		"cut behind the list":       {whole[:len(whole)-len("\n}\n")], "a b", "line 31 "},
		"more behind the end":       {append(whole[:len(whole):len(whole)], "}"...), "a b", "line 33 "},
		"two in one":                {append(whole[:len(whole):len(whole)], whole...), "a b", "line 33 "},
		"a comma too many":          {with("\n  ]", ",\n  ]"), "a b", "line 31 "},
		"a comma too few":           {with("},", "}"), "a", "line 18 "},
		"a comment":                 {with("{\n", "{ // mine\n"), "a", "line 18 "},
		"a line break in text":      {with("CRONUS USA", "CRONUS\nUSA"), "a", "line 26 "},
		"a zero byte in text":       {with("CRONUS USA", "CRONUS\x00USA"), "a", "line 26 "},
		"a wrong type":              {entry(`}, {"tenant": 5, "client_id": "c"`), "a b", "connection 3: tenant: "},
		"a number for a connection": {entry(`}, 5, {"name": "d", "tenant": "t", "client_id": "c"`), "a b d", "connection 3: "},
		"a key twice":               {entry(`, "tenant": "other"`), "a", `connection 2: "tenant" is there twice`},
		"a key twice in disguise":   {entry(`, "t\u0065nant": "other"`), "a", `connection 2: "tenant" is there twice`},
		"two lists":                 {with("\n  ]", "\n  ], \"connections\": []"), "a b", `"connections" is there twice`},
		"another code page":         {[]byte("{\"connections\": [{\"name\": \"M\xfcller\", \"tenant\": \"t\", \"client_id\": \"c\"}]}"), "t", "UTF-8"},
		"something else":            {[]byte("\n<html>sign in to the proxy</html>"), "", "line 2 "},
		"another format":            {[]byte("[]"), "", "{"},
		"nothing said":              {[]byte("null"), "", "{"},
		"no list":                   {[]byte(`{"connections": 5}`), "", "list"},
		"an object for the list":    {[]byte(`{"connections": {"a": {"tenant": "t"}}}`), "", "list"},
		"far too long":              {[]byte(`{}` + strings.Repeat(" \n", 5<<20)), "", "long"},
		"far too deep":              {entry(`, "x": ` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)), "a", "line 1 "},
		"not a date":                {with("2027-01-31", "soon"), "a", "connection 2: secret_expires: "},
		"not a time":                {with("2026-11-23T08", "yesterday"), "a", "connection 2: last_used: "},
		"no tenant":                 {[]byte(`{"connections": [{"client_id": "c", "tenant": ""}]}`), "", "connection 1: tenant "},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, BookName)
			write(t, path, c.data)
			when := time.Date(2026, 11, 23, 6, 1, 2, 0, time.UTC)
			if err := os.Chtimes(path, when, when); err != nil {
				t.Fatal(err)
			}

			var b *Book
			for range 3 { // three starts, one copy
				var err error
				b, err = OpenBook(dir)
				var damaged *DamagedError
				if !errors.As(err, &damaged) {
					t.Fatalf("OpenBook: %v, want a DamagedError", err)
				}
				if want := filepath.Join(dir, "connections.damaged-20261123-060102.json"); damaged.Copy != want || damaged.Path != path {
					t.Errorf("copy %s, want %s", damaged.Copy, want)
				}
				if !strings.Contains(err.Error(), damaged.Copy) || !strings.Contains(err.Error(), path) {
					t.Errorf("the message names neither file: %v", err)
				}
				if !strings.Contains(damaged.Text, c.says) {
					t.Errorf("%q, want %q in it", damaged.Text, c.says)
				}
				checkSame(t, damaged.Copy, c.data)
				checkSame(t, path, c.data)
				if names(b) != c.kept || damaged.Kept != len(b.List()) {
					t.Errorf("kept %q (%d), want %q", names(b), damaged.Kept, c.kept)
				}
			}
			if copies, _ := filepath.Glob(filepath.Join(dir, "*damaged*")); len(copies) != 1 {
				t.Errorf("copies: %v", copies)
			}

			put(t, b, contoso("new")) // the program goes on
			if got := names(openBook(t, dir)); got != strings.TrimSpace(c.kept+" new") {
				t.Errorf("after a change: %s", got)
			}
			copies, _ := filepath.Glob(filepath.Join(dir, "*damaged*"))
			if len(copies) != 1 {
				t.Fatalf("copies: %v", copies)
			}
			checkSame(t, copies[0], c.data)
		})
	}
}

func checkSame(t *testing.T, path string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != string(want) {
		t.Errorf("%s is not what it was: %v", path, err)
	}
}

// The file gets damaged while the program runs: what the program knows is not lost with it.
func TestFileDamagedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	b := openBook(t, dir)
	put(t, b, contoso("a"))
	write(t, b.Path(), []byte("<<<<<<< HEAD"))
	put(t, b, contoso("b"))
	if names(openBook(t, dir)) != "a b" {
		t.Errorf("%s", names(openBook(t, dir)))
	}
	copies, _ := filepath.Glob(filepath.Join(dir, "*damaged*"))
	if len(copies) != 1 {
		t.Fatalf("copies: %v", copies)
	}
	checkSame(t, copies[0], []byte("<<<<<<< HEAD"))
}

func TestDamagedFileThatCannotBeCopiedIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, BookName)
	write(t, path, []byte("<<<<<<< HEAD"))
	when := time.Date(2026, 11, 23, 6, 1, 2, 0, time.UTC)
	if err := os.Chtimes(path, when, when); err != nil {
		t.Fatal(err)
	}
	// Every name that a copy could have is taken.
	for n := range 101 {
		name := "connections.damaged-20261123-060102.json"
		if n > 0 {
			name = fmt.Sprintf("connections.damaged-20261123-060102-%d.json", n)
		}
		write(t, filepath.Join(dir, name), []byte("another"))
	}
	b, err := OpenBook(dir)
	var damaged *DamagedError
	if !errors.As(err, &damaged) || damaged.Copy != "" || damaged.Err == nil {
		t.Fatalf("OpenBook: %#v", err)
	}
	if err := b.Put(contoso("a")); !errors.As(err, &damaged) {
		t.Errorf("Put: %v, want a refusal", err)
	}
	checkSame(t, path, []byte("<<<<<<< HEAD"))
}

// bctui never leaves an empty file: somebody lost connections, and must hear of it.
func TestEmptyFileIsDamaged(t *testing.T) {
	for name, data := range map[string]string{"no byte": "", "a line": "\n", "a byte order mark": "\ufeff"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, BookName)
			write(t, path, []byte(data))
			b, err := OpenBook(dir)
			var damaged *DamagedError
			if !errors.As(err, &damaged) || !strings.Contains(err.Error(), "empty") || strings.Contains(err.Error(), "repair") {
				t.Fatalf("OpenBook: %v", err)
			}
			checkSame(t, damaged.Copy, []byte(data))
			put(t, b, contoso("new"))
			if got := names(openBook(t, dir)); got != "new" {
				t.Errorf("after a change: %s", got)
			}
		})
	}
}

func TestAFileOfANewerVersionIsReadAndNotChanged(t *testing.T) {
	entry := `{"name": "a", "tenant": "t", "client_id": "c"}`
	for name, c := range map[string]struct{ data, kept string }{
		"nothing in it":     {`{"version": 999, "connections": []}`, ""},
		"a connection":      {`{"version": 2, "connections": [` + entry + `]}`, "a"},
		"version last":      {`{"connections": [` + entry + `], "version": 2}`, "a"},
		"version in quotes": {`{"version": "2", "connections": []}`, ""},
		"a fraction":        {`{"version": 1.5, "connections": []}`, ""},
		"a great number":    {`{"version": 1e999, "connections": []}`, ""},
		"another list":      {`{"version": 2, "connections": {"a": ` + entry + `}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, BookName)
			write(t, path, []byte(c.data))
			b, err := OpenBook(dir)
			var newer *NewerError
			if !errors.As(err, &newer) || newer.Path != path || !strings.Contains(err.Error(), "newer bctui") {
				t.Fatalf("OpenBook: %v, want a NewerError", err)
			}
			if names(b) != c.kept {
				t.Errorf("read %q, want %q", names(b), c.kept)
			}
			if err := b.Put(contoso("new")); !errors.As(err, &newer) {
				t.Errorf("Put: %v, want a refusal", err)
			}
			if _, err := b.ForgetAll(t.Context()); !errors.As(err, &newer) {
				t.Errorf("ForgetAll: %v, want a refusal", err)
			}
			checkSame(t, path, []byte(c.data))
			if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) > 2 { // the file and its lock
				t.Errorf("files: %v", files)
			}
		})
	}
}

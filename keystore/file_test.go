package keystore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"filippo.io/age"
)

// quickFile is a vault whose passphrase is asked for and answered; the low work factor keeps tests fast.
func quickFile(t *testing.T, dir, passphrase string) *File {
	t.Helper()
	f := NewFile(filepath.Join(dir, FileName), func(context.Context, bool) (string, error) { return passphrase, nil })
	f.workFactor = 8
	return f
}

func TestFileKeepsSecretsBetweenRuns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	ctx := t.Context()
	binary := "\x00\xff\xfe blanks \r\n"
	first := quickFile(t, dir, "four words of mine")
	for id, value := range map[string]string{"a": canary, "b": binary} {
		if err := first.Set(ctx, id, value); err != nil {
			t.Fatal(err)
		}
	}
	second := quickFile(t, dir, "four words of mine")
	for id, want := range map[string]string{"a": canary, "b": binary} {
		if got, err := second.Get(ctx, id); got != want || err != nil {
			t.Errorf("%s: %q, %v", id, got, err)
		}
	}
	if err := second.Delete(ctx, "b"); err != nil {
		t.Error(err)
	}
	if _, err := first.Get(ctx, "b"); !errors.Is(err, ErrNotFound) {
		t.Errorf("the other process still sees what was deleted: %v", err)
	}
	data, err := os.ReadFile(second.Path())
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(data, []byte("canary")) || !bytes.HasPrefix(data, []byte("age-encryption.org/v1\n")) {
		t.Errorf("the file is not encrypted by age: %.60q", data)
	}
	if runtime.GOOS != "windows" {
		if got := modeOf(t, second.Path()); got != 0o600 {
			t.Errorf("mode of the file %o, want 600", got)
		}
		if got := modeOf(t, dir); got != 0o700 {
			t.Errorf("mode of the folder %o, want 700", got)
		}
	}
}

func modeOf(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestPassphraseIsAskedForOnce(t *testing.T) {
	var asked []bool
	f := NewFile(filepath.Join(t.TempDir(), FileName), func(_ context.Context, isNew bool) (string, error) {
		asked = append(asked, isNew)
		return "four words of mine", nil
	})
	f.workFactor = 8
	ctx := t.Context()
	if _, err := f.Get(ctx, "a"); !errors.Is(err, ErrNotFound) || len(asked) != 0 || f.Exists() {
		t.Errorf("Get without a file: %v, asked %d times", err, len(asked))
	}
	if err := f.Delete(ctx, "a"); !errors.Is(err, ErrNotFound) || len(asked) != 0 {
		t.Errorf("Delete without a file: %v, asked %d times", err, len(asked))
	}
	for _, id := range []string{"a", "b"} {
		if err := f.Set(ctx, id, canary); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Get(ctx, id); err != nil {
			t.Error(err)
		}
	}
	if len(asked) != 1 || !asked[0] {
		t.Errorf("asked %v, want once, for a new file", asked)
	}

	asked = nil
	again := NewFile(f.path, f.ask)
	again.workFactor = 8
	if _, err := again.Get(ctx, "a"); err != nil || len(asked) != 1 || asked[0] {
		t.Errorf("%v, asked %v, want once, for a file that exists", err, asked)
	}
}

func TestWrongPassphraseIsToldApartFromDamage(t *testing.T) {
	dir := t.TempDir()
	ctx := t.Context()
	good := quickFile(t, dir, "right")
	if err := good.Set(ctx, "a", canary); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(good.Path())
	if err != nil {
		t.Fatal(err)
	}

	answers := []string{"wrong", "right"}
	f := NewFile(good.Path(), func(context.Context, bool) (string, error) {
		answer := answers[0]
		answers = answers[1:]
		return answer, nil
	})
	f.workFactor = 8
	_, err = f.Get(ctx, "a")
	if !errors.Is(err, ErrWrongPassphrase) || errors.Is(err, ErrDamaged) || stateOf(t, err) != Denied {
		t.Errorf("wrong passphrase: %v", err)
	}
	if got, err := f.Get(ctx, "a"); got != canary || err != nil {
		t.Errorf("asked again and answered right: %q, %v", got, err)
	}

	flipped := bytes.Clone(whole)
	flipped[len(flipped)-5] ^= 1
	for name, data := range map[string][]byte{
		"empty": {}, "cut in the header": whole[:30], "cut in the body": whole[:len(whole)-9], "one bit": flipped,
		"something else": []byte("not age at all"), "grown": append(bytes.Clone(whole), 'x'),
	} {
		write(t, good.Path(), data)
		f := quickFile(t, dir, "right")
		_, err := f.Get(ctx, "a")
		if !errors.Is(err, ErrDamaged) || errors.Is(err, ErrWrongPassphrase) || stateOf(t, err) != Broken {
			t.Errorf("%s: %v, want damaged", name, err)
		}
		for _, change := range []error{f.Set(ctx, "b", "x"), f.Delete(ctx, "a")} {
			if !errors.Is(change, ErrDamaged) {
				t.Errorf("%s: a change gave %v", name, change)
			}
		}
		if now, err := os.ReadFile(good.Path()); err != nil || !bytes.Equal(now, data) {
			t.Errorf("%s: the damaged file was written over", name)
		}
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFileOfOthersIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	ctx := t.Context()
	encrypt := func(plain string) []byte {
		to, err := age.NewScryptRecipient("right")
		if err != nil {
			t.Fatal(err)
		}
		to.SetWorkFactor(8)
		var out bytes.Buffer
		w, err := age.Encrypt(&out, to)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprint(w, plain); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	for _, plain := range []string{`{"version":2,"vault":"of a newer bctui"}`, `dear diary, ` + canary} {
		data := encrypt(plain)
		path := filepath.Join(dir, FileName)
		write(t, path, data)
		f := quickFile(t, dir, "right")
		err := f.Set(ctx, "a", "x")
		if stateOf(t, err) != Broken {
			t.Errorf("%v", err)
		}
		checkNoCanary(t, fmt.Sprintf("%v %+v", err, errors.Unwrap(err)))
		if now, _ := os.ReadFile(path); !bytes.Equal(now, data) {
			t.Error("the file was written over")
		}
	}
}

func TestPassphraseNotGiven(t *testing.T) {
	errGaveUp := errors.New("esc")
	for name, answer := range map[string]func() (string, error){
		"gave up": func() (string, error) { return "", errGaveUp },
		"empty":   func() (string, error) { return "", nil },
	} {
		f := NewFile(filepath.Join(t.TempDir(), FileName), func(context.Context, bool) (string, error) { return answer() })
		err := f.Set(t.Context(), "a", canary)
		if stateOf(t, err) != Locked || f.Exists() {
			t.Errorf("%s: %v, file exists: %v", name, err, f.Exists())
		}
		if name == "gave up" && !errors.Is(err, errGaveUp) {
			t.Errorf("the reason is lost: %v", err)
		}
	}
	f := NewFile(filepath.Join(t.TempDir(), FileName), nil)
	if err := f.Set(t.Context(), "a", canary); stateOf(t, err) != Locked {
		t.Errorf("without anyone to ask: %v", err)
	}
}

// A person at the passphrase prompt must not make a second call deaf to its own cancel.
func TestWaitingBehindAPromptEndsWithTheContext(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	f := NewFile(filepath.Join(t.TempDir(), FileName), func(context.Context, bool) (string, error) {
		close(asked)
		<-answer
		return "right", nil
	})
	f.workFactor = 8
	done := make(chan error)
	go func() { done <- f.Set(context.Background(), "a", canary) }()
	<-asked
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Get(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("second call: %v", err)
	}
	close(answer)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestTwoNewFilesWithTwoPassphrases(t *testing.T) {
	dir := t.TempDir()
	ctx := t.Context()
	other := quickFile(t, dir, "theirs")
	f := NewFile(other.Path(), func(context.Context, bool) (string, error) {
		// While the user types, another process makes the file.
		if err := other.Set(ctx, "theirs", canary); err != nil {
			t.Error(err)
		}
		return "mine", nil
	})
	f.workFactor = 8
	if err := f.Set(ctx, "mine", "x"); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("Set = %v, want a wrong passphrase", err)
	}
	if got, err := quickFile(t, dir, "theirs").Get(ctx, "theirs"); got != canary || err != nil {
		t.Errorf("the other's secret is lost: %q, %v", got, err)
	}
}

func TestFileInAPlaceThatCannotBeWritten(t *testing.T) {
	blocker := filepath.Join(t.TempDir(), "file")
	write(t, blocker, []byte("x"))
	f := quickFile(t, filepath.Join(blocker, "bctui"), "right")
	err := f.Set(t.Context(), "a", canary)
	var folder *FolderError
	if !errors.As(err, &folder) || !strings.Contains(err.Error(), blocker) {
		t.Errorf("%v (%T), want a FolderError with the path", err, err)
	}
	checkNoCanary(t, fmt.Sprintf("%v %+v", err, err))
}

func TestDeadWriterOfTheEncryptedFile(t *testing.T) {
	for _, step := range []string{stepCreated, stepHalf, stepSynced, stepRenamed} {
		t.Run(step, func(t *testing.T) {
			dir := t.TempDir()
			f := quickFile(t, dir, "right")
			if err := f.Set(t.Context(), "old", canary); err != nil {
				t.Fatal(err)
			}
			_ = output(t, child(t, "file-die", nil, dir, step))
			if got, err := f.Get(t.Context(), "old"); got != canary || err != nil {
				t.Errorf("old secret: %q, %v", got, err)
			}
			if _, err := f.Get(t.Context(), "new"); (err == nil) != (step == stepRenamed) {
				t.Errorf("new secret: %v", err)
			}
			if err := f.Set(t.Context(), "next", "x"); err != nil {
				t.Error(err)
			}
			if left := leftovers(f.Path()); len(left) != 0 {
				t.Errorf("leftovers: %v", left)
			}
		})
	}
}

func roleFileDie(args []string) error {
	f := NewFile(filepath.Join(args[0], FileName), func(context.Context, bool) (string, error) { return "right", nil })
	f.workFactor = 8
	f.step = dieAt(args[1])
	return f.Set(context.Background(), "new", "x")
}

func BenchmarkFileFirstGet(b *testing.B) {
	path := filepath.Join(b.TempDir(), FileName)
	ask := func(context.Context, bool) (string, error) { return "four words of mine", nil }
	if err := NewFile(path, ask).Set(b.Context(), "a", canary); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := NewFile(path, ask).Get(b.Context(), "a"); err != nil {
			b.Fatal(err)
		}
	}
}

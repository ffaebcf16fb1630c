package keystore

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func inPlace(name, client string, in Place) Connection {
	c := contoso(name)
	c.ClientID, c.SecretIn = client, in
	return c
}

func holds(t *testing.T, v Vault, id string) bool {
	t.Helper()
	_, err := v.Get(t.Context(), id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	return err == nil
}

func TestASharedSecretGoesWithItsLastConnection(t *testing.T) {
	b := openBook(t, t.TempDir())
	ring := NewKeyring(mapKeyring())
	put(t, b, inPlace("a", "one", InKeyring), inPlace("b", "ONE", InKeyring), inPlace("c", "two", InKeyring), inPlace("d", "one", InSession))
	for _, id := range []string{"one", "two"} {
		if err := ring.Set(t.Context(), id, canary); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(b.SharedWith("a"), " "); got != "b" {
		t.Errorf("a shares with %q, want b", got)
	}
	for _, step := range []struct {
		remove string
		stays  bool
	}{{"a", true}, {"b", false}} {
		left, err := b.Remove(t.Context(), step.remove, ring, NewSession())
		if err != nil || len(left) != 0 {
			t.Fatalf("%v %v", left, err)
		}
		if got := holds(t, ring, "one"); got != step.stays {
			t.Errorf("after %s the secret is there: %v, want %v", step.remove, got, step.stays)
		}
	}
	if !holds(t, ring, "two") || names(b) != "c d" {
		t.Errorf("too much was removed: %s", names(b))
	}
	if _, err := b.Remove(t.Context(), "nobody", ring); !errors.Is(err, ErrNoConnection) {
		t.Error(err)
	}
}

// Another process adds a connection that shares the secret: it must still be there for it.
func TestRemoveSeesWhatOthersHaveAdded(t *testing.T) {
	dir := t.TempDir()
	one, two := openBook(t, dir), openBook(t, dir)
	ring := NewKeyring(mapKeyring())
	if err := ring.Set(t.Context(), "one", canary); err != nil {
		t.Fatal(err)
	}
	put(t, one, inPlace("a", "one", InKeyring))
	put(t, two, inPlace("b", "one", InKeyring))
	if _, err := one.Remove(t.Context(), "a", ring); err != nil {
		t.Fatal(err)
	}
	if !holds(t, ring, "one") {
		t.Error("the secret of b is gone")
	}
}

func lockedKeyring() *Keyring {
	o := mapKeyring()
	o.Delete = func(string, string) error { return errors.New("failed to unlock correct collection") }
	return newKeyring(o, &system{goos: "linux", backend: "Secret Service"})
}

func TestSecretThatCannotBeRemovedIsTold(t *testing.T) {
	b := openBook(t, t.TempDir())
	put(t, b, inPlace("a", "one", InKeyring), inPlace("b", "two", InFile))
	left, err := b.Remove(t.Context(), "a", lockedKeyring())
	if err != nil || len(left) != 1 || left[0].ID != "one" || left[0].Place != InKeyring || stateOf(t, left[0].Err) != Locked {
		t.Errorf("%+v, %v", left, err)
	}
	if len(left) == 1 && (!strings.Contains(left[0].Text, KeyringService) || !strings.Contains(left[0].Text, "one")) {
		t.Errorf("the text does not help: %s", left[0].Text)
	}
	left, err = b.Remove(t.Context(), "b") // no vault for it
	if err != nil || len(left) != 1 || left[0].Place != InFile {
		t.Errorf("%+v, %v", left, err)
	}
	if names(b) != "" {
		t.Errorf("the connections stay: %s", names(b))
	}
}

func TestForgetEverything(t *testing.T) {
	dir := t.TempDir()
	b := openBook(t, dir)
	ctx := t.Context()
	ring, session, file := NewKeyring(mapKeyring()), NewSession(), quickFile(t, dir, "right")
	put(t, b, inPlace("a", "one", InKeyring), inPlace("b", "two", InFile), inPlace("c", "three", InSession), inPlace("d", "one", InKeyring))
	for _, v := range []Vault{ring, session, file} {
		for _, id := range []string{"one", "two", "three"} { // also where no connection looks for it any more
			if err := v.Set(ctx, id, canary); err != nil {
				t.Fatal(err)
			}
		}
	}
	// The passphrase is long forgotten: forgetting must not need it.
	forgotten := NewFile(file.Path(), func(context.Context, bool) (string, error) {
		t.Error("the passphrase is asked for")
		return "", errors.New("forgotten")
	})
	left, err := b.ForgetAll(ctx, ring, session, forgotten)
	if err != nil || len(left) != 0 {
		t.Errorf("%+v, %v", left, err)
	}
	if names(b) != "" || names(openBook(t, dir)) != "" {
		t.Errorf("connections stay: %s", names(b))
	}
	for _, v := range []Vault{ring, session, file} {
		for _, id := range []string{"one", "two", "three"} {
			if holds(t, v, id) {
				t.Errorf("%s still holds %s", v.Place(), id)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(dir, FileName)); err == nil {
		t.Error("the encrypted file stays")
	}
	if left, err := b.ForgetAll(ctx, ring, session, forgotten); err != nil || len(left) != 0 {
		t.Errorf("a second time: %+v, %v", left, err)
	}
}

func TestForgetEverythingTellsWhatStays(t *testing.T) {
	b := openBook(t, t.TempDir())
	put(t, b, inPlace("a", "one", InKeyring), inPlace("b", "one", InKeyring), inPlace("c", "two", InFile), inPlace("d", "three", InSession))
	left, err := b.ForgetAll(t.Context(), lockedKeyring(), NewSession())
	var got []string
	for _, l := range left {
		got = append(got, l.Place.String()+" "+l.ID)
		if l.Text == "" || l.Err == nil {
			t.Errorf("%+v says nothing", l)
		}
	}
	// "two" and "three" may be in the locked keyring as well: an earlier choice may have put them there.
	if want := "keyring one, keyring two, keyring three, file two"; err != nil || strings.Join(got, ", ") != want {
		t.Errorf("%s, %v, want %s", strings.Join(got, ", "), err, want)
	}
	if names(b) != "" {
		t.Error("connections stay")
	}
}

func TestForgetEverythingWithoutAKeyring(t *testing.T) {
	b := openBook(t, t.TempDir())
	put(t, b, inPlace("a", "one", InSession))
	absent := newKeyring(mapKeyring(), &system{goos: "linux", backend: "Secret Service", reach: func() *finding { return &finding{Absent, "there is none.", "x"} }})
	if left, err := b.ForgetAll(t.Context(), absent, NewSession()); err != nil || len(left) != 0 {
		t.Errorf("a keyring that is not there holds nothing: %+v, %v", left, err)
	}
	put(t, b, inPlace("b", "two", InKeyring))
	if left, err := b.ForgetAll(t.Context(), absent); err != nil || len(left) != 1 {
		t.Errorf("a secret that was put there elsewhere: %+v, %v", left, err)
	}
}

// A vault that this process does not have is named once for each secret in it, also when a connection that shares the
// secret keeps its own copy elsewhere.
func TestForgetEverythingWithoutTheFile(t *testing.T) {
	b := openBook(t, t.TempDir())
	put(t, b, inPlace("a", "one", InSession), inPlace("b", "one", InFile), inPlace("c", "one", InFile), inPlace("d", "two", Nowhere))
	left, err := b.ForgetAll(t.Context(), NewSession())
	if err != nil || len(left) != 1 || left[0].Place != InFile || left[0].ID != "one" {
		t.Errorf("%+v, %v, want the secret of b and c in the file", left, err)
	}
}

func TestWhereASecretLiesIsNotedForAllThatShareIt(t *testing.T) {
	dir := t.TempDir()
	b := openBook(t, dir)
	put(t, b, inPlace("a", "one", InKeyring), inPlace("b", "one", InKeyring), inPlace("c", "two", InKeyring))
	date := Date{2028, 6, 1}
	if err := b.SecretStored("a", InFile, date); err != nil {
		t.Fatal(err)
	}
	check := func(want string) {
		t.Helper()
		var got []string
		for _, c := range openBook(t, dir).List() {
			got = append(got, c.Name+" "+c.SecretIn.String()+" "+c.SecretExpires.String())
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s, want %s", strings.Join(got, ", "), want)
		}
	}
	check("a file 2028-06-01, b file 2028-06-01, c keyring 2027-01-31")
	// A secret for this session only is no news for the others: theirs is still stored.
	if err := b.SecretStored("b", InSession, Date{}); err != nil {
		t.Fatal(err)
	}
	check("a file 2028-06-01, b session , c keyring 2027-01-31")
}

func TestReplaceASecret(t *testing.T) {
	ctx := t.Context()
	errRefused := errors.New("AADSTS7000215")
	for name, c := range map[string]struct {
		try   error
		fails bool // the keyring takes half and fails
		want  string
	}{
		"accepted":              {nil, false, "new"},
		"refused by Entra":      {errRefused, false, "old"},
		"not taken by the ring": {nil, true, "old"},
	} {
		values := map[string]string{"one": "old"}
		broken := false
		o := KeyringOptions{
			Get: func(_, user string) (string, error) {
				if v, ok := values[user]; ok {
					return v, nil
				}
				return "", ErrNotFound
			},
			Set: func(_, user, secret string) error {
				if broken {
					broken = false // the second try, with the old secret, works
					values[user] = secret[:1]
					return errors.New("disk I/O error")
				}
				values[user] = secret
				return nil
			},
			Delete: func(_, user string) error { delete(values, user); return nil },
		}
		broken = c.fails
		tried := ""
		err := Replace(ctx, NewKeyring(o), "one", "new", func(context.Context) error {
			tried = values["one"]
			return c.try
		})
		if values["one"] != c.want || tried != "old" {
			t.Errorf("%s: the keyring holds %q (during the try %q), want %q", name, values["one"], tried, c.want)
		}
		if (err == nil) != (c.want == "new") || c.try != nil && !errors.Is(err, c.try) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && c.try == nil && !strings.Contains(err.Error(), "the old one is still there") {
			t.Errorf("%s: the user is not told what holds now: %v", name, err)
		}
	}
	s := NewSession()
	if err := Replace(ctx, s, "one", "first", func(context.Context) error { return nil }); err != nil || !holds(t, s, "one") {
		t.Errorf("without an old one: %v", err)
	}
}

// The whole way of a secret through all vaults leaves no trace of it in the config folder, a writer that died with
// the decrypted secrets in hand included.
func TestNoSecretInTheConfigFolder(t *testing.T) {
	dir := t.TempDir()
	b := openBook(t, dir)
	ctx := t.Context()
	put(t, b, inPlace("a", "one", InKeyring), inPlace("b", "two", InFile), inPlace("c", "three", InSession))
	for _, v := range []Vault{NewKeyring(mapKeyring()), NewSession(), quickFile(t, dir, "right")} {
		if err := v.Set(ctx, "two", canary); err != nil {
			t.Fatal(err)
		}
		if err := Replace(ctx, v, "two", canary+"-new", func(context.Context) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	_ = output(t, child(t, "file-die", nil, dir, stepSynced))
	write(t, b.Path(), []byte("<<<<<<< HEAD"))
	put(t, b, inPlace("d", "four", InKeyring))

	files := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		checkNoCanary(t, path+" "+string(data))
		return err
	})
	if err != nil || files < 5 { // connections, their copy, secrets, a leftover, locks
		t.Errorf("%d files, %v", files, err)
	}
}

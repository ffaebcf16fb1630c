package keystore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"filippo.io/age"
)

// FileName is the name of the encrypted file in the config folder.
const FileName = "secrets.age"

// File is a vault in one file, encrypted with a passphrase by age (scrypt). The file is plain age: "age -d" with the
// passphrase opens it anywhere.
//
// The passphrase is asked for once per process, when it is first needed, and kept in memory only. A wrong one is
// forgotten, so the next call asks again. A file that cannot be read is never written over.
type File struct {
	path string
	ask  func(ctx context.Context, isNew bool) (string, error)
	// workFactor is the logarithm of scrypt's N.
	workFactor int
	step       func(string) // see replaceFile; tests only

	turn chan struct{} // one call at a time, and waiting for it ends with the context
	// The passphrase and the secrets are behind functions for the same reason as in Session.
	passphrase func() string
	open       func() contents // what the file held when it was last read
	seen       []byte          // the encrypted bytes that open belongs to
}

// contents is what lies in the encrypted file. Values are bytes so that JSON keeps them exactly.
type contents struct {
	Version int               `json:"version"`
	Secrets map[string][]byte `json:"secrets"`
}

const (
	fileVersion = 1
	// workFactor 17 is the least that OWASP's Password Storage Cheat Sheet names for scrypt (N=2^17, r=8, p=1). It
	// takes 128 MB and well under a second; age's own default of 18 takes twice of both.
	defaultWorkFactor = 17
	// maxWorkFactor (1 GB, some seconds) bounds what a file that someone else has put there can cost.
	maxWorkFactor = 20
	maxFile       = 16 << 20
	fileLockWait  = 30 * time.Second
)

// NewFile makes the vault over the file at path, which need not exist: the first Set makes it, and its folder, for
// the owner only. passphrase asks the user; isNew says that the file is about to be made, so that it is asked for
// twice. An error of passphrase (the user gave up) comes back from the call inside an *Error with state Locked.
func NewFile(path string, passphrase func(ctx context.Context, isNew bool) (string, error)) *File {
	return &File{path: path, ask: passphrase, workFactor: defaultWorkFactor, turn: make(chan struct{}, 1)}
}

// Place is InFile.
func (f *File) Place() Place { return InFile }

// Path is the path of the encrypted file.
func (f *File) Path() string { return f.path }

// Exists tells whether there is an encrypted file, readable or not.
func (f *File) Exists() bool {
	_, err := os.Lstat(f.path)
	return err == nil
}

// Get reads the secret under id. Without a file it answers ErrNotFound and asks for nothing.
func (f *File) Get(ctx context.Context, id string) (string, error) {
	done, err := f.begin(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	c, err := f.load(ctx, "read")
	if err != nil {
		return "", err
	}
	value, ok := c.Secrets[id]
	if !ok {
		return "", ErrNotFound
	}
	return string(value), nil
}

// Set stores value under id.
func (f *File) Set(ctx context.Context, id, value string) error {
	if value == "" {
		return noValue()
	}
	return f.change(ctx, "store", func(c contents) error {
		c.Secrets[id] = []byte(value)
		return nil
	})
}

// Delete removes the secret under id.
func (f *File) Delete(ctx context.Context, id string) error {
	if !f.Exists() {
		return ErrNotFound
	}
	return f.change(ctx, "remove", func(c contents) error {
		if _, ok := c.Secrets[id]; !ok {
			return ErrNotFound
		}
		delete(c.Secrets, id)
		return nil
	})
}

// forgetAll removes the file itself, so it needs no passphrase.
func (f *File) forgetAll(ctx context.Context) error {
	done, err := f.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if !f.Exists() && len(leftovers(f.path)) == 0 {
		f.forget()
		return nil
	}
	unlock, err := lock(ctx, f.path, fileLockWait)
	if err != nil {
		return f.failed("remove", err)
	}
	defer unlock()
	sweep(f.path)
	if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.failed("remove", err)
	}
	f.forget()
	return nil
}

// Format masks the vault under every verb.
func (f *File) Format(s fmt.State, _ rune) {
	if f == nil {
		_, _ = io.WriteString(s, "keystore.File(nil)")
		return
	}
	_, _ = fmt.Fprintf(s, "keystore.File(%s)", f.path)
}

func (f *File) begin(ctx context.Context) (done func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case f.turn <- struct{}{}:
		return func() { <-f.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// forget drops what was decrypted and the passphrase.
func (f *File) forget() { f.passphrase, f.open, f.seen = nil, nil, nil }

// change reads the file, applies edit and writes it. The passphrase is asked for before the lock is taken, so that
// another process does not wait for a person.
func (f *File) change(ctx context.Context, op string, edit func(contents) error) error {
	done, err := f.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if _, err := f.load(ctx, op); err != nil {
		return err
	}
	if err := f.needPassphrase(ctx, op, true); err != nil {
		return err
	}
	if err := makeFolder(f.path); err != nil {
		return f.failed(op, err)
	}
	unlock, err := lock(ctx, f.path, fileLockWait)
	if err != nil {
		return f.failed(op, err)
	}
	defer unlock()
	c, err := f.load(ctx, op) // again: another process may have written in between
	if err != nil {
		return err
	}
	if err := edit(c); err != nil {
		return err
	}
	encrypted, err := f.encrypt(c)
	if err != nil {
		return &Error{State: Broken, Op: op, Text: "The secrets could not be encrypted: " + err.Error() + ".", Err: err}
	}
	sweep(f.path)
	if err := replaceFile(f.path, encrypted, f.step); err != nil {
		return f.failed(op, err)
	}
	f.remember(encrypted, c)
	return nil
}

func (f *File) remember(encrypted []byte, c contents) {
	f.seen = encrypted
	f.open = func() contents { return c }
}

// load gives a copy of what the file holds; empty when there is no file.
func (f *File) load(ctx context.Context, op string) (contents, error) {
	encrypted, err := readLimited(f.path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return contents{Version: fileVersion, Secrets: map[string][]byte{}}, nil
	}
	if errors.Is(err, errTooLong) {
		return contents{}, f.damaged(op, err)
	}
	if err != nil {
		return contents{}, f.failed(op, err)
	}
	if f.open == nil || !bytes.Equal(encrypted, f.seen) {
		if err := checkHeader(encrypted); err != nil {
			return contents{}, f.damaged(op, err) // before the user types a passphrase for nothing
		}
		if err := f.needPassphrase(ctx, op, false); err != nil {
			return contents{}, err
		}
		c, err := f.decrypt(op, encrypted)
		if err != nil {
			return contents{}, err
		}
		f.remember(encrypted, c)
	}
	return f.open().copy(), nil
}

func (c contents) copy() contents {
	secrets := make(map[string][]byte, len(c.Secrets))
	for id, value := range c.Secrets {
		secrets[id] = value
	}
	return contents{Version: c.Version, Secrets: secrets}
}

func (f *File) needPassphrase(ctx context.Context, op string, isNew bool) error {
	if f.passphrase != nil {
		return nil
	}
	locked := &Error{State: Locked, Op: op, Text: f.path + " is locked with a passphrase.", Hint: "Enter it to go on."}
	if f.ask == nil {
		return locked
	}
	p, err := f.ask(ctx, isNew)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		locked.Err = err
		return locked
	}
	if p == "" {
		locked.Text, locked.Hint = "The passphrase is empty.", "Enter one of several words; nothing was written."
		return locked
	}
	f.passphrase = func() string { return p }
	return nil
}

func (f *File) encrypt(c contents) ([]byte, error) {
	to, err := age.NewScryptRecipient(f.passphrase())
	if err != nil {
		return nil, err
	}
	to.SetWorkFactor(f.workFactor)
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (f *File) decrypt(op string, encrypted []byte) (contents, error) {
	key, err := age.NewScryptIdentity(f.passphrase())
	if err != nil {
		return contents{}, f.damaged(op, err)
	}
	key.SetMaxWorkFactor(maxWorkFactor)
	r, err := age.Decrypt(bytes.NewReader(encrypted), key)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		f.forget()
		return contents{}, &Error{State: Denied, Op: op, Text: "The passphrase does not open " + f.path + ".",
			Hint: "Try again. If it is lost, remove the file and enter the secrets anew; bctui leaves it as it is.",
			Err:  ErrWrongPassphrase}
	}
	if err != nil {
		return contents{}, f.damaged(op, err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil {
		return contents{}, f.damaged(op, err)
	}
	var c contents
	if err := json.Unmarshal(plain, &c); err != nil {
		// The text of a JSON error may quote what it could not read, which here are secrets.
		return contents{}, f.damaged(op, errors.New("it holds something else than secrets of bctui"))
	}
	if c.Version > fileVersion {
		return contents{}, &Error{State: Broken, Op: op, Text: f.path + " was written by a newer bctui.",
			Hint: "Update this one; the file is left as it is."}
	}
	if c.Secrets == nil {
		c.Secrets = map[string][]byte{}
	}
	return c, nil
}

// checkHeader tells without a passphrase that data is no age file with a passphrase.
func checkHeader(data []byte) error {
	const head = "age-encryption.org/v1\n-> scrypt "
	if !bytes.HasPrefix(data, []byte(head)) {
		return errors.New("it does not begin like an age file with a passphrase")
	}
	return nil
}

func (f *File) damaged(op string, err error) *Error {
	return &Error{State: Broken, Op: op, Text: f.path + " is damaged: " + err.Error() + ".",
		Hint: "bctui leaves it as it is. Bring it back from a backup, or move it away and enter the secrets anew.",
		Err:  errors.Join(ErrDamaged, err)}
}

// failed makes a vault's error out of one of the file system, and lets the end of a context through.
func (f *File) failed(op string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var folder *FolderError
	if !errors.As(err, &folder) {
		kind := "write"
		if op == "read" {
			kind = "read"
		}
		folder = folderError(kind, f.path, err)
	}
	state := Broken
	if errors.Is(err, fs.ErrPermission) {
		state = Denied
	}
	return &Error{State: state, Op: op, Text: folder.Text, Hint: folder.Hint, Err: folder}
}

var errTooLong = errors.New("it is far too long")

// readLimited reads a whole file of at most limit bytes.
func readLimited(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, errTooLong
	}
	return data, nil
}

package keystore

import (
	"context"
	"errors"
	"os"
	"time"
)

// errLocked is what tryLock answers while another process holds the lock.
var errLocked = errors.New("another bctui holds the lock")

// lock takes the advisory lock that stands for path, a file of its own beside it because path itself is replaced by
// every write. It waits up to limit for another process. The operating system releases the lock of a process that
// dies, so none is ever left behind; the empty lock file stays.
func lock(ctx context.Context, path string, limit time.Duration) (unlock func(), err error) {
	const pause = 10 * time.Millisecond
	f, err := openLock(path)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(limit)
	for {
		err := tryLock(f)
		if err == nil {
			return func() { _ = f.Close() }, nil
		}
		if !errors.Is(err, errLocked) {
			_ = f.Close()
			return nil, err
		}
		if time.Now().After(deadline) {
			_ = f.Close()
			return nil, &FolderError{Op: "lock", Path: path, Text: path + " is being changed by another bctui.",
				Hint: "Wait until it is done (it may be asking for a passphrase), or close it, and try again.", Err: errLocked}
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			_ = f.Close()
			return nil, ctx.Err()
		}
	}
}

func openLock(path string) (*os.File, error) {
	const ownerOnly = 0o600
	return os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, ownerOnly)
}

// sweepIfFree removes leftovers of path at a start, unless another process is at work there.
func sweepIfFree(path string) {
	if len(leftovers(path)) == 0 {
		return
	}
	f, err := openLock(path)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	if tryLock(f) == nil {
		sweep(path)
	}
}

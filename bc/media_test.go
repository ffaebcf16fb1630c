package bc_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"bctui/auth"
	"bctui/bc"
)

// keep is a take that keeps what it gets, from the beginning each time.
func keep(into *bytes.Buffer, head *bc.Media) func(bc.Media, io.Reader) error {
	return func(m bc.Media, r io.Reader) error {
		into.Reset()
		*head = m
		_, err := io.Copy(into, r)
		return err
	}
}

func TestAStreamIsReadWithItsType(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write([]byte("\x89PNG and more"))
	})
	var got bytes.Buffer
	var head bc.Media
	link := k.server.URL + prefix + "/api/v2.0/companies(" + company + ")/items(1)/picture/pictureContent"
	if err := k.client.Media(t.Context(), link, keep(&got, &head)); err != nil {
		t.Fatal(err)
	}
	if got.String() != "\x89PNG and more" || head.ContentType != "image/png" {
		t.Errorf("%q, %+v", got.String(), head)
	}
	if r := k.requests[0]; r.Method != http.MethodGet || r.URL.Path != strings.TrimPrefix(link, k.server.URL) {
		t.Errorf("%s %s", r.Method, r.URL)
	}
}

func TestAStreamOfAnotherHostIsNotAskedFor(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {})
	for _, link := range []string{"https://evil.example/picture", "//evil.example/x", "http://127.0.0.1:1/x", "file:///etc/passwd", "javascript:alert(1)"} {
		err := k.client.Media(t.Context(), link, func(bc.Media, io.Reader) error { t.Error("it was read"); return nil })
		var e *bc.Error
		if !errors.As(err, &e) || e.Kind != bc.ForeignHost {
			t.Errorf("%s: %v", link, err)
		}
	}
	for _, link := range []string{"", "http://[::1", "\x00"} {
		if err := k.client.Media(t.Context(), link, nil); err == nil {
			t.Errorf("%q: no error", link)
		}
	}
	if len(k.requests) != 0 {
		t.Errorf("%d requests were sent", len(k.requests))
	}
}

func TestAStreamThatHoldsNothing(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	err := k.client.Media(t.Context(), k.server.URL+"/x", func(bc.Media, io.Reader) error { t.Error("it was read"); return nil })
	if !errors.Is(err, bc.ErrNoMedia) {
		t.Error(err)
	}
}

func TestADroppedStreamIsReadAgainFromTheBeginning(t *testing.T) {
	tries := 0
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		if tries++; tries == 1 {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("half"))
			return
		}
		_, _ = w.Write([]byte("whole"))
	})
	var got bytes.Buffer
	var head bc.Media
	if err := k.client.Media(t.Context(), k.server.URL+"/x", keep(&got, &head)); err != nil || got.String() != "whole" {
		t.Errorf("%q, %v", got.String(), err)
	}
}

func TestAStreamTooLargeIsRefusedBeforeItIsRead(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "9999999999")
		_, _ = w.Write([]byte("x"))
	})
	err := k.client.Media(t.Context(), k.server.URL+"/x", func(bc.Media, io.Reader) error { t.Error("it was read"); return nil })
	if err == nil || !strings.Contains(err.Error(), "larger than 1024 MB") {
		t.Error(err)
	}
}

func TestAFullDiskIsNoFailureOfTheService(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write(make([]byte, 1<<20)) })
	full := errors.New("no space left")
	if err := k.client.Media(t.Context(), k.server.URL+"/x", func(bc.Media, io.Reader) error { return full }); !errors.Is(err, full) {
		t.Error(err)
	}
	if len(k.requests) != 1 {
		t.Errorf("%d requests", len(k.requests))
	}
}

func TestReadingAStreamCanBeStopped(t *testing.T) {
	begun, ended := make(chan struct{}), make(chan struct{})
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("begin"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		close(ended)
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	err := k.client.Media(ctx, k.server.URL+"/x", func(_ bc.Media, r io.Reader) error {
		_, _ = io.ReadFull(r, make([]byte, 5))
		close(begun)
		_, err := io.Copy(io.Discard, r)
		return err
	})
	var n *auth.NetworkError
	if !errors.As(err, &n) || n.Kind != auth.KindCanceled {
		t.Errorf("%v", err)
	}
	<-ended
}

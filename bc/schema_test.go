package bc_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"bctui/bc"
)

const smallSchema = `<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices><Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm"><EntityType Name="customer"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid" Nullable="false"/></EntityType><EntityContainer Name="NAV"><EntitySet Name="customers" EntityType="Microsoft.NAV.customer"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`

func TestTheSchemaIsFetchedOnce(t *testing.T) {
	release := make(chan struct{})
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "path", r.URL.Path, prefix+"/api/v2.0/$metadata")
		equal(t, "Accept", r.Header.Get("Accept"), "application/xml")
		<-release
		fmt.Fprint(w, smallSchema)
	})
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			s, err := k.client.Schema(t.Context(), "v2.0", "26.0")
			if err != nil || len(s.Sets) != 1 {
				t.Error(err)
			}
		})
	}
	close(release)
	all.Wait()
	if _, err := k.client.Schema(t.Context(), "", "26.0"); err != nil { // v2.0 is what no route stands for
		t.Error(err)
	}
	equal(t, "requests", len(k.seen()), 1)
}

func TestASchemaIsGivenUpWhenNobodyWaits(t *testing.T) {
	reached, ended := make(chan struct{}, 2), make(chan struct{})
	var slow atomic.Bool
	slow.Store(true)
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		if !slow.Load() {
			fmt.Fprint(w, smallSchema)
			return
		}
		reached <- struct{}{}
		<-r.Context().Done()
		close(ended)
	})
	first, leave := context.WithCancel(t.Context())
	second, leaveToo := context.WithCancel(t.Context())
	errs := make(chan error)
	for _, ctx := range []context.Context{first, second} {
		go func() {
			_, err := k.client.Schema(ctx, "v2.0", "1")
			errs <- err
		}()
	}
	<-reached
	leave()
	if err := <-errs; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	select {
	case <-ended:
		// Both may have come one after the other, then there were two requests; otherwise one is still waited for.
		if len(k.seen()) < 2 {
			t.Error("the request ended while somebody waited")
		}
	default:
	}
	leaveToo()
	if err := <-errs; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	<-ended
	slow.Store(false)
	if _, err := k.client.Schema(t.Context(), "v2.0", "1"); err != nil {
		t.Errorf("after it was given up: %v", err)
	}
}

func TestAFailedSchemaIsAskedForAgain(t *testing.T) {
	var n atomic.Int32
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			refuse(w, 404, "application/json", `{"error":{"code":"BadRequest_NotFound","message":"x"}}`)
			return
		}
		fmt.Fprint(w, smallSchema)
	})
	_, err := k.client.Schema(t.Context(), "contoso/app1/v1.0", "1")
	equal(t, "kind", asError(t, err).Kind, bc.NoRoute)
	if _, err := k.client.Schema(t.Context(), "contoso/app1/v1.0", "1"); err != nil {
		t.Error(err)
	}
}

func TestASchemaThatIsNone(t *testing.T) {
	for body, kind := range map[string]bc.Kind{
		"<html><body>portal</body></html>": bc.Proxy,
		"<error><code>x</code></error>":    bc.Damaged,
		`{"$Version":"4.0"}`:               bc.Damaged,
	} {
		k := newKit(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, body) })
		_, err := k.client.Schema(t.Context(), "v2.0", "")
		equal(t, body, asError(t, err).Kind, kind)
	}
}

func TestTheSchemaIsKeptOnDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	var n atomic.Int32
	handler := func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		fmt.Fprint(w, smallSchema)
	}
	k := newKit(t, handler, func(o *bc.Options) { o.CacheDir = dir })
	ask := func(route, version string, requests int32) {
		t.Helper()
		s, err := k.newClient(func(o *bc.Options) { o.CacheDir = dir }).Schema(t.Context(), route, version)
		if err != nil || len(s.Sets) != 1 {
			t.Fatal(err)
		}
		equal(t, "requests so far", n.Load(), requests)
	}
	ask("v2.0", "26.0", 1)
	ask("v2.0", "26.0", 1) // from disk
	ask("v1.0", "26.0", 2) // another document
	ask("v2.0", "27.0", 3) // after an upgrade
	ask("v2.0", "26.0", 4) // the older one was dropped
	ask("v2.0", "", 5)     // not known which: not kept
	ask("v2.0", "", 6)
	files, _ := filepath.Glob(filepath.Join(dir, "metadata", "*"))
	equal(t, "files", len(files), 2)
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f, info.Mode(), err)
		}
	}
	folder, err := os.Stat(filepath.Join(dir, "metadata"))
	if err != nil || runtime.GOOS != "windows" && folder.Mode().Perm() != 0o700 {
		t.Errorf("%v %v", folder.Mode(), err)
	}

	// Damaged, foreign and truncated files are as if there were none.
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	foreign := func() []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Comment = "somebody else's"
		_, _ = z.Write([]byte(smallSchema))
		_ = z.Close()
		return b.Bytes()
	}()
	requests := n.Load()
	for _, content := range [][]byte{nil, []byte("junk"), whole[:len(whole)/2], foreign} {
		for _, f := range files {
			if err := os.WriteFile(f, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		requests++
		ask("v2.0", "26.0", requests)
	}
}

func TestACacheThatCannotBeWrittenIsNoError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, smallSchema) },
		func(o *bc.Options) { o.CacheDir = filepath.Join(file, "below") })
	if _, err := k.client.Schema(t.Context(), "v2.0", "1"); err != nil {
		t.Error(err)
	}
}

func TestADamagedSchemaIsUsedAndNotKept(t *testing.T) {
	dir := t.TempDir()
	var whole atomic.Bool
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case whole.Load():
			fmt.Fprint(w, smallSchema)
		case strings.HasSuffix(r.URL.Path, "$metadata"):
			cut, _, _ := strings.Cut(smallSchema, "</EntityContainer>")
			fmt.Fprint(w, cut)
		default:
			http.NotFound(w, r)
		}
	}, func(o *bc.Options) { o.CacheDir = dir })
	kept := func() int {
		files, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
		return len(files)
	}
	s, err := k.client.Schema(t.Context(), "v2.0", "1")
	if err != nil || len(s.Sets) != 1 || len(s.Problems) == 0 || !s.Truncated {
		t.Fatal(s, err)
	}
	damage := asError(t, s.Damage)
	if damage.Kind != bc.Damaged || !strings.Contains(damage.Message, "ends too early, at byte") || !strings.Contains(damage.Raw, `EntitySet Name="customers"`) {
		t.Errorf("%+v", damage)
	}
	equal(t, "files", kept(), 0)
	asked := len(k.seen())
	if _, err := k.client.Schema(t.Context(), "v2.0", "1"); err != nil || len(k.seen()) != asked {
		t.Errorf("%v after %d requests: each screen would ask anew", err, len(k.seen()))
	}
	whole.Store(true)
	k.client.Forget("v2.0", "1", true)
	if s, err = k.client.Schema(t.Context(), "v2.0", "1"); err != nil || s.Damage != nil || s.Truncated {
		t.Errorf("read anew: %+v %v", s, err)
	}
	equal(t, "files", kept(), 1)
	asked = len(k.seen())
	k.client.Forget("v2.0", "1", true) // it is whole now
	if _, err := k.client.Schema(t.Context(), "v2.0", "1"); err != nil || len(k.seen()) != asked {
		t.Errorf("what was whole was dropped: %v", err)
	}
	k.client.Forget("v2.0", "1", false)
	equal(t, "files", kept(), 0)
	if _, err := k.client.Schema(t.Context(), "v2.0", "1"); err != nil || len(k.seen()) != asked+1 {
		t.Errorf("not read anew: %v", err)
	}
}

// What is no $metadata at all is no reason to show nothing: the service document names the sets.
func TestTheServiceDocumentStandsInForMetadata(t *testing.T) {
	const names = `{"@odata.context":"x","value":[{"name":"companies","kind":"EntitySet","url":"companies"},{"name":"customers","url":"customers"},{"name":"me","kind":"Singleton","url":"me"},{"name":"run","kind":"FunctionImport","url":"run"}]}`
	half, _, _ := strings.Cut(smallSchema, "<EntityContainer")
	for name, answer := range map[string]func(http.ResponseWriter){
		"JSON":        func(w http.ResponseWriter) { fmt.Fprint(w, `{"$Version":"4.0"}`) },
		"empty":       func(w http.ResponseWriter) {},
		"a web page":  func(w http.ResponseWriter) { fmt.Fprint(w, "<!DOCTYPE html><html><body>portal</body></html>") },
		"another XML": func(w http.ResponseWriter) { fmt.Fprint(w, "<error><code>x</code></error>") },
		"cut off":     func(w http.ResponseWriter) { fmt.Fprint(w, half) },
		"zeroes":      func(w http.ResponseWriter) { fmt.Fprint(w, strings.Repeat("\x00", 1000)) },
		"no right": func(w http.ResponseWriter) {
			refuse(w, 403, "application/json", `{"error":{"code":"x","message":"y"}}`)
		},
		"a crash": func(w http.ResponseWriter) {
			refuse(w, 500, "application/json", `{"error":{"code":"x","message":"y"}}`)
		},
		"not packed": func(w http.ResponseWriter) { w.Header().Set("Content-Encoding", "gzip"); fmt.Fprint(w, smallSchema) },
		"packed, broken": func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			fmt.Fprint(w, "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "$metadata") {
					answer(w)
					return
				}
				fmt.Fprint(w, names)
			})
			s, err := k.client.Schema(t.Context(), "v2.0", "1")
			if err != nil {
				t.Fatal(err)
			}
			customers, ok := s.Set("customers")
			companies, _ := s.Set("companies")
			if !ok || !customers.CompanyLevel || companies.CompanyLevel || len(s.Sets) != 2 || len(s.Singletons) != 1 || s.Damage == nil {
				t.Errorf("%+v", s)
			}
			if e := asError(t, s.Damage); e.Meaning.Title == "" || e.Error() == "" {
				t.Errorf("it does not say why: %+v", e)
			}
		})
	}
}

// When neither can be had, the reason is that of $metadata.
func TestWithoutMetadataAndServiceDocumentTheReasonIsTold(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<error><code>x</code></error>") })
	_, err := k.client.Schema(t.Context(), "v2.0", "1")
	e := asError(t, err)
	if e.Kind != bc.Damaged || !strings.Contains(e.Message, "no $metadata document") || !strings.HasSuffix(e.URL, "$metadata") || e.Raw == "" {
		t.Errorf("%+v", e)
	}
}

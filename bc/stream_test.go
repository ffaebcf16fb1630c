package bc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"bctui/bc"
)

// list serves pages of three rows: at says what comes for which page instead.
func list(pages int, at map[int]http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
		if other := at[p]; other != nil {
			other(w, r)
			return
		}
		servePage(w, p, pages)
	}
}

func servePage(w http.ResponseWriter, p, pages int) {
	next := ""
	if p+1 < pages {
		next = "?$skiptoken=" + strconv.Itoa(p+1)
	}
	page(w, 3*p, 3*p+3, next)
}

// beginPage sends so much of a page that its link is read: that stands in front of the rows.
func beginPage(w http.ResponseWriter, next int) {
	fmt.Fprintf(w, `{"@odata.nextLink":"?$skiptoken=%d","value":[{"id":3,"text":%q},`, next, strings.Repeat("x", 200<<10))
	w.(http.Flusher).Flush()
}

// ids gives the numbers of the rows of a page.
func ids(p *bc.Page) (ids []int) {
	for i := range p.Block.Len() {
		n, _ := strconv.Atoi(p.Block.Cell(i, p.Block.ColumnIndex("id")).Text())
		ids = append(ids, n)
	}
	return ids
}

// follow reads a stream to its end or its error.
func follow(ctx context.Context, c *bc.Client, after *bc.Page) (all []int, last *bc.Page, err error) {
	last = after
	for p, err := range c.Stream(ctx, after) {
		if err != nil {
			return all, last, err
		}
		all, last = append(all, ids(p)...), p
	}
	return all, last, nil
}

func upTo(from, to int) (n []int) {
	for i := from; i < to; i++ {
		n = append(n, i)
	}
	return n
}

func TestStreamGivesAllPagesInOrder(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		list(20, map[int]http.HandlerFunc{0: func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"@odata.count":60,"value":[{"id":0},{"id":1},{"id":2}],"@odata.nextLink":"?$skiptoken=1"}`)
		}})(w, r)
	})
	first, err := k.client.FirstPage(t.Context(), customers())
	if err != nil {
		t.Fatal(err)
	}
	number := 1
	var all []int
	for p, err := range k.client.Stream(t.Context(), first.WithoutRows()) {
		if err != nil {
			t.Fatal(err)
		}
		number++
		if p.Number != number || p.Count != 60 || p.Status != 200 || p.RequestID == "" || p.Block.Len() != 3 {
			t.Errorf("page %d: %+v", number, p)
		}
		all = append(all, ids(p)...)
	}
	if !slices.Equal(all, upTo(3, 60)) {
		t.Error(all)
	}
	equal(t, "requests", len(k.seen()), 20)
}

func TestStreamOfTheLastPageIsEmpty(t *testing.T) {
	k := newKit(t, list(1, nil))
	first, err := k.client.FirstPage(t.Context(), customers())
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := follow(t.Context(), k.client, first)
	if len(all) > 0 || err != nil {
		t.Error(all, err)
	}
	equal(t, "requests", len(k.seen()), 1)
}

// The request for a page leaves before the page in front of it is complete.
func TestStreamAsksAhead(t *testing.T) {
	asked := make(chan struct{})
	k := newKit(t, list(4, map[int]http.HandlerFunc{
		1: func(w http.ResponseWriter, r *http.Request) {
			beginPage(w, 2)
			select {
			case <-asked:
			case <-r.Context().Done():
			}
			fmt.Fprint(w, `{"id":4},{"id":5}]}`)
		},
		2: func(w http.ResponseWriter, r *http.Request) {
			close(asked)
			servePage(w, 2, 4)
		},
	}))
	first, err := k.client.FirstPage(t.Context(), customers())
	if err != nil {
		t.Fatal(err)
	}
	if all, _, err := follow(t.Context(), k.client, first); err != nil || !slices.Equal(all, upTo(3, 12)) {
		t.Error(all, err)
	}
}

// What failed can be asked for again, from where it stopped.
func TestStreamStopsAtAPageThatFails(t *testing.T) {
	broken := true
	k := newKit(t, list(6, map[int]http.HandlerFunc{3: func(w http.ResponseWriter, _ *http.Request) {
		if broken {
			refuse(w, 500, "application/json", `{"error":{"code":"Internal","message":"Division by zero"}}`)
			return
		}
		servePage(w, 3, 6)
	}}))
	first, err := k.client.FirstPage(t.Context(), customers())
	if err != nil {
		t.Fatal(err)
	}
	all, last, err := follow(t.Context(), k.client, first)
	if e := asError(t, err); e.Status != 500 || !slices.Equal(all, upTo(3, 9)) || last.Number != 3 {
		t.Fatal(all, err)
	}
	broken = false
	rest, _, err := follow(t.Context(), k.client, last)
	if err != nil || !slices.Equal(rest, upTo(9, 18)) {
		t.Error(rest, err)
	}
}

func TestStreamRefusesACircle(t *testing.T) {
	k := newKit(t, list(4, map[int]http.HandlerFunc{3: func(w http.ResponseWriter, _ *http.Request) { page(w, 9, 12, "?$skiptoken=2") }}))
	first, err := k.client.FirstPage(t.Context(), customers())
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := follow(t.Context(), k.client, first)
	if !slices.Equal(all, upTo(3, 12)) || !strings.Contains(fmt.Sprint(err), "circle") {
		t.Error(all, err)
	}
	equal(t, "requests", len(k.seen()), 4)
}

// An answer that breaks off after its link was read may be led elsewhere when it is asked for again: what the first link
// led to does not count.
func TestStreamForgetsTheLinkOfAnAttemptThatFailed(t *testing.T) {
	attempts := 0
	wrong, ended := make(chan struct{}), make(chan struct{})
	k := newKit(t, list(4, map[int]http.HandlerFunc{
		1: func(w http.ResponseWriter, _ *http.Request) {
			if attempts++; attempts > 1 {
				servePage(w, 1, 4)
				return
			}
			beginPage(w, 77)
			<-wrong
			panic(http.ErrAbortHandler)
		},
		77: func(w http.ResponseWriter, r *http.Request) {
			close(wrong)
			<-r.Context().Done()
			close(ended)
		},
	}))
	first, err := k.client.FirstPage(t.Context(), customers())
	if err != nil {
		t.Fatal(err)
	}
	if all, _, err := follow(t.Context(), k.client, first); err != nil || !slices.Equal(all, upTo(3, 12)) {
		t.Error(all, err)
	}
	<-ended
}

// Both the end of the context and leaving the loop end all requests on the server.
func TestStreamEndsItsRequests(t *testing.T) {
	for _, secure := range []bool{false, true} {
		for _, leave := range []bool{false, true} {
			t.Run(fmt.Sprintf("TLS %t, leave %t", secure, leave), func(t *testing.T) {
				reached, ended := make(chan struct{}, 2), make(chan struct{}, 2)
				hang := func(w http.ResponseWriter, r *http.Request) {
					p, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
					beginPage(w, p+1)
					reached <- struct{}{}
					<-r.Context().Done()
					ended <- struct{}{}
				}
				c, _ := newServer(t, list(9, map[int]http.HandlerFunc{2: hang, 3: hang}), secure)
				first, err := c.FirstPage(t.Context(), customers())
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				err = nil
				pages := 0
				for _, e := range c.Stream(ctx, first) {
					if err = e; err != nil {
						break
					}
					pages++
					<-reached
					<-reached
					if leave {
						break
					}
					cancel()
				}
				if pages != 1 || !leave && !errors.Is(err, context.Canceled) {
					t.Error(pages, err)
				}
				<-ended
				<-ended
			})
		}
	}
}

// While a page is being looked at, two more are read and no others.
func TestStreamReadsTwoPagesAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			asked++
			p, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
			body := fmt.Sprintf(`{"value":[{"id":%d}],"@odata.nextLink":"?$skiptoken=%d"}`, p, p+1)
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		})
		c, err := bc.New(bc.Target{Tenant: tenant, Environment: "Production"}, &tokens{}, bc.Options{Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		first, err := c.FirstPage(t.Context(), customers())
		if err != nil {
			t.Fatal(err)
		}
		n := 1
		for p, err := range c.Stream(t.Context(), first) {
			if n++; err != nil || p.Number != n {
				t.Fatal(p, err)
			}
			synctest.Wait()
			if asked != n+2 {
				t.Errorf("with page %d at hand %d were asked for", n, asked)
			}
			if n == 5 {
				break
			}
		}
	})
}

// Pages of all sizes about that of the parts in which they are read, with the link at their very end.
func TestStreamReadsPagesOfAllSizes(t *testing.T) {
	const part = 64 << 10
	sizes := []int{1, part - 120, part - 60, part - 45, part - 30, part - 20, part - 10, part, 2*part - 50, 20 * part, 3 * part}
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		p, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
		if p == 0 {
			servePage(w, 0, 2)
			return
		}
		var b bytes.Buffer
		fmt.Fprintf(&b, `{"value":[{"id":%d,"text":%q}]`, p, strings.Repeat("x", sizes[p-1]))
		if p < len(sizes) {
			fmt.Fprintf(&b, `,"@odata.nextLink":"?$skiptoken=%d"`, p+1)
		}
		fmt.Fprint(&b, "}\r\n")
		_, _ = w.Write(b.Bytes())
	})
	first, err := k.client.FirstPage(t.Context(), customers())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for p, err := range k.client.Stream(t.Context(), first) {
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Block.Cell(0, p.Block.ColumnIndex("text")).Size(); got != sizes[n] {
			t.Errorf("page %d has %d bytes, want %d", n, got, sizes[n])
		}
		n++
	}
	equal(t, "pages", n, len(sizes))
	equal(t, "requests", len(k.seen()), len(sizes)+1)
}

package check

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check/matrix"
)

// EventKind says what an Event is about.
type EventKind uint8

// The kinds.
const (
	RungStarted  EventKind = iota + 1
	RungFinished           // also when a later rung changed an earlier one's result
	MatrixMoved            // a cell is known, or rows were added
)

// Event is news of a run.
type Event struct {
	Kind   EventKind
	Rung   RungID
	Result RungResult   // for RungFinished
	Matrix matrix.Event // for MatrixMoved
}

// climb is a rung being climbed.
type climb struct {
	*Check
	ctx context.Context
	run *run
	out *RungResult

	mu     sync.Mutex
	trails []*trail
}

// run is one call of Run.
type run struct {
	ctx     context.Context
	observe func(Event)
	telling sync.Mutex
}

func (r *run) tell(e Event) {
	if r.observe == nil {
		return
	}
	r.telling.Lock()
	defer r.telling.Unlock()
	r.observe(e)
}

// kept is the answer to a question, or the question under way: whoever asks again gets the same.
type kept struct {
	owner RungID
	done  chan struct{}
	value any
	err   error
	trail *trail
}

// Run climbs the ladder from a rung on; "" stands for the ground. Results of the rungs below are kept, and climbed again
// only where they are missing. A failed look at the token (RungClaims) is climbed again with a new token, because what
// was consented to shows in a new one alone. observe is told of every rung as it begins and ends, by one goroutine at a
// time. When ctx ends, what was found so far is returned. A second call waits until the first has ended.
func (c *Check) Run(ctx context.Context, from RungID, observe func(Event)) Result {
	c.running.Lock()
	defer c.running.Unlock()
	first := max(0, place(from))
	if from == RungClaims {
		if r, ok := c.result(RungClaims); ok && r.Verdict != OK {
			first = place(RungToken)
		}
	}
	var todo []rung
	for i, r := range ladder() {
		if have, ok := c.result(r.id); i >= first || !ok || have.cancelled {
			todo = append(todo, r)
		}
	}
	return c.climbAll(ctx, todo, observe)
}

// Matrix asks for the access matrix with what earlier runs found, and climbs what is missing for it.
func (c *Check) Matrix(ctx context.Context, o MatrixOptions, companies []string, observe func(Event)) Result {
	c.running.Lock()
	defer c.running.Unlock()
	before, named := c.in.Matrix, c.in.Companies
	defer func() { c.in.Matrix, c.in.Companies = before, named }() // a later Run is a plain one again
	c.in.Matrix = &o
	again := map[RungID]bool{RungAccess: true}
	if companies != nil {
		c.in.Companies, again[RungCompany] = companies, true
	}
	var todo []rung
	for _, r := range ladder() {
		if have, ok := c.result(r.id); again[r.id] || !ok || have.cancelled {
			todo = append(todo, r)
		}
	}
	return c.climbAll(ctx, todo, observe)
}

// Result gives what is known at this moment.
func (c *Check) Result() Result { return c.collect(time.Time{}, time.Time{}, 0, false) }

func (c *Check) result(id RungID) (RungResult, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.results[id]
	if !ok {
		return RungResult{}, false
	}
	return *r, true
}

func (c *Check) climbAll(ctx context.Context, todo []rung, observe func(Event)) Result {
	begun, sent := c.o.Now(), c.witness.count.Load()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &run{ctx: ctx, observe: observe}
	c.forget(todo)
	done := map[RungID]chan struct{}{}
	for _, x := range todo {
		done[x.id] = make(chan struct{})
	}
	var wg sync.WaitGroup
	for _, x := range todo {
		wg.Go(func() {
			defer close(done[x.id])
			for _, need := range x.needs {
				if d := done[need]; d != nil {
					<-d
				}
			}
			c.climbOne(r, x)
		})
	}
	wg.Wait()
	cancelled := ctx.Err() != nil && c.anyCancelled()
	c.sweep()
	return c.collect(begun, c.o.Now(), int(c.witness.count.Load()-sent), cancelled)
}

// forget drops what the rungs to be climbed found before.
func (c *Check) forget(todo []rung) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, x := range todo {
		delete(c.results, x.id)
		for key, k := range c.facts {
			if k.owner == x.id {
				delete(c.facts, key)
			}
		}
		switch x.id {
		case RungAuthority:
			c.o.Cache.Forget(c.v.discoveryRegistration())
		case RungToken:
			if c.source != nil {
				c.source.Discard()
			}
		case RungClaims:
			c.board.claims, c.board.noAPI, c.board.automation, c.board.adminRole = nil, false, false, false
		case RungEnvironments:
			c.board.sources, c.board.list = nil, nil
		case RungSetup:
			c.board.apps, c.board.companies = map[string]EnvironmentState{}, nil
			// A client that worked before takes a 401 for an ended token and asks for a new one; here it is the answer.
			c.clients = map[string]*bc.Client{}
		case RungCompany:
			c.board.chosen = nil
		case RungAccess:
			c.board.matrix = nil
		default:
		}
	}
}

// sweep drops answers that were cut off by a cancel, so that the next run asks again.
func (c *Check) sweep() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, k := range c.facts {
		select {
		case <-k.done:
			if isCancelled(k.err) {
				delete(c.facts, key)
			}
		default:
			delete(c.facts, key)
		}
	}
}

func (c *Check) anyCancelled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.results {
		if r.cancelled {
			return true
		}
	}
	return false
}

func isCancelled(err error) bool {
	if errors.Is(err, context.Canceled) {
		return true
	}
	var n *auth.NetworkError
	return errors.As(err, &n) && n.Kind == auth.KindCanceled
}

// climbOne climbs a rung whose needs have ended.
func (c *Check) climbOne(r *run, x rung) {
	out := &RungResult{ID: x.id, Name: x.name, Started: c.o.Now()}
	k := &climb{Check: c, ctx: r.ctx, run: r, out: out}
	switch why := c.blocked(x); {
	case r.ctx.Err() != nil:
		out.Verdict, out.Why, out.cancelled = NotReached, "cancelled", true
	case why != "":
		out.Verdict, out.Why = NotReached, why
	default:
		r.tell(Event{Kind: RungStarted, Rung: x.id})
		k.guarded(x.climb)
		k.finish()
	}
	c.mu.Lock()
	c.results[x.id] = out
	told := *out
	c.mu.Unlock()
	r.tell(Event{Kind: RungFinished, Rung: x.id, Result: told})
}

// guarded turns a panic into a finding: whatever a server sent, the program goes on.
func (k *climb) guarded(f func(*climb)) {
	defer func() {
		if p := recover(); p != nil {
			k.add(internal(p))
		}
	}()
	f(k)
}

func internal(p any) Finding {
	return Finding{Code: Internal, Severity: Failure, Title: "the check failed inside the program",
		Cause: fmt.Sprintf("This is a fault of bctui (%T) and says nothing about the registration. Please report it.", p)}
}

// blocked tells what keeps a rung from being tried.
func (c *Check) blocked(x rung) string {
	for _, need := range x.needs {
		r, ok := c.result(need)
		switch {
		case !ok:
			return "nothing is known of “" + string(need) + "” yet"
		case r.Verdict == NotReached && r.cancelled:
			return "cancelled"
		case r.Verdict == NotReached:
			return r.Why
		case r.Verdict == Failed && !r.goOn:
			return "“" + r.Name + "” failed"
		}
	}
	return ""
}

// finish gives the verdict: what the worst finding says.
func (k *climb) finish() {
	out := k.out
	out.Elapsed = k.o.Now().Sub(out.Started)
	for _, t := range k.trails {
		out.Requests = append(out.Requests, t.exchanges()...)
	}
	for i := range out.Findings {
		out.Findings[i].Rung = out.ID
	}
	switch {
	case k.ctx.Err() != nil && (out.Verdict == NotReached || out.Verdict == Pending && out.Text == "" && len(out.Findings) == 0):
		out.Verdict, out.Why, out.cancelled = NotReached, "cancelled", true
		return
	case out.Verdict == NotReached:
		return
	}
	out.Verdict = verdictOf(out.Findings)
	if out.Text == "" && len(out.Findings) > 0 {
		out.Text = worst(out.Findings).Title
	}
}

func verdictOf(findings []Finding) Verdict {
	v := OK
	for _, f := range findings {
		switch f.Severity {
		case Failure:
			v = Failed
		case Caution:
			v = max(v, Warning)
		case Note:
		}
	}
	return v
}

func worst(findings []Finding) Finding {
	w := findings[0]
	for _, f := range findings[1:] {
		if f.Severity > w.Severity {
			w = f
		}
	}
	return w
}

// skip ends a rung as not reached.
//
//go:noinline
func (k *climb) skip(why string) { k.out.Verdict, k.out.Why = NotReached, why }

// interrupted marks a rung whose work was cut off; it is true when the run was cancelled.
func (k *climb) interrupted(err error) bool {
	if k.ctx.Err() == nil || err != nil && !isCancelled(err) {
		return false
	}
	k.out.Verdict, k.out.Why, k.out.cancelled = NotReached, "cancelled", true
	return true
}

// Not inlined: it stands in dozens of places, and copies would cost the binary more than the calls.
//
//go:noinline
func (k *climb) add(f Finding) {
	f.Raw = k.v.scrub(f.Raw)
	k.out.Findings = append(k.out.Findings, f)
}

// Not inlined: it stands in dozens of places, and copies would cost the binary more than the calls.
//
//go:noinline
func (k *climb) fact(label, value string) {
	if value != "" {
		k.out.Facts = append(k.out.Facts, Fact{label, value})
	}
}

// say is the rung's one line.
//
//go:noinline
func (k *climb) say(format string, args ...any) { k.out.Text = fmt.Sprintf(format, args...) }

// mean puts a meaning's words into a finding, with this registration's links in them.
//
//go:noinline
func (k *climb) mean(f *Finding, m *auth.Meaning) { f.mean(m.For(k.v.registration())) }

// amend changes the result of an earlier rung, when a later one proved it wrong. change tells whether it did.
func (k *climb) amend(id RungID, change func(*RungResult) bool) {
	k.Check.mu.Lock()
	r := k.results[id]
	if r == nil {
		k.Check.mu.Unlock()
		return
	}
	changed := *r
	changed.Findings = append([]Finding(nil), r.Findings...)
	if !change(&changed) {
		k.Check.mu.Unlock()
		return
	}
	changed.Verdict = verdictOf(changed.Findings)
	k.results[id] = &changed
	k.Check.mu.Unlock()
	k.run.tell(Event{Kind: RungFinished, Rung: id, Result: changed})
}

// ask gives the answer to a question: the one that is known, or by asking. owner is the rung whose climbing anew asks
// again. The rung that asks notes the requests as its own.
func ask[T any](k *climb, owner RungID, key string, question func(context.Context) (T, error)) (T, error) {
	a := begin(k, owner, key, question)
	k.follow(a)
	var zero T
	select {
	case <-a.done:
	case <-k.ctx.Done():
		return zero, auth.NetworkFailure(k.ctx.Err(), "")
	}
	v, ok := a.value.(T)
	if !ok {
		return zero, a.err
	}
	return v, a.err
}

// known gives an answer that was asked for before, without counting its requests as the rung's. False when there is none.
func known[T any](k *climb, key string) (T, bool) {
	var zero T
	k.Check.mu.Lock()
	a := k.facts[key]
	k.Check.mu.Unlock()
	if a == nil {
		return zero, false
	}
	select {
	case <-a.done:
	default:
		return zero, false
	}
	v, ok := a.value.(T)
	return v, ok && a.err == nil
}

// begin asks without waiting for the answer.
func begin[T any](k *climb, owner RungID, key string, question func(context.Context) (T, error)) *kept {
	k.Check.mu.Lock()
	defer k.Check.mu.Unlock()
	if a := k.facts[key]; a != nil {
		return a
	}
	a := &kept{owner: owner, done: make(chan struct{}), trail: &trail{}}
	k.facts[key] = a
	go func() {
		defer close(a.done)
		defer func() {
			if p := recover(); p != nil {
				a.err = &bc.Error{Message: fmt.Sprintf("a fault of bctui (%T)", p)}
			}
		}()
		a.value, a.err = question(withTrail(k.run.ctx, a.trail))
	}()
	return a
}

// follow counts the requests of a question as the rung's.
func (k *climb) follow(a *kept) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range k.trails {
		if t == a.trail {
			return
		}
	}
	k.trails = append(k.trails, a.trail)
}

func (c *Check) collect(begun, ended time.Time, requests int, cancelled bool) Result {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := Result{Started: begun, Ended: ended, Cancelled: cancelled, Requests: requests, Subject: c.subject(), Claims: c.board.claims,
		Sources: append([]SourceAnswer(nil), c.board.sources...), Companies: append([]bc.Company(nil), c.board.companies...),
		Chosen: append([]bc.Company(nil), c.board.chosen...), Matrix: c.board.matrix, Environments: c.environments()}
	for _, x := range ladder() {
		if have := c.results[x.id]; have != nil {
			r.Rungs = append(r.Rungs, *have)
		} else {
			r.Rungs = append(r.Rungs, RungResult{ID: x.id, Name: x.name})
		}
	}
	return r
}

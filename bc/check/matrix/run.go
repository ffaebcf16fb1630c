package matrix

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bctui/auth"
	"bctui/bc"
)

const (
	// atOnce is how many requests are under way at most.
	atOnce = 4
	// calmAfter is how many good answers in a row let one more request at a time.
	calmAfter = 25
	// mostTries is how often a cell that was throttled is put back: a 429 loses nothing.
	mostTries = 5
	// firstHold is doubled with each time that a cell is put back, up to longestHold.
	firstHold, longestHold = 10 * time.Second, 2 * time.Minute
	// throttledInARow is how often all that comes back may be 429 before the run is ended: then waiting longer is for
	// the user to decide. What was not asked stays to be asked.
	throttledInARow = 8
	// lostInARow is how many cells may fail in a row for reasons that will not be another's before the run is ended: a
	// network that is gone, a token that is not taken any more.
	lostInARow = 6
)

// Options of a run.
type Options struct {
	Companies []Company
	Routes    []string // only these APIs; nil stands for all that the environment names
	Version   string   // the environment's systemVersion, for the cache of schemas (bc.Company.SystemVersion)
	AtOnce    int      // 1 to 4; 0 stands for 4
	Budget    Budget   // zero stands for DefaultBudget
	// Observe is told of every cell and of whatever else moves. It is called by one goroutine at a time.
	Observe func(Event)
}

// Event says that something moved.
type Event struct {
	Matrix   *Matrix // the whole, as it fills
	Cell     *Cell   // that is known now; nil when rows were added, or the pace changed
	Progress Progress
}

// Prober asks one environment. It has a client of its own, so that it hears of a 429 at once.
type Prober struct {
	client *bc.Client
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	engine atomic.Pointer[engine]
}

// New makes a Prober; nothing is sent yet. Errors are those of bc.New.
func New(t bc.Target, tokens bc.TokenSource, o bc.Options) (*Prober, error) {
	p := &Prober{now: o.Now, sleep: o.Sleep}
	if p.now == nil {
		p.now = time.Now
	}
	if p.sleep == nil {
		p.sleep = wait
	}
	told := o.Notice
	o.Notice = func(n bc.Notice) {
		if e := p.engine.Load(); e != nil && n.Status == 429 {
			e.slower()
		}
		if told != nil {
			told(n)
		}
	}
	client, err := bc.New(t, tokens, o)
	if err != nil {
		return nil, err
	}
	p.client = client
	return p, nil
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// job is one cell to be asked for.
type job struct {
	row, column int
	plan        *plan
	target      Target
	parents     []parent
	tries       int
	late        bool  // it stands among those that need a parent
	direct      *Cell // what it answered when it was asked without one
}

// engine is one run.
type engine struct {
	client *bc.Client
	o      Options
	m      *Matrix
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	pace   *pace
	begun  time.Time
	end    context.CancelFunc

	mu       sync.Mutex
	moved    *sync.Cond
	early    []*job // can be asked at any time
	late     []*job // wait for a parent
	planning bool
	over     bool
	inflight int
	limit    int
	calm     int
	lost     int // failures in a row that will not be another's
	busy     int // 429 in a row
	held     time.Time
	speed    speed
	requests int

	telling sync.Mutex
}

// Run asks for everything and gives the matrix, whole or as far as it came: when ctx ends, and when the network or the
// sign-in is lost for good (Stopped). It never fails. One run at a time.
func (p *Prober) Run(ctx context.Context, o Options) *Matrix {
	if o.AtOnce <= 0 || o.AtOnce > atOnce {
		o.AtOnce = atOnce
	}
	outer := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	e := &engine{
		client: p.client, o: o, m: newMatrix(append([]Company(nil), o.Companies...)), now: p.now, sleep: p.sleep,
		pace: newPace(o.Budget), begun: p.now(), end: cancel, planning: true, limit: o.AtOnce,
	}
	e.moved = sync.NewCond(&e.mu)
	p.engine.Store(e)
	defer p.engine.CompareAndSwap(e, nil)
	release := context.AfterFunc(ctx, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.over = true
		e.moved.Broadcast()
	})
	defer release()

	var wg sync.WaitGroup
	wg.Go(func() { e.plan(ctx) })
	for range o.AtOnce {
		wg.Go(func() { e.work(ctx) })
	}
	wg.Wait()
	e.m.change(func(m *Matrix) {
		m.cancelled = outer.Err() != nil && (m.progress.By[Waiting] > 0 || !m.progress.Planned)
	})
	e.tell(nil)
	return e.m
}

func (e *engine) queue(early, late []*job) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.early, e.late = append(e.early, early...), append(e.late, late...)
	e.moved.Broadcast()
}

func (e *engine) planned(ctx context.Context) {
	e.m.change(func(m *Matrix) { m.progress.Planned = ctx.Err() == nil })
	e.mu.Lock()
	defer e.mu.Unlock()
	e.planning = false
	e.moved.Broadcast()
}

// take waits for a job; nil means that there are no more.
func (e *engine) take() *job {
	e.mu.Lock()
	defer e.mu.Unlock()
	for {
		if e.over {
			return nil
		}
		if e.inflight < e.limit {
			if len(e.early) > 0 {
				j := e.early[0]
				e.early = e.early[1:]
				e.inflight++
				return j
			}
			for i, j := range e.late {
				if e.eligible(j) {
					e.late = append(e.late[:i:i], e.late[i+1:]...)
					e.inflight++
					return j
				}
			}
		}
		if !e.planning && e.inflight == 0 && len(e.early) == 0 && len(e.late) == 0 {
			e.moved.Broadcast()
			return nil
		}
		e.moved.Wait()
	}
}

// eligible tells whether a job that needs a parent can be asked: one was found, or none will be. e.mu is held.
func (e *engine) eligible(j *job) bool {
	pending := false
	for _, p := range j.parents {
		switch c := e.m.At(p.row, j.column); {
		case c.State == Readable && c.key != "":
			return true
		case c.State == Waiting:
			pending = true
		}
	}
	// With nothing under way and nothing else to ask, a parent that waits will wait for ever.
	return !pending || e.inflight == 0 && len(e.early) == 0 && !e.planning
}

func (e *engine) work(ctx context.Context) {
	for {
		j := e.take()
		if j == nil {
			return
		}
		cell, known := e.ask(ctx, j)
		e.settle(ctx, j, cell, known)
	}
}

// ask does the requests of a job. known is false when the job was put off, or the run was ended.
func (e *engine) ask(ctx context.Context, j *job) (cell Cell, known bool) {
	if err := e.pass(ctx); err != nil {
		return Cell{}, false
	}
	if parent, key, ok := e.parentOf(j); ok {
		cell = below(ctx, e.client, j.target, parent.set, key, parent.link)
		if cell.State == Absent || cell.State == Failed && wantsParent(cell.Err) {
			// The schema promised a link that is not there: what the set itself says counts.
			if j.direct == nil && ctx.Err() == nil {
				cell = Probe(ctx, e.client, j.target)
			}
		}
	} else if j.direct != nil {
		cell = *j.direct
	} else {
		cell = Probe(ctx, e.client, j.target)
	}
	if ctx.Err() != nil {
		return Cell{}, false
	}
	if cell.State == Failed && wantsParent(cell.Err) {
		if !j.late && j.target.CompanyID != "" && len(j.parents) > 0 {
			said := cell // cell is the result, which return overwrites
			j.late, j.direct = true, &said
			e.queue(nil, []*job{j})
			return Cell{}, false
		}
		cell.State, cell.Err = Unproved, nil
		cell.Note = "it answers only below a parent, and no parent was found to ask below"
		if printsDocuments(j.target.Set) {
			cell.Note = "it answers only below a document, and asking would make Business Central print one"
		}
	}
	return cell, true
}

// parentOf finds a record to ask below.
func (e *engine) parentOf(j *job) (parent, string, bool) {
	if !j.late || printsDocuments(j.target.Set) {
		return parent{}, "", false
	}
	for _, p := range j.parents {
		if c := e.m.At(p.row, j.column); c.State == Readable && c.key != "" {
			return p, c.key, true
		}
	}
	return parent{}, "", false
}

// settle puts an answer into the matrix, or the job back where it came from.
func (e *engine) settle(ctx context.Context, j *job, cell Cell, known bool) {
	now := e.now()
	var stop error
	e.mu.Lock()
	e.inflight--
	if known {
		var hold time.Duration
		if hold, known = e.judge(j, cell); !known {
			e.held = now.Add(hold)
			e.early = append(e.early, j) // behind the others: perhaps only this set is throttled
			if e.busy >= throttledInARow {
				stop = cell.Err
			}
		} else {
			e.speed.done(now)
			if e.lost >= lostInARow || isSignIn(cell.Err) {
				stop = cell.Err
			}
			if j.plan.refused >= lostInARow {
				e.drop(j.plan, cell.Err)
			}
		}
	}
	e.moved.Broadcast()
	e.mu.Unlock()
	cell.Row, cell.Column = j.row, j.column
	if known && (stop == nil || ctx.Err() == nil) {
		e.m.set(cell)
	}
	if stop != nil {
		e.m.change(func(m *Matrix) {
			if m.stopped == nil {
				m.stopped = fmt.Errorf("ended early: %w", stop)
			}
		})
		e.end()
	}
	if !known {
		e.tell(nil)
		return
	}
	e.tell(&cell)
}

// judge adapts the pace to an answer. known is false when the cell has to be asked again, after the hold. e.mu is held.
func (e *engine) judge(j *job, c Cell) (hold time.Duration, known bool) {
	var (
		service *bc.Error
		network *auth.NetworkError
	)
	switch {
	case errors.As(c.Err, &service) && service.Kind == bc.Throttled:
		e.limit, e.calm = 1, 0
		e.busy++
		if j.tries++; j.tries > mostTries {
			return 0, true
		}
		hold = min(firstHold<<(j.tries-1), longestHold)
		return max(hold, service.RetryAfter), false
	case errors.As(c.Err, &network), service != nil && (service.Kind == bc.Proxy || service.Kind == bc.ForeignHost):
		e.lost++
		return 0, true
	case service != nil && (service.Kind == bc.SignIn || service.Kind == bc.NotSetUp || service.Kind == bc.NoEnvironment):
		j.plan.refused++
		return 0, true
	}
	e.lost, e.busy, j.plan.refused = 0, 0, 0
	if e.calm++; e.calm >= calmAfter && e.limit < e.o.AtOnce {
		e.limit++
		e.calm = 0
	}
	return 0, true
}

// drop gives up an API that turns the app away every time. What was not asked stays so. e.mu is held.
func (e *engine) drop(p *plan, why error) {
	of := func(j *job) bool { return j.plan == p }
	e.early, e.late = slices.DeleteFunc(e.early, of), slices.DeleteFunc(e.late, of)
	e.m.change(func(m *Matrix) {
		for i := range m.routes {
			if m.routes[i].Route == p.route && m.routes[i].Err == nil {
				m.routes[i].Err = why
			}
		}
	})
}

func isSignIn(err error) bool {
	var signIn *auth.Error
	return errors.As(err, &signIn)
}

// slower halves what is under way: the service answered 429.
func (e *engine) slower() {
	e.mu.Lock()
	e.limit, e.calm = max(1, e.limit/2), 0
	e.mu.Unlock()
	e.m.change(func(m *Matrix) { m.progress.Throttled++ })
	e.tell(nil)
}

// pass waits until the budget and a pause that the service asked for let one more request through.
func (e *engine) pass(ctx context.Context) error {
	e.mu.Lock()
	now := e.now()
	held := e.held.Sub(now)
	e.requests++
	e.mu.Unlock()
	d := e.pace.reserve(now)
	if d = max(d, held); d <= 0 {
		return ctx.Err()
	}
	if held > 0 || d > time.Second {
		e.tell(nil)
	}
	return e.sleep(ctx, d)
}

// tell hands an event up.
func (e *engine) tell(c *Cell) {
	now := e.now()
	e.mu.Lock()
	requests, limit, rate, held := e.requests, e.limit, e.speed.perSecond(), e.held
	e.mu.Unlock()
	e.m.change(func(m *Matrix) {
		p := &m.progress
		p.Requests, p.AtOnce, p.Rate, p.Elapsed = requests, limit, rate, now.Sub(e.begun)
		p.HeldUntil, p.Left = time.Time{}, 0
		waiting := p.By[Waiting]
		if waiting > 0 && rate > 0 {
			p.Left = max(time.Duration(float64(waiting)/rate*float64(time.Second)), e.pace.left(now, waiting))
		}
		if held.After(now) {
			p.HeldUntil = held
			p.Left += held.Sub(now)
		}
	})
	if e.o.Observe == nil {
		return
	}
	e.telling.Lock()
	defer e.telling.Unlock()
	e.o.Observe(Event{Matrix: e.m, Cell: c, Progress: e.m.Progress()})
}

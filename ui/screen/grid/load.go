package grid

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/bc/odata"
	"bctui/bc/pager"
	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/place"
	"bctui/ui/screen"
)

// pagerOf makes what reads the rows of a view, and looks for the row with an identity on the way.
func (m *Model) pagerOf(v place.View, sought string) *pager.Pager {
	o := pager.Options{Budget: m.opts.Budget, Sought: sought}
	if m.set.Type != nil {
		o.Key = m.set.Type.Key
	}
	return pager.New(m.session.Client, m.query(v), o)
}

// readAnew reads the view from its beginning when nothing is on show yet.
func (m *Model) readAnew() tea.Cmd {
	m.trouble.Show(nil, m.opts.Explain)
	m.now = m.pagerOf(m.opts.Place.View, "")
	m.show(m.now)
	return m.read(m.now, 0)
}

// read reads on in p until goal rows are there, at least one page; −1: to the end.
func (m *Model) read(p *pager.Pager, goal int) tea.Cmd {
	r := p.Read(goal)
	if r == nil {
		return nil
	}
	ctx, serial := m.begin()
	if p == m.now {
		m.stopped, m.halted, m.failure = false, false, nil
	}
	if !p.Begun() {
		m.asking = m.selection(m.viewOf(p).Columns)
	}
	var step func(ctx context.Context) tea.Msg
	step = func(ctx context.Context) tea.Msg {
		return paged{serial: serial, into: p, result: r.Next(ctx), next: func() tea.Cmd { return m.host.DoWith(ctx, step) }}
	}
	return m.host.DoWith(ctx, step)
}

// takePage adds a page to what is there and goes on.
func (m *Model) takePage(msg paged) tea.Cmd {
	if msg.result.Done {
		m.stop()
	}
	if err := msg.result.Err; err != nil {
		return m.pageFailed(err)
	}
	first := !msg.into.Begun()
	msg.into.Take(msg.result)
	page := msg.result.Page()
	proof := m.prove(msg.into, page)
	m.took = fmt.Sprintf("GET %d · %d ms", page.Status, page.Elapsed.Milliseconds())
	if more := extra(m.columns, msg.into.Columns()); len(more) > 0 {
		for i := range more {
			more[i].hidden = len(m.opts.Place.View.Columns) > 0
		}
		m.columns = append(m.columns, more...)
		m.arrange()
	}
	switch {
	case msg.into == m.next && msg.result.Done:
		return tea.Batch(m.refreshed(), proof)
	case msg.into == m.next:
		return tea.Batch(msg.next(), proof)
	}
	m.widget.Invalidate()
	cured := tea.Batch(m.cured(), proof)
	if first {
		m.has = m.asking
		m.restore()
	}
	cured = tea.Batch(cured, m.learn())
	if !msg.result.Done {
		return tea.Batch(cured, m.answerSibling(), m.fill(), msg.next())
	}
	return tea.Batch(cured, m.answerSibling(), m.proceed())
}

// pageFailed keeps the rows that are there; without any the finding takes their place.
func (m *Model) pageFailed(err error) tea.Cmd {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	instead := m.refusedNested(err, m.aim().Filter, m.aimFilters())
	if m.wanted != nil {
		m.failure = err
		return m.notChanged(err, instead)
	}
	waiting := m.pending != 0
	anew := m.next != nil
	m.onward = m.toEnd && !anew
	m.toEnd, m.toRow, m.next, m.pending = false, 0, nil, 0
	if !m.now.Begun() {
		m.trouble.Show(err, m.opts.Explain)
		return nil
	}
	m.failure = err
	title := m.words(err)
	if anew {
		return screen.Tell(screen.Failure, "Not loaded again: "+title+". The rows are as they were."+m.whyWords())
	}
	m.halted, m.warned = true, true
	if waiting {
		return screen.Emit(screen.Neighbour{Why: "The next rows did not come: " + title + ". Go back and load again."})
	}
	next := " tries again from where it stopped; the rows so far stay."
	if bc.DeadEnd(err) {
		next = " reads the list anew."
	}
	return screen.Tell(screen.Failure, "The next rows did not come: "+title+". "+m.host.Keys.Def("grid.refresh").KeyLabel()+next+m.whyWords())
}

// words is what went wrong in a line, with what the service said of it.
func (m *Model) words(err error) string {
	text := m.opts.Explain(err).Title
	var e *bc.Error
	switch {
	case !errors.As(err, &e) || e.Denied != nil || e.Message == "" || bc.Expired(err):
	case e.Kind == bc.Damaged: // the words are our own, and the title alone says little
		text += ": " + m.format.Measure.Truncate(format.Visible(e.Message), 120)
	case e.Status >= 400:
		text += ", “" + m.format.Measure.Truncate(format.Visible(e.Message), 100) + "”"
	}
	return text
}

func (m *Model) whyWords() string {
	return " " + m.host.Keys.Def("grid.why").KeyLabel() + " shows all of it."
}

// cured takes back what was said of a failure when the page has come after all.
func (m *Model) cured() tea.Cmd {
	if !m.warned {
		return nil
	}
	m.warned = false
	if !m.halted && !m.hollow {
		m.failure = nil
	}
	return screen.Tell(screen.Note, "")
}

// showFailure covers the rows with all that is known of what went wrong.
func (m *Model) showFailure() tea.Cmd {
	m.trouble.Show(m.failure, m.opts.Explain)
	m.warned = false
	return screen.Tell(screen.Note, "") // the line that told of it would stand over it
}

// covered tells whether a failure stands over rows that are there.
func (m *Model) covered() bool { return m.trouble.There() && m.now.Begun() }

// uncover shows the rows again; false when nothing covers them.
func (m *Model) uncover() bool {
	if !m.covered() {
		return false
	}
	m.trouble.Show(nil, m.opts.Explain)
	return true
}

// restore puts the cursor where the place says.
func (m *Model) restore() {
	v := m.opts.Place.View
	col := 0
	for i, c := range m.columns {
		if c.name == v.Column {
			col = i
		}
	}
	if v.Row > 0 || col > 0 {
		m.widget.MoveTo(v.Row, col)
		m.toRow = v.Row + 1
	}
}

// proceed reads on if there is reason to.
func (m *Model) proceed() tea.Cmd {
	if m.toEnd && !m.now.More() {
		m.toEnd = false
		m.widget.Bottom()
	}
	if m.now.Len() >= m.toRow {
		m.toRow = 0
	}
	fill := m.fill()
	switch {
	case m.busy || m.session == nil || !m.now.Begun() || !m.now.More() || m.halted || m.stopped:
		return fill
	case m.toEnd:
		return tea.Batch(fill, m.read(m.now, -1))
	case m.toRow > 0:
		return tea.Batch(fill, m.read(m.now, m.toRow))
	}
	first, end := m.widget.VisibleRange()
	if ahead := 2 * (end - first + 1); end+ahead < m.now.Len() {
		return fill
	}
	return tea.Batch(fill, m.read(m.now, 0)) // before the cursor gets to the end of what is there
}

// moved reads ahead and asks for the total: the first move shows that the user stays, so the request is worth it.
// Opening a set costs one page and nothing more.
func (m *Model) moved() tea.Cmd { return tea.Batch(m.proceed(), m.lookAhead(), m.count()) }

// fill reads rows on screen that were dropped from memory. It runs beside what else is being read.
func (m *Model) fill() tea.Cmd {
	first, end := m.widget.VisibleRange()
	m.now.See(first, end)
	return m.refill(m.now.Missing(first, end))
}

// lookAhead reads what was dropped just above and below the screen. It follows a key only, never itself: with little
// memory the two would go on pushing each other out.
func (m *Model) lookAhead() tea.Cmd {
	first, end := m.widget.VisibleRange()
	room := end - first
	row := m.now.Missing(max(0, first-room), first)
	if row < 0 {
		row = m.now.Missing(end, end+room)
	}
	return m.refill(row)
}

// refill reads the page of a row again.
func (m *Model) refill(row int) tea.Cmd {
	if row < 0 || m.filling != nil || m.hollow || m.session == nil {
		return nil
	}
	r := m.now.Reread(row)
	if r == nil {
		return nil
	}
	ctx, cancel := context.WithCancel(m.host.Context)
	m.filling = cancel
	of := m.now
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg { return filled{of, r.Next(ctx)} })
}

// drain ends the reading of dropped rows; false when there is none.
func (m *Model) drain() bool {
	if m.filling == nil {
		return false
	}
	m.filling()
	m.filling = nil
	return true
}

func (m *Model) takeFilled(msg filled) tea.Cmd {
	if msg.of != m.now {
		return nil
	}
	stopped := m.filling == nil
	m.drain()
	switch err := msg.result.Err; {
	case err != nil && (stopped || errors.Is(err, context.Canceled)):
		return nil
	case err != nil:
		m.hollow, m.warned, m.failure = true, true, err
		if m.pending != 0 {
			m.pending = 0
			return screen.Emit(screen.Neighbour{Why: "Its rows could not be read again: " + m.words(err) + "."})
		}
		return screen.Tell(screen.Failure, "Rows that had left the memory could not be read again: "+m.words(err)+". "+
			m.host.Keys.Def("grid.refresh").KeyLabel()+" tries again."+m.whyWords())
	}
	m.now.Take(msg.result)
	m.widget.Invalidate()
	cmd := tea.Batch(m.cured(), m.answerSibling(), m.fill())
	if msg.result.Changed && !m.shifted {
		m.shifted = true
		cmd = tea.Batch(cmd, screen.Tell(screen.Warning, "Some rows have changed at the service since they were read first. "+
			m.host.Keys.Def("grid.refresh").KeyLabel()+" reads all anew."))
	}
	return cmd
}

// learn takes the total from the rows themselves, where it shows.
func (m *Model) learn() tea.Cmd {
	if n := m.now.Count(); n >= 0 {
		m.total = n
	}
	if m.now.More() {
		return nil
	}
	counted, rows := m.total, int64(m.now.Len())
	m.total = rows
	return m.checkEnd(counted, rows)
}

// takeCount takes the total that was asked for beside the rows.
func (m *Model) takeCount(n int64) tea.Cmd {
	if !m.now.More() {
		return m.checkEnd(n, int64(m.now.Len()))
	}
	if m.total < 0 {
		m.total = n
	}
	return nil
}

// checkEnd says when the list has ended with other rows than the service has counted. With fewer it never passes for whole
// without a word; more are usual where others write meanwhile, so that stands at the end of the list only.
func (m *Model) checkEnd(counted, rows int64) tea.Cmd {
	m.claimed = -1
	if counted < 0 || counted == rows {
		return nil
	}
	m.claimed = counted
	if counted < rows {
		return nil
	}
	return screen.Tell(screen.Warning, "The list ended after "+m.format.Int(rows)+" rows, and the service had counted "+m.format.Int(counted)+". "+
		m.host.Keys.Def("grid.refresh").KeyLabel()+" reads it anew.")
}

// count asks how many rows there are in all: once, beside the rows and never before them. When the service does not
// tell, the frame goes on saying how many are there so far.
func (m *Model) count() tea.Cmd {
	if m.counted || m.total >= 0 || m.session == nil || !m.now.Begun() {
		return nil
	}
	m.counted = true
	src, client, of := m.query(m.opts.Place.View), m.session.Client, m.now
	return m.host.Do(func(ctx context.Context) tea.Msg {
		n, err := client.Count(ctx, src)
		return counted{of: of, total: n, err: err}
	})
}

// refresh tries again what failed, else reads everything on show anew. The old rows stay until the new ones reach the
// cursor.
func (m *Model) refresh() tea.Cmd {
	m.uncover()
	switch {
	case m.session == nil:
		m.trouble.Show(nil, m.opts.Explain)
		return m.start()
	case !m.now.Begun() && m.wanted == nil:
		return m.readAnew()
	case m.halted && m.wanted == nil && !bc.DeadEnd(m.failure):
		goal := 0
		if m.toEnd = m.onward; m.toEnd {
			goal = -1
		}
		return m.read(m.now, goal)
	case m.hollow:
		m.hollow = false
		return m.fill()
	}
	m.toEnd, m.toRow = false, 0
	if m.wanted == nil {
		m.total, m.counted = -1, false
	}
	return m.replace(true)
}

// replace reads the wanted view beside the rows on show. keep holds the cursor on its record.
func (m *Model) replace(keep bool) tea.Cmd {
	row, _ := m.widget.Cursor()
	sought, goal := "", 0
	if keep {
		if sought = m.now.Identity(row); sought != "" {
			goal = row + 1
		}
	}
	m.next = m.pagerOf(m.aim(), sought)
	return m.read(m.next, goal)
}

// refreshed ends a refresh or a change of the view: its rows reach the cursor.
func (m *Model) refreshed() tea.Cmd {
	row, col := m.widget.Cursor()
	change := m.wanted != nil
	if change {
		m.commit()
	}
	m.has = m.asking
	m.drain()
	m.show(m.next)
	m.next, m.halted, m.failure, m.hollow, m.shifted = nil, false, nil, false, false
	switch found := m.now.Found(); {
	case found >= 0:
		m.widget.MoveTo(found, col)
	case change:
		m.widget.MoveTo(0, col)
	default:
		m.widget.MoveTo(min(row, max(0, m.now.Len()-1)), col)
	}
	m.claimed = -1
	ended := m.learn()
	if change {
		return tea.Batch(ended, m.answerLate(), m.proceed(), m.count())
	}
	if ended == nil {
		ended = screen.Tell(screen.Success, "Loaded again.")
	}
	return tea.Batch(ended, m.answerLate(), m.proceed(), m.count())
}

// answerLate tells a record screen that waits for its neighbour that the rows are others by now.
func (m *Model) answerLate() tea.Cmd {
	if m.pending == 0 {
		return nil
	}
	m.pending = 0
	return screen.Emit(screen.Neighbour{Why: "The rows were loaded anew in the meantime. Go back to see them."})
}

// absent tells whether a row is not in memory.
func (m *Model) absent(row int) bool {
	b, _ := m.now.Locate(row)
	return b == nil
}

// keyAt gives the key predicate of a row, "" where the schema knows no key.
func (m *Model) keyAt(row int) string {
	if m.set == nil || m.set.Type == nil || len(m.set.Type.Key) == 0 || m.absent(row) {
		return ""
	}
	values := make(map[string]string, len(m.set.Type.Key))
	for _, name := range m.set.Type.Key {
		if c := m.now.Cell(row, name); c.Kind == rows.String || c.Kind == rows.Number || c.Kind == rows.Bool {
			values[name] = c.Text()
		} // null, or not sent: the record has no address
	}
	key, err := odata.Key(m.set.Type, values)
	if err != nil {
		return ""
	}
	return key
}

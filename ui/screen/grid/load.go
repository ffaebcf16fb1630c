package grid

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata"
	"bctui/ui/screen"
)

// proceed reads on if there is reason to.
func (m *Model) proceed() tea.Cmd {
	if !m.toEnd {
		return m.prefetch()
	}
	if !m.now.more() {
		m.toEnd = false
		m.widget.Bottom()
		return nil
	}
	return m.read(m.now, bulkPage)
}

// prefetch reads the next page before the cursor gets to the end of what is there.
func (m *Model) prefetch() tea.Cmd {
	if m.busy || m.session == nil || m.now.page == nil || !m.now.more() || m.halted != nil || m.stopped {
		return nil
	}
	first, end := m.widget.VisibleRange()
	if ahead := 2 * (end - first + 1); end+ahead < m.now.store.Len() {
		return nil
	}
	return m.read(m.now, nextPage)
}

// moved reads ahead and asks for the total: the first move shows that the user stays, so the request is worth it.
// Opening a set costs one page and nothing more.
func (m *Model) moved() tea.Cmd { return tea.Batch(m.prefetch(), m.count()) }

// learn takes the total from the rows themselves, where it shows.
func (m *Model) learn() {
	if m.now.page.Count >= 0 {
		m.total = m.now.page.Count
	}
	if !m.now.more() {
		m.total = int64(m.now.store.Len())
	}
}

// count asks how many rows there are in all: once, beside the rows and never before them. When the service does not
// tell, the frame goes on saying how many are there so far.
func (m *Model) count() tea.Cmd {
	if m.counted || m.total >= 0 || m.session == nil || m.now.page == nil {
		return nil
	}
	m.counted = true
	src, client, of := m.query(m.opts.Place.View), m.session.Client, m.now
	return m.host.Do(func(ctx context.Context) tea.Msg {
		n, err := client.Count(ctx, src)
		return counted{of: of, total: n, err: err}
	})
}

// refresh reads everything on show anew. The old rows stay until the new ones reach the cursor.
func (m *Model) refresh() tea.Cmd {
	if m.trouble.There() || m.session == nil {
		m.trouble.Show(nil, m.opts.Explain)
		return m.start()
	}
	if m.halted != nil && m.wanted == nil {
		return m.read(m.now, nextPage)
	}
	row, _ := m.widget.Cursor()
	m.keep = m.keyAt(m.now, row)
	m.toEnd = false
	if m.wanted == nil {
		m.total, m.counted = -1, false
	}
	m.next = &reader{}
	return m.read(m.next, firstPage)
}

// refreshed goes on with a refresh or a change of the view, or ends it.
func (m *Model) refreshed() tea.Cmd {
	row, col := m.widget.Cursor()
	if m.keep != "" && m.next.more() && m.next.store.Len() <= row {
		return m.read(m.next, nextPage)
	}
	found := -1
	for i := range m.next.store.Len() {
		if m.keep != "" && m.keyAt(m.next, i) == m.keep {
			found = i
			break
		}
	}
	change := m.wanted != nil
	if change {
		m.commit()
	}
	m.has = m.asking
	m.show(m.next)
	m.next, m.halted = nil, nil
	switch {
	case found >= 0:
		m.widget.MoveTo(found, col)
	case change:
		m.widget.MoveTo(0, col)
	default:
		m.widget.MoveTo(min(row, max(0, m.now.store.Len()-1)), col)
	}
	m.learn()
	if change {
		return tea.Batch(m.answerLate(), m.proceed(), m.count())
	}
	return tea.Batch(screen.Tell(screen.Success, "Loaded again."), m.answerLate(), m.proceed(), m.count())
}

// answerLate tells a record screen that waits for its neighbour that the rows are others by now.
func (m *Model) answerLate() tea.Cmd {
	if m.pending == 0 {
		return nil
	}
	m.pending = 0
	return screen.Emit(screen.Neighbour{Why: "The rows were loaded anew in the meantime. Go back to see them."})
}

// keyAt gives the key predicate of a row, "" where the schema knows no key.
func (m *Model) keyAt(r *reader, row int) string {
	if m.set == nil || m.set.Type == nil || len(m.set.Type.Key) == 0 || row < 0 || row >= r.store.Len() {
		return ""
	}
	values := make(map[string]string, len(m.set.Type.Key))
	for _, name := range m.set.Type.Key {
		values[name] = r.store.Cell(row, name).Text()
	}
	key, err := odata.Key(m.set.Type, values)
	if err != nil {
		return ""
	}
	return key
}

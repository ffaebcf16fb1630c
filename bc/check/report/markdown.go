package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shownReply is how many bytes of a server's reply stand in the page; the JSON has more of it.
const shownReply = 6000

// Markdown writes the document as a page to paste into an issue or a mail: what is wrong first, then what was proved.
func (d Document) Markdown() string {
	w := &page{}
	d.head(w)
	d.findingsPart(w)
	d.ladder(w)
	d.tokenPart(w)
	d.environmentsPart(w)
	d.companiesPart(w)
	d.matrixPart(w)
	w.line("")
	w.line("---")
	w.line("%s", strings.TrimSpace("Made by bctui "+prose(d.Tool.Version))+". This page holds no secret and no token."+maskedNote(d.Masked))
	return w.String()
}

func maskedNote(masked bool) string {
	if masked {
		return " Tenant and client IDs are masked."
	}
	return ""
}

// page collects lines.
type page struct{ strings.Builder }

func (w *page) line(format string, args ...any) {
	fmt.Fprintf(&w.Builder, format, args...)
	w.WriteByte('\n')
}

// table writes a table; cells are Markdown already.
func (w *page) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	w.line("")
	w.line("| %s |", strings.Join(head, " | "))
	w.line("|%s", strings.Repeat(" --- |", len(head)))
	for _, r := range rows {
		w.line("| %s |", strings.Join(r, " | "))
	}
}

func mark(verdict string) string {
	switch verdict {
	case "ok":
		return "✓ ok"
	case "warning":
		return "⚠ warning"
	case "failed":
		return "✗ **failed**"
	}
	return "○ " + verdict
}

func (d Document) head(w *page) {
	title := "all is well"
	switch {
	case d.Cancelled:
		title = "cancelled"
	case len(d.Findings) > 0 && d.Findings[0].Severity != "note":
		title = d.Findings[0].Title
	}
	w.line("# Business Central sign-in check: %s", prose(title))
	w.line("")
	when := d.Started
	if t, err := time.Parse(time.RFC3339, d.Started); err == nil {
		when = t.Format("2006-01-02 15:04:05") + " UTC"
	}
	took := fmt.Sprintf("%d ms", d.ElapsedMs)
	if d.ElapsedMs >= 1000 {
		took = fmt.Sprintf("%.1f s", float64(d.ElapsedMs)/1000)
	}
	w.line("%s · %s · %s, %s", strings.TrimPrefix(mark(d.Verdict), "○ "), prose(when), plural(d.Requests, "request"), took)
	d.whoActs(w)
	var rows [][]string
	add := func(label, value string) {
		if value != "" {
			rows = append(rows, []string{label, code(value, true)})
		}
	}
	add("Connection", d.Subject.Connection)
	add("Tenant", d.Subject.Tenant)
	if !strings.EqualFold(d.Subject.Tenant, d.Subject.TenantID) {
		add("Tenant ID", d.Subject.TenantID)
	}
	add("Client ID", d.Subject.ClientID)
	add("Environment", d.Subject.Environment)
	add("Sign-in service", d.Subject.Authority)
	add("API", d.Subject.API)
	add("Scope", d.Subject.Scope)
	add("Secret", d.Subject.Secret)
	add("Secret expires", d.Subject.SecretExpires)
	w.table([]string{"", ""}, rows)
}

// whoActs names the people that the page is for, so that nobody has to read it to its end to know.
func (d Document) whoActs(w *page) {
	var people []string
	for _, f := range d.Findings {
		if p := person(f.Who); f.Severity == "failure" && f.Who != "unknown" && !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	if len(people) > 0 {
		w.line("")
		w.line("**Who has to act:** %s", prose(strings.Join(people, ", then ")))
	}
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

func (d Document) findingsPart(w *page) {
	heads := []struct{ severity, title string }{{"failure", "What is wrong"}, {"warning", "What to look at"}, {"note", "Worth knowing"}}
	for _, h := range heads {
		first := true
		for _, f := range d.Findings {
			if f.Severity != h.severity {
				continue
			}
			if first {
				w.line("")
				w.line("## %s", h.title)
				first = false
			}
			f.write(w, d.rungName(f.Rung))
		}
	}
}

func (d Document) rungName(id string) string {
	for _, r := range d.Rungs {
		if r.ID == id {
			return r.Name
		}
	}
	return id
}

func (f Finding) write(w *page, rung string) {
	w.line("")
	w.line("### %s: %s", prose(rung), prose(f.Title))
	w.line("")
	w.line("%s", prose(f.Cause))
	w.line("")
	w.line("- **Who:** %s", prose(person(f.Who)))
	if f.Where != "" {
		w.line("- **Where:** %s", prose(f.Where))
	}
	if f.Link != "" {
		w.line("- **Page:** %s", link(f.Link))
	}
	w.line("- **Code:** %s", code(f.Code, false))
	if len(f.Steps) > 0 {
		w.line("")
		for i, s := range f.Steps {
			w.line("%d. %s", i+1, prose(s))
		}
	}
	if len(f.Also) > 0 {
		w.line("")
		w.line("The server answers these causes in the same way:")
		w.line("")
		for _, a := range f.Also {
			w.line("- %s *Tell it by:* %s (%s)", prose(a.Cause), prose(a.Tell), prose(person(a.Who)))
		}
	}
	var rows [][]string
	for _, e := range f.Evidence {
		rows = append(rows, []string{prose(e.Label), code(e.Value, true)})
	}
	w.table([]string{"Evidence", ""}, rows)
	if f.Reply != "" {
		shown, cut := clip(f.Reply, shownReply)
		w.line("")
		w.line("<details><summary>What the server said</summary>")
		w.line("")
		w.WriteString(block(shown))
		if cut || f.ReplyCut {
			w.line("")
			w.line("(cut; the JSON report has more of it)")
		}
		w.line("")
		w.line("</details>")
	}
}

func (d Document) ladder(w *page) {
	w.line("")
	w.line("## The rungs")
	var rows [][]string
	for _, r := range d.Rungs {
		text := r.Text
		if r.Verdict == "not reached" {
			text = r.Why
		}
		elapsed := ""
		if r.Verdict != "not reached" && r.Verdict != "pending" {
			elapsed = strconv.FormatInt(r.ElapsedMs, 10) + " ms"
		}
		rows = append(rows, []string{prose(r.Name), mark(r.Verdict), prose(text), elapsed})
	}
	w.table([]string{"Rung", "", "Result", "Time"}, rows)
}

func (d Document) tokenPart(w *page) {
	if d.Token == nil {
		return
	}
	w.line("")
	w.line("## What the token says")
	if d.Token.Unreadable != "" {
		w.line("")
		w.line("It can't be looked into: %s", prose(d.Token.Unreadable))
		return
	}
	var rows [][]string
	for _, c := range d.Token.Claims {
		if c.Found == "" && c.Expected == "" {
			continue
		}
		note := c.Note
		if c.Verdict == "wrong" || c.Verdict == "unusual" {
			note = strings.TrimSuffix(c.Verdict+": "+note, ": ")
		}
		rows = append(rows, []string{code(c.Claim, true) + " " + prose(c.Label), code(c.Expected, true), code(c.Found, true), prose(note)})
	}
	w.table([]string{"Claim", "Expected", "Found", ""}, rows)
	rows = nil
	for _, r := range d.Token.Roles {
		granted := "no"
		if r.Granted {
			granted = "**yes**"
		}
		rows = append(rows, []string{code(r.Role, true), granted, prose(r.Opens)})
	}
	w.table([]string{"Permission", "Granted", "Opens"}, rows)
}

func (d Document) environmentsPart(w *page) {
	if len(d.Environments) == 0 && len(d.Sources) == 0 {
		return
	}
	w.line("")
	w.line("## Environments")
	var rows [][]string
	for _, e := range d.Environments {
		name := code(e.Name, true)
		if e.Chosen {
			name = "**" + name + "**"
		}
		app := e.App
		if e.Text != "" {
			app += " (" + e.Text + ")"
		}
		rows = append(rows, []string{name, prose(e.Type), prose(e.Country), prose(e.Version), prose(e.Status), prose(app)})
	}
	w.table([]string{"Environment", "Type", "Country", "Version", "State", "To the app"}, rows)
	rows = nil
	for _, s := range d.Sources {
		ok := "no"
		if s.OK {
			ok = "yes"
		}
		rows = append(rows, []string{prose(s.Source), ok, prose(s.Text)})
	}
	w.table([]string{"Asked", "Answered", ""}, rows)
}

func (d Document) companiesPart(w *page) {
	if len(d.Companies) == 0 {
		return
	}
	w.line("")
	w.line("## Companies")
	var rows [][]string
	for _, c := range d.Companies {
		name := code(c.Name, true)
		if c.Chosen {
			name = "**" + name + "**"
		}
		rows = append(rows, []string{name, code(c.DisplayName, true), code(c.ID, true)})
	}
	w.table([]string{"Company", "Display name", "ID"}, rows)
}

func (d Document) matrixPart(w *page) {
	m := d.Matrix
	if m == nil {
		return
	}
	w.line("")
	w.line("## Access matrix")
	w.line("")
	var parts []string
	for _, s := range []string{"readable", "empty", "denied", "not there", "not proved", "error", "not asked"} {
		if n := m.Counts[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	w.line("%s, by %s.", strings.Join(parts, ", "), plural(m.Requests, "request"))
	if m.Stopped != "" {
		w.line("")
		w.line("It ended early: %s", prose(m.Stopped))
	}
	if m.Cancelled {
		w.line("")
		w.line("It was cancelled; what was known by then is below.")
	}
	for _, n := range m.Notes {
		w.line("")
		w.line("%s", prose(n))
	}
	for _, r := range m.Routes {
		m.route(w, r)
	}
	m.deniedPart(w)
}

func (m *Matrix) route(w *page, r MatrixRoute) {
	w.line("")
	w.line("### API %s", code(r.Route, false))
	if r.Error != "" {
		w.line("")
		w.line("It could not be looked into, or not to its end: %s", prose(r.Error))
	}
	head := []string{"Entity set"}
	for _, c := range m.Companies {
		head = append(head, code(c.Name, true))
	}
	columns := max(1, len(m.Companies))
	if len(m.Companies) == 0 {
		head = append(head, "")
	}
	var rows, above [][]string
	for _, x := range m.Rows {
		if x.Route != r.Route {
			continue
		}
		row := []string{code(x.Set, true)}
		for _, c := range x.Cells {
			row = append(row, c.short())
		}
		if !x.CompanyLevel {
			above = append(above, row)
			continue
		}
		for len(row) < columns+1 {
			row = append(row, "")
		}
		rows = append(rows, row)
	}
	w.table(head, rows)
	w.table([]string{"Entity set above the companies", ""}, above)
}

func (c Cell) short() string {
	switch c.State {
	case "readable":
		if c.Count >= 0 {
			return grouped(c.Count)
		}
		return "readable"
	case "empty":
		return "0"
	case "denied":
		return "**denied**"
	case "error":
		if c.Status != 0 {
			return "error " + strconv.Itoa(c.Status)
		}
	}
	return c.State
}

// grouped writes a number with commas between thousands.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// deniedPart lists the missing rights once each, with the sets that want them.
func (m *Matrix) deniedPart(w *page) {
	type right struct {
		denied Denied
		sets   []string
	}
	var rights []*right
	for _, x := range m.Rows {
		for _, c := range x.Cells {
			if c.Denied == nil {
				continue
			}
			i := slices.IndexFunc(rights, func(r *right) bool { return r.denied == *c.Denied })
			if i < 0 {
				rights, i = append(rights, &right{denied: *c.Denied}), len(rights)
			}
			if !slices.Contains(rights[i].sets, x.Set) {
				rights[i].sets = append(rights[i].sets, x.Set)
			}
		}
	}
	var rows [][]string
	for _, r := range rights {
		rows = append(rows, []string{code(fmt.Sprintf("%s %d %s", r.denied.ObjectType, r.denied.ID, r.denied.Name), true), code(r.denied.Right, true),
			code(r.denied.App, true), code(strings.Join(r.sets, ", "), true)})
	}
	if len(rows) > 0 {
		w.line("")
		w.line("### Rights that are missing")
	}
	w.table([]string{"Object", "Right", "Extension", "Entity sets"}, rows)
}

package place

import "testing"

func TestAPlacePrintsAsACommandLine(t *testing.T) {
	p := Place{Kind: Grid, Connection: "contoso", Environment: "Production", CompanyName: "O'Brien & Söhne", Route: DefaultRoute,
		Set: "customers", View: View{Filter: "city eq 'Oslo'", OrderBy: []string{"displayName", "balanceDue desc"}}}
	want := `bctui --connection contoso --environment Production --company 'O'\''Brien & Söhne' --set customers --filter 'city eq '\''Oslo'\''' --order-by 'displayName,balanceDue desc'`
	if got := p.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := (Place{}).String(); got != "bctui" {
		t.Errorf("nowhere is %q", got)
	}
}

func TestWithLeavesTheOriginal(t *testing.T) {
	p := Place{Set: "a"}
	q := p.With(func(p *Place) { p.Set = "b" })
	if p.Set != "a" || q.Set != "b" {
		t.Errorf("%q, %q", p.Set, q.Set)
	}
}

func TestParentsLeadToTheTop(t *testing.T) {
	p, way := Place{Kind: Record, Set: "customers", Key: "1", CompanyID: "c"}, ""
	for ok := true; ok; {
		way += string(p.Kind) + " "
		p, ok = p.Parent()
	}
	if way != "record grid entities companies " || p.Set != "" || p.Key != "" {
		t.Errorf("the way up is %s, at the top %+v", way, p)
	}
}

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

package access

import (
	"testing"
	"time"

	"bctui/bc/check/checktest"
	"bctui/bc/demo"
	"bctui/ui/explain"
	"bctui/ui/place"
	"bctui/ui/screen/story"
)

// tale is a story of this screen.
type tale struct {
	*story.Story
	t *testing.T
	m *Model
}

func here() place.Place {
	return place.Place{Kind: place.Access, Connection: "contoso", Environment: "Production"}
}

func begin(t *testing.T, o Options) *tale {
	t.Helper()
	if o.Place.Kind == "" {
		o.Place = here()
	}
	o.Explain = explain.Error
	m := New(story.Host(t, time.Now), o)
	return &tale{Story: story.Begin(t, m), t: t, m: m}
}

// checked is the screen after the check of a registration has ended.
func checked(t *testing.T, name string) *tale {
	t.Helper()
	st := begin(t, Options{Check: story.Check(story.Typed(t, checktest.Tenant(t, demo.Options{}), name))})
	st.Until("the end of the run", func() bool { return !st.m.busy })
	return st
}

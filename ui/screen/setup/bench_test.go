package setup

import (
	"context"
	"testing"
	"time"

	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/theme"
)

func BenchmarkView(b *testing.B) {
	host := screen.Host{Context: context.Background(), Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(), Now: func() time.Time { return today }}
	d := session.Draft{Secret: newSecret(aSecret)}
	d.Tenant, d.ClientID = tenantID, clientID
	s := New(host, &fake{}, Options{Draft: d})
	for b.Loop() {
		s.View(120, 40)
	}
}

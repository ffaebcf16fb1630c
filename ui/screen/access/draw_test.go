package access

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"bctui/bc/demo"
)

// TestDraw prints the screen for every registration, to be looked at: BCTUI_DRAW=good,limited go test -run Draw
func TestDraw(t *testing.T) {
	names := os.Getenv("BCTUI_DRAW")
	if names == "" {
		t.Skip("BCTUI_DRAW names no registrations")
	}
	for name := range strings.SplitSeq(names, ",") {
		st := checked(t, name)
		for _, keys := range strings.Split(os.Getenv("BCTUI_KEYS"), "|") {
			if keys != "" {
				st.press(strings.Fields(keys)...)
			}
			for _, size := range [][2]int{{80, 21}, {120, 37}, {40, 9}} {
				fmt.Printf("── %s %s %v %+v\n%s\n", name, keys, size, st.m.Status(), st.text(size[0], size[1]))
			}
		}
	}
}

// TestDrawRunning prints the ladder while it is climbed.
func TestDrawRunning(t *testing.T) {
	if os.Getenv("BCTUI_DRAW") == "" {
		t.Skip("BCTUI_DRAW is not set")
	}
	st := begin(t, Options{Check: start(typed(t, tenant(t, demo.Options{Latency: 60 * time.Millisecond}), "limited"))})
	for n := 0; st.m.busy; n++ {
		st.take(<-st.msgs)
		if n%12 == 0 {
			fmt.Printf("── %d %+v\n%s\n", n, st.m.Status(), st.text(100, 21))
		}
	}
}

package cli

import (
	"bytes"
	"testing"
	"time"
)

func TestTableOnATerminalNarrowsChosenColumnsOnlyWhereAllHaveRoomThen(t *testing.T) {
	names := []string{"number", "displayName", "city", "email", "website"}
	for _, c := range []struct {
		name                string
		chosen              []string
		room, shown, widest int
	}{
		{"nothing chosen", nil, 80, 2, 30},
		{"chosen, with room when narrower", names, 80, 5, 14},
		{"chosen, as narrow as they may be", names, 48, 5, 8},
		{"chosen, without room however narrow", names, 47, 1, 30},
		{"chosen, with room", names, 200, 5, 30},
	} {
		table := &table{chosen: c.chosen, room: c.room}
		for _, name := range names {
			table.columns = append(table.columns, tableColumn{name: name, width: 30})
		}
		table.fit()
		if len(table.columns) != c.shown || table.hidden != len(names)-c.shown || table.columns[0].width != c.widest {
			t.Errorf("%s: %d columns, %d without room, the first %d wide", c.name, len(table.columns), table.hidden, table.columns[0].width)
		}
	}
}

func TestProgressOfRowsIsDrawnOnlyWhenTheyTakeLong(t *testing.T) {
	var errs bytes.Buffer
	say := &teller{app: &App{Stderr: &errs}, live: true}
	start := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	for after := range 10 {
		say.progress(200, 5000, start.Add(time.Duration(after)*100*time.Millisecond))
	}
	if errs.Len() > 0 {
		t.Errorf("within a second: %q", errs.String())
	}
	say.progress(400, 5000, start.Add(2*time.Second))
	if drawn := "\r\x1b[K400 of 5,000 rows"; errs.String() != drawn {
		t.Errorf("after two seconds: %q", errs.String())
	}
}

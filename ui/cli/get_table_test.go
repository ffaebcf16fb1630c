package cli

import "testing"

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

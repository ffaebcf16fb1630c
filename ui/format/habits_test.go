package format

import (
	"testing"

	"bctui/bc/odata"
)

func TestHabitsComeFromTheEnvironment(t *testing.T) {
	amount := &odata.Property{Kind: odata.KindDecimal}
	date := &odata.Property{Kind: odata.KindDate}
	for name, c := range map[string]struct {
		env          map[string]string
		asked        string
		date, amount string
	}{
		"nothing known":           {nil, "", "2025-05-16", "1,234.00"},
		"LANG":                    {map[string]string{"LANG": "de_DE.UTF-8"}, "", "16.05.2025", "1.234,00"},
		"C":                       {map[string]string{"LANG": "C.UTF-8"}, "", "2025-05-16", "1,234.00"},
		"LC_ALL wins":             {map[string]string{"LANG": "de_DE.UTF-8", "LC_TIME": "en_US", "LC_ALL": "en_GB.UTF-8"}, "", "16/05/2025", "1,234.00"},
		"an empty LC_ALL is none": {map[string]string{"LANG": "nl_NL", "LC_ALL": ""}, "", "16-05-2025", "1.234,00"},
		"dates apart":             {map[string]string{"LANG": "en_US.UTF-8", "LC_TIME": "de_DE.UTF-8"}, "", "16.05.2025", "1,234.00"},
		"numbers apart":           {map[string]string{"LANG": "en_US.UTF-8", "LC_NUMERIC": "sv_SE"}, "", "05/16/2025", "1\u00a0234,00"},
		"ISO dates in English":    {map[string]string{"LANG": "en_US.UTF-8", "LC_TIME": "en_DK.UTF-8"}, "", "2025-05-16", "1,234.00"},
		"asked for":               {map[string]string{"LANG": "en_US.UTF-8", "LC_ALL": "en_US"}, "de-CH", "16.05.2025", "1’234.00"},
		"ISO asked for":           {map[string]string{"LANG": "de_DE.UTF-8"}, "iso", "2025-05-16", "1,234.00"},
		"with a script":           {nil, "sr-Latn-RS", "16.05.2025", "1.234,00"},
		"in other letters":        {nil, "DE_de", "16.05.2025", "1.234,00"},
		"a language alone":        {nil, "fr", "16/05/2025", "1\u00a0234,00"},
		"Japan":                   {nil, "ja_JP", "2025/05/16", "1,234.00"},
		"a modifier":              {map[string]string{"LANG": "de_DE@euro"}, "", "16.05.2025", "1.234,00"},
		"not known":               {map[string]string{"LANG": "tlh_XX.UTF-8"}, "", "2025-05-16", "1,234.00"},
	} {
		f, ok := Habits(func(name string) string { return c.env[name] }, c.asked)
		if !ok {
			t.Errorf("%s: not known", name)
		}
		if got := string(f.AppendCell(nil, date, cell(t, `"2025-05-16"`))); got != c.date {
			t.Errorf("%s: the date is %s, want %s", name, got, c.date)
		}
		if got := string(f.AppendCell(nil, amount, cell(t, "1234"))); got != c.amount {
			t.Errorf("%s: the amount is %s, want %s", name, got, c.amount)
		}
	}
	for _, asked := range []string{"tlh", "deutsch", "de_DE de", "C_DE", "?"} {
		if f, ok := Habits(func(string) string { return "" }, asked); ok {
			t.Errorf("%s is known: %+v", asked, f)
		}
	}
}

func TestRegionalSettings(t *testing.T) {
	for _, c := range []struct {
		decimal, group, date string
		want                 Formatter
	}{
		{",", ".", "dd.MM.yyyy", Formatter{DecimalMark: ',', Grouping: '.', DateOrder: DMY, DateMark: '.'}},
		{".", ",", "M/d/yyyy", Formatter{DecimalMark: '.', Grouping: ',', DateOrder: MDY, DateMark: '/'}},
		{".", "’", "dd.MM.yyyy", Formatter{DecimalMark: '.', Grouping: '’', DateOrder: DMY, DateMark: '.'}},
		{",", "\u00a0", "yyyy-MM-dd", Formatter{DecimalMark: ',', Grouping: '\u00a0', DateMark: '-'}},
		{",", " ", "d/M/yyyy", Formatter{DecimalMark: ',', Grouping: '\u00a0', DateOrder: DMY, DateMark: '/'}},
		{".", "", "dd MMM yy", Formatter{DecimalMark: '.', Grouping: NoGrouping, DateOrder: DMY}},
	} {
		if got, ok := settings(c.decimal, c.group, c.date); !ok || got != c.want {
			t.Errorf("%q %q %q: %+v", c.decimal, c.group, c.date, got)
		}
	}
	for _, bad := range [][3]string{{"", ",", "dd.MM.yyyy"}, {",", ",", "dd.MM.yyyy"}, {".", ",", ""}, {".", "ab", "dd.MM.yyyy"}, {"٫", "٬", "dd/MM/yyyy"}} {
		if got, ok := settings(bad[0], bad[1], bad[2]); ok {
			t.Errorf("%q: %+v", bad, got)
		}
	}
}

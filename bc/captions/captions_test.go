package captions

import (
	"strings"
	"testing"

	"bctui/bc/rows"
)

func TestTheLanguageOfALocale(t *testing.T) {
	for locale, want := range map[string]int{"de_AT.UTF-8": 3079, "de-DE": 1031, "en_GB": 2057, "en_US.UTF-8": 1033, "C": 1033, "": 1033,
		"POSIX": 1033, "pt_BR": 1046, "de_DE@euro": 1031, "nb_NO": 1044, "xx_YY": 1033} {
		if got := Language(locale); got != want {
			t.Errorf("%q is %d, not %d", locale, got, want)
		}
	}
}

func TestTheNearestLanguageIsTaken(t *testing.T) {
	read := func(text string, language int) *Set {
		b, _, err := rows.Decode(strings.NewReader(`{"value":[`+text+`]}`), rows.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s := &Set{fields: map[string]string{}, members: map[string]string{}}
		for i := range b.Len() {
			s.add(b, i, language)
		}
		return s
	}
	const customer = `{"entityName":"customer","entitySetName":"customers","properties":[
		{"name":"city","captions":[{"languageCode":1033,"caption":"City"},{"languageCode":1031,"caption":"Ort"},{"languageCode":"3079","caption":"Stadt"}]},
		{"name":"none","captions":[]},{"name":"odd","captions":[{"languageCode":null,"caption":"?"},{"languageCode":2057,"caption":"Odd"}]}]}`
	for language, want := range map[int]string{1033: "City", 2057: "City", 1031: "Ort", 3079: "Stadt", 2055: "Ort", 1036: "City"} {
		s := read(customer, language)
		if got := s.Field("customers", "city"); got != want {
			t.Errorf("%d: %q, not %q", language, got, want)
		}
		if s.Field("customers", "none") != "" || s.Field("customers", "odd") != "Odd" || s.Field("vendors", "city") != "" {
			t.Errorf("%d: fields without or with odd captions are wrong", language)
		}
	}
	s := read(`{"entityName":"blocked","entitySetName":"","enumMembers":[{"name":"Ship","captions":[{"languageCode":1031,"caption":"Liefern"}]}]},
		{"entityName":"broken","entitySetName":"x","properties":[1,2]},{"entitySetName":"y","properties":"text"},{}`, 1031)
	if got := s.Member("blocked", "Ship"); got != "Liefern" || s.Len() != 0 {
		t.Errorf("%q, %d fields", got, s.Len())
	}
	var none *Set
	if none.Field("a", "b") != "" || none.Member("a", "b") != "" || none.Len() != 0 {
		t.Error("no captions have a caption")
	}
}

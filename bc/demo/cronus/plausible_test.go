package cronus

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestNobodyRealIsReached: addresses of mail and web lie in domains nobody owns or Microsoft keeps for its samples, and
// American numbers in the range for fiction.
func TestNobodyRealIsReached(t *testing.T) {
	american := regexp.MustCompile(`^\+1 [2-9]\d\d 555 01\d\d$`)
	eachCompany(t, func(t *testing.T, c *company) {
		for _, name := range setNames {
			v := look(t, c, name)
			for i, p := range v.typ.Properties {
				lower := strings.ToLower(p.Name)
				v.rows(2_000, func(row int) {
					s := v.table.Value(row, i).S
					if s == "" {
						return
					}
					switch {
					case strings.Contains(lower, "email"):
						_, domain, ok := strings.Cut(s, "@")
						if !ok || domain != "contoso.com" && !strings.HasSuffix(domain, ".example") || strings.ContainsAny(s, " \x1b'\"") {
							t.Fatalf("%s.%s row %d: %q", name, p.Name, row, s)
						}
					case lower == "website":
						if s != "https://www.contoso.com" && !strings.HasSuffix(s, ".example") {
							t.Fatalf("%s.%s row %d: %q", name, p.Name, row, s)
						}
					case strings.Contains(lower, "phone") && strings.HasPrefix(s, "+1 "):
						if !american.MatchString(s) {
							t.Fatalf("%s.%s row %d: %q", name, p.Name, row, s)
						}
					}
				})
			}
		}
	})
}

// TestAddressesFit: the postal code belongs to the town, and the country is one of the list.
func TestAddressesFit(t *testing.T) {
	prefixes := map[string]string{}
	for _, list := range [][]place{americanPlaces[:], germanPlaces[:], otherPlaces[:]} {
		for _, p := range list {
			head, _, _ := strings.Cut(p.post, "#")
			head, _, _ = strings.Cut(head, "@")
			key := p.country + "/" + p.city
			if before, ok := prefixes[key]; ok {
				head = common(before, head)
			}
			prefixes[key] = head
		}
	}
	eachCompany(t, func(t *testing.T, c *company) {
		known := map[string]bool{}
		countries := look(t, c, "countriesRegions")
		for row := range countries.table.Len() {
			known[countries.text(row, "code")] = true
		}
		for _, set := range []string{"customers", "vendors", "contacts", "employees", "locations", "companyInformation"} {
			v := look(t, c, set)
			for row := range v.table.Len() {
				country, city, post := v.text(row, "country"), v.text(row, "city"), v.text(row, "postalCode")
				prefix, ok := prefixes[country+"/"+city]
				if !ok || !known[country] || !strings.HasPrefix(post, prefix) || strings.ContainsAny(post, "#@") || v.text(row, "addressLine1") == "" {
					t.Fatalf("%s row %d: %q, %q %q, %q", set, row, v.text(row, "addressLine1"), post, city, country)
				}
			}
		}
	})
}

func common(a, b string) string {
	for !strings.HasPrefix(b, a) {
		a = a[:len(a)-1]
	}
	return a
}

func TestCheckDigits(t *testing.T) {
	v := look(t, tenant().companies[0], "items")
	found := 0
	for row := range v.table.Len() {
		code := v.text(row, "gtin")
		if code == "" {
			continue
		}
		found++
		sum := 0
		for i, r := range code {
			sum += int(r-'0') * (1 + 2*(i%2))
		}
		if len(code) != 13 || sum%10 != 0 {
			t.Fatalf("row %d: %s", row, code)
		}
	}
	if found == 0 {
		t.Error("no item has a GTIN")
	}
	// The example of the standard's registry.
	if got := iban("DE", "370400440532013000"); got != "DE89370400440532013000" {
		t.Errorf("IBAN %s", got)
	}
}

func TestEmployeesAreOfAge(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		v := look(t, c, "employees")
		for row := range v.table.Len() {
			born, hired, left := v.get(row, "birthDate").N, v.get(row, "employmentDate").N, v.get(row, "terminationDate").N
			if hired-born < 18*365 || hired > anchor || left > 0 && left < hired || left > anchor && !c.awkward {
				t.Fatalf("row %d: born %d, hired %d, left %d", row, born, hired, left)
			}
			if (v.member(row, "status") == "Terminated") != (left > 0) && !c.awkward {
				t.Fatalf("row %d is %s and left %d", row, v.member(row, "status"), left)
			}
		}
	})
}

func TestNothingHappensAfterTheAnchor(t *testing.T) {
	end := int64(anchor+1) * 86_400_000
	eachCompany(t, func(t *testing.T, c *company) {
		for _, name := range setNames {
			v := look(t, c, name)
			i, ok := v.typ.Property("lastModifiedDateTime")
			if !ok {
				continue
			}
			v.rows(2_000, func(row int) {
				if ms := v.table.Value(row, i).N; ms >= end || ms < int64(opening-6_000)*86_400_000 {
					t.Fatalf("%s row %d was changed %s", name, row, time.UnixMilli(ms).UTC())
				}
			})
		}
	})
}

// TestCustomersPage: the set is long enough to page, and the first page is the one that everyone knows.
func TestCustomersPage(t *testing.T) {
	v := look(t, tenant().companies[0], "customers")
	if v.table.Len() != 5_000 {
		t.Errorf("%d customers", v.table.Len())
	}
	for row, want := range []string{"Adatum Corporation", "Trey Research", "School of Fine Art"} {
		if got := v.text(row, "displayName"); got != want {
			t.Errorf("row %d is %q, want %q", row, got, want)
		}
	}
	if v.text(0, "number") != "10000" || v.text(0, "city") != "Atlanta" || v.member(1, "blocked") != "All" || v.member(0, "blocked") != "_x0020_" {
		t.Errorf("the first customers are not the known ones: %q in %q, %s", v.text(0, "number"), v.text(0, "city"), v.member(1, "blocked"))
	}
}

func TestDays(t *testing.T) {
	for day := -200_000; day < 200_000; day += 37 {
		want := time.Unix(int64(day)*86_400, 0).UTC()
		year, month, date := civil(day)
		if year != want.Year() || month != int(want.Month()) || date != want.Day() || daysOf(year, month, date) != day {
			t.Fatalf("day %d is %d-%d-%d, want %s", day, year, month, date, want.Format(time.DateOnly))
		}
		if monday := workday(day); day > 0 && (monday > day || monday < day-2) {
			t.Fatalf("workday of %d is %d", day, monday)
		}
	}
	for _, x := range []struct{ from, formula, want string }{
		{"2026-01-31", "1M", "2026-02-28"}, {"2024-01-31", "1M", "2024-02-29"}, {"2026-12-15", "1M", "2027-01-15"},
		{"2026-02-10", "CM", "2026-02-28"}, {"2026-12-01", "CM", "2026-12-31"}, {"2026-11-20", "14D", "2026-12-04"}, {"2026-11-20", "0D", "2026-11-20"},
	} {
		from, err := time.Parse(time.DateOnly, x.from)
		if err != nil {
			t.Fatal(err)
		}
		got := time.Unix(int64(addFormula(int(from.Unix()/86_400), x.formula))*86_400, 0).UTC().Format(time.DateOnly)
		if got != x.want {
			t.Errorf("%s + %s is %s, want %s", x.from, x.formula, got, x.want)
		}
	}
}

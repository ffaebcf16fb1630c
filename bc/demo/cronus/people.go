package cronus

import (
	"strings"

	"bctui/bc/demo/model"
)

// Members of contactBusinessRelation and contactType.
const (
	relationNone     = 5
	relationCustomer = 1
	relationVendor   = 2
)

// contactOf is what a row of contacts stands for: every third one is a company that trades with us, followed by two
// people who work there (the first is the one that documents are sent to).
type contactOf struct {
	row     int
	p       *parties
	party   int
	company int // row of the contact that is the company
	person  int // 0: the company itself
	other   bool
}

func (c *company) openContacts() model.Table {
	buyers, sellers := c.parties(customers), c.parties(vendors)
	d := c.seeds[contacts]
	firms := (c.contacts + 2) / 3
	fromVendors := min(firms/5, c.vendors)
	fromCustomers := min(firms-fromVendors, c.customers)
	at := func(row int) contactOf {
		k := contactOf{row: row, company: row - row%3, person: row % 3}
		firm := row / 3
		switch {
		case firm < fromCustomers:
			k.p, k.party = buyers, firm
		case firm < fromCustomers+fromVendors:
			k.p, k.party = sellers, firm-fromCustomers
		default: // a prospect: named like a customer that is not there
			k.p, k.party, k.other = buyers, c.customers+firm, true
		}
		return k
	}
	name := func(k contactOf) string {
		switch k.person {
		case 0:
			return k.p.name(k.party)
		case 1:
			return k.p.contact(k.party)
		}
		return firstNames[d.below(k.row, fieldFirst, len(firstNames))] + " " + lastNames[d.below(k.row, fieldLast, len(lastNames))]
	}
	number := func(row int) string { return "CT" + digits(row+1, 6) }
	text := func(f func(k contactOf) string) func(contactOf) model.Value {
		return func(k contactOf) model.Value { return model.T(f(k)) }
	}
	ofFirm := func(f func(p *parties, row int) string) func(contactOf) model.Value {
		return func(k contactOf) model.Value { return model.T(f(k.p, k.party)) }
	}
	modified := c.modified(contacts, func(row int) int { k := at(row); return k.p.since(k.party) })
	return newTable(c.typeOf(contacts), source[contactOf]{
		rows: func() int { return c.contacts }, at: at, key: &c.keys[contacts], ordered: []string{"number"},
		cols: columns[contactOf]{
			"id":          func(k contactOf) model.Value { return c.id(contacts, k.row) },
			"number":      text(func(k contactOf) string { return number(k.row) }),
			"type":        func(k contactOf) model.Value { return model.E(truth(k.person > 0)) },
			"displayName": text(name),
			"jobTitle": text(func(k contactOf) string {
				if k.person == 0 {
					return ""
				}
				return titles[d.below(k.row, fieldTitle, len(titles))]
			}),
			"companyNumber": text(func(k contactOf) string { return number(k.company) }),
			"companyName":   ofFirm((*parties).name),
			"contactBusinessRelation": func(k contactOf) model.Value {
				switch {
				case k.other:
					return model.E(relationNone)
				case k.p.vendors:
					return model.E(relationVendor)
				}
				return model.E(relationCustomer)
			},
			"addressLine1": ofFirm((*parties).line1),
			"addressLine2": ofFirm((*parties).line2),
			"city":         ofFirm(func(p *parties, row int) string { return p.place(row).city }),
			"state":        ofFirm(func(p *parties, row int) string { return p.place(row).state }),
			"country":      ofFirm(func(p *parties, row int) string { return p.place(row).country }),
			"postalCode":   ofFirm((*parties).post),
			"phoneNumber":  ofFirm((*parties).phone),
			"mobilePhoneNumber": text(func(k contactOf) string {
				if k.person == 0 || !d.chance(k.row, fieldMobile, 70) {
					return ""
				}
				return pattern(k.p.place(k.party).phone, d.roll(k.row, fieldMobile))
			}),
			"email": text(func(k contactOf) string {
				if k.person == 0 {
					return "info@" + k.p.domain(k.party)
				}
				return mailName(name(k)) + "@" + k.p.domain(k.party)
			}),
			"website":        ofFirm((*parties).website),
			"searchName":     text(func(k contactOf) string { return strings.ToUpper(name(k)) }),
			"privacyBlocked": func(k contactOf) model.Value { return model.B(k.person == 2 && d.chance(k.row, fieldBlocked, 2)) },
			"taxRegistrationNumber": text(func(k contactOf) string {
				if k.person > 0 {
					return ""
				}
				return k.p.taxNumber(k.party)
			}),
			"lastInteractionDate": func(k contactOf) model.Value {
				if !d.chance(k.row, fieldVisit, 45) {
					return model.NoDate()
				}
				return model.Days(anchor - d.below(k.row, fieldVisit, 2_000)%700)
			},
			"lastModifiedDateTime": func(k contactOf) model.Value { return modified(k.row) },
		},
	})
}

var jobs = [...]string{
	"Managing Director", "Production Manager", "Secretary", "Sales Manager", "Designer", "Production Assistant", "Sales Assistant",
	"Warehouse Clerk", "Accountant", "Purchaser", "Store Manager", "Store Assistant", "Driver", "Service Technician",
}

func (c *company) openEmployees() model.Table {
	d := c.seeds[employees]
	at := &parties{ // employees live where the company is
		c: c, set: employees, d: d, n: c.employees, natives: americanPlaces[:1], streets: americanStreets[:], vendors: true,
	}
	if c.home == "DE" {
		at.natives, at.streets = germanPlaces[:1], germanStreets[:]
	}
	odd := func(r int) bool { return c.awkward && r < len(oddPeople) }
	given := func(r int) string {
		if odd(r) {
			return oddPeople[r][0]
		}
		return at.firstName(r)
	}
	middle := func(r int) string {
		if odd(r) || !d.chance(r, fieldMiddle, 25) {
			return ""
		}
		return firstNames[d.below(r, fieldMiddle, len(firstNames))][:1] + "."
	}
	family := func(r int) string {
		if odd(r) {
			return oddPeople[r][1]
		}
		return at.lastName(r)
	}
	job := func(r int) string {
		if r == 0 {
			return jobs[0]
		}
		return jobs[1+d.below(r, fieldTitle, len(jobs)-1)]
	}
	hired := func(r int) int { return anchor - 5_000 + 53*r%4_900 }
	// 0 active, 1 inactive, 2 terminated
	status := func(r int) int {
		switch n := d.below(r, fieldStatus, 100); {
		case r == 0 || n < 86:
			return 0
		case n < 90:
			return 1
		}
		return 2
	}
	text := func(f func(int) string) func(int) model.Value {
		return func(r int) model.Value { return model.T(f(r)) }
	}
	return c.rowTable(employees, c.employees, columns[int]{
		"number": text(func(r int) string { return "EMP-" + digits(r+1, 3) }),
		"displayName": text(func(r int) string {
			if m := middle(r); m != "" {
				return given(r) + " " + m + " " + family(r)
			}
			return given(r) + " " + family(r)
		}),
		"givenName": text(given), "middleName": text(middle), "surname": text(family), "jobTitle": text(job),
		"addressLine1": text(at.homeLine), "addressLine2": text(func(r int) string {
			if d.chance(r, fieldSuite, 20) {
				return "Apt. " + digits(1+d.below(r, fieldSuite, 5_000)%99, 1)
			}
			return ""
		}),
		"city":       text(func(int) string { return at.natives[0].city }),
		"state":      text(func(int) string { return at.natives[0].state }),
		"country":    text(func(int) string { return at.natives[0].country }),
		"postalCode": text(func(r int) string { return pattern(at.natives[0].post, d.roll(r, fieldPost)) }),
		"phoneNumber": text(func(r int) string {
			return pattern(at.natives[0].phone, d.roll(r, fieldPhone))
		}),
		"mobilePhone": text(func(r int) string {
			if !d.chance(r, fieldMobile, 80) {
				return ""
			}
			return pattern(at.natives[0].phone, d.roll(r, fieldMobile))
		}),
		"email": text(func(r int) string {
			if odd(r) {
				return "emp" + digits(r+1, 3) + "@contoso.com"
			}
			return mailName(given(r)+" "+family(r)) + "@contoso.com"
		}),
		"personalEmail": text(func(r int) string {
			if odd(r) || !d.chance(r, fieldWeb, 55) {
				return ""
			}
			return slug(given(r)) + digits(d.below(r, fieldWeb, 5_000)%90+10, 2) + "@mail.example"
		}),
		"employmentDate": func(r int) model.Value { return model.Days(hired(r)) },
		"terminationDate": func(r int) model.Value {
			if odd(r) && r == 1 {
				return model.Day(9999, 12, 31)
			}
			if status(r) != 2 {
				return model.NoDate()
			}
			return model.Days(hired(r) + 90 + d.below(r, fieldLeft, anchor-hired(r)-90))
		},
		"status": func(r int) model.Value { return model.E(status(r)) },
		"birthDate": func(r int) model.Value {
			if odd(r) && r == 0 {
				return model.Day(1753, 1, 1)
			}
			return model.Days(hired(r) - 365*18 - d.below(r, fieldBirth, 365*30))
		},
		"statisticsGroupCode": text(func(r int) string { return [...]string{"MONTH", "HOUR"}[truth(d.chance(r, fieldKind, 40))] }),
		"bankBranchNumber":    text(func(int) string { return pattern("########", d.roll(0, fieldBank)) }),
		"bankAccountNumber":   text(func(r int) string { return pattern("##########", d.roll(r, fieldBank)) }),
		"iban": text(func(r int) string {
			if c.home != "DE" {
				return ""
			}
			return iban("DE", pattern("########", d.roll(0, fieldBank))+pattern("##########", d.roll(r, fieldBank)))
		}),
		"lastModifiedDateTime": c.modified(employees, hired),
	}, "number")
}

func (p *parties) homeLine(row int) string {
	house := digits(1+p.d.below(row, fieldHouse, 240), 1)
	street := p.streets[p.d.below(row, fieldStreet, len(p.streets))]
	if p.c.home == "DE" {
		return street + " " + house
	}
	return house + " " + street
}

// iban puts the check digits of ISO 13616 in front of an account.
func iban(country, account string) string {
	rest := 0
	for _, r := range account + country + "00" {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(r-'0')) % 97
		}
	}
	return country + digits(98-rest, 2) + account
}

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
	firms := (c.contacts + 2) / 3
	fromVendors := min(firms/5, c.vendors)
	fromCustomers := min(firms-fromVendors, c.customers)
	at := func(row int, k *contactOf) {
		*k = contactOf{row: row, company: row - row%3, person: row % 3}
		firm := row / 3
		switch {
		case firm < fromCustomers:
			k.p, k.party = buyers, firm
		case firm < fromCustomers+fromVendors:
			k.p, k.party = sellers, firm-fromCustomers
		default: // a prospect: named like a customer that is not there
			k.p, k.party, k.other = buyers, c.customers+firm, true
		}
	}
	t := newRecordTable(c, contacts, func() int { return c.contacts }, func() any { return new(contactOf) }, at, contactParts[:])
	t.orderedBy("number")
	return t
}

func (k *contactOf) dice() dice { return k.p.c.seeds[contacts] }

func (k *contactOf) name() string {
	switch k.person {
	case 0:
		return k.p.name(k.party)
	case 1:
		return k.p.contact(k.party)
	}
	d := k.dice()
	return firstNames[d.below(k.row, fieldFirst, len(firstNames))] + " " + lastNames[d.below(k.row, fieldLast, len(lastNames))]
}

func contactNumber(row int) string { return "CT" + digits(row+1, 6) }

var contactParts = [...]part[*contactOf]{
	{name: "number", text: func(k *contactOf) string { return contactNumber(k.row) }},
	{name: "type", value: func(k *contactOf) model.Value { return model.E(truth(k.person > 0)) }},
	{name: "displayName", text: (*contactOf).name},
	{name: "jobTitle", text: func(k *contactOf) string {
		if k.person == 0 {
			return ""
		}
		return titles[k.dice().below(k.row, fieldTitle, len(titles))]
	}},
	{name: "companyNumber", text: func(k *contactOf) string { return contactNumber(k.company) }},
	{name: "companyName", text: func(k *contactOf) string { return k.p.name(k.party) }},
	{name: "contactBusinessRelation", value: func(k *contactOf) model.Value {
		switch {
		case k.other:
			return model.E(relationNone)
		case k.p.vendors:
			return model.E(relationVendor)
		}
		return model.E(relationCustomer)
	}},
	{name: "addressLine1", text: func(k *contactOf) string { return k.p.line1(k.party) }},
	{name: "addressLine2", text: func(k *contactOf) string { return k.p.line2(k.party) }},
	{name: "city", text: func(k *contactOf) string { return k.p.city(k.party) }},
	{name: "state", text: func(k *contactOf) string { return k.p.state(k.party) }},
	{name: "country", text: func(k *contactOf) string { return k.p.country(k.party) }},
	{name: "postalCode", text: func(k *contactOf) string { return k.p.post(k.party) }},
	{name: "phoneNumber", text: func(k *contactOf) string { return k.p.phone(k.party) }},
	{name: "mobilePhoneNumber", text: func(k *contactOf) string {
		if d := k.dice(); k.person > 0 && d.chance(k.row, fieldMobile, 70) {
			return pattern(k.p.place(k.party).phone, d.roll(k.row, fieldMobile))
		}
		return ""
	}},
	{name: "email", text: func(k *contactOf) string {
		if k.person == 0 {
			return "info@" + k.p.domain(k.party)
		}
		return mailName(k.name()) + "@" + k.p.domain(k.party)
	}},
	{name: "website", text: func(k *contactOf) string { return k.p.website(k.party) }},
	{name: "searchName", text: func(k *contactOf) string { return strings.ToUpper(k.name()) }},
	{name: "privacyBlocked", value: func(k *contactOf) model.Value {
		return model.B(k.person == 2 && k.dice().chance(k.row, fieldBlocked, 2))
	}},
	{name: "taxRegistrationNumber", text: func(k *contactOf) string {
		if k.person > 0 {
			return ""
		}
		return k.p.taxNumber(k.party)
	}},
	{name: "lastInteractionDate", value: func(k *contactOf) model.Value {
		d := k.dice()
		if !d.chance(k.row, fieldVisit, 45) {
			return model.NoDate()
		}
		return model.Days(anchor - d.below(k.row, fieldVisit, 2_000)%700)
	}},
	{name: "lastModifiedDateTime", value: func(k *contactOf) model.Value { return k.p.c.modified(contacts, k.row, k.p.since(k.party)) }},
}

var jobs = [...]string{
	"Managing Director", "Production Manager", "Secretary", "Sales Manager", "Designer", "Production Assistant", "Sales Assistant",
	"Warehouse Clerk", "Accountant", "Purchaser", "Store Manager", "Store Assistant", "Driver", "Service Technician",
}

// staff are the employees; they live where the company is.
type staff struct{ parties }

func (c *company) openEmployees() model.Table {
	s := &staff{parties{
		c: c, set: employees, d: c.seeds[employees], n: c.employees, natives: americanPlaces[:1], streets: americanStreets[:], vendors: true,
	}}
	if c.home == "DE" {
		s.natives, s.streets = germanPlaces[:1], germanStreets[:]
	}
	t := newRowTable(c, employees, s, s.n, staffColumns[:])
	t.orderedBy("number")
	return t
}

func (s *staff) odd(r int) bool { return s.c.awkward && r < len(oddPeople) }

func (s *staff) given(r int) string {
	if s.odd(r) {
		return oddPeople[r][0]
	}
	return s.firstName(r)
}

func (s *staff) middle(r int) string {
	if s.odd(r) || !s.d.chance(r, fieldMiddle, 25) {
		return ""
	}
	return firstNames[s.d.below(r, fieldMiddle, len(firstNames))][:1] + "."
}

func (s *staff) family(r int) string {
	if s.odd(r) {
		return oddPeople[r][1]
	}
	return s.lastName(r)
}

func (s *staff) job(r int) string {
	if r == 0 {
		return jobs[0]
	}
	return jobs[1+s.d.below(r, fieldTitle, len(jobs)-1)]
}

func (s *staff) hired(r int) int { return anchor - 5_000 + 53*r%4_900 }

// status is 0 for active, 1 for inactive, 2 for terminated.
func (s *staff) status(r int) int {
	switch n := s.d.below(r, fieldStatus, 100); {
	case r == 0 || n < 86:
		return 0
	case n < 90:
		return 1
	}
	return 2
}

// call is a phone number in the company's town.
func (s *staff) call(r int, field uint8) string {
	return pattern(s.natives[0].phone, s.d.roll(r, field))
}

func (s *staff) branch(int) string    { return pattern("########", s.d.roll(0, fieldBank)) }
func (s *staff) account(r int) string { return pattern("##########", s.d.roll(r, fieldBank)) }

var staffColumns = [...]column[*staff]{
	{name: "number", text: func(_ *staff, r int) string { return "EMP-" + digits(r+1, 3) }},
	{name: "displayName", text: func(s *staff, r int) string {
		if m := s.middle(r); m != "" {
			return s.given(r) + " " + m + " " + s.family(r)
		}
		return s.given(r) + " " + s.family(r)
	}},
	{name: "givenName", text: (*staff).given},
	{name: "middleName", text: (*staff).middle},
	{name: "surname", text: (*staff).family},
	{name: "jobTitle", text: (*staff).job},
	{name: "addressLine1", text: (*staff).homeLine},
	{name: "addressLine2", text: func(s *staff, r int) string {
		if s.d.chance(r, fieldSuite, 20) {
			return "Apt. " + digits(1+s.d.below(r, fieldSuite, 5_000)%99, 1)
		}
		return ""
	}},
	{name: "city", text: func(s *staff, _ int) string { return s.natives[0].city }},
	{name: "state", text: func(s *staff, _ int) string { return s.natives[0].state }},
	{name: "country", text: func(s *staff, _ int) string { return s.natives[0].country }},
	{name: "postalCode", text: func(s *staff, r int) string { return pattern(s.natives[0].post, s.d.roll(r, fieldPost)) }},
	{name: "phoneNumber", text: func(s *staff, r int) string { return s.call(r, fieldPhone) }},
	{name: "mobilePhone", text: func(s *staff, r int) string {
		if !s.d.chance(r, fieldMobile, 80) {
			return ""
		}
		return s.call(r, fieldMobile)
	}},
	{name: "email", text: func(s *staff, r int) string {
		if s.odd(r) {
			return "emp" + digits(r+1, 3) + "@contoso.com"
		}
		return mailName(s.given(r)+" "+s.family(r)) + "@contoso.com"
	}},
	{name: "personalEmail", text: func(s *staff, r int) string {
		if s.odd(r) || !s.d.chance(r, fieldWeb, 55) {
			return ""
		}
		return slug(s.given(r)) + digits(s.d.below(r, fieldWeb, 5_000)%90+10, 2) + "@mail.example"
	}},
	{name: "employmentDate", value: func(s *staff, r int) model.Value { return model.Days(s.hired(r)) }},
	{name: "terminationDate", value: func(s *staff, r int) model.Value {
		if s.odd(r) && r == 1 {
			return model.Day(9999, 12, 31)
		}
		if s.status(r) != 2 {
			return model.NoDate()
		}
		return model.Days(s.hired(r) + 90 + s.d.below(r, fieldLeft, anchor-s.hired(r)-90))
	}},
	{name: "status", value: func(s *staff, r int) model.Value { return model.E(s.status(r)) }},
	{name: "birthDate", value: func(s *staff, r int) model.Value {
		if s.odd(r) && r == 0 {
			return model.Day(1753, 1, 1)
		}
		return model.Days(s.hired(r) - 365*18 - s.d.below(r, fieldBirth, 365*30))
	}},
	{name: "statisticsGroupCode", text: func(s *staff, r int) string {
		if s.d.chance(r, fieldKind, 40) {
			return "HOUR"
		}
		return "MONTH"
	}},
	{name: "bankBranchNumber", text: (*staff).branch},
	{name: "bankAccountNumber", text: (*staff).account},
	{name: "iban", text: func(s *staff, r int) string {
		if s.c.home != "DE" {
			return ""
		}
		return iban("DE", s.branch(r)+s.account(r))
	}},
	{name: "lastModifiedDateTime", value: func(s *staff, r int) model.Value { return s.c.modified(employees, r, s.hired(r)) }},
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

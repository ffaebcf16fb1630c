package cronus

import "bctui/bc/demo/model"

// parties are the customers or the vendors of a company: all that a document copies of them.
type parties struct {
	c       *company
	set     setNo
	d       dice
	n       int
	natives []place
	streets []string
	taxes   []tax
	vendors bool
}

// Not inlined: a large value is made here, 4 kB in all its places.
//
//go:noinline
func (c *company) parties(set setNo) *parties {
	p := &parties{
		c: c, set: set, d: c.seeds[set], n: c.customers, vendors: set == vendors,
		natives: americanPlaces[:], streets: americanStreets[:], taxes: c.taxes(),
	}
	if p.vendors {
		p.n = c.vendors
	}
	if c.home == "DE" {
		p.natives, p.streets = germanPlaces[:], germanStreets[:]
	}
	return p
}

func (c *company) taxes() []tax {
	if c.home == "DE" {
		return germanTaxes[:]
	}
	return americanTaxes[:]
}

// famous rows have the short numbers and the well-known names.
func (p *parties) famous(row int) bool {
	return !p.vendors && !p.c.awkward && row < len(fictitious)
}

func (p *parties) number(row int) string {
	if p.c.awkward && !p.vendors && row < len(oddCustomerNumbers) {
		return oddCustomerNumbers[row]
	}
	if row < 5 {
		return digits((row+1)*10_000, 5)
	}
	if p.vendors {
		return "V" + digits(row*10, 5)
	}
	return "C" + digits(row*10, 5)
}

// person says that the party is no company.
func (p *parties) person(row int) bool {
	if p.vendors || row < len(fictitious) {
		return false
	}
	return p.d.chance(row, fieldKind, 9)
}

func (p *parties) firstName(row int) string {
	return firstNames[p.d.below(row, fieldFirst, len(firstNames))]
}

func (p *parties) lastName(row int) string {
	return lastNames[p.d.below(row, fieldLast, len(lastNames))]
}

// contact is the person to speak to, who is also among the contacts.
func (p *parties) contact(row int) string { return p.firstName(row) + " " + p.lastName(row) }

// base is the name without its legal form.
func (p *parties) base(row int) string {
	second := trades[:]
	if p.vendors {
		second = makes[:]
	}
	// The stride shares no factor with the number of combinations: each comes once.
	i := (row*2_311 + int(p.c.seed)*97) % (len(leads) * len(second))
	return leads[i%len(leads)] + " " + second[i/len(leads)]
}

func (p *parties) name(row int) string {
	switch {
	case p.c.awkward && !p.vendors && row < len(oddNames):
		return oddNames[row]
	case p.c.awkward && p.vendors && row < len(oddNames):
		return oddNames[len(oddNames)-1-row]
	case p.famous(row):
		return fictitious[row]
	case p.person(row):
		return p.contact(row)
	}
	return p.base(row) + p.suffix(row)
}

func (p *parties) suffix(row int) string {
	i := p.d.below(row, fieldSuffix, 8)
	switch p.place(row).country {
	case "US":
		return [...]string{"", "", "", ", Inc.", ", Inc.", " LLC", " & Sons", " Group"}[i]
	case "GB", "IE", "AU":
		return [...]string{"", "", " Ltd", " Ltd", " Ltd", " & Co.", " plc", " Group"}[i]
	case "DE", "AT", "CH":
		return [...]string{"", " GmbH", " GmbH", " GmbH", " AG", " KG", " & Söhne", " Gruppe"}[i]
	case "CA":
		return [...]string{"", "", " Inc.", " Inc.", " Ltd.", " Corp.", "", ""}[i]
	}
	return ""
}

func (p *parties) place(row int) *place {
	if p.famous(row) && row < 4 { // the first ones stay at home, as everyone knows them
		return &p.natives[row]
	}
	if p.d.chance(row, fieldAbroad, 13) {
		return &otherPlaces[p.d.below(row, fieldPlace, len(otherPlaces))]
	}
	return &p.natives[p.d.below(row, fieldPlace, len(p.natives))]
}

// foreign says that the party is in another country.
func (p *parties) foreign(row int) bool { return p.place(row).country != p.c.home }

func (p *parties) city(row int) string    { return p.place(row).city }
func (p *parties) state(row int) string   { return p.place(row).state }
func (p *parties) country(row int) string { return p.place(row).country }

func (p *parties) line1(row int) string {
	house := digits(1+p.d.below(row, fieldHouse, 998), 1)
	switch at := p.place(row); at.country {
	case "US", "CA":
		return house + " " + americanStreets[p.d.below(row, fieldStreet, len(americanStreets))]
	case "DE", "AT", "CH":
		if p.c.awkward && row%17 == 3 { // as the service really stores addresses of more than one line
			return germanStreets[p.d.below(row, fieldStreet, len(germanStreets))] + " " + house + "\r\nHinterhof links"
		}
		return germanStreets[p.d.below(row, fieldStreet, len(germanStreets))] + " " + digits(1+p.d.below(row, fieldHouse, 140), 1)
	}
	return digits(1+p.d.below(row, fieldHouse, 220), 1) + " " + otherStreets[p.d.below(row, fieldStreet, len(otherStreets))]
}

func (p *parties) line2(row int) string {
	if !p.d.chance(row, fieldSuite, 12) {
		return ""
	}
	return "Suite " + digits(100+10*(p.d.below(row, fieldSuite, 10_000)%40), 3)
}

func (p *parties) post(row int) string { return pattern(p.place(row).post, p.d.roll(row, fieldPost)) }
func (p *parties) phone(row int) string {
	return pattern(p.place(row).phone, p.d.roll(row, fieldPhone))
}

func (p *parties) domain(row int) string {
	if p.famous(row) {
		return "contoso.com"
	}
	if p.c.awkward && row < len(oddNames) || p.person(row) {
		return "mail.example"
	}
	return slug(p.base(row)) + ".example"
}

func (p *parties) email(row int) string {
	return mailName(p.contact(row)) + "@" + p.domain(row)
}

func (p *parties) website(row int) string {
	if p.famous(row) || p.person(row) || p.c.awkward && row < len(oddNames) || !p.d.chance(row, fieldWeb, 60) {
		return ""
	}
	return "https://www." + p.domain(row)
}

// taxArea is a place in taxes; -1 when there is none.
func (p *parties) taxArea(row int) int {
	at := p.place(row)
	if p.c.home == "DE" {
		switch at.country {
		case "DE":
			return 2
		case "FR", "SE", "IE", "DK", "NL", "AT", "ES", "IT", "PL":
			return 1
		}
		return 0
	}
	if at.country != "US" {
		return -1
	}
	for i := range p.taxes {
		if p.taxes[i].state == at.state {
			return i
		}
	}
	return -1
}

// taxRate in thousandths of a percent: what the party pays (customers) or asks for (vendors).
func (p *parties) taxRate(row int) int64 {
	area := p.taxArea(row)
	if area < 0 || p.vendors && p.c.home == "US" {
		return 0
	}
	return p.taxes[area].rate
}

// currency is a place in moneyList; -1 for the currency of the company.
func (p *parties) currency(row int) int {
	code := currencyOf(p.place(row).country)
	if code == "" || code == p.c.currency || !p.d.chance(row, fieldCurrency, 60) {
		return -1
	}
	return moneyIndex(code)
}

func (p *parties) currencyCode(row int) string {
	if i := p.currency(row); i >= 0 {
		return moneyList[i].code
	}
	return p.c.currency
}

func (p *parties) terms(row int) int {
	// Mostly a fortnight or a month.
	return int([...]uint8{6, 6, 6, 6, 1, 1, 1, 3, 9, 0, 8, 7, 10, 2, 5}[p.d.below(row, fieldTerms, 15)])
}

func (p *parties) group(row int) int { return p.d.below(row, fieldGroup, 6) }

func (p *parties) seller(row int) int {
	if p.vendors {
		return buyersOfGoods[p.d.below(row, fieldSeller, len(buyersOfGoods))]
	}
	return sellersOfGoods[p.d.below(row, fieldSeller, len(sellersOfGoods))]
}

// since is the day the party became one.
func (p *parties) since(row int) int {
	return opening - 900 + p.d.below(row, fieldCreated, 900)
}

func (p *parties) taxNumber(row int) string {
	switch at := p.place(row); at.country {
	case "DE", "AT", "FR", "NL", "IT", "ES", "IE", "SE", "DK", "PL":
		return pattern(at.country+"#########", p.d.roll(row, fieldTaxID))
	case "GB":
		return pattern("GB### #### ##", p.d.roll(row, fieldTaxID))
	}
	return ""
}

// ref refers to a row of a small set; -1 is none.
func (c *company) ref(set setNo, row int) model.Value {
	if row < 0 {
		return model.NoGUID()
	}
	return c.id(set, row)
}

func moneyIndex(code string) int {
	for i := range moneyList {
		if moneyList[i].code == code {
			return i
		}
	}
	return -1
}

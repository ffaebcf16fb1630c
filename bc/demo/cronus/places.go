package cronus

// place is a town with the shapes of its postal codes and of telephone numbers that are kept free for fiction; post
// and phone are patterns ("" where the country keeps none free).
type place struct {
	country, city, state, post, phone string
}

// americanPlaces are towns of the home country of the full company.
var americanPlaces = [...]place{
	{"US", "Atlanta", "GA", "303##", "+1 404 555 01##"}, {"US", "Chicago", "IL", "606##", "+1 312 555 01##"},
	{"US", "Miami", "FL", "331##", "+1 305 555 01##"}, {"US", "Seattle", "WA", "981##", "+1 206 555 01##"},
	{"US", "New York", "NY", "100##", "+1 212 555 01##"}, {"US", "Los Angeles", "CA", "900##", "+1 213 555 01##"},
	{"US", "San Francisco", "CA", "941##", "+1 415 555 01##"}, {"US", "San Diego", "CA", "921##", "+1 619 555 01##"},
	{"US", "Sacramento", "CA", "958##", "+1 916 555 01##"}, {"US", "Houston", "TX", "770##", "+1 713 555 01##"},
	{"US", "Dallas", "TX", "752##", "+1 214 555 01##"}, {"US", "Austin", "TX", "787##", "+1 512 555 01##"},
	{"US", "San Antonio", "TX", "782##", "+1 210 555 01##"}, {"US", "Denver", "CO", "802##", "+1 303 555 01##"},
	{"US", "Boston", "MA", "021##", "+1 617 555 01##"}, {"US", "Worcester", "MA", "016##", "+1 508 555 01##"},
	{"US", "Philadelphia", "PA", "191##", "+1 215 555 01##"}, {"US", "Pittsburgh", "PA", "152##", "+1 412 555 01##"},
	{"US", "Charlotte", "NC", "282##", "+1 704 555 01##"}, {"US", "Raleigh", "NC", "276##", "+1 919 555 01##"},
	{"US", "Phoenix", "AZ", "850##", "+1 602 555 01##"}, {"US", "Tucson", "AZ", "857##", "+1 520 555 01##"},
	{"US", "Nashville", "TN", "372##", "+1 615 555 01##"}, {"US", "Memphis", "TN", "381##", "+1 901 555 01##"},
	{"US", "Minneapolis", "MN", "554##", "+1 612 555 01##"}, {"US", "Saint Paul", "MN", "551##", "+1 651 555 01##"},
	{"US", "Detroit", "MI", "482##", "+1 313 555 01##"}, {"US", "Grand Rapids", "MI", "495##", "+1 616 555 01##"},
	{"US", "Columbus", "OH", "432##", "+1 614 555 01##"}, {"US", "Cleveland", "OH", "441##", "+1 216 555 01##"},
	{"US", "Portland", "OR", "972##", "+1 503 555 01##"}, {"US", "Orlando", "FL", "328##", "+1 407 555 01##"},
	{"US", "Tampa", "FL", "336##", "+1 813 555 01##"}, {"US", "Jacksonville", "FL", "322##", "+1 904 555 01##"},
	{"US", "Savannah", "GA", "314##", "+1 912 555 01##"}, {"US", "Buffalo", "NY", "142##", "+1 716 555 01##"},
	{"US", "Rochester", "NY", "146##", "+1 585 555 01##"}, {"US", "Spokane", "WA", "992##", "+1 509 555 01##"},
	{"US", "Milwaukee", "WI", "532##", "+1 414 555 01##"}, {"US", "Madison", "WI", "537##", "+1 608 555 01##"},
	{"US", "Indianapolis", "IN", "462##", "+1 317 555 01##"}, {"US", "Kansas City", "MO", "641##", "+1 816 555 01##"},
	{"US", "Saint Louis", "MO", "631##", "+1 314 555 01##"}, {"US", "Salt Lake City", "UT", "841##", "+1 801 555 01##"},
	{"US", "Las Vegas", "NV", "891##", "+1 702 555 01##"}, {"US", "New Orleans", "LA", "701##", "+1 504 555 01##"},
}

// germanPlaces are towns of the home country of the company with the awkward names.
var germanPlaces = [...]place{
	{"DE", "Berlin", "", "101##", "+49 30 23125 ###"}, {"DE", "Hamburg", "", "203##", "+49 40 66969 ###"},
	{"DE", "München", "", "803##", "+49 89 99998 ###"}, {"DE", "Köln", "", "506##", "+49 221 4710 ###"},
	{"DE", "Frankfurt am Main", "", "603##", "+49 69 90009 ###"}, {"DE", "Düsseldorf", "", "402##", ""},
	{"DE", "Nürnberg", "", "904##", ""}, {"DE", "Münster", "", "481##", ""}, {"DE", "Weißenfels", "", "06667", ""},
	{"DE", "Görlitz", "", "02826", ""},
}

// otherPlaces are towns abroad, for both.
var otherPlaces = [...]place{
	{"CA", "Toronto", "ON", "M5@ #@#", "+1 416 555 01##"}, {"CA", "Vancouver", "BC", "V6@ #@#", "+1 604 555 01##"},
	{"CA", "Calgary", "AB", "T2@ #@#", "+1 403 555 01##"}, {"CA", "Montréal", "QC", "H3@ #@#", "+1 514 555 01##"},
	{"CA", "Ottawa", "ON", "K1@ #@#", "+1 613 555 01##"}, {"MX", "Ciudad de México", "CDMX", "06###", ""},
	{"MX", "Guadalajara", "JAL", "44###", ""}, {"MX", "Monterrey", "NLE", "64###", ""},
	{"GB", "London", "", "EC1A #@@", "+44 20 7946 0###"}, {"GB", "Manchester", "", "M1 #@@", "+44 161 496 0###"},
	{"GB", "Leeds", "", "LS1 #@@", "+44 113 496 0###"}, {"GB", "Edinburgh", "", "EH1 #@@", "+44 131 496 0###"},
	{"DE", "Berlin", "", "107##", "+49 30 23125 ###"}, {"DE", "München", "", "805##", "+49 89 99998 ###"},
	{"FR", "Paris", "", "7500#", "+33 1 99 00 ## ##"}, {"FR", "Lyon", "", "6900#", "+33 4 65 71 ## ##"},
	{"AU", "Sydney", "NSW", "20##", "+61 2 5550 ####"}, {"AU", "Melbourne", "VIC", "30##", "+61 3 5550 ####"},
	{"SE", "Stockholm", "", "11# ##", "+46 8 465 004 ##"}, {"IE", "Dublin", "", "D02 @#@#", "+353 20 913 ####"},
	{"DK", "København", "", "21##", ""}, {"NL", "Utrecht", "", "351# @@", ""}, {"AT", "Wien", "", "10#0", ""},
	{"CH", "Zürich", "", "80##", ""}, {"ES", "Barcelona", "", "080##", ""}, {"IT", "Milano", "", "201##", ""},
	{"PL", "Kraków", "", "31-###", ""},
}

// currencyOf the trade with a country; "" where it is done in the currency of the company.
func currencyOf(country string) string {
	switch country {
	case "US":
		return "USD"
	case "CA":
		return "CAD"
	case "MX":
		return "MXN"
	case "GB":
		return "GBP"
	case "AU":
		return "AUD"
	case "SE":
		return "SEK"
	case "DK":
		return "DKK"
	case "CH":
		return "CHF"
	case "PL":
		return "PLN"
	case "DE", "FR", "IE", "NL", "AT", "ES", "IT":
		return "EUR"
	}
	return ""
}

// tax is a tax area; rate in thousandths of a percent. state is what a place has to be in: a state of the home
// country, or a country.
type tax struct {
	code, name, state string
	rate              int64
}

var americanTaxes = [...]tax{
	{"ATLANTA, GA", "Atlanta, Georgia", "GA", 8_900}, {"BOSTON, MA", "Boston, Massachusetts", "MA", 6_250},
	{"CHARLOTTE, NC", "Charlotte, North Carolina", "NC", 7_250}, {"CHICAGO, IL", "Chicago, Illinois", "IL", 10_250},
	{"COLUMBUS, OH", "Columbus, Ohio", "OH", 7_500}, {"DALLAS, TX", "Dallas, Texas", "TX", 8_250},
	{"DENVER, CO", "Denver, Colorado", "CO", 8_810}, {"DETROIT, MI", "Detroit, Michigan", "MI", 6_000},
	{"LOS ANGELES, CA", "Los Angeles, California", "CA", 9_500}, {"MIAMI, FL", "Miami, Florida", "FL", 7_000},
	{"MINNEAPOLIS, MN", "Minneapolis, Minnesota", "MN", 9_025}, {"NASHVILLE, TN", "Nashville, Tennessee", "TN", 9_750},
	{"NEW YORK, NY", "New York City, New York", "NY", 8_875}, {"PHILADELPHIA, PA", "Philadelphia, Pennsylvania", "PA", 8_000},
	{"PHOENIX, AZ", "Phoenix, Arizona", "AZ", 8_600}, {"SEATTLE, WA", "Seattle, Washington", "WA", 10_250},
}

var germanTaxes = [...]tax{
	{"DRITTLAND", "Kunden und Lieferanten außerhalb der EU", "", 0}, {"EU", "Kunden und Lieferanten in der EU", "EU", 0},
	{"INLAND", "Kunden und Lieferanten im Inland", "DE", 19_000},
}

package cronus

import (
	"strings"
	"unicode"
)

// fictitious are company names that Microsoft uses in its own documentation; the first customers bear them.
var fictitious = [...]string{
	"Adatum Corporation", "Trey Research", "School of Fine Art", "Alpine Ski House", "Relecloud", "Adventure Works",
	"Bellows College", "Best For You Organics", "City Power & Light", "Coho Vineyard", "Coho Winery",
	"Consolidated Messenger", "Contoso Pharmaceuticals", "Contoso Suites", "Fabrikam Residences", "First Up Consultants",
	"Fourth Coffee", "Graphic Design Institute", "Humongous Insurance", "Lamna Healthcare", "Liberty's Delightful Bakery",
	"Litware Hotels", "Lucerne Publishing", "Margie's Travel", "Munson's Pickles and Preserves Farm", "Nod Publishers",
	"Northwind Traders", "Proseware", "Southridge Video", "Tailspin Toys", "The Phone Company", "VanArsdel",
	"Wide World Importers", "Wingtip Toys", "Woodgrove Bank",
}

var firstNames = [...]string{
	"Robert", "Mary", "Meagan", "Ian", "Olivia", "Liam", "Emma", "Noah", "Ava", "Lucas", "Mia", "Ethan", "Sofia", "Mateo", "Isabel",
	"Daniel", "Grace", "Omar", "Layla", "Hiro", "Yuki", "Wei", "Mei", "Arjun", "Priya", "Diego", "Camila", "Pedro", "Ana", "Luca",
	"Giulia", "Jonas", "Freja", "Erik", "Ingrid", "Anders", "Astrid", "Pierre", "Claire", "Hugo", "Chloé", "Jürgen", "Heike",
	"Karl", "Sabine", "Tomasz", "Zofia", "Jan", "Anneke", "Samuel", "Ruth", "David", "Miriam", "Kwame", "Amina", "Joseph",
	"Helen", "Walter", "Edith", "Victor",
}

var lastNames = [...]string{
	"Townes", "Kumm", "Bond", "Deberry", "Anderson", "Baker", "Carter", "Dawson", "Ellis", "Foster", "Griffin", "Hayes", "Ingram",
	"Jensen", "Keller", "Lambert", "Mercer", "Norris", "Osborne", "Parker", "Quinn", "Ramsey", "Sawyer", "Thornton", "Underwood",
	"Vance", "Whitaker", "York", "Zimmer", "Nakamura", "Tanaka", "Chen", "Patel", "Sharma", "Garcia", "Moreno", "Silva",
	"Romero", "Rossi", "Bianchi", "Larsen", "Sørensen", "Lindqvist", "Bergström", "Dubois", "Lefèvre", "Müller", "Schäfer",
	"Weiß", "Nowak", "Kowalska", "de Vries", "van Dijk", "Okafor", "Mensah", "Haddad", "Cohen", "O'Connor", "McAllister", "Abreu",
}

// leads and trades make company names: 131 × 48 of them, each once.
var leads = [...]string{
	"Alder", "Amber", "Anchor", "Apex", "Arbor", "Ashford", "Aspen", "Atlas", "Aurora", "Beacon", "Birch", "Blackwood", "Bluebird", "Bluff",
	"Bramble", "Briar", "Bridgewater", "Brightwater", "Brook", "Canyon", "Cardinal", "Cascade", "Cedar", "Chestnut", "Clearwater",
	"Clover", "Cobalt", "Compass", "Copper", "Coral", "Cornerstone", "Crescent", "Crown", "Cypress", "Delta", "Dogwood", "Eagle",
	"Eastgate", "Elm", "Ember", "Evergreen", "Fairview", "Falcon", "Fern", "Fieldstone", "Flint", "Foxglove", "Garnet", "Glacier",
	"Golden Gate", "Granite", "Greenfield", "Grove", "Harbor", "Hawthorn", "Hazel", "Heron", "Hickory", "Highland", "Hillcrest",
	"Horizon", "Indigo", "Ironwood", "Ivory", "Ivy", "Jasper", "Juniper", "Keystone", "Lakeside", "Lantern", "Larch", "Laurel",
	"Liberty", "Lighthouse", "Linden", "Magnolia", "Maple", "Marble", "Meadow", "Meridian", "Mesa", "Midland", "Mill Creek", "Moss",
	"Mountain View", "Northgate", "Oak", "Oakridge", "Ocean", "Olive", "Onyx", "Orchard", "Osprey", "Palmetto", "Pebble", "Pine",
	"Pioneer", "Prairie", "Quarry", "Quartz", "Raven", "Redwood", "Ridge", "River", "Riverside", "Rosewood", "Saffron", "Sage",
	"Sandstone", "Sequoia", "Sierra", "Silver", "Slate", "Sparrow", "Spruce", "Sterling", "Stonebridge", "Summit", "Sunrise", "Sycamore",
	"Teal", "Timber", "Trillium", "Union", "Valley", "Vista", "Walnut", "Westbrook", "Willow", "Windmill", "Wren",
}

var trades = [...]string{
	"Interiors", "Dental Clinic", "Architects", "Engineering", "Law Partners", "Books", "Coffee Roasters", "Hotels", "Insurance",
	"Software", "Media", "Logistics", "Pharmacy", "Florists", "Bicycles", "Marine", "Textiles", "Catering", "Motors", "Realty",
	"Music School", "Fitness", "Optics", "Veterinary Care", "Landscaping", "Printing", "Travel", "Toys", "Bakery", "Brewing",
	"Consulting", "Accounting", "Electronics", "Furniture", "Hardware", "Kindergarten", "Laboratories", "Museum", "Observatory",
	"Theater", "Warehousing", "Wellness", "Photography", "Jewelers", "Outdoor Supply", "Medical Center", "Foods", "Advisory Group",
}

// makes are what vendors do; with leads they make the names of vendors, none of which is a customer's.
var makes = [...]string{
	"Manufacturing", "Office Products", "Paper Mills", "Woodworks", "Components", "Wholesale", "Lighting Works", "Seating", "Imports",
	"Metal Works", "Freight Lines", "Energy", "Facility Services",
}

var americanStreets = [...]string{
	"Market Square", "Thomas Drive", "High Tower Road", "Main Street", "Oak Avenue", "Maple Street", "Park Avenue", "Second Street",
	"Washington Boulevard", "Lincoln Way", "Lake Drive", "Hill Road", "River Road", "Mill Lane", "Church Street", "Cedar Court",
	"Harbor View", "Industrial Parkway", "Commerce Drive", "Union Square", "Station Road", "Orchard Lane", "Sunset Boulevard", "Elm Street",
}

var germanStreets = [...]string{
	"Hauptstraße", "Bahnhofstraße", "Gartenweg", "Lindenallee", "Schillerstraße", "Goethestraße", "Am Markt", "Mühlenweg", "Ringstraße",
	"Industriestraße",
}

var otherStreets = [...]string{
	"King Street", "Queen Street", "Station Road", "Victoria Road", "Canal Street", "Castle Street", "Bridge Street", "Garden Road",
	"Market Place", "Mill Road",
}

var titles = [...]string{
	"Owner", "Chief Executive", "Purchasing Manager", "Sales Manager", "Accountant", "Office Manager", "Controller", "Facility Manager",
	"Buyer", "Assistant", "IT Manager", "Project Manager", "Designer", "Warehouse Manager",
}

// slug is a name as it stands in a domain: lower case letters and digits, words joined by hyphens.
func slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range name {
		letters := plainLetters(unicode.ToLower(r))
		if letters == "" {
			gap = gap || r == ' ' || r == '-' || r == '/' || r == '&'
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteString(letters)
	}
	return b.String()
}

// mailName is a person's name as it stands in front of the @.
func mailName(name string) string { return strings.ReplaceAll(slug(name), "-", ".") }

// plainLetters writes a lower case letter in ASCII; "" for what has no place in a domain.
func plainLetters(r rune) string {
	switch r {
	case 'ä':
		return "ae"
	case 'ö', 'ø':
		return "oe"
	case 'ü':
		return "ue"
	case 'ß':
		return "ss"
	case 'é', 'è':
		return "e"
	}
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return string(r)
	}
	return ""
}

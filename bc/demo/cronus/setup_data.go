package cronus

// term is a payment term: due is a date formula as Business Central writes it, discount what early payment saves.
type term struct {
	code, name, due string
	discountDate    string
	discount        int64 // percent
}

var termList = [...]term{
	{"10 DAYS", "Net 10 days", "10D", "", 0},
	{"14 DAYS", "Net 14 days", "14D", "", 0},
	{"15 DAYS", "Net 15 days", "15D", "", 0},
	{"1M(8D)", "1 Month/2% 8 days", "1M", "8D", 2},
	{"2 DAYS", "Net 2 days", "2D", "", 0},
	{"21 DAYS", "Net 21 days", "21D", "", 0},
	{"30 DAYS", "Net 30 days", "30D", "", 0},
	{"60 DAYS", "Net 60 days", "60D", "", 0},
	{"7 DAYS", "Net 7 days", "7D", "", 0},
	{"CM", "Current month", "CM", "", 0},
	{"COD", "Cash on delivery", "0D", "", 0},
}

type coded struct{ code, name string }

var methodList = [...]coded{
	{"ACCOUNT", "Payment on account"}, {"BANK", "Bank transfer"}, {"CARD", "Card payment"}, {"CASH", "Cash payment"},
	{"CHECK", "Check payment"}, {"DIRECT", "Direct debit"}, {"ONLINE", "Payment service"},
}

var shipmentList = [...]coded{
	{"CFR", "Cost and Freight"}, {"CIF", "Cost Insurance and Freight"}, {"CIP", "Carriage and Insurance Paid"},
	{"CPT", "Carriage Paid to"}, {"DAP", "Delivered at Place"}, {"DDP", "Delivered Duty Paid"}, {"DELIVERY", "Delivery"},
	{"EXW", "Ex Warehouse"}, {"FAS", "Free Alongside Ship"}, {"FCA", "Free Carrier"}, {"FOB", "Free on Board"},
	{"PICKUP", "Pickup at location"},
}

// money is a currency; rate is what 10,000 of it are worth in US dollars.
type money struct {
	code, name, symbol string
	rate               int64
	decimals           int
}

var moneyList = [...]money{
	{"AUD", "Australian dollar", "$", 6_600, 2},
	{"BRL", "Brazilian real", "R$", 1_850, 2},
	{"CAD", "Canadian dollar", "$", 7_300, 2},
	{"CHF", "Swiss franc", "CHF", 11_400, 2},
	{"CZK", "Czech koruna", "Kč", 450, 2},
	{"DKK", "Danish krone", "kr", 1_460, 2},
	{"EUR", "Euro", "€", 10_900, 2},
	{"GBP", "Pound sterling", "£", 12_800, 2},
	{"HKD", "Hong Kong dollar", "$", 1_280, 2},
	{"HUF", "Hungarian forint", "Ft", 28, 2},
	{"INR", "Indian rupee", "₹", 119, 2},
	{"JPY", "Japanese yen", "¥", 67, 0},
	{"KWD", "Kuwaiti dinar", "KD", 32_600, 3},
	{"MXN", "Mexican peso", "$", 550, 2},
	{"NOK", "Norwegian krone", "kr", 940, 2},
	{"NZD", "New Zealand dollar", "$", 6_000, 2},
	{"PLN", "Polish zloty", "zł", 2_550, 2},
	{"SEK", "Swedish krona", "kr", 950, 2},
	{"SGD", "Singapore dollar", "$", 7_500, 2},
	{"THB", "Thai baht", "฿", 290, 2},
	{"USD", "US dollar", "$", 10_000, 2},
	{"ZAR", "South African rand", "R", 550, 2},
}

// land is a country; format is the place of its address format in the enum countryRegionAddressFormat.
type land struct {
	code, name string
	format     int
}

var landList = [...]land{
	{"AE", "United Arab Emirates", 1}, {"AT", "Austria", 0}, {"AU", "Australia", 2}, {"BE", "Belgium", 0}, {"BG", "Bulgaria", 0},
	{"BR", "Brazil", 2}, {"CA", "Canada", 2}, {"CH", "Switzerland", 0}, {"CN", "China", 5}, {"CR", "Costa Rica", 1},
	{"CY", "Cyprus", 0}, {"CZ", "Czechia", 0}, {"DE", "Germany", 0}, {"DK", "Denmark", 0}, {"DZ", "Algeria", 0},
	{"EE", "Estonia", 0}, {"EG", "Egypt", 1}, {"ES", "Spain", 5}, {"FI", "Finland", 0}, {"FJ", "Fiji Islands", 1},
	{"FR", "France", 0}, {"GB", "United Kingdom", 4}, {"GR", "Greece", 0}, {"HR", "Croatia", 0}, {"HU", "Hungary", 0},
	{"ID", "Indonesia", 1}, {"IE", "Ireland", 4}, {"IL", "Israel", 1}, {"IN", "India", 2}, {"IS", "Iceland", 0}, {"IT", "Italy", 5},
	{"JP", "Japan", 1}, {"KE", "Kenya", 0}, {"LT", "Lithuania", 0}, {"LU", "Luxembourg", 0}, {"LV", "Latvia", 0},
	{"MA", "Morocco", 0}, {"MT", "Malta", 1}, {"MX", "Mexico", 0}, {"MY", "Malaysia", 0}, {"NG", "Nigeria", 0},
	{"NL", "Netherlands", 0}, {"NO", "Norway", 0}, {"NZ", "New Zealand", 1}, {"PH", "Philippines", 0}, {"PL", "Poland", 0},
	{"PT", "Portugal", 0}, {"RO", "Romania", 0}, {"RS", "Serbia", 0}, {"SA", "Saudi Arabia", 1}, {"SE", "Sweden", 0},
	{"SG", "Singapore", 1}, {"SI", "Slovenia", 0}, {"SK", "Slovakia", 0}, {"TH", "Thailand", 1}, {"TN", "Tunisia", 0},
	{"TR", "Türkiye", 0}, {"TZ", "Tanzania", 0}, {"UG", "Uganda", 0}, {"US", "United States", 2}, {"VU", "Vanuatu", 1},
	{"WS", "Samoa", 0}, {"ZA", "South Africa", 1},
}

type unit struct{ code, name, standard, symbol string }

var unitList = [...]unit{
	{"BOX", "Box", "BX", ""}, {"CAN", "Can", "CA", ""}, {"DAY", "Day", "DAY", "d"}, {"GR", "Gram", "GRM", "g"},
	{"HOUR", "Hour", "HUR", "h"}, {"KG", "Kilogram", "KGM", "kg"}, {"KM", "Kilometer", "KMT", "km"}, {"L", "Liter", "LTR", "l"},
	{"M", "Meter", "MTR", "m"}, {"M2", "Square meter", "MTK", "m²"}, {"PACK", "Pack", "PK", ""}, {"PALLET", "Pallet", "PF", ""},
	{"PCS", "Piece", "EA", "pc"}, {"ROLL", "Roll", "RO", ""}, {"SET", "Set", "SET", ""},
}

// The places of units in unitList that items use.
const (
	unitBox  = 0
	unitHour = 4
	unitKilo = 5
	unitPack = 10
	unitPcs  = 12
	unitSet  = 14
)

var postingGroupList = [...]coded{{"ELECTRONIC", "Electronics"}, {"FURNITURE", "Furniture"}, {"SUPPLIES", "Supplies"}}

var productGroupList = [...]coded{{"ELECTRONIC", "Electronics"}, {"FURNITURE", "Furniture"}, {"SERVICES", "Services"}, {"SUPPLIES", "Supplies"}}

var taxGroupList = [...]coded{
	{"ELECTRONIC", "Taxable electronics"}, {"FURNITURE", "Taxable furniture"}, {"LABOR", "Labor on job"},
	{"NONTAXABLE", "Nontaxable"}, {"SUPPLIES", "Taxable supplies"},
}

const (
	taxLabor = 2
	taxFree  = 3
)

type seller struct {
	code, name, title string
	commission        int64
}

var sellerList = [...]seller{
	{"AM", "Ana Moreno", "Sales Representative", 5}, {"BK", "Benjamin Kaya", "Sales Representative", 5},
	{"DH", "Dagmar Hell", "Purchaser", 0}, {"EJ", "Esther Jorgensen", "Key Account Manager", 4},
	{"HN", "Hiro Nakamura", "Sales Representative", 5}, {"JO", "Jim Olsen", "Sales Manager", 3},
	{"LT", "Lina Townsend", "Designer", 0}, {"MW", "Marcus Webb", "Sales Representative", 5},
	{"OF", "Otis Falls", "Sales Manager", 3}, {"RB", "Rina Brandt", "Purchasing Manager", 0},
}

// Places in sellerList of those who sell and those who buy.
var (
	sellersOfGoods = [...]int{0, 1, 3, 4, 5, 7, 8}
	buyersOfGoods  = [...]int{2, 9}
)

// Dimensions and their values. A value is known by its code alone (dimensionValue links), so no code is there twice.
type dimension struct {
	code, name string
	values     []coded
}

var dimensionList = [...]dimension{
	{"AREA", "Area", []coded{
		{"10", "Americas"}, {"20", "America, North"}, {"30", "Europe"}, {"40", "Pacific"}, {"50", "America, South"},
		{"60", "Middle East"}, {"70", "Asia"}, {"80", "Africa"},
	}},
	{"BUSINESSGROUP", "Business Group", []coded{{"HOME", "Home"}, {"INDUSTRIAL", "Industrial"}, {"OFFICE", "Office"}}},
	{"CUSTOMERGROUP", "Customer Group", []coded{
		{"INSTITUTION", "Institution"}, {"INTERCOMPANY", "Intercompany"}, {"LARGE", "Large Business"}, {"MEDIUM", "Medium Business"},
		{"PRIVATE", "Private"}, {"SMALL", "Small Business"},
	}},
	{"DEPARTMENT", "Department", []coded{{"ADM", "Administration"}, {"PROD", "Production"}, {"SALES", "Sales"}, {"SERVICE", "Service"}}},
	{"PROJECT", "Project", []coded{
		{"EXPANSION", "Store expansion"}, {"FLEET", "Fleet renewal"}, {"SHOWROOM", "Showroom"}, {"WAREHOUSE", "Second warehouse"},
	}},
}

// Places in dimensionList.
const (
	dimArea = iota
	dimBusinessGroup
	dimCustomerGroup
	dimDepartment
	dimProject
)

const (
	departmentAdm   = 0
	departmentSales = 2
)

package cronus

// Fields that are rolled: every draw from a dice has its own number, so that none follows from another. They are part
// of the data: a changed number changes the tenant.
const (
	fieldMoment uint8 = iota
	fieldModified
	fieldCreated
	fieldPlace
	fieldAbroad
	fieldStreet
	fieldHouse
	fieldSuite
	fieldPost
	fieldPhone
	fieldMobile
	fieldKind
	fieldFirst
	fieldLast
	fieldTerms
	fieldMethod
	fieldShipment
	fieldSeller
	fieldBlocked
	fieldCredit
	fieldCurrency
	fieldTaxID
	fieldWeb
	fieldGroup
	fieldPrice
	fieldMarkup
	fieldStock
	fieldDepartment
	fieldTitle
	fieldBirth
	fieldHired
	fieldLeft
	fieldBank
	fieldParty
	fieldLines
	fieldStatus
	fieldDiscount
	fieldPaid
	fieldOrder
	fieldShipped
	fieldDelivery
	fieldReference
	fieldProject
	fieldArea
	fieldEntity
	fieldAmount
	fieldRatio
	fieldNote
	fieldLocation
	fieldSuffix
	fieldMiddle
	fieldVisit
)

// Fields of the lines of a document: line k draws from fieldLine + k × lineFields onwards, so that they need room.
const (
	fieldLine  = 64
	lineFields = 8
)

const (
	lineKind = iota
	lineItem
	lineQuantity
	linePercent
	linePrice
	lineText
)

package model

import "time"

// Dataset is the data behind one API. All methods may be called by many requests at once, and must always give the
// same answers: paging relies on it.
type Dataset interface {
	// Schema is the prepared shape of the API; the same pointer every time.
	Schema() *Schema
	// Companies of an environment ("Production", "Sandbox"), in the order of the list; nil for an unknown one.
	Companies(environment string) []Company
	// Table is the data of one set of a company; companyID is lower case, and "" for sets of the tenant. false means
	// the set is empty. Must be cheap and must not generate anything. The sets that the server answers itself
	// (companies, entityDefinitions, apicategoryroutes) are never asked for.
	Table(environment, companyID, set string) (Table, bool)
}

// Table is a set of records with fixed order. Row numbers run from 0 to Len-1, properties are places in
// Type.Properties. Values must have the kind of their property, or be Null.
type Table interface {
	Len() int
	Value(row, property int) Value
}

// The rest is optional: a Table that has more methods is read faster. Where they are missing the engine scans, and
// keeps what it found.

// RowReader gives several properties of one record at once, for tables that must work out a record before they can
// give a property: dst[i] is property properties[i].
type RowReader interface {
	ReadRow(row int, properties []int, dst []Value)
}

// Finder finds the record with a key. values are in the order of the type's key and have its kinds.
type Finder interface {
	Find(values []Value) (row int, ok bool)
}

// Indexed gives the rows that have a value in a property, ascending (lines of a header, entries of an account). handled is
// false when the table has no index on that property.
type Indexed interface {
	Lookup(property int, v Value) (rows []int32, handled bool)
}

// Ordered says that the rows stand in ascending order of a property (entryNumber), ties included, so that sorting by it costs nothing.
type Ordered interface {
	OrderedBy(property int) bool
}

// Streams gives the bytes of a stream property.
type Streams interface {
	Stream(row, property int) (contentType string, body []byte, ok bool)
}

// Company is a record of the set companies. Its fields are those of the service at version 26 and later (reference 7).
type Company struct {
	ID                string // lower case GUID
	SystemVersion     string
	Timestamp         int64
	Name              string // up to 30 characters; the name in addresses
	DisplayName       string // may be empty
	BusinessProfileID string
	CreatedAt         time.Time
	CreatedBy         string
	ModifiedAt        time.Time
	ModifiedBy        string
}

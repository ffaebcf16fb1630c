// Package odata knows the language of OData v4 as Business Central speaks it: the schema that $metadata describes, names
// of enum members, literals, keys and query strings. It is pure: it reads and writes text and does no requests.
package odata

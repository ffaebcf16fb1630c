// Package model is what the two halves of the embedded tenant agree on: the shape of an API (entity types, sets,
// enums: enough to print $metadata), the values of a record, and the interfaces through which generated data is read.
// The server (package demo) and its query engine know only this package; package cronus fills it.
//
// Everything here is meant for sets of 250,000 records that are made when they are asked for: a record has a row number
// (0 to Len-1), a property has an index (its place in Type.Properties), a Value is a small struct without pointers
// other than its text, and nothing is ever held as a map of records.
package model

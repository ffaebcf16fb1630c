// Package session joins a saved connection, its secret, its token and its client: what is open at the moment, and what
// screens may ask of the connections that are saved.
package session

import (
	"bctui/auth"
	"bctui/bc"
	"bctui/keystore"
)

// Draft is a connection that is being set up: what a person has typed so far, with the secret.
type Draft struct {
	keystore.Connection
	Secret auth.Secret
}

// Session is one open connection: everything on screen below "companies" belongs to one.
type Session struct {
	Connection keystore.Connection
	Client     *bc.Client
	Tokens     *auth.Source
	Demo       bool // the embedded tenant
	Saved      bool // the connection is in the book
}

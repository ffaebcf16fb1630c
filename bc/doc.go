// Package bc is the client for one Business Central environment: companies, API routes, service documents, $metadata,
// pages of any entity set, single records. It only reads.
//
// What a request goes through, from the outside in: retries and renewal of the token (send.go), at most four requests at
// once and a common pause when the service asks for one (gate.go), limits in time (deadline.go), the guard that lets
// nothing but GET to the configured host through (guard.go), and the transport with its connection dialled ahead
// (transport.go, predial.go).
//
// Errors are *Error for what the service, or something in its place, answered; *auth.NetworkError when no whole answer
// came; *auth.Error when Entra refused the sign-in. All have a Meaning for people.
package bc

// Package demo is the embedded tenant: one HTTP server on loopback that behaves like Entra and like Business Central,
// with made-up registrations and data. `bctui demo` runs on it, every test runs on it, and others can use it through
// `bctui demo --listen`. It shares no code with the packages it is a witness of (auth, bc): what it knows of the
// service comes from the reference alone.
//
// One port speaks plain HTTP and TLS (the first byte tells which); TLS has an ephemeral certificate for 127.0.0.1, ::1
// and localhost, and HTTP/2. Addresses are those of the real hosts, without the host:
//
//	/{tenant}/v2.0/.well-known/openid-configuration      Entra, discovery
//	/{tenant}/oauth2/v2.0/token                          Entra, token
//	/v2.0/[{tenant}/]{environment}/api/{route}/…         Business Central
//	/environments/v1.2, /admin/v2.x/…                    environments
//	/faults                                              what goes wrong on request, see Fault
//
// What is not known of the service is decided here, and said here:
//   - without a token, or with one that has ended, the answer is 401 Unauthorized as JSON; a token that cannot be read,
//     is for another audience or another tenant gets it as XML;
//   - environment names match in any case, entity sets only in theirs;
//   - an unknown company, by ID or name, is 404 Internal_CompanyNotFound; an unknown record 404 Internal_RecordNotFound;
//   - api/v1.0 is not published: 404 BadRequest_NotFound;
//   - writing is refused with 405 whatever $metadata says of the set, and $batch too;
//   - a single link that is not set is 204, or null when expanded; so is a stream with nothing in it;
//   - the limits of a registration are counted by the real clock, not by Options.Now;
//   - /environments/v1.2 takes app-only tokens unless the registration says otherwise.
package demo

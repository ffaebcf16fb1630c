// Package auth signs an app registration in at Microsoft Entra ID with the client credentials grant and explains every
// way in which that can fail.
//
// A [Source] holds one registration and its secret and hands out tokens: from memory while they last, by one request in
// flight however many ask. [Discover] reads the tenant's openid-configuration without any secret. Whatever Entra answers
// instead of a token becomes an [*Error] with the parts of the answer and a [Meaning]: cause, who can fix it, steps,
// page. What never reached Entra becomes a [*NetworkError].
//
// From launch to token two requests are sent at most: GET openid-configuration and POST to the token endpoint that it
// names. The transport refuses everything else, and the secret goes to no host but the authority's.
//
// Secrets and tokens live in values that mask themselves ([Secret], [Token]); no error text, log line or dump of this
// package's values shows them.
package auth

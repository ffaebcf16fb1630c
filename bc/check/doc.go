// Package check finds out which step of a sign-in to Business Central fails, why, and who has to click what.
//
// A Check climbs a ladder of rungs: the shape of the input, the network, the tenant, the token, what the token says,
// the environments, whether the app is set up in Business Central, the company, what may be read, automation and admin
// rights. Rungs that do not need each other run side by side. A rung proves something by a request and its answer, and
// gives a Finding for whatever is not right: cause, evidence, who fixes it, steps, page, and the server's own words.
//
// One 401 of Business Central stands for half a dozen causes (reference 3.3). The check tells them apart wherever there
// is evidence: it asks other environments, other clouds, the automation API. Where the server's answers are the same
// for several causes, the finding names all of them, each with what would tell it (Finding.Also).
//
// Red is what is wrong, and nothing else: a missing permission for the automation API is news, not a failure, unless
// the caller wants it (Input.Want).
//
// To add a rung: write a file rung_….go with a func that returns a rung, name it in ladder, and give its findings codes
// in codes.go.
package check

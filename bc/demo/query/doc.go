// Package query is the query engine of the embedded tenant: it reads the system query options of a request ($filter,
// $select, $orderby, $expand, $top, $skip, $count), finds the rows of a model.Table they ask for, and writes records
// as JSON. It follows what Business Central does and refuses, oddities included (reference 5), so that a client that
// is right here is right there.
//
// What it decides where nothing is known of the service:
//   - `not`, arithmetic, `has`, comparing two fields, a bare boolean field, date functions and paths over links answer
//     501 BadRequest_MethodNotImplemented;
//   - functions within functions, such as contains(tolower(a),'b'), answer 501 unless $schemaversion=2.1 is given
//     ("throws an error or returns an undefined result", page "Using filter expressions in OData URIs");
//   - a date is no moment: comparing Edm.DateTimeOffset with 2026-01-31 is an error of types;
//   - texts compare with regard to case, unless tolower or toupper is there, which switches it off as in the service.
package query

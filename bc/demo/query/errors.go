package query

import "fmt"

// Error is an answer to a request that cannot be served: an HTTP status, the code of the error object, and its message
// without the correlation ID.
type Error struct {
	Status  int
	Code    string
	Message string
}

func (e *Error) Error() string { return e.Message }

// badRequest is the refusal of a malformed option; the code is the recorded one (data, errors/bc-400-*.json).
//
// Not inlined: thirty-five refusals, 4 kB of the program.
//
//go:noinline
func badRequest(format string, args ...any) *Error {
	return &Error{Status: 400, Code: "BadRequest", Message: fmt.Sprintf(format, args...)}
}

func notImplemented(format string, args ...any) *Error {
	return &Error{Status: 501, Code: "BadRequest_MethodNotImplemented", Message: fmt.Sprintf(format, args...)}
}

// unknownProperty has the recorded text.
func unknownProperty(name, namespace, typeName string) *Error {
	return badRequest("Could not find a property named '%s' on type '%s.%s'.", name, namespace, typeName)
}

// Package keystore keeps what bctui has to remember between two runs: client secrets, and the connections they
// belong to.
//
// A secret lies in a [Vault]: the keyring of the operating system ([Keyring]), a file encrypted with a passphrase
// ([File]), or the memory of this process ([Session]). Which of them holds it is the user's choice and is never
// changed silently; a vault that cannot be used answers with an [Error] that says what is so and what to do.
//
// Connections lie in a [Book], one JSON file in the config folder ([ConfigDir]). The book holds no secret: a
// [Connection] says in which vault its secret is ([Place]) and under which name ([Connection.SecretID]).
//
// The package knows nothing of Entra, of Business Central or of a screen.
package keystore

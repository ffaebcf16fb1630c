// Package explain turns any error of the program into a finding that a person can act on: what is wrong, who can change
// it, where, and what the server said, whole.
package explain

import (
	"context"
	"errors"
	"strings"

	"bctui/auth"
	"bctui/bc/check"
	"bctui/keystore"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/widget"
	"bctui/ui/widget/panel"
)

// What a raw text is, where no server said it.
const (
	rawOfVault  = "what the vault said"
	rawOfSystem = "the error as the system gave it"
)

// Error gives the finding for an error.
func Error(err error) panel.Content {
	var (
		need     *session.NeedSecret
		company  *session.UnknownCompany
		set      *session.UnknownSet
		vault    *keystore.Error
		damaged  *keystore.DamagedError
		newer    *keystore.NewerError
		folder   *keystore.FolderError
		notValid *keystore.InvalidError
	)
	switch {
	case err == nil:
		return panel.Content{}
	case errors.As(err, &need):
		return needSecret(need)
	case errors.As(err, &company):
		return unknownCompany(company)
	case errors.As(err, &set):
		return unknownSet(set)
	case errors.As(err, &vault):
		return panel.Content{Level: widget.Failure, Title: "The vault of the secret is " + vault.State.String(), Cause: vault.Text,
			Who: auth.You.String(), Steps: split(vault.Hint), Raw: cause(vault.Err), RawLabel: rawOfVault}
	case errors.As(err, &damaged):
		return panel.Content{Level: widget.Warning, Title: "The file with the connections is damaged", Cause: damaged.Text,
			Who: auth.You.String(), Steps: split(damaged.Hint)}
	case errors.As(err, &newer):
		return panel.Content{Level: widget.Failure, Title: "The connections belong to a newer bctui", Cause: newer.Text,
			Who: auth.You.String(), Steps: split(newer.Hint)}
	case errors.As(err, &folder):
		return panel.Content{Level: widget.Failure, Title: "A folder can't be used", Cause: folder.Text,
			Who: auth.You.String(), Steps: split(folder.Hint), Raw: cause(folder.Err), RawLabel: rawOfSystem}
	case errors.As(err, &notValid):
		return panel.Content{Level: widget.Failure, Title: "That can't be saved", Cause: notValid.Text, Who: auth.You.String()}
	case errors.Is(err, context.Canceled):
		return panel.Content{Level: widget.Note, Title: "Stopped", Cause: "The request was ended before its answer came."}
	}
	// What the check knows of an error it says in the same words wherever the error shows.
	if f, ok := check.Explain(err); ok {
		return screen.Finding(f, check.RungResult{})
	}
	return panel.Content{Level: widget.Failure, Title: "Something went wrong that bctui does not know",
		Cause: "Below is all that is known of it. Try again; if it stays, the text helps whoever looks into it.", Raw: err.Error(), RawLabel: rawOfSystem}
}

func unknownCompany(e *session.UnknownCompany) panel.Content {
	c := panel.Content{Level: widget.Failure, Title: "There is no company “" + e.Wanted + "”", Who: auth.You.String(),
		Cause: "No company of this environment answers to the registration.",
		Steps: []string{"Go back and choose one of the companies that answer."}}
	if len(e.Have) > 0 {
		names := make([]string, len(e.Have))
		for i, company := range e.Have {
			names[i] = company.Name
		}
		c.Cause = "This environment has: " + strings.Join(names, " · ")
	}
	return c
}

func unknownSet(e *session.UnknownSet) panel.Content {
	c := panel.Content{Level: widget.Failure, Title: "There is no entity set “" + e.Wanted + "”", Who: auth.You.String(),
		Cause: "The $metadata of this API names no such set. Case counts.",
		Steps: []string{"Go back: the list shows every entity set there is."}}
	if e.Nearest != "" {
		c.Cause += " The nearest name is " + e.Nearest + "."
	}
	return c
}

func cause(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// split makes steps of a hint: one sentence each would be too much, one paragraph each is right.
func split(hint string) []string {
	var out []string
	for line := range strings.SplitSeq(hint, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func needSecret(e *session.NeedSecret) panel.Content {
	c := panel.Content{Level: widget.Warning, Title: "The secret of " + e.Connection.Name + " is needed", Who: auth.You.String(),
		Steps: []string{"Press Enter and paste the secret; the connection stays as it is."}}
	var vault *keystore.Error
	switch {
	case e.Connection.SecretIn == keystore.InSession:
		c.Cause = "It was kept for one session only, and that one has ended."
	case errors.Is(e.Err, keystore.ErrNotFound):
		c.Cause = "The " + vaultName(e.Connection.SecretIn) + " answers, but holds no secret for this client ID: it was removed, or it belongs to another user or machine."
	case errors.As(e.Err, &vault):
		c.Title = "The secret of " + e.Connection.Name + " can't be read"
		c.Cause = vault.Text
		c.Steps = append(split(vault.Hint), "Or press Enter and type the secret again.")
		c.Raw, c.RawLabel = cause(vault.Err), rawOfVault
	default:
		c.Cause = cause(e.Err)
	}
	return c
}

func vaultName(p keystore.Place) string {
	if p == keystore.InFile {
		return "encrypted file"
	}
	return "system's keyring"
}

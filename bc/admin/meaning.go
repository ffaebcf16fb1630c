package admin

import (
	"context"
	"errors"
	"net/http"

	"bctui/auth"
	"bctui/bc"
)

// Reason sorts the failures of the two services.
type Reason uint8

// The reasons.
const (
	Failed        Reason = iota // anything else: see the error
	Answered                    // no failure
	RoleMissing                 // 401 or 403, and the token does not carry Role
	NotAuthorized               // 401 or 403 although the token carries Role: the app is not on the admin center's list
	NotOpen                     // /environments does not answer to this app
	NotThere                    // 404: the host has no such service, or not in this version
)

// Why tells the reason of an error of a source. roles are those of the token.
func Why(from Source, err error, roles []string) Reason {
	if err == nil {
		return Answered
	}
	var e *bc.Error
	if !errors.As(err, &e) {
		return Failed
	}
	switch e.Status {
	case http.StatusUnauthorized, http.StatusForbidden:
		if e.Kind == bc.Proxy {
			return Failed
		}
		switch {
		case from == Listing:
			return NotOpen
		case !(auth.Claims{Roles: roles}).HasRole(Role):
			return RoleMissing
		}
		return NotAuthorized
	case http.StatusNotFound:
		if e.Kind != bc.Proxy {
			return NotThere
		}
	}
	return Failed
}

const (
	pagePermissions = "{portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/{client}"
	pageAdminCenter = "https://businesscentral.dynamics.com/{tenant}/admin"
)

// explain gives an error the words of the admin center: those of bc speak of an environment.
func (c *Client) explain(ctx context.Context, from Source, err error) error {
	var e *bc.Error
	if !errors.As(err, &e) || e.Kind == bc.ForeignHost {
		return err
	}
	token, terr := c.tokens.Token(ctx)
	if terr != nil {
		token = auth.Token{}
	}
	m, ok := Meaning(Why(from, err, token.Claims.Roles))
	if !ok {
		return err
	}
	e.Meaning = m.For(c.config.Registration)
	return err
}

// Meaning explains a reason; its placeholders are filled in by auth.Meaning.For. False for Answered and Failed.
func Meaning(r Reason) (auth.Meaning, bool) {
	switch r {
	case RoleMissing:
		return auth.Meaning{
			Title: "the token does not carry " + Role,
			Cause: "The admin center API opens to apps that have the application permission " + Role + " and are on its list of authorised apps. This app has not been given the permission. Data can be read without it.",
			Who:   auth.EntraAdmin, Where: "App registrations ▸ your app ▸ API permissions",
			Steps: []string{
				"Only if this app is meant to see the environments: open App registrations ▸ the app with client ID {client} ▸ API permissions",
				"Add Dynamics 365 Business Central ▸ Application permissions ▸ " + Role + ", and grant admin consent",
				"Then authorise the app in the Business Central admin center ▸ Authorized Microsoft Entra apps",
			},
			Link: pagePermissions,
		}, true
	case NotAuthorized:
		return auth.Meaning{
			Title: "the app is not authorised in the admin center",
			Cause: "The token carries " + Role + ", and the admin center turns it away: there the app has to be entered as well. The change takes some minutes to be seen.",
			Who:   auth.BCAdmin, Where: "Business Central admin center ▸ Authorized Microsoft Entra apps",
			Steps: []string{
				"Open the Business Central admin center ▸ Authorized Microsoft Entra apps",
				"Authorize Microsoft Entra app: enter client ID {client}",
				"Press Grant consent there, wait a few minutes, and run the check again",
			},
			Link: pageAdminCenter,
		}, true
	case NotOpen:
		return auth.Meaning{
			Title: "the list of environments is not open to this app",
			Cause: "/environments did not answer to the app's token. Microsoft does not say whether it should: type the environment's name, or have the admin center opened to the app.",
			Who:   auth.BCAdmin, Where: "Business Central admin center ▸ Environments",
			Steps: []string{"Take the name of the environment from the Business Central admin center ▸ Environments"},
			Link:  pageAdminCenter,
		}, true
	case NotThere:
		return auth.Meaning{
			Title: "this service does not exist at the API's address",
			Cause: "The host answered 404: it is no host of Business Central online, or does not know this version of the service.",
			Who:   auth.You,
			Steps: []string{"Check the API URL of the connection: the usual one is " + bc.DefaultAPI, "Type the name of the environment"},
			Link:  pageAdminCenter,
		}, true
	}
	return auth.Meaning{}, false
}

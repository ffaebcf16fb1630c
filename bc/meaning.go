package bc

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bctui/auth"
	"bctui/bc/odata"
)

// meaning explains an error: cause, who fixes it, steps, page (reference 3.1 to 3.3 and 8).
func (c *Client) meaning(e *Error, token auth.Token) auth.Meaning {
	where := c.target.Environment
	switch e.Kind {
	case SignIn:
		return c.meaningSignIn(token)
	case NotSetUp:
		return c.meaningNotSetUp(token)
	case Permission:
		return c.meaningPermission(e)
	case NoEnvironment:
		return auth.Meaning{
			Title: fmt.Sprintf("the environment %s does not exist", oneLine(where, 60)),
			Cause: fmt.Sprintf("Business Central knows no environment named %s in the tenant %s. The sign-in itself worked.", oneLine(where, 60), oneLine(c.target.Tenant, 60)),
			Who:   auth.You,
			Where: "Business Central admin center ▸ Environments",
			Steps: []string{
				"Check the name of the environment: letters and case as the admin center shows it",
				"Check that the tenant is the one that the environment belongs to",
				"Ask a Business Central admin for the list of environments",
			},
			Link: c.adminURL(),
		}
	case NoCompany:
		return auth.Meaning{
			Title: "the company was not found",
			Cause: "The environment has no company with this ID, or the app may not open it.",
			Who:   auth.You,
			Steps: []string{
				"Go back to the list of companies and choose again: the company may have been renamed, deleted or restored",
				"If it is missing from the list, ask a Business Central admin whether the app's permission sets are limited to other companies (page 9861, column Company)",
			},
			Link: c.WebURL(9860),
		}
	case NoRoute:
		return auth.Meaning{
			Title: "this API does not exist in the environment",
			Cause: "No API with this publisher, group and version is published in " + oneLine(where, 60) + ". The extension that brings it may not be installed, or failed to load after an upgrade.",
			Who:   auth.BCAdmin,
			Steps: []string{
				"Check the spelling of the route against the list of APIs (in Business Central: page 812, API Overview)",
				"Check on the page Extension Management that the extension is installed in this environment",
				"If it is, have it published again or synchronised",
			},
			Link: c.WebURL(2500),
		}
	case NotFound:
		return auth.Meaning{
			Title: "not found",
			Cause: "The service is there and knows no such entity set, link or record.",
			Who:   auth.You,
			Steps: []string{
				"Refresh: the record may have been deleted meanwhile",
				"Check the name of the entity set: it counts as $metadata has it",
			},
		}
	case Throttled:
		return auth.Meaning{
			Title: "too many requests",
			Cause: "The registration used up its share of requests (6,000 in five minutes, five at once). Others who use the same registration count too.",
			Who:   auth.You,
			Steps: []string{again(e), "If another integration runs with this registration, give it one of its own"},
		}
	case Unavailable:
		return auth.Meaning{
			Title: "the environment is not available",
			Cause: "Business Central is being updated or restarted, or its gateway can't reach the environment.",
			Who:   auth.Microsoft,
			Where: "Business Central admin center ▸ Environments",
			Steps: []string{again(e), "Look in the admin center whether the environment is being upgraded", "If it lasts, look at the service health page"},
			Link:  c.adminURL(),
		}
	case Timeout:
		return auth.Meaning{
			Title: "the service took too long",
			Cause: "Business Central ends a request after 8 minutes, its gateway after 10.",
			Who:   auth.You,
			Steps: []string{"Narrow the filter, or take fewer columns and expand less", "Ask for smaller pages"},
		}
	case Conflict:
		return auth.Meaning{
			Title: "somebody else was in the way",
			Cause: "The service could not read because another session held a lock or changed the data.",
			Who:   auth.You,
			Steps: []string{"Try again"},
		}
	case TooLong:
		return auth.Meaning{
			Title: "the query is too long",
			Cause: "The service takes 8,099 characters of filter, sort and column names.",
			Who:   auth.You,
			Steps: []string{"Shorten the filter, or choose fewer columns: with none chosen all are sent"},
		}
	case NotImplemented:
		if nestedIn(e.URL) {
			return meaningNested(e)
		}
		return auth.Meaning{
			Title: "the service can't do this",
			Cause: "This entity set does not support the filter or sort that was asked for. Sets that are made of a query can't be sorted, and 'in' is not known to all.",
			Who:   auth.You,
			Steps: []string{"Take the sort away", "Write 'in' as several comparisons joined by or"},
		}
	case BadRequest:
		switch {
		case strings.HasPrefix(e.Code, "Application_"):
			return meaningRule(e)
		case Expired(e):
			return auth.Meaning{
				Title: "the list can't be read on from here",
				Cause: "The service remembers for some time how far a list was read, and it has forgotten it. Rows have come or gone since, so that counting leads to another place.",
				Who:   auth.You,
				Steps: []string{"Load the list again: it is read from its beginning"},
			}
		case e.Status == http.StatusRequestEntityTooLarge:
			return auth.Meaning{
				Title: "the page is too large for the service",
				Cause: "It does not send as much at once as was asked for: " + orElse(oneLine(e.Message, 300), "it does not say why"),
				Who:   auth.You,
				Steps: []string{"Choose fewer columns: with none chosen all are sent", "Narrow the filter"},
			}
		}
		if nestedIn(e.URL) {
			return meaningNested(e)
		}
		return auth.Meaning{
			Title: "the service refused the request",
			Cause: "It does not accept the filter, a column name or a value: " + orElse(oneLine(e.Message, 300), "it does not say why"),
			Who:   auth.You,
			Steps: []string{"Check the names of the fields and the filter", "The text of the service is below, whole"},
		}
	case Disabled:
		return auth.Meaning{
			Title: "the API service is switched off",
			Cause: "The server does not allow this kind of request. On-premises that means that the API or OData service is not enabled.",
			Who:   auth.BCAdmin,
			Steps: []string{"Enable ApiServicesEnabled (and ODataServicesEnabled) in the server's configuration, and restart the instance"},
		}
	case Proxy:
		return auth.Meaning{
			Title: "something between here and Business Central answered",
			Cause: fmt.Sprintf("Instead of data a web page came (%s). A proxy, firewall or sign-in page of the network answers in the place of %s.", orElse(pageTitle(e.Raw), "without a title"), c.base.Host),
			Who:   auth.Network,
			Steps: []string{
				"Open any web page with a browser: a hotel or guest network may want a sign-in first",
				"Ask whoever runs the network to let https to " + c.base.Hostname() + " through without inspection",
				"If a proxy is needed, set HTTPS_PROXY",
				"Check the API URL of the connection",
			},
		}
	case Damaged:
		return meaningDamaged(e.Message)
	default:
		return meaningOther(c.base.Host)
	}
}

func (c *Client) meaningSignIn(token auth.Token) auth.Meaning {
	if withoutRoles(token) {
		m := auth.Meaning{
			Title: "the token carries no permission",
			Cause: "Entra issued a token without roles: the application permission for Dynamics 365 Business Central is missing, or an admin has not consented to it. Business Central answers 401 to every such token.",
			Who:   auth.EntraAdmin,
			Where: "App registrations ▸ your app ▸ API permissions",
			Steps: []string{
				"Add Dynamics 365 Business Central ▸ Application permissions ▸ API.ReadWrite.All (not a delegated permission)",
				"Press \"Grant admin consent\" (Cloud Application Administrator or higher)",
				"Connect again: a permission shows only in a new token",
			},
		}
		if id := token.Claims.AppID; id != "" {
			m.Link = "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/" + url.PathEscape(id)
		}
		return m
	}
	return auth.Meaning{
		Title: "the token was refused",
		Cause: "Business Central's gateway does not take the token: it is for another resource or tenant, or it has ended. It was renewed once where that could help.",
		Who:   auth.You,
		Steps: []string{
			"Check the scope of the connection: " + auth.DefaultScope + " unless the server is your own",
			"Check that the tenant of the connection is the one that the environment belongs to",
			"Check this machine's date and time",
			"Run the check: it compares the token with what is expected",
		},
	}
}

func (c *Client) meaningNotSetUp(token auth.Token) auth.Meaning {
	id := orElse(token.Claims.AppID, "the client ID")
	return auth.Meaning{
		Title: fmt.Sprintf("the app is not set up in %s", oneLine(c.target.Environment, 60)),
		Cause: "The token is good, and the environment does not know the app, or its entry is disabled. The list is kept for each environment on its own: an entry in another one does not count.",
		Who:   auth.BCAdmin,
		Where: "Business Central ▸ Microsoft Entra Applications (page 9860, card 9861)",
		Steps: []string{
			"Open the page Microsoft Entra Applications in " + oneLine(c.target.Environment, 60) + " and look for " + oneLine(id, 60),
			"If it is missing: New, enter the client ID and a description, and let the user be created",
			"While State is Disabled, add permission sets, for example D365 READ (SUPER can't be given to an app)",
			"Set State to Enabled",
		},
		Link: c.WebURL(9860),
	}
}

func (c *Client) meaningPermission(e *Error) auth.Meaning {
	m := auth.Meaning{
		Title: "a permission is missing",
		Cause: "The app is known in Business Central, and its permission sets do not allow this.",
		Who:   auth.BCAdmin,
		Where: "Business Central ▸ Microsoft Entra Applications (page 9860) ▸ the app ▸ User Permission Sets",
		Steps: []string{
			"Set State of the app to Disabled: only then can the card be edited (integrations that use it stop meanwhile)",
			"Add a permission set that holds the right, for the company in question or for all",
			"Set State to Enabled again",
		},
		Link: c.WebURL(9860),
	}
	if d := e.Denied; d != nil {
		m.Title = fmt.Sprintf("no right to %s %s", rightVerb(d.Right), oneLine(d.Name, 80))
		m.Cause = fmt.Sprintf("The app's permission sets do not hold %s on %s %d %s.", oneLine(d.Right, 30), d.ObjectType, d.ID, oneLine(d.Name, 80))
		switch {
		case d.App == "" || d.App == "Base Application" || d.App == "System Application" || d.App == "Business Foundation":
			m.Steps[1] = fmt.Sprintf("Add a permission set that holds %s on %s %d, for example D365 READ, D365 BASIC or D365 BUS FULL ACCESS", oneLine(d.Right, 30), d.ObjectType, d.ID)
		default:
			m.Cause += fmt.Sprintf(" It belongs to the extension %s, which the standard sets do not cover.", oneLine(d.App, 80))
			m.Steps[1] = fmt.Sprintf("Add a permission set of the extension %s that holds %s on %s %d", oneLine(d.App, 80), oneLine(d.Right, 30), d.ObjectType, d.ID)
		}
	}
	return m
}

// meaningRule is for what the code behind an API refuses. Lines, attachments and dimensions answer so when they are asked
// for without the record that they belong to (reference 5, "Sub-entities needing a parent"). The text is translated, so
// both are named where it can't be told.
func meaningRule(e *Error) auth.Meaning {
	m := auth.Meaning{
		Title: "a rule of Business Central refused the request",
		Cause: "The code behind this list says: " + orElse(oneLine(e.Message, 300), "nothing"),
		Who:   auth.You,
		Steps: []string{
			"If these are lines, attachments, dimensions or the like: open the record that they belong to and follow its link, or filter by its ID (documentId, parentId)",
			"Otherwise check the values in the filter",
		},
	}
	if low := strings.ToLower(e.Message); strings.Contains(low, "you must specify") && strings.Contains(low, " id") {
		m.Title = "this list is reached through its parent"
		m.Steps = m.Steps[:1]
	}
	return m
}

// nestedIn tells whether a request asked for functions within functions.
func nestedIn(address string) bool {
	u, err := url.Parse(address)
	return err == nil && odata.Nested(u.Query().Get("$filter"))
}

// meaningNested is for services that do not know functions within functions, or whose API is fixed at an earlier version.
func meaningNested(e *Error) auth.Meaning {
	return auth.Meaning{
		Title: "the service refused the filter",
		Cause: "A part of a text without regard to case is a function within a function, contains(tolower(field),'text'). The request carried $schemaversion=2.1, which that needs, and this service may not know it. It says: " +
			orElse(oneLine(e.Message, 300), "nothing"),
		Who: auth.You,
		Steps: []string{
			"Name the spellings in place of it: *oslo*|*Oslo*|*OSLO* for @*oslo*, or look for the part that is always written alike",
			"Check the names of the fields and the rest of the filter",
		},
	}
}

func rightVerb(right string) string {
	switch strings.TrimPrefix(strings.ToLower(right), "indirect") {
	case "insert":
		return "insert into"
	case "execute":
		return "run"
	default:
		return oneLine(strings.TrimPrefix(strings.ToLower(right), "indirect"), 30)
	}
}

func meaningDamaged(text string) auth.Meaning {
	return auth.Meaning{
		Title: "the answer can't be used",
		Cause: "The service answered with success, and what it sent is not complete or not what was asked for: " + orElse(oneLine(text, 300), "it can't be read") + ".",
		Who:   auth.Microsoft,
		Steps: []string{"Try again", "Narrow the filter or take fewer columns: a record or field that fails breaks off the whole page",
			"Hand the correlation ID to Microsoft's support if it stays"},
	}
}

func meaningOther(host string) auth.Meaning {
	return auth.Meaning{
		Title: "Business Central reported an error",
		Cause: "The service at " + host + " failed, or answered in a way that is not known here.",
		Who:   auth.Microsoft,
		Steps: []string{"Try again", "The text of the service is below, whole", "Hand the correlation ID to Microsoft's support if it stays"},
	}
}

func again(e *Error) string {
	switch {
	case e.RetryAfter <= 0:
		return "Try again in a minute"
	case e.Again.IsZero():
		return "Try again in " + span(e.RetryAfter)
	default:
		return fmt.Sprintf("Try again in %s, at %s", span(e.RetryAfter), e.Again.Format("15:04:05"))
	}
}

// span is a time as people say it, in its two largest units: "40 seconds", "1 hour 5 minutes".
func span(d time.Duration) string {
	d = d.Round(time.Second)
	if d >= time.Hour {
		d = d.Round(time.Minute)
	}
	var parts []string
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		n := int(d / unit.of)
		if d -= time.Duration(n) * unit.of; n == 1 {
			parts = append(parts, "1 "+unit.name)
		} else if n > 1 {
			parts = append(parts, strconv.Itoa(n)+" "+unit.name+"s")
		}
	}
	if len(parts) == 0 {
		return "a moment"
	}
	return strings.Join(parts, " ")
}

func (c *Client) adminURL() string {
	u := "https://businesscentral.dynamics.com/"
	if c.target.Tenant != "" {
		u += url.PathEscape(c.target.Tenant) + "/"
	}
	return u + "admin"
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// pageTitle finds the title of a web page.
func pageTitle(html string) string {
	html = html[:min(len(html), 64<<10)]
	low := strings.ToLower(html)
	if len(low) != len(html) { // some letters change their length with their case
		return ""
	}
	open := strings.Index(low, "<title")
	if open < 0 {
		return ""
	}
	gt := strings.IndexByte(low[open:], '>')
	if gt < 0 {
		return ""
	}
	from := open + gt + 1
	end := strings.Index(low[from:], "</title")
	if end < 0 {
		return ""
	}
	return oneLine(html[from:from+end], 80)
}

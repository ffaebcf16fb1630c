package intake

import (
	"encoding/json"
	"strings"
)

// maxJSON is how many places of a text are tried as the beginning of JSON.
const maxJSON = 16

// json reads JSON documents that stand in the text and gives back the text without them.
func (c *collector) json(text string) string {
	var rest strings.Builder
	at := 0
	for tries := 0; tries < maxJSON; tries++ {
		i := strings.IndexAny(text[at:], "{[")
		if i < 0 {
			break
		}
		i += at
		d := json.NewDecoder(strings.NewReader(text[i:]))
		d.UseNumber()
		n, err := readNode(d, 0)
		if err != nil || n.kind == '"' || len(n.members)+len(n.items) == 0 {
			rest.WriteString(text[at : i+1])
			at = i + 1
			continue
		}
		rest.WriteString(text[at:i])
		rest.WriteByte('\n')
		at = i + int(d.InputOffset())
		c.node("", n)
	}
	rest.WriteString(text[at:])
	return rest.String()
}

// node is a JSON value with its members in order.
type node struct {
	kind    byte // '{', '[', '"'; 0 for the rest
	text    string
	members []member
	items   []node
}

type member struct {
	name  string
	value node
}

func (n node) get(names ...string) (string, bool) {
	for _, name := range names {
		for _, m := range n.members {
			if strings.EqualFold(m.name, name) && m.value.kind == '"' {
				return m.value.text, true
			}
		}
	}
	return "", false
}

func (n node) is(name, value string) bool {
	for _, m := range n.members {
		if strings.EqualFold(m.name, name) && m.value.text == value {
			return true
		}
	}
	return false
}

type jsonError string

func (e jsonError) Error() string { return string(e) }

// readNode reads one value, in order and to a depth that no settings file reaches.
func readNode(d *json.Decoder, depth int) (node, error) {
	t, err := d.Token()
	if err != nil {
		return node{}, err
	}
	if depth > 100 {
		return node{}, jsonError("too deep")
	}
	switch v := t.(type) {
	case string:
		return node{kind: '"', text: v}, nil
	case bool:
		if v {
			return node{text: "true"}, nil
		}
		return node{text: "false"}, nil
	case json.Delim:
		n := node{kind: byte(v)}
		for d.More() {
			name := ""
			if v == '{' {
				k, err := d.Token()
				if err != nil {
					return node{}, err
				}
				name, _ = k.(string)
			}
			child, err := readNode(d, depth+1)
			if err != nil {
				return node{}, err
			}
			if v == '{' {
				n.members = append(n.members, member{name, child})
			} else {
				n.items = append(n.items, child)
			}
		}
		_, err := d.Token()
		return n, err
	}
	return node{}, nil
}

// node takes a document apart. parent is the name of the member that holds n.
func (c *collector) node(parent string, n node) {
	for _, item := range n.items {
		c.node(parent, item)
	}
	if len(n.members) == 0 {
		return
	}
	// Lists of named values: Postman's {key, value}, the app settings' {name, value}.
	if k, ok := n.get("key", "name"); ok {
		if v, ok := n.get("value"); ok && fieldOf(k) != fieldNone {
			if !n.is("enabled", "false") && !n.is("disabled", "true") {
				c.take(pair{fieldOf(k), v, true})
			}
			return
		}
	}
	around := fieldOf(parent)
	for _, m := range n.members {
		f := fieldOf(m.name)
		if m.value.kind != '"' {
			c.node(m.name, m.value)
			continue
		}
		switch foldKey(m.name) {
		case "id", "guid":
			f = map[field]field{fieldTenant: fieldTenant, fieldClient: fieldClient, fieldCompany: fieldCompanyID}[around]
		case "name", "displayname":
			f = map[field]field{fieldEnvironment: fieldEnvironment, fieldCompany: fieldCompany}[around]
		case "value":
			f = map[field]field{fieldSecret: fieldSecret}[around]
		}
		if f != fieldNone {
			c.take(pair{f, m.value.text, true})
		}
	}
}

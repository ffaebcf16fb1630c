package cronus

import (
	"fmt"
	"strconv"
	"strings"

	"bctui/bc/demo/model"
)

// parseSchema reads the notation in which the schema of this package is written:
//
//	enum NAME member|member=VALUE|…                 plain names; a value where the count does not go on by one
//	set NAME of TYPE RIGHTS TABLE NAME; captions; captions in German; parent PROPERTY
//	type NAME [key PROPERTY…]                       the key is id where none is given
//	  actions NAME…
//	  PROPERTY TYPE[!] [LENGTH]                     ! is Nullable="false"
//	  LINK > TYPE PROPERTY=REFERENCED… [partner LINK]     >> is a collection
//
// RIGHTS are letters: I, U, D (insertable, updatable, deletable), X (not sortable), - (none). TABLE is the number and NAME
// the name of the table that a refusal speaks of; captions are "singular, plural"; a set with a parent can only be
// read for one parent or one id.
func parseSchema(parts ...string) (*model.Schema, error) {
	r := schemaReader{schema: &model.Schema{}, captions: newCaptions()}
	for _, part := range parts {
		number := 0
		for line := range strings.Lines(part) {
			number++
			if err := r.line(strings.TrimSuffix(line, "\n")); err != nil {
				return nil, fmt.Errorf("line %d %q: %w", number, line, err)
			}
		}
		r.current = nil
	}
	return r.schema, r.schema.Prepare()
}

type schemaReader struct {
	schema   *model.Schema
	current  *model.Type
	captions *captions
}

func (r *schemaReader) line(line string) error {
	s := r.schema
	if strings.TrimSpace(line) == "" {
		return nil
	}
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	if strings.HasPrefix(line, "  ") {
		if r.current == nil {
			return fmt.Errorf("a property before any type")
		}
		return r.member(word, rest)
	}
	switch word {
	case "enum":
		name, members, _ := strings.Cut(rest, " ")
		e, err := enum(name, members)
		s.Enums = append(s.Enums, e)
		return err
	case "set":
		set, err := entitySet(rest)
		s.Sets = append(s.Sets, set)
		return err
	case "type":
		name, key, _ := strings.Cut(rest, " key ")
		s.Types = append(s.Types, model.Type{Name: name, Key: strings.Fields(key)})
		r.current = &s.Types[len(s.Types)-1]
		return nil
	}
	return fmt.Errorf("neither enum, set nor type")
}

func enum(name, members string) (model.Enum, error) {
	e := model.Enum{Name: name}
	next := 0
	for _, m := range strings.Split(members, "|") {
		plain, number, given := strings.Cut(m, "=")
		if given {
			n, err := strconv.Atoi(number)
			if err != nil {
				return e, err
			}
			next = n
		}
		e.Members = append(e.Members, model.Member{Name: model.EncodeName(plain), Value: next})
		next++
	}
	return e, nil
}

func entitySet(line string) (model.Set, error) {
	parts := strings.Split(line, "; ")
	head := strings.Fields(parts[0])
	if len(parts) < 3 || len(head) < 6 || head[1] != "of" {
		return model.Set{}, fmt.Errorf("not enough words for a set")
	}
	table, err := strconv.Atoi(head[4])
	set := model.Set{
		Name: head[0], Type: head[2],
		Insertable: strings.Contains(head[3], "I"), Updatable: strings.Contains(head[3], "U"),
		Deletable: strings.Contains(head[3], "D"), NotSortable: strings.Contains(head[3], "X"),
		TableID: table, TableName: strings.Join(head[5:], " "),
	}
	for i, language := range []int{english, german} {
		one, many, _ := strings.Cut(parts[1+i], ", ")
		set.EntityCaptions = append(set.EntityCaptions, model.Caption{Language: language, Text: one})
		set.SetCaptions = append(set.SetCaptions, model.Caption{Language: language, Text: many})
	}
	if len(parts) > 3 {
		parent := strings.TrimPrefix(parts[3], "parent ")
		set.Parent = []string{"id", parent}
		set.ParentText = parentText(parent)
	}
	return set, err
}

// parentText is what the set answers when neither an id nor its parent is given (reference 5, "Sub-entities needing a
// parent").
func parentText(property string) string {
	if property == "documentId" {
		return "You must specify an Id or a Document Id to get the lines."
	}
	return "You must specify an Id or a Parent Id to get the records."
}

func (r *schemaReader) member(name, rest string) error {
	t := r.current
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return fmt.Errorf("a name and nothing else")
	}
	switch {
	case name == "actions":
		t.Actions = fields
		return nil
	case fields[0] == ">" || fields[0] == ">>":
		return link(t, name, fields)
	}
	typ, required := strings.CutSuffix(fields[0], "!")
	p := model.Property{Name: name, Type: edmType(typ), NotNull: required, Captions: r.captions.of(name)}
	if len(fields) > 1 {
		n, err := strconv.Atoi(fields[1])
		if err != nil {
			return err
		}
		p.MaxLength = n
	}
	t.Properties = append(t.Properties, p)
	return nil
}

func link(t *model.Type, name string, fields []string) error {
	if len(fields) < 3 {
		return fmt.Errorf("a link needs a type and a constraint")
	}
	n := model.Navigation{Name: name, Type: fields[1], Collection: fields[0] == ">>"}
	for i := 2; i < len(fields); i++ {
		if fields[i] == "partner" && i+1 < len(fields) {
			n.Partner = fields[i+1]
			break
		}
		property, referenced, ok := strings.Cut(fields[i], "=")
		if !ok {
			return fmt.Errorf("%q is no constraint", fields[i])
		}
		n.Constraints = append(n.Constraints, model.Constraint{Property: property, Referenced: referenced})
	}
	t.Navigation = append(t.Navigation, n)
	return nil
}

// edmType of a short word of the notation; any other word is the name of an enum and stays.
func edmType(word string) string {
	switch word {
	case "guid":
		return "Edm.Guid"
	case "text":
		return "Edm.String"
	case "decimal":
		return "Edm.Decimal"
	case "date":
		return "Edm.Date"
	case "moment":
		return "Edm.DateTimeOffset"
	case "bool":
		return "Edm.Boolean"
	case "int":
		return "Edm.Int32"
	case "stream":
		return "Edm.Stream"
	}
	return word
}

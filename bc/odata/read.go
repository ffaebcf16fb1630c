package odata

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrNoSchema says that a document is no $metadata.
var ErrNoSchema = errors.New("this is no $metadata document")

// ReadSchema is ParseSchema for a reader. An error of r itself is returned along with what was read before it.
func ReadSchema(r io.Reader) (*Schema, error) {
	doc, lost := io.ReadAll(r)
	s, err := ParseSchema(doc)
	if lost != nil {
		if s != nil {
			s.Truncated = true
		}
		return s, fmt.Errorf("reading $metadata: %w", lost)
	}
	return s, err
}

// ParseSchema reads a $metadata document (CSDL XML of OData 4, and of 2 and 3 as far as it is alike) in UTF-8, UTF-16 or
// Latin-1. Unknown parts are passed over. A document that is damaged gives what could be read before and after the
// damage, which is told in Problems and Truncated; one in which nothing was found gives an error that wraps ErrNoSchema.
// doc is not kept and not changed.
//
// Entities are never loaded or expanded: a document type declaration has no effect.
func ParseSchema(doc []byte) (*Schema, error) {
	p := &parser{
		schema: &Schema{
			Types:   make(map[string]*EntityType),
			Complex: make(map[string]*ComplexType),
			Enums:   make(map[string]*EnumType),
			sets:    make(map[string]*EntitySet),
		},
		aliases:      make(map[string]string),
		definitions:  make(map[string]string),
		associations: make(map[string]*association),
		outside:      make(map[string][]restriction),
	}
	clean := tidy(doc)
	err := p.read(clean.text)
	s := p.schema
	if err != nil && (!p.begun || len(s.Types)+len(s.Sets)+len(s.Complex)+len(s.Enums) == 0) {
		return nil, fmt.Errorf("%w: %w", ErrNoSchema, err)
	}
	if clean.odd > 0 {
		s.Truncated = true
		p.problem("%d characters are not allowed in XML: symbols stand in their place.", clean.odd)
	}
	if clean.entities > 0 {
		s.Truncated = true
		p.problem("%d references to entities are left as they are: entities are not loaded.", clean.entities)
	}
	p.finish()
	return s, nil
}

// read parses the document. After a damage it goes on at the next part that begins, so that one broken type does not
// cost all that follows. The error is the first one.
func (p *parser) read(text []byte) (first error) {
	handle, from := p.document, 0
	for range mostDamages {
		p.dec = xml.NewDecoder(bytes.NewReader(text[from:]))
		// The text is UTF-8 by now, whatever it says of itself.
		p.dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
		err := handle()
		if err == nil || first != nil && errors.Is(err, io.EOF) {
			return first
		}
		at := from + int(p.dec.InputOffset())
		if first == nil {
			first = err
			p.damaged(err, at)
		}
		if !p.begun {
			at = from // what stood before the document may have swallowed it
		}
		// One byte back: a bracket where none may be has been read.
		if from = nextPart(text, max(at-1, from+1), p.begun); from < 0 {
			return first
		}
		handle, p.nameless = p.part, p.nameless || p.namespace == ""
	}
	return first
}

// mostDamages is how often reading goes on behind a damage. A document with more of them was made to take time.
const mostDamages = 10_000

// damaged says where the document broke.
func (p *parser) damaged(err error, at int) {
	p.schema.Truncated = true
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || isEarlyEnd(err) {
		p.problem("The document ends too early, at byte %d: what comes after is missing.", at)
		return
	}
	p.problem("The document is damaged at byte %d (%v): what stands there is missing.", at, err)
}

// nextPart finds the next element that can be read by itself; −1 when there is none. Before the document has begun, that
// is its beginning only: other files speak of entity sets, too.
func nextPart(text []byte, from int, begun bool) int {
	for from < len(text) {
		at := bytes.IndexByte(text[from:], '<')
		if at < 0 {
			return -1
		}
		at += from
		from = at + 1
		name := text[from:min(len(text), from+40)]
		if end := bytes.IndexAny(name, " \t\r\n/>"); end > 0 {
			name = name[:end]
		}
		if colon := bytes.IndexByte(name, ':'); colon > 0 {
			name = name[colon+1:]
		}
		switch string(name) {
		case "Edmx", "Schema":
			return at
		case "EntityType", "ComplexType", "EnumType", "TypeDefinition", "Action", "Function", "Association", "EntityContainer",
			"EntitySet", "Singleton", "ActionImport", "FunctionImport", "Annotations":
			if begun {
				return at
			}
		}
	}
	return -1
}

// part reads elements from the middle of a document.
func (p *parser) part() error {
	for {
		tok, err := p.dec.Token()
		if err != nil {
			return err
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch el.Name.Local {
		case "Edmx":
			p.begin(el)
			err = p.each(p.edmx)
		case "Schema":
			p.begun = true
			err = p.readSchema(el)
		case "EntitySet", "Singleton", "ActionImport", "FunctionImport":
			err = p.container(el)
		default:
			err = p.schemaPart(el)
		}
		if err != nil {
			return err
		}
	}
}

func isEarlyEnd(err error) bool {
	var syntax *xml.SyntaxError
	return errors.As(err, &syntax) && syntax.Msg == "unexpected EOF"
}

// maxProblems bounds what a hostile or strange document can say.
const maxProblems = 50

type parser struct {
	dec       *xml.Decoder
	schema    *Schema
	namespace string
	aliases   map[string]string
	types     []*EntityType // in the order of the document
	complexes []*ComplexType
	outside   map[string][]restriction // <Annotations Target="…/set">
	begun     bool
	nameless  bool            // there are parts whose schema got lost
	more      int             // problems beyond maxProblems
	inherited int             // properties and links that derived types got
	names     map[string]bool // of the properties of one type

	definitions  map[string]string // type definitions: qualified name → type below
	associations map[string]*association
	roles        []roleLink
}

type restriction struct {
	property string
	value    bool
}

func (p *parser) problem(format string, args ...any) {
	if len(p.schema.Problems) >= maxProblems {
		p.more++
		return
	}
	p.schema.Problems = append(p.schema.Problems, fmt.Sprintf(format, args...))
}

func (p *parser) document() error {
	for {
		tok, err := p.dec.Token()
		if err != nil {
			return err
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			if text, isText := tok.(xml.CharData); isText && len(bytes.TrimSpace(text)) > 0 {
				return errors.New("it does not begin with an XML element")
			}
			continue
		}
		switch el.Name.Local {
		case "Edmx":
			p.begin(el)
			return p.each(p.edmx)
		case "Schema": // some services leave out what is around it
			p.begun = true
			return p.readSchema(el)
		default:
			return fmt.Errorf("its first element is “%s”", el.Name.Local)
		}
	}
}

func (p *parser) begin(el xml.StartElement) {
	p.begun = true
	p.schema.Version = attr(el, "Version")
}

// each calls handle for the elements inside of the present one, to its end. handle must read its element whole.
func (p *parser) each(handle func(xml.StartElement) error) error {
	for {
		tok, err := p.dec.Token()
		if err != nil {
			return err
		}
		switch el := tok.(type) {
		case xml.StartElement:
			if err := handle(el); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

func (p *parser) edmx(el xml.StartElement) error {
	switch el.Name.Local {
	case "DataServices":
		for i := range el.Attr { // of versions before 4, which the version of Edmx does not tell
			if el.Attr[i].Name.Local == "DataServiceVersion" && p.schema.Version < "4" {
				p.schema.Version = el.Attr[i].Value
			}
		}
		return p.each(func(el xml.StartElement) error {
			if el.Name.Local == "Schema" {
				return p.readSchema(el)
			}
			return p.stray(el)
		})
	case "Reference": // what another document describes goes by this name here
		return p.each(func(el xml.StartElement) error {
			if alias := attr(el, "Alias"); alias != "" {
				p.aliases[alias] = attr(el, "Namespace")
			}
			return p.dec.Skip()
		})
	case "Schema":
		return p.readSchema(el)
	default:
		return p.stray(el)
	}
}

// stray reads a part of a schema that stands outside of one: its beginning got lost, and the name of the schema with it.
func (p *parser) stray(el xml.StartElement) error {
	switch el.Name.Local {
	case "EntityType", "ComplexType", "EnumType", "TypeDefinition", "EntityContainer":
		if !p.nameless {
			p.nameless, p.schema.Truncated = true, true
			p.problem("The document is damaged: %s stands outside of any schema.", el.Name.Local)
		}
		p.namespace = ""
		return p.schemaPart(el)
	default:
		return p.dec.Skip()
	}
}

func (p *parser) readSchema(el xml.StartElement) error {
	p.namespace = attr(el, "Namespace")
	if alias := attr(el, "Alias"); alias != "" {
		p.aliases[alias] = p.namespace
	}
	return p.each(p.schemaPart)
}

// schemaPart reads what stands in a Schema.
func (p *parser) schemaPart(el xml.StartElement) error {
	switch el.Name.Local {
	case "EntityType":
		return p.entityType(el)
	case "ComplexType":
		return p.complexType(el)
	case "EnumType":
		return p.enumType(el)
	case "TypeDefinition":
		p.definitions[qualify(p.namespace, attr(el, "Name"))] = attr(el, "UnderlyingType")
		return p.dec.Skip()
	case "Association":
		return p.association(el)
	case "Action", "Function":
		return p.action(el)
	case "EntityContainer":
		return p.each(p.container)
	case "Annotations":
		return p.annotations(el)
	default:
		return p.dec.Skip()
	}
}

func (p *parser) entityType(el xml.StartElement) error {
	t := &EntityType{
		Name: attr(el, "Name"), Namespace: p.namespace, base: attr(el, "BaseType"),
		Abstract: isTrue(el, "Abstract"), Open: isTrue(el, "OpenType"), HasStream: isTrue(el, "HasStream"),
	}
	if t.Name == "" {
		p.problem("An entity type has no name.")
		return p.dec.Skip()
	}
	// Noted at once: of a document that breaks off here, the type keeps what was read.
	if _, twice := p.schema.Types[t.Qualified()]; twice {
		p.problem("The entity type %s is described twice: the first counts.", t.Qualified())
	} else {
		p.schema.Types[t.Qualified()] = t
		p.types = append(p.types, t)
	}
	return p.each(func(el xml.StartElement) error {
		switch el.Name.Local {
		case "Key":
			return p.each(func(el xml.StartElement) error {
				if el.Name.Local == "PropertyRef" {
					t.Key = append(t.Key, attr(el, "Name"))
				}
				return p.dec.Skip()
			})
		case "Property":
			t.Properties = p.property(t.Properties, t.Qualified(), el)
			return p.dec.Skip()
		case "NavigationProperty":
			t.Navigation = append(t.Navigation, NavigationProperty{})
			if name := attr(el, "Relationship"); name != "" {
				p.roles = append(p.roles, roleLink{t, len(t.Navigation) - 1, name, attr(el, "ToRole")})
			}
			return p.navigation(el, &t.Navigation[len(t.Navigation)-1])
		default:
			return p.dec.Skip()
		}
	})
}

func (p *parser) navigation(el xml.StartElement, n *NavigationProperty) error {
	*n = NavigationProperty{
		Name: attr(el, "Name"), Type: attr(el, "Type"), Partner: attr(el, "Partner"),
		Contains: isTrue(el, "ContainsTarget"), Nullable: attr(el, "Nullable") != "false",
	}
	n.TypeName, n.Collection = element(n.Type)
	return p.each(func(el xml.StartElement) error {
		if el.Name.Local == "ReferentialConstraint" {
			n.Constraints = append(n.Constraints, Constraint{
				Property: attr(el, "Property"), Referenced: attr(el, "ReferencedProperty"),
			})
		}
		return p.dec.Skip()
	})
}

func (p *parser) complexType(el xml.StartElement) error {
	t := &ComplexType{Name: attr(el, "Name"), Namespace: p.namespace, base: attr(el, "BaseType"), Open: isTrue(el, "OpenType")}
	if _, twice := p.schema.Complex[t.Qualified()]; twice {
		p.problem("The structure %s is described twice: the first counts.", t.Qualified())
	} else {
		p.schema.Complex[t.Qualified()] = t
		p.complexes = append(p.complexes, t)
	}
	return p.each(func(el xml.StartElement) error {
		if el.Name.Local == "Property" {
			t.Properties = p.property(t.Properties, t.Qualified(), el)
		}
		return p.dec.Skip()
	})
}

func (p *parser) enumType(el xml.StartElement) error {
	t := &EnumType{Name: attr(el, "Name"), Namespace: p.namespace, Flags: isTrue(el, "IsFlags")}
	if _, twice := p.schema.Enums[t.Qualified()]; twice {
		p.problem("The option type %s is described twice: the first counts.", t.Qualified())
	} else {
		p.schema.Enums[t.Qualified()] = t
	}
	return p.each(func(el xml.StartElement) error {
		if el.Name.Local == "Member" {
			name := attr(el, "Name")
			t.Members = append(t.Members, EnumMember{Name: name, Label: DecodeName(name), Value: attr(el, "Value")})
		}
		return p.dec.Skip()
	})
}

func (p *parser) action(el xml.StartElement) error {
	a := &Action{
		Name: attr(el, "Name"), Namespace: p.namespace,
		Function: el.Name.Local == "Function", Bound: isTrue(el, "IsBound"),
	}
	p.schema.Actions = append(p.schema.Actions, a)
	return p.each(func(el xml.StartElement) error {
		switch el.Name.Local {
		case "Parameter":
			par := Parameter{Name: attr(el, "Name"), Type: attr(el, "Type"), Nullable: attr(el, "Nullable") != "false"}
			if a.Bound && len(a.Parameters) == 0 {
				a.BoundTo = par.Type
			}
			a.Parameters = append(a.Parameters, par)
		case "ReturnType":
			a.Returns = attr(el, "Type")
		}
		return p.dec.Skip()
	})
}

// property adds a property to those of its type.
func (p *parser) property(to []Property, owner string, el xml.StartElement) []Property {
	prop := Property{
		Name: attr(el, "Name"), Type: attr(el, "Type"), Nullable: attr(el, "Nullable") != "false",
		Precision: attr(el, "Precision"), Scale: attr(el, "Scale"),
	}
	if prop.Name == "" {
		p.problem("A property of %s has no name.", owner)
		return to
	}
	if n, err := strconv.Atoi(attr(el, "MaxLength")); err == nil && n > 0 { // "max" is no limit
		prop.MaxLength = n
	}
	_, prop.Collection = element(prop.Type)
	return append(to, prop)
}

// element gives the type inside of Collection(…).
func element(typ string) (name string, collection bool) {
	if inner, ok := strings.CutPrefix(typ, "Collection("); ok && strings.HasSuffix(inner, ")") {
		return inner[:len(inner)-1], true
	}
	return typ, false
}

// Not inlined: the loop in place would take 8 kB of the program.
//
//go:noinline
func attr(el xml.StartElement, name string) string {
	for i := range el.Attr {
		if el.Attr[i].Name.Local == name && el.Attr[i].Name.Space == "" {
			return el.Attr[i].Value
		}
	}
	return ""
}

func isTrue(el xml.StartElement, name string) bool {
	v := attr(el, name)
	return v == "true" || v == "1"
}

package odata

import (
	"bufio"
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

// ReadSchema reads a $metadata document (CSDL XML). Unknown parts are passed over. A document that is damaged or ends
// too early gives what was read before, with the damage in Problems and Truncated set; one in which nothing was found
// gives an error that wraps ErrNoSchema. An error of r itself is returned along with what was read.
//
// Entities are never loaded or expanded: a document type declaration has no effect.
func ReadSchema(r io.Reader) (*Schema, error) {
	source := &failing{r: r}
	p := &parser{
		schema: &Schema{
			Types:   make(map[string]*EntityType),
			Complex: make(map[string]*ComplexType),
			Enums:   make(map[string]*EnumType),
			sets:    make(map[string]*EntitySet),
		},
		aliases: make(map[string]string),
		outside: make(map[string][]restriction),
	}
	p.dec = xml.NewDecoder(bufio.NewReaderSize(source, 64<<10))
	p.dec.CharsetReader = charset
	err := p.document()
	s := p.schema
	if source.err != nil {
		p.finish()
		s.Truncated = true
		return s, fmt.Errorf("reading $metadata: %w", source.err)
	}
	if err != nil {
		if !p.begun || len(s.Types)+len(s.Sets)+len(s.Complex)+len(s.Enums) == 0 {
			return nil, fmt.Errorf("%w: %w", ErrNoSchema, err)
		}
		s.Truncated = true
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || isEarlyEnd(err) {
			p.problem("The document ends too early, at byte %d: what comes after is missing.", p.dec.InputOffset())
		} else {
			p.problem("The document is damaged at byte %d (%v): what comes after is missing.", p.dec.InputOffset(), err)
		}
	}
	p.finish()
	return s, nil
}

// failing remembers the reader's own error, which encoding/xml mixes with its own.
type failing struct {
	r   io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

func isEarlyEnd(err error) bool {
	var syntax *xml.SyntaxError
	return errors.As(err, &syntax) && syntax.Msg == "unexpected EOF"
}

// charset takes the encodings in which every byte sequence of ours means the same.
func charset(name string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return r, nil
	default:
		return nil, fmt.Errorf("the document is encoded as %q and not as UTF-8", name)
	}
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
	more      int // problems beyond maxProblems
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
			if text, isText := tok.(xml.CharData); isText && len(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF")))) > 0 {
				return errors.New("it does not begin with an XML element")
			}
			continue
		}
		switch el.Name.Local {
		case "Edmx":
			p.begun = true
			p.schema.Version = attr(el, "Version")
			if v := p.schema.Version; v != "" && !strings.HasPrefix(v, "4") {
				p.problem("The document is of OData version %s and not 4: links between sets may be missing.", v)
			}
			return p.each(p.edmx)
		case "Schema": // some services leave out what is around it
			p.begun = true
			return p.readSchema(el)
		default:
			return fmt.Errorf("its first element is %q", el.Name.Local)
		}
	}
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
		return p.each(p.edmx)
	case "Schema":
		return p.readSchema(el)
	default:
		return p.dec.Skip()
	}
}

func (p *parser) readSchema(el xml.StartElement) error {
	p.namespace = attr(el, "Namespace")
	if alias := attr(el, "Alias"); alias != "" {
		p.aliases[alias] = p.namespace
	}
	return p.each(func(el xml.StartElement) error {
		switch el.Name.Local {
		case "EntityType":
			return p.entityType(el)
		case "ComplexType":
			return p.complexType(el)
		case "EnumType":
			return p.enumType(el)
		case "Action", "Function":
			return p.action(el)
		case "EntityContainer":
			return p.each(p.container)
		case "Annotations":
			return p.annotations(el)
		default:
			return p.dec.Skip()
		}
	})
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
			t.Properties = append(t.Properties, property(el))
			return p.dec.Skip()
		case "NavigationProperty":
			t.Navigation = append(t.Navigation, NavigationProperty{})
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
			t.Properties = append(t.Properties, property(el))
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

func property(el xml.StartElement) Property {
	p := Property{
		Name: attr(el, "Name"), Type: attr(el, "Type"), Nullable: attr(el, "Nullable") != "false",
		Precision: attr(el, "Precision"), Scale: attr(el, "Scale"),
	}
	if n, err := strconv.Atoi(attr(el, "MaxLength")); err == nil && n > 0 { // "max" is no limit
		p.MaxLength = n
	}
	_, p.Collection = element(p.Type)
	return p
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

package demo

import (
	"bytes"
	"encoding/xml"
	"strconv"

	"bctui/bc/demo/model"
)

// metadata prints $metadata in the style of the real document: one line, every link contained, no bindings, bound
// actions overloaded by type, the capabilities of each set.
func metadata(s *model.Schema) []byte {
	w := &xmlWriter{ns: s.Namespace}
	w.raw(`<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>`)
	w.open("Schema", "Namespace", s.Namespace, "xmlns", "http://docs.oasis-open.org/odata/ns/edm")
	// entityMetadata comes first, then complex types and enums, then the rest.
	for i := range s.Types {
		if s.Types[i].Name == "entityMetadata" {
			w.entityType(&s.Types[i])
		}
	}
	for i := range s.Complex {
		w.open("ComplexType", "Name", s.Complex[i].Name)
		w.properties(&s.Complex[i])
		w.close("ComplexType")
	}
	for i := range s.Enums {
		w.open("EnumType", "Name", s.Enums[i].Name)
		for _, m := range s.Enums[i].Members {
			w.empty("Member", "Name", m.Name, "Value", strconv.Itoa(m.Value))
		}
		w.close("EnumType")
	}
	for i := range s.Types {
		if s.Types[i].Name != "entityMetadata" {
			w.entityType(&s.Types[i])
		}
	}
	w.actions(s)
	w.open("EntityContainer", "Name", "NAV")
	for i := range s.Sets {
		w.set(&s.Sets[i])
	}
	w.close("EntityContainer")
	w.partners(s)
	w.raw(`</Schema></edmx:DataServices></edmx:Edmx>`)
	return w.b.Bytes()
}

type xmlWriter struct {
	b  bytes.Buffer
	ns string
}

func (w *xmlWriter) raw(s string) { w.b.WriteString(s) }

func (w *xmlWriter) start(name string, attributes []string) {
	w.b.WriteByte('<')
	w.b.WriteString(name)
	for i := 0; i+1 < len(attributes); i += 2 {
		w.b.WriteByte(' ')
		w.b.WriteString(attributes[i])
		w.b.WriteString(`="`)
		_ = xml.EscapeText(&w.b, []byte(attributes[i+1])) // a Buffer does not fail
		w.b.WriteByte('"')
	}
}

func (w *xmlWriter) open(name string, attributes ...string) {
	w.start(name, attributes)
	w.b.WriteByte('>')
}

func (w *xmlWriter) empty(name string, attributes ...string) {
	w.start(name, attributes)
	w.raw(" />")
}

func (w *xmlWriter) close(name string) { w.raw("</" + name + ">") }

func (w *xmlWriter) typeName(p *model.Property) string {
	name := p.Type
	if len(name) < 4 || name[:4] != "Edm." {
		name = w.ns + "." + name
	}
	if p.Collection {
		return "Collection(" + name + ")"
	}
	return name
}

func (w *xmlWriter) properties(t *model.Type) {
	for i := range t.Properties {
		p := &t.Properties[i]
		attributes := []string{"Name", p.Name, "Type", w.typeName(p)}
		if p.NotNull {
			attributes = append(attributes, "Nullable", "false")
		}
		if p.MaxLength > 0 {
			attributes = append(attributes, "MaxLength", strconv.Itoa(p.MaxLength))
		}
		if p.Kind() == model.Decimal {
			attributes = append(attributes, "Scale", "Variable")
		}
		w.empty("Property", attributes...)
	}
}

func (w *xmlWriter) entityType(t *model.Type) {
	w.open("EntityType", "Name", t.Name)
	w.open("Key")
	for _, k := range t.Key {
		w.empty("PropertyRef", "Name", k)
	}
	w.close("Key")
	w.properties(t)
	for i := range t.Navigation {
		n := &t.Navigation[i]
		to := w.ns + "." + n.Type
		if n.Collection {
			to = "Collection(" + to + ")"
		}
		attributes := []string{"Name", n.Name, "Type", to}
		if n.Partner != "" {
			attributes = append(attributes, "Partner", n.Partner)
		}
		attributes = append(attributes, "ContainsTarget", "true")
		if len(n.Constraints) == 0 {
			w.empty("NavigationProperty", attributes...)
			continue
		}
		w.open("NavigationProperty", attributes...)
		for _, c := range n.Constraints {
			w.empty("ReferentialConstraint", "Property", c.Property, "ReferencedProperty", c.Referenced)
		}
		w.close("NavigationProperty")
	}
	if len(t.AlternateKeys) > 0 {
		w.alternateKeys(t)
	}
	w.close("EntityType")
}

func (w *xmlWriter) alternateKeys(t *model.Type) {
	const term = "OData.Community.Keys.V1."
	w.open("Annotation", "Term", term+"AlternateKeys")
	w.open("Collection")
	for _, k := range t.AlternateKeys {
		w.open("Record", "Type", term+"AlternateKey")
		w.open("PropertyValue", "Property", "Key")
		w.open("Collection")
		w.open("Record", "Type", term+"PropertyRef")
		w.empty("PropertyValue", "Property", "Alias", "String", k)
		w.empty("PropertyValue", "Property", "Name", "PropertyPath", k)
		w.close("Record")
		w.close("Collection")
		w.close("PropertyValue")
		w.close("Record")
	}
	w.close("Collection")
	w.close("Annotation")
}

// actions are grouped by name, one overload for each type.
func (w *xmlWriter) actions(s *model.Schema) {
	var names []string
	types := map[string][]string{}
	for i := range s.Types {
		for _, a := range s.Types[i].Actions {
			if types[a] == nil {
				names = append(names, a)
			}
			types[a] = append(types[a], s.Types[i].Name)
		}
	}
	for _, a := range names {
		for _, t := range types[a] {
			w.open("Action", "Name", a, "IsBound", "true")
			w.empty("Parameter", "Name", "bindingParameter", "Type", w.ns+"."+t)
			w.close("Action")
		}
	}
}

func (w *xmlWriter) set(set *model.Set) {
	if set.Name == model.EntityDefinitions {
		w.empty("EntitySet", "Name", set.Name, "EntityType", w.ns+"."+set.Type)
		return
	}
	w.open("EntitySet", "Name", set.Name, "EntityType", w.ns+"."+set.Type)
	capability := func(term, property string, on bool) {
		w.open("Annotation", "Term", "Org.OData.Capabilities.V1."+term)
		w.open("Record")
		w.empty("PropertyValue", "Property", property, "Bool", strconv.FormatBool(on))
		w.close("Record")
		w.close("Annotation")
	}
	capability("ChangeTracking", "Supported", false)
	capability("DeleteRestrictions", "Deletable", set.Deletable)
	capability("InsertRestrictions", "Insertable", set.Insertable)
	capability("UpdateRestrictions", "Updatable", set.Updatable)
	capability("SortRestrictions", "Sortable", !set.NotSortable)
	w.close("EntitySet")
}

// partners marks the single links that have a partner on the other side.
func (w *xmlWriter) partners(s *model.Schema) {
	for i := range s.Types {
		for j := range s.Types[i].Navigation {
			n := &s.Types[i].Navigation[j]
			if n.Partner == "" || n.Collection {
				continue
			}
			w.open("Annotations", "Target", w.ns+"."+s.Types[i].Name+"/"+n.Name)
			w.empty("Annotation", "Term", w.ns+".IsBidirectionalPartnerNavigation", "Bool", "true")
			w.close("Annotations")
		}
	}
}

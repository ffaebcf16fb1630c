package model

import (
	"strconv"
	"strings"
)

// Names of the sets that every API has and that the server answers itself.
const (
	Companies         = "companies"
	EntityDefinitions = "entityDefinitions"
	Routes            = "apicategoryroutes"
)

// addStandard puts the types of the tenant in front, in the order of the real document.
func (s *Schema) addStandard() {
	hasType := func(list []Type, name string) bool {
		for i := range list {
			if list[i].Name == name {
				return true
			}
		}
		return false
	}
	hasSet := func(name string) bool {
		for i := range s.Sets {
			if s.Sets[i].Name == name {
				return true
			}
		}
		return false
	}
	var complexTypes, types []Type
	for _, t := range standardComplex() {
		if !hasType(s.Complex, t.Name) {
			complexTypes = append(complexTypes, t)
		}
	}
	for _, t := range standardTypes() {
		if !hasType(s.Types, t.Name) {
			types = append(types, t)
		}
	}
	var sets []Set
	for _, set := range []Set{
		{Name: EntityDefinitions, Type: "entityMetadata", TenantLevel: true},
		{Name: Companies, Type: "company", TenantLevel: true, TableID: 2000000006, TableName: "Company", App: "System"},
		{Name: Routes, Type: "apicategoryroutes", TenantLevel: true, NotSortable: true},
	} {
		if !hasSet(set.Name) {
			sets = append(sets, set)
		}
	}
	s.Complex = append(complexTypes, s.Complex...)
	s.Types = append(types, s.Types...)
	s.Sets = append(sets, s.Sets...)
}

func standardComplex() []Type {
	return []Type{
		{Name: "entityMetadataLabel", Properties: Fields("languageCode Edm.Int32!, caption Edm.String!")},
		{Name: "entityMetadataField", Properties: Fields("name Edm.String!, captions entityMetadataLabel*")},
		{Name: "entityMetadataAction", Properties: Fields("name Edm.String!, captions entityMetadataLabel*")},
		{Name: "entityMetadataEnumMember", Properties: Fields("name Edm.String!, value Edm.Int32!, captions entityMetadataLabel*")},
	}
}

func standardTypes() []Type {
	return []Type{
		{Name: "entityMetadata", Key: []string{"entityName"}, Properties: Fields("entityName Edm.String, entitySetName Edm.String, " +
			"entityCaptions entityMetadataLabel*, entitySetCaptions entityMetadataLabel*, properties entityMetadataField*, " +
			"actions entityMetadataAction*, enumMembers entityMetadataEnumMember*")},
		{Name: "company", AlternateKeys: []string{"businessProfileId", "name"}, Properties: Fields("id Edm.Guid, systemVersion Edm.String, " +
			"timestamp Edm.Int64, name Edm.String 30, displayName Edm.String 250, businessProfileId Edm.String 250, " +
			"systemCreatedAt Edm.DateTimeOffset, systemCreatedBy Edm.Guid, systemModifiedAt Edm.DateTimeOffset, systemModifiedBy Edm.Guid")},
		{Name: "apicategoryroutes", Key: []string{"route"}, Properties: Fields("route Edm.String, publisher Edm.String 40, " +
			"group Edm.String 40, version Edm.String 10")},
	}
}

// Fields reads the properties of a type from a short notation: "name type", parted by commas. Behind the type stands !
// for what is never null, * for a collection, and the greatest length of a text: "id Edm.Guid, name Edm.String! 30". It is
// for constants of the program and panics on anything else.
func Fields(list string) []Property {
	var out []Property
	for field := range strings.SplitSeq(list, ", ") {
		words := strings.Fields(field)
		var p Property
		p.Name, p.Type = words[0], words[1]
		p.Type, p.Collection = strings.CutSuffix(p.Type, "*")
		p.Type, p.NotNull = strings.CutSuffix(p.Type, "!")
		if len(words) > 2 {
			n, err := strconv.Atoi(words[2])
			if err != nil {
				panic("model: not a length: " + field)
			}
			p.MaxLength = n
		}
		out = append(out, p)
	}
	return out
}

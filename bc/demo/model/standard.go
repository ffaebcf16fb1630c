package model

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
	name := Property{Name: "name", Type: "Edm.String", NotNull: true}
	captions := Property{Name: "captions", Type: "entityMetadataLabel", Collection: true}
	return []Type{
		{Name: "entityMetadataLabel", Properties: []Property{
			{Name: "languageCode", Type: "Edm.Int32", NotNull: true},
			{Name: "caption", Type: "Edm.String", NotNull: true},
		}},
		{Name: "entityMetadataField", Properties: []Property{name, captions}},
		{Name: "entityMetadataAction", Properties: []Property{name, captions}},
		{Name: "entityMetadataEnumMember", Properties: []Property{
			name, {Name: "value", Type: "Edm.Int32", NotNull: true}, captions,
		}},
	}
}

func standardTypes() []Type {
	return []Type{
		{Name: "entityMetadata", Key: []string{"entityName"}, Properties: []Property{
			{Name: "entityName", Type: "Edm.String"},
			{Name: "entitySetName", Type: "Edm.String"},
			{Name: "entityCaptions", Type: "entityMetadataLabel", Collection: true},
			{Name: "entitySetCaptions", Type: "entityMetadataLabel", Collection: true},
			{Name: "properties", Type: "entityMetadataField", Collection: true},
			{Name: "actions", Type: "entityMetadataAction", Collection: true},
			{Name: "enumMembers", Type: "entityMetadataEnumMember", Collection: true},
		}},
		{Name: "company", AlternateKeys: []string{"businessProfileId", "name"}, Properties: []Property{
			{Name: "id", Type: "Edm.Guid"},
			{Name: "systemVersion", Type: "Edm.String"},
			{Name: "timestamp", Type: "Edm.Int64"},
			{Name: "name", Type: "Edm.String", MaxLength: 30},
			{Name: "displayName", Type: "Edm.String", MaxLength: 250},
			{Name: "businessProfileId", Type: "Edm.String", MaxLength: 250},
			{Name: "systemCreatedAt", Type: "Edm.DateTimeOffset"},
			{Name: "systemCreatedBy", Type: "Edm.Guid"},
			{Name: "systemModifiedAt", Type: "Edm.DateTimeOffset"},
			{Name: "systemModifiedBy", Type: "Edm.Guid"},
		}},
		{Name: "apicategoryroutes", Key: []string{"route"}, Properties: []Property{
			{Name: "route", Type: "Edm.String"},
			{Name: "publisher", Type: "Edm.String", MaxLength: 40},
			{Name: "group", Type: "Edm.String", MaxLength: 40},
			{Name: "version", Type: "Edm.String", MaxLength: 10},
		}},
	}
}

package demo

import (
	"strings"

	"bctui/bc/demo/model"
	"bctui/bc/demo/query"
)

// definitions are the records of entityDefinitions: one for each set, one for each enum, with captions (reference 4.2).
// Where the schema has none they are made of the names: English in words, German by a small dictionary.
func definitions(s *model.Schema) model.Table {
	var rows records
	for i := range s.Sets {
		set := &s.Sets[i]
		t := s.Type(set.Type)
		properties, actions := []byte{'['}, []byte{'['}
		for j := range t.Properties {
			properties = appendNamed(properties, t.Properties[j].Name, nil, t.Properties[j].Captions)
		}
		for j := range t.Navigation {
			if t.Name != "company" {
				properties = appendNamed(properties, t.Navigation[j].Name, nil, nil)
			}
		}
		for _, a := range t.Actions {
			actions = appendNamed(actions, a, nil, nil)
		}
		rows.add(model.T(t.Name), model.T(set.Name), captionValue(t.Name, set.EntityCaptions), captionValue(set.Name, set.SetCaptions),
			listValue(properties), listValue(actions), model.Raw("[]"))
	}
	for i := range s.Enums {
		members := []byte{'['}
		for j := range s.Enums[i].Members {
			m := &s.Enums[i].Members[j]
			text := model.DecodeName(m.Name)
			translated := germanWords(text)
			if text == "Company" { // who is no person, and not what the data of a tenant are parted by
				translated = "Unternehmen"
			}
			members = appendNamed(members, m.Name, &m.Value, []model.Caption{{Language: english, Text: text}, {Language: german, Text: translated}})
		}
		rows.add(model.T(s.Enums[i].Name), model.T(""), captionValue(s.Enums[i].Name, nil), model.Raw("[]"), model.Raw("[]"), model.Raw("[]"),
			listValue(members))
	}
	return rows
}

// listValue ends a list in JSON.
func listValue(b []byte) model.Value { return model.Raw(string(append(b, ']'))) }

func captionValue(name string, captions []model.Caption) model.Value {
	return model.Raw(string(appendCaptions(nil, captionsOf(name, captions))))
}

// appendNamed adds one property, action or member (which has a value) to a list.
func appendNamed(b []byte, name string, value *int, captions []model.Caption) []byte {
	if len(b) > 1 {
		b = append(b, ',')
	}
	b = append(b, `{"name":`...)
	b = query.AppendText(b, name)
	if value != nil {
		b = append(b, `,"value":`...)
		b = query.AppendValue(b, model.I(*value), nil)
	}
	b = append(b, `,"captions":`...)
	b = appendCaptions(b, captionsOf(name, captions))
	return append(b, '}')
}

// Windows language IDs.
const (
	english = 1033
	german  = 1031
)

func captionsOf(name string, have []model.Caption) []model.Caption {
	if len(have) > 0 {
		return have
	}
	words := query.Words(name)
	return []model.Caption{{Language: german, Text: germanWords(words)}, {Language: english, Text: words}}
}

func appendCaptions(b []byte, captions []model.Caption) []byte {
	b = append(b, '[')
	for i, c := range captions {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"languageCode":`...)
		b = query.AppendValue(b, model.I(c.Language), nil)
		b = append(b, `,"caption":`...)
		b = query.AppendText(b, c.Text)
		b = append(b, '}')
	}
	return append(b, ']')
}

// germanWords puts the German word for each English one it knows.
func germanWords(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		if g := germanWord(w); g != "" {
			words[i] = g
		}
	}
	return strings.Join(words, " ")
}

func germanWord(w string) string {
	switch strings.ToLower(w) {
	case "id":
		return "ID"
	case "number":
		return "Nr."
	case "name":
		return "Name"
	case "display":
		return "Anzeige"
	case "company", "companies":
		return "Mandant"
	case "customer", "customers":
		return "Debitor"
	case "vendor", "vendors":
		return "Kreditor"
	case "item", "items":
		return "Artikel"
	case "order", "orders":
		return "Auftrag"
	case "invoice", "invoices":
		return "Rechnung"
	case "line", "lines":
		return "Zeile"
	case "date":
		return "Datum"
	case "amount":
		return "Betrag"
	case "currency", "currencies":
		return "Währung"
	case "code":
		return "Code"
	case "description":
		return "Beschreibung"
	case "quantity":
		return "Menge"
	case "blocked":
		return "Gesperrt"
	case "open":
		return "Offen"
	case "paid":
		return "Bezahlt"
	case "draft":
		return "Entwurf"
	case "all":
		return "Alle"
	case "address":
		return "Adresse"
	case "city":
		return "Ort"
	case "country":
		return "Land"
	case "user", "users":
		return "Benutzer"
	case "version":
		return "Version"
	case "last":
		return "Zuletzt"
	case "modified":
		return "geändert"
	case "system":
		return "System"
	}
	return ""
}

// routeTable is apicategoryroutes.
func (s *Server) routeTable() model.Table {
	var rows records
	for _, r := range s.routes {
		rows.add(model.T(r.name), model.T(r.Publisher), model.T(r.Group), model.T(r.Version))
	}
	return rows
}

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
		properties := []byte{'['}
		add := func(name string, captions []model.Caption) {
			if len(properties) > 1 {
				properties = append(properties, ',')
			}
			properties = append(properties, `{"name":`...)
			properties = query.AppendText(properties, name)
			properties = append(properties, `,"captions":`...)
			properties = appendCaptions(properties, captionsOf(name, captions))
			properties = append(properties, '}')
		}
		for j := range t.Properties {
			add(t.Properties[j].Name, t.Properties[j].Captions)
		}
		for j := range t.Navigation {
			if t.Name != "company" {
				add(t.Navigation[j].Name, nil)
			}
		}
		actions := []byte{'['}
		for j, a := range t.Actions {
			if j > 0 {
				actions = append(actions, ',')
			}
			actions = append(actions, `{"name":`...)
			actions = query.AppendText(actions, a)
			actions = append(actions, `,"captions":`...)
			actions = appendCaptions(actions, captionsOf(a, nil))
			actions = append(actions, '}')
		}
		rows = append(rows, []model.Value{
			model.T(t.Name), model.T(set.Name),
			model.Raw(string(appendCaptions(nil, captionsOf(t.Name, set.EntityCaptions)))),
			model.Raw(string(appendCaptions(nil, captionsOf(set.Name, set.SetCaptions)))),
			model.Raw(string(append(properties, ']'))), model.Raw(string(append(actions, ']'))), model.Raw("[]"),
		})
	}
	for i := range s.Enums {
		members := []byte{'['}
		for j, m := range s.Enums[i].Members {
			if j > 0 {
				members = append(members, ',')
			}
			members = append(members, `{"name":`...)
			members = query.AppendText(members, m.Name)
			members = append(members, `,"value":`...)
			members = query.AppendValue(members, model.I(m.Value), nil)
			members = append(members, `,"captions":`...)
			text := model.DecodeName(m.Name)
			members = appendCaptions(members, []model.Caption{{Language: english, Text: text}, {Language: german, Text: germanWords(text)}})
			members = append(members, '}')
		}
		captions := model.Raw(string(appendCaptions(nil, captionsOf(s.Enums[i].Name, nil))))
		rows = append(rows, []model.Value{model.T(s.Enums[i].Name), model.T(""), captions, model.Raw("[]"), model.Raw("[]"), model.Raw("[]"),
			model.Raw(string(append(members, ']')))})
	}
	return rows
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
		rows = append(rows, []model.Value{model.T(r.name), model.T(r.Publisher), model.T(r.Group), model.T(r.Version)})
	}
	return rows
}

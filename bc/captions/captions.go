// Package captions reads what people call entity sets, fields and options: entityDefinitions, which every API has
// (reference 4.2). It is asked once for a client and a route, and only when somebody wants captions.
package captions

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"sync"

	"bctui/bc"
	"bctui/bc/rows"
)

// Set is the captions of one API in one language.
type Set struct {
	fields  map[string]string // "customers\x00displayName" → "Name"
	members map[string]string // "customerBlocked\x00Ship" → "Ship"
}

// Field gives the caption of a field of an entity set; "" when there is none.
func (s *Set) Field(set, name string) string {
	if s == nil {
		return ""
	}
	return s.fields[set+"\x00"+name]
}

// Member gives the caption of an option; "" when there is none. enum is the name of the type without its namespace.
func (s *Set) Member(enum, name string) string {
	if s == nil {
		return ""
	}
	return s.members[enum+"\x00"+name]
}

// Len is the number of captions of fields.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	return len(s.fields)
}

// Cache keeps captions for as long as the program runs, and whether they are wanted. The zero value is ready, and nil
// keeps nothing. It is safe for use by several goroutines.
type Cache struct {
	mu     sync.Mutex
	wanted bool
	sets   map[key]*Set
}

type key struct {
	client   *bc.Client
	route    string
	language int
}

// Wanted tells whether the user wants to see captions.
func (c *Cache) Wanted() bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wanted
}

// Want says whether the user wants to see captions.
func (c *Cache) Want(yes bool) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wanted = yes
}

// Known gives the captions if they were read before.
func (c *Cache) Known(client *bc.Client, route string, language int) (*Set, bool) {
	if c == nil {
		return nil, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.sets[key{client, route, language}]
	return s, ok
}

// Read gives the captions of a route, from memory or from the service.
func (c *Cache) Read(ctx context.Context, client *bc.Client, route string, language int) (*Set, error) {
	if s, ok := c.Known(client, route, language); ok {
		return s, nil
	}
	out := &Set{fields: map[string]string{}, members: map[string]string{}}
	page, err := client.FirstPage(ctx, bc.Source{Route: route, Set: "entityDefinitions"})
	for err == nil {
		for row := range page.Block.Len() {
			out.add(page.Block, row, language)
		}
		if page.Last() {
			break
		}
		page, err = client.NextPage(ctx, page)
	}
	if err != nil {
		return nil, err
	}
	if c != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.sets == nil {
			c.sets = map[key]*Set{}
		}
		c.sets[key{client, route, language}] = out
	}
	return out, nil
}

// named is a field or an option as entityDefinitions has it. What it holds is not our own, so each part may be missing
// or of another kind.
type named struct {
	Name     string `json:"name"`
	Captions []struct {
		Language json.RawMessage `json:"languageCode"` // a Windows language ID, as a number or as text
		Caption  string          `json:"caption"`
	} `json:"captions"`
}

func (s *Set) add(b *rows.Block, row, language int) {
	text := func(name string) string { return cell(b, row, name).Text() }
	read := func(name string) []named {
		var out []named
		if c := cell(b, row, name); c.Kind == rows.Array {
			_ = json.Unmarshal(c.Raw(), &out) // what can't be read has no caption
		}
		return out
	}
	if set := text("entitySetName"); set != "" {
		for _, p := range read("properties") {
			if t := p.in(language); t != "" {
				s.fields[set+"\x00"+p.Name] = t
			}
		}
		return
	}
	for _, m := range read("enumMembers") {
		if t := m.in(language); t != "" {
			s.members[text("entityName")+"\x00"+m.Name] = t
		}
	}
}

func cell(b *rows.Block, row int, name string) rows.Cell {
	i := b.ColumnIndex(name)
	if i < 0 {
		return rows.Cell{}
	}
	return b.Cell(row, i)
}

// in gives the caption in a language; else in one of the same kind (German of Austria, of Germany); else in English.
func (n named) in(language int) string {
	best, text := 0, ""
	for _, c := range n.Captions {
		code, err := strconv.Atoi(strings.Trim(string(c.Language), `" `))
		if err != nil || c.Caption == "" {
			continue
		}
		rank := 0
		switch {
		case code == language:
			rank = 4
		case code&primary == language&primary:
			rank = 3
		case code == English:
			rank = 2
		case code&primary == English&primary:
			rank = 1
		}
		if rank > best {
			best, text = rank, c.Caption
		}
	}
	return text
}

// primary is the part of a Windows language ID that names the language without the country.
const primary = 0x3FF

// English is the language of the service's own names, en-US.
const English = 1033

// Language gives the Windows language ID of a locale such as "de_AT.UTF-8" or "de-AT"; English where it is not known.
// The IDs are those of [MS-LCID].
func Language(locale string) int {
	locale, _, _ = strings.Cut(locale, ".")
	locale, _, _ = strings.Cut(locale, "@")
	tag := strings.ToLower(strings.ReplaceAll(locale, "_", "-"))
	language, _, _ := strings.Cut(tag, "-")
	if id, ok := countries(tag); ok {
		return id
	}
	if id, ok := languages(language); ok {
		return id
	}
	return English
}

func countries(tag string) (int, bool) {
	id, ok := map[string]int{
		"de-at": 3079, "de-ch": 2055, "de-li": 5127, "de-lu": 4103, "en-gb": 2057, "en-au": 3081, "en-ca": 4105, "en-nz": 5129,
		"en-ie": 6153, "en-za": 7177, "fr-be": 2060, "fr-ca": 3084, "fr-ch": 4108, "fr-lu": 5132, "es-mx": 2058, "it-ch": 2064,
		"nl-be": 2067, "pt-br": 1046, "zh-tw": 1028, "zh-hk": 3076,
	}[tag]
	return id, ok
}

func languages(tag string) (int, bool) {
	id, ok := map[string]int{
		"ar": 1025, "bg": 1026, "ca": 1027, "zh": 2052, "cs": 1029, "da": 1030, "de": 1031, "el": 1032, "en": 1033, "es": 3082,
		"fi": 1035, "fr": 1036, "he": 1037, "hu": 1038, "is": 1039, "it": 1040, "ja": 1041, "ko": 1042, "nl": 1043, "nb": 1044,
		"no": 1044, "nn": 2068, "pl": 1045, "pt": 2070, "ro": 1048, "ru": 1049, "hr": 1050, "sk": 1051, "sv": 1053, "th": 1054,
		"tr": 1055, "uk": 1058, "sl": 1060, "et": 1061, "lv": 1062, "lt": 1063, "vi": 1066, "hi": 1081,
	}[tag]
	return id, ok
}

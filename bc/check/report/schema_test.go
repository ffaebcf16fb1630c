package report_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bctui/bc/check"
	"bctui/bc/check/report"
)

// validator knows as much of JSON Schema as the report's uses, and refuses words that it does not know: a rule that is
// not understood would hold nothing.
type validator struct {
	root map[string]any
	bad  []string
}

func newValidator(t testing.TB) *validator {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal([]byte(report.JSONSchema), &root); err != nil {
		t.Fatal("the schema is no JSON: ", err)
	}
	return &validator{root: root}
}

func (v *validator) complain(at, format string, args ...any) {
	v.bad = append(v.bad, at+": "+fmt.Sprintf(format, args...))
}

func (v *validator) validate(at string, schema map[string]any, doc any) {
	for word, rule := range schema {
		switch word {
		case "$schema", "$id", "$defs", "title", "description":
		case "$ref":
			name, ok := strings.CutPrefix(rule.(string), "#/$defs/")
			target, known := v.root["$defs"].(map[string]any)[name].(map[string]any)
			if !ok || !known {
				v.complain(at, "the schema refers to %v, which is not there", rule)
				continue
			}
			v.validate(at, target, doc)
		case "type":
			if !v.isType(rule.(string), doc) {
				v.complain(at, "%T is no %v", doc, rule)
			}
		case "const":
			if !reflect.DeepEqual(rule, doc) {
				v.complain(at, "%v is not %v", doc, rule)
			}
		case "enum":
			if !slices.ContainsFunc(rule.([]any), func(x any) bool { return reflect.DeepEqual(x, doc) }) {
				v.complain(at, "%v is none of %v", doc, rule)
			}
		case "pattern":
			if s, ok := doc.(string); ok && !regexp.MustCompile(rule.(string)).MatchString(s) {
				v.complain(at, "%q does not match %v", s, rule)
			}
		case "minLength":
			if s, ok := doc.(string); ok && float64(len(s)) < rule.(float64) {
				v.complain(at, "%q is too short", s)
			}
		case "minimum":
			if n, ok := doc.(float64); ok && n < rule.(float64) {
				v.complain(at, "%v is less than %v", n, rule)
			}
		case "required":
			if o, ok := doc.(map[string]any); ok {
				for _, name := range rule.([]any) {
					if _, there := o[name.(string)]; !there {
						v.complain(at, "%v is missing", name)
					}
				}
			}
		case "additionalProperties":
			properties, _ := schema["properties"].(map[string]any)
			if o, ok := doc.(map[string]any); ok {
				for name := range o {
					if properties[name] == nil {
						v.complain(at, "%s is not described", name)
					}
				}
			}
		case "properties":
			if o, ok := doc.(map[string]any); ok {
				for name, s := range rule.(map[string]any) {
					if value, there := o[name]; there {
						v.validate(at+"."+name, s.(map[string]any), value)
					}
				}
			}
		case "items":
			if list, ok := doc.([]any); ok {
				for i, x := range list {
					v.validate(fmt.Sprintf("%s[%d]", at, i), rule.(map[string]any), x)
				}
			}
		case "anyOf":
			before := v.bad
			fits := false
			for _, s := range rule.([]any) {
				v.bad = nil
				v.validate(at, s.(map[string]any), doc)
				fits = fits || len(v.bad) == 0
			}
			v.bad = before
			if !fits {
				v.complain(at, "fits none of the alternatives")
			}
		default:
			v.complain(at, "the schema has the word %q, which this test does not know", word)
		}
	}
}

func (v *validator) isType(name string, doc any) bool {
	switch x := doc.(type) {
	case map[string]any:
		return name == "object"
	case []any:
		return name == "array"
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case float64:
		return name == "number" || name == "integer" && x == math.Trunc(x)
	case nil:
		return name == "null"
	}
	return false
}

// fits checks a report against the schema.
func fits(t testing.TB, doc any) {
	t.Helper()
	v := newValidator(t)
	v.validate("$", v.root, doc)
	for _, s := range v.bad {
		t.Error(s)
	}
}

func TestValidatorFindsFaults(t *testing.T) {
	_, _, doc := written(t, check.New(check.Input{}, check.Options{}).Result(), report.Options{})
	o := doc.(map[string]any)
	for name, change := range map[string]func(){
		"a missing member": func() { delete(o, "rungs") }, "an unknown member": func() { o["secret"] = "x" }, "another verdict": func() { o["verdict"] = "good" },
		"a text for a number": func() { o["requests"] = "8" }, "another version": func() { o["schemaVersion"] = "2.0" },
		"a rung without a name": func() { delete(o["rungs"].([]any)[0].(map[string]any), "name") }, "null for a list": func() { o["findings"] = nil },
	} {
		_, _, doc = written(t, check.New(check.Input{}, check.Options{}).Result(), report.Options{})
		o = doc.(map[string]any)
		change()
		v := newValidator(t)
		v.validate("$", v.root, doc)
		if len(v.bad) == 0 {
			t.Errorf("%s is let through", name)
		}
	}
}

// The Go types and the schema name the same members.
func TestSchemaDescribesEveryMember(t *testing.T) {
	v := newValidator(t)
	var visit func(at string, typ reflect.Type, schema map[string]any)
	visit = func(at string, typ reflect.Type, schema map[string]any) {
		if ref, ok := schema["$ref"].(string); ok {
			schema = v.root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		}
		if choice, ok := schema["anyOf"].([]any); ok {
			visit(at, typ, choice[1].(map[string]any))
			return
		}
		switch typ.Kind() {
		case reflect.Pointer:
			visit(at, typ.Elem(), schema)
		case reflect.Slice:
			visit(at+"[]", typ.Elem(), schema["items"].(map[string]any))
		case reflect.Struct:
			properties, _ := schema["properties"].(map[string]any)
			required, _ := schema["required"].([]any)
			if len(properties) != typ.NumField() || len(required) != typ.NumField() {
				t.Errorf("%s: %d members in Go, %d in the schema, %d required", at, typ.NumField(), len(properties), len(required))
			}
			for i := range typ.NumField() {
				name := typ.Field(i).Tag.Get("json")
				s, ok := properties[name].(map[string]any)
				if !ok || !slices.Contains(required, any(name)) {
					t.Errorf("%s.%s is not described, or not required", at, name)
					continue
				}
				visit(at+"."+name, typ.Field(i).Type, s)
			}
		default:
		}
	}
	visit("$", reflect.TypeFor[report.Document](), v.root)
}

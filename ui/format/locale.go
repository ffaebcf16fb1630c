package format

import "strings"

// Locale gives the habits of a locale, as in LC_ALL or LANG ("de_AT.UTF-8", "en_US") or as the web and Windows name it
// ("de-AT"). C, POSIX and ISO stand for the zero value's: ISO dates and 1,234.00, which a locale that is not known gets, too.
func Locale(name string) Formatter {
	f, _ := lookup(name)
	return f
}

// lookup also tells whether the locale is known. Separators follow Unicode's CLDR.
func lookup(name string) (f Formatter, ok bool) {
	name, _, _ = strings.Cut(name, ".")
	name, _, _ = strings.Cut(name, "@")
	language, country, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(name), "-", "_"), "_")
	language = strings.ToLower(language)
	if script, region, found := strings.Cut(country, "_"); found || len(script) == 4 { // sr_Latn_RS
		country = region
	}
	country = strings.ToUpper(country)
	if len(country) > 3 || strings.Trim(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return Formatter{}, false
	}
	switch language + "_" + country {
	case "en_US", "en_PH", "es_US":
		return Formatter{DateOrder: MDY}, true
	case "de_CH", "de_LI", "it_CH":
		return Formatter{Grouping: '’', DateOrder: DMY}, true
	case "de_AT", "nb_NO", "nn_NO", "no_NO", "fr_CH":
		return Formatter{DecimalMark: ',', Grouping: space, DateOrder: DMY}, true
	case "es_MX", "es_GT", "es_HN", "es_NI", "es_SV", "es_DO", "es_PE", "es_PR":
		return Formatter{DateOrder: DMY, DateMark: '/'}, true
	case "pt_PT":
		return Formatter{DecimalMark: ',', Grouping: space, DateOrder: DMY, DateMark: '/'}, true
	case "fr_CA", "en_ZA":
		return Formatter{DecimalMark: ',', Grouping: space}, true
	case "en_DK": // what people set who want ISO dates
		return Formatter{DecimalMark: ','}, true
	case "en_CA", "en_":
		return Formatter{}, true
	}
	switch language {
	case "c", "posix", "iso":
		return Formatter{}, country == ""
	case "en", "he", "hi", "ar", "th", "ms":
		return Formatter{DateOrder: DMY, DateMark: '/'}, true
	case "de", "tr", "hr", "sl", "sr", "bs", "mk", "ro", "is":
		return Formatter{DecimalMark: ',', DateOrder: DMY}, true
	case "it", "es", "pt", "el", "id", "vi", "ca", "gl", "lb":
		return Formatter{DecimalMark: ',', DateOrder: DMY, DateMark: '/'}, true
	case "nl", "da":
		return Formatter{DecimalMark: ',', DateOrder: DMY, DateMark: '-'}, true
	case "fr":
		return Formatter{DecimalMark: ',', Grouping: space, DateOrder: DMY, DateMark: '/'}, true
	case "nb", "nn", "no", "fi", "pl", "cs", "sk", "ru", "uk", "be", "bg", "et", "lv":
		return Formatter{DecimalMark: ',', Grouping: space, DateOrder: DMY}, true
	case "sv", "lt", "hu":
		return Formatter{DecimalMark: ',', Grouping: space}, true
	case "ja", "zh":
		return Formatter{DateMark: '/'}, true
	case "ko":
		return Formatter{}, true
	}
	return Formatter{}, false
}

const space = '\u00a0' // thousands must not break

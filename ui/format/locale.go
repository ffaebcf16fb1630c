package format

import "strings"

// Locale gives the habits of a POSIX locale as in LC_ALL or LANG ("de_AT.UTF-8", "en_US"). C, POSIX and locales that are
// not known get the zero value's: ISO dates and 1,234.00.
func Locale(name string) Formatter {
	name, _, _ = strings.Cut(name, ".")
	name, _, _ = strings.Cut(name, "@")
	name = strings.ReplaceAll(name, "-", "_")
	language, country, _ := strings.Cut(name, "_")
	const space = '\u00a0' // thousands must not break
	switch name {
	case "en_US", "en_PH", "es_US":
		return Formatter{DateOrder: MDY}
	case "de_CH", "de_LI", "it_CH":
		return Formatter{Grouping: '’', DateOrder: DMY}
	case "de_AT", "nb_NO", "nn_NO", "no_NO":
		return Formatter{DecimalMark: ',', Grouping: space, DateOrder: DMY}
	case "fr_CH":
		return Formatter{DecimalMark: ',', Grouping: space, DateOrder: DMY}
	case "fr_CA":
		return Formatter{DecimalMark: ',', Grouping: space}
	case "es_MX":
		return Formatter{DateOrder: DMY, DateMark: '/'}
	case "en_ZA":
		return Formatter{DecimalMark: ',', Grouping: space}
	case "en_CA":
		return Formatter{}
	}
	switch language {
	case "en":
		if country == "" {
			return Formatter{}
		}
		return Formatter{DateOrder: DMY, DateMark: '/'}
	case "de", "tr", "hr", "sl", "sr", "mk", "ro", "is":
		return Formatter{DecimalMark: ',', DateOrder: DMY}
	case "it", "es", "pt", "el", "id", "vi", "ca", "gl":
		return Formatter{DecimalMark: ',', DateOrder: DMY, DateMark: '/'}
	case "nl":
		return Formatter{DecimalMark: ',', DateOrder: DMY, DateMark: '-'}
	case "da":
		return Formatter{DecimalMark: ',', DateOrder: DMY, DateMark: '-'}
	case "fr":
		return Formatter{DecimalMark: ',', Grouping: space, DateOrder: DMY, DateMark: '/'}
	case "nb", "nn", "no", "fi", "pl", "cs", "sk", "ru", "uk", "bg", "et", "lv":
		return Formatter{DecimalMark: ',', Grouping: space, DateOrder: DMY}
	case "sv", "lt", "hu":
		return Formatter{DecimalMark: ',', Grouping: space}
	}
	return Formatter{}
}

package cronus

import (
	"strings"

	"bctui/bc/demo/model"
)

// The company with the awkward names. 30 characters at most in the name, as in the service.
const (
	oddName    = `"O'Brien" & Söhne / Test GmbH`
	oddDisplay = `"O'Brien" & Söhne / Test GmbH (100 % Übung) <b>日本</b>`
)

// oddNames are names of customers and, from the end, of vendors. Control characters and marks of direction are written as
// escapes, so that this file is safe to read.
var oddNames = [...]string{
	"O'Brien & Söhne \"Großhandel\" GmbH",
	"株式会社コントソ東京本店",
	"北京示例贸易有限公司（测试）",
	"(주)컨토소 서울지점",
	"شركة كونتوسو للتجارة ١٢٣",
	"קונטוסו סחר בע\"מ",
	"Mixed \u0627\u0644\u0639\u0631\u0628\u064a\u0629 and English 42 \u05e2\u05d1\u05e8\u05d9\u05ea",
	"हिन्दी व्यापार कंपनी",
	"บริษัท คอนโทโซ่ จำกัด",
	"Ελληνική Εταιρεία «Δοκιμή» Α.Ε.",
	"ООО «Контосо Северо-Запад»",
	"Emoji 👩‍👩‍👧‍👦 👍🏽 🇩🇪 ❤️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 Shop",
	"Cafe\u0301 Sa\u0303o Ku\u0308nstler (combining accents)",
	"Zalgo Z\u0351\u0346\u0357a\u0350\u0343l\u0308\u030ag\u0334\u0322o\u0327\u0328 Ltd",
	"Red \x1b[31malert\x1b[0m Ltd",
	"Title \x1b]0;owned\x07 Ltd",
	"Clipboard \x1b]52;c;cHduZWQ=\x07 Ltd",
	"Link \x1b]8;;https://phish.example/\x1b\\click me\x1b]8;;\x1b\\ Ltd",
	"C1 \u009b31m and \u009d52;c;AAAA\u009c Ltd",
	"Clear \x1b[2J\x1b[H screen",
	"Override \u202egpj.exe\u202c Ltd",
	"Isolate \u2067abc\u2069 \u200fmark\u200e Ltd",
	"Two\r\nlines Ltd",
	"Tab\tinside\tLtd",
	"Null\x00byte Ltd",
	"Back\b\b\b\bspace, bell\a, delete\x7f Ltd",
	"Zero\u200bwidth\u200d\u2060\ufeff Ltd",
	"No\u00a0break\u202fspaces\u3000Ltd",
	"Line\u2028separator\u2029Ltd",
	"   blanks around   ",
	"=HYPERLINK(\"https://phish.example\",\"click\")",
	"+1+1",
	"-2+3",
	"@SUM(A1:A9)",
	"\t=1+1",
	"100 % Wolle / Seide & Co. <script>alert(1)</script>",
	"a,b;c|d\"e'f`g\\h{i}[j]",
	"%41%2F..%5C../..\\etc",
	"$filter=displayName eq 'x' or 1 eq 1",
	"NULL",
	"true",
	"0012345678901234567890",
	"2026-02-30",
	"İstanbul ıIiİ ẞß ŒœÆæ Ǆǅǆ",
	"ﷺ ﷽ 𒐫 ꧅",
	"🧑🏿‍🚀🧑🏻‍🚀 half" + "width ｶﾀｶﾅ Ｆｕｌｌ",
	"A",
	strings100,
}

// strings100 has as many characters as a name may have.
const strings100 = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft zu Wien Außenstelle"

// oddCustomerNumbers are codes with characters that mean something in addresses and filters.
var oddCustomerNumbers = [...]string{
	"10000", "20000", "30000", "40000", "50000", "A/B-100%", "A'B", "A&B=C", "A#1?X", "A+B C", "ÄÖÜß-1", "Ø-42", "A\\B", "A;B", "A,B",
	"(A)", "A%2FB", "A..B", "*", "A|B", "<>A", "@A",
}

// oddItemNumbers are codes of items; the first ones are of the same kind.
var oddItemNumbers = [...]string{"1000", "50%/A-1", "O'RING", "A&B", "#1", "X?Y=Z", "1+1", "Ü-100", "..", "A B"}

// oddItems are names of items; the one after them is far longer than the service allows (longText).
var oddItems = [...]string{
	"Schraube M8 × 40, \"verzinkt\" (50 % / 100 Stk.)", "=1+1", "Kabel \x1b[5mblinkend\x1b[0m", "ラーメン🍜 3\u00bd kg", "مقعد مكتبي",
	"Zoll 3/4\" – ½ – ¾ – µm – Ω – ™", "\u202eknalb\u202c",
}

// longText has 10,000 characters.
func longText() string {
	return strings.Repeat("Sehr langer Text mit Umlauten äöü, ", 10_000/35) + strings.Repeat("…", 10_000%35)
}

// oddPeople are given names and surnames of employees.
var oddPeople = [...][2]string{
	{"Ödön", "von Horváth-O'Neill"}, {"明", "山田"}, {"محمد", "العربي"}, {"Zoë\u200d", "D\u2019Arc"}, {"X Æ A-12", "\x1b[1mBold"},
	{"", "Prince"}, {"Jean\r\nLuc", "Müller\tTab"},
}

// oddNotes are descriptions in the ledger.
var oddNotes = [...]string{
	"Miete Oktober, bezahlt", "Büromaterial \"Schäfer\"", "=cmd|' /C calc'!A0", "Taxi \x1b[31mrot\x1b[0m", "消耗品費", "مصاريف مكتبية", "Porto;1,80;EUR",
	"Rechnung 4711\r\n2. Zeile", "Reinigung \u202e50%\u202c", "👍🏽 bezahlt",
}

// oddAmounts are credit limits: as large, as small and as long as decimals of the service can be.
var oddAmounts = [...]model.Value{
	model.D(99_999_999_999_999_999, 2), model.D(-99_999_999_999_999_999, 2), model.D(1, 5), model.D(-1, 5), model.D(123_456_789_012_345_678, 5),
	model.D(1_000, 2), model.D(0, 2), model.D(9_007_199_254_740_993, 0),
}

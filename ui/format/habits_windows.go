package format

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// system reads the regional settings of the user, with what they changed themselves (Microsoft: GetLocaleInfoEx and its
// LCTYPE constants).
func system() (Formatter, bool) {
	const localeDecimal, localeThousand, localeShortDate = 0x0e, 0x0f, 0x1f
	get := windows.NewLazySystemDLL("kernel32.dll").NewProc("GetLocaleInfoEx")
	if get.Find() != nil {
		return Formatter{}, false
	}
	info := func(what uintptr) string {
		var buf [80]uint16 // a short date has at most that many, with its end
		n, _, _ := get.Call(0, what, uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)))
		if n == 0 || int(n) > len(buf) {
			return ""
		}
		return windows.UTF16ToString(buf[:n])
	}
	return settings(info(localeDecimal), info(localeThousand), info(localeShortDate))
}

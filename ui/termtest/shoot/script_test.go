package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("BCTUI_SHOOT_HELPER") != "" {
		os.Stdout.WriteString("a program that shows this")
		select {}
	}
	os.Exit(m.Run())
}

func TestScriptMakesPictures(t *testing.T) {
	dir := t.TempDir()
	script := `
# a comment
size 50x5
theme light
env BCTUI_SHOOT_HELPER=1
run ` + os.Args[0] + `
wait shows this
press down
type abc
wait abc
resize 40x4
shot first The title
end
run ` + os.Args[0] + `
wait shows this
shot second
`
	if err := play(&player{ctx: t.Context(), out: dir}, script); err != nil {
		if strings.Contains(err.Error(), "no pseudo-terminal") {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	first, err := os.ReadFile(filepath.Join(dir, "first.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"<title>The title</title>", ">program<", "#ffffff"} {
		if !strings.Contains(string(first), part) {
			t.Errorf("%s is not in the picture", part)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "second.svg")); err != nil {
		t.Error(err)
	}
}

func TestScriptWithAFaultSaysWhere(t *testing.T) {
	for script, want := range map[string]string{
		"size 50":                   "line 1",
		"size 50x5\n\ntheme purple": "line 3",
		"wait x":                    "nothing runs yet",
		"run":                       "no program is named",
		"run /nowhere/program":      "cannot start",
		"env BCTUI_SHOOT_HELPER=1\nrun " + os.Args[0] + "\ndance":                  "no step is called that",
		"env BCTUI_SHOOT_HELPER=1\nrun " + os.Args[0] + "\npress nokey":            "no key is called",
		"env BCTUI_SHOOT_HELPER=1\nrun " + os.Args[0] + "\nwait this\nclick other": "not on the screen",
	} {
		err := play(&player{ctx: t.Context(), out: t.TempDir()}, script)
		if err == nil || !strings.Contains(err.Error(), want) && !strings.Contains(err.Error(), "no pseudo-terminal") {
			t.Errorf("%q: %v, want %q", script, err, want)
		}
	}
}

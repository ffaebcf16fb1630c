package keystore

import (
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestWhereThingsAreKept(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("XDG variables mean nothing on Windows")
	}
	home, config, cache := t.TempDir(), t.TempDir(), t.TempDir()
	for _, c := range []struct {
		name                  string
		env                   map[string]string
		wantConfig, wantCache string
	}{
		{"one variable moves all", map[string]string{"BCTUI_CONFIG_DIR": config}, config, filepath.Join(config, "cache")},
		{"two variables", map[string]string{"BCTUI_CONFIG_DIR": config, "BCTUI_CACHE_DIR": cache}, config, cache},
		{"XDG", map[string]string{"XDG_CONFIG_HOME": config, "XDG_CACHE_HOME": cache}, filepath.Join(config, "bctui"), filepath.Join(cache, "bctui")},
	} {
		for _, v := range []string{"BCTUI_CONFIG_DIR", "BCTUI_CACHE_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"} {
			t.Setenv(v, c.env[v])
		}
		t.Setenv("HOME", home)
		if got, err := ConfigDir(); got != c.wantConfig || err != nil {
			t.Errorf("%s: config %q, %v", c.name, got, err)
		}
		if got, err := CacheDir(); got != c.wantCache || err != nil {
			t.Errorf("%s: cache %q, %v", c.name, got, err)
		}
	}

	for _, v := range []string{"BCTUI_CONFIG_DIR", "BCTUI_CACHE_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"} {
		t.Setenv(v, "")
	}
	got, err := ConfigDir()
	if err != nil || !strings.HasPrefix(got, home) || filepath.Base(got) != "bctui" {
		t.Errorf("without variables: %q, %v", got, err)
	}
	t.Setenv("HOME", "")
	for name, dir := range map[string]func() (string, error){"BCTUI_CONFIG_DIR": ConfigDir, "BCTUI_CACHE_DIR": CacheDir} {
		_, err := dir()
		var folder *FolderError
		if !errors.As(err, &folder) || !strings.Contains(err.Error(), name) {
			t.Errorf("without a home: %v, want a FolderError that names %s", err, name)
		}
	}
	t.Setenv("BCTUI_CONFIG_DIR", "here")
	if got, err := ConfigDir(); err != nil || !filepath.IsAbs(got) {
		t.Errorf("a relative folder: %q, %v", got, err)
	}
}

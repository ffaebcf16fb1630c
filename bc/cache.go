package bc

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// schemaFile is the place of one $metadata document on disk: a gzip file whose comment says whose it is. The zero value
// keeps nothing.
type schemaFile struct {
	dir    string
	prefix string // of all versions of this document
	name   string
	whose  string
}

// schemaFile gives the place for a route. Names are hashes: tenants and environments need not show in the folder.
func (c *Client) schemaFile(route, version string) schemaFile {
	if c.o.CacheDir == "" || version == "" {
		return schemaFile{}
	}
	document := strings.ToLower(c.base.String()) + " " + route
	f := schemaFile{dir: filepath.Join(c.o.CacheDir, "metadata"), whose: "bctui metadata " + digest(document+"\n"+version)}
	f.prefix = short(document) + "-"
	f.name = f.prefix + short(version) + ".xml.gz"
	return f
}

func short(s string) string { return digest(s)[:16] }

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// read gives the document, if there is one, it is whole and it is this one. Anything else is as if there were none.
func (f schemaFile) read() ([]byte, bool) {
	if f.dir == "" {
		return nil, false
	}
	file, err := os.Open(filepath.Join(f.dir, f.name))
	if err != nil {
		return nil, false
	}
	defer func() { _ = file.Close() }()
	z, err := gzip.NewReader(file)
	if err != nil || z.Comment != f.whose {
		return nil, false
	}
	raw, err := io.ReadAll(io.LimitReader(z, maxSchema+1))
	if err != nil || len(raw) > maxSchema {
		return nil, false
	}
	return raw, true
}

// remove drops the document.
func (f schemaFile) remove() {
	if f.dir != "" {
		_ = os.Remove(filepath.Join(f.dir, f.name)) // there may be none
	}
}

// write keeps the document and drops the ones of earlier versions. A cache that can't be written costs a request at the
// next start and is no error.
func (f schemaFile) write(raw []byte) {
	if f.dir == "" {
		return
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Comment = f.whose
	if _, err := z.Write(raw); err != nil || z.Close() != nil {
		return
	}
	if os.MkdirAll(f.dir, 0o700) != nil {
		return
	}
	temp, err := os.CreateTemp(f.dir, ".new-*") // 0600
	if err != nil {
		return
	}
	_, err = temp.Write(packed.Bytes())
	if cerr := temp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(temp.Name(), filepath.Join(f.dir, f.name))
	}
	if err != nil {
		_ = os.Remove(temp.Name())
		return
	}
	old, _ := filepath.Glob(filepath.Join(f.dir, f.prefix+"*.xml.gz"))
	for _, path := range old {
		if filepath.Base(path) != f.name {
			_ = os.Remove(path)
		}
	}
}

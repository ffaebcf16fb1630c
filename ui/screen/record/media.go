package record

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/bc/odata"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget/fields"
)

// Pictures, attachments and the like are no values: the record has an address for each, and what is there is read only
// when it is saved (reference 5, "Media").

const mediaLink = "@odata.mediaReadLink"

// appendStreams adds the streams of the record.
func (m *Model) appendStreams(out []fields.Field) []fields.Field {
	there := make(map[string]bool)
	for _, a := range m.here.record.Annotations {
		name, ok := strings.CutSuffix(a.Name, mediaLink)
		if !ok {
			continue
		}
		there[name] = true
		f := fields.Field{ID: streamMark + name, Name: name, Type: odata.KindStream.String(), Tone: theme.Text, Value: m.streamText(name)}
		if name == "" {
			f.Name = "the record itself"
		}
		if m.raw {
			f.Value = rawText(a.Cell)
		}
		out = append(out, f)
	}
	if t := m.here.inner.entity; t != nil {
		for _, p := range t.Properties {
			if p.Kind == odata.KindStream && !there[p.Name] {
				out = append(out, fields.Field{ID: streamMark + p.Name, Name: p.Name, Type: p.Kind.String(), Value: "no file", Tone: theme.Muted, Empty: true})
			}
		}
	}
	return out
}

// streamText says what a stream is: its type and size as far as the record tells them, and how to get it.
func (m *Model) streamText(name string) string {
	var parts []string
	kind := m.here.record.Annotation(name + "@odata.mediaContentType")
	if c := m.here.record.Get("contentType"); kind == "" {
		kind, _ = c.Head(100)
	}
	if kind != "" {
		parts = append(parts, kind)
	}
	size, _ := m.here.record.Get("byteSize").Head(30)
	asked, known := m.counts[streamMark+name]
	switch n, err := strconv.ParseInt(size, 10, 64); {
	case known && asked.err != "":
		parts = append(parts, "file, size not told: "+asked.err)
	case known && asked.n == 0:
		return "no file"
	case known && asked.n > 0:
		parts = append(parts, m.format.Int(asked.n)+" bytes")
	case known:
		parts = append(parts, "file, its size is told by saving it only")
	case err == nil && n > 0:
		parts = append(parts, m.format.Int(n)+" bytes")
	default:
		parts = append(parts, "file, "+m.host.Keys.Def("record.count").KeyLabel()+" asks for its size")
	}
	if m.opts.Save != nil {
		parts = append(parts, m.host.Keys.Def("record.save").KeyLabel()+" saves it")
	}
	return strings.Join(parts, " · ")
}

// streamLink gives the address of the stream that a line stands for; "" when it is none, or nothing is stored there.
func (m *Model) streamLink(id string) string {
	name, ok := strings.CutPrefix(id, streamMark)
	if !ok {
		return ""
	}
	return m.here.record.Annotation(name + mediaLink)
}

// sizeOf asks how large a stream is, and reads nothing of it; −1: the service does not tell before it has sent all.
func sizeOf(ctx context.Context, client *bc.Client, link string) (int64, error) {
	enough := errors.New("this is enough")
	size := int64(-1)
	err := client.Media(ctx, link, func(head bc.Media, _ io.Reader) error {
		size = head.Size
		return enough
	})
	if errors.Is(err, enough) {
		err = nil
	}
	return size, err
}

// stream gives the stream under the cursor, or the only one of the record.
func (m *Model) stream() (name, link string, ok bool) {
	found := 0
	for _, a := range m.here.record.Annotations {
		n, is := strings.CutSuffix(a.Name, mediaLink)
		if !is {
			continue
		}
		found++
		name, link = n, a.Cell.Text()
		if m.cursor() == streamMark+n {
			return name, link, true
		}
	}
	return name, link, found == 1
}

// unsavable says why nothing can be saved; "" when it can.
func (m *Model) unsavable() string {
	if m.saving != nil {
		return "A file is being saved; " + m.host.Keys.Def("app.back").KeyLabel() + " stops it."
	}
	if _, _, ok := m.stream(); ok {
		return ""
	}
	for _, a := range m.here.record.Annotations {
		if strings.HasSuffix(a.Name, mediaLink) {
			return "This record has several files: move to the one to be saved."
		}
	}
	return "This record has no file to save."
}

type saved struct {
	serial int
	path   string
	bytes  int64
	err    error
}

// save reads the stream and gives it to Options.Save.
func (m *Model) save() tea.Cmd {
	name, link, ok := m.stream()
	if !ok {
		return nil
	}
	base, write := m.fileName(name), m.opts.Save
	ctx, cancel := context.WithCancel(m.host.Context)
	m.saves++
	m.saving = cancel
	serial := m.saves
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		out := saved{serial: serial}
		s, err := m.opts.Open(ctx)
		if out.err = err; err != nil {
			return out
		}
		out.err = s.Client.Media(ctx, link, func(head bc.Media, r io.Reader) error {
			var err error
			out.path, out.bytes, err = write(withEnding(base, head.ContentType), r)
			return err
		})
		return out
	})
}

// stopSave ends a saving and tells whether there was one.
func (m *Model) stopSave() bool {
	if m.saving == nil {
		return false
	}
	m.saving()
	m.saving = nil
	m.saves++ // what it still answers drops
	return true
}

func (m *Model) takeSaved(msg saved) tea.Cmd {
	if msg.serial != m.saves || m.saving == nil {
		return nil
	}
	m.stopSave()
	switch {
	case errors.Is(msg.err, bc.ErrNoMedia):
		return screen.Tell(screen.Note, "There is no file: the service says that nothing is stored.")
	case msg.err != nil:
		return screen.Tell(screen.Failure, "Not saved: "+m.whyNotSaved(msg.err))
	}
	return screen.Tell(screen.Success, fmt.Sprintf("Saved %s bytes to %s.", m.format.Int(msg.bytes), msg.path))
}

// whyNotSaved tells failures of the service, which are explained, from those of the disk, which say it themselves.
func (m *Model) whyNotSaved(err error) string {
	var refused *bc.Error
	if text := err.Error(); !errors.As(err, &refused) && text != "" {
		return text
	}
	return m.opts.Explain(err).Title
}

// fileName is what to call a stream: as the record names the file, else after the record and the field.
func (m *Model) fileName(stream string) string {
	name, _ := m.here.record.Get("fileName").Head(300)
	if name = clean(name); name != "" {
		return name
	}
	if name = clean(m.Crumb() + "-" + strings.TrimSuffix(stream, "Content")); name != "" {
		return name
	}
	return "file"
}

// clean leaves of a name what is safe in a file's on every system: no folders, no control or direction characters, no
// leading dot, no name of a device.
func clean(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(c rune) rune {
		switch {
		case c == utf8.RuneError, !unicode.IsGraphic(c), unicode.Is(unicode.Bidi_Control, c), strings.ContainsRune(`<>:"|?*`, c):
			return '-'
		case unicode.IsSpace(c):
			return ' '
		}
		return c
	}, name)
	for len(name) > 120 {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	name = strings.Trim(name, " .-")
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch stem {
	case "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3":
		return "_" + name
	}
	return name
}

// withEnding gives a name without ending the one of its content type.
func withEnding(name, contentType string) string {
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && len(name)-dot <= 6 && !strings.ContainsAny(name[dot:], " -,") {
		return name
	}
	kind, _, _ := strings.Cut(contentType, ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "image/png":
		return name + ".png"
	case "image/jpeg", "image/jpg":
		return name + ".jpg"
	case "image/gif":
		return name + ".gif"
	case "image/bmp":
		return name + ".bmp"
	case "application/pdf":
		return name + ".pdf"
	case "text/plain":
		return name + ".txt"
	case "application/xml", "text/xml":
		return name + ".xml"
	case "application/json":
		return name + ".json"
	}
	return name + ".bin"
}

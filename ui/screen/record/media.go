package record

import "bctui/ui/widget/fields"

func (m *Model) appendStreams(out []fields.Field) []fields.Field { return out }

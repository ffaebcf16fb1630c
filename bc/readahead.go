package bc

import (
	"errors"
	"io"

	"bctui/bc/rows"
)

// pageReader is the memory that reading a page takes. It is used again for other pages.
type pageReader struct {
	decoder rows.Decoder
	free    chan []byte // parts that were read out
}

const (
	partSize = 64 << 10
	// partsAhead is how many parts are read before they are decoded: a megabyte.
	partsAhead = 16
)

func newPageReader() *pageReader {
	return &pageReader{free: make(chan []byte, partsAhead+2)}
}

// pump reads and decompresses in a goroutine of its own while its reader decodes.
type pump struct {
	source io.Reader
	linked func(nextLink string)
	free   chan []byte
	now    part   // still to be handed out
	whole  []byte // the memory of now
	parts  chan part
	stop   chan struct{}
	ended  chan struct{} // nil without a goroutine: the answer is short
}

type part struct {
	data []byte
	err  error // after data
}

// readAhead begins to read r. The caller must call wait. linked, if there is one, is told the link at the end of the
// answer as soon as it arrived, before the rows in front of it are decoded; it may be called in another goroutine, but
// not after wait.
func (pr *pageReader) readAhead(r io.Reader, linked func(nextLink string)) *pump {
	p := &pump{source: r, linked: linked, free: pr.free}
	p.now = p.read(nil)
	p.whole = p.now.data
	if p.now.err == nil {
		p.parts, p.stop, p.ended = make(chan part, partsAhead), make(chan struct{}), make(chan struct{})
		go p.run(tailOf(nil, p.now.data))
	}
	return p
}

// read fills a part; before is the part in front of it.
func (p *pump) read(before []byte) part {
	var buf []byte
	select {
	case buf = <-p.free:
	default:
		buf = make([]byte, partSize)
	}
	n, err := 0, error(nil)
	for n < partSize && err == nil {
		var more int
		more, err = p.source.Read(buf[n:partSize])
		n += more
	}
	if errors.Is(err, io.EOF) && p.linked != nil {
		if link := rows.LastLink(before, buf[:n]); link != "" {
			p.linked(link)
		}
	}
	return part{buf[:n], err}
}

func (p *pump) run(tail []byte) {
	defer close(p.ended)
	for {
		next := p.read(tail)
		tail = tailOf(tail, next.data)
		select {
		case p.parts <- next:
		case <-p.stop:
			return
		}
		if next.err != nil {
			return
		}
	}
}

// tailOf copies the end of a part to dst, because the link may begin in one part and end in the next: it is as long as a
// query may be (reference 3.4), and some more.
func tailOf(dst, data []byte) []byte {
	const longest = 12 << 10
	return append(dst[:0], data[max(0, len(data)-longest):]...)
}

func (p *pump) Read(dst []byte) (int, error) {
	for len(p.now.data) == 0 {
		if p.now.err != nil {
			return 0, p.now.err
		}
		p.release()
		p.now = <-p.parts
		p.whole = p.now.data
	}
	n := copy(dst, p.now.data)
	p.now.data = p.now.data[n:]
	return n, nil
}

// release gives the memory of a part back.
func (p *pump) release() {
	if p.whole == nil {
		return
	}
	select {
	case p.free <- p.whole[:partSize]:
	default:
	}
	p.whole = nil
}

// wait ends the goroutine. Where r may still have something, its reader must have been told to give up before.
func (p *pump) wait() {
	p.release()
	if p.ended == nil {
		return
	}
	close(p.stop)
	<-p.ended
	for {
		select {
		case left := <-p.parts:
			p.whole = left.data
			p.release()
		default:
			return
		}
	}
}

package bc

import "io"

// pump reads and decompresses in a goroutine of its own while its reader decodes. An answer of one part needs none.
type pump struct {
	part  []byte // still to be handed out
	whole []byte // the buffer of part, to be used again
	err   error  // after part
	parts chan part
	free  chan []byte
	stop  chan struct{}
	ended chan struct{} // nil without a goroutine
}

type part struct {
	data []byte
	err  error
}

const partSize = 64 << 10

// readAhead begins to read r. The caller must call wait.
func readAhead(r io.Reader) *pump {
	first := make([]byte, partSize)
	n, err := 0, error(nil)
	for n < len(first) && err == nil {
		var more int
		more, err = r.Read(first[n:])
		n += more
	}
	p := &pump{part: first[:n], err: err}
	if err == nil {
		const depth = 4
		p.parts, p.free = make(chan part, depth), make(chan []byte, depth)
		p.stop, p.ended = make(chan struct{}), make(chan struct{})
		go p.run(r)
	}
	return p
}

func (p *pump) run(r io.Reader) {
	defer close(p.ended)
	for {
		var buf []byte
		select {
		case buf = <-p.free:
		default:
			buf = make([]byte, partSize)
		}
		n, err := r.Read(buf)
		select {
		case p.parts <- part{buf[:n], err}:
		case <-p.stop:
			return
		}
		if err != nil {
			return
		}
	}
}

func (p *pump) Read(dst []byte) (int, error) {
	for len(p.part) == 0 {
		if p.err != nil {
			return 0, p.err
		}
		if p.whole != nil {
			select {
			case p.free <- p.whole[:partSize]:
			default:
			}
		}
		next := <-p.parts
		p.part, p.whole, p.err = next.data, next.data, next.err
	}
	n := copy(dst, p.part)
	p.part = p.part[n:]
	return n, nil
}

// wait ends the goroutine. Where r may still have something, its reader must have been told to give up before.
func (p *pump) wait() {
	if p.ended != nil {
		close(p.stop)
		<-p.ended
	}
}

package assist

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Talk answers one assistant over a pair of streams until it ends the input or ctx is done. Nothing but the protocol is written.
func (d *Server) Talk(ctx context.Context, in io.Reader, out io.Writer) error {
	session, err := d.Server().Connect(ctx, patient{&mcp.IOTransport{Reader: io.NopCloser(in), Writer: unclosed{out},
		MaxLineLength: int(max(d.mostBytes(), mcp.DefaultMaxLineLength))}}, nil)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- session.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return session.Close()
	}
}

// unclosed is a writer that somebody else closes.
type unclosed struct{ io.Writer }

// Close is [io.Closer].
func (unclosed) Close() error { return nil }

// patient is a transport at the end of whose input what was asked is still answered, so that questions can come from a file.
type patient struct{ mcp.Transport }

// Connect is [mcp.Transport].
func (p patient) Connect(ctx context.Context) (mcp.Connection, error) {
	c, err := p.Transport.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &unhurried{Connection: c, answered: make(chan struct{}, 1)}, nil
}

// unhurried counts the questions that wait for an answer.
type unhurried struct {
	mcp.Connection

	mu       sync.Mutex
	waiting  int
	answered chan struct{} // something was
}

// Read is [mcp.Connection].
func (u *unhurried) Read(ctx context.Context) (jsonrpc.Message, error) {
	m, err := u.Connection.Read(ctx)
	if r, ok := m.(*jsonrpc.Request); ok && r.IsCall() {
		u.count(1)
	}
	if !errors.Is(err, io.EOF) {
		return m, err
	}
	late := time.After(longest)
	for u.count(0) > 0 {
		select {
		case <-u.answered:
		case <-late: // one that was called off is never answered
			return m, err
		case <-ctx.Done():
			return m, err
		}
	}
	return m, err
}

// Write is [mcp.Connection].
func (u *unhurried) Write(ctx context.Context, m jsonrpc.Message) error {
	err := u.Connection.Write(ctx, m)
	if _, ok := m.(*jsonrpc.Response); ok {
		u.count(-1)
		select {
		case u.answered <- struct{}{}:
		default:
		}
	}
	return err
}

func (u *unhurried) count(more int) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.waiting += more
	return u.waiting
}

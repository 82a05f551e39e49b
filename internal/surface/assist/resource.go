package assist

import (
	"context"
	"errors"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"onrecord/internal/store"
)

// reportURI is what the address of a report's text begins with.
const reportURI = "onrecord://report/"

// reportText is the text of a report, as it was read.
func (d *Server) reportText(ctx context.Context, req *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	uri := req.Params.URI
	doc, err := d.known(ctx, strings.TrimPrefix(uri, reportURI), store.AsRead)
	switch {
	case errors.Is(err, errUnknown):
		return nil, mcp.ResourceNotFoundError(uri)
	case err != nil:
		return nil, d.told("resource", err)
	}
	return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: uri, MIMEType: "text/plain", Text: doc.Text}}}, nil
}

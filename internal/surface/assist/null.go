package assist

import (
	"bytes"
	"context"
	"encoding/json"
	"unicode/utf8"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// withoutNull takes what an assistant gives as null for left out, as many clients send every argument that a tool has.
func withoutNull(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
		if call, ok := req.(*mcp.CallToolRequest); ok && call.Params != nil {
			call.Params.Arguments = dropNull(call.Params.Arguments)
		}
		return next(ctx, method, req)
	}
}

// dropNull is an object without the fields that are null; null itself is an object without fields. What is neither is left for the tool to refuse.
func dropNull(raw json.RawMessage) json.RawMessage {
	if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
		return json.RawMessage("{}")
	}
	var fields map[string]json.RawMessage
	if !bytes.Contains(raw, []byte("null")) || !utf8.Valid(raw) || json.Unmarshal(raw, &fields) != nil {
		return raw
	}
	for name, value := range fields {
		if bytes.Equal(bytes.TrimSpace(value), []byte("null")) {
			delete(fields, name)
		}
	}
	out, err := json.Marshal(fields)
	if err != nil {
		return raw
	}
	return out
}

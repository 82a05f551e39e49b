package desk

import (
	"slices"
	"testing"

	"github.com/pb33f/libopenapi"

	"onrecord"
)

// TestOpenAPIDocument reads the served description with a library that is not ours, and resolves all that it refers to.
func TestOpenAPIDocument(t *testing.T) {
	b := demo(t)
	for _, path := range []string{"/openapi.json", "/openapi.yaml"} {
		doc, err := libopenapi.NewDocument([]byte(b.get(path).body))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		model, err := doc.BuildV3Model()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if found := model.Index.GetReferenceIndexErrors(); len(found) > 0 {
			t.Errorf("%s: %v", path, found)
		}
		if circular := model.Index.GetCircularReferences(); len(circular) > 0 {
			t.Errorf("%s goes in circles: %v", path, circular)
		}
		if model.Model.Version[:3] != "3.1" || model.Model.Paths.PathItems.Len() != len(b.desk.described.Paths) {
			t.Errorf("%s: version %s, %d paths, want %d", path, model.Model.Version, model.Model.Paths.PathItems.Len(), len(b.desk.described.Paths))
		}
		var ids []string
		for _, item := range model.Model.Paths.PathItems.FromOldest() {
			for _, op := range item.GetOperations().FromOldest() {
				if op.OperationId == "" || slices.Contains(ids, op.OperationId) || op.Summary == "" || op.Responses.Codes.Len() == 0 {
					t.Errorf("%s: operation %q has no name of its own, no summary or no answers", path, op.OperationId)
				}
				ids = append(ids, op.OperationId)
			}
		}
		if len(ids) < 20 {
			t.Errorf("%s: %d operations", path, len(ids))
		}
	}
}

// TestEnumsAreTheValues holds the lists in the description of the API to those of the vocabulary.
func TestEnumsAreTheValues(t *testing.T) {
	b := demo(t)
	compared := 0
	for _, p := range b.desk.described.Paths["/api/v1/search"].Get.Parameters {
		known := onrecord.Values(p.Name)
		if known == nil || p.Name == "firmness" {
			continue
		}
		compared++
		var got []string
		for _, v := range p.Schema.Enum {
			got = append(got, v.(string))
		}
		if !slices.Equal(got, known) {
			t.Errorf("%s: %q, want %q", p.Name, got, known)
		}
	}
	if compared < 6 {
		t.Errorf("%d fields have a list", compared)
	}
}

package finding

import (
	"reflect"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// What is kept says the same when it is restored, in every language.
func TestKeptFindingsSayTheSame(t *testing.T) {
	for name, build := range constructors {
		for _, f := range build() {
			f = WithDetail(f, map[string]string{"request_id": "r-1"})
			data, err := Keep([]core.Finding{f})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got, err := Restore(data)
			if err != nil || len(got) != 1 {
				t.Fatalf("%s: %d findings, %v", name, len(got), err)
			}
			for _, code := range text.Codes() {
				c, _ := text.For(code)
				want, have := In(c, f), In(c, got[0])
				want.Wait, want.Wording, have.Wording = 0, core.Wording{}, core.Wording{}
				if !reflect.DeepEqual(have, want) {
					t.Errorf("%s in %s: %+v\nwant %+v", name, code, have, want)
				}
			}
		}
	}
}

func TestRestoreLeavesOutWhatItDoesNotKnow(t *testing.T) {
	got, err := Restore([]byte(`[{"code":"of-tomorrow","severity":"error"},{"code":"offline","severity":"error"}]`))
	if err != nil || len(got) != 1 || got[0].Code != Offline {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := Restore([]byte("damaged")); err == nil {
		t.Error("no error for what is no JSON")
	}
	if data, err := Keep(nil); string(data) != "[]" || err != nil {
		t.Errorf("nothing is kept as %s, %v", data, err)
	}
	if _, err := Keep([]core.Finding{{Code: Offline, Wording: core.Wording{Slots: map[string]any{"host": 1.5}}}}); err == nil {
		t.Error("a value of a kind that slots do not have was kept")
	}
}

package finding

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// kept is a finding as it is kept with a verification: what is needed to say it
// again, in any language, and no words.
type kept struct {
	Code     core.Code         `json:"code"`
	Severity core.Severity     `json:"severity"`
	Variant  string            `json:"variant,omitempty"`
	Slots    map[string]slot   `json:"slots,omitempty"`
	Detail   map[string]string `json:"detail,omitempty"`
}

// slot is one value of text.Slots; one of its fields is set.
type slot struct {
	Text     *string        `json:"text,omitempty"`
	Number   *int           `json:"number,omitempty"`
	Time     *time.Time     `json:"time,omitempty"`
	Duration *time.Duration `json:"duration,omitempty"`
	List     text.List      `json:"list,omitempty"`
	Sentence *sentence      `json:"sentence,omitempty"`
}

type sentence struct {
	Key   string          `json:"key"`
	Slots map[string]slot `json:"slots,omitempty"`
}

// Keep returns the findings as JSON for Restore. A pause that one asks for is left
// out: it is over by then.
func Keep(findings []core.Finding) ([]byte, error) {
	all := make([]kept, len(findings))
	for i, f := range findings {
		slots, err := keepSlots(f.Wording.Slots)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Code, err)
		}
		all[i] = kept{f.Code, f.Severity, f.Wording.Variant, slots, f.Detail}
	}
	return json.Marshal(all)
}

func keepSlots(from map[string]any) (map[string]slot, error) {
	to := make(map[string]slot, len(from))
	for name, value := range from {
		switch v := value.(type) {
		case string:
			to[name] = slot{Text: &v}
		case int:
			to[name] = slot{Number: &v}
		case time.Time:
			to[name] = slot{Time: &v}
		case time.Duration:
			to[name] = slot{Duration: &v}
		case text.List:
			to[name] = slot{List: v}
		case text.Sentence:
			inner, err := keepSlots(v.Slots)
			if err != nil {
				return nil, err
			}
			to[name] = slot{Sentence: &sentence{v.Key, inner}}
		default:
			return nil, fmt.Errorf("slot %s holds %T", name, value)
		}
	}
	return to, nil
}

// Restore returns, in English, the findings that Keep kept. Those with a code that
// the table lacks, of another version of Sureline, are left out.
func Restore(data []byte) ([]core.Finding, error) {
	var all []kept
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	var findings []core.Finding
	for _, k := range all {
		if _, ok := rows[k.Code]; !ok {
			continue
		}
		f := build(k.Code, k.Variant, restoreSlots(k.Slots))
		f.Severity = k.Severity
		findings = append(findings, WithDetail(f, k.Detail))
	}
	return findings, nil
}

func restoreSlots(from map[string]slot) text.Slots {
	to := make(text.Slots, len(from))
	for name, s := range from {
		switch {
		case s.Text != nil:
			to[name] = *s.Text
		case s.Number != nil:
			to[name] = *s.Number
		case s.Time != nil:
			to[name] = *s.Time
		case s.Duration != nil:
			to[name] = *s.Duration
		case s.List != nil:
			to[name] = s.List
		case s.Sentence != nil:
			to[name] = text.Sentence{Key: s.Sentence.Key, Slots: restoreSlots(s.Sentence.Slots)}
		}
	}
	return to
}

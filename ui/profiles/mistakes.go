package profiles

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/ui/widgets"
)

// panels returns what is to be said of a file. All its mistakes share one panel
// and one text to send: the provider needs them at once.
func (o *Opener) panels(file string, findings []core.Finding) []fyne.CanvasObject {
	var panels []fyne.CanvasObject
	var mistakes []core.Finding
	for _, f := range findings {
		if f.Code == finding.ProfileInvalid {
			mistakes = append(mistakes, f)
			continue
		}
		panels = append(panels, widgets.NewFinding(f, o.deps.Copy))
	}
	if len(mistakes) == 0 {
		return panels
	}
	lines := make([]string, len(mistakes))
	for i, f := range mistakes {
		lines[i] = mistakeLine(f)
	}
	all := mistakes[0]
	if len(mistakes) > 1 {
		all.Title = fmt.Sprintf("There are %d mistakes in this profile file", len(mistakes))
		all.Explanation = strings.Join(lines, "\n")
		all.Detail = map[string]string{"file": file}
		all.Wording = core.Wording{} // words of its own
	}
	text := "Sureline could not open the profile " + file + ":\n\n- " + strings.Join(lines, "\n- ") + "\n\nPlease send a corrected file.\n"
	copyIt := widgets.NewCopyButton("Copy text for the app provider", text, o.deps.Copy)
	return slices.Insert(panels, 0, fyne.CanvasObject(widgets.NewFinding(all, o.deps.Copy, copyIt)))
}

// mistakeLine says where a mistake is, and what it is.
func mistakeLine(f core.Finding) string {
	var where []string
	if line := f.Detail["line"]; line != "" {
		where = append(where, "Line "+line)
	}
	if key := f.Detail["key"]; key != "" {
		where = append(where, "“"+key+"”")
	}
	return strings.Join(where, ", ") + ": " + f.Detail["reason"] + "."
}

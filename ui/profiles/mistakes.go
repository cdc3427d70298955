package profiles

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// mistakePanels returns what is to be said of a file. All its mistakes share one
// panel and one text to send: the provider needs them at once, and in English.
func mistakePanels(file string, findings []core.Finding, copyText func(string)) []fyne.CanvasObject {
	var panels []fyne.CanvasObject
	var mistakes []core.Finding
	for _, f := range findings {
		if f.Code == finding.ProfileInvalid {
			mistakes = append(mistakes, f)
			continue
		}
		panels = append(panels, widgets.NewFinding(f, copyText))
	}
	if len(mistakes) == 0 {
		return panels
	}
	copyIt := widgets.NewCopyButton(lang.T("opener.copy_mistakes"), text.English().Text("opener.mistakes_text",
		lang.S{"file": file, "mistakes": "- " + strings.Join(mistakeLines(text.English(), mistakes), "\n- ")}), copyText)
	if len(mistakes) == 1 {
		return slices.Insert(panels, 0, fyne.CanvasObject(widgets.NewFinding(mistakes[0], copyText, copyIt)))
	}
	all := widgets.NewPanel(widgets.ToneError, widgets.Column(6,
		widgets.NewSelectable(widgets.Strong, lang.T("opener.mistakes", lang.S{"count": len(mistakes)})),
		widgets.NewSelectable(widgets.Body, strings.Join(mistakeLines(lang.Current(), mistakes), "\n")),
		widgets.NewSelectable(widgets.Body, lang.Finding(mistakes[0]).NextStep),
		widgets.Flow(8, copyIt)))
	return slices.Insert(panels, 0, fyne.CanvasObject(all))
}

// mistakeLines says where each mistake is, and what it is.
func mistakeLines(c *text.Catalog, mistakes []core.Finding) []string {
	lines := make([]string, len(mistakes))
	for i, f := range mistakes {
		key := "opener.mistake"
		switch slots := f.Wording.Slots; {
		case slots["line"] == 0:
			key = "opener.mistake_missing"
		case slots["key"] == "":
			key = "opener.mistake_line"
		}
		lines[i] = c.Text(key, f.Wording.Slots)
	}
	return lines
}

// wrong is what is wrong with a value that was typed, as a sentence in the
// language in force.
func wrong(f core.Finding) string {
	return widgets.Sentence(lang.T("profiles.reason", lang.S{"reason": f.Wording.Slots["reason"]}))
}

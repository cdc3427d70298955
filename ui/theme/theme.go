// Package theme owns how Sureline looks: the colours of the light, dark and
// high-contrast theme, the sizes, and the text size that the user chose. It
// imports Fyne and nothing of Sureline.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Choice is what the user chose in the settings.
type Choice string

// The choices. System follows the operating system between light and dark.
const (
	System   Choice = "system"
	Light    Choice = "light"
	Dark     Choice = "dark"
	Contrast Choice = "contrast"
)

// Choices returns all choices in the order in which the settings show them.
func Choices() []Choice { return []Choice{System, Light, Dark, Contrast} }

// The limits of the text size, in percent of the normal one.
const (
	MinTextPercent = 100
	MaxTextPercent = 200
)

// Colours beyond those that Fyne names. "Back" is the background that the
// colour of the same name is read on.
const (
	ColorSurface     fyne.ThemeColorName = "surelineSurface"
	ColorLine        fyne.ThemeColorName = "surelineLine"
	ColorMuted       fyne.ThemeColorName = "surelineMuted"
	ColorAccent      fyne.ThemeColorName = "surelineAccent"
	ColorOnAccent    fyne.ThemeColorName = "surelineOnAccent"
	ColorAccentText  fyne.ThemeColorName = "surelineAccentText"
	ColorAccentLine  fyne.ThemeColorName = "surelineAccentLine"
	ColorAccentBack  fyne.ThemeColorName = "surelineAccentBack"
	ColorGood        fyne.ThemeColorName = "surelineGood"
	ColorGoodBack    fyne.ThemeColorName = "surelineGoodBack"
	ColorWarning     fyne.ThemeColorName = "surelineWarning"
	ColorWarningBack fyne.ThemeColorName = "surelineWarningBack"
	ColorError       fyne.ThemeColorName = "surelineError"
	ColorErrorBack   fyne.ThemeColorName = "surelineErrorBack"
	ColorInfo        fyne.ThemeColorName = "surelineInfo"
	ColorInfoBack    fyne.ThemeColorName = "surelineInfoBack"
	ColorQuietBack   fyne.ThemeColorName = "surelineQuietBack"
	// ColorIdleBack is behind what cannot be pressed, or is not reached yet; its
	// words are in ColorMuted.
	ColorIdleBack fyne.ThemeColorName = "surelineIdleBack"
	// ColorFocusBack is behind the text of a control that shows its focus by a ring.
	ColorFocusBack fyne.ThemeColorName = "surelineFocusBack"
	// ColorPanelLine borders coloured panels where their background alone does
	// not tell them apart: in the high-contrast theme.
	ColorPanelLine fyne.ThemeColorName = "surelinePanelLine"
)

// Sizes beyond those that Fyne names. SizeControl grows with the text.
const (
	SizeGap      fyne.ThemeSizeName = "surelineGap"
	SizeControl  fyne.ThemeSizeName = "surelineControl"
	SizeSentence fyne.ThemeSizeName = "surelineSentence"
	SizeMark     fyne.ThemeSizeName = "surelineMark"
)

// Theme is a fyne.Theme. It is immutable: another choice is another Theme.
type Theme struct {
	fyne.Theme // fonts and icons
	choice     Choice
	factor     float32
}

// New returns the theme for the choice (an unknown one means System) with the
// text size in percent, clamped to MinTextPercent and MaxTextPercent.
func New(choice Choice, textPercent int) *Theme {
	percent := min(max(textPercent, MinTextPercent), MaxTextPercent)
	return &Theme{Theme: fynetheme.DefaultTheme(), choice: choice, factor: float32(percent) / 100}
}

// Color returns the colour of that name; the variant counts only for System.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if c, ok := t.palette(variant)[name]; ok {
		return c
	}
	return t.Theme.Color(name, t.variant(variant))
}

func (t *Theme) variant(system fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.choice {
	case Light:
		return fynetheme.VariantLight
	case Dark, Contrast:
		return fynetheme.VariantDark
	}
	return system
}

func (t *Theme) palette(system fyne.ThemeVariant) palette {
	switch {
	case t.choice == Contrast:
		return contrast
	case t.variant(system) == fynetheme.VariantDark:
		return dark
	}
	return light
}

// textSizes are the sizes of text at 100 %, in Fyne's device-independent pixels.
var textSizes = map[fyne.ThemeSizeName]float32{
	fynetheme.SizeNameText:           14,
	fynetheme.SizeNameCaptionText:    12.5,
	fynetheme.SizeNameSubHeadingText: 16.5,
	fynetheme.SizeNameHeadingText:    24,
	SizeSentence:                     18,
	fynetheme.SizeNameInlineIcon:     18,
	SizeMark:                         30,
}

// sizes do not grow with the text.
var sizes = map[fyne.ThemeSizeName]float32{
	fynetheme.SizeNameInnerPadding:    10,
	fynetheme.SizeNamePadding:         4,
	fynetheme.SizeNameInputRadius:     8,
	fynetheme.SizeNameButtonRadius:    8,
	fynetheme.SizeNameCardRadius:      12,
	fynetheme.SizeNameSelectionRadius: 3,
	SizeGap:                           14,
}

// Size returns the size of that name.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := textSizes[name]; ok {
		return s * t.factor
	}
	if s, ok := sizes[name]; ok {
		return s
	}
	if name == SizeControl {
		return 20 + textSizes[fynetheme.SizeNameText]*t.factor*10/7
	}
	return t.Theme.Size(name)
}

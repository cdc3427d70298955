package theme_test

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/ui/theme"
)

// pairs are all combinations of text and background that screens use.
var pairs = [][2]fyne.ThemeColorName{
	{fynetheme.ColorNameForeground, fynetheme.ColorNameBackground},
	{fynetheme.ColorNameForeground, theme.ColorSurface},
	{fynetheme.ColorNameForeground, theme.ColorQuietBack},
	{fynetheme.ColorNameForeground, theme.ColorInfoBack},
	{fynetheme.ColorNameForeground, fynetheme.ColorNameInputBackground},
	{fynetheme.ColorNamePlaceHolder, fynetheme.ColorNameInputBackground},
	{fynetheme.ColorNameForeground, fynetheme.ColorNameMenuBackground},
	{fynetheme.ColorNameForeground, fynetheme.ColorNameOverlayBackground},
	{theme.ColorAccent, fynetheme.ColorNameOverlayBackground},
	{theme.ColorMuted, fynetheme.ColorNameBackground},
	{theme.ColorMuted, theme.ColorSurface},
	{theme.ColorMuted, theme.ColorQuietBack},
	{theme.ColorMuted, theme.ColorAccentBack},
	{theme.ColorMuted, theme.ColorIdleBack},
	{theme.ColorAccentText, theme.ColorSurface},
	{theme.ColorAccentText, fynetheme.ColorNameBackground},
	{theme.ColorAccentText, theme.ColorAccentBack},
	{theme.ColorAccentText, theme.ColorErrorBack},
	{theme.ColorAccentText, theme.ColorWarningBack},
	{theme.ColorAccentText, theme.ColorGoodBack},
	{theme.ColorAccentText, theme.ColorInfoBack},
	{theme.ColorOnAccent, theme.ColorAccent},
	{theme.ColorAccent, theme.ColorSurface},
	{theme.ColorAccent, fynetheme.ColorNameBackground},
	{theme.ColorGood, theme.ColorGoodBack},
	{theme.ColorGood, theme.ColorSurface},
	{theme.ColorWarning, theme.ColorWarningBack},
	{theme.ColorWarning, theme.ColorSurface},
	{theme.ColorError, theme.ColorErrorBack},
	{theme.ColorError, theme.ColorSurface},
	{theme.ColorInfo, theme.ColorInfoBack},
	{fynetheme.ColorNameHyperlink, theme.ColorSurface},
}

// TestContrast holds every pair to WCAG 2.2 success criterion 1.4.3, and those
// of the high-contrast theme to 1.4.6.
func TestContrast(t *testing.T) {
	for _, choice := range theme.Choices() {
		need := 4.5
		if choice == theme.Contrast {
			need = 7
		}
		for _, variant := range []fyne.ThemeVariant{fynetheme.VariantLight, fynetheme.VariantDark} {
			th := theme.New(choice, 100)
			for _, p := range pairs {
				got := ratio(th.Color(p[0], variant), th.Color(p[1], variant))
				if got < need {
					t.Errorf("%s, variant %d: %s on %s is %.2f:1, want %.1f:1", choice, variant, p[0], p[1], got, need)
				}
			}
		}
	}
}

// What lies over a page without a border must end where one sees it.
// TestBordersAndFocusReachThreeToOne: WCAG 2.2, 1.4.11, for the borders of fields,
// our own focus ring, and the colour that Fyne lays over what has the focus; text
// on that stays readable.
func TestBordersAndFocusReachThreeToOne(t *testing.T) {
	backs := []fyne.ThemeColorName{
		fynetheme.ColorNameBackground, theme.ColorSurface, theme.ColorQuietBack, fynetheme.ColorNameInputBackground,
		fynetheme.ColorNameMenuBackground, fynetheme.ColorNameOverlayBackground,
	}
	for _, choice := range theme.Choices() {
		for _, variant := range []fyne.ThemeVariant{fynetheme.VariantLight, fynetheme.VariantDark} {
			th := theme.New(choice, 100)
			for _, name := range backs {
				back := th.Color(name, variant)
				for _, line := range []fyne.ThemeColorName{fynetheme.ColorNameInputBorder, theme.ColorAccent, fynetheme.ColorNameFocus} {
					if got := ratio(over(th.Color(line, variant), back), back); got < 3 {
						t.Errorf("%s, variant %d: %s on %s is %.2f:1, want 3:1", choice, variant, line, name, got)
					}
				}
				focus := over(th.Color(fynetheme.ColorNameFocus, variant), back)
				if got := ratio(th.Color(fynetheme.ColorNameForeground, variant), focus); got < 4.5 {
					t.Errorf("%s, variant %d: text on the focus on %s is %.2f:1, want 4.5:1", choice, variant, name, got)
				}
			}
		}
	}
}

// over returns a colour as it looks on another.
func over(c, back color.Color) color.Color {
	r, g, b, a := c.RGBA() // premultiplied
	r2, g2, b2, _ := back.RGBA()
	blend := func(above, below uint32) uint16 { return uint16(above + below*(0xFFFF-a)/0xFFFF) }
	return color.RGBA64{R: blend(r, r2), G: blend(g, g2), B: blend(b, b2), A: 0xFFFF}
}

func TestOverlaysStandOutInHighContrast(t *testing.T) {
	th := theme.New(theme.Contrast, 100)
	for _, over := range []fyne.ThemeColorName{fynetheme.ColorNameMenuBackground, fynetheme.ColorNameOverlayBackground} {
		if th.Color(over, 0) == th.Color(fynetheme.ColorNameBackground, 0) {
			t.Errorf("%s is the colour of the page", over)
		}
	}
}

func TestChoiceOverridesTheSystem(t *testing.T) {
	for _, tc := range []struct {
		choice theme.Choice
		system fyne.ThemeVariant
		want   theme.Choice
	}{
		{theme.System, fynetheme.VariantLight, theme.Light},
		{theme.System, fynetheme.VariantDark, theme.Dark},
		{theme.Light, fynetheme.VariantDark, theme.Light},
		{theme.Dark, fynetheme.VariantLight, theme.Dark},
		{"nonsense", fynetheme.VariantDark, theme.Dark},
	} {
		got := theme.New(tc.choice, 100).Color(fynetheme.ColorNameBackground, tc.system)
		want := theme.New(tc.want, 100).Color(fynetheme.ColorNameBackground, fynetheme.VariantLight)
		if got != want {
			t.Errorf("%s with system %d: %v, want %v", tc.choice, tc.system, got, want)
		}
	}
}

func TestTextSizeIsScaledAndClamped(t *testing.T) {
	for _, tc := range []struct {
		percent int
		text    float32
		control float32
	}{{50, 14, 40}, {100, 14, 40}, {150, 21, 50}, {200, 28, 60}, {900, 28, 60}} {
		th := theme.New(theme.Light, tc.percent)
		if got := th.Size(fynetheme.SizeNameText); got != tc.text {
			t.Errorf("%d %%: text %v, want %v", tc.percent, got, tc.text)
		}
		if got := th.Size(theme.SizeControl); math.Abs(float64(got-tc.control)) > 0.01 {
			t.Errorf("%d %%: control %v, want %v", tc.percent, got, tc.control)
		}
		if got := th.Size(fynetheme.SizeNameInnerPadding); got != 10 {
			t.Errorf("%d %%: padding grew to %v", tc.percent, got)
		}
	}
}

// ratio is the contrast ratio of WCAG 2.2 between two opaque colours.
func ratio(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	channel := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(r) + 0.7152*channel(g) + 0.0722*channel(b)
}

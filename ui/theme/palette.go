package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// palette maps the names of colours to one theme's colours.
type palette map[fyne.ThemeColorName]color.Color

// tokens are the colours that a theme is made of (docs/design.md).
type tokens struct {
	page, surface, line, text, muted, quietBack uint32
	accent, onAccent, accentText, accentLine    uint32
	accentBack, panelLine                       uint32
	good, goodBack, warning, warningBack        uint32
	err, errBack, info, infoBack                uint32
	inputBorder, hover, pressed, scroll         uint32
	// focus is what Fyne lays over what has the focus.
	selection, focus          uint32
	shadow, idleBack, overlay uint32
}

var (
	light = newPalette(tokens{
		page: 0xF6F7F9FF, surface: 0xFFFFFFFF, line: 0xE3E7ECFF, text: 0x1B2430FF, muted: 0x5A6675FF, quietBack: 0xF2F4F7FF,
		accent: 0x1F5FBFFF, onAccent: 0xFFFFFFFF, accentText: 0x174A99FF, accentLine: 0xBCCFE9FF, accentBack: 0xE8F0FBFF,
		good: 0x14532DFF, goodBack: 0xE4F5EBFF, warning: 0x6B4A06FF, warningBack: 0xFFF5DFFF,
		err: 0x7A1F1FFF, errBack: 0xFDECECFF, info: 0x24405FFF, infoBack: 0xEDF2FAFF,
		inputBorder: 0x838E9CFF, hover: 0x1F5FBF14, pressed: 0x1F5FBF33, selection: 0x1F5FBF40, focus: 0x1F5FBFB0, scroll: 0x5A667599, shadow: 0x1B24301E, idleBack: 0xE3E7ECFF, overlay: 0xFFFFFFFF,
	})
	dark = newPalette(tokens{
		page: 0x14181EFF, surface: 0x1C222BFF, line: 0x313A46FF, text: 0xE9EDF3FF, muted: 0xA3AFBDFF, quietBack: 0x171C24FF,
		accent: 0x7FB0FFFF, onAccent: 0x0D1F38FF, accentText: 0x9CC2FFFF, accentLine: 0x3F5A80FF, accentBack: 0x22314AFF,
		good: 0xA7E3BEFF, goodBack: 0x12321FFF, warning: 0xF2D58BFF, warningBack: 0x3A2C0AFF,
		err: 0xF7B4B4FF, errBack: 0x3D1616FF, info: 0xBFD4F2FF, infoBack: 0x1E2A3BFF,
		inputBorder: 0x616E7FFF, hover: 0x7FB0FF1F, pressed: 0x7FB0FF40, selection: 0x7FB0FF55, focus: 0x7FB0FF85, scroll: 0xA3AFBD99, shadow: 0x00000066, idleBack: 0x313A46FF, overlay: 0x1C222BFF,
	})
	contrast = newPalette(tokens{
		page: 0x000000FF, surface: 0x000000FF, line: 0xFFFFFFFF, text: 0xFFFFFFFF, muted: 0xFFFFFFFF, quietBack: 0x000000FF,
		accent: 0xFFD83DFF, onAccent: 0x000000FF, accentText: 0xFFD83DFF, accentLine: 0xFFFFFFFF, accentBack: 0x332B00FF, panelLine: 0xFFFFFFFF,
		good: 0x7DFFA8FF, goodBack: 0x00220DFF, warning: 0xFFE27AFF, warningBack: 0x2B2000FF,
		err: 0xFFB3B3FF, errBack: 0x330000FF, info: 0xCFE4FFFF, infoBack: 0x001A33FF,
		inputBorder: 0xFFFFFFFF, hover: 0xFFD83D33, pressed: 0xFFD83D66, selection: 0xFFD83D66, focus: 0xFFD83D6C, scroll: 0xFFFFFFCC, shadow: 0x00000000, idleBack: 0x333333FF,
		// Fyne's menus and file dialogs have no border: black would end nowhere.
		overlay: 0x262626FF,
	})
)

// newPalette spreads the tokens over Fyne's names and our own. Fyne's labels
// take their colour from an importance, so its error, warning, success and
// disabled colours are the ones that text is written in.
func newPalette(t tokens) palette {
	p := palette{}
	set := func(rgba uint32, names ...fyne.ThemeColorName) {
		for _, n := range names {
			p[n] = color.NRGBA{R: uint8(rgba >> 24), G: uint8(rgba >> 16), B: uint8(rgba >> 8), A: uint8(rgba)}
		}
	}
	set(t.page, fynetheme.ColorNameBackground)
	set(t.surface, ColorSurface, fynetheme.ColorNameInputBackground, fynetheme.ColorNameHeaderBackground, fynetheme.ColorNameButton)
	set(t.overlay, fynetheme.ColorNameMenuBackground, fynetheme.ColorNameOverlayBackground)
	set(t.line, ColorLine, fynetheme.ColorNameSeparator)
	set(t.idleBack, ColorIdleBack, fynetheme.ColorNameDisabledButton)
	set(t.text, fynetheme.ColorNameForeground)
	set(t.muted, ColorMuted, fynetheme.ColorNameDisabled, fynetheme.ColorNamePlaceHolder)
	set(t.quietBack, ColorQuietBack)
	set(t.panelLine, ColorPanelLine)
	set(t.accent, ColorAccent, fynetheme.ColorNamePrimary)
	set(t.onAccent, ColorOnAccent, fynetheme.ColorNameForegroundOnPrimary)
	set(t.accentText, ColorAccentText, fynetheme.ColorNameHyperlink)
	set(t.accentLine, ColorAccentLine)
	set(t.accentBack, ColorAccentBack)
	set(t.good, ColorGood, fynetheme.ColorNameSuccess)
	set(t.goodBack, ColorGoodBack, fynetheme.ColorNameForegroundOnSuccess)
	set(t.warning, ColorWarning, fynetheme.ColorNameWarning)
	set(t.warningBack, ColorWarningBack, fynetheme.ColorNameForegroundOnWarning)
	set(t.err, ColorError, fynetheme.ColorNameError)
	set(t.errBack, ColorErrorBack, fynetheme.ColorNameForegroundOnError)
	set(t.info, ColorInfo)
	set(t.infoBack, ColorInfoBack)
	set(t.inputBorder, fynetheme.ColorNameInputBorder)
	set(t.hover, fynetheme.ColorNameHover)
	set(t.pressed, fynetheme.ColorNamePressed)
	set(t.selection, fynetheme.ColorNameSelection, ColorFocusBack)
	set(t.focus, fynetheme.ColorNameFocus)
	set(t.scroll, fynetheme.ColorNameScrollBar)
	set(t.shadow, fynetheme.ColorNameShadow)
	return p
}

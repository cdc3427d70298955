package widgets

import (
	"image/color"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/ui/lang"
	suretheme "github.com/sureline/sureline/ui/theme"
)

// MaxSecret is the longest text in bytes that a SecretEntry shows: the longest
// credential that is accepted (16 KiB) and some dirt around it. Longer texts
// reach OnText, but never the widget, which would need seconds for them.
const MaxSecret = 18 << 10

// SecretEntry is a masked single line for a credential or client secret. It
// differs from Fyne's password entry where that one leaks or loses things:
// paste hands out the text as it is, with its line breaks, and replaces the
// whole content; copy and cut do nothing, also while the text is revealed; the
// mask comes back when the focus leaves; undo never brings back a secret.
type SecretEntry struct {
	widget.Entry
	// OnText gets what was pasted or typed, raw. A paste that is longer than
	// MaxSecret is handed on too; the field is then empty.
	OnText func(raw string)
	// OnEscape is called for Esc; nil passes the key to the canvas.
	OnEscape func()

	// Clipboard gives the text to paste; nil means that of the application.
	Clipboard func() string

	eye     *Button
	quiet   bool
	focused bool
}

// NewSecretEntry returns an empty field. The placeholder says what belongs in
// it.
func NewSecretEntry(placeholder string, onText func(raw string)) *SecretEntry {
	s := &SecretEntry{OnText: onText}
	s.Password = true
	s.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	s.PlaceHolder = placeholder
	s.eye = NewButton(Plain, lang.T("field.show"), s.toggle).SetIcon(theme.IconNameVisibility)
	s.eye.within = s
	s.ActionItem = s.eye
	s.OnChanged = s.changed
	s.ExtendBaseWidget(s)
	return s
}

// Display replaces what stands in the field without calling OnText: the cleaned
// text after a paste. Line breaks and control characters become spaces.
func (s *SecretEntry) Display(text string) {
	if len(text) > MaxSecret {
		text = ""
	}
	text = singleLine(text)
	if text == s.Entry.Text && text != "" {
		return
	}
	s.quiet = true
	s.CursorColumn = 0
	s.SetText(text) // also clears the undo stack
	s.quiet = false
}

// Clear empties the field, masks it and forgets its undo history.
func (s *SecretEntry) Clear() {
	s.Display("")
	s.setMasked(true)
}

// Masked reports whether the text is hidden.
func (s *SecretEntry) Masked() bool { return s.Password }

// Paste replaces the content with the clipboard's, as the Paste button does.
func (s *SecretEntry) Paste() {
	read := s.Clipboard
	if read == nil {
		read = fyne.CurrentApp().Clipboard().Content
	}
	s.Take(read())
}

// Take replaces the content with raw and reports it to OnText.
func (s *SecretEntry) Take(raw string) {
	if raw == "" || s.Disabled() {
		return
	}
	s.Display(raw)
	if s.OnText != nil {
		s.OnText(raw)
	}
}

func (s *SecretEntry) changed(text string) {
	if !s.quiet && s.OnText != nil {
		s.OnText(text)
	}
}

func (s *SecretEntry) toggle() {
	if s.Disabled() {
		return
	}
	s.setMasked(!s.Password)
	if !s.Password {
		Focus(s) // so that leaving the field masks it again
	}
}

func (s *SecretEntry) setMasked(masked bool) {
	if masked == s.Password {
		return
	}
	s.Password = masked
	if masked {
		s.eye.SetText(lang.T("field.show"))
		s.eye.SetIcon(theme.IconNameVisibility)
	} else {
		s.eye.SetText(lang.T("field.hide"))
		s.eye.SetIcon(theme.IconNameVisibilityOff)
	}
	s.Refresh()
}

// Disable implements fyne.Disableable.
func (s *SecretEntry) Disable() {
	s.eye.Disable()
	s.Entry.Disable()
}

// Enable implements fyne.Disableable.
func (s *SecretEntry) Enable() {
	s.eye.Enable()
	s.Entry.Enable()
}

// FocusGained implements fyne.Focusable.
func (s *SecretEntry) FocusGained() {
	s.focused = true
	s.Entry.FocusGained()
	Reveal(s)
}

// FocusLost masks the text again.
func (s *SecretEntry) FocusLost() {
	s.focused = false
	s.Entry.FocusLost()
	if !s.Password {
		s.setMasked(true)
	}
}

// TypedShortcut takes over paste and refuses copy and cut.
func (s *SecretEntry) TypedShortcut(shortcut fyne.Shortcut) {
	switch sc := shortcut.(type) {
	case *fyne.ShortcutPaste:
		if sc.Clipboard != nil && s.Clipboard == nil {
			s.Take(sc.Clipboard.Content())
			return
		}
		s.Paste()
	case *fyne.ShortcutCopy, *fyne.ShortcutCut:
	default:
		s.Entry.TypedShortcut(shortcut)
	}
}

// TypedRune refuses what would make the text too long.
func (s *SecretEntry) TypedRune(r rune) {
	if len(s.Entry.Text)+utf8.RuneLen(r) <= MaxSecret {
		s.Entry.TypedRune(r)
	}
}

// TypedKey adds Esc.
func (s *SecretEntry) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name != fyne.KeyEscape {
		s.Entry.TypedKey(ev)
		return
	}
	if s.OnEscape != nil {
		s.OnEscape()
		return
	}
	PassKey(s, ev)
}

// TappedSecondary opens a menu without Copy and Cut.
func (s *SecretEntry) TappedSecondary(ev *fyne.PointEvent) {
	c := canvasOf(s)
	if c == nil || s.Disabled() {
		return
	}
	menu := fyne.NewMenu("", fyne.NewMenuItem(lang.T("field.paste"), s.Paste), fyne.NewMenuItem(lang.T("field.clear"), func() { s.SetText("") }))
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s).Add(ev.Position)
	widget.ShowPopUpMenuAtPosition(menu, c, at)
}

// SelectedText is empty: nothing outside may read the secret off the selection.
func (s *SecretEntry) SelectedText() string { return "" }

// Cursor implements desktop.Cursorable.
func (s *SecretEntry) Cursor() desktop.Cursor { return desktop.TextCursor }

// CreateRenderer adds a ring, and leaves the mouse wheel to the page.
func (s *SecretEntry) CreateRenderer() fyne.WidgetRenderer {
	return FieldRenderer(s, s.Entry.CreateRenderer(), func() bool { return s.focused })
}

// MinSize is at least as high as the buttons beside the field.
func (s *SecretEntry) MinSize() fyne.Size {
	min := s.Entry.MinSize()
	return fyne.NewSize(min.Width, max(min.Height, theme.Size(suretheme.SizeControl)))
}

// AccessibilityLabel says what the field is for and whether it is filled,
// never the text.
func (s *SecretEntry) AccessibilityLabel() string {
	if s.Entry.Text == "" {
		return lang.T("field.empty", lang.S{"name": s.PlaceHolder})
	}
	return lang.T("field.hidden", lang.S{"name": s.PlaceHolder})
}

// AccessibilityRole is text; Fyne has no role for fields.
func (s *SecretEntry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// singleLine makes a pasted text fit a single line: Fyne would show line breaks
// and control characters as boxes.
func singleLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == utf8.RuneError {
			return ' '
		}
		return r
	}, text)
}

// Field is what to put on a page: the entry without the scroll bar and shadow
// that Fyne draws over a single line that is longer than its field.
func (s *SecretEntry) Field() fyne.CanvasObject {
	return container.NewThemeOverride(s, fieldTheme{})
}

// fieldTheme is the application's theme, whichever that is at the time.
type fieldTheme struct{}

func (fieldTheme) app() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

func (f fieldTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if n == theme.ColorNameShadow || n == theme.ColorNameScrollBar {
		return color.Transparent
	}
	return f.app().Color(n, v)
}

func (f fieldTheme) Font(s fyne.TextStyle) fyne.Resource     { return f.app().Font(s) }
func (f fieldTheme) Icon(n fyne.ThemeIconName) fyne.Resource { return f.app().Icon(n) }
func (f fieldTheme) Size(n fyne.ThemeSizeName) float32       { return f.app().Size(n) }

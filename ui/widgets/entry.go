package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/ui/lang"
)

// Entry is Fyne's single-line entry, with Esc handed on to the page and the
// focused field scrolled into view.
type Entry struct {
	widget.Entry
	// Self is the widget on the canvas, for types that embed Entry; nil means
	// the Entry itself.
	Self fyne.CanvasObject
	// Name is read out; empty means the placeholder.
	Name string

	// complaint is read out after the text.
	complaint string
	focused   bool
}

func (e *Entry) self() fyne.CanvasObject {
	if e.Self != nil {
		return e.Self
	}
	return e
}

// NewEntry returns an empty entry; submit (may be nil) runs on Enter.
func NewEntry(placeholder string, submit func()) *Entry {
	e := &Entry{}
	e.PlaceHolder = placeholder
	if submit != nil {
		e.OnSubmitted = func(string) { submit() }
	}
	e.ExtendBaseWidget(e)
	return e
}

// CreateRenderer adds a ring, and leaves the mouse wheel to the page.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	return FieldRenderer(e.self(), e.Entry.CreateRenderer(), func() bool { return e.focused })
}

// TypedKey hands Esc on.
func (e *Entry) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeyEscape {
		PassKey(e.self(), ev)
		return
	}
	e.Entry.TypedKey(ev)
}

// FocusGained shows the ring and scrolls the field into view.
func (e *Entry) FocusGained() {
	e.focused = true
	e.Entry.FocusGained()
	Reveal(e.self())
}

// FocusLost hides the ring.
func (e *Entry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
}

// AccessibilityLabel is the name, what stands in the field, and what is wrong
// with it.
func (e *Entry) AccessibilityLabel() string {
	name := e.Name
	if name == "" {
		name = e.PlaceHolder
	}
	label := lang.T("field.empty", lang.S{"name": name})
	if e.Text != "" {
		label = lang.T("field.holds", lang.S{"name": name, "text": e.Text})
	}
	if e.complaint != "" {
		label = lang.T("field.wrong", lang.S{"name": label, "complaint": e.complaint})
	}
	return label
}

// AccessibilityRole is text: Fyne has no role for fields.
func (e *Entry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Field is an entry with its name above and a hint or a complaint below.
type Field struct {
	// Object is what to put on the page.
	Object *fyne.Container
	Entry  *Entry

	hint  string
	under *Text
}

// NewField returns a field; an empty hint takes no space.
func NewField(name, hint string, entry *Entry) *Field {
	entry.Name = name
	f := &Field{Entry: entry, hint: hint, under: NewText(Caption, hint)}
	f.Object = Column(4, NewText(Strong, name), entry, f.under)
	if hint == "" {
		f.under.Hide()
	}
	return f
}

// Beside puts a button at the right of the entry.
func (f *Field) Beside(button fyne.CanvasObject) {
	f.Object.Objects[1] = Row(nil, f.Entry, button)
}

// Complain shows what is wrong with the field; empty shows the hint again.
func (f *Field) Complain(text string) { f.say("✕ ", text, ToneError) }

// Warn says what may be wrong with the field; empty shows the hint again.
func (f *Field) Warn(text string) { f.say("! ", text, ToneWarning) }

func (f *Field) say(mark, text string, tone Tone) {
	f.Entry.complaint = text
	f.under.SetTone(ToneNone)
	shown := f.hint
	if text != "" {
		shown = mark + text
		f.under.SetTone(tone)
	}
	f.under.SetText(shown)
	if shown == "" {
		f.under.Hide()
	} else {
		f.under.Show()
	}
	f.Object.Refresh()
}

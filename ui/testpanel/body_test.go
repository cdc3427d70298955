package testpanel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	suretheme "github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/uitest"
)

func TestBodyText(t *testing.T) {
	for _, c := range []struct {
		name, body, want string
		text             bool
	}{
		{"nothing", "", "(empty body)", false},
		{"white space", " \r\n\t", "(empty body)", false},
		{"object", `{"b":1,"a":[true,null]}`, "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}", true},
		{"long number stays", `{"id":12345678901234567890.10}`, "{\n  \"id\": 12345678901234567890.10\n}", true},
		{"plain text", "service\r\nreachable", "service\nreachable", true},
		{"cut JSON", `{"a":[1,`, `{"a":[1,`, true},
		{"escape sequence", "a\x1b[31mred", `a\u001b[31mred`, true},
		{"right-to-left override", "a\u202eb", `a\u202eb`, true},
		{"old line end", "a\rb", "a\nb", true},
		{"tab", "a\tb", "a    b", true},
		{"binary", "\x00\x01\x02", "(3 bytes that are not text; press Save to keep them)", false},
		{"cut in the middle of a character", "abc\xe2\x82", "abc", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			read := read([]byte(c.body))
			if got, text := read.shown(), read.kind == textBody; got != c.want || text != c.text {
				t.Errorf("got %q, %v; want %q, %v", got, text, c.want, c.text)
			}
		})
	}
}

// A megabyte of nested brackets, indented, would take gigabytes.
func TestBodyTextDeepNesting(t *testing.T) {
	deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	body := "[" + strings.Repeat(deep+",", 100) + "1]"
	got := read([]byte(body)).text
	if len(got) != len(body) {
		t.Errorf("%d bytes became %d", len(body), len(got))
	}
	if n := nesting([]byte(`{"[[[":"\"[["}`)); n != 1 {
		t.Errorf("brackets in strings counted: %d", n)
	}
}

func TestNestingThatIsIndented(t *testing.T) {
	for depth, indented := range map[int]bool{maxIndentDepth: true, maxIndentDepth + 1: false} {
		text := read([]byte(strings.Repeat("[", depth) + "1" + strings.Repeat("]", depth))).text
		if got := strings.Contains(text, "\n"); got != indented {
			t.Errorf("depth %d indented: %v", depth, got)
		}
	}
}

func TestSizeText(t *testing.T) {
	for n, want := range map[int]string{
		1: "1 byte", 1023: "1,023 bytes", 1024: "1 KB", 1024*1024 - 1024: "1023 KB", 1024 * 1024: "1.0 MB",
	} {
		if got := sizeText(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// numbered returns a bench with an answer of 200 lines, "line 000" and on.
func numbered(t *testing.T) (*bench, *bodyView) {
	b := newBench(t)
	lines := make([]string, 200)
	for i := range lines {
		lines[i] = fmt.Sprintf("line %03d", i)
	}
	b.called(t, result("/restapi/v1.0/x", 200, strings.Join(lines, "\n")))
	return b, b.body(t)
}

// drawn returns the texts of the rows that have objects.
func drawn(v *bodyView) []string {
	var found []string
	for _, o := range test.WidgetRenderer(v.sheet).Objects() {
		if line, ok := o.(*canvas.Text); ok {
			found = append(found, line.Text)
		}
	}
	return found
}

func TestBodyScrollsByKeyboard(t *testing.T) {
	b, v := numbered(t)
	step := v.sheet.cell().Height
	page := v.scroll.Size().Height - step
	end := v.sheet.MinSize().Height - v.scroll.Size().Height
	b.window.Canvas().Focus(v)
	for _, c := range []struct {
		key  fyne.KeyName
		want float32
	}{
		{fyne.KeyUp, 0},
		{fyne.KeyDown, step},
		{fyne.KeyPageDown, step + page},
		{fyne.KeySpace, step + 2*page},
		{fyne.KeyPageUp, step + page},
		{fyne.KeyUp, page},
		{fyne.KeyEnd, end},
		{fyne.KeyDown, end},
		{fyne.KeyHome, 0},
	} {
		uitest.Key(b.window, c.key)
		if got := v.scroll.Offset.Y; math.Abs(float64(got-c.want)) > 0.1 {
			t.Errorf("%s scrolls to %v, want %v", c.key, got, c.want)
		}
	}
	uitest.Key(b.window, fyne.KeyEnd)
	if rows := drawn(v); len(rows) == 0 || rows[len(rows)-1] != "line 199" {
		t.Errorf("the end shows %q", rows)
	}
	// Half a row is above the view and half a row below it: both are drawn.
	v.scroll.ScrollToOffset(fyne.NewPos(0, 20.5*step))
	v.sheet.Refresh()
	rows := drawn(v)
	low := int((v.scroll.Offset.Y + v.scroll.Size().Height - theme.InnerPadding() - 1) / step)
	if last := fmt.Sprintf("line %03d", low); !slices.Contains(rows, last) {
		t.Errorf("%s is not among %q", last, rows)
	}
	escaped := false
	b.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { escaped = e.Name == fyne.KeyEscape })
	if uitest.Key(b.window, fyne.KeyEscape); !escaped {
		t.Error("the body keeps Esc for itself")
	}
}

func TestBodyShowsItsFocus(t *testing.T) {
	b, v := numbered(t)
	ring := test.WidgetRenderer(v).Objects()[0].(*canvas.Rectangle)
	quiet := ring.StrokeColor
	b.window.Canvas().Focus(v)
	if ring.StrokeColor == quiet || ring.StrokeWidth < 2 {
		t.Error("nothing tells where the keyboard is")
	}
	if b.window.Canvas().Unfocus(); ring.StrokeColor != quiet {
		t.Error("the ring stays")
	}
}

func TestBodyBreaksAtItsWidth(t *testing.T) {
	b := newBench(t)
	b.called(t, result("/restapi/v1.0/x", 200, strings.Repeat("x", 300)))
	v := b.body(t)
	wide := len(v.rows)
	b.window.Resize(fyne.NewSize(500, 720))
	uitest.Layout(b.window)
	if narrow := len(v.rows); narrow <= wide {
		t.Errorf("%d rows in a wide window, %d in a narrow one", wide, narrow)
	}
}

// Larger text in the same place: no layout may follow the change.
func TestBodyBreaksAtItsTextSize(t *testing.T) {
	uitest.App(t)
	v := newBodyView(nil)
	v.Resize(fyne.NewSize(400, 300))
	v.SetText(strings.Repeat("x", 300))
	small := len(v.rows)
	fyne.CurrentApp().Settings().SetTheme(suretheme.New(suretheme.Light, 150))
	v.Refresh()
	if len(v.rows) <= small {
		t.Errorf("%d rows of large text, %d of small", len(v.rows), small)
	}
}

func TestBodyIsSelectedWithTheMouse(t *testing.T) {
	b, v := numbered(t)
	cell, pad := v.sheet.cell(), theme.InnerPadding()
	at := func(row, column int) fyne.Position {
		return fyne.NewPos(pad+float32(column)*cell.Width, pad+(float32(row)+0.5)*cell.Height)
	}
	drag := func(from, to fyne.Position) {
		v.sheet.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: from}, Button: desktop.MouseButtonPrimary})
		v.sheet.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}})
	}
	marks := func() (found []string) { // row, first column and width of what is marked
		for i, o := range test.WidgetRenderer(v.sheet).Objects() {
			if o.Size().Width > 0 && i%2 == 0 {
				found = append(found, fmt.Sprintf("%d:%.0f+%.0f", i/2, (o.Position().X-pad)/cell.Width, o.Size().Width/cell.Width))
			}
		}
		return found
	}
	for _, c := range []struct {
		name     string
		from, to fyne.Position
		want     string
		marked   []string
	}{
		{"forwards", at(1, 5), at(3, 4), "001\nline 002\nline", []string{"1:5+3", "2:0+8", "3:0+4"}},
		{"backwards", at(3, 4), at(1, 5), "001\nline 002\nline", []string{"1:5+3", "2:0+8", "3:0+4"}},
		{"past the end of the line", at(0, 5), at(0, 70), "000", []string{"0:5+3"}},
		{"before the start", at(0, 4), fyne.NewPos(-50, -50), "line", []string{"0:0+4"}},
		{"nothing", at(2, 2), at(2, 2), "", nil},
	} {
		drag(c.from, c.to)
		if got := v.SelectedText(); got != c.want {
			t.Errorf("%s: selected %q", c.name, got)
		}
		if got := marks(); !slices.Equal(got, c.marked) {
			t.Errorf("%s: marked %q, want %q", c.name, got, c.marked)
		}
	}
	if b.window.Canvas().Focused() != v {
		t.Error("Ctrl+C would not reach the body")
	}
	b.copied = "kept"
	if v.TypedShortcut(&fyne.ShortcutCopy{}); b.copied != "kept" {
		t.Errorf("nothing selected, %q copied", b.copied)
	}
	drag(at(0, 0), at(0, 4))
	v.sheet.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at(2, 2)}, Button: desktop.MouseButtonSecondary})
	if v.TypedShortcut(&fyne.ShortcutCopy{}); b.copied != "line" {
		t.Errorf("the right button changed the selection to %q", b.copied)
	}
	drag(at(0, 0), fyne.NewPos(pad, v.scroll.Size().Height))
	if v.scroll.Offset.Y == 0 {
		t.Error("a drag below the view does not scroll")
	}
	if drag(at(5, 0), fyne.NewPos(pad, 0)); v.scroll.Offset.Y != 0 {
		t.Error("a drag above the view does not scroll back")
	}
	drag(at(199, 5), fyne.NewPos(pad+200*cell.Width, v.sheet.MinSize().Height+100))
	if got := v.SelectedText(); got != "199" {
		t.Errorf("to below the last line: %q", got)
	}
}

func TestRows(t *testing.T) {
	text := "first\n\n" + strings.Repeat("x", 25) + "\n漢字漢字漢字"
	var got []string
	for _, s := range rows(text, 10) {
		got = append(got, text[s.start:s.end])
	}
	want := []string{"first", "", strings.Repeat("x", 10), strings.Repeat("x", 10), "xxxxx", "漢字漢字漢", "字"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whatever comes, the rows cover the text exactly, and what is shown has no
// character without a shape. JSON keeps its meaning.
func FuzzBodyText(f *testing.F) {
	f.Add([]byte(`{"a":[1,2,{"b":"c"}]}`), 12)
	f.Add([]byte("plain\r\n\ttext \x1b[0m"), 3)
	f.Add([]byte{0xff, 0xfe}, 1)
	f.Fuzz(func(t *testing.T, body []byte, columns int) {
		text := read(body).text
		if !utf8.ValidString(text) {
			t.Fatalf("not UTF-8: %q", text)
		}
		if strings.ContainsAny(text, "\x00\x1b\r\t\u202e") {
			t.Fatalf("control characters: %q", text)
		}
		end := 0
		for i, s := range rows(text, columns%200) {
			if i > 0 && s.start != end && s.start != end+1 {
				t.Fatalf("row %d starts at %d after %d", i, s.start, end)
			}
			end = s.end
		}
		if end != len(text) {
			t.Fatalf("rows end at %d of %d", end, len(text))
		}
		var before, after any
		if json.Unmarshal(body, &before) == nil && json.Unmarshal([]byte(text), &after) == nil {
			a, _ := json.Marshal(before)
			b, _ := json.Marshal(after)
			if !bytes.Equal(a, b) && !strings.Contains(text, `\u`) {
				t.Fatalf("meaning changed: %s to %s", a, b)
			}
		}
	})
}

func BenchmarkBodyText(b *testing.B) {
	body := bytes.Repeat([]byte(`{"id":12,"name":"Ada Jones","extension":"101","list":[1,2,3]},`), 1<<20/62)
	body = append(append([]byte("["), bytes.TrimSuffix(body, []byte(","))...), ']')
	for b.Loop() {
		text := read(body).text
		rows(text, 100)
	}
}

package connections

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

var now = uitest.NewLoop().Now()

func TestEmptyListHasOneWayOn(t *testing.T) {
	b := newBench(t)
	b.says("No connection yet")
	uitest.Key(b.window, fyne.KeyReturn) // the focus is on the one button
	if b.connected != 1 {
		t.Error("Enter does not lead to the Connect page")
	}
	if uitest.Button(b.window.Content(), "Verify all") != nil {
		t.Error("nothing to verify, and yet a button for it")
	}
}

func TestListAndSearch(t *testing.T) {
	b := newBench(t, northwind(now), contoso(now))
	if b.count != 2 {
		t.Errorf("the sidebar was told %d", b.count)
	}
	b.says("2 connections", "Northwind, Connected, Acme Sync · Northwind Traders / Ada Jones (ext. 101), verified 2 minutes ago · never expires",
		"Contoso, Not accepted")
	test.Type(b.page.search, "traders ada")
	if b.says("1 of 2 shown", "Northwind, Connected"); strings.Contains(b.words(), "Contoso") {
		t.Error("Contoso does not match")
	}
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says("Northwind Traders / Ada Jones")
	uitest.Key(b.window, fyne.KeyEscape)
	b.loop.Settle()
	b.page.search.SetText("nobody")
	b.says("Nothing found")
	b.press("Show all")
	b.says("2 connections")
}

func TestListByKeyboard(t *testing.T) {
	b := newBench(t, northwind(now), contoso(now))
	if b.window.Canvas().Focused() != b.page.list {
		t.Fatalf("focus on %T", b.window.Canvas().Focused())
	}
	uitest.Key(b.window, fyne.KeyDown) // what fails comes first
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says("Northwind Traders / Ada Jones", "Connected")
	uitest.Key(b.window, fyne.KeyEscape)
	b.loop.Settle()
	b.says("2 connections")
	b.page.Open(contoso(now))
	b.page.Find()
	if b.window.Canvas().Focused() != b.page.search {
		t.Errorf("Ctrl+F puts the focus on %T", b.window.Canvas().Focused())
	}
}

func TestUnreadableStoreIsSaid(t *testing.T) {
	b := newBench(t)
	b.fake.listErr = core.Fail("list", finding.New(finding.StoreBusy), nil)
	b.page.Reload()
	b.loop.Settle()
	b.says(finding.New(finding.StoreBusy).Title)
	b.fake.listErr, b.fake.list = nil, []core.Connection{northwind(now)}
	b.press("Try again")
	b.loop.Settle()
	b.says("Northwind, Connected")
}

// begin presses the button; what the verifications tell is told by the test.
func (b *bench) begin(button string) onboard.Batch {
	b.t.Helper()
	var told onboard.Batch
	b.fake.verifyAll = func(_ context.Context, _ []string, how onboard.Batch) { told = how }
	b.press(button)
	b.loop.Work()
	return told
}

func TestVerifyAll(t *testing.T) {
	b := newBench(t, northwind(now), contoso(now))
	b.fake.verifyAll = func(_ context.Context, ids []string, how onboard.Batch) {
		if len(ids) != 2 {
			t.Errorf("verifies %v", ids)
		}
		c := contoso(now)
		c.LastCode = finding.AppBlocked
		how.Each(1, 2, core.Verdict{Connected: true})
		how.Each(2, 2, core.Verdict{Connection: &c, Findings: []core.Finding{finding.NewAnswer(finding.AppBlocked, finding.Answer{App: "Acme Sync"})}})
	}
	b.press("Verify all")
	b.loop.Work()
	b.says("0 of 2 verified", "Verify all, working")
	b.loop.Settle()
	b.says("1 of 2 work", "The app provider’s turn: 1")
	b.press("Dismiss")
	if f, ok := b.window.Canvas().Focused().(*widgets.Button); !ok || f.Text() != "Verify all" {
		t.Errorf("dismissing leaves the focus on %T", b.window.Canvas().Focused())
	}
	if strings.Contains(b.words(), "1 of 2 work") {
		t.Error("not dismissed")
	}
}

// The button says what it would do, and does that.
func TestVerifyThoseShown(t *testing.T) {
	b := newBench(t, many()...)
	b.press("Failing 3")
	b.says("3 of 8 shown")
	var verified []string
	b.fake.verifyAll = func(_ context.Context, ids []string, how onboard.Batch) {
		verified = ids
		how.Each(1, 3, core.Verdict{Connected: true})
		how.Each(2, 3, core.Verdict{Findings: []core.Finding{finding.NewOffline("x")}})
		how.Each(3, 3, core.Verdict{Findings: []core.Finding{finding.New(finding.Cancelled)}})
	}
	b.press("Verify the 3 shown")
	b.loop.Settle()
	if strings.Join(verified, "") != "egf" {
		t.Errorf("verified %v", verified)
	}
	b.says("Cancelled after 2 of 3: 1 work, 1 do not", "Your IT’s turn: 1")
	b.press("Your IT’s turn: 1")
	b.says("f offline", "1 of 8 shown")
	uitest.Key(b.window, fyne.KeyEscape)
	b.says("8 connections")
}

// Progress takes its room from the list: nothing is painted over it.
func TestProgressLiesAboveTheList(t *testing.T) {
	var all []core.Connection
	for i := range 60 {
		c := northwind(now)
		c.ID, c.Name = fmt.Sprint(i), fmt.Sprintf("Northwind %d", i)
		all = append(all, c)
	}
	b := newBench(t, all...)
	b.window.Resize(fyne.NewSize(720, 520))
	b.page.Reload()
	b.loop.Settle()
	b.begin("Verify all")
	b.page.every.waits(0, b.loop.Now().Add(42*time.Second))
	driver := fyne.CurrentApp().Driver()
	bottom := driver.AbsolutePositionForObject(b.page.every.stop).Y + b.page.every.stop.Size().Height
	if top := driver.AbsolutePositionForObject(b.page.list).Y; top < bottom {
		t.Errorf("the list begins at %v, the progress ends at %v", top, bottom)
	}
	b.says("0 of 60 verified · at least 12 minutes left", "next sign-in in 42 seconds")
}

func TestVerifyAllCountsDownWhileItWaits(t *testing.T) {
	b := newBench(t, northwind(now), contoso(now))
	b.fake.verifyAll = func(ctx context.Context, _ []string, how onboard.Batch) {
		if ctx.Err() == nil {
			t.Error("not cancelled")
		}
		for i := range 2 {
			how.Each(i+1, 2, core.Verdict{Findings: []core.Finding{finding.New(finding.Cancelled)}})
		}
	}
	b.press("Verify all")
	b.loop.Advance(3 * time.Second)
	if strings.Contains(b.words(), "next sign-in") {
		t.Error("says that it waits before it does")
	}
	b.page.every.waits(0, b.loop.Now().Add(12*time.Second))
	b.page.every.waits(0, b.loop.Now().Add(30*time.Second)) // the first that goes on counts
	b.says("next sign-in in 12 seconds", "five a minute")
	b.loop.Advance(10 * time.Second)
	b.says("next sign-in in 2 seconds")
	b.loop.Advance(2 * time.Second)
	if strings.Contains(b.words(), "next sign-in") {
		t.Error("still says that it waits")
	}
	uitest.Key(b.window, fyne.KeyEscape)
	b.loop.Settle()
	b.says("Cancelled after 0 of 2")
	b.loop.Advance(time.Minute)
	b.says("Cancelled after 0 of 2")
}

// Tab goes through the toolbar before the list below it.
func TestTabWalksTheListPageFromAbove(t *testing.T) {
	b := newBench(t, northwind(now), contoso(now))
	c := b.window.Canvas()
	c.Focus(b.page.search)
	var order []string
	for range 7 {
		c.FocusNext()
		switch f := c.Focused().(type) {
		case *widgets.Button:
			order = append(order, f.Text())
		default:
			order = append(order, fmt.Sprintf("%T", f))
		}
	}
	if got := strings.Join(order, ", "); got != "Verify all, New connection, All 2, Failing 1, Connected 1, Sorted by need, *connections.list" {
		t.Error(got)
	}
}

// In the smallest window with the largest text the page scrolls, so that the rows of
// the list, which has the keyboard, can be seen.
func TestRowsAreInViewInLargeText(t *testing.T) {
	b := newBench(t)
	test.ApplyTheme(t, theme.New(theme.Light, 200))
	b.window.Resize(fyne.NewSize(uitest.Smallest.Width, uitest.Smallest.Height-100)) // without the row of places
	for i := range 62 {
		c := northwind(now)
		c.ID, c.Name = fmt.Sprint(i), fmt.Sprintf("Northwind %d", i)
		b.fake.list = append(b.fake.list, c)
	}
	b.page.Reload()
	b.loop.Settle()
	uitest.Layout(b.window)
	b.page.Focus()
	first := find[*row](t, b.page.list)
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(first).Y
	if room := b.window.Canvas().Size().Height - top; top < 0 || room < 2*rowHeight(true) {
		t.Errorf("the first row begins at %v; %v are left, two rows need %v", top, room, 2*rowHeight(true))
	}
	b.page.Find()
	if !uitest.InView(b.window, b.page.search) {
		t.Error("the search is out of view")
	}
}

// A background refresh leaves the keyboard where it is.
func TestFiltersKeepTheKeyboard(t *testing.T) {
	b := newBench(t, many()...)
	filter := uitest.Button(b.window.Content(), "Failing 3")
	b.window.Canvas().Focus(filter)
	b.page.Reload()
	b.loop.Settle()
	if uitest.Button(b.window.Content(), "Failing 3") != filter {
		t.Error("the button with the keyboard was replaced by another")
	}
	sort := uitest.Button(b.window.Content(), "Sorted by need")
	b.window.Canvas().Focus(sort)
	uitest.Key(b.window, fyne.KeyReturn)
	b.says("Sorted by name")
	if b.window.Canvas().Focused() != fyne.Focusable(sort) {
		t.Error("sorting loses the keyboard")
	}
}

// The end of a round takes the keyboard from nobody who went on meanwhile.
func TestEndOfARoundLeavesTheKeyboard(t *testing.T) {
	b := newBench(t, northwind(now), contoso(now))
	b.begin("Verify all")
	b.page.Find()
	b.loop.Settle()
	if b.window.Canvas().Focused() != b.page.search {
		t.Errorf("the focus is on %T", b.window.Canvas().Focused())
	}
	b.begin("Verify all")
	b.loop.Settle()
	if b.window.Canvas().Focused() != b.page.every.button {
		t.Errorf("after Cancel has gone the focus is on %T", b.window.Canvas().Focused())
	}
}

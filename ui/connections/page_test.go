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
	b.says("2 connections", "Northwind, Connected, Northwind Traders / Ada Jones (ext. 101), verified 2 minutes ago · never expires",
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
	uitest.Key(b.window, fyne.KeyDown)
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says("Contoso Ltd / Service", "Not accepted")
	uitest.Key(b.window, fyne.KeyEscape)
	b.loop.Settle()
	b.says("2 connections")
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

func TestVerifyAll(t *testing.T) {
	b := newBench(t, northwind(now), contoso(now))
	var tell func(done, total int, v core.Verdict)
	b.fake.verifyAll = func(_ context.Context, ids []string, how onboard.Batch) {
		if len(ids) != 2 {
			t.Errorf("verifies %v", ids)
		}
		tell = how.Each
		tell(1, 2, core.Verdict{Connected: true})
	}
	b.press("Verify all")
	b.loop.Work()
	b.says("0 of 2 verified", "Verify all, working")
	b.loop.Advance(0)
	tell(2, 2, core.Verdict{})
	b.loop.Settle()
	b.says("1 of 2 work")
	b.press("Dismiss")
	if f, ok := b.window.Canvas().Focused().(*widgets.Button); !ok || f.Text() != "Verify all" {
		t.Errorf("dismissing leaves the focus on %T", b.window.Canvas().Focused())
	}
	if strings.Contains(b.words(), "1 of 2 work") {
		t.Error("not dismissed")
	}
}

// An estimate of seconds beside a pause of a minute would be a lie.
func TestVerifyAllDoesNotEstimateWhileItWaits(t *testing.T) {
	b := newBench(t, northwind(now), contoso(now))
	b.fake.verifyAll = func(context.Context, []string, onboard.Batch) {}
	b.press("Verify all")
	b.page.every.one(1, 2, core.Verdict{Connected: true})
	b.loop.Advance(3 * time.Second)
	b.says("about 3 seconds left")
	b.page.every.waits(b.loop.Now().Add(59 * time.Second))
	if words := b.words(); strings.Contains(words, "left") || !strings.Contains(words, "next sign-in in 59 seconds") {
		t.Error(words)
	}
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
	b.page.every.waits(b.loop.Now().Add(12 * time.Second))
	b.page.every.waits(b.loop.Now().Add(30 * time.Second)) // the first that goes on counts
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
	for range 3 {
		c.FocusNext()
		switch f := c.Focused().(type) {
		case *widgets.Button:
			order = append(order, f.Text())
		default:
			order = append(order, fmt.Sprintf("%T", f))
		}
	}
	if got := strings.Join(order, ", "); got != "Verify all, New connection, *connections.list" {
		t.Error(got)
	}
}

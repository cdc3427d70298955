package connect

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// Limits of the page's work. A keychain may ask the user for a password, so a
// connect may take long before it is given up.
const (
	connectLimit = 3 * time.Minute
	smallLimit   = 30 * time.Second
)

// Service is what the page needs of onboard.Service; it may also be a Signer.
// Both may take long and are called off the UI thread.
type Service interface {
	// HasClientSecret reports whether the keychain holds the app's secret.
	HasClientSecret(ctx context.Context, profileID string) (bool, error)
	// Seal seals the credential of a connection for the provider of its app.
	Seal(ctx context.Context, connectionID string) (handover.Sealed, core.Profile, error)
	Connect(ctx context.Context, r onboard.ConnectRequest, progress onboard.Progress) core.Verdict
	ConfirmHosts(ctx context.Context, profileID string, hosts []string) (core.Profile, error)
}

// Courier hands over what was sealed; *handover.Courier is one. Its methods are
// called off the UI thread.
type Courier interface {
	HandOver(ctx context.Context, p core.Profile, s handover.Sealed) (handover.Status, string, error)
	Follow(ctx context.Context, p core.Profile, follow string, each func(handover.Status)) (handover.Status, error)
}

// Checker looks at a pasted text without any network, fast enough for the UI
// thread.
type Checker interface {
	Check(text string) core.Check
}

// Clipboard is the system's clipboard, used on the UI thread only.
type Clipboard interface {
	Content() string
	SetContent(text string)
}

// Deps are what the page needs. Functions without a comment must be set.
type Deps struct {
	Worker  *worker.Worker
	Service Service
	// CheckerFor returns at once a checker that knows the profile only.
	CheckerFor func(p core.Profile) Checker
	// LoadChecker returns one that also knows the client secret and the
	// credentials in use. It may be slow and is called off the UI thread.
	LoadChecker func(ctx context.Context, p core.Profile) Checker
	// Open opens the address in a browser; an error means that none opened.
	Open func(ctx context.Context, address string) error
	// Plausible says whether a text looks like a credential.
	Plausible func(text string) bool
	Clipboard Clipboard
	// Courier returns one that goes the way that the settings in force say. It is
	// called off the UI thread.
	Courier func(ctx context.Context) (Courier, error)
	// Save lets the user choose where a file goes, and tells when it is there.
	Save func(name string, content []byte, saved func(path string))
	// Profile is told when the user chose another profile. It may be nil.
	Profile func(p core.Profile)
	// Connected is told of each new connection. It may be nil.
	Connected func(c core.Connection)
	// Test opens the test panel of a connection.
	Test func(connectionID string)
	// Done leaves the page after a success.
	Done func()
	// Build stands in texts for support.
	Build buildinfo.Info
}

// Page is the Connect page. All methods belong to the UI thread. It keeps what
// was pasted for as long as the window lives.
type Page struct {
	deps    Deps
	state   state
	checker Checker
	// later is the profile that was chosen while a connect ran.
	later *core.Profile

	connecting, opener, loading, dropping, confirming, inspecting, handing *worker.Slot
	stopTick                                                               func()

	scroll  *container.Scroll
	content *fyne.Container
	heading *fyne.Container
	chooser *fyne.Container
	one     *stepOne
	two     *stepTwo
	three   *stepThree
}

// New returns the page without a profile; SetProfiles gives it some.
func New(d Deps) *Page {
	p := &Page{deps: d, stopTick: func() {}}
	p.connecting, p.opener, p.loading, p.dropping, p.confirming, p.inspecting, p.handing =
		d.Worker.Slot(), d.Worker.Slot(), d.Worker.Slot(), d.Worker.Slot(), d.Worker.Slot(), d.Worker.Slot(), d.Worker.Slot()
	p.build()
	return p
}

func (p *Page) build() {
	p.one, p.two, p.three = newStepOne(p), newStepTwo(p), newStepThree(p)
	p.heading = widgets.Column(4)
	p.chooser = widgets.Column(4)
	p.content = widgets.Column(widgets.Gap(), widgets.Inset(4, 0, p.heading), p.chooser,
		p.one.card.Object, p.two.card.Object, p.three.card.Object)
	p.scroll = widgets.NewPage(p.content)
	p.showProfile()
	p.render()
}

// Object is what to put into the window.
func (p *Page) Object() fyne.CanvasObject { return p.scroll }

// SetProfiles tells which profiles there are and which one to connect; an
// unknown id means the first. What was pasted stays and is checked again.
func (p *Page) SetProfiles(profiles []core.Profile, id string) {
	p.state.profiles = profiles
	chosen := core.Profile{}
	for i, prof := range profiles {
		if i == 0 || prof.ID == id {
			chosen = prof
		}
	}
	p.setProfile(chosen)
}

// Profile returns the one that is being connected; its ID is empty when there
// is none.
func (p *Page) Profile() core.Profile { return p.state.profile }

// Shown does nothing: what stands on the page stays.
func (p *Page) Shown() {}

// Unsaved says that closing the window would lose a pasted text or stop a
// running connect; it is empty when it would not.
func (p *Page) Unsaved() string {
	if p.state.unsaved() {
		return lang.T("close.connect")
	}
	return ""
}

// WindowFocused is called when the window comes to the front while the page is
// shown: the only time at which the page looks at the clipboard unasked.
func (p *Page) WindowFocused() {
	if !p.state.mayOffer() {
		return
	}
	text := p.deps.Clipboard.Content()
	offer := core.Secret{}
	if len(text) <= widgets.MaxSecret && p.deps.Plausible(text) {
		offer = core.NewSecret(text)
	}
	if offer.Fingerprint() == p.state.declined || offer.Equal(p.state.raw) {
		offer = core.Secret{}
	}
	if offer.Empty() && p.state.offered.Empty() {
		return
	}
	p.state.offered = offer
	p.render()
	if !offer.Empty() {
		widgets.Focus(p.two.use)
	}
}

// Drop takes a dropped file as if its text had been pasted.
func (p *Page) Drop(files []fyne.URI) {
	if len(files) == 0 || p.state.busy() || p.state.done() {
		return
	}
	worker.Run(p.dropping, smallLimit,
		func(context.Context) (string, error) { return widgets.ReadDropped(files[0]) },
		p.dropped)
}

// Focus puts the keyboard focus where the next action is.
func (p *Page) Focus() {
	switch p.state.current() {
	case 1:
		p.one.focus()
		if p.state.opening == notOpened {
			p.scroll.ScrollToTop() // a first look begins with the title
		}
	case 2:
		widgets.Reveal(p.two.card.Object)
		p.two.focus()
		p.two.reveal()
	default:
		widgets.Reveal(p.three.card.Object)
		p.three.focus()
	}
}

// Reset makes the page ready for another connection.
func (p *Page) Reset() {
	p.stopTick()
	p.connecting.Drop()
	p.opener.Drop()
	p.inspecting.Drop()
	p.handing.Drop()
	p.state = state{profiles: p.state.profiles, profile: p.state.profile, secret: p.state.secret}
	p.two.field.Clear()
	prof := p.state.profile
	if p.later != nil {
		prof = *p.later
	}
	p.setProfile(prof)
	p.Focus()
}

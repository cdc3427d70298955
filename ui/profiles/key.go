package profiles

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/profile"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// keyExtension is how the names of files with the private part of a key end.
const keyExtension = ".identity"

// keying is where the making of a key for what is handed over stands.
type keying struct {
	making bool
	// made is the file with the private part, recipient the public part, and there
	// a file that stands in the way; empty for none.
	made, recipient, there string
	// failed is true when the file could not be written.
	failed bool
}

// ways are who uses a connection, in the order of the list.
var ways = []core.ConnectVia{core.ConnectHere, core.ConnectSealed, core.ConnectHub}

// usePart is the part of the form that says who uses the connection.
type usePart struct {
	maker *Maker
	way   *widgets.Chooser
	via   core.ConnectVia
	// handed shows where something is handed over.
	handed *fyne.Container
	file   *widgets.Field
	make   *widgets.Button
	said   *fyne.Container
}

func newUsePart(m *Maker, add func(id, name, hint, placeholder string) *widgets.Field) *usePart {
	u := &usePart{maker: m, via: core.ConnectHere, said: widgets.Column(8)}
	u.way = widgets.NewChooser(lang.T("maker.handover.way"), []string{
		lang.T("maker.handover.here"), lang.T("maker.handover.sealed"), lang.T("maker.handover.hub"),
	}, 0, func(i int) {
		u.via = ways[i]
		m.render()
	})
	u.file = widgets.NewField(lang.T("maker.handover.file"), lang.T("maker.handover.file_hint"), widgets.NewEntry("", u.onMake))
	u.make = widgets.NewButton(widgets.Secondary, lang.T("maker.handover.make"), u.onMake)
	u.handed = widgets.Column(14,
		u.file.Object, widgets.Flow(8, u.make), u.said,
		add(fieldRecipient, lang.T("maker.handover.recipient"), lang.T("maker.handover.recipient_hint"), "age1…").Object,
		add(fieldHandoverURL, lang.T("maker.handover.url"), lang.T("maker.handover.url_hint"), "https://example.com/sureline/v1/handovers").Object)
	return u
}

// target is the file for the private part.
func (u *usePart) target() string {
	if path := pathOf(u.file.Entry.Text, runtime.GOOS == "windows"); path != "" {
		return path
	}
	return filepath.Join(u.maker.deps.Folder, profile.SuggestID(u.maker.draft().name)+keyExtension)
}

func (u *usePart) onMake() {
	m, path, makeKey := u.maker, u.target(), u.maker.deps.MakeKey
	m.state.key = keying{making: true}
	m.render()
	worker.Run(m.keys, workLimit, func(ctx context.Context) (string, error) { return makeKey(ctx, path) },
		func(recipient string, err error) {
			m.state.key = keying{}
			switch {
			case errors.Is(err, fs.ErrExist):
				m.state.key.there = path
			case err != nil:
				m.state.key.failed = true
			default:
				m.state.key.made, m.state.key.recipient = path, recipient
				m.fields[fieldRecipient].Entry.SetText(recipient)
			}
			m.render()
			widgets.RevealNew(u.said)
		})
}

// render shows the state.
func (u *usePart) render() {
	widgets.Show(u.handed, u.via != core.ConnectHere)
	u.file.Entry.SetPlaceHolder(filepath.Join(u.maker.deps.Folder, profile.SuggestID(u.maker.draft().name)+keyExtension))
	k := u.maker.state.key
	u.make.SetBusy(k.making)
	switch {
	case k.there != "":
		widgets.Replace(u.said, widgets.NewNote(widgets.ToneError, lang.T("maker.handover.there", lang.S{"path": k.there})))
	case k.failed:
		widgets.Replace(u.said, widgets.NewNote(widgets.ToneError, lang.T("save.refused")))
	case k.made != "":
		widgets.Replace(u.said, widgets.NewNote(widgets.ToneWarning, lang.T("maker.handover.made", lang.S{"path": k.made})),
			widgets.NewText(widgets.Caption, lang.T("connect.hand.key", lang.S{"fingerprint": handover.Fingerprint(k.recipient)})))
	default:
		widgets.Replace(u.said)
	}
}

// shows reports whether a field of the form is in sight.
func (d draft) shows(field string) bool {
	return d.handsOver() || !slices.Contains([]string{fieldRecipient, fieldHandoverURL}, field)
}

package finding

import (
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// NewKeychain says what is wrong with this computer's keychain: one of the codes
// that begin with "keychain-", but keychain-timed-out.
func NewKeychain(code core.Code) core.Finding {
	return build(code, "", text.Slots{"keychain": text.Keychain()})
}

// NewKeychainTimedOut says that the keychain gave no answer in time.
func NewKeychainTimedOut(after time.Duration) core.Finding {
	return build(KeychainTimedOut, "", text.Slots{"keychain": text.Keychain(), "time": after})
}

// NewClientSecretMissing says that the client secret of the profile's app is not in
// the keychain, and who has it.
func NewClientSecretMissing(p core.Profile) core.Finding {
	f := build(ClientSecretMissing, either(p.SupportEmail != "", "mail"), text.Slots{"app": p.Name, "mail": p.SupportEmail})
	return WithDetail(f, map[string]string{"profile": p.ID, "client_id": p.ClientID})
}

// NewProfileUnreadable says that the profile file cannot be read.
func NewProfileUnreadable(file string) core.Finding {
	return build(ProfileUnreadable, "", text.Slots{"file": file})
}

// NewProfileUnwritable says that the profile file cannot be written, or is there
// already.
func NewProfileUnwritable(file string, exists bool) core.Finding {
	variant := "unwritable"
	if exists {
		variant = "exists"
	}
	return build(ProfileUnreadable, variant, text.Slots{"file": file})
}

// Place is where in a file a mistake stands.
type Place struct {
	// File is its name, "" for what is in no file yet.
	File string
	// Line counts from 1; 0 where the key is missing.
	Line int
	// Key is "" for a line that cannot be read.
	Key string
}

// variant returns how the place is told.
func (p Place) variant() string {
	switch {
	case p.File == "":
		return "value"
	case p.Line == 0:
		return "missing"
	case p.Key == "":
		return "line"
	}
	return ""
}

func (p Place) slots(why text.Sentence) text.Slots {
	return text.Slots{"file": p.File, "line": p.Line, "key": p.Key, "reason": why}
}

// NewProfileInvalid says what is wrong with a profile. Why completes a sentence
// behind a colon.
func NewProfileInvalid(at Place, why text.Sentence) core.Finding {
	return build(ProfileInvalid, at.variant(), at.slots(why))
}

// NewProfileUnknown says that there is no profile with the ID.
func NewProfileUnknown(id string) core.Finding {
	return build(ProfileUnknown, "", text.Slots{"profile": id})
}

// NewProfileInUse says that so many connections use the profile.
func NewProfileInUse(id string, connections int) core.Finding {
	return build(ProfileInUse, "", text.Slots{"profile": id, "count": connections})
}

// NewProfileChanges says that a known profile comes with other values of these
// keys, and which connections would use them.
func NewProfileChanges(name string, keys, connections []string) core.Finding {
	slots := text.Slots{"name": name, "keys": strings.Join(keys, ", "), "connections": strings.Join(connections, ", ")}
	return build(ProfileChanges, either(len(connections) == 0, "unused"), slots)
}

// NewNameTaken says that another connection has the name.
func NewNameTaken(name string) core.Finding { return build(NameTaken, "", text.Slots{"name": name}) }

// NewConnectionUnknown says that no connection has the name.
func NewConnectionUnknown(name string) core.Finding {
	return build(ConnectionUnknown, "", text.Slots{"name": name})
}

// NewSettingInvalid says why the value of a setting cannot be used; a value that is
// not to be shown is "". Where the setting's name is for programs, core/text has
// one for people under "setting.".
func NewSettingInvalid(setting, value string, why text.Sentence) core.Finding {
	slots := text.Slots{"setting": setting, "value": value, "reason": why}
	if key := "setting." + setting; text.English().Has(key) {
		slots["setting"] = text.Sentence{Key: key}
	}
	return build(SettingInvalid, either(value == "", "hidden"), slots)
}

// NewLeftOver says how a change that was interrupted was settled: completed, or
// taken back.
func NewLeftOver(name string, completed bool) core.Finding {
	return build(LeftOver, either(!completed, "taken-back"), text.Slots{"name": name})
}

// NewUnsettled says that a change could not be taken back yet.
func NewUnsettled(name string) core.Finding {
	return build(LeftOver, "unsettled", text.Slots{"name": name, "keychain": text.Keychain()})
}

// NewOrphan says that the keychain holds, or held until now, an item that nothing
// uses.
func NewOrphan(item string, removed bool) core.Finding {
	variant := "orphan"
	if removed {
		variant = "removed"
	}
	return build(LeftOver, variant, text.Slots{"name": item, "keychain": text.Keychain()})
}

// NewForeignItem says that the keychain holds an item that this store neither uses
// nor wrote.
func NewForeignItem(item string) core.Finding {
	return build(LeftOver, "foreign", text.Slots{"name": item, "keychain": text.Keychain()})
}

// NewCredentialGone says that a connection is listed without its credential.
func NewCredentialGone(name string) core.Finding {
	return build(LeftOver, "no-credential", text.Slots{"name": name, "keychain": text.Keychain()})
}

// NewCancelledUnsettled says that what was begun could not be taken back in time.
func NewCancelledUnsettled() core.Finding { return build(Cancelled, "unsettled", nil) }

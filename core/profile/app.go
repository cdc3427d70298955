package profile

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// newAppPage is where RingCentral's guide sends a provider to make an app
// (developer guide, "Creating an Install App Button").
const newAppPage = "https://developer.ringcentral.com/new-app"

// Limits of that page, in characters.
const (
	maxAppName        = 64
	maxAppDescription = 256
)

// NewApp is what the page for a new app is filled in with.
type NewApp struct {
	// Name is cut at 64 characters, Description at 256: the page's limits.
	Name, Description string
	// Permissions are names as in Permissions.
	Permissions []string
}

// NewAppLink returns the address of RingCentral's page for a new app, filled in
// for an app that other companies may use, without screens of its own, and with
// the "JWT auth flow".
//
// The guide documents name, desc, public, type and permissions. How to choose
// the flow it only shows, in two ways: grant-type=jwt in the JWT quick start,
// grantType=PersonalJWT in later ones. The link has both.
func NewAppLink(a NewApp) string {
	q := url.Values{
		"name": {cut(a.Name, maxAppName)}, "public": {"true"}, "type": {"ServerOther"},
		"grant-type": {"jwt"}, "grantType": {"PersonalJWT"},
	}
	if a.Description != "" {
		q.Set("desc", cut(a.Description, maxAppDescription))
	}
	link := newAppPage + "?" + q.Encode()
	if len(a.Permissions) > 0 {
		// The page takes one list with commas, which need no encoding.
		link += "&permissions=" + strings.ReplaceAll(url.QueryEscape(strings.Join(a.Permissions, ",")), "%2C", ",")
	}
	return link
}

func cut(text string, limit int) string {
	runes := []rune(strings.TrimSpace(text))
	return string(runes[:min(len(runes), limit)])
}

// Permission is an app permission that RingCentral's console offers.
type Permission struct {
	// Name is as in scopes and in answers of the platform.
	Name string
	// Title says in plain words what it lets the app do.
	Title string
}

// Permissions lists the app permissions that the guide names (developer guide,
// "Application permissions and scopes"). They are suggestions only: the console
// may offer others, and a profile may name any.
var Permissions = []Permission{
	{"ReadAccounts", "See the company's and users' names and numbers"},
	{"AI", "Analyse audio and text"},
	{"Analytics", "See call statistics"},
	{"CallControl", "Control calls in progress"},
	{"Contacts", "Manage personal contacts"},
	{"EditAccounts", "Change the company's data"},
	{"EditCallLog", "Change call logs"},
	{"EditExtensions", "Change users' settings"},
	{"EditMessages", "Change and delete messages"},
	{"EditPresence", "Change whether a user is available"},
	{"Faxes", "Send and receive faxes"},
	{"InternalMessages", "Send messages inside the company"},
	{"NumberLookup", "Find and reserve phone numbers"},
	{"ReadCallLog", "See call logs"},
	{"ReadCallRecording", "Listen to call recordings"},
	{"ReadContacts", "See personal contacts"},
	{"ReadMessages", "Read messages"},
	{"ReadPresence", "See whether a user is available"},
	{"RingOut", "Place calls between two phones"},
	{"RoleManagement", "Assign roles to users"},
	{"SMS", "Send and receive text messages"},
	{"SubscriptionWebhook", "Be told of events"},
	{"TeamMessaging", "Post and read team messages"},
	{"Video", "Manage video meetings"},
	{"VoipCalling", "Make calls over the internet"},
}

// SuggestID returns an ID made of an app's name: "Café Sync 2" gives
// "cafe-sync-2". It is "app" for a name without any letter or digit of ASCII.
func SuggestID(name string) string {
	words := strings.Fields(asciiLetters(name))
	id := strings.Join(words, "-")
	if id == "" {
		return "app"
	}
	return strings.TrimRight(id[:min(len(id), MaxID)], "-")
}

// asciiLetters returns the name in lower case with accents taken off, and a
// space for everything that is no letter or digit of ASCII.
func asciiLetters(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r): // the accent of the letter before it
			return -1
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return ' '
	}, norm.NFKD.String(strings.ToLower(name)))
}

package finding

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// all calls fn with each of the values.
func all[T any](fn func(T) core.Finding, values ...T) []core.Finding {
	var list []core.Finding
	for _, v := range values {
		list = append(list, fn(v))
	}
	return list
}

func both(fn func(bool) core.Finding) []core.Finding { return all(fn, false, true) }

func one(f core.Finding) []core.Finding { return []core.Finding{f} }

var (
	now     = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	reason  = text.Sentence{Key: "reason.empty"}
	profile = core.Profile{Name: "Acme Sync", SupportEmail: "help@example.com"}
	places  = []Place{{"f", 3, "k"}, {"f", 3, ""}, {"f", 0, "k"}, {"", 0, "k"}}
)

// constructors gives each constructor once with everything it can be told apart by.
var constructors = map[string]func() []core.Finding{
	"New": func() []core.Finding {
		var list []core.Finding
		for _, code := range Codes() {
			if len(words(text.English(), code, "").slots()) == 0 {
				list = append(list, New(code))
			}
		}
		return list
	},
	"NewNothingDropped": func() []core.Finding {
		return all(func(d Drop) core.Finding { return NewNothingDropped("f", d) }, EmptyFile, Folder, UnreadableFile)
	},
	"NewCleanedUp": func() []core.Finding {
		return both(func(b bool) core.Finding { return NewCleanedUp([]string{"quotes", "spaces"}, b) })
	},
	"NewNeverExpires":          func() []core.Finding { return both(NewNeverExpires) },
	"NewLooksLikeClientID":     func() []core.Finding { return both(NewLooksLikeClientID) },
	"NewLooksLikeClientSecret": func() []core.Finding { return both(NewLooksLikeClientSecret) },
	"NewLooksLikeURL":          func() []core.Finding { return both(NewLooksLikeURL) },
	"NewTruncated":             func() []core.Finding { return all(NewTruncated, 0, 1, 200) },
	"NewBeginningMissing":      func() []core.Finding { return one(NewBeginningMissing()) },
	"NewDamaged": func() []core.Finding {
		return all(NewDamaged, FirstPart, MiddlePart, LastPart, SignatureLength, NumberOfParts, FirstCharacters)
	},
	"NewUnsigned":         func() []core.Finding { return both(NewUnsigned) },
	"NewWrongAlgorithm":   func() []core.Finding { return all(NewWrongAlgorithm, "ES256", "") },
	"NewAlgorithmMissing": func() []core.Finding { return one(NewAlgorithmMissing()) },
	"NewAlgorithmShared":  func() []core.Finding { return one(NewAlgorithmShared("HS256")) },
	"NewAlgorithmUncertain": func() []core.Finding {
		return all(func(a string) core.Finding { return NewAlgorithmUncertain(a, "h") }, "ES256", "")
	},
	"NewForeignIssuer": func() []core.Finding {
		return []core.Finding{NewForeignIssuer("i", ""), NewForeignIssuer("", ""), NewForeignIssuer("i", "h"), NewForeignIssuer("", "h")}
	},
	"NewWrongAudience": func() []core.Finding {
		return []core.Finding{NewWrongAudience("a", ""), NewWrongAudience("", ""), NewWrongAudience("a", "h"), NewWrongAudience("", "h")}
	},
	"NewWrongEnvironment": func() []core.Finding {
		var list []core.Finding
		for _, e := range []core.Environment{core.Production, core.Sandbox, core.Segregated, core.CustomHosts} {
			list = append(list, NewWrongEnvironment(e, e, ""), NewWrongEnvironment(e, e, "h"))
		}
		return list
	},
	"NewMissingClaim": func() []core.Finding {
		var list []core.Finding
		for _, c := range []string{"aud", "sub", "iss", "exp", "iat"} {
			list = append(list, NewMissingClaim(c, false), NewMissingClaim(c, true))
		}
		return list
	},
	"NewExpired":        func() []core.Finding { return dates(NewExpired) },
	"NewIssuedInFuture": func() []core.Finding { return dates(NewIssuedInFuture) },
	"NewExpiresSoon": func() []core.Finding {
		return append(dates(NewExpiresSoon), NewExpiresSoon(now.Add(24*time.Hour), now))
	},
	"NewAlreadyConnected": func() []core.Finding { return one(NewAlreadyConnected("c")) },

	"NewAnswer": func() []core.Finding {
		var list []core.Finding
		for _, f := range families {
			if f.title == "Token exchange" || f.title == "Calls" {
				for _, r := range f.rows {
					list = append(list, NewAnswer(r.code, Answer{App: "a", Host: "h", Words: "w", Status: 400, Permission: "p", Wait: time.Minute}),
						NewAnswer(r.code, Answer{App: "a", Host: "h"}))
				}
			}
		}
		for code, nuance := range map[core.Code]Nuance{
			AlgorithmRejected: ForeignCredential, UserLacksPermission: OtherUsersData, Refused: OutdatedCall, // always with a code
		} {
			list = append(list, NewAnswer(code, Answer{App: "a", Host: "h", Words: "w", Permission: "p", Nuance: nuance}))
		}
		return list
	},
	"NewUnexpectedAnswer": func() []core.Finding {
		return all(func(o Oddity) core.Finding { return NewUnexpectedAnswer("h", o) },
			NotUnderstood, TooLong, Redirect, Contradiction, Incomplete, Garbled)
	},
	"NewTooEarly":                    func() []core.Finding { return one(NewTooEarly("a", time.Minute)) },
	"NewAppLacksPermission":          func() []core.Finding { return one(NewAppLacksPermission("a", "p")) },
	"NewConnectedWithout":            func() []core.Finding { return one(NewConnectedWithout("a", "p")) },
	"Softened":                       func() []core.Finding { return one(Softened(NewAppLacksPermission("a", "p"))) },
	"NewOtherOwner":                  func() []core.Finding { return one(NewOtherOwner("n", "o", "n2")) },
	"NewSameOwner":                   func() []core.Finding { return one(NewSameOwner("o", "n")) },
	"NewIdentityUnknown":             func() []core.Finding { return one(NewIdentityUnknown("a")) },
	"NewSessionEnded":                func() []core.Finding { return both(NewSessionEnded) },
	"NewNothingToRevoke":             func() []core.Finding { return both(NewNothingToRevoke) },
	"NewOffline":                     func() []core.Finding { return one(NewOffline("h")) },
	"NewHostNotFound":                func() []core.Finding { return one(NewHostNotFound("h")) },
	"NewConnectionRefused":           func() []core.Finding { return one(NewConnectionRefused("h")) },
	"NewConnectionBlocked":           func() []core.Finding { return one(NewConnectionBlocked("h")) },
	"NewConnectionLost":              func() []core.Finding { return one(NewConnectionLost("h")) },
	"NewCaptivePortal":               func() []core.Finding { return one(NewCaptivePortal("h")) },
	"NewProxyRefused":                func() []core.Finding { return one(NewProxyRefused("p", "h")) },
	"NewProxyAuthenticationRequired": func() []core.Finding { return all(NewProxyAuthenticationRequired, "p", "") },
	"NewProxyUnreachable":            func() []core.Finding { return one(NewProxyUnreachable("p")) },
	"NewNotAProxy":                   func() []core.Finding { return one(NewNotAProxy("p")) },
	"NewTimedOut": func() []core.Finding {
		return all(func(s Stage) core.Finding { return NewTimedOut("h", time.Second, s) },
			StageLookup, StageConnect, StageProxy, StageSecure, StageSend, StageAnswer, StageBody)
	},
	"NewBusyHere": func() []core.Finding { return one(NewBusyHere()) },
	"NewCertificateUntrusted": func() []core.Finding {
		return all(func(d Distrust) core.Finding { return NewCertificateUntrusted("h", d, "i", now) },
			Distrusted, UnknownAuthority, WrongHost, CertificateEnded, NotYetValid, NoHandshake)
	},
	"NewHostNotConfirmed": func() []core.Finding { return one(NewHostNotConfirmed("h")) },
	"NewHostLookAlike":    func() []core.Finding { return one(NewHostLookAlike("h")) },
	"NewHostUnprotected":  func() []core.Finding { return one(NewHostUnprotected("h")) },
	"NewClockWrong": func() []core.Finding {
		ahead, _ := Clock(core.Call{At: now.Add(time.Hour), Date: now})
		behind, _ := Clock(core.Call{At: now.Add(-time.Hour), Date: now})
		return []core.Finding{NewClockWrong(time.Hour), ahead, behind}
	},

	"NewSealedOtherApp":     func() []core.Finding { return one(NewSealedOtherApp("f", "w")) },
	"NewIdentityUnreadable": func() []core.Finding { return one(NewIdentityUnreadable("f")) },
	"NewHandoverNotOffered": func() []core.Finding { return one(NewHandoverNotOffered("a")) },
	"NewHandoverKeyChanged": func() []core.Finding { return one(NewHandoverKeyChanged("a", "f")) },
	"NewInviteRefused": func() []core.Finding {
		return all(func(i Invite) core.Finding { return NewInviteRefused("a", i) }, InviteUnknown, InviteUsed, InviteExpired, InviteWithdrawn)
	},
	"NewHandoverOtherAccount": func() []core.Finding { return one(NewHandoverOtherAccount("a")) },
	"NewHandoverUnreachable":  func() []core.Finding { return one(NewHandoverUnreachable("h", "f")) },
	"NewHandoverRefused":      func() []core.Finding { return one(NewHandoverRefused("a")) },
	"NewHandoverProofFailed":  func() []core.Finding { return one(NewHandoverProofFailed("a")) },

	"NewKeychain": func() []core.Finding {
		var list []core.Finding
		for _, code := range Codes() {
			if strings.HasPrefix(string(code), "keychain-") && code != KeychainTimedOut {
				list = append(list, NewKeychain(code))
			}
		}
		return list
	},
	"NewKeychainTimedOut": func() []core.Finding { return one(NewKeychainTimedOut(time.Second)) },
	"NewClientSecretMissing": func() []core.Finding {
		return all(NewClientSecretMissing, profile, core.Profile{Name: "Acme Sync"})
	},
	"NewProfileUnreadable": func() []core.Finding { return one(NewProfileUnreadable("f")) },
	"NewProfileUnwritable": func() []core.Finding {
		return both(func(b bool) core.Finding { return NewProfileUnwritable("f", b) })
	},
	"NewProfileInvalid": func() []core.Finding {
		return all(func(p Place) core.Finding { return NewProfileInvalid(p, text.Sentence{Key: "reason.needed"}) }, places...)
	},
	"NewProfileUnknown": func() []core.Finding { return one(NewProfileUnknown("p")) },
	"NewProfileInUse":   func() []core.Finding { return all(func(n int) core.Finding { return NewProfileInUse("p", n) }, 1, 2) },
	"NewProfileChanges": func() []core.Finding {
		return all(func(c []string) core.Finding { return NewProfileChanges("p", []string{"server"}, c) }, nil, []string{"c"})
	},
	"NewNameTaken":         func() []core.Finding { return one(NewNameTaken("n")) },
	"NewConnectionUnknown": func() []core.Finding { return one(NewConnectionUnknown("n")) },
	"NewSettingInvalid": func() []core.Finding {
		return []core.Finding{NewSettingInvalid("theme", "pink", reason), NewSettingInvalid("name", "", reason)}
	},
	"NewLeftOver": func() []core.Finding {
		return both(func(b bool) core.Finding { return NewLeftOver("n", b) })
	},
	"NewUnsettled":          func() []core.Finding { return one(NewUnsettled("n")) },
	"NewForeignItem":        func() []core.Finding { return one(NewForeignItem("i")) },
	"NewOrphan":             func() []core.Finding { return both(func(b bool) core.Finding { return NewOrphan("i", b) }) },
	"NewCredentialGone":     func() []core.Finding { return one(NewCredentialGone("n")) },
	"NewCancelledUnsettled": func() []core.Finding { return one(NewCancelledUnsettled()) },

	"NewKoreNotAPass":          func() []core.Finding { return one(NewKoreNotAPass(reason)) },
	"NewKoreSignatureVerified": func() []core.Finding { return both(NewKoreSignatureVerified) },
	"NewKoreAlgorithm": func() []core.Finding {
		return []core.Finding{NewKoreAlgorithm("f", "e"), NewKoreAlgorithm("f", ""), NewKoreAlgorithm("", "e")}
	},
	"NewKoreAlgorithmRefused": func() []core.Finding { return one(NewKoreAlgorithmRefused("f")) },
	"NewKorePart":             func() []core.Finding { return one(NewKorePart("p", reason)) },
	"NewKoreExpired":          func() []core.Finding { return one(NewKoreExpired(now)) },
	"NewKoreLifetime":         func() []core.Finding { return one(NewKoreLifetime(time.Hour)) },
	"NewKoreLongLived":        func() []core.Finding { return one(NewKoreLongLived(time.Hour)) },
	"NewKoreClock":            func() []core.Finding { return one(NewKoreClock(time.Hour)) },
	"NewKoreClocksDiffer":     func() []core.Finding { return one(NewKoreClocksDiffer(-time.Hour)) },
	"NewKoreAnswer": func() []core.Finding {
		return all(func(c core.Code) core.Finding { return NewKoreAnswer(c, "h", "m") },
			KoreVerified, KoreSecretRejected, KoreClientUnknown, KoreRefused, KoreUnavailable, KoreUnexpectedAnswer)
	},
	"NewKoreBusy":        func() []core.Finding { return one(NewKoreBusy("h")) },
	"NewKoreUserNeeded":  func() []core.Finding { return both(NewKoreUserNeeded) },
	"NewKoreJTIRejected": func() []core.Finding { return both(NewKoreJTIRejected) },
	"NewKoreRefusal": func() []core.Finding {
		return all(func(c core.Code) core.Finding { return NewKoreRefusal(c, reason) }, KoreOriginRefused, KorePreflightMissing, KoreServiceReady,
			KoreHostRefused, KoreIdentityRefused, KoreRequestInvalid, KoreClientNotServed, KoreTooManyRequests)
	},
	"NewKoreClientNotListed": func() []core.Finding { return one(NewKoreClientNotListed("c")) },
	"NewKoreListenFailed":    func() []core.Finding { return one(NewKoreListenFailed("a", reason)) },
	"NewKoreFileUnreadable":  func() []core.Finding { return one(NewKoreFileUnreadable("f", reason)) },
	"NewKoreSettingInvalid": func() []core.Finding {
		return all(func(p Place) core.Finding { return NewKoreSettingInvalid(p, reason) }, places...)
	},
	"NewKoreSecretInFile":      func() []core.Finding { return one(NewKoreSecretInFile("f", 3)) },
	"NewKoreSecretMissing":     func() []core.Finding { return one(NewKoreSecretMissing("c", reason, reason)) },
	"NewKoreSecretExposed":     func() []core.Finding { return one(NewKoreSecretExposed("c", "p")) },
	"NewKoreKeyFileUnreadable": func() []core.Finding { return one(NewKoreKeyFileUnreadable("f", reason)) },
	"NewKoreKeyUnreadable": func() []core.Finding {
		return all(func(k Key) core.Finding { return NewKoreKeyUnreadable("c", reason, k, reason) }, PrivateKey, ClientSecret, PublicKey)
	},
}

func dates(fn func(at, now time.Time) core.Finding) []core.Finding {
	return []core.Finding{fn(now.Add(time.Minute), now), fn(now.Add(20*24*time.Hour), now)}
}

// slots returns the names in {braces}.
func (w wording) slots() []string {
	return regexp.MustCompile(`\{[a-z_]+\}`).FindAllString(w.title+w.explanation+w.nextStep, -1)
}

// Every constructor fills every slot of its texts in every language, and every text
// has a constructor.
func TestConstructorsFillTheirTexts(t *testing.T) {
	said := map[string]bool{}
	for name, make := range constructors {
		for _, f := range make() {
			said[wording{code: f.Code, variant: f.Wording.Variant}.name()] = true
			for _, language := range text.Codes() {
				c, _ := text.For(language)
				g := In(c, f)
				if words := g.Title + g.Explanation + g.NextStep; strings.ContainsAny(words, "⟦{") || strings.Contains(words, "“”") || strings.Contains(words, "„“") {
					t.Errorf("%s of %s leaves a hole: %s", name, f.Code, words)
				}
			}
		}
	}
	for _, w := range wordings(text.English()) {
		if !said[w.name()] {
			t.Errorf("no constructor gives %s", w.name())
		}
	}
	for _, name := range exported(t) {
		if constructors[name] == nil {
			t.Errorf("the test lacks %s", name)
		}
	}
}

// exported returns the names of the package's constructors.
func exported(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "New") {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

// Every reason that somebody names is in the files, and every reason there is named.
func TestReasonsAreThereAndUsed(t *testing.T) {
	key := regexp.MustCompile(`"(reason\.[a-z0-9_.]+)"`)
	var named []string
	for path, source := range sources(t, "_test.go") {
		for _, m := range key.FindAllStringSubmatch(source, -1) {
			named = append(named, m[1])
			if !text.English().Has(m[1]) {
				t.Errorf("%s: the files lack %s", path, m[1])
			}
		}
	}
	for _, k := range text.English().Keys() {
		if strings.HasPrefix(k, "reason.") && !slices.Contains(named, k) {
			t.Errorf("nobody gives %s", k)
		}
	}
}

// Nobody, and no test, makes a finding with New whose texts have slots.
func TestNewIsForTextsWithoutSlots(t *testing.T) {
	call := regexp.MustCompile(`finding\.New\(finding\.(\w+)\)`)
	codes := map[string]core.Code{}
	for _, code := range Codes() {
		codes[strings.ReplaceAll(string(code), "-", "")] = code
	}
	for path, source := range sources(t, "") {
		for _, m := range call.FindAllStringSubmatch(source, -1) {
			if code := codes[strings.ToLower(m[1])]; New(code).Code != code {
				t.Errorf("%s: %s needs a constructor of its own", path, m[1])
			}
		}
	}
}

// sources returns the Go files of the program by their paths, without those whose
// names end as given ("" for all).
func sources(t *testing.T, without string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, dir := range []string{"core", "ui", "cmd"} {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || without != "" && strings.HasSuffix(path, without) {
				return err
			}
			data, err := os.ReadFile(path)
			all[path] = string(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

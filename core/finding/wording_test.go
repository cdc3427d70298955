package finding

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// Lengths in characters.
const (
	maxTitle       = 60
	maxExplanation = 320
	maxNextStep    = 170
)

// jargon lists words that a person outside the field cannot act on.
var jargon = regexp.MustCompile(`(?i)\b(oauth|grant\w*|bearer|invalid_\w+|https?|apis?|payload|base64\w*|claims?|headers?|assertions?|tls|ssl|dns|json|rfc|endpoint|config\w*|jwts?|tokens?|scopes?|kid|[45]xx|[45]\d\d|uri|urls?|tcp|ip|regex\w*|null|stdin|sqlite)\b`)

// allowedJargon are the exceptions: labels of pages and files, and what stands
// in an address, all as the reader will see them.
var allowedJargon = strings.NewReplacer(
	"“Create JWT”", "", "“JWT auth flow”", "", "“JWT App Details”", "", "begins with https://", "", "token URL", "", "serial numbers (JTI)", "", "serial number (JTI)", "",
)

// koreWords are said to who runs a chat page: what Kore.ai calls by these names has no
// plainer one, and its pages use no other.
var koreWords = regexp.MustCompile(`\btokens?\b|\(JWTs?\)`)

// wording is one text of a language as it can come to the user, with {slots} in it.
type wording struct {
	code                         core.Code
	variant                      string
	title, explanation, nextStep string
}

func wordings(c *text.Catalog) []wording {
	var list []wording
	for _, code := range Codes() {
		for _, variant := range append([]string{""}, variants(c, code)...) {
			list = append(list, words(c, code, variant))
		}
	}
	return list
}

// variants returns the variants that the texts of a code have.
func variants(c *text.Catalog, code core.Code) []string {
	var names []string
	for _, k := range c.Keys() {
		if rest, ok := strings.CutPrefix(k, "finding."+string(code)+"."); ok {
			if variant, _, ok := strings.Cut(rest, "."); ok {
				names = append(names, variant)
			}
		}
	}
	return slices.Compact(names)
}

func words(c *text.Catalog, code core.Code, variant string) wording {
	slots := map[string]any{}
	for _, field := range fields {
		for _, name := range append(c.SlotsOf(key(code, "", field)), c.SlotsOf(key(code, variant, field))...) {
			slots[name] = "{" + name + "}"
		}
	}
	f := In(c, core.Finding{Code: code, Wording: core.Wording{Variant: variant, Slots: slots}})
	return wording{code, variant, f.Title, f.Explanation, f.NextStep}
}

func familyOf(code core.Code) string {
	for _, f := range families {
		for _, r := range f.rows {
			if r.code == code {
				return f.title
			}
		}
	}
	return ""
}

func kore(code core.Code) bool { return familyOf(code) == "Kore.ai" }

func (w wording) name() string {
	if w.variant == "" {
		return string(w.code)
	}
	return string(w.code) + "/" + w.variant
}

func TestEveryWordingIsCompleteAndPlain(t *testing.T) {
	for _, w := range wordings(text.English()) {
		for _, limit := range []struct {
			what, text string
			most       int
		}{{"title", w.title, maxTitle}, {"explanation", w.explanation, maxExplanation}, {"next step", w.nextStep, maxNextStep}} {
			if n := utf8.RuneCountInString(limit.text); n > limit.most {
				t.Errorf("%s: %s has %d characters, more than %d: %q", w.name(), limit.what, n, limit.most, limit.text)
			}
			plain := allowedJargon.Replace(limit.text)
			if kore(w.code) {
				plain = koreWords.ReplaceAllString(plain, "")
			}
			if word := jargon.FindString(plain); word != "" {
				t.Errorf("%s: jargon %q in the %s %q", w.name(), word, limit.what, limit.text)
			}
			if strings.Contains(limit.text, "  ") || strings.TrimSpace(limit.text) != limit.text || strings.ContainsAny(limit.text, "\n\t\"") {
				t.Errorf("%s: stray characters in the %s %q", w.name(), limit.what, limit.text)
			}
		}
		if strings.Contains(w.title, "{") || strings.HasSuffix(w.title, ".") || strings.HasSuffix(w.title, "!") {
			t.Errorf("%s: title %q holds a placeholder or ends like a sentence", w.name(), w.title)
		}
	}
}

// endOfSentence is a full stop, or a question mark, behind which a new sentence
// begins.
var endOfSentence = regexp.MustCompile(`[.?!]”? +[“A-Z]`)

func sentences(text string) int { return 1 + len(endOfSentence.FindAllString(text, -1)) }

// verbs are those that next steps begin with.
var verbs = strings.Fields(`Ask Carry Change Check Choose Close Compare Confirm Consider Copy Correct Create Delete Do
	Enable Enter Free Go Have Install Load Look Make Note Open Paste Put Raise Remove Run Send Set Sign Start Stop Switch Take Try
	Unlock Use Verify Wait Add`)

func TestEveryNextStepIsOneRequest(t *testing.T) {
	for _, w := range wordings(text.English()) {
		most := 2
		if kore(w.code) {
			most = 3
		}
		if n := sentences(w.explanation); n > most || !strings.HasSuffix(w.explanation, ".") {
			t.Errorf("%s: the explanation has %d sentences: %q", w.name(), n, w.explanation)
		}
		first, _, _ := strings.Cut(w.nextStep, " ")
		if sentences(w.nextStep) != 1 || !strings.HasSuffix(w.nextStep, ".") || !slices.Contains(verbs, first) {
			t.Errorf("%s: the next step is not one request: %q", w.name(), w.nextStep)
		}
	}
}

func TestNoTwoTitlesAreAlike(t *testing.T) {
	letters := func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}
	titles := map[string]core.Code{}
	for _, w := range wordings(text.English()) {
		title := strings.Map(letters, w.title)
		if other, ok := titles[title]; ok && other != w.code {
			t.Errorf("%s and %s have the same title %q", w.name(), other, w.title)
		}
		titles[title] = w.code
	}
}

// A variant must differ from the code's own words, or nobody needs it.
func TestEveryVariantSaysSomethingElse(t *testing.T) {
	said := map[wording]string{}
	for _, w := range wordings(text.English()) {
		bare := w
		bare.variant = ""
		if other, ok := said[bare]; ok {
			t.Errorf("%s says what %q says", w.name(), other)
		}
		said[bare] = w.name()
	}
}

// Every row is whole and has texts in every language, and every text has a row.
func TestRowsAndTexts(t *testing.T) {
	n := 0
	for _, f := range families {
		n += len(f.rows)
		for _, r := range f.rows {
			if r.code == "" || r.severity == "" || r.who == "" || r.exit == 0 || r.cause == "" {
				t.Errorf("%s: a field is empty", r.code)
			}
		}
	}
	if n != len(rows) {
		t.Errorf("%d rows for %d codes", n, len(rows))
	}
	for _, language := range text.Codes() {
		c, _ := text.For(language)
		for _, w := range wordings(c) {
			if all := w.title + w.explanation + w.nextStep; strings.ContainsAny(all, "⟦\n\t\"") || strings.Contains(all, "  ") {
				t.Errorf("%s: %s lacks a text or has stray characters: %q", language, w.name(), all)
			}
			if n := utf8.RuneCountInString(w.title); n > maxTitle*5/4 {
				t.Errorf("%s: %s: the title has %d characters: %q", language, w.name(), n, w.title)
			}
		}
		for _, k := range c.Keys() {
			if rest, ok := strings.CutPrefix(k, "finding."); ok {
				parts := strings.Split(rest, ".")
				field := parts[len(parts)-1]
				if _, ok := rows[core.Code(parts[0])]; !ok || len(parts) > 3 || field != "title" && field != "explanation" && field != "next_step" {
					t.Errorf("%s: nobody asks for %s", language, k)
				}
			}
		}
	}
}

// The Kore.ai part is read by who makes the bot or runs the service: there is no
// app provider. In the window nobody knows the names of a file.
func TestKoreTextsAreForWhoRunsTheService(t *testing.T) {
	fileKeys := regexp.MustCompile(`“(\w+_\w+|origins|identity|jti|listen|limits|hosts|proxies|lifetime|secret|key)”`)
	for _, w := range wordings(text.English()) {
		if !kore(w.code) {
			continue
		}
		if who := rows[w.code].who; who == core.WhoProvider || who == core.WhoRingCentral {
			t.Errorf("%s is for %s", w.name(), who)
		}
		if text := w.explanation + w.nextStep; fileKeys.MatchString(text) && !strings.Contains(w.nextStep, "file") {
			t.Errorf("%s names a key of a file without saying so: %q", w.name(), text)
		}
	}
}

// What needs somebody else must say whom to ask or what to send; what needs
// nobody must not.
func TestNextStepsNameThePerson(t *testing.T) {
	persons := map[core.Who]*regexp.Regexp{
		core.WhoProvider:    regexp.MustCompile(`support of|provider|people who (make|gave|look)|\{provider\}|administrator|“|client`),
		core.WhoIT:          regexp.MustCompile(`IT|people who look after|Settings|clock|host`),
		core.WhoRingCentral: regexp.MustCompile(`RingCentral|ringcentral|support`),
	}
	for _, w := range wordings(text.English()) {
		if kore(w.code) {
			continue // read by the person who runs the service; see below
		}
		if re := persons[rows[w.code].who]; re != nil && !re.MatchString(w.nextStep) {
			t.Errorf("%s is for %s, but the next step names nobody: %q", w.name(), rows[w.code].who, w.nextStep)
		}
	}
}

// quoted is what a text quotes, in English and in German.
var quoted = regexp.MustCompile(`“([^“”„{]+)”|„([^“”„{]+)“`)

// theirs are labels of pages that are not ours: of RingCentral's console and Admin
// Portal, of Kore.ai's, and of the keyring's program.
var theirs = []string{
	"All apps created by developers within my organization", "Create JWT", "JWT auth flow", "Only specific apps of my choice", "Third Party Apps Access",
	"JWT App Details", "Passwords and Keys", "Passwörter und Schlüssel", "Set as default", "Als Vorgabe festlegen",
}

// typed is what somebody writes: a key of a file, the end of a file's name, a command.
var typed = regexp.MustCompile(`^\.?[a-z_]+$|^surelinectl `)

// What a finding quotes as a label is one of the window's, word for word.
func TestQuotedLabelsAreThoseOfTheWindow(t *testing.T) {
	for _, language := range text.Codes() {
		c, _ := text.For(language)
		labels := map[string]bool{}
		for _, k := range c.Keys() {
			if !strings.HasPrefix(k, "finding.") && !strings.HasPrefix(k, "reason.") {
				labels[strings.TrimRight(c.Text(k, nil), " …")] = true
			}
		}
		for _, w := range wordings(c) {
			for _, m := range quoted.FindAllStringSubmatch(w.explanation+" "+w.nextStep, -1) {
				if label := m[1] + m[2]; !labels[label] && !slices.Contains(theirs, label) && !typed.MatchString(label) {
					t.Errorf("%s: %s says “%s”, and the window has no such label", language, w.name(), label)
				}
			}
		}
	}
}

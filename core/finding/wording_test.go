package finding

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/sureline/sureline/core"
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

// wording is one text of the catalogue as it can come to the user.
type wording struct {
	code    core.Code
	variant string
	texts
}

func wordings() []wording {
	var list []wording
	for _, code := range Codes() {
		e := catalogue[code]
		list = append(list, wording{code, "", e.texts})
		for _, name := range slices.Sorted(maps.Keys(e.variants)) {
			list = append(list, wording{code, name, e.variants[name].over(e.texts)})
		}
	}
	return list
}

func (w wording) name() string {
	if w.variant == "" {
		return string(w.code)
	}
	return string(w.code) + "/" + w.variant
}

func TestEveryWordingIsCompleteAndPlain(t *testing.T) {
	for _, w := range wordings() {
		e := catalogue[w.code]
		if w.title == "" || w.explanation == "" || w.nextStep == "" || e.severity == "" || e.who == "" || e.cause == "" {
			t.Errorf("%s: a field is empty", w.name())
		}
		for _, limit := range []struct {
			what, text string
			most       int
		}{{"title", w.title, maxTitle}, {"explanation", w.explanation, maxExplanation}, {"next step", w.nextStep, maxNextStep}} {
			if n := utf8.RuneCountInString(limit.text); n > limit.most {
				t.Errorf("%s: %s has %d characters, more than %d: %q", w.name(), limit.what, n, limit.most, limit.text)
			}
			if word := jargon.FindString(allowedJargon.Replace(limit.text)); word != "" {
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
	for _, w := range wordings() {
		most := 2
		if _, kore := koreEntries[w.code]; kore {
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
	for _, w := range wordings() {
		title := strings.Map(letters, w.title)
		if other, ok := titles[title]; ok && other != w.code {
			t.Errorf("%s and %s have the same title %q", w.name(), other, w.title)
		}
		titles[title] = w.code
	}
}

// A variant must differ from the row's own words, or nobody needs it.
func TestEveryVariantSaysSomethingElse(t *testing.T) {
	for _, code := range Codes() {
		said := map[texts]string{catalogue[code].texts: "the row itself"}
		for name, v := range catalogue[code].variants {
			whole := v.over(catalogue[code].texts)
			if other, ok := said[whole]; ok {
				t.Errorf("%s/%s says what %s says", code, name, other)
			}
			said[whole] = name
		}
	}
}

// The Kore.ai part is read by who makes the bot or runs the service: there is no
// app provider. In the window nobody knows the names of a file.
func TestKoreTextsAreForWhoRunsTheService(t *testing.T) {
	fileKeys := regexp.MustCompile(`“(\w+_\w+|origins|identity|jti|listen|limits|hosts|proxies|lifetime|secret|key)”`)
	for _, w := range wordings() {
		if _, kore := koreEntries[w.code]; !kore {
			continue
		}
		if who := catalogue[w.code].who; who == core.WhoProvider || who == core.WhoRingCentral {
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
	for _, w := range wordings() {
		if _, kore := koreEntries[w.code]; kore {
			continue // read by the person who runs the service; see below
		}
		if re := persons[catalogue[w.code].who]; re != nil && !re.MatchString(w.nextStep) {
			t.Errorf("%s is for %s, but the next step names nobody: %q", w.name(), catalogue[w.code].who, w.nextStep)
		}
	}
}

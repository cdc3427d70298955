package ringcentral

import (
	"cmp"
	"net/http"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/sureline/sureline/core/internal/httpx"
)

// Caps on what an error body may contribute.
const (
	maxCodes       = 10
	maxCode        = 40
	maxWord        = 60
	maxDescription = 300
)

// problem is what an answer says is wrong, in any of the shapes that were seen: RFC
// 6749 error words, errors[], a code at the top, a copy of both in
// WWW-Authenticate, or nothing of it. All texts are scrubbed and safe to show.
type problem struct {
	// fields are those of a JSON object; object is true when the body is one.
	// They are not scrubbed.
	fields fields
	object bool
	// html is true when the body is a web page.
	html        bool
	word        string
	description string
	// codes are without duplicates, those of errors[] first: they are the more
	// exact ones.
	codes      []string
	permission string
	// thirdParty is true when the permission, or any of the messages, is about
	// the one without which a role may use no app but RingCentral's own.
	thirdParty bool
}

// readProblem never fails: what cannot be read is left out.
func readProblem(r httpx.Reply, s scrubber) problem {
	body := utf8Body(r.Body)
	f, object := jsonObject(body)
	p := problem{fields: f, object: object}
	if object {
		p.readFields(f, s)
	} else {
		p.html = isHTML(r.Header.Get("Content-Type"), body)
		p.readErrors(body, s)
	}
	p.readChallenge(r.Header.Values("WWW-Authenticate"), s)
	if m := neededPermission.FindStringSubmatch(p.description); m != nil && p.permission == "" {
		p.permission = m[1]
	}
	if r.Status >= 400 && p.saysNothing() && (!object || filled(f)) && isText(body) {
		// In a shape that is not known, but to support it may say something.
		p.description = s.line(string(body), maxDescription)
	}
	return p
}

// saysNothing reports that nothing was found in an answer that is no web page. In
// an object, a word or a code is enough.
func (p *problem) saysNothing() bool {
	return p.description == "" && !p.html && (!p.object || p.word == "" && len(p.codes) == 0)
}

// filled reports a field that is not null.
func filled(f fields) bool {
	for _, raw := range f {
		if string(raw) != "null" {
			return true
		}
	}
	return false
}

func (p *problem) readFields(f fields, s scrubber) {
	p.word = s.line(f.text("error"), maxWord)
	p.description = firstLine(s, f, "error_description", "message")
	p.permission = permissionOf(f, s)
	p.thirdParty = p.thirdParty || aboutThirdParty(p.permission) || aboutThirdParty(p.description)
	p.readErrors(f["errors"], s)
	p.readErrors(f["error"], s)
	p.addCode(f.text("errorCode"), s)
	if code := strings.ToUpper(p.word); code != "" && wireCode.MatchString(code) {
		p.addCode(code, s)
	}
}

// readErrors reads a list of errors, or one that stands where a list was due.
func (p *problem) readErrors(raw jsontext.Value, s scrubber) {
	list := jsonList(raw)
	if len(raw) > 0 && raw[0] == '{' {
		list = []jsontext.Value{raw}
	}
	for _, raw := range list {
		item, ok := jsonObject(raw)
		if !ok {
			continue
		}
		p.addCode(item.text("errorCode"), s)
		message, permission := firstLine(s, item, "message"), permissionOf(item, s)
		p.thirdParty = p.thirdParty || aboutThirdParty(permission) || aboutThirdParty(message)
		p.description, p.permission = cmp.Or(p.description, message), cmp.Or(p.permission, permission)
	}
}

// aboutThirdParty knows the permission by its name, ThirdPartyAppAccess, and as
// the Admin Portal writes it, "Third Party Apps Access".
func aboutThirdParty(text string) bool {
	return len(text) >= len("ThirdPartyApp") && strings.Contains(strings.ReplaceAll(strings.ToLower(text), " ", ""), "thirdpartyapp")
}

func (p *problem) addCode(code string, s scrubber) {
	code = s.line(code, maxCode)
	if upper := strings.ToUpper(code); wireCode.MatchString(upper) {
		code = upper
	}
	if code == "" || len(p.codes) >= maxCodes {
		return
	}
	for _, known := range p.codes {
		if known == code {
			return
		}
	}
	p.codes = append(p.codes, code)
}

// neededPermission is the sentence in which the platform names a permission, also
// where no field does.
var neededPermission = regexp.MustCompile(`needs to have \[([A-Za-z ]{1,60})\] permission`)

// wireCode is the form of RingCentral's error codes.
var wireCode = regexp.MustCompile(`^[A-Z]{2,4}-[0-9]{2,4}$`)

// challengeParameter is a quoted parameter of a challenge (RFC 9110 section
// 11.2; RFC 6750 section 3 for the names).
var challengeParameter = regexp.MustCompile(`(error|error_description)="((?:[^"\\]|\\.)*)"`)

// readChallenge fills in from WWW-Authenticate what the body did not say. Its
// error parameter holds the RFC's word or RingCentral's code.
func (p *problem) readChallenge(values []string, s scrubber) {
	for _, value := range values {
		for _, m := range challengeParameter.FindAllStringSubmatch(value, -1) {
			switch text := s.line(m[2], maxDescription); {
			case m[1] == "error" && wireCode.MatchString(text):
				p.addCode(text, s)
			case m[1] == "error" && p.word == "":
				p.word = s.line(text, maxWord)
			case m[1] == "error_description" && p.description == "":
				p.description = text
			}
		}
	}
}

// permissionOf finds the name of a permission: a field of its own, or in
// parameters[].
func permissionOf(f fields, s scrubber) string {
	if name := s.line(cmp.Or(f.text("permissionName"), f.text("permissionsName")), maxWord); name != "" {
		return name
	}
	for _, raw := range jsonList(f["parameters"]) {
		parameter, ok := jsonObject(raw)
		if !ok {
			continue
		}
		if name := s.line(parameter.text("permissionName"), maxWord); name != "" {
			return name
		}
		if name := s.line(parameter.text("permissionId"), maxWord); name != "" {
			return name
		}
		named := parameter.text("parameterName") == "permissionName"
		if value := s.line(parameter.text("parameterValue"), maxWord); named && value != "" {
			return value
		}
	}
	return ""
}

func firstLine(s scrubber, f fields, names ...string) string {
	for _, name := range names {
		if text := s.line(f.text(name), maxDescription); text != "" {
			return text
		}
	}
	return ""
}

// isText reports whether the body may be shown: no picture, no archive.
func isText(body []byte) bool { return strings.HasPrefix(http.DetectContentType(body), "text/") }

func isHTML(contentType string, body []byte) bool {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(contentType)), "text/html") {
		return true
	}
	return strings.HasPrefix(http.DetectContentType(body), "text/html")
}

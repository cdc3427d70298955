package credential

import "strings"

// maxWindow is how much text behind the beginning of a credential, in bytes, a
// mend looks at: four times as much as a credential has.
const maxWindow = 4 << 10

// maxMends bounds how many of the mends that apply are followed up: each costs
// a search.
const maxMends = 3

// whole reports whether the credential needs no mending, by its outline: three
// parts, the last as long as RingCentral's.
func (f found) whole() bool { return f.shape == shapeWhole && knownRSALength(len(f.signature)) }

// mended looks again at a text in which no whole credential was found, for the
// ways in which programs and documents break long lines that are not plain
// dirt. A mend counts only if it makes exactly one credential of it, readable
// and with a signature of a length that fits; else the text is reported as it
// is. plain is what unwrap made of text.
func mended(text, plain string, o Options) (found, bool) {
	tries := 0
	for _, mend := range []func(text, plain string) (string, bool){
		dottedAgain, withoutNumbers, withoutPrefixes, joinedLiterals, withoutHyphens, otherAlphabet, unbroken, decoded,
	} {
		better, ok := mend(text, plain)
		if !ok {
			continue
		}
		if tries++; tries > maxMends {
			break
		}
		list := findAll(better, o)
		if len(list) != 1 || list[0].shape != shapeWhole {
			continue
		}
		f := list[0]
		_, header := decodeObject(f.header)
		_, payload := decodeObject(f.payload)
		if header && payload && lengthFits(f.algorithm(), len(f.signature)) {
			f.dirt |= dirtMark
			return f, true
		}
	}
	return found{}, false
}

// block returns the lines from the one in which a credential begins, and what
// stands before it on that line.
func block(plain string) (lines []string, before string) {
	start := strings.Index(plain, "eyJ")
	if start < 0 {
		return nil, ""
	}
	line := strings.LastIndexAny(plain[:start], "\r\n") + 1
	rest := plain[line:min(len(plain), start+maxWindow)]
	return strings.FieldsFunc(rest, func(r rune) bool { return r == '\n' || r == '\r' }), plain[line:start]
}

// dots are ways to write a dot so that nothing makes a link of it.
var dots = strings.NewReplacer("[.]", ".", "(.)", ".", "{.}", ".", "[dot]", ".", "(dot)", ".")

func dottedAgain(_, plain string) (string, bool) {
	start := strings.Index(plain, "eyJ")
	if start < 0 {
		return "", false
	}
	window := plain[start:min(len(plain), start+maxWindow)]
	better := dots.Replace(window)
	return better, better != window
}

// withoutNumbers removes line numbers: those that rise by one from line to
// line, from the line in which the credential begins.
func withoutNumbers(_, plain string) (string, bool) {
	lines, _ := block(plain)
	var out []string
	expect := -1
	for _, line := range lines {
		n, rest, ok := lineNumber(line)
		if !ok || expect >= 0 && n != expect {
			break
		}
		out = append(out, rest)
		expect = n + 1
	}
	if len(out) < 2 {
		return "", false
	}
	return strings.Join(append(out, lines[len(out):]...), "\n"), true
}

// lineNumber splits a line into the number at its start and what follows; at
// least one character that no credential holds stands between them.
func lineNumber(line string) (n int, rest string, ok bool) {
	i := 0
	for i < len(line) && !isBase64URL(line[i]) {
		i++
	}
	digits := i
	for i < len(line) && i < digits+6 && line[i] >= '0' && line[i] <= '9' {
		n = 10*n + int(line[i]-'0')
		i++
	}
	if end := i; end > digits && end+1 < len(line) && line[end] == '/' && line[end+1] >= '0' && line[end+1] <= '9' { // "(2/5) "
		for i++; i < len(line) && line[i] >= '0' && line[i] <= '9'; i++ {
		}
	}
	end := i
	for i < len(line) && !isBase64URL(line[i]) {
		i++
	}
	return n, line[i:], end > digits && i > end && i < len(line)
}

// withoutPrefixes removes what stands before each line: the marks of a comment,
// or a name, as mail programs put it before quoted lines.
func withoutPrefixes(_, plain string) (string, bool) {
	lines, before := block(plain)
	if len(lines) < 2 {
		return "", false
	}
	n := 0
	for n < min(len(before), len(lines[1])) && before[n] == lines[1][n] {
		n++
	}
	for n > 0 && isBase64URL(before[n-1]) {
		n--
	}
	prefix := before[:n]
	if strings.TrimSpace(prefix) == "" {
		return "", false
	}
	var out []string
	for _, line := range lines {
		rest, ok := strings.CutPrefix(line, prefix)
		if !ok {
			break
		}
		out = append(out, rest)
	}
	return strings.Join(append(out, lines[len(out):]...), "\n"), true
}

// joinedLiterals puts together the strings of a program or list that build a
// text, as long as the same stands between each two of them.
func joinedLiterals(_, plain string) (string, bool) {
	start := strings.Index(plain, "eyJ")
	if start < 0 {
		return "", false
	}
	open := strings.LastIndexAny(plain[:start], "\"'`\n")
	if open < 0 || plain[open] == '\n' {
		return "", false
	}
	quote := plain[open]
	rest := plain[open+1 : min(len(plain), start+maxWindow)]
	var (
		out  []string
		seam string
	)
	for {
		literal, behind, ok := strings.Cut(rest, string(quote))
		out = append(out, literal)
		if !ok {
			break
		}
		between, next, ok := strings.Cut(behind, string(quote))
		between = withoutSpace(between)
		if !ok || seam != "" && between != seam || len(between) > maxSeam || seam == "" && !isSeam(between) {
			break
		}
		seam, rest = between, next
	}
	return strings.Join(out, "\n"), len(out) > 1
}

// maxSeam is the longest text between two strings that are joined, without its
// spaces: "jwt=jwt&" with a longer name.
const maxSeam = 40

// isSeam reports whether a program that has this between two strings joins
// them: it says no to the assignment of another name.
func isSeam(between string) bool {
	name, joins, assigns := strings.Cut(between, "=")
	switch {
	case !assigns:
		return true
	case strings.HasSuffix(name, "+") || strings.HasSuffix(name, ".") || strings.HasSuffix(name, "&"):
		return true
	}
	name = strings.TrimLeft(name, ";")
	return name != "" && strings.HasPrefix(joins, name) // jwt = jwt & "…"
}

// withoutHyphens removes the hyphens that a typesetter put at the end of each
// line. One line with its own hyphen proves nothing, so all must have one, and
// there must be three.
func withoutHyphens(_, plain string) (string, bool) {
	lines, _ := block(plain)
	n := 0
	for n < len(lines) && strings.HasSuffix(strings.TrimRight(lines[n], " \t"), "-") {
		lines[n] = strings.TrimSuffix(strings.TrimRight(lines[n], " \t"), "-")
		n++
	}
	return strings.Join(lines, "\n"), n >= 3
}

// otherAlphabet turns the alphabet of plain base64 (RFC 4648 section 4) into
// that of base64url, unless the text already has characters of the latter.
func otherAlphabet(_, plain string) (string, bool) {
	start := strings.Index(plain, "eyJ")
	if start < 0 {
		return "", false
	}
	end := start
	for end < len(plain) && (isBase64URL(plain[end]) || isSpace(plain[end]) || strings.IndexByte("+/.=", plain[end]) >= 0) {
		end++
	}
	piece := plain[start:end]
	if strings.ContainsAny(piece, "-_") || !strings.ContainsAny(piece, "+/") {
		return "", false
	}
	return strings.NewReplacer("+", "-", "/", "_").Replace(piece), true
}

// decoded decodes base64 that itself looks like the beginning of a credential:
// that of a JSON file.
func decoded(_, plain string) (string, bool) {
	inner, ok := fromBase64(plain)
	if !ok || !strings.Contains(inner, "eyJ") {
		return "", false
	}
	better, _ := unwrap(inner)
	return better, true
}

// unbroken joins the escapes of a link or of HTML that a line end breaks in two,
// before anything is decoded.
func unbroken(text, _ string) (string, bool) {
	if len(text) > 2*maxWindow || !strings.ContainsAny(text, "%&") || !isPlain(text, false) {
		return "", false
	}
	var b strings.Builder
	for rest := text; rest != ""; {
		end := strings.IndexAny(rest, "\r\n")
		if end < 0 {
			b.WriteString(rest)
			break
		}
		line := rest[:end]
		if rest = strings.TrimLeft(rest[end:], "\r\n"); beginsEscape(line) {
			b.WriteString(strings.TrimRight(line, " \t"))
			rest = strings.TrimLeft(rest, ">| \t")
			continue
		}
		b.WriteString(line + "\n")
	}
	if b.Len() >= len(text) {
		return "", false
	}
	better, _ := unwrap(b.String())
	return better, true
}

// longestEscape is that of a character reference, without its end.
const longestEscape = 10

// beginsEscape reports whether the line ends in the middle of an escape.
func beginsEscape(line string) bool {
	line = strings.TrimRight(line, " \t")
	i := strings.LastIndexAny(line[max(0, len(line)-longestEscape):], "%&")
	if i < 0 {
		return false
	}
	begun := line[max(0, len(line)-longestEscape)+i:]
	switch {
	case begun[0] == '%':
		return len(begun) == 1 || len(begun) == 2 && hexDigit(begun[1]) < 16
	case len(begun) > 1 && begun[1] == '#':
		begun = begun[1:]
	}
	return strings.Trim(begun[1:], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == ""
}

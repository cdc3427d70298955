package credential

import "strings"

// Dirt names a kind of thing that was cleaned up.
type Dirt string

// The kinds of dirt, in the order in which they are told.
const (
	Encoding   Dirt = "encoding"    // base64 or percent-encoding
	Web        Dirt = "web"         // HTML
	OtherText  Dirt = "other-text"  // names, "Bearer", JSON, prose
	Quotes     Dirt = "quotes"      // straight and curly
	Marks      Dirt = "marks"       // of Markdown, quoted mail, tables, line numbers
	LineBreaks Dirt = "line-breaks" //
	Spaces     Dirt = "spaces"      // of any width
	Invisible  Dirt = "invisible"   // zero width, byte order marks
	LookAlikes Dirt = "look-alikes" // hyphens, dots and letters in other dress
	LostDots   Dirt = "lost-dots"   // between the parts
	Copies     Dirt = "copies"      // of the same credential
)

// dirt is a set of kinds: bit n stands for kinds[n].
type dirt uint16

const (
	dirtEncoding dirt = 1 << iota
	dirtWeb
	dirtOtherText
	dirtQuotes
	dirtMarks
	dirtLineBreaks
	dirtSpaces
	dirtInvisible
	dirtLookAlikes
	dirtLostDots
	dirtCopies
)

var kinds = []Dirt{Encoding, Web, OtherText, Quotes, Marks, LineBreaks, Spaces, Invisible, LookAlikes, LostDots, Copies}

// list returns the kinds in the set.
func (d dirt) list() []Dirt {
	var list []Dirt
	for i, kind := range kinds {
		if d&(1<<i) != 0 {
			list = append(list, kind)
		}
	}
	return list
}

var dirtWords = map[Dirt]string{
	Encoding: "an extra layer of encoding", Web: "web page formatting", OtherText: "other text around it",
	Quotes: "quotation marks", Marks: "formatting marks", LineBreaks: "line breaks", Spaces: "spaces",
	Invisible: "invisible characters", LookAlikes: "look-alike characters", LostDots: "missing dots", Copies: "a second copy of it",
}

// inWords is the one place that words a list of kinds: "line breaks, spaces and
// quotation marks".
func inWords(list []Dirt) string {
	var b strings.Builder
	for i, kind := range list {
		switch {
		case i > 0 && i == len(list)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(dirtWords[kind])
	}
	return b.String()
}

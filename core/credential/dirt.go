package credential

// Dirt names a kind of thing that was cleaned up: a key of core/text under "dirt.".
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
func (d dirt) list() []string {
	var list []string
	for i, kind := range kinds {
		if d&(1<<i) != 0 {
			list = append(list, string(kind))
		}
	}
	return list
}

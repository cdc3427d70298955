package keychain

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// manifestPrefix begins every manifest. A secret that begins with it is always
// split, so that the two cannot be mixed up.
const manifestPrefix = "sureline-parts/1 "

const manifestFormat = manifestPrefix + "generation=%s count=%d length=%d sha256=%s"

// maxParts bounds what a damaged manifest can make us read.
const maxParts = MaxSecret

// generations are the two names between which the parts of a secret alternate.
var generations = [...]string{"a", "b"}

// manifest says which parts make up a secret. The zero value has none.
type manifest struct {
	generation string
	count      int
	length     int
	// digest is the SHA-256 of the whole text in hexadecimal.
	digest string
}

func newManifest(generation string, count int, text string) manifest {
	return manifest{generation: generation, count: count, length: len(text), digest: digestOf(text)}
}

func isManifest(text string) bool { return strings.HasPrefix(text, manifestPrefix) }

// parseManifest returns errChanged for anything that String does not write.
func parseManifest(text string) (manifest, error) {
	var m manifest
	_, err := fmt.Sscanf(text, manifestFormat, &m.generation, &m.count, &m.length, &m.digest)
	if err != nil || m.String() != text || m.count < 1 || m.count > maxParts || otherOf(m.generation) == "" {
		return manifest{}, errChanged
	}
	return m, nil
}

// String returns what stands in the item.
func (m manifest) String() string {
	return fmt.Sprintf(manifestFormat, m.generation, m.count, m.length, m.digest)
}

func (m manifest) fits(text string) bool {
	return len(text) == m.length && digestOf(text) == m.digest
}

// otherGeneration returns the generation that the old item does not use.
func otherGeneration(old string) string {
	if m, err := parseManifest(old); err == nil {
		return otherOf(m.generation)
	}
	return generations[0]
}

func otherOf(generation string) string {
	switch generation {
	case generations[0]:
		return generations[1]
	case generations[1]:
		return generations[0]
	}
	return ""
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

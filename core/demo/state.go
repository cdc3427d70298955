package demo

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

const (
	stateFile    = "demo-platform.json"
	stateVersion = 1
	keyBits      = 2048
	// maxOrigins and maxCredentials bound the file; the oldest go first.
	maxOrigins     = 20
	maxCredentials = 500
)

// state is what outlives a restart. It holds the platform's signing key, and of
// credentials only what a later exchange must know: never their text. Client
// secrets are derived from the key.
type state struct {
	Version int    `json:"version"`
	Key     string `json:"key"` // PEM, PKCS #8
	// Addr is where the server listened last.
	Addr string `json:"addr"`
	// Origins are the base URLs that it has had: credentials made then stay good.
	Origins     []string     `json:"origins"`
	Credentials []credential `json:"credentials"`
}

// credential is what the platform knows of a credential that it has issued.
type credential struct {
	JTI        string     `json:"jti"`
	UserID     int64      `json:"user_id"`
	Label      string     `json:"label"`
	AllOrgApps bool       `json:"all_org_apps"`
	ClientIDs  []string   `json:"client_ids"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  *time.Time `json:"expires_at"`
}

// loadState reads the state, or makes a new one when there is none.
func loadState(dir string) (state, *rsa.PrivateKey, error) {
	if dir == "" {
		return newState()
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return state{}, nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return newState()
	}
	if err != nil {
		return state{}, nil, err
	}
	var s state
	if err := json.Unmarshal(text, &s); err != nil {
		return state{}, nil, err
	}
	if s.Version != stateVersion {
		return state{}, nil, fmt.Errorf("version %d of %s is not known here", s.Version, stateFile)
	}
	key, err := parseKey(s.Key)
	return s, key, err
}

func newState() (state, *rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return state{}, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return state{}, nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	return state{Version: stateVersion, Key: string(text)}, key, nil
}

func parseKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("the signing key is not PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok || key.N.BitLen() != keyBits {
		return nil, errors.New("the signing key is not RSA-2048")
	}
	return key, nil
}

// addOrigin notes where the server listens now.
func (s *state) addOrigin(addr, origin string) {
	s.Addr = addr
	s.Origins = slices.DeleteFunc(s.Origins, func(o string) bool { return o == origin })
	s.Origins = lookalike.LastOf(append(s.Origins, origin), maxOrigins)
}

// save writes the file whole or not at all, readable by its owner only.
func (s *state) save(dir string) error {
	if dir == "" {
		return nil
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return appdir.WriteFile(filepath.Join(dir, stateFile), append(text, '\n'))
}

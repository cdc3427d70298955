// Package settings owns settings.toml: what the user chose about the window and
// the network. It holds no secret; the proxy's password is in the keychain. It
// imports core, core/finding and core/appdir.
package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// ProxyPasswordItem names the keychain item of the proxy's password.
const ProxyPasswordItem = "proxy-password"

const (
	fileName = "settings.toml"
	// brokenSuffix is added to a file that cannot be used, so that what the user
	// wrote is not lost.
	brokenSuffix = ".broken"
	maxFile      = 64 << 10
)

var errTooLarge = fmt.Errorf("larger than %d KiB", maxFile>>10)

// Limits of the text size, in percent.
const (
	MinTextSize = 100
	MaxTextSize = 200
)

// themes are the values of Settings.Theme.
var themes = []string{"system", "light", "dark", "contrast"}

// Settings are the user's choices. A missing key means its default.
type Settings struct {
	// Theme is system, light, dark or contrast.
	Theme string `toml:"theme"`
	// TextSize is in percent, MinTextSize to MaxTextSize.
	TextSize int `toml:"text_size"`
	// Language is a code of core/text (BCP 47); empty means the computer's.
	Language string `toml:"language"`
	// Proxy is the URL of a proxy, without user and password; empty means what
	// the system says.
	Proxy     string `toml:"proxy"`
	ProxyUser string `toml:"proxy_user"`
	// CAFile is a PEM file of CA certificates to trust besides the system's; empty for none.
	CAFile string `toml:"ca_file"`
	// LastProfile is the ID of the profile that was connected last.
	LastProfile string `toml:"last_profile"`
	// Kore is true once the user asked for the Kore.ai part, which is in nobody's way
	// before.
	Kore bool `toml:"kore"`
}

// Default returns the settings of a first start.
func Default() Settings { return Settings{Theme: "system", TextSize: MinTextSize} }

// Load reads the settings from the folder. Without a file they are the default.
// A file that cannot be used gives setting-invalid together with the default; a
// copy of it is kept beside as settings.toml.broken. Keys that this version does
// not know are ignored.
func Load(dir string) (Settings, error) {
	path := filepath.Join(dir, fileName)
	data, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Default(), nil
	}
	s := Default()
	if err == nil {
		err = toml.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &s)
	}
	if err != nil {
		return Default(), broken(path, data, failed("load the settings", fileName, path, reason(err), err))
	}
	if err := s.Validate(); err != nil {
		return Default(), broken(path, data, err)
	}
	return s, nil
}

func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, errTooLarge
	}
	return os.ReadFile(path)
}

// broken keeps a copy of a file that cannot be used, and returns the failure. A
// file too large to copy is moved, so that the next Save does not end it.
func broken(path string, data []byte, failure error) error {
	if errors.Is(failure, errTooLarge) {
		return errors.Join(failure, os.Rename(path, path+brokenSuffix))
	}
	if len(data) == 0 {
		return failure
	}
	return errors.Join(failure, appdir.WriteFile(path+brokenSuffix, data))
}

// reason says where a TOML file is wrong, without quoting it.
func reason(err error) text.Sentence {
	if decode, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := decode.Position()
		return text.Sentence{Key: "reason.unreadable_at", Slots: text.Slots{"line": line, "column": column}}
	}
	return text.Sentence{Key: "reason.unreadable"}
}

// Save replaces the file as a whole. It fails with setting-invalid before
// anything is written when a value cannot be used, and with disk-full or
// store-unreadable when it cannot be written; then the old file stays.
func Save(dir string, s Settings) error {
	if err := s.Validate(); err != nil {
		return err
	}
	data, err := toml.Marshal(s)
	if err != nil {
		return core.Fail("save the settings", finding.New(finding.Internal), err)
	}
	err = appdir.WriteFile(filepath.Join(dir, fileName), data)
	switch {
	case err == nil:
		return nil
	case appdir.DiskFull(err):
		return core.Fail("save the settings", finding.New(finding.DiskFull), err)
	}
	return failed("save the settings", fileName, filepath.Join(dir, fileName), text.Sentence{Key: "reason.unwritable"}, err)
}

// Validate returns setting-invalid, naming the first setting that cannot be
// used.
func (s Settings) Validate() error {
	switch {
	case !slices.Contains(themes, s.Theme):
		return invalid("theme", s.Theme, text.Sentence{Key: "reason.one_of", Slots: text.Slots{"choices": strings.Join(themes, ", ")}})
	case s.TextSize < MinTextSize || s.TextSize > MaxTextSize:
		return invalid("text_size", strconv.Itoa(s.TextSize), text.Sentence{Key: "reason.from_to", Slots: text.Slots{"from": MinTextSize, "to": MaxTextSize}})
	case s.CAFile != "" && !filepath.IsAbs(s.CAFile):
		return invalid("ca_file", s.CAFile, text.Sentence{Key: "reason.full_path"})
	}
	return s.validateProxy()
}

func (s Settings) validateProxy() error {
	if s.Proxy == "" {
		return nil
	}
	u, err := url.Parse(s.Proxy)
	switch {
	case err != nil || u.Hostname() == "":
		return invalid("proxy", "", text.Sentence{Key: "reason.proxy_address"})
	case u.User != nil:
		return invalid("proxy", "", text.Sentence{Key: "reason.sign_in_apart"})
	case !slices.Contains([]string{"http", "https", "socks5"}, u.Scheme):
		return invalid("proxy", s.Proxy, text.Sentence{Key: "reason.proxy_scheme"})
	}
	return nil
}

func invalid(setting, value string, why text.Sentence) error {
	return failed("check the settings", setting, value, why, nil)
}

func failed(op, setting, value string, why text.Sentence, cause error) error {
	return core.Fail(op, finding.NewSettingInvalid(setting, value, why), cause)
}

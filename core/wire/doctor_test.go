package wire_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/core/wire"
)

// A network that cannot be used is told once, and nothing is sent; every check has
// a title. Neither user nor password of a proxy is shown.
func TestDoctorTellsEachThingOnce(t *testing.T) {
	s := open(t, wire.Options{DataDir: t.TempDir(), KeychainService: "SurelineDoctorTest", CAFile: filepath.Join(t.TempDir(), "none.pem"), Proxy: "http://ada:canary@proxy.example:8080"})
	names, told := []string{}, 0
	var proxy onboard.Checkup
	for _, c := range s.Doctor(t.Context(), false) {
		names = append(names, c.Name)
		if !text.English().Has("doctor.name." + c.Name) {
			t.Errorf("%s has no title", c.Name)
		}
		if c.OK != (len(c.Findings) == 0) {
			t.Errorf("%+v", c)
		}
		if c.Name == "proxy" {
			proxy = c
		}
		for _, f := range c.Findings {
			if f.Code == finding.SettingInvalid {
				told++
			}
		}
	}
	if all := strings.Join(names, " "); !strings.HasPrefix(all, "keychain store") || !strings.HasSuffix(all, "settings proxy") {
		t.Errorf("checked %s", all)
	}
	if proxy.OK || told != 1 || proxy.Says.String() != "proxy.example:8080" {
		t.Errorf("%d times, %+v, says %q", told, proxy, proxy.Says)
	}
}

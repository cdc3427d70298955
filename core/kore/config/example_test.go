package config_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
)

const packaging = "../../../assets/packaging/sts/"

func TestExampleConfigurationIsValid(t *testing.T) {
	c, err := config.Load(packaging + "sts.toml")
	if err != nil {
		t.Fatal(config.Findings(err))
	}
	if len(c.Clients) != 1 || c.Clients[0].Policy != kore.PolicySession || c.Loopback() {
		t.Errorf("got %+v", c)
	}
	// What is commented out must be valid too.
	data, err := os.ReadFile(packaging + "sts.toml")
	if err != nil {
		t.Fatal(err)
	}
	for old, replacement := range map[string]string{
		"# previous_secret": "previous_secret", "# jwks_url": "jwks_url", "# [client.encryption]": "[client.encryption]", "# key_file": "key_file", "# key_id": "key_id",
	} {
		if !bytes.Contains(data, []byte(old)) {
			t.Errorf("the example lacks %q", old)
		}
		data = bytes.ReplaceAll(data, []byte(old), []byte(replacement))
	}
	if _, err := config.Parse(data, "sts.toml"); err != nil {
		t.Error(config.Findings(err))
	}
}

func TestUnitStartsWhatThePackageHas(t *testing.T) {
	unit, err := os.ReadFile(packaging + "sureline-sts.service")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"ExecStart=/usr/bin/sureline-sts --config /etc/sureline-sts/sts.toml\n", "NoNewPrivileges=yes\n", "ProtectSystem=strict\n",
		"User=sureline-sts\n", "CapabilityBoundingSet=\n", "ExecReload=/bin/kill -HUP $MAINPID\n",
	} {
		if !strings.Contains(string(unit), "\n"+line) {
			t.Errorf("the unit lacks %q", line)
		}
	}
}

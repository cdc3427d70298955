package config_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore/config"
)

// FuzzParse: what is taken comes back as it is when it is written and read again,
// and what is refused is refused with a finding that names a line or a key and
// repeats no secret.
func FuzzParse(f *testing.F) {
	f.Add(full)
	f.Add(client)
	f.Add("[[client]]\nsecret = \"" + coretest.CanarySecret + "\"")
	f.Add("listen = 1\n[tls]\n[[client.session]]\n")
	f.Add("\ufeff[limits]\naddress_burst = 99999999999999999999")
	f.Fuzz(func(t *testing.T, text string) {
		first, err := config.Parse([]byte(text), "f.toml")
		if err != nil {
			all := config.Findings(err)
			if len(all) == 0 {
				t.Fatalf("%v carries no finding", err)
			}
			for _, finding := range all {
				if strings.Contains(finding.Title+finding.Explanation+finding.NextStep, coretest.CanarySecret) {
					t.Fatalf("secret in %+v", finding)
				}
			}
			return
		}
		data, err := config.Format(first)
		if err != nil {
			t.Fatalf("%v of %q", config.Findings(err), text)
		}
		second, err := config.Parse(data, "f.toml")
		if err != nil {
			t.Fatalf("%v of %q", config.Findings(err), data)
		}
		// As text, in which an empty list and none are the same.
		if again, err := config.Format(second); err != nil || !bytes.Equal(data, again) {
			t.Fatalf("%v\n%s\n%s", err, data, again)
		}
	})
}

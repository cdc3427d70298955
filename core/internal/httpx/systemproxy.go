//go:build !windows

package httpx

import "golang.org/x/net/http/httpproxy"

// systemProxy is empty here: on these systems the environment is the setting
// that programs share.
func systemProxy() *httpproxy.Config { return &httpproxy.Config{} }

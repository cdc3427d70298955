package kore

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/httpx"
	"github.com/sureline/sureline/core/text"
)

// ProbeService asks a service, as a browser does before the SDK's own function
// may (mode A), whether pages of the origin may ask it for tokens. No token is
// made. The result is one of kore-service-ready, kore-preflight-missing and
// kore-origin-refused; the error is for the way there.
func (l *Live) ProbeService(ctx context.Context, service *url.URL, origin string) (core.Finding, core.Call, error) {
	const op = "probe a service"
	if !isKeyAddress(service.String()) || !isOrigin(origin) {
		return core.Finding{}, core.Call{}, Problem{Key: "address", Reason: text.Say("reason.kore.service_and_page")}.Error(op, "")
	}
	reply, call, err := l.ask(ctx, httpx.Request{
		Op: op, Method: http.MethodOptions, URL: service,
		Header: http.Header{
			"Origin":                         {origin},
			"Access-Control-Request-Method":  {http.MethodPost},
			"Access-Control-Request-Headers": {"content-type"},
		},
	})
	if err != nil {
		return core.Finding{}, call, err
	}
	code, why := judgePreflight(reply, origin)
	f := finding.NewKoreRefusal(code, why)
	return finding.WithDetail(f, map[string]string{
		"status": strconv.Itoa(reply.Status), "origin": origin, "allow_origin": reply.Header.Get("Access-Control-Allow-Origin"),
	}), call, nil
}

// judgePreflight follows the CORS-preflight fetch of the Fetch standard, for a
// request with a JSON body.
func judgePreflight(reply httpx.Reply, origin string) (core.Code, text.Sentence) {
	allowed := reply.Header.Values("Access-Control-Allow-Origin")
	switch {
	case len(allowed) == 0 && reply.Status == http.StatusForbidden:
		return finding.KoreOriginRefused, text.Say("reason.kore.page_not_allowed", text.Slots{"origin": origin})
	case len(allowed) == 0:
		return finding.KorePreflightMissing, text.Say("reason.kore.page_unnamed")
	case len(allowed) > 1:
		return finding.KorePreflightMissing, text.Say("reason.kore.pages_several")
	case allowed[0] != origin && allowed[0] != "*":
		return finding.KoreOriginRefused, text.Say("reason.kore.page_other", text.Slots{"origin": allowed[0]})
	case reply.Status < 200 || reply.Status > 299:
		return finding.KorePreflightMissing, text.Say("reason.kore.preflight_status", text.Slots{"status": strconv.Itoa(reply.Status)})
	}
	headers := strings.ToLower(strings.Join(reply.Header.Values("Access-Control-Allow-Headers"), ","))
	list := strings.FieldsFunc(headers, func(r rune) bool { return r == ',' || r == ' ' })
	if !slices.Contains(list, "content-type") && !slices.Contains(list, "*") {
		return finding.KorePreflightMissing, text.Say("reason.kore.preflight_type")
	}
	return finding.KoreServiceReady, text.Sentence{}
}

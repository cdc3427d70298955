package demo

import (
	"net/http"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// busyFaults are the answers of a platform that cannot serve just now.
var busyFaults = []Fault{
	busy("cmn-301", "too many requests, with a penalty of a minute", finding.RateLimited, tooManyRequests),
	busy("cmn-302", "too many requests", finding.RateLimited, tooMany("CMN-302", "Request rate exceeded", 60)),
	busy("cmn-303", "no plan for this many requests", finding.RateLimited, tooMany("CMN-303", "No throttling plan is found", 60)),
	busy("cmn-304", "the same request twice at once", finding.RateLimited, tooMany("CMN-304", "Duplicate concurrent request", 30)),
	busy("cmn-310", "too many requests of everybody", finding.RateLimited, tooMany("CMN-310", "Global request rate exceeded", 60)),
	busy("too-many-without-retry-after", "too many requests, no word on how long", finding.RateLimited, tooMany("CMN-301", "Request rate exceeded", 0)),
	busy("cmn-211", "maintenance, in limited mode", finding.Maintenance, unavailable("CMN-211", "Service is in maintenance mode", "", 60)),
	busy("maintenance-mode", "maintenance, top-level MaintenanceMode", finding.Maintenance, unavailable("CMN-211", "Service is in maintenance mode", "MaintenanceMode", 60)),
	busy("service-unavailable", "unavailable, without a code", finding.Maintenance, refusal{status: http.StatusServiceUnavailable, word: "service_unavailable", message: "Service is temporarily unavailable"}),
	busy("cmn-201", "temporary error", finding.PlatformError, apiRefusal(http.StatusInternalServerError, "CMN-201", "Service Temporary Unavailable")),
	busy("cmn-203", "internal error", finding.PlatformError, apiRefusal(http.StatusInternalServerError, "CMN-203", "Internal Server Error")),
	busy("cmn-202", "not supported", finding.PlatformError, apiRefusal(http.StatusNotImplemented, "CMN-202", "Operation is not supported")),
	busy("request-timeout", "the platform waited too long for the request", "", refusal{status: http.StatusRequestTimeout, message: "Request timeout"}),
}

func busy(name, title string, means core.Code, r refusal) Fault {
	return Fault{Name: name, Title: title, Family: "Platform busy or broken", Where: WhereExchange, Means: means, refusal: &r}
}

func tooMany(code, message string, retryAfter int) refusal {
	return refusal{status: http.StatusTooManyRequests, code: code, message: message, challenge: code, retryAfter: retryAfter}
}

func unavailable(code, message, top string, retryAfter int) refusal {
	return refusal{status: http.StatusServiceUnavailable, code: code, top: top, message: message, retryAfter: retryAfter}
}

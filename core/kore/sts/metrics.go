package sts

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are counters without names of persons; clients are bounded by the
// configuration.
type metrics struct {
	registry *prometheus.Registry
	tokens   *prometheus.CounterVec
	refusals *prometheus.CounterVec
	duration prometheus.Histogram
	reloads  *prometheus.CounterVec
	current  prometheus.Gauge
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		tokens: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sureline_sts_tokens_total", Help: "Tokens signed, by client ID.",
		}, []string{"client"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sureline_sts_refusals_total", Help: "Requests refused, by the code of the finding.",
		}, []string{"code"}),
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "sureline_sts_request_duration_seconds", Help: "Time from a request's headers to its answer.",
			Buckets: []float64{.0001, .0003, .001, .003, .01, .03, .1, .3, 1, 3, 10},
		}),
		reloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sureline_sts_reloads_total", Help: "Changes of the configuration or of secrets, by result.",
		}, []string{"result"}),
		current: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "sureline_sts_config_current", Help: "1 when the last change was taken over, 0 when the service runs on the one before.",
		}),
	}
	m.current.Set(1)
	m.registry.MustRegister(m.tokens, m.refusals, m.duration, m.reloads, m.current,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *metrics) observe(e Event) {
	m.duration.Observe(e.Took.Seconds())
	if e.Verdict == Refused {
		m.refusals.WithLabelValues(string(e.Code)).Inc()
	}
}

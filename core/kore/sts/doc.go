// Package sts owns the service that the Kore.ai Web SDK asks for tokens: its
// routes, who may ask for whom, rate limits, the audit log, metrics, and the
// change of secrets while it runs. cmd/sureline-sts and the window run it.
//
// It imports core, core/finding, core/internal/httpx, core/kore and
// core/kore/config.
package sts

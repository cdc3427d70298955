// Package recipes runs the recipes of docs/use.md, and attacks on what they use,
// against the demo: with the real SDKs from npm, Chromium, another user of the
// computer, and Debian's age. See .ci/recipes.
package recipes

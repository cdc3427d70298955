package text

import "strings"

// Permission returns what one of RingCentral's app permissions ("ReadCallLog") lets
// an app do, in words that complete "Acme Sync may …". Of one that is not known here
// it names the name: a profile may ask for any.
func (c *Catalog) Permission(name string) string {
	if key := "permission." + strings.ToLower(name); name != "" && !strings.EqualFold(name, "unknown") && c.Has(key) {
		return c.Text(key, nil)
	}
	return c.Text("permission.unknown", Slots{"name": name})
}

// Permissions returns what all of them let an app do, one phrase each, in the order
// given: "read your call log", "send and receive texts".
func (c *Catalog) Permissions(names []string) []string {
	phrases := make([]string, 0, len(names))
	for _, name := range names {
		phrases = append(phrases, c.Permission(name))
	}
	return phrases
}

// PermissionList is Permissions in one line. It has no "and" before the last, since
// phrases have some of their own. It is empty for none.
func (c *Catalog) PermissionList(names []string) string {
	return strings.Join(c.Permissions(names), ", ")
}

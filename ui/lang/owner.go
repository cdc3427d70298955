package lang

import "github.com/sureline/sureline/core"

// Owner returns whom a connection acts for, as far as it is known: "Northwind
// Traders / Ada Jones (ext. 101)". It is empty when nothing is.
func Owner(c core.Connection) string {
	person := c.Person
	if person == "" && c.OwnerID != "" {
		person = T("owner.user", S{"id": c.OwnerID})
	}
	switch {
	case person != "" && c.Extension != "":
		person = T("owner.person_extension", S{"person": person, "extension": c.Extension})
	case c.Extension != "":
		person = T("owner.extension", S{"extension": c.Extension})
	}
	switch {
	case c.Account == "":
		return person
	case person == "":
		return c.Account
	}
	return T("owner.account_person", S{"account": c.Account, "person": person})
}

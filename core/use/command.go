package use

import "strings"

// Command is what to type at a shell to run program under the connection. It is for
// people: quotes keep a name with spaces together.
func Command(connection, program string) string {
	return "surelinectl exec " + Quoted(connection) + " -- " + program
}

// Quoted puts a name into quotes that shells take as they are.
func Quoted(name string) string {
	if strings.ContainsAny(name, "\"$`\\!") {
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return `"` + name + `"`
}

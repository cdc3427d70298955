package token_test

import (
	"context"
	"fmt"
	"io"
	"os"

	"golang.org/x/oauth2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/token"
)

// The client asks RingCentral who the connection is for. It needs a connection of
// that name on this computer.
func ExampleSource() {
	ctx := context.Background()
	client := oauth2.NewClient(ctx, token.Source(ctx, "Northwind Traders / Ada Jones"))
	answer, err := client.Get("https://platform.ringcentral.com/restapi/v1.0/account/~/extension/~")
	if err != nil {
		finding, _ := core.FindingOf(err)
		fmt.Fprintln(os.Stderr, finding.Title, "-", finding.NextStep)
		return
	}
	defer answer.Body.Close()
	_, _ = io.Copy(os.Stdout, answer.Body)
}

// Package token gives Go programs the access token of a Sureline connection, as an
// oauth2.TokenSource on the same keychain and store as the window and surelinectl:
//
//	client := oauth2.NewClient(ctx, token.Source(ctx, "Northwind Traders / Ada Jones"))
//
// All programs of the user share one token, and one token exchange is made at a
// time. Neither the credential nor the client secret is given out. docs/use.md
// compares it with surelinectl exec and surelinectl token.
//
// It puts the adapters together with core/wire, and imports golang.org/x/oauth2 for
// its types only.
package token

import (
	"context"

	"golang.org/x/oauth2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/wire"
)

// Options say where connections are kept. The zero value is for daily use.
type Options = wire.Options

// Source returns the access tokens of the connection with the name, without regard
// to case. Nothing is opened until a token is asked for.
//
// A token lasts for core.UsualTTL at least; ask for each request, as oauth2.Client
// does, and do not wrap the source in oauth2.ReuseTokenSource: asking costs little,
// and a token that ended early is replaced. An error is a *core.Error with a finding
// (core.FindingOf) that says what is wrong and who must act; its text is safe to log.
// The context ends what is asked for, and is the parent of every request to the
// platform. Safe for concurrent use.
func Source(ctx context.Context, name string) oauth2.TokenSource {
	return SourceWith(ctx, name, Options{})
}

// SourceWith is Source for connections that are kept elsewhere.
func SourceWith(ctx context.Context, name string, o Options) oauth2.TokenSource {
	return &source{ctx: ctx, name: name, options: o}
}

type source struct {
	// ctx is held because oauth2.TokenSource has no context of its own.
	ctx     context.Context
	name    string
	options Options
}

// Token implements oauth2.TokenSource. The store is opened for each token and
// closed after it: nothing has to be closed by the caller, and another program may
// change the connection meanwhile.
func (s *source) Token() (*oauth2.Token, error) {
	opened, err := wire.Open(s.ctx, s.options)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	c, err := opened.Service.ConnectionByName(s.ctx, s.name)
	if err != nil {
		return nil, err
	}
	g, err := opened.Service.Access(c.ID).Token(s.ctx, onboard.TokenRequest{})
	if err != nil {
		return nil, err
	}
	return tokenOf(g), nil
}

// tokenOf returns the grant as oauth2 has it. Its scopes stand in Extra("scope").
func tokenOf(g core.Grant) *oauth2.Token {
	t := &oauth2.Token{AccessToken: g.AccessToken.Reveal(), TokenType: "Bearer", Expiry: g.ExpiresAt}
	return t.WithExtra(map[string]any{"scope": g.Scopes, "owner_id": g.OwnerID})
}

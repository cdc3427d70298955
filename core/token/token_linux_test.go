package token_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/keyringtest"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/token"
	"github.com/sureline/sureline/core/wire"
)

// connect connects an account of the demo and returns where that is kept.
func connect(t *testing.T) (token.Options, *demo.Platform) {
	t.Helper()
	keyringtest.Start(t, keyringtest.State{})
	dir := t.TempDir()
	o := token.Options{DataDir: filepath.Join(dir, "data"), UserDir: filepath.Join(dir, "user"), KeychainService: "SurelineTest-token"}
	platform, err := demo.Start(t.Context(), demo.Options{})
	must(t, err)
	t.Cleanup(func() { _ = platform.Close() })
	jwt, err := platform.CreateCredential(demo.CredentialRequest{Label: "test", AllowedClientIDs: []string{demo.AcmeSync}})
	must(t, err)
	s, err := wire.Open(t.Context(), o)
	must(t, err)
	defer s.Close()
	_, err = s.Service.AddProfile(t.Context(), onboard.ProfileRequest{Profile: platform.Profile(), ClientSecret: platform.ClientSecret()})
	must(t, err)
	check := s.Service.Checker(t.Context(), platform.Profile()).Check(jwt.Reveal())
	v := s.Service.Connect(t.Context(), onboard.ConnectRequest{Profile: platform.Profile(), Name: "Ada", Check: check}, nil)
	if !v.Connected {
		t.Fatalf("not connected: %+v", v.Findings)
	}
	return o, platform
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSource(t *testing.T) {
	o, platform := connect(t)
	client := oauth2.NewClient(t.Context(), token.SourceWith(t.Context(), "ada", o))
	resp, err := client.Get(platform.URL() + "/restapi/v1.0/account/~/extension/~")
	must(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(body), "Ada Jones") {
		t.Errorf("%d %s, %v", resp.StatusCode, body, err)
	}
	first, err := token.SourceWith(t.Context(), "Ada", o).Token()
	must(t, err)
	second, err := token.SourceWith(t.Context(), "Ada", o).Token()
	if err != nil || first.AccessToken != second.AccessToken || !first.Valid() || fmt.Sprint(first.Extra("scope")) == "" {
		t.Errorf("%v", err)
	}
	for name, want := range map[string]core.Code{"Nobody": finding.ConnectionUnknown} {
		if _, err := token.SourceWith(t.Context(), name, o).Token(); !core.HasCode(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := token.SourceWith(ended, "Ada", o).Token(); !core.HasCode(err, finding.Cancelled) {
		t.Errorf("with an ended context: %v", err)
	}
}

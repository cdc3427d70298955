package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"sync"

	"github.com/sureline/sureline/core"
	koredemo "github.com/sureline/sureline/core/demo/kore"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/clients"
	"github.com/sureline/sureline/core/kore/sts"
	korepage "github.com/sureline/sureline/ui/kore"
)

// koreService is the Kore.ai part as the window asks it.
type koreService struct{ *clients.List }

// StartService runs the service.
func (s koreService) StartService(ctx context.Context, port string, observe func(sts.Event)) (korepage.Running, error) {
	running, err := s.List.StartService(ctx, port, observe)
	if err != nil {
		return nil, err
	}
	return running, nil
}

// demoKore is the Kore.ai part on the look-alike, with clients to try. Like the
// demo of RingCentral it starts when it is first asked for something.
type demoKore struct {
	koreService
	// life is how long the look-alike runs: as long as the program.
	life context.Context

	mu       sync.Mutex
	platform *koredemo.Platform
	added    bool
}

// Clients starts the look-alike if need be.
func (d *demoKore) Clients(ctx context.Context) ([]kore.Client, error) {
	if err := d.start(ctx); err != nil {
		return nil, err
	}
	return d.koreService.Clients(ctx)
}

// demoClient is a client to try, and how the look-alike has registered it.
type demoClient struct {
	client kore.Client
	secret core.Secret
	app    koredemo.App
}

// start may be repeated after a failure, such as a keychain that was locked.
func (d *demoKore) start(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.added {
		return nil
	}
	all, err := demoClients()
	if err != nil {
		return err
	}
	if d.platform != nil {
		_ = d.platform.Close()
	}
	var apps []koredemo.App
	for _, c := range all {
		apps = append(apps, c.app)
	}
	if d.platform, err = koredemo.Start(d.life, koredemo.Options{Apps: apps}); err != nil {
		return err
	}
	for _, c := range all {
		c.client.Host = d.platform.URL()
		if err := d.SaveClient(ctx, c.client, c.secret); err != nil {
			return err
		}
	}
	d.added = true
	return nil
}

// demoClients are one that works, one that wants a known person, a serial number
// and a key, and one whose secret is wrong.
func demoClients() ([]demoClient, error) {
	origins := []string{"http://localhost:8080", "http://127.0.0.1:8080"}
	demo := func(id, name string) demoClient {
		app := koredemo.NewApp()
		app.ClientID, app.BotName, app.BotID = "cs-demo-"+id, name, "st-demo-"+id
		return demoClient{app: app, secret: app.Secret, client: kore.Client{
			ClientID: app.ClientID, Name: name, Algorithm: kore.HS256, Policy: kore.PolicyAnonymous, Origins: origins,
			BotName: app.BotName, BotID: app.BotID,
		}}
	}
	works, wrong, strict := demo("support", "Acme Support"), demo("wrong", "Acme Billing (wrong secret)"), demo("helpdesk", "Northwind Helpdesk")
	wrong.secret = koredemo.NewApp().Secret
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	strict.app.Algorithm, strict.app.PublicKey, strict.app.Secret = "RS256", &key.PublicKey, core.Secret{}
	strict.app.Anonymous, strict.app.EnforceJTI = false, true
	block := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	strict.secret = core.NewSecret(string(block))
	strict.client.Algorithm, strict.client.JTI, strict.client.Policy = kore.RS256, true, kore.PolicyList
	strict.client.Identities = []string{"ada.jones@northwind.example", "bo.larsen@northwind.example"}
	return []demoClient{works, strict, wrong}, nil
}

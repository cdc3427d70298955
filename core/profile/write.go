package profile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pelletier/go-toml/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/finding"
)

// fileMode lets others read: the file is made to be handed on, and never holds
// a secret.
const fileMode = 0o644

// document is the file as Write makes it. It has no place for a client secret.
type document struct {
	ID           string   `toml:"id" comment:"Never change this: Sureline knows the profile by it."`
	Name         string   `toml:"name" comment:"The app's name, as your customers know it."`
	ClientID     string   `toml:"client_id" comment:"From the app's page in the developer console."`
	Server       string   `toml:"server" comment:"The platform, and the console in which customers create their credential."`
	Console      string   `toml:"console"`
	Scopes       []string `toml:"scopes" comment:"The permissions that the app needs."`
	ClientAuth   string   `toml:"client_auth" comment:"\"basic\": the app has a client secret. \"none\": it has none, or token_url adds it."`
	TokenURL     string   `toml:"token_url,omitempty" comment:"Your own address that adds the client secret."`
	SupportEmail string   `toml:"support_email,omitempty" comment:"Where your customers find help."`
	SupportURL   string   `toml:"support_url,omitempty" comment:"Where your customers find help on the web."`
	ConnectVia   string   `toml:"connect_via,omitempty" comment:"Who uses the connection: \"here\" an app on the customer's computer; \"sealed\" you, from a sealed file; \"hub\" your hub."`
	Recipient    string   `toml:"handover_recipient,omitempty" comment:"Your public key: only its identity file opens what customers hand over. Keep that file safe: without it every customer has to be asked again."`
	HandoverURL  string   `toml:"handover_url,omitempty" comment:"Your address that takes sealed credentials."`
	Invite       string   `toml:"invite,omitempty" comment:"Tells you which customer this file was made for: each customer has another one."`
	Needs        string   `toml:"needs,omitempty" comment:"The oldest version of Sureline that knows all of the above."`
}

const head = "# A Sureline profile. Send this file to your customers: it holds no secret.\n\n"

// Write writes the profile as a file with comments. Read gives it back equal,
// with the defaults filled in and without ConfirmedHosts. The same profile gives
// the same bytes. A profile that cannot be used is profile-invalid, and nothing
// is written.
func Write(w io.Writer, p core.Profile) error {
	data, err := render(p)
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return unwritable("the profile file", err)
	}
	return nil
}

func render(p core.Profile) ([]byte, error) {
	if findings := Validate(p); len(findings) > 0 {
		return nil, core.Fail("write the profile", findings[0], &problemsError{findings})
	}
	p = withDefaults(p)
	via := string(p.ConnectVia)
	if p.ConnectVia == core.ConnectHere {
		via = "" // the default; a file without it is read by every version
	}
	data, err := toml.Marshal(document{
		ID: p.ID, Name: p.Name, ClientID: p.ClientID, Server: p.Server, Console: p.Console, Scopes: p.Scopes,
		ClientAuth: string(p.ClientAuth), TokenURL: p.TokenURL, SupportEmail: p.SupportEmail, SupportURL: p.SupportURL,
		ConnectVia: via, Recipient: p.HandoverRecipient, HandoverURL: p.HandoverURL, Invite: p.Invite, Needs: p.Needs,
	})
	if err != nil {
		return nil, core.Fail("write the profile", finding.New(finding.Internal), err)
	}
	return append([]byte(head), data...), nil
}

// Save writes the profile to the file at path. Without overwrite it fails when
// the file is there, with fs.ErrExist in the chain; with it, the file is
// replaced as a whole. After a failure what was there is as it was. Errors:
// profile-invalid, disk-full, or profile-unreadable for anything else that
// keeps the file from being written.
func Save(path string, p core.Profile, overwrite bool) error {
	data, err := render(p)
	if err != nil {
		return err
	}
	// Not appdir.WriteFile: it takes the access of others from the folder, and
	// this one is the user's own.
	if overwrite {
		err = replace(path, data)
	} else {
		err = create(path, data)
	}
	if err != nil {
		return unwritable(filepath.Base(path), err)
	}
	return nil
}

// create writes a file that is not there yet.
func create(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	if err := fill(f, data); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// replace puts the file in the place of the one that may be there, whole.
func replace(path string, data []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	err = errors.Join(temp.Chmod(fileMode), fill(temp, data))
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

// fill writes the data to the disk and closes the file.
func fill(f *os.File, data []byte) error {
	_, err := io.Copy(f, bytes.NewReader(data))
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func unwritable(name string, err error) error {
	if appdir.DiskFull(err) {
		return core.Fail("save the profile file", finding.New(finding.DiskFull), err)
	}
	f := finding.NewProfileUnwritable(name, errors.Is(err, fs.ErrExist))
	return core.Fail("save the profile file", finding.WithDetail(f, map[string]string{"file": name, "reason": reasonOf(err)}), err)
}

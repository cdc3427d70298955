package demo

import "slices"

// Permissions of a user's role that the platform looks at here.
const (
	permDeveloperPortal = "DeveloperPortalAccess"
	permThirdPartyApps  = "ThirdPartyAppAccess"
	permReadExtensions  = "ReadExtensions"
	permReadCompanyInfo = "ReadCompanyInfo"
	permReadCallLog     = "ReadCallLog"
)

var allUserPermissions = []string{
	permDeveloperPortal, permReadCallLog, permReadCompanyInfo, permReadExtensions, permThirdPartyApps,
}

// account is a company. IDs of accounts and users have 9 to 11 digits, as seen.
type account struct {
	ID         int64
	Company    string
	MainNumber string
	Status     string // Confirmed or Disabled
}

type userStatus string

const (
	enabled  userStatus = "Enabled"
	disabled userStatus = "Disabled"
	deleted  userStatus = "Deleted" // never on the wire: the platform no longer knows the user
)

// user is an extension.
type user struct {
	ID        int64
	AccountID int64
	First     string
	Last      string
	Extension string
	Email     string
	Admin     bool
	Status    userStatus
	// Lacks are the permissions that the user's role does not give.
	Lacks []string
	// Note is what the demo says of the user in its own controls.
	Note string
}

func (u user) Name() string         { return u.First + " " + u.Last }
func (u user) may(perm string) bool { return !slices.Contains(u.Lacks, perm) }
func (u user) permissions() []string {
	return slices.DeleteFunc(slices.Clone(allUserPermissions), func(p string) bool { return !u.may(p) })
}

// app is a provider's app. Client IDs have 22 characters, as seen.
type app struct {
	ClientID string
	Name     string
	Provider string
	// OwnerID is the account of the provider.
	OwnerID int64
	// Public apps may be used by every account, private ones by their owner's.
	Public bool
	// Confidential apps have a client secret.
	Confidential bool
	JWTFlow      bool
	Permissions  []string
	Blocked      bool
	Sandbox      bool
	// Note is what the demo says of the app in its own pages.
	Note string
}

// usableBy reports whether a user of the account may name the app at all.
func (a app) usableBy(accountID int64) bool {
	return !a.Sandbox && (a.Public || a.OwnerID == accountID)
}

const (
	northwind int64 = 310200001
	harbor    int64 = 310200002
	acme      int64 = 310200003
	oldMill   int64 = 310200004
)

var accounts = []account{
	{northwind, "Northwind Traders", "+12065550100", "Confirmed"},
	{harbor, "Blue Harbor Clinic", "+14155550140", "Confirmed"},
	{acme, "Acme Software", "+13125550170", "Confirmed"},
	{oldMill, "Old Mill Bakery", "+15035550190", "Disabled"},
}

// The users that tests and callers name.
const (
	AdaJones           int64 = 400310101 // ext. 101, an ordinary user and admin
	BoLarsen           int64 = 400310102 // ext. 102, disabled
	CleoGray           int64 = 400310103 // ext. 103, role lacks Third Party Apps Access
	EliStone           int64 = 400310104 // ext. 104, role lacks Developer Portal Access
	FinnOakes          int64 = 400310105 // ext. 105, deleted
	HanaPark           int64 = 400310106 // ext. 106, role lacks Company Info and Call Log
	IntegrationService int64 = 400310900 // ext. 900, a service user
	MiraQuist          int64 = 400320101 // of Blue Harbor Clinic
	DanaAcme           int64 = 400330101 // of Acme Software, the provider
	OttoMill           int64 = 400340101 // of Old Mill Bakery, a suspended account
)

var users = []user{
	{ID: AdaJones, AccountID: northwind, First: "Ada", Last: "Jones", Extension: "101", Email: "ada.jones@northwind.example", Admin: true, Status: enabled, Note: "admin"},
	{ID: IntegrationService, AccountID: northwind, First: "Integration", Last: "Service", Extension: "900", Email: "integration@northwind.example", Status: enabled, Note: "service user"},
	{ID: BoLarsen, AccountID: northwind, First: "Bo", Last: "Larsen", Extension: "102", Email: "bo.larsen@northwind.example", Status: disabled, Note: "disabled after creating a credential"},
	{ID: CleoGray, AccountID: northwind, First: "Cleo", Last: "Gray", Extension: "103", Email: "cleo.gray@northwind.example", Status: enabled, Lacks: []string{permThirdPartyApps}, Note: "role lacks Third Party Apps Access"},
	{ID: EliStone, AccountID: northwind, First: "Eli", Last: "Stone", Extension: "104", Email: "eli.stone@northwind.example", Status: enabled, Lacks: []string{permDeveloperPortal}, Note: "role lacks Developer Portal Access"},
	{ID: FinnOakes, AccountID: northwind, First: "Finn", Last: "Oakes", Extension: "105", Email: "finn.oakes@northwind.example", Status: deleted, Note: "deleted after creating a credential"},
	{ID: HanaPark, AccountID: northwind, First: "Hana", Last: "Park", Extension: "106", Email: "hana.park@northwind.example", Status: enabled, Lacks: []string{permReadCompanyInfo, permReadCallLog}, Note: "role lacks Company Info and Call Log"},
	{ID: MiraQuist, AccountID: harbor, First: "Mira", Last: "Quist", Extension: "101", Email: "mira.quist@blueharbor.example", Admin: true, Status: enabled, Note: "admin of another company"},
	{ID: DanaAcme, AccountID: acme, First: "Dana", Last: "Reyes", Extension: "101", Email: "dana.reyes@acme.example", Admin: true, Status: enabled, Note: "developer at the provider"},
	{ID: OttoMill, AccountID: oldMill, First: "Otto", Last: "Brandt", Extension: "101", Email: "otto.brandt@oldmill.example", Admin: true, Status: enabled, Note: "company account suspended"},
}

// The client IDs of the apps.
const (
	AcmeSync         = "AcmeSyncDemo0000000001" // the one of Profile
	AcmePocket       = "AcmePocketDemo00000002" // no client secret
	AcmeInternal     = "AcmeInternalDemo000003" // private to its provider
	AcmeDialer       = "AcmeDialerDemo00000004" // without the JWT auth flow
	AcmeNotify       = "AcmeNotifyDemo00000005" // without ReadAccounts
	AcmeLegacy       = "AcmeLegacyDemo00000006" // blocked
	AcmeSandbox      = "AcmeSandboxDemo0000007" // sandbox client
	NorthwindReports = "NorthwindRepDemo000008" // private app of the customer
)

var apps = []app{
	{ClientID: AcmeSync, Name: "Acme Sync", Provider: "Acme Software", OwnerID: acme, Public: true, Confidential: true, JWTFlow: true, Permissions: []string{"ReadAccounts", "ReadCallLog"}, Note: "public, everything in order"},
	{ClientID: AcmePocket, Name: "Acme Pocket", Provider: "Acme Software", OwnerID: acme, Public: true, JWTFlow: true, Permissions: []string{"ReadAccounts"}, Note: "public, no client secret"},
	{ClientID: AcmeInternal, Name: "Acme Internal", Provider: "Acme Software", OwnerID: acme, Confidential: true, JWTFlow: true, Permissions: []string{"ReadAccounts"}, Note: "private to Acme Software"},
	{ClientID: AcmeDialer, Name: "Acme Dialer", Provider: "Acme Software", OwnerID: acme, Public: true, Confidential: true, Permissions: []string{"ReadAccounts", "RingOut"}, Note: "without the JWT auth flow"},
	{ClientID: AcmeNotify, Name: "Acme Notify", Provider: "Acme Software", OwnerID: acme, Public: true, Confidential: true, JWTFlow: true, Permissions: []string{"SMS"}, Note: "without the ReadAccounts permission"},
	{ClientID: AcmeLegacy, Name: "Acme Legacy", Provider: "Acme Software", OwnerID: acme, Public: true, Confidential: true, JWTFlow: true, Permissions: []string{"ReadAccounts"}, Blocked: true, Note: "blocked"},
	{ClientID: AcmeSandbox, Name: "Acme Sync (sandbox)", Provider: "Acme Software", OwnerID: acme, Public: true, Confidential: true, JWTFlow: true, Permissions: []string{"ReadAccounts"}, Sandbox: true, Note: "made for the sandbox"},
	{ClientID: NorthwindReports, Name: "Northwind Reports", Provider: "Northwind Traders", OwnerID: northwind, Confidential: true, JWTFlow: true, Permissions: []string{"ReadAccounts", "ReadCallLog"}, Note: "private to Northwind Traders"},
}

func findAccount(id int64) (account, bool) {
	return find(accounts, func(a account) bool { return a.ID == id })
}
func findUser(id int64) (user, bool) { return find(users, func(u user) bool { return u.ID == id }) }
func findApp(clientID string) (app, bool) {
	return find(apps, func(a app) bool { return a.ClientID == clientID })
}

func find[T any](all []T, match func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, match); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}

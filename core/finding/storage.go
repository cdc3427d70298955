package finding

import "github.com/sureline/sureline/core"

// storageEntries: Keychain, store, profiles, and what the user named. Each
// text of the keychain and the store also says what is not lost. {keychain} is
// core.Keychain.Name.
var storageEntries = merge(keychainEntries, storeEntries, profileEntries)

var keychainEntries = map[core.Code]entry{
	KeychainLocked: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Your keychain is locked",
			explanation: "Sureline keeps credentials in {keychain}, and it is locked, so nothing could be read or stored. What it holds is not lost.",
			nextStep:    "Unlock {keychain} with its password on this computer's own screen, then try again.",
		},
		cause: "Secret Service collection locked and no prompt possible; macOS errSecInteractionNotAllowed (-25308), `security` exit status 36",
	},
	KeychainNoCollection: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "This computer has no default keyring yet",
			explanation: "The program that keeps passwords is running, but it has no default keyring in which Sureline could keep credentials. Nothing was stored, and nothing is lost.",
			nextStep:    "Ask the people who look after this computer to create a keyring and make it the default one (program “Passwords and Keys”, “Set as default”).",
		},
		cause: "Secret Service alias `default` points nowhere and the creation of a collection failed or was dismissed",
	},
	KeychainNoSession: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "No keychain in this kind of session",
			explanation: "Sureline was started where the computer offers no keychain, for example over a remote command line or as a service. What your keychain holds is not lost.",
			nextStep:    "Sign in to the desktop of this computer with your own account, and start Sureline there.",
		},
		cause: "Linux: no session bus. Windows: ERROR_NO_SUCH_LOGON_SESSION (1312)",
	},
	KeychainAbsent: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "This computer has no keychain",
			explanation: "Sureline keeps credentials only in the keychain of the computer, and found none. Nothing was stored, and nothing is lost.",
			nextStep:    "Ask the people who look after this computer to install and start GNOME Keyring, KWallet or another keyring.",
		},
		cause: "nobody owns org.freedesktop.secrets on the session bus and nothing can be started for it",
	},
	KeychainDenied: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Access to the keychain was declined",
			explanation: "The window in which {keychain} asked for permission or a password was closed or answered with no. Nothing was changed, and what the keychain holds is not lost.",
			nextStep:    "Try again, and allow access when {keychain} asks.",
		},
		cause: "Secret Service prompt dismissed; `security` exit status 51 or 128; Windows ERROR_ACCESS_DENIED, ERROR_CANCELLED",
	},
	KeychainTimedOut: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The keychain did not answer in time",
			explanation: "No answer came from {keychain} within {seconds} seconds; perhaps a window that asks for its password is hidden behind others. What the keychain held before is not lost.",
			nextStep:    "Look for a window that asks for your password, answer it, and try again.",
		},
		cause: "a keychain call ran longer than its limit: typically a prompt that nobody answers",
	},
	KeychainItemMissing: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential is no longer in the keychain",
			explanation: "Something other than Sureline removed it from {keychain}, or it was stored by another user of this computer. What Sureline knows about the connection is still there.",
			nextStep:    "Create a new credential on RingCentral's page, choose “Replace credential” for this connection, and paste it there.",
		},
		cause: "the item does not exist",
	},
	KeychainItemChanged: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential was altered in the keychain",
			explanation: "What {keychain} holds is not what Sureline stored there, so Sureline does not use it. What Sureline knows about the connection is still there.",
			nextStep:    "Create a new credential on RingCentral's page, choose “Replace credential” for this connection, and paste it there.",
		},
		cause: "the parts of a split secret do not have the length or SHA-256 that its manifest names",
	},
	KeychainTooLarge: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Too large for the keychain",
			explanation: "This text is larger than Sureline can keep in {keychain}. Nothing was stored, and what was there before is still there.",
			nextStep:    "Copy only the credential itself from the page where you created it, and paste it again.",
		},
		cause: "a secret over 16 KiB, or an item larger than the keychain takes",
	},
	KeychainFailed: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "The keychain reported a failure",
			explanation: "An operation in {keychain} failed, and Sureline cannot tell why. What Sureline knows about your connections is still there.",
			nextStep:    "Try again, and if it keeps failing, send the report for support to the people who look after this computer.",
		},
		cause: "any failure of the keychain that no other code covers",
	},
}

var storeEntries = map[core.Code]entry{
	StoreUnreadable: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "The list of connections cannot be used",
			explanation: "The file in which Sureline keeps its connections and profiles is damaged, or may not be read and written. Sureline did not change it, and the credentials themselves are safe in the keychain.",
			nextStep:    "Ask the people who look after this computer to check that file, which the report for support names, or to restore it from a backup.",
		},
		cause: "the SQLite file is corrupt, not a database, or its permissions forbid access",
	},
	StoreNewer: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "A newer Sureline wrote this list of connections",
			explanation: "This version of Sureline is older than the one that was used here before, and does not touch what it may not understand. Nothing is lost.",
			nextStep:    "Install the newest version of Sureline and start it again.",
		},
		cause: "the schema version of the store is higher than this program's",
	},
	StoreBusy: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The list of connections is in use",
			explanation: "Another Sureline, or a backup program, held the list of connections for too long. Nothing is lost, and nothing is half saved.",
			nextStep:    "Close the other Sureline windows and commands, then try again.",
		},
		cause: "SQLITE_BUSY or SQLITE_LOCKED beyond the busy time-out",
	},
	DiskFull: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "The disk is full",
			explanation: "There is no space left to save what you did last. What was saved before is not lost.",
			nextStep:    "Free some space on this computer's disk, or ask the people who look after it to do so, then try again.",
		},
		cause: "SQLITE_FULL, ENOSPC, EDQUOT, ERROR_DISK_FULL",
	},
	Internal: {
		severity: core.SeverityError, who: core.WhoNobody,
		texts: texts{
			title:       "Something went wrong inside Sureline",
			explanation: "This is a mistake in the program, not in what you did. What was saved before is not lost.",
			nextStep:    "Send the report for support to the people who gave you Sureline.",
		},
		cause: "a case that the program did not foresee",
	},
}

// profileEntries: profiles, settings, and names that the user gave.
var profileEntries = map[core.Code]entry{
	ClientSecretMissing: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "The app's client secret is not on this computer",
			explanation: "RingCentral knows the app by its client ID and a client secret, and no client secret for this app is in the keychain. Your credential and your connections are not affected.",
			nextStep:    "Ask {provider} for a profile file that brings the client secret along, and open it in Sureline.",
		},
		cause: "client_auth is basic and the keychain has no item client-secret/PROFILE-ID; support sets it with `surelinectl secret set PROFILE-ID`",
	},
	ProfileUnreadable: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This profile file cannot be opened",
			explanation: "“{file}” is missing, may not be read, or is not a profile file. The profiles that Sureline already has are unchanged.",
			nextStep:    "Choose the .sureline file again, or save it once more from the message in which you received it.",
		},
		variants: map[string]texts{
			"exists": {
				title:       "There is a file of that name already",
				explanation: "“{file}” is in that folder already. It was not changed.",
				nextStep:    "Choose another name, or say that the file may be replaced.",
			},
			"unwritable": {
				title:       "The profile file cannot be saved there",
				explanation: "“{file}” could not be written in that folder. What was there is unchanged.",
				nextStep:    "Choose a folder in which you may save files.",
			},
		},
		cause: "the file is absent, not permitted, too large, or not text; variants `exists` and `unwritable`: it cannot be saved",
	},
	ProfileInvalid: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "There is a mistake in this profile file",
			explanation: "Line {line} of “{file}”, “{key}”: {reason}. The profiles that Sureline already has are unchanged.",
			nextStep:    "Send this message to the provider who made the file, and ask for a corrected one.",
		},
		variants: map[string]texts{
			"missing": {
				explanation: "“{key}” is missing from “{file}”: {reason}. The profiles that Sureline already has are unchanged.",
			},
			"line": {
				explanation: "Line {line} of “{file}”: {reason}. The profiles that Sureline already has are unchanged.",
			},
			"value": {
				title:       "This is not yet a profile that can be saved",
				explanation: "“{key}”: {reason}. Nothing was written.",
				nextStep:    "Correct “{key}”, then save the profile again.",
			},
		},
		cause: "not TOML, an unknown key, or a bad value; variant `missing` (a required key is absent) needs no line, `line` (it cannot be read) no key, `value` (no file yet) only the key",
	},
	ProfileUnknown: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "There is no such profile",
			explanation: "Sureline knows no profile “{profile}”. Your connections are unchanged.",
			nextStep:    "Open the profile file that your provider sent you, or choose one of the profiles in the list.",
		},
		cause: "a profile ID that is not in the store",
	},
	ProfileInUse: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Connections still use this profile",
			explanation: "The profile “{profile}” cannot be removed while connections use it: {count}. Nothing was changed.",
			nextStep:    "Remove the connections of this profile first, then remove the profile.",
		},
		cause: "profile removal while connections refer to it",
	},
	NameTaken: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Another connection has this name",
			explanation: "There is already a connection called “{name}”; capital and small letters count as the same. Nothing was changed.",
			nextStep:    "Choose another name.",
		},
		cause: "connection names are unique without regard to case",
	},
	ConnectionUnknown: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "There is no connection of this name",
			explanation: "Sureline knows no connection called “{name}” on this computer. Nothing was changed.",
			nextStep:    "Choose a connection from the list.",
		},
		cause: "a connection name or ID that is not in the store",
	},
	SettingInvalid: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "A setting has a value that cannot be used",
			explanation: "The setting “{setting}” is “{value}”: {reason}. Your connections are unchanged.",
			nextStep:    "Correct the setting “{setting}”, or ask the people who look after this computer to do so.",
		},
		cause: "a flag, a settings entry or a proxy variable with a bad value",
	},
}

package sts

import (
	"encoding/json"
	"net/http"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
)

// interpret takes the fields that the service knows. Others are left alone, as
// the reference does: SDKs send some of their own.
func interpret(fields map[string]any) (asked, *refusal) {
	var a asked
	for _, field := range [...]struct {
		name   string
		target *string
	}{{"clientId", &a.clientID}, {"identity", &a.identity}, {"aud", &a.audience}, {"identityToMerge", &a.merge}} {
		value, there := fields[field.name]
		if !there || value == nil {
			continue
		}
		text, ok := value.(string)
		if !ok {
			return a, badRequest("“" + field.name + "” is not a text")
		}
		*field.target = text
	}
	var ok bool
	if a.anonymous, ok = truth(fields["isAnonymous"]); !ok {
		return a, badRequest("“isAnonymous” is neither true nor false")
	}
	if why := kore.IdentityProblem(a.identity); a.identity != "" && why != "" {
		return a, badRequest("“identity” " + why)
	}
	if why := kore.IdentityProblem(a.merge); a.merge != "" && why != "" {
		return a, badRequest("“identityToMerge” " + why)
	}
	return a, a.takePrivate(fields)
}

func (a *asked) takePrivate(fields map[string]any) *refusal {
	for _, name := range [...]string{kore.PrivateClaims, kore.SecureCustomData} {
		value, there := fields[name]
		if !there || value == nil {
			continue
		}
		object, ok := value.(map[string]any)
		if !ok {
			return badRequest("“" + name + "” is not an object")
		}
		if a.private != nil {
			return badRequest("privateClaims and secureCustomData are two names of one thing; send one of them")
		}
		a.private = object
	}
	return nil
}

// truth reads a boolean as the SDKs send it: true and false in JSON, "true" and
// "false" in the forms of the web SDK, 1 and 0 from iOS. Absent means false.
func truth(value any) (yes, ok bool) {
	text := ""
	switch v := value.(type) {
	case nil:
	case bool:
		return v, true
	case json.Number:
		text = v.String()
		if text != "1" && text != "0" {
			return false, false
		}
	case string:
		text = v
	default:
		return false, false
	}
	switch text {
	case "", "false", "0":
		return false, true
	case "true", "1":
		return true, true
	}
	return false, false
}

func badRequest(why string) *refusal {
	return refuse(http.StatusBadRequest, finding.KoreRequestInvalid, "The request is not valid: "+why+".", why)
}

package casebook

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"example.org/advocate/internal/content"
	"example.org/advocate/internal/vault"
)

// list is a list of the office's recipients. Its order means nothing.
type list []string

func listOf(recipients []string) list {
	return slices.Compact(slices.Sorted(slices.Values(recipients)))
}

// id names a list in the folder; empty for none.
func (l list) id() string {
	if len(l) == 0 {
		return ""
	}
	return digest(l...)
}

// digest is a name for what a few strings say together.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:16])
}

// pins are what the office accepted, on first sight or when it was asked.
type pins struct {
	Lists   []list // of recipients; the last one is in force, those before are of cases sealed earlier
	Signing []signingPin
}

// signingPin is a public signing key of the office.
type signingPin struct {
	Name, Key string
	Until     int64 // 0 while in force; else the sequence of the last entry that it may have signed
}

func (p pins) inForce() list {
	if len(p.Lists) == 0 {
		return nil
	}
	return p.Lists[len(p.Lists)-1]
}

// find is the accepted list of that id.
func (p pins) find(id string) list {
	for _, l := range p.Lists {
		if l.id() == id {
			return l
		}
	}
	return nil
}

// signer is the name of the office person whose key this is. ok is false where the key is nobody's, or was no longer
// in force for an entry of that sequence. What this desk just sent has none yet.
func (p pins) signer(key string, sequence int64) (name string, ok bool) {
	for _, pin := range p.Signing {
		if key != "" && pin.Key == key && (pin.Until == 0 || sequence > 0 && sequence <= pin.Until) {
			return pin.Name, true
		}
	}
	return "", false
}

// signing are the keys in force, as "NAME KEY", sorted.
func (p pins) signing() []string {
	var keys []string
	for _, pin := range p.Signing {
		if pin.Until == 0 {
			keys = append(keys, pin.Name+" "+pin.Key)
		}
	}
	return listOf(keys)
}

// signingOf are the keys of site.yaml, as pins.signing lists them.
func signingOf(settings *content.Settings) []string {
	var keys []string
	for _, key := range settings.SigningKeys {
		keys = append(keys, key.Name+" "+key.Key)
	}
	return listOf(keys)
}

// withSigning are the pins after the keys of site.yaml were accepted: what is no longer there has signed its last
// entry at that sequence.
func (p pins) withSigning(keys []content.SigningKey, sequence int64) pins {
	var pinned []signingPin
	for _, key := range keys {
		pinned = append(pinned, signingPin{Name: key.Name, Key: key.Key})
	}
	for _, pin := range p.Signing {
		if slices.ContainsFunc(keys, func(k content.SigningKey) bool { return k.Key == pin.Key }) {
			continue
		}
		if pin.Until == 0 {
			pin.Until = max(sequence, 1)
		}
		pinned = append(pinned, pin)
	}
	p.Signing = pinned
	return p
}

// withList are the pins after a list was accepted, to be in force or as one of cases sealed earlier.
func (p pins) withList(l list, inForce bool) pins {
	rest := slices.DeleteFunc(slices.Clone(p.Lists), func(known list) bool { return known.id() == l.id() })
	if inForce {
		p.Lists = append(rest, l)
	} else {
		p.Lists = append([]list{l}, rest...)
	}
	return p
}

// recipients reads a pinned list as keys to seal to.
func (l list) recipients() (vault.Recipients, error) {
	var keys vault.Recipients
	for _, line := range l {
		key, err := vault.ParseRecipient(line)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

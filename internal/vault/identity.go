package vault

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"
)

const (
	agePrefix     = "AGE-SECRET-KEY-PQ-1"
	signingPrefix = "ADVOCATE-SIGNING-KEY-"
	verifyPrefix  = "advocate-signing-"

	// maxIdentityBytes is far above the 2.3 KB of an identity file, and keeps a wrong file from being read whole.
	maxIdentityBytes = 64 << 10
)

// Identity opens what was sealed to its age recipient and signs entries. An office person's comes from the
// file that `advocate key new` prints; a person's own, for one case, comes from the receipt code.
type Identity struct {
	Age     *age.HybridIdentity
	Signing ed25519.PrivateKey
}

// String keeps an identity out of logs and error texts.
func (*Identity) String() string { return "identity (hidden)" }

// NewIdentity draws a new identity. The signing key comes from random; age draws its own key from the
// operating system.
func NewIdentity(random io.Reader) (*Identity, error) {
	// Not ed25519.GenerateKey: it may ignore its reader, and it reads a varying number of bytes from it.
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("drawing a signing key: %w", err)
	}
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("drawing an age identity: %w", err)
	}
	return &Identity{Age: key, Signing: ed25519.NewKeyFromSeed(seed)}, nil
}

// Public is the public half of the signing key.
func (id *Identity) Public() ed25519.PublicKey {
	return id.Signing.Public().(ed25519.PublicKey)
}

// Write writes the identity file: the two secret keys, a line each, below comments that say what they are for
// and hold the public halves.
func (id *Identity) Write(w io.Writer, made time.Time) error {
	_, err := fmt.Fprintf(w, `# Identity for Advocate, made %s. Whoever holds this file can read every case.
# Keep it off the server, and a copy of it in a safe.
# Recipient, a line for the recipients file:
# %s
# Public signing key, for signing_keys in site.yaml:
# %s
%s
%s
`, made.Format(time.DateOnly), id.Age.Recipient(), FormatSigningKey(id.Public()),
		id.Age, keyText(signingPrefix, id.Signing.Seed()))
	return err
}

// WriteEncrypted writes the identity file under a passphrase: armored age with scrypt, which `age -d` opens too.
func (id *Identity) WriteEncrypted(w io.Writer, made time.Time, passphrase string) error {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return fmt.Errorf("using the passphrase: %w", err)
	}
	var plain bytes.Buffer
	if err := id.Write(&plain, made); err != nil {
		return err
	}
	armored := armor.NewWriter(w)
	if err := encrypt(armored, plain.Bytes(), recipient); err != nil {
		return fmt.Errorf("encrypting the identity: %w", err)
	}
	return armored.Close()
}

// WritePublic writes what `advocate key public` prints: the recipient and the public signing key, each below a
// comment that says where it belongs.
func (id *Identity) WritePublic(w io.Writer) error {
	_, err := fmt.Fprintf(w, "# recipient, a line for the recipients file\n%s\n# public signing key, for signing_keys in site.yaml\n%s\n",
		id.Age.Recipient(), FormatSigningKey(id.Public()))
	return err
}

// ParseIdentity reads an identity file. For one under a passphrase it calls passphrase, which may be nil where
// nobody can be asked. Errors name the line and never repeat it.
func ParseIdentity(r io.Reader, passphrase func() (string, error)) (*Identity, error) {
	text, err := readAtMost(r, maxIdentityBytes)
	if err != nil {
		return nil, fmt.Errorf("reading the identity: %w", err)
	}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte(armor.Header)) {
		if text, err = openPassphrase(bytes.TrimSpace(text), passphrase); err != nil {
			return nil, err
		}
	}
	id := new(Identity)
	err = eachLine(bytes.NewReader(text), "identity", id.parseLine)
	switch {
	case err != nil:
		return nil, err
	case id.Age == nil:
		return nil, fmt.Errorf("the identity holds no line that begins with %s; use the file that `advocate key new` printed", agePrefix)
	case id.Signing == nil:
		return nil, fmt.Errorf("the identity holds no line that begins with %s; use the file that `advocate key new` printed", signingPrefix)
	}
	return id, nil
}

func (id *Identity) parseLine(line string) error {
	switch {
	case strings.HasPrefix(line, agePrefix):
		if id.Age != nil {
			return errors.New("a second age key; keep one identity in one file")
		}
		key, err := age.ParseHybridIdentity(line)
		if err != nil {
			return errors.New("the age key is damaged; copy the whole line again")
		}
		id.Age = key
	case strings.HasPrefix(line, signingPrefix):
		if id.Signing != nil {
			return errors.New("a second signing key; keep one identity in one file")
		}
		seed, err := parseKeyText(signingPrefix, line, ed25519.SeedSize)
		if err != nil {
			return err
		}
		id.Signing = ed25519.NewKeyFromSeed(seed)
	default:
		return fmt.Errorf("neither a comment nor a key that begins with %s or %s", agePrefix, signingPrefix)
	}
	return nil
}

// FormatSigningKey writes a public signing key as it stands in site.yaml.
func FormatSigningKey(key ed25519.PublicKey) string { return keyText(verifyPrefix, key) }

// ParseSigningKey reads a public signing key as FormatSigningKey wrote it.
func ParseSigningKey(text string) (ed25519.PublicKey, error) {
	return parseKeyText(verifyPrefix, text, ed25519.PublicKeySize)
}

func openPassphrase(armored []byte, ask func() (string, error)) ([]byte, error) {
	if ask == nil {
		return nil, errors.New("the identity is under a passphrase, and nobody can be asked for it here")
	}
	passphrase, err := ask()
	if err != nil {
		return nil, fmt.Errorf("asking for the identity's passphrase: %w", err)
	}
	key, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, fmt.Errorf("using the passphrase: %w", err)
	}
	plain, err := age.Decrypt(armor.NewReader(bytes.NewReader(armored)), key)
	if err != nil {
		return nil, fmt.Errorf("opening the identity with the passphrase: %w", err)
	}
	return readAtMost(plain, maxIdentityBytes)
}

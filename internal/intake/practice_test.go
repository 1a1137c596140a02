package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/vault"
)

// Practice makes an intake for tests, as `advocate serve` does for trying things: it seals to the practice key, which everybody has. It keeps cases.db and
// secret.txt in folder, and makes those of them that are not there. Of opts it fills in Recipients, Secrets and DB,
// which the caller closes after the last request.
func Practice(ctx context.Context, folder string, opts Options) (*Intake, error) {
	name := filepath.Join(folder, "secret.txt")
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		var line string
		if line, err = vault.NewSecretLine(opts.Rand); err == nil {
			text = []byte(line + "\n")
			err = os.WriteFile(name, text, 0o600)
		}
	} else if err == nil {
		err = os.Chmod(name, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("finding the secret for practice: %w", err)
	}
	if opts.Secrets, err = vault.ParseSecrets(bytes.NewReader(text)); err != nil {
		return nil, fmt.Errorf("%s: %w; remove the file, and a new one is made", name, err)
	}
	opts.Recipients = vault.PracticeRecipients()
	if opts.DB, err = store.Open(ctx, "sqlite:"+filepath.Join(folder, "cases.db"), opts.Rand); err != nil {
		return nil, err
	}
	in, err := New(ctx, opts)
	if err != nil {
		return nil, errors.Join(err, opts.DB.Close())
	}
	return in, nil
}

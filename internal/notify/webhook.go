package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"example.org/advocate/internal/store"
)

// MinKey is how long the key for webhooks must be at least, in bytes.
const MinKey = 32

// Headers of a webhook's request. The signature is "sha256=" and, in hexadecimal, HMAC-SHA-256 under the office's key
// of the timestamp (Unix seconds), a full stop and the body.
const (
	timestampHeader = "Advocate-Timestamp"
	signatureHeader = "Advocate-Signature"
)

// notice is the body of a webhook's request.
type notice struct {
	ID      string    `json:"id"` // the same on a retry
	Day     store.Day `json:"day"`
	Waiting int       `json:"waiting"`
}

// webhook tells one address.
type webhook struct {
	address *url.URL
	key     []byte
	client  *http.Client
	now     func() time.Time
}

func newWebhook(address string, opts Options) (*webhook, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return nil, errors.New("the address cannot be read")
	case u.Scheme != "https" && !(u.Scheme == "http" && local(u.Hostname())):
		return nil, errors.New("the address must begin with https://")
	case len(opts.Key) < MinKey:
		return nil, fmt.Errorf("the file that ADVOCATE_WEBHOOK_KEY_FILE names must hold a key of at least %d characters", MinKey)
	}
	return &webhook{address: u, key: opts.Key, now: opts.Now, client: &http.Client{
		// The system's proxy settings count; nothing else of the default does.
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true,
			TLSClientConfig: &tls.Config{RootCAs: opts.Roots, MinVersion: tls.VersionTLS12},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// target names the webhook in the outbox. The address may be a secret in itself, so it is not there.
func (h *webhook) target() string {
	sum := sha256.Sum256([]byte(h.address.String()))
	return "webhook:" + hex.EncodeToString(sum[:8])
}

func (h *webhook) String() string { return "webhook at " + h.address.Hostname() }

func (h *webhook) send(ctx context.Context, n store.Notice) error {
	body, err := json.Marshal(notice{n.ID, n.Day, n.Waiting})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address.String(), bytes.NewReader(body))
	if err != nil {
		return errors.New("the address cannot be asked")
	}
	at := strconv.FormatInt(h.now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Advocate")
	r.Header.Set(timestampHeader, at)
	r.Header.Set(signatureHeader, sign(h.key, at, body))
	answer, err := h.client.Do(r)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) { // without the address
			err = wrapped.Err
		}
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("it answers with status %d", answer.StatusCode)
	}
	return nil
}

// sign is the value of the signature's header.
func sign(key []byte, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

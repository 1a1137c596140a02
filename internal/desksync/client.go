package desksync

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.org/advocate/internal/store"
)

var (
	// ErrToken says that the server does not take the desk's token: it was revoked, or is another server's.
	ErrToken = errors.New("the server does not take this desk's token; ask whoever runs it for a new one")

	// ErrRefused says that the server will never take what was sent: it has a wrong form, is too large or is not sealed.
	ErrRefused = errors.New("the server does not take what was sent")
)

// Client talks to a server, or to the database on this computer. Its methods may be called at once.
//
// Their errors wrap [store.ErrConflict], [store.ErrTaken], [store.ErrNotFound], [store.ErrFull], [ErrToken] or
// [ErrRefused] where the server says so; every other error is of the line or passes, and the same call may be made
// again: what was done is not done twice, if its entry has an ID.
type Client struct {
	base  string // without a slash at its end
	token string
	http  *http.Client
}

// maxPage is above every page, in bytes.
const maxPage = 64 << 20

// Dial makes a client for the server at base, the address below which /desk/v1/ lies. Only https will do, save on this
// computer: a token that is sent in clear is everybody's. Redirects are not followed. hc is used as it is otherwise; nil
// is a client of its own.
func Dial(base, token string, hc *http.Client) (*Client, error) {
	parsed, err := url.Parse(base)
	if err != nil || parsed.Host == "" || parsed.User != nil || parsed.RawQuery != "" || parsed.Fragment != "" {
		return nil, errors.New("the server's address is not one like https://example.org")
	}
	if parsed.Scheme != "https" && (parsed.Scheme != "http" || !isLoopback(parsed.Hostname())) {
		return nil, errors.New("the server's address does not begin with https://, and everybody on the way could read the token")
	}
	token = strings.TrimSpace(token)
	if !strings.HasPrefix(token, tokenPrefix) || strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return nil, errors.New("the token is not one of those that advocate token new makes")
	}
	own := http.Client{Transport: patient()}
	if hc != nil {
		own = *hc
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{strings.TrimSuffix(parsed.String(), "/"), token, &own}, nil
}

// patient is a transport that gives up on a server that does not begin to answer.
func patient() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = time.Minute
	return t
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Local is a client of a database on this computer: the same contract without a network and without a token.
// recipients are those that the database's intake seals to, where they are known.
func Local(db *store.Store, now func() time.Time, recipients ...string) *Client {
	return &Client{base: "http://localhost", http: &http.Client{Transport: handlerTransport{newHandler(db, now, recipients)}}}
}

// Office asks what there is to know of the server.
func (c *Client) Office(ctx context.Context) (Office, error) {
	var office wireOffice
	err := c.call(ctx, "asking about the server", http.MethodGet, "office", "", nil, &office)
	return Office(office), err
}

// States asks where all cases are whose words are not purged, by number.
func (c *Client) States(ctx context.Context) (map[string]store.State, error) {
	var list wireStates
	if err := c.call(ctx, "asking where the cases are", http.MethodGet, "states", "", nil, &list); err != nil {
		return nil, err
	}
	states := map[string]store.State{}
	for _, st := range list.States {
		states[st.Case] = store.State(st.wireState)
	}
	return states, nil
}

// Entries asks for what comes after a cursor, 0 for all. The server takes what lies up to it for fetched.
func (c *Client) Entries(ctx context.Context, after int64) (Page, error) {
	var page wirePage
	err := c.call(ctx, "asking for entries", http.MethodGet, "entries?after="+strconv.FormatInt(after, 10), "", nil, &page)
	return page.page(), err
}

// File asks for the sealed bytes of a file. Reading ends with an error where they are not whole.
func (c *Client) File(ctx context.Context, entryID string) (io.ReadCloser, error) {
	response, err := c.do(ctx, http.MethodGet, "entries/"+url.PathEscape(entryID)+"/file", "", "", nil)
	if err != nil {
		return nil, fmt.Errorf("asking for a file: %w", err)
	}
	return response.Body, nil
}

// Create sends a case that the office took down, with its first entry.
func (c *Client) Create(ctx context.Context, n store.NewCase) error {
	entry := fromEntry(n.Entry)
	entry.Received = n.Received
	body := wireNewCase{n.Number, n.Recipient, n.Lookup[:], n.WrappedIdentity, entry}
	return c.call(ctx, "sending a new case", http.MethodPost, "cases", "", body, nil)
}

// Append sends the next entry of a case. Its side is the office, whatever it says.
func (c *Client) Append(ctx context.Context, e store.NewEntry) (store.Entry, error) {
	var stored wireEntry
	err := c.call(ctx, "sending an entry", http.MethodPost, casePath(e.Case)+"/entries", strconv.Itoa(e.Number-1), fromEntry(e), &stored)
	if err != nil {
		return store.Entry{}, err
	}
	entry := stored.entry().Entry
	entry.Sealed, entry.SealedFacts = e.Sealed, e.SealedFacts
	return entry, nil
}

// SetState says where a case is.
func (c *Client) SetState(ctx context.Context, number string, st store.State) error {
	return c.call(ctx, "sending the state of a case", http.MethodPost, casePath(number)+"/state", "", wireState(st), nil)
}

// PutSeal replaces the seal of an entry that is no file, as [store.Store.ReplaceSeal].
func (c *Client) PutSeal(ctx context.Context, entryID string, old [32]byte, sealed, facts []byte) error {
	return c.call(ctx, "replacing a seal", http.MethodPut, sealPath(entryID), hex.EncodeToString(old[:]), wireSeal{sealed, facts}, nil)
}

// PutFileSeal replaces the seal of a file, as [store.Store.ReplaceFile].
func (c *Client) PutFileSeal(ctx context.Context, entryID string, old [32]byte, sealed io.Reader) error {
	response, err := c.do(ctx, http.MethodPut, sealPath(entryID), hex.EncodeToString(old[:]), "application/octet-stream", sealed)
	if err != nil {
		return fmt.Errorf("replacing the seal of a file: %w", err)
	}
	return response.Body.Close()
}

func casePath(number string) string { return "cases/" + url.PathEscape(number) }

func sealPath(entryID string) string { return "entries/" + url.PathEscape(entryID) + "/seal" }

// call sends JSON, and reads the JSON that comes back into result, unless that is nil.
func (c *Client) call(ctx context.Context, doing, method, path, match string, body, result any) error {
	var sent io.Reader
	if body != nil {
		text, err := encode(body)
		if err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		sent = text
	}
	response, err := c.do(ctx, method, path, match, "application/json", sent)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	defer response.Body.Close()
	if result == nil {
		return nil
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxPage)).Decode(result); err != nil {
		return fmt.Errorf("%s: the answer is cut short or is no JSON; is this the address of the intake?", doing)
	}
	return nil
}

// do sends a request and returns its answer, if that is a good one.
func (c *Client) do(ctx context.Context, method, path, match, kind string, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+"/desk/v1/"+path, body)
	if err != nil {
		return nil, err
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	if match != "" {
		request.Header.Set("If-Match", `"`+match+`"`)
	}
	if body != nil {
		request.Header.Set("Content-Type", kind)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode/100 == 2 {
		return response, nil
	}
	defer response.Body.Close()
	return nil, said(response)
}

// said is the error that an answer stands for.
func said(response *http.Response) error {
	var body wireError
	text, _ := io.ReadAll(io.LimitReader(response.Body, maxSmall)) // what cannot be read says nothing
	_ = json.NewDecoder(bytes.NewReader(text)).Decode(&body)
	switch response.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return ErrToken
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return ErrRefused
	}
	for _, r := range refusals {
		if r.status == response.StatusCode && r.word == body.Error {
			return r.err
		}
	}
	return fmt.Errorf("the server answered %d %s", response.StatusCode, http.StatusText(response.StatusCode))
}

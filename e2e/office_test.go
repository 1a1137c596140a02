//go:build e2e

package e2e

import (
	"bytes"
	"crypto/rand"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"example.org/advocate/internal/desksync"
	"example.org/advocate/internal/vault"
)

// office is an intake as a server runs it, with the starter site, and all that
// a desk needs that syncs with it.
type office struct {
	served
	t        *testing.T
	folder   string // source, keys, and what the programs write
	data     string // the server's database
	public   string // the server's site
	temp     string // where the programs keep what is temporary
	identity string // the file with the desk's keys
	intake   *exec.Cmd
	output   *said // all that the intake writes
}

var (
	takingAt = regexp.MustCompile(`Taking concerns at (http://\S+)/\.`)
	deskAt   = regexp.MustCompile(`^(http://\S+/start\?secret=\S+)$`)
)

// runOffice starts advocate intake on a free port. It is stopped with the test.
func runOffice(t *testing.T) *office {
	t.Helper()
	folder := t.TempDir()
	o := &office{
		t: t, folder: folder, data: filepath.Join(folder, "data"), public: filepath.Join(folder, "public"),
		temp: filepath.Join(folder, "temp"), identity: filepath.Join(folder, "identity"), output: &said{},
	}
	for _, dir := range []string{o.data, o.temp} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(o.path("source/content"), os.DirFS("../content")); err != nil {
		t.Fatal(err)
	}
	o.keys()
	o.intake = o.program("intake", "--addr", "127.0.0.1:0", "--database", "sqlite:"+filepath.Join(o.data, "cases.db"),
		"--recipients", o.path("recipients"), "--secret", o.path("secret"), "--tokens", o.path("tokens"), "--site", o.public, "--rate", "off")
	o.url = start(t, o.intake, o.output, takingAt)
	return o
}

// keys makes what the intake and the desk need to know: two keys, of which the
// site names the desk's own, a secret, and a token.
func (o *office) keys() {
	o.t.Helper()
	var recipients strings.Builder
	for range vault.MinRecipients {
		identity, err := vault.NewIdentity(rand.Reader)
		if err != nil {
			o.t.Fatal(err)
		}
		recipients.WriteString(identity.Age.Recipient().String() + "\n")
		if _, err := os.Stat(o.identity); err == nil {
			continue // the first is the desk's
		}
		var file bytes.Buffer
		if err := identity.Write(&file, now); err != nil {
			o.t.Fatal(err)
		}
		o.write("identity", file.String())
		site := string(read(o.t, o.path("source/content/site.yaml")))
		o.write("source/content/site.yaml", site+"\nsigning_keys:\n  - name: Advocate\n    key: "+vault.FormatSigningKey(identity.Public())+"\n")
	}
	o.write("recipients", recipients.String())
	secret, err := vault.NewSecretLine(rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	o.write("secret", secret+"\n")
	token, line, err := desksync.NewToken(rand.Reader, "advocate")
	if err != nil {
		o.t.Fatal(err)
	}
	o.write("token", token+"\n")
	o.write("tokens", line+"\n")
}

func (o *office) path(name string) string { return filepath.Join(o.folder, name) }

func (o *office) write(name, text string) {
	o.t.Helper()
	if err := os.WriteFile(o.path(name), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// program is advocate with arguments, and with the office's folders.
func (o *office) program(args ...string) *exec.Cmd {
	command := exec.Command(program, append([]string{"--source", o.path("source")}, args...)...)
	command.Env = append(os.Environ(), "TMPDIR="+o.temp)
	return command
}

// desk is advocate desk in a tab of the browser.
type desk struct {
	*tab
	base   string // the session's path: "/5K3J…/"
	output *said
}

// desk starts a desk that syncs with the intake, and opens it in the browser.
func (o *office) desk() *desk {
	o.t.Helper()
	return o.openDesk(o.program("desk", "--remote", o.url, "--token", o.path("token"), "--identity", o.identity,
		"--addr", "127.0.0.1:0", "--data", o.path("desk")))
}

func (o *office) openDesk(command *exec.Cmd) *desk {
	o.t.Helper()
	d := &desk{output: &said{}}
	address := start(o.t, command, d.output, deskAt)
	u, err := url.Parse(address)
	if err != nil {
		o.t.Fatal(err)
	}
	d.tab = open(o.t, &served{url: u.Scheme + "://" + u.Host})
	d.as(wide)
	d.visit(u.RequestURI())
	d.base = eval[string](d.tab, `location.pathname`)
	return d
}

// at shows a page of the desk.
func (d *desk) at(address string) {
	d.t.Helper()
	d.visit(d.base + address)
}

// sync fetches what is new, as the button at the foot of every page does.
func (d *desk) sync() {
	d.t.Helper()
	d.follow("footer form.synced button", `location.search === '?done=synced'`)
}

// act opens the form of an act on the case that is shown.
func (d *desk) act(name string) {
	d.t.Helper()
	d.follow(`.acts a[href*="/`+name+`#"]`, `document.querySelector('#f-act form')`)
}

// follow clicks what a selector names, and waits for a condition on the page
// that comes of it.
func (p *tab) follow(selector, until string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](`document.left = true`), chromedp.Click(css(selector)))
	p.until(`!document.left && (` + until + `)`)
}

// told is the text of the page, as it is seen.
func (p *tab) told() string {
	p.t.Helper()
	return eval[string](p, `document.querySelector('main').innerText`)
}

// mustTell reports which of the texts the page does not show.
func (p *tab) mustTell(texts ...string) {
	p.t.Helper()
	told := p.told()
	for _, text := range texts {
		if !strings.Contains(told, text) {
			p.t.Errorf("%q is not on the page:\n%s", text, told)
		}
	}
}

// mustNotTell reports which of the texts the page shows.
func (p *tab) mustNotTell(texts ...string) {
	p.t.Helper()
	told := p.told()
	for _, text := range texts {
		if strings.Contains(told, text) {
			p.t.Errorf("%q is on the page:\n%s", text, told)
		}
	}
}

// mustBeQuiet reports what went wrong in the tab.
func (p *tab) mustBeQuiet() {
	p.t.Helper()
	for _, fault := range p.takeFaults() {
		p.t.Error(fault)
	}
}

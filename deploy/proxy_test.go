//go:build e2e

package deploy

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A proxy is a web server that runs one of the examples.
type proxy struct {
	*process
	folder string // all that it may write
}

// replaced is an example with its addresses and files changed to those of a test. What it does not hold is an error.
func replaced(t *testing.T, example string, pairs ...string) string {
	t.Helper()
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !bytes.Contains(text, []byte(pairs[i])) {
			t.Fatalf("%s does not hold %q", example, pairs[i])
		}
	}
	return strings.NewReplacer(pairs...).Replace(string(text))
}

// nginx runs an example on Debian's nginx.
func (o *office) nginx(example, port string, pairs ...string) *proxy {
	o.t.Helper()
	folder := o.path("nginx")
	pairs = append(pairs,
		"listen 443 ssl http2;", "listen 127.0.0.1:"+port+" ssl http2;", "listen [::]:443 ssl http2;", "",
		"listen 80;", "listen 127.0.0.1:"+freePort(o.t)+";", "listen [::]:80;", "",
		"/etc/ssl/advocate/", o.path("tls")+"/")
	o.write("nginx/site.conf", replaced(o.t, example, pairs...), 0o644)
	// What stands around a file of conf.d, with logs where nginx is asked for nothing else.
	o.write("nginx/nginx.conf", fmt.Sprintf(`daemon off;
pid %[1]s/pid;
error_log %[1]s/error.log debug;
events {}
http {
    access_log %[1]s/access.log;
    client_body_temp_path %[1]s/body;
    proxy_temp_path %[1]s/proxy;
    fastcgi_temp_path %[1]s/fastcgi;
    uwsgi_temp_path %[1]s/uwsgi;
    scgi_temp_path %[1]s/scgi;
    include %[1]s/site.conf;
}
`, folder), 0o644)
	path := "nginx"
	if _, err := exec.LookPath(path); err != nil {
		path = "/usr/sbin/nginx"
	}
	p := &proxy{run(o.t, exec.Command(path, "-c", folder+"/nginx.conf", "-e", folder+"/start.log")), folder}
	p.answers("127.0.0.1:" + port)
	return p
}

// caddy runs an example on Debian's Caddy.
func (o *office) caddy(example, port string, pairs ...string) *proxy {
	o.t.Helper()
	pairs = append(pairs,
		"\t\texclude http tls.handshake\n\t}\n", fmt.Sprintf("\t\texclude http tls.handshake\n\t\tlevel DEBUG\n\t}\n\tadmin off\n\tauto_https disable_redirects\n\thttps_port %s\n\tstorage file_system %s\n", port, o.path("caddy/storage")),
		host+" {\n", fmt.Sprintf("%s {\n\tbind 127.0.0.1\n\ttls %s %s\n", host, o.path("tls/fullchain.pem"), o.path("tls/key.pem")))
	o.write("caddy/Caddyfile", replaced(o.t, example, pairs...), 0o644)
	command := exec.Command("caddy", "run", "--adapter", "caddyfile", "--config", o.path("caddy/Caddyfile"))
	command.Env = append(os.Environ(), "HOME="+o.path("caddy"), "XDG_CONFIG_HOME="+o.path("caddy/config"), "XDG_DATA_HOME="+o.path("caddy/data"))
	p := &proxy{run(o.t, command), o.path("caddy")}
	p.answers("127.0.0.1:" + port)
	return p
}

// holds are the files below a folder that hold one of the texts.
func holds(t *testing.T, folder string, texts ...string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, text := range texts {
			if bytes.Contains(content, []byte(text)) {
				found = append(found, path+" holds "+text)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestBehindAProxyConcernsArriveAndNobodysAddressIsWritten(t *testing.T) {
	for name, start := range map[string]func(o *office, port, intake string) *proxy{
		"nginx": func(o *office, port, intake string) *proxy {
			return o.nginx("nginx.conf", port, "127.0.0.1:8090;", "127.0.0.1:"+intake+";")
		},
		"Caddy": func(o *office, port, intake string) *proxy {
			return o.caddy("Caddyfile", port, "reverse_proxy 127.0.0.1:8090", "reverse_proxy 127.0.0.1:"+intake)
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			roots := o.certificate()
			port, intakePort := freePort(t), freePort(t)
			// Two concerns for each client: that each has an allowance of its own shows that the proxy passes addresses on.
			intake := o.intake(intakePort, "--rate", "2/10m")
			p := start(o, port, intakePort)
			mark := "mark" + rand.Text()
			v := newVisitor(t, port, roots)

			if home := v.get("/"); home.StatusCode != 200 || home.Header.Get("Strict-Transport-Security") == "" || !strings.Contains(home.text, "<main") {
				t.Errorf("the home page is answered with %d, %v", home.StatusCode, home.Header)
			}
			if health := v.get("/healthz"); health.StatusCode != 404 {
				t.Errorf("/healthz is answered with %d", health.StatusCode)
			}
			concern := func(v *visitor) int {
				sent := v.post("/intake", "application/json", fmt.Sprintf(`{"topic":"streets","kind":"concern","anyway":"yes","contacted":"no","message":"%s %s"}`, mark, rand.Text()))
				return sent.StatusCode
			}
			for i, want := range []int{201, 201, 429} {
				if got := concern(v); got != want {
					t.Errorf("concern %d is answered with %d, want %d", i, got, want)
				}
			}
			other := newVisitor(t, port, roots)
			if got := concern(other); got != 201 {
				t.Errorf("another client's concern is answered with %d", got)
			}

			// Large bodies, bodies that are too large, and requests that fail.
			v.post("/intake/status?"+mark, "application/octet-stream", strings.Repeat(mark, 200_000))
			tooLarge := strings.Repeat("x", 60<<20)
			r, err := http.NewRequest(http.MethodPost, "https://"+host+"/intake/status", strings.NewReader(tooLarge))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := v.client.Do(r); err == nil { // the proxy may close before all is sent
				if got.StatusCode/100 != 4 {
					t.Errorf("60 MiB are answered with %s", got.Status)
				}
				got.Body.Close()
			}
			v.rude(mark)
			intake.stop()
			if down := v.get("/intake/status"); down.StatusCode != 503 || !strings.Contains(down.text, "918-555-0100") {
				t.Errorf("without the intake: %d %q", down.StatusCode, down.text)
			}
			p.stop()
			if found := holds(t, p.folder, mark, v.from, other.from); len(found) > 0 {
				t.Errorf("left behind: %s", strings.Join(found, "\n"))
			}
			for _, never := range []string{mark, v.from, other.from} {
				if strings.Contains(p.said.String(), never) || strings.Contains(intake.said.String(), never) {
					t.Errorf("a log says %s:\n%s\n%s", never, p.said, intake.said)
				}
			}
		})
	}
}

// rude sends what no browser sends.
func (v *visitor) rude(mark string) {
	v.t.Helper()
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(v.from)}, Timeout: patience}
	for _, sent := range []string{"", mark, "GET /" + mark + " HTTP/1.1\r\n\r\n", "\x16\x03\x01\x00\x05hello"} {
		conn, err := dialer.Dial("tcp", "127.0.0.1:"+v.port)
		if err != nil {
			v.t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
		_, _ = io.WriteString(conn, sent)
		_, _ = io.Copy(io.Discard, io.LimitReader(conn, 1024))
		conn.Close()
	}
}

// coding is the content coding in which an address is answered.
func (v *visitor) coding(path, accepted string) string {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodGet, "https://"+host+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", accepted)
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	answer.Body.Close()
	return answer.Header.Get("Content-Encoding")
}

// wanted are the headers that the build asks every host to send.
func (o *office) wanted() map[string]string {
	o.t.Helper()
	text, err := os.ReadFile(o.path("public/_headers"))
	if err != nil {
		o.t.Fatal(err)
	}
	forAll, _, _ := strings.Cut(strings.TrimPrefix(string(text), "/*\n"), "\n\n")
	headers := map[string]string{}
	for line := range strings.Lines(forAll) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		headers[name] = value
	}
	if len(headers) < 5 {
		o.t.Fatalf("_headers says %s", text)
	}
	return headers
}

func TestTheSiteIsHostedApartFromTheIntake(t *testing.T) {
	for name, start := range map[string]func(o *office, port string) *proxy{
		"nginx": func(o *office, port string) *proxy {
			return o.nginx("nginx-static.conf", port, "/srv/advocate/public", o.path("public"))
		},
		"Caddy": func(o *office, port string) *proxy {
			return o.caddy("Caddyfile.static", port, "/srv/advocate/public", o.path("public"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			roots := o.certificate()
			settings := o.path("site/content/site.yaml")
			text, err := os.ReadFile(settings)
			if err != nil {
				t.Fatal(err)
			}
			o.write("site/content/site.yaml", string(text)+"intake_url: https://form.example.org\n", 0o644)
			build := exec.Command(o.program, "--source", o.path("site"), "build", "--out", o.path("public"), "--compress")
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			port := freePort(t)
			p := start(o, port)
			v := newVisitor(t, port, roots)
			for path, want := range map[string]struct {
				status    int
				mediaType string
				cache     string
			}{
				"/":                    {200, "text/html", "no-cache"},
				"/feed.xml":            {200, "application/rss+xml", "no-cache"},
				"/feed.atom":           {200, "application/atom+xml", "no-cache"},
				"/feed.json":           {200, "application/feed+json", "no-cache"},
				"/events/calendar.ics": {200, "text/calendar", "no-cache"},
				"/nothing-here/":       {404, "text/html", ""},
				"/.advocate-manifest":  {404, "text/html", ""},
				"/contact/streets/":    {200, "text/html", "no-cache"},
				"/intake":              {404, "text/html", ""},
				"/_headers":            {404, "text/html", ""},
			} {
				got := v.get(path)
				if got.StatusCode != want.status || !strings.HasPrefix(got.Header.Get("Content-Type"), want.mediaType) {
					t.Errorf("%s is answered with %d, %s", path, got.StatusCode, got.Header.Get("Content-Type"))
				}
				if want.cache != "" && got.Header.Get("Cache-Control") != want.cache {
					t.Errorf("%s: Cache-Control is %q", path, got.Header.Get("Cache-Control"))
				}
				for header, value := range o.wanted() {
					if sent := got.Header.Get(header); sent != value {
						t.Errorf("%s: %s is %q, and the build's _headers says %q", path, header, sent, value)
					}
				}
				if origin := got.Header.Get("Access-Control-Allow-Origin"); origin != "" {
					t.Errorf("%s: %s may read it by script", path, origin)
				}
			}
			if coding := v.coding("/about/", "br, gzip"); coding != map[string]string{"nginx": "gzip", "Caddy": "br"}[name] {
				t.Errorf("a page goes out in the coding %q, and not as the build compressed it", coding)
			}
			if page := v.get("/contact/streets/").text; !strings.Contains(page, `action="https://form.example.org/intake"`) {
				t.Error("the form is not sent to intake_url")
			}
			v.rude("mark")
			p.stop()
			if found := holds(t, p.folder, v.from); len(found) > 0 || strings.Contains(p.said.String(), v.from) {
				t.Errorf("left behind: %v\n%s", found, p.said)
			}
		})
	}
}

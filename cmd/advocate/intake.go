package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"example.org/advocate/internal/client"
	"example.org/advocate/internal/metrics"
	"example.org/advocate/internal/server"
	"example.org/advocate/internal/store"
)

var intakeCommand = command{
	name:  "intake",
	usage: "--addr A --database URL --recipients FILE --secret FILE [--site DIR] [--tokens FILE] [--trusted-proxy CIDR] [--metrics ADDR] [--rate 20/10m|off]",
	does:  "takes concerns on a server, behind a proxy that does TLS; SIGHUP has it read its files again",
	run:   runIntake,
}

// intakeFlags are the flags of the command, read.
type intakeFlags struct {
	addr, metrics                      string
	database                           string
	recipients, secret, tokens, siteAt string
	proxies                            client.Proxies
	rate                               client.Rate
}

func runIntake(p *program, c command, args []string) int {
	var flags intakeFlags
	set := p.flags(c)
	set.StringVar(&flags.addr, "addr", "", "the `address` to answer on: host and port, 127.0.0.1:8090")
	set.StringVar(&flags.database, "database", "", "the `database`: sqlite:PATH or postgres://…")
	set.StringVar(&flags.recipients, "recipients", "", "the `file` with the office's recipients, two or more age1pq… lines")
	set.StringVar(&flags.secret, "secret", "", "the `file` with the lines that `advocate secret new` prints, readable for its owner alone")
	set.StringVar(&flags.siteAt, "site", "", "build the site into this `folder`, keep it up to date, and serve it too")
	set.StringVar(&flags.tokens, "tokens", "", "the `file` with the lines that `advocate token new` prints; without it no desk can sync")
	proxy := set.String("trusted-proxy", "", "the `network` of the proxy whose X-Forwarded-For is believed: 127.0.0.0/8, or several with commas")
	set.StringVar(&flags.metrics, "metrics", "", "the `address` for Prometheus, one of its own: 127.0.0.1:9090")
	rate := set.String("rate", "20/10m", "how many concerns and wrong codes one client may send, and 15 times as many requests; off for no `limit`")
	if _, code, done := p.parse(c, set, args, 0); done {
		return code
	}
	if err := flags.check(*proxy, *rate); err != nil {
		return p.wrong("intake: %v", err)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // sealing makes much garbage beside a heap of a few MB, which is soon collected
	}
	if err := p.takeConcerns(flags); err != nil {
		return p.intakeFailed(err)
	}
	return exitDone
}

// check reads what is left of the flags.
func (f *intakeFlags) check(proxy, rate string) (err error) {
	for _, needed := range []struct{ name, value string }{
		{"addr", f.addr}, {"database", f.database}, {"recipients", f.recipients}, {"secret", f.secret},
	} {
		if needed.value == "" {
			return fmt.Errorf("--%s is missing", needed.name)
		}
	}
	for _, addr := range []struct{ name, value string }{{"addr", f.addr}, {"metrics", f.metrics}} {
		if _, _, err := net.SplitHostPort(addr.value); err != nil && addr.value != "" {
			return fmt.Errorf("--%s is %q: it must be a host and a port, such as 127.0.0.1:8090", addr.name, addr.value)
		}
	}
	if proxy != "" {
		if f.proxies, err = client.ParseProxies(proxy); err != nil {
			return fmt.Errorf("--trusted-proxy: %w", err)
		}
	}
	f.rate, err = parseRate(rate)
	return err
}

// parseRate reads --rate: "20/10m", or "off".
func parseRate(text string) (client.Rate, error) {
	if text == "off" {
		return client.Rate{Stored: math.MaxInt32, Requests: math.MaxInt32, Per: time.Second}, nil
	}
	number, per, _ := strings.Cut(text, "/")
	stored, err := strconv.Atoi(number)
	if err != nil || stored < 1 || stored > 1_000_000 {
		return client.Rate{}, fmt.Errorf("--rate is %q: write how many in which time, 20/10m, or off", text)
	}
	span, err := time.ParseDuration(per)
	if err != nil || span < time.Second || span > 24*time.Hour {
		return client.Rate{}, fmt.Errorf("--rate is %q: the time must be from 1s to 24h, as in 20/10m", text)
	}
	return client.Rate{Stored: stored, Requests: 15 * stored, Per: span}, nil
}

// takeConcerns runs the public endpoint until the program is told to stop.
func (p *program) takeConcerns(flags intakeFlags) (err error) {
	log := slog.New(slog.NewTextHandler(p.stderr, nil))
	if err := noCoreDumps(); err != nil {
		log.Warn("a crash may write what is in memory to a file: core dumps could not be switched off", "error", err)
	}
	warnOfFlags(log, flags)
	db, err := store.Open(p.ctx, flags.database, rand.Reader)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	f := &front{p: p, flags: flags, db: db, log: log}
	if err := f.load(p.ctx); err != nil {
		return err
	}
	defer func() { f.serving.Load().stop() }()
	f.metrics = metrics.New(buildInfo(), func(ctx context.Context) bool { return f.serving.Load().intake.Health.Healthy(ctx) })
	return f.answer()
}

// warnOfFlags tells what works, and should not be.
func warnOfFlags(log *slog.Logger, flags intakeFlags) {
	host, _, _ := net.SplitHostPort(flags.addr) // checked before
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		log.Warn("this address can be reached from other computers, and what comes to it is not encrypted; let only a proxy that does TLS reach it", "addr", flags.addr)
	}
	if u, err := url.Parse(flags.database); err == nil {
		if _, has := u.User.Password(); has {
			log.Warn("the database's address holds a password, and every user of this computer can see it; put it into the file that PGPASSFILE names")
		}
	}
}

// answer opens the addresses and answers until the program is told to stop.
func (f *front) answer() error {
	group, ctx := errgroup.WithContext(f.p.ctx)
	serve := func(addr, said string, handler http.Handler) error {
		listener, err := net.Listen("tcp", addr)
		if err != nil {
			return fmt.Errorf("cannot answer on %s: %w; if another program does, stop it, or choose another address", addr, err)
		}
		fmt.Fprintf(f.p.stdout, said+"\n", listener.Addr())
		group.Go(func() error { return server.Serve(ctx, listener, server.Options{Handler: handler, Log: f.log}) })
		return nil
	}
	ended := func(err error) error { // what was opened before is closed again
		group.Go(func() error { return err })
		return group.Wait()
	}
	if f.flags.metrics != "" {
		if err := serve(f.flags.metrics, "Metrics are at http://%s/metrics.", f.metrics.Handler()); err != nil {
			return ended(err)
		}
	}
	if err := serve(f.flags.addr, "Taking concerns at http://%s/.", http.HandlerFunc(f.route)); err != nil {
		return ended(err)
	}
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	group.Go(func() error { f.follow(ctx, hangups); return nil })
	group.Go(func() error { each(ctx, time.Minute, f.daily); return nil })
	return group.Wait()
}

// each calls do now and then until ctx is done.
func each(ctx context.Context, pause time.Duration, do func(context.Context)) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		do(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

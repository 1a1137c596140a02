package client

import (
	"net/netip"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how much one client may do: one IPv4 address, or one /64 of IPv6.
type Rate struct {
	Stored   int           // concerns that are stored, and wrong codes
	Requests int           // requests of any kind
	Per      time.Duration // the time in which a used-up allowance is full again
}

// Client is what one client may still do.
type Client struct{ Stored, Requests *rate.Limiter }

// New is a client that did nothing yet.
func (r Rate) New() *Client {
	limiter := func(events int) *rate.Limiter {
		return rate.NewLimiter(rate.Limit(float64(events)/r.Per.Seconds()), events)
	}
	return &Client{limiter(r.Stored), limiter(r.Requests)}
}

// Network is what counts as one client, of the address that http.Request gives.
func Network(remote string) string {
	peer, err := netip.ParseAddrPort(remote)
	if err != nil {
		return "" // a socket without addresses: all its clients share one allowance
	}
	if addr := peer.Addr().Unmap().WithZone(""); addr.Is6() {
		return netip.PrefixFrom(addr, 64).Masked().String()
	}
	return peer.Addr().Unmap().String()
}

// Take takes one from an allowance. wait is how long until there is one, zero when it was taken; giveBack undoes it. now
// is asked for the time at each of these: an allowance that is told an earlier time than before grows twice.
func Take(allowance *rate.Limiter, now func() time.Time) (giveBack func(), wait time.Duration) {
	at := now()
	taken := allowance.ReserveN(at, 1)
	giveBack = func() { taken.CancelAt(now()) }
	if wait = taken.DelayFrom(at); wait > 0 {
		giveBack()
	}
	return giveBack, wait
}

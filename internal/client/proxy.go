package client

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks whose word on who asks is taken; without any nobody's is.
type Proxies []netip.Prefix

// ParseProxies reads networks with commas between them: "127.0.0.0/8,::1/128". A single address is a network too.
func ParseProxies(text string) (Proxies, error) {
	var list Proxies
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if addr, err := netip.ParseAddr(part); err == nil {
			part = netip.PrefixFrom(addr, addr.BitLen()).String()
		}
		network, err := netip.ParsePrefix(part)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q is no network: write one as 127.0.0.0/8 or 2001:db8::/64", part)
		case network.Bits() == 0:
			return nil, fmt.Errorf("%s is everybody: name the network that the proxy asks from", part)
		}
		list = append(list, network.Masked())
	}
	return list, nil
}

// Address is the address that a request came from, as http.Request has it. Behind a proxy that is trusted it is the
// right-most address of X-Forwarded-For outside these networks: what stands to the left of it, anybody may have
// written.
func (p Proxies) Address(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !p.trust(peer.Addr()) {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		addr, ok := hop(hops[i])
		if !ok { // whoever wrote this is none of ours, and neither is what comes before it
			break
		}
		peer = netip.AddrPortFrom(addr, 0)
		if !p.trust(addr) {
			break
		}
	}
	return peer.String()
}

// hop reads one address of X-Forwarded-For; some proxies write a port behind it.
func hop(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap(), true
	}
	addr, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return addr.Unmap(), err == nil
}

func (p Proxies) trust(addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	for _, network := range p {
		if network.Contains(addr) {
			return true
		}
	}
	return false
}

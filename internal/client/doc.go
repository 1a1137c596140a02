// Package client tells apart who asks a server, and bounds how much each may ask for: by the network of the address,
// which a proxy that is trusted may tell in the place of its own.
//
// It keeps no address and no text, but hashes of them with a seed that no other process has, in memory alone and for a
// while. It answers no request.
//
// The calls that matter:
//
//	who := client.Network(proxies.Address(r))
//	c, _ := clients.See(who, now, rate.New)
//	if _, wait := client.Take(c.Requests, time.Now); wait > 0 {
//		// 429, Retry-After: wait
//	}
package client

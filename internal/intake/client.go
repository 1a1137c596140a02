package intake

import (
	"container/list"
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxRemembered bounds a memory; beyond, what was seen longest ago is forgotten.
const maxRemembered = 50_000

// Rate is how much one client may do: one IPv4 address, or one /64 of IPv6. Zero stands for 20 and 300 in 10 minutes.
type Rate struct {
	Stored   int           // concerns that are stored, and wrong codes
	Requests int           // requests of any kind
	Per      time.Duration // the time in which a used-up allowance is full again
}

// client is what one client may still do.
type client struct{ stored, requests *rate.Limiter }

func (r Rate) newClient() *client {
	limiter := func(events int) *rate.Limiter {
		return rate.NewLimiter(rate.Limit(float64(events)/r.Per.Seconds()), events)
	}
	return &client{limiter(r.Stored), limiter(r.Requests)}
}

// network is what counts as one client, of the address that http.Request gives.
func network(remote string) string {
	peer, err := netip.ParseAddrPort(remote)
	if err != nil {
		return "" // a socket without addresses: all its clients share one allowance
	}
	if addr := peer.Addr().Unmap().WithZone(""); addr.Is6() {
		return netip.PrefixFrom(addr, 64).Masked().String()
	}
	return peer.Addr().Unmap().String()
}

// take takes one from an allowance. wait is how long until there is one, zero when it was taken; giveBack undoes it.
func take(allowance *rate.Limiter, now time.Time) (giveBack func(), wait time.Duration) {
	taken := allowance.ReserveN(now, 1)
	giveBack = func() { taken.CancelAt(now) }
	if wait = taken.DelayFrom(now); wait > 0 {
		giveBack()
	}
	return giveBack, wait
}

// A memory keeps something about texts for a while, by hashes with a seed that no other process has; no text.
type memory[V any] struct {
	seed  maphash.Seed
	life  time.Duration // since it was last seen with something to keep
	mu    sync.Mutex
	kept  map[uint64]*list.Element
	order *list.List // of *remembered[V], what was seen longest ago first
}

type remembered[V any] struct {
	hash  uint64
	value V
	last  time.Time
}

func newMemory[V any](life time.Duration) *memory[V] {
	return &memory[V]{seed: maphash.MakeSeed(), life: life, kept: map[uint64]*list.Element{}, order: list.New()}
}

// see returns what is kept about a text, and whether that is anything yet. Where it is nothing, what fresh makes is
// kept from now on; a nil fresh only looks.
func (m *memory[V]) see(text string, now time.Time, fresh func() V) (value V, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(now)
	hash := maphash.String(m.seed, text)
	e := m.kept[hash]
	known = e != nil
	switch {
	case !known && fresh == nil:
		return value, false
	case !known:
		if len(m.kept) >= maxRemembered {
			m.drop(m.order.Front())
		}
		e = m.order.PushBack(&remembered[V]{hash: hash, value: fresh()})
		m.kept[hash] = e
	}
	r := e.Value.(*remembered[V])
	if fresh != nil {
		r.last = now
		m.order.MoveToBack(e)
	}
	return r.value, known
}

// sweep forgets what is too old.
func (m *memory[V]) sweep(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(now)
}

func (m *memory[V]) forget(now time.Time) {
	for e := m.order.Front(); e != nil && now.Sub(e.Value.(*remembered[V]).last) >= m.life; e = m.order.Front() {
		m.drop(e)
	}
}

func (m *memory[V]) drop(e *list.Element) {
	delete(m.kept, m.order.Remove(e).(*remembered[V]).hash)
}

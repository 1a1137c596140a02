package client

import (
	"container/list"
	"hash/maphash"
	"sync"
	"time"
)

// maxRemembered bounds a memory; beyond, what was seen longest ago is forgotten.
const maxRemembered = 50_000

// A Memory keeps something about texts for a while, by hashes with a seed that no other process has; no text.
type Memory[V any] struct {
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

// NewMemory makes a memory that forgets what it has not seen for life.
func NewMemory[V any](life time.Duration) *Memory[V] {
	return &Memory[V]{seed: maphash.MakeSeed(), life: life, kept: map[uint64]*list.Element{}, order: list.New()}
}

// See returns what is kept about a text, and whether that is anything yet. Where it is nothing, what fresh makes is
// kept from now on; a nil fresh only looks.
func (m *Memory[V]) See(text string, now time.Time, fresh func() V) (value V, known bool) {
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

// Sweep forgets what is too old.
func (m *Memory[V]) Sweep(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(now)
}

func (m *Memory[V]) forget(now time.Time) {
	for e := m.order.Front(); e != nil && now.Sub(e.Value.(*remembered[V]).last) >= m.life; e = m.order.Front() {
		m.drop(e)
	}
}

func (m *Memory[V]) drop(e *list.Element) {
	delete(m.kept, m.order.Remove(e).(*remembered[V]).hash)
}

// Len is how many texts something is kept about.
func (m *Memory[V]) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.kept)
}

/* SipHash-2-4 as its authors describe it: words of eight octets, two rounds each, four to end. */
#include <config.h>
#include "base/sip.h"
#include "base/little.h"

typedef struct state {
	uint64_t a, b, c, d;
} state;

static inline uint64_t
rotate(uint64_t word, unsigned bits)
{
	return word << bits | word >> (64 - bits);
}

static inline void
mix(state *s)
{
	s->a += s->b;
	s->c += s->d;
	s->b = rotate(s->b, 13) ^ s->a;
	s->d = rotate(s->d, 16) ^ s->c;
	s->a = rotate(s->a, 32);
	s->c += s->b;
	s->a += s->d;
	s->b = rotate(s->b, 17) ^ s->c;
	s->d = rotate(s->d, 21) ^ s->a;
	s->c = rotate(s->c, 32);
}

static inline void
take(state *s, uint64_t word)
{
	s->d ^= word;
	mix(s);
	mix(s);
	s->a ^= word;
}

/* The octets that fill no word, below the lowest octet of the length. */
static uint64_t
last_word(cp_bytes octets)
{
	uint64_t word = (uint64_t)octets.len << 56;
	size_t i, whole = octets.len & ~(size_t)7;

	for (i = whole; i < octets.len; i++)
		word |= (uint64_t)octets.data[i] << 8 * (i - whole);
	return word;
}

uint64_t
cp_sip_hash(cp_sip_key key, cp_bytes octets)
{
	/* "somepseudorandomlygeneratedbytes" */
	state s = {key.first ^ UINT64_C(0x736f6d6570736575),
		key.second ^ UINT64_C(0x646f72616e646f6d), key.first ^ UINT64_C(0x6c7967656e657261),
		key.second ^ UINT64_C(0x7465646279746573)};
	size_t i;

	for (i = 0; i + 8 <= octets.len; i += 8)
		take(&s, cp_little_64(octets.data + i));
	take(&s, last_word(octets));
	s.c ^= 0xff;
	mix(&s);
	mix(&s);
	mix(&s);
	mix(&s);
	return s.a ^ s.b ^ s.c ^ s.d;
}

/*
 * Tickets: where they stand in messages, and a ring of those that were seen. The ring is the
 * process's, since a program keeps GnuTLS's session data where it likes; it holds digests, no
 * secrets.
 */
#include <config.h>

#include "gnutls/tickets.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include <gnutls/crypto.h>

#define PRE_SHARED_KEY 41 /* RFC 8446 4.2.11 */
#define MOST_TICKETS 512u
#define LONGEST_LEAF (8u << 10)

typedef struct entry {
	unsigned char digest[TICKET_DIGEST_LEN];
	gnutls_datum_t leaf; /* of no octets: nobody's */
	int used;
} entry;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_ready;
static entry ring[MOST_TICKETS];
static size_t next;

static size_t
read_16(const unsigned char *octets)
{
	return (size_t)octets[0] << 8 | octets[1];
}

static int
digest_of(const unsigned char *octets, size_t len, unsigned char digest[TICKET_DIGEST_LEN])
{
	return gnutls_hash_fast(GNUTLS_DIG_SHA256, octets, len, digest) == 0;
}

/* lifetime and age_add, four octets each; a nonce behind one octet of length; the ticket behind two
 */
int
tickets_of_message(const gnutls_datum_t *message, unsigned char digest[TICKET_DIGEST_LEN])
{
	size_t at = 9, len;

	if (message == NULL || message->size < at)
		return 0;
	at += message->data[8];
	if (message->size < at + 2)
		return 0;
	len = read_16(message->data + at);
	at += 2;
	return len > 0 && message->size - at >= len && digest_of(message->data + at, len, digest);
}

static int
note_extension(void *found, unsigned id, const unsigned char *data, unsigned len)
{
	gnutls_datum_t *keys = found;

	if (id == PRE_SHARED_KEY) {
		keys->data = (unsigned char *)(uintptr_t)data;
		keys->size = len;
	}
	return 0;
}

/* A list behind two octets of length: an identity behind two more, and four of its age. */
size_t
tickets_of_hello(
	const gnutls_datum_t *hello, unsigned char digests[MOST_IDENTITIES][TICKET_DIGEST_LEN])
{
	gnutls_datum_t keys = {NULL, 0};
	size_t at = 2, end, len, n = 0;

	(void)gnutls_ext_raw_parse(
		&keys, note_extension, hello, GNUTLS_EXT_RAW_FLAG_TLS_CLIENT_HELLO);
	if (keys.size < 2)
		return 0;
	end = 2 + read_16(keys.data);
	if (end > keys.size)
		return 0;
	while (n < MOST_IDENTITIES && end - at >= 6) {
		len = read_16(keys.data + at);
		if (len > end - at - 6 || !digest_of(keys.data + at + 2, len, digests[n]))
			return 0;
		at += len + 6;
		n++;
	}
	return n;
}

int
tickets_taken(const gnutls_datum_t *hello)
{
	gnutls_datum_t keys = {NULL, 0}, extensions;
	size_t at = 34; /* a version and 32 octets of random, then a session id */

	if (hello == NULL || hello->size <= at)
		return -1;
	at += 1u + hello->data[at] + 3u; /* a suite, a compression */
	if (hello->size <= at)
		return -1;
	extensions.data = hello->data + at;
	extensions.size = hello->size - (unsigned)at;
	(void)gnutls_ext_raw_parse(&keys, note_extension, &extensions, 0);
	return keys.size == 2 ? (int)read_16(keys.data) : -1;
}

/* Under the lock. */
static entry *
look_up(const unsigned char digest[TICKET_DIGEST_LEN])
{
	size_t i;

	for (i = 0; i < MOST_TICKETS; i++) {
		if (ring[i].used && memcmp(ring[i].digest, digest, TICKET_DIGEST_LEN) == 0)
			return &ring[i];
	}
	return NULL;
}

static int
copy(const gnutls_datum_t *from, gnutls_datum_t *to)
{
	to->size = 0;
	to->data = gnutls_malloc(from->size);
	if (to->data == NULL)
		return 0;
	memcpy(to->data, from->data, from->size);
	to->size = from->size;
	return 1;
}

static int
is_same(const gnutls_datum_t *one, const gnutls_datum_t *other)
{
	return one->size == other->size && memcmp(one->data, other->data, one->size) == 0;
}

/* Under the lock. */
static void
place(const unsigned char digest[TICKET_DIGEST_LEN], const gnutls_datum_t *leaf)
{
	entry *one = look_up(digest);

	if (one != NULL) {
		if (!is_same(&one->leaf, leaf))
			one->leaf.size = 0;
		return;
	}
	one = &ring[next++ % MOST_TICKETS];
	gnutls_free(one->leaf.data);
	one->used = copy(leaf, &one->leaf);
	memcpy(one->digest, digest, TICKET_DIGEST_LEN);
}

static void
take(void)
{
	pthread_mutex_lock(&lock);
}

static void
leave(void)
{
	pthread_mutex_unlock(&lock);
}

/* A child of fork() finds the lock free and the ring whole. */
static void
begin(void)
{
	is_ready = pthread_atfork(take, leave, leave) == 0;
}

/* False: no memory. Then no ticket is known, and who resumes with one is refused. */
static int
take_ring(void)
{
	if (pthread_once(&once, begin) != 0 || !is_ready)
		return 0;
	take();
	return 1;
}

void
tickets_keep(const unsigned char digest[TICKET_DIGEST_LEN], const gnutls_datum_t *leaf)
{
	if (leaf->size == 0 || leaf->size > LONGEST_LEAF || !take_ring())
		return;
	place(digest, leaf);
	leave();
}

int
tickets_find(const unsigned char digest[TICKET_DIGEST_LEN], gnutls_datum_t *leaf)
{
	const entry *one;
	int found;

	if (!take_ring())
		return 0;
	one = look_up(digest);
	found = one != NULL && one->leaf.size > 0 && copy(&one->leaf, leaf);
	leave();
	return found;
}

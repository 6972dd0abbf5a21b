/*
 * getaddrinfo(3) cannot be told how long it may take. So it is asked on a thread of its own, which
 * is left to itself when it comes too late.
 */
#include <config.h>
#include "resolve.h"
#include "deadline.h"
#include "target.h"

#include <gnutls/gnutls.h>

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Shared by the one who asks and the thread that looks; whoever is last releases it. */
typedef struct question {
	pthread_mutex_t lock;
	pthread_cond_t answered;
	char *host; /* owned */
	char port[8];
	struct addrinfo hints;
	struct addrinfo *answer; /* owned */
	int status, error;
	bool is_answered, is_abandoned;
} question;

static void
free_question(question *asked)
{
	if (asked->answer != NULL)
		freeaddrinfo(asked->answer);
	free(asked->host);
	pthread_cond_destroy(&asked->answered);
	pthread_mutex_destroy(&asked->lock);
	free(asked);
}

static void *
look_up(void *argument)
{
	question *asked = argument;
	struct addrinfo *answer = NULL;
	int status = getaddrinfo(asked->host, asked->port, &asked->hints, &answer);
	int error = errno;
	bool is_last;

	pthread_mutex_lock(&asked->lock);
	asked->status = status;
	asked->error = error;
	asked->answer = status == 0 ? answer : NULL;
	asked->is_answered = true;
	is_last = asked->is_abandoned;
	pthread_cond_signal(&asked->answered);
	pthread_mutex_unlock(&asked->lock);
	if (is_last)
		free_question(asked);
	return NULL;
}

static question *
new_question(const char *host, const char *port, int family)
{
	question *asked = calloc(1, sizeof(*asked));
	pthread_condattr_t clock;

	if (asked == NULL)
		return NULL;
	pthread_mutex_init(&asked->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&asked->answered, &clock);
	pthread_condattr_destroy(&clock);
	asked->hints.ai_family = family;
	asked->hints.ai_socktype = SOCK_STREAM;
	asked->hints.ai_flags = AI_NUMERICSERV | (cli_target_is_address(host) ? AI_NUMERICHOST : 0);
	asked->host = strdup(host);
	strncpy(asked->port, port, sizeof(asked->port) - 1);
	if (asked->host != NULL)
		return asked;
	free_question(asked);
	return NULL;
}

static bool
start(question *asked)
{
	pthread_attr_t attributes;
	pthread_t thread;
	bool started;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	started = pthread_create(&thread, &attributes, look_up, asked) == 0;
	pthread_attr_destroy(&attributes);
	return started;
}

/* Whether the answer is there by an instant. */
static bool
is_answered_by(question *asked, int64_t instant)
{
	struct timespec until = {
		.tv_sec = (time_t)(instant / 1000), .tv_nsec = (long)(instant % 1000) * 1000000};
	int error = 0;
	bool answered;

	pthread_mutex_lock(&asked->lock);
	while (!asked->is_answered && error == 0)
		error = pthread_cond_timedwait(&asked->answered, &asked->lock, &until);
	answered = asked->is_answered;
	pthread_mutex_unlock(&asked->lock);
	return answered;
}

/* False when the answer is late; then the thread releases the question. */
static bool
await(question *asked, int64_t deadline, cli_aside *aside)
{
	bool answered = is_answered_by(asked, cli_deadline_in(CLI_PATIENCE, deadline));

	if (!answered) {
		cli_aside_step(aside);
		(void)is_answered_by(asked, deadline);
	}
	pthread_mutex_lock(&asked->lock);
	answered = asked->is_answered;
	asked->is_abandoned = !answered;
	pthread_mutex_unlock(&asked->lock);
	return answered;
}

static cli_resolved
take(const struct addrinfo *answer, cli_addresses *addresses)
{
	const struct addrinfo *one;
	cli_address *address;
	size_t n = 0;

	for (one = answer; one != NULL && n < CLI_MOST_ADDRESSES; one = one->ai_next)
		n++;
	addresses->items = calloc(n > 0 ? n : 1, sizeof(*addresses->items));
	if (addresses->items == NULL)
		return CLI_RESOLVED_NO_MEMORY;
	for (one = answer; one != NULL && addresses->n < n; one = one->ai_next) {
		address = &addresses->items[addresses->n++];
		memcpy(&address->socket, one->ai_addr, one->ai_addrlen);
		address->socket_len = one->ai_addrlen;
		if (getnameinfo(one->ai_addr, one->ai_addrlen, address->text, sizeof(address->text),
			    NULL, 0, NI_NUMERICHOST) != 0)
			address->text[0] = '\0';
		address->text[strcspn(address->text, "%")] = '\0'; /* the zone of fe80::1%eth0 */
	}
	return CLI_RESOLVED;
}

static cli_resolved
ask(question *asked, int64_t deadline, cli_aside *aside, cli_addresses *addresses,
	const char **reason)
{
	cli_resolved result;

	/* An address needs no thread: nobody is asked. Where there can be none, the time is the
	 * resolver's own. */
	if ((asked->hints.ai_flags & AI_NUMERICHOST) != 0 || !start(asked))
		(void)look_up(asked);
	if (!await(asked, deadline, aside))
		return CLI_RESOLVED_LATE;
	result = CLI_RESOLVED_NOT;
	if (asked->status == 0)
		result = take(asked->answer, addresses);
	else if (asked->status == EAI_SYSTEM)
		*reason = strerror(asked->error);
	else
		*reason = gai_strerror(asked->status);
	free_question(asked);
	return result;
}

cli_resolved
cli_resolve(const char *host, const char *port, int family, int64_t deadline, cli_aside *aside,
	cli_addresses *addresses, const char **reason)
{
	gnutls_datum_t name = {NULL, 0};
	question *asked;
	int status;

	addresses->items = NULL;
	addresses->n = 0;
	*reason = "";
	if (cli_target_is_address(host)) {
		asked = new_question(host, port, family);
	} else {
		status = gnutls_idna_map(host, (unsigned)strlen(host), &name, 0);
		if (status < 0) {
			*reason = gnutls_strerror(status);
			return CLI_RESOLVED_NOT;
		}
		asked = new_question((char *)name.data, port, family);
		gnutls_free(name.data);
	}
	return asked != NULL ? ask(asked, deadline, aside, addresses, reason)
			     : CLI_RESOLVED_NO_MEMORY;
}

void
cli_addresses_clear(cli_addresses *addresses)
{
	free(addresses->items);
	addresses->items = NULL;
	addresses->n = 0;
}

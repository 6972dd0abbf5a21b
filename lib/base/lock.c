/* Locks. */
#include <config.h>
#include "base/lock.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* Objects that are in use at once are few: threads rarely meet at a lock of different ones. */
#define N_OBJECT_LOCKS 32u
#define CACHE_LINE 64 /* octets */

/* Alone in its line of the cache, or threads at different locks would wait for one another all the
 * same. */
typedef struct place {
	pthread_mutex_t mutex;
} __attribute__((aligned(CACHE_LINE))) place;

/* In the order in which a thread may take them. */
static place places[CP_N_FREEZINGS + N_OBJECT_LOCKS];

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_ready;

static void
take_all(void)
{
	size_t i;

	for (i = 0; i < CP_N_FREEZINGS + N_OBJECT_LOCKS; i++)
		pthread_mutex_lock(&places[i].mutex);
}

/* In the parent and in the child, whose one thread is the one that took them. */
static void
leave_all(void)
{
	size_t i;

	for (i = CP_N_FREEZINGS + N_OBJECT_LOCKS; i > 0; i--)
		pthread_mutex_unlock(&places[i - 1].mutex);
}

static void
begin(void)
{
	size_t i;

	for (i = 0; i < CP_N_FREEZINGS + N_OBJECT_LOCKS; i++) {
		if (pthread_mutex_init(&places[i].mutex, NULL) != 0)
			return;
	}
	is_ready = pthread_atfork(take_all, leave_all, leave_all) == 0;
}

bool
cp_lock_at_fork(void)
{
	return pthread_once(&once, begin) == 0 && is_ready;
}

void
cp_lock_freezing(cp_freezing what)
{
	pthread_mutex_lock(&places[what].mutex);
}

void
cp_unlock_freezing(cp_freezing what)
{
	pthread_mutex_unlock(&places[what].mutex);
}

/* Objects that follow each other in memory have different ones. */
static pthread_mutex_t *
mutex_of(const void *object)
{
	uintptr_t number = (uintptr_t)object / CACHE_LINE;

	return &places[CP_N_FREEZINGS + number % N_OBJECT_LOCKS].mutex;
}

void
cp_lock_object(const void *object)
{
	pthread_mutex_lock(mutex_of(object));
}

void
cp_unlock_object(const void *object)
{
	pthread_mutex_unlock(mutex_of(object));
}

/*
 * The caller starts a thread for each job as there is room, and puts out what is done in order.
 * There is room while fewer than so many work, and fewer than some times as many are there at all:
 * that bounds descriptors and memory.
 */
#include <config.h>
#include "crowd.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>

/* How many there may be for each that works. */
#define WAITING_FACTOR 8
/* Done and not yet put out, because one before them is slow. */
#define MOST_AHEAD 4096
/* Descriptors that are not the jobs'. */
#define SPARE_DESCRIPTORS 32
/* A connection, or what the resolver has open. */
#define DESCRIPTORS_EACH 2
#define STACK ((size_t)1 << 20)

typedef struct crowd {
	pthread_mutex_t lock; /* guards all below it */
	pthread_cond_t changed;
	size_t n_working, n_there, most_working, most_there;
	bool *done; /* owned; by job */
	bool has_last;
	pthread_t last; /* who left last, not joined yet */
	cli_crowd_work *work;
	void *user;
} crowd;

typedef struct job {
	crowd *among;
	size_t index;
	cli_aside aside;
} job;

static void
stop_working(crowd *among)
{
	pthread_mutex_lock(&among->lock);
	among->n_working--;
	pthread_cond_signal(&among->changed);
	pthread_mutex_unlock(&among->lock);
}

static void
step_aside(void *user)
{
	stop_working(user);
}

/* Each that leaves waits for the end of who left before it, and the caller for the last one's: no
 * thread outlives the crowd, and none that is done is kept for the sake of a slow one. */
static void
leave(crowd *among, size_t index)
{
	pthread_t before;
	bool was_another;

	pthread_mutex_lock(&among->lock);
	among->done[index] = true;
	among->n_there--;
	was_another = among->has_last;
	before = among->last;
	among->has_last = true;
	among->last = pthread_self();
	pthread_cond_signal(&among->changed);
	pthread_mutex_unlock(&among->lock);
	if (was_another)
		pthread_join(before, NULL);
}

static void *
run_job(void *argument)
{
	job *own = argument;
	crowd *among = own->among;
	size_t index = own->index;

	among->work(among->user, index, among->most_there > 1 ? &own->aside : NULL);
	if (!own->aside.done)
		stop_working(among);
	free(own);
	leave(among, index);
	return NULL;
}

/* Called with the lock. */
static bool
start(crowd *among, size_t index, const pthread_attr_t *attributes)
{
	job *made = calloc(1, sizeof(*made));
	pthread_t thread;

	if (made == NULL)
		return false;
	made->among = among;
	made->index = index;
	made->aside.step = step_aside;
	made->aside.user = among;
	if (pthread_create(&thread, attributes, run_job, made) != 0) {
		free(made);
		return false;
	}
	among->n_working++;
	among->n_there++;
	return true;
}

/* Threads that are few because there can be no more are no failure while there is one. */
static bool
run(crowd *among, size_t n, cli_crowd_put *put, const pthread_attr_t *attributes)
{
	size_t started = 0, out = 0;
	bool going = true;

	pthread_mutex_lock(&among->lock);
	while (out < n && going) {
		if (started < n && among->n_working < among->most_working &&
			among->n_there < among->most_there && started - out < MOST_AHEAD) {
			if (start(among, started, attributes))
				started++;
			else if (among->n_there == 0)
				going = false;
			else
				among->most_there = among->n_there;
		} else if (out < started && among->done[out]) {
			pthread_mutex_unlock(&among->lock);
			going = put(among->user, out++);
			pthread_mutex_lock(&among->lock);
		} else {
			pthread_cond_wait(&among->changed, &among->lock);
		}
	}
	while (among->n_there > 0)
		pthread_cond_wait(&among->changed, &among->lock);
	pthread_mutex_unlock(&among->lock);
	if (among->has_last)
		pthread_join(among->last, NULL);
	return going;
}

static size_t
most_at_once(size_t n_at_a_time)
{
	size_t most = n_at_a_time == 1 ? 1 : n_at_a_time * WAITING_FACTOR, room;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return most;
	if (limit.rlim_cur < SPARE_DESCRIPTORS + DESCRIPTORS_EACH)
		return 1;
	room = (size_t)(limit.rlim_cur - SPARE_DESCRIPTORS) / DESCRIPTORS_EACH;
	return most < room ? most : room;
}

bool
cli_crowd_run(size_t n, size_t n_at_a_time, cli_crowd_work *work, cli_crowd_put *put, void *user)
{
	crowd among = {.most_working = n_at_a_time,
		.most_there = most_at_once(n_at_a_time),
		.work = work,
		.user = user};
	pthread_attr_t attributes;
	bool went_well;

	among.done = calloc(n > 0 ? n : 1, sizeof(*among.done));
	if (among.done == NULL)
		return false;
	pthread_mutex_init(&among.lock, NULL);
	pthread_cond_init(&among.changed, NULL);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	went_well = run(&among, n, put, &attributes);
	pthread_attr_destroy(&attributes);
	pthread_cond_destroy(&among.changed);
	pthread_mutex_destroy(&among.lock);
	free(among.done);
	return went_well;
}

/*
 * A ring of jobs. The reader puts them in at the head, threads take them from the middle, and the
 * thread that completes the job at the tail writes it and all complete ones behind it.
 */
#include <config.h>
#include "window.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

/* Jobs that may wait or be done out of turn, for each thread. */
#define JOBS_PER_THREAD 16

typedef enum job_state { JOB_EMPTY, JOB_WAITING, JOB_TAKEN, JOB_DONE } job_state;

typedef struct window_slot {
	cli_job job;
	job_state state;
} window_slot;

struct cli_window {
	pthread_mutex_t lock; /* guards all below it */
	pthread_cond_t changed;
	window_slot *ring; /* owned */
	size_t n_slots;
	size_t head, middle,
		tail; /* counts of jobs: put in, taken, written; slot = count % n_slots */
	size_t octets, most_octets;
	bool closed, stopped, is_writing;
	pthread_t *threads; /* owned */
	size_t n_threads;
	cli_window_work *work;
	cli_window_put *put;
	void *user;
};

static window_slot *
slot_at(cli_window *window, size_t count)
{
	return &window->ring[count % window->n_slots];
}

/* Writes what is complete at the tail, unless another thread is at it. Called with the lock. */
static void
write_complete(cli_window *window)
{
	window_slot *slot;
	cli_job job;
	bool go_on;

	if (window->is_writing)
		return;
	window->is_writing = true;
	while (window->tail < window->head) {
		slot = slot_at(window, window->tail);
		if (slot->state != JOB_DONE)
			break;
		job = slot->job;
		go_on = !window->stopped;
		pthread_mutex_unlock(&window->lock);
		if (go_on)
			go_on = window->put(window->user, &job);
		else
			free(job.result);
		pthread_mutex_lock(&window->lock);
		if (!go_on)
			window->stopped = true;
		slot->state = JOB_EMPTY;
		window->octets -= job.len;
		window->tail++;
		pthread_cond_broadcast(&window->changed);
	}
	window->is_writing = false;
}

static void *
run_thread(void *argument)
{
	cli_window *window = argument;
	window_slot *slot;
	bool wanted;

	pthread_mutex_lock(&window->lock);
	for (;;) {
		while (window->middle == window->head && !window->closed)
			pthread_cond_wait(&window->changed, &window->lock);
		if (window->middle == window->head)
			break;
		slot = slot_at(window, window->middle++);
		slot->state = JOB_TAKEN;
		wanted = !window->stopped;
		pthread_mutex_unlock(&window->lock);
		if (wanted)
			window->work(window->user, &slot->job);
		free(slot->job.text);
		slot->job.text = NULL;
		pthread_mutex_lock(&window->lock);
		slot->state = JOB_DONE;
		write_complete(window);
	}
	pthread_mutex_unlock(&window->lock);
	return NULL;
}

static bool
start_threads(cli_window *window, size_t n_threads)
{
	for (; window->n_threads < n_threads; window->n_threads++) {
		if (pthread_create(&window->threads[window->n_threads], NULL, run_thread, window) !=
			0)
			return false;
	}
	return true;
}

cli_window *
cli_window_start(size_t n_threads, size_t most_octets, cli_window_work *work, cli_window_put *put,
	void *user)
{
	cli_window *window = calloc(1, sizeof(*window));

	if (window == NULL)
		return NULL;
	pthread_mutex_init(&window->lock, NULL);
	pthread_cond_init(&window->changed, NULL);
	window->most_octets = most_octets;
	window->work = work;
	window->put = put;
	window->user = user;
	window->n_slots = n_threads * JOBS_PER_THREAD;
	window->ring = calloc(window->n_slots, sizeof(*window->ring));
	window->threads = calloc(n_threads, sizeof(*window->threads));
	if (window->ring == NULL || window->threads == NULL || !start_threads(window, n_threads)) {
		(void)cli_window_finish(window);
		return NULL;
	}
	return window;
}

static bool
has_room(const cli_window *window, size_t len)
{
	if (window->head == window->tail)
		return true;
	return window->head - window->tail < window->n_slots && len <= window->most_octets &&
	       window->octets <= window->most_octets - len;
}

bool
cli_window_add(cli_window *window, char *text, size_t len, size_t line)
{
	cli_job job = {text, len, line, NULL, false};
	window_slot *slot;
	bool stopped;

	pthread_mutex_lock(&window->lock);
	while (!window->stopped && !has_room(window, len))
		pthread_cond_wait(&window->changed, &window->lock);
	stopped = window->stopped;
	if (!stopped) {
		slot = slot_at(window, window->head++);
		slot->job = job;
		slot->state = JOB_WAITING;
		window->octets += len;
		pthread_cond_broadcast(&window->changed);
	}
	pthread_mutex_unlock(&window->lock);
	if (stopped)
		free(text);
	return !stopped;
}

bool
cli_window_finish(cli_window *window)
{
	size_t i;
	bool stopped;

	pthread_mutex_lock(&window->lock);
	window->closed = true;
	pthread_cond_broadcast(&window->changed);
	pthread_mutex_unlock(&window->lock);
	for (i = 0; i < window->n_threads; i++)
		pthread_join(window->threads[i], NULL);
	stopped = window->stopped;
	free(window->threads);
	free(window->ring);
	pthread_cond_destroy(&window->changed);
	pthread_mutex_destroy(&window->lock);
	free(window);
	return !stopped;
}

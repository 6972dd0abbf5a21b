/*
 * certpolicy check: a verdict on servers and files, and an exit code. Targets are worked on at the
 * same time; what comes out keeps their order.
 */
#include <config.h>
#include "chain_file.h"
#include "check_put.h"
#include "checked.h"
#include "cli.h"
#include "crowd.h"
#include "fail.h"
#include "output.h"
#include "progress.h"
#include "setup.h"
#include "target_list.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_JOBS 32

/* One thing to judge: an entry, or one address of its. */
typedef struct check_job {
	const cli_entry *entry;
	const cli_address *address; /* NULL: whichever answers */
	bool is_last;               /* of its entry */
	cli_checked *checked;       /* owned; from when it is judged until it is put out */
} check_job;

/* The addresses of an entry, with --all-addresses. */
typedef struct entry_addresses {
	cli_addresses found;
	cli_checked failed; /* when there are none: why */
} entry_addresses;

typedef struct check_all {
	cli_check_run run;
	cli_target_list list;
	entry_addresses *addresses; /* owned; by entry */
	check_job *jobs;            /* owned */
	size_t n_jobs, n_at_a_time;
	cli_page page; /* of formats that are written whole */
	cli_check_sum sum;
	pthread_mutex_t lock; /* guards the next */
	cli_progress progress;
	int code; /* of what went wrong in the run itself */
} check_all;

/* ---- addresses ---- */

static void
find_addresses(void *user, size_t index, cli_aside *aside)
{
	check_all *all = user;
	entry_addresses *own = &all->addresses[index];
	cli_observation seen;

	if (all->list.items[index].problem[0] != '\0' ||
		all->list.items[index].target.kind != CLI_TARGET_HOST)
		return;
	if (!cli_network_resolve(
		    all->run.network, &all->list.items[index].target, aside, &own->found, &seen))
		cli_checked_fail(&seen, &own->failed);
	cli_observation_clear(&seen);
}

static bool
go_on(void *user, size_t index)
{
	(void)user;
	(void)index;
	return true;
}

static size_t
count_jobs(const check_all *all)
{
	size_t i, n = 0;

	for (i = 0; i < all->list.n; i++)
		n += all->addresses != NULL && all->addresses[i].found.n > 0
			     ? all->addresses[i].found.n
			     : 1;
	return n;
}

static void
add_jobs(check_all *all, size_t index)
{
	const cli_addresses *found = all->addresses != NULL ? &all->addresses[index].found : NULL;
	size_t n = found != NULL && found->n > 0 ? found->n : 1, i;
	check_job *job;

	for (i = 0; i < n; i++) {
		job = &all->jobs[all->n_jobs++];
		job->entry = &all->list.items[index];
		job->address = found != NULL && found->n > 0 ? &found->items[i] : NULL;
		job->is_last = i + 1 == n;
	}
}

static int
make_jobs(check_all *all)
{
	size_t i;

	if (all->run.settings->all_addresses) {
		all->addresses = calloc(all->list.n + 1, sizeof(*all->addresses));
		if (all->addresses == NULL ||
			!cli_crowd_run(all->list.n, all->n_at_a_time, find_addresses, go_on, all))
			return cli_fail_no_memory();
	}
	all->jobs = calloc(count_jobs(all) + 1, sizeof(*all->jobs));
	if (all->jobs == NULL)
		return cli_fail_no_memory();
	for (i = 0; i < all->list.n; i++)
		add_jobs(all, i);
	return 0;
}

/* ---- judging ---- */

static void
run_job(void *user, size_t index, cli_aside *aside)
{
	check_all *all = user;
	check_job *job = &all->jobs[index];
	const entry_addresses *own =
		all->addresses != NULL ? &all->addresses[job->entry - all->list.items] : NULL;

	job->checked = calloc(1, sizeof(*job->checked));
	if (job->checked == NULL)
		(void)cli_fail_no_memory();
	else if (own != NULL && own->failed.code != 0)
		*job->checked = own->failed;
	else
		cli_checked_make(&all->run, job->entry, job->address, aside, job->checked);
	pthread_mutex_lock(&all->lock);
	all->progress.n_done++;
	cli_progress_draw(&all->progress);
	pthread_mutex_unlock(&all->lock);
}

/* In what the addresses of an entry differ, as words; NULL when they agree. */
static const char *
difference(const check_job *first, const check_job *last, char words[128])
{
	const check_job *job;
	bool verdict = false, leaf = false, chain = false, protocol = false;

	for (job = first + 1; job <= last; job++) {
		verdict |= job->checked->code != first->checked->code;
		leaf |= memcmp(job->checked->leaf, first->checked->leaf, 32) != 0;
		chain |= memcmp(job->checked->whole, first->checked->whole, 32) != 0;
		protocol |= strcmp(job->checked->protocol, first->checked->protocol) != 0;
	}
	snprintf(words, 128, "%s%s%s%s", verdict ? "verdict, " : "", leaf ? "certificate, " : "",
		chain && !leaf ? "chain, " : "", protocol ? "protocol, " : "");
	if (*words == '\0')
		return NULL;
	words[strlen(words) - 2] = '\0';
	return words;
}

static void
put_one(check_all *all, const check_job *job, const char *differs)
{
	const cli_settings *settings = all->run.settings;
	cli_check_line line = {settings, job->entry, job->checked, all->list.is_many, differs};
	cli_page page;
	int code;

	cli_check_count(&all->sum, job->checked);
	code = cli_chain_file_save(settings, job->entry, job->checked);
	if (cli_check_is_whole(settings)) {
		cli_check_write(all->page.out, &line);
	} else {
		if (cli_page_start(&page))
			cli_check_write(page.out, &line);
		code = cli_page_finish(&page) != 0 ? CLI_NOT_JUDGED : code;
	}
	if (code != 0)
		all->code = code;
}

static void
drop(check_job *job)
{
	if (job->checked != NULL)
		cli_checked_clear(job->checked);
	free(job->checked);
	job->checked = NULL;
}

/* A job that nothing came of ends the run: there was no memory for it. */
static bool
are_there(const check_job *first, const check_job *last)
{
	for (; first <= last; first++) {
		if (first->checked == NULL)
			return false;
	}
	return true;
}

/* All addresses of an entry come out together, since how they differ is known then only. */
static bool
put_jobs(void *user, size_t index)
{
	check_all *all = user;
	check_job *last = &all->jobs[index], *first = last;
	char words[128];
	const char *differs;

	if (!last->is_last)
		return true;
	while (first > all->jobs && first[-1].entry == last->entry)
		first--;
	if (!are_there(first, last)) {
		all->code = CLI_INTERNAL;
		return false;
	}
	differs = difference(first, last, words);
	for (; first <= last; first++) {
		put_one(all, first,
			first == last || cli_wants_json(all->run.settings) ? differs : NULL);
		drop(first);
	}
	return all->code == 0;
}

static int
run_jobs(check_all *all)
{
	const cli_settings *settings = all->run.settings;
	cli_page end;
	bool whole = cli_check_is_whole(settings);

	if (whole && !cli_page_start(&all->page))
		return cli_page_finish(&all->page);
	cli_progress_start(&all->progress);
	all->progress.unit = "targets";
	all->progress.n_parts = all->n_jobs;
	if (!cli_crowd_run(all->n_jobs, all->n_at_a_time, run_job, put_jobs, all) && all->code == 0)
		all->code = cli_fail_no_memory();
	cli_progress_end(&all->progress);
	if (!cli_page_start(&end))
		return cli_page_finish(&end);
	if (whole) {
		fclose(all->page.out);
		cli_check_write_whole(
			end.out, settings, all->list.is_many, &all->sum, all->page.text);
		free(all->page.text);
	}
	cli_check_write_end(end.out, settings, all->list.is_many, &all->sum);
	return cli_page_finish(&end);
}

/* ---- the command ---- */

/* What is wrong with the whole run, before anything is connected to. */
static int
look_over(const check_all *all)
{
	const cli_settings *settings = all->run.settings;
	certpolicy_request *request = NULL;
	int code = cli_setup_request(settings, all->run.engine, &request);
	size_t i;

	certpolicy_request_free(request);
	if (code == 0)
		code = cli_chain_file_check(settings, all->list.is_many);
	for (i = 0; i < all->list.n && code == 0; i++) {
		if (settings->staples.n > 0 && all->list.items[i].target.kind == CLI_TARGET_HOST)
			code = cli_fail_usage(settings->command,
				"--ocsp-staple is for files: a host staples itself");
	}
	return code;
}

static int
set_up(check_all *all, cli_network **network)
{
	const cli_settings *settings = all->run.settings;
	int code;

	all->n_at_a_time = USUAL_JOBS;
	if (settings->jobs != NULL)
		all->n_at_a_time = cli_setup_number(settings->jobs, CLI_MOST_CROWD);
	if (all->n_at_a_time == 0)
		return cli_fail_usage(settings->command, "--jobs takes 1 to %d, not \"%s\"",
			CLI_MOST_CROWD, settings->jobs);
	code = cli_target_list_read(settings, &all->list);
	if (code == 0)
		code = cli_setup_engine(settings, &all->run.engine);
	if (code == 0)
		code = cli_network_new(settings, network);
	if (code == 0)
		code = look_over(all);
	all->run.network = *network;
	all->run.wants_chain = settings->show_chain || settings->save_chain != NULL;
	all->run.keeps_failures = all->list.is_many || cli_check_is_whole(settings);
	return code;
}

static void
clear(check_all *all)
{
	size_t i;

	for (i = 0; i < all->n_jobs; i++)
		drop(&all->jobs[i]);
	for (i = 0; all->addresses != NULL && i < all->list.n; i++)
		cli_addresses_clear(&all->addresses[i].found);
	free(all->addresses);
	free(all->jobs);
	certpolicy_engine_free(all->run.engine);
	cli_target_list_clear(&all->list);
}

int
cli_check(const cli_settings *settings)
{
	check_all all = {.run = {.settings = settings}};
	cli_network *network = NULL;
	int code;

	pthread_mutex_init(&all.lock, NULL);
	all.sum.days = -1;
	all.sum.only_deny = settings->fail_on != NULL && strcmp(settings->fail_on, "deny") == 0;
	code = set_up(&all, &network);
	if (code == 0)
		code = make_jobs(&all);
	if (code == 0)
		code = run_jobs(&all);
	if (code == 0)
		code = all.code != 0 ? all.code : all.sum.code;
	clear(&all);
	cli_network_free(network);
	pthread_mutex_destroy(&all.lock);
	return code;
}

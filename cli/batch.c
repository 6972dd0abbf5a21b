/* certpolicy batch: lines of requests in, lines of reports out, in order. */
#include <config.h>
#include "cli.h"
#include "fail.h"
#include "lines.h"
#include "output.h"
#include "setup.h"
#include "window.h"

#include <certpolicy/certpolicy.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_JOBS 256

typedef struct run {
	certpolicy_engine *engine;
	certpolicy_request *defaults;
	unsigned locked;
	size_t n_lines, n_errors; /* touched by the writing side only */
} batch_run;

/* Judges one line. On any thread. */
static void
judge_line(void *user, cli_job *job)
{
	const batch_run *run = user;
	certpolicy_error *error = NULL;
	int status = certpolicy_evaluate_json(
		run->engine, run->defaults, job->text, job->len, run->locked, &job->result, &error);

	if (status != CERTPOLICY_OK) {
		job->failed = true;
		job->result = certpolicy_error_to_json(error, job->text, job->len, job->line);
	}
	certpolicy_error_free(error);
}

/* A line comes out for every line that went in, without memory too. */
static int
put_last_resort(const cli_job *job)
{
	char text[160];

	snprintf(text, sizeof(text),
		"{\"id\":null,\"verdict\":\"error\",\"error\":{\"code\":\"library.no-memory\","
		"\"message\":\"out of memory\",\"line\":%zu}}",
		job->line);
	return cli_put_line(text);
}

static bool
put_result(void *user, cli_job *job)
{
	batch_run *run = user;
	int code = job->result != NULL ? cli_put_line(job->result) : put_last_resort(job);

	certpolicy_string_free(job->result);
	run->n_lines++;
	run->n_errors += job->failed;
	return code == 0;
}

static bool
is_blank(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r')
			return false;
	}
	return true;
}

/* Reads lines into the window until there are no more, or nobody wants the answers. */
static int
feed(cli_lines *lines, cli_window *window)
{
	char *text = NULL;
	size_t len = 0;
	cli_line got;

	while ((got = cli_lines_next(lines, &text, &len)) == CLI_LINE_ONE) {
		if (is_blank(text, len))
			free(text);
		else if (!cli_window_add(window, text, len, lines->number))
			return CLI_NOT_JUDGED;
	}
	switch (got) {
	case CLI_LINE_ONE:
	case CLI_LINE_END:
		return 0;
	case CLI_LINE_UNREADABLE:
		cli_note("cannot read standard input after line %zu: %s", lines->number,
			strerror(errno));
		return CLI_NOT_JUDGED;
	case CLI_LINE_UNWANTED:
		return CLI_NOT_JUDGED;
	case CLI_LINE_NO_MEMORY:
		break;
	}
	return cli_fail_no_memory();
}

/* How long a line may be: what the engine takes, by its default or by --limit. */
static size_t
longest_line(const cli_settings *settings)
{
	static const char name[] = "request_octets";
	const char *limit;
	size_t i, most = 0;

	for (i = 0; (limit = certpolicy_limit_name(i)) != NULL; i++) {
		if (strcmp(limit, name) == 0)
			most = (size_t)certpolicy_limit_default(i);
	}
	for (i = 0; i < settings->limits.n; i++) {
		limit = settings->limits.items[i];
		if (strncmp(limit, name, strlen(name)) == 0 && limit[strlen(name)] == '=')
			most = cli_setup_number(limit + strlen(name) + 1, CLI_LARGEST_LIMIT);
	}
	return most;
}

static int
run_window(const cli_settings *settings, batch_run *run, size_t n_jobs)
{
	cli_lines *lines = calloc(1, sizeof(*lines));
	cli_window *window = NULL;
	int code;

	if (lines != NULL) {
		lines->most = longest_line(settings);
		window = cli_window_start(n_jobs, lines->most, judge_line, put_result, run);
	}
	if (window == NULL) {
		free(lines);
		return cli_fail_no_memory();
	}
	code = feed(lines, window);
	if (!cli_window_finish(window) && code == 0)
		code = CLI_NOT_JUDGED;
	free(lines);
	if (run->n_errors > 0)
		cli_note("%zu of %zu requests could not be judged", run->n_errors, run->n_lines);
	return code == 0 && run->n_errors > 0 ? CLI_NOT_JUDGED : code;
}

int
cli_batch(const cli_settings *settings)
{
	batch_run run = {.locked = settings->locked ? CERTPOLICY_LOCK_ALL : 0};
	size_t n_jobs = 1;
	int code;

	if (settings->jobs != NULL)
		n_jobs = cli_setup_number(settings->jobs, MOST_JOBS);
	if (n_jobs == 0)
		return cli_fail_usage(settings->command, "--jobs takes 1 to %d, not \"%s\"",
			MOST_JOBS, settings->jobs);
	code = cli_setup_engine(settings, &run.engine);
	if (code == 0)
		code = cli_setup_request(settings, run.engine, &run.defaults);
	if (code == 0)
		code = run_window(settings, &run, n_jobs);
	certpolicy_request_free(run.defaults);
	certpolicy_engine_free(run.engine);
	return code;
}

/*
 * certpolicy forecast: what will stop passing, when and why. Every certificate is read, judged,
 * shown and forgotten before the next one; how its forecast reads is calendar.c's and
 * forecast_text.c's.
 */
#include <config.h>
#include "calendar.h"
#include "cli.h"
#include "fail.h"
#include "folder.h"
#include "forecast_text.h"
#include "input.h"
#include "instant.h"
#include "output.h"
#include "progress.h"
#include "setup.h"
#include "subject.h"

#include <certpolicy/certpolicy.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DEFAULT_SPAN "5y"
#define SOURCE_ROOM 512

typedef struct forecast_run {
	const cli_settings *settings;
	certpolicy_engine *engine;
	certpolicy_request *request; /* of files: everything but the chain */
	int64_t start, until;
	cli_calendar calendar;
	cli_progress progress;
	cli_forecast_sum sum;
	char password[CLI_PASSWORD_ROOM];
	const char *source; /* of what is being read */
	bool incomplete;    /* some folder could not be read */
} forecast_run;

static bool
wants(const cli_settings *settings, const char *format)
{
	return settings->format != NULL && strcmp(settings->format, format) == 0;
}

/* "FILE", or "FILE#3" for one of several. File names may hold anything; what is shown does not. */
static void
name_source(const forecast_run *run, size_t number, char source[SOURCE_ROOM])
{
	char *at;

	if (number > 0)
		snprintf(source, SOURCE_ROOM, "%.400s#%zu", run->source, number);
	else
		snprintf(source, SOURCE_ROOM, "%.400s", run->source);
	for (at = source; *at != '\0'; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	}
}

static int
put_json(const forecast_run *run, const certpolicy_forecast *forecast, size_t number)
{
	char *json = certpolicy_forecast_to_json(forecast, run->source, number);
	int code = json != NULL ? cli_put_line(json) : cli_fail_no_memory();

	certpolicy_string_free(json);
	return code;
}

/* One forecast, whatever it came from. */
static int
take(void *user, size_t number, const certpolicy_forecast *forecast)
{
	forecast_run *run = user;
	char source[SOURCE_ROOM];

	name_source(run, number, source);
	cli_forecast_count(&run->sum, forecast, source);
	cli_progress_step(&run->progress);
	if (wants(run->settings, "json"))
		return put_json(run, forecast, number);
	if (wants(run->settings, "ics"))
		return cli_calendar_add(&run->calendar, forecast, source);
	return cli_forecast_put_text(forecast, source);
}

/* A target that could not be judged does not stop the others. */
static int
go_on_after(forecast_run *run, int code)
{
	if (code != CLI_NOT_JUDGED)
		return code;
	run->sum.n_failed++;
	return 0;
}

/* Keys, notes and the like, which lie beside certificates. */
static bool
holds_nothing(const certpolicy_error *error)
{
	static const char *const codes[] = {
		"input.empty", "input.no-certificate", "input.unreadable"};
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (strcmp(certpolicy_error_get_code(error), codes[i]) == 0)
			return true;
	}
	return false;
}

/* A damaged file, or one with a password, may hold what should be watched: that is said. */
static int
fail_file(forecast_run *run, certpolicy_error *error, bool in_folder)
{
	char source[SOURCE_ROOM];
	int code = 0;

	if (certpolicy_error_get_status(error) != CERTPOLICY_ERROR_BAD_INPUT)
		return go_on_after(run, cli_fail_library(run->settings, error));
	if (in_folder && holds_nothing(error)) {
		run->sum.n_without++;
	} else {
		cli_progress_end(&run->progress);
		name_source(run, 0, source);
		code = cli_fail(run->settings, certpolicy_error_get_code(error), "%s: %s", source,
			certpolicy_error_get_message(error));
	}
	certpolicy_error_free(error);
	return go_on_after(run, code);
}

static int
forecast_file(forecast_run *run, const cli_target *target, bool in_folder)
{
	const cli_settings *settings = run->settings;
	const char *password = settings->password_file != NULL ? run->password : NULL;
	cli_content content = {NULL, 0, 0};
	certpolicy_error *error = NULL;
	int code = cli_input_read(settings, target, &content), stopped = 0;

	run->sum.n_files++;
	run->source = target->text;
	if (code != 0) {
		code = go_on_after(run, code);
	} else if (content.len == 0) {
		run->sum.n_without++;
		if (!in_folder)
			code = go_on_after(
				run, cli_fail(settings, "input.empty", "%s: there is nothing in it",
					     target->text));
	} else if (certpolicy_forecast_make_each(run->engine, NULL, run->request, content.data,
			   content.len, password, run->until, take, run, &stopped,
			   &error) != CERTPOLICY_OK) {
		code = fail_file(run, error, in_folder);
	}
	free(content.data);
	return code != 0 ? code : stopped;
}

/* What the options say of any target, at the one instant at which the whole run begins. */
static int
make_request(const forecast_run *run, certpolicy_request **request)
{
	certpolicy_error *error = NULL;
	int code = cli_setup_request(run->settings, run->engine, request);

	if (code == 0 && certpolicy_request_set_time(*request, run->start, &error) != CERTPOLICY_OK)
		code = cli_fail_library(run->settings, error);
	return code;
}

static int
forecast_request(forecast_run *run, const certpolicy_request *request)
{
	certpolicy_forecast *forecast = NULL;
	certpolicy_error *error = NULL;
	int code;

	if (certpolicy_forecast_make(run->engine, NULL, request, run->until, &forecast, &error) ==
		CERTPOLICY_OK)
		code = take(run, 0, forecast);
	else
		code = cli_fail_library(run->settings, error);
	certpolicy_forecast_free(forecast);
	return code;
}

static int
forecast_host(forecast_run *run, const cli_target *target)
{
	certpolicy_request *request = NULL;
	int code = make_request(run, &request);

	run->sum.n_files++;
	run->source = target->text;
	if (code == 0) {
		code = cli_subject_fill(run->settings, target, request);
		if (code == 0)
			code = forecast_request(run, request);
		code = go_on_after(run, code);
	}
	certpolicy_request_free(request);
	return code;
}

static int
forecast_entry(void *user, const char *path)
{
	forecast_run *run = user;
	cli_target target;

	memset(&target, 0, sizeof(target));
	target.kind = CLI_TARGET_FILE;
	target.text = path;
	run->progress.parts++;
	return forecast_file(run, &target, true);
}

static int
count_entry(void *user, const char *path)
{
	forecast_run *run = user;

	(void)path;
	run->progress.n_parts++;
	return 0;
}

/* Counted first, when somebody watches how far it is. */
static int
forecast_folder(forecast_run *run, const char *path)
{
	bool ignored;
	int code = 0;

	run->progress.n_parts = run->progress.parts = 0;
	if (run->progress.shown)
		code = cli_folder_walk(path, count_entry, run, &ignored);
	return code == 0 ? cli_folder_walk(path, forecast_entry, run, &run->incomplete) : code;
}

static int
forecast_operand(forecast_run *run, const char *operand)
{
	cli_target target;
	const char *reason;
	struct stat about;

	if (!cli_target_parse(operand, &target, &reason))
		return cli_fail_usage(run->settings->command, "TARGET \"%s\": %s", operand, reason);
	if (target.kind == CLI_TARGET_HOST)
		return forecast_host(run, &target);
	if (target.kind == CLI_TARGET_FILE && stat(operand, &about) == 0 && S_ISDIR(about.st_mode))
		return forecast_folder(run, operand);
	return forecast_file(run, &target, false);
}

/* The beginning: --at, else now. */
static int
find_start(const cli_settings *settings, int64_t *start)
{
	*start = (int64_t)time(NULL);
	if (settings->at != NULL && !cli_instant_parse(settings->at, start))
		return cli_fail_usage(settings->command,
			"--at takes a time such as 2026-11-23T12:00:00Z, not \"%s\"", settings->at);
	return 0;
}

/* When the calendar was made: builds that are to be the same again say so. */
static int64_t
stamp_of(const cli_settings *settings, int64_t start)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *end;
	long long seconds;

	if (settings->at != NULL || epoch == NULL || *epoch < '0' || *epoch > '9')
		return start;
	errno = 0;
	seconds = strtoll(epoch, &end, 10);
	return errno == 0 && *end == '\0' ? (int64_t)seconds : start;
}

/* Files say nothing of who asks for them: without --peer no name is looked for. */
static int
set_up(forecast_run *run)
{
	const cli_settings *settings = run->settings;
	certpolicy_error *error = NULL;
	int code = cli_setup_engine(settings, &run->engine);

	if (code == 0)
		code = make_request(run, &run->request);
	if (code == 0)
		code = cli_input_add_responses(settings, run->request);
	if (code == 0 && settings->password_file != NULL)
		code = cli_input_password(settings, run->password);
	if (code == 0 && settings->peers.n == 0 &&
		certpolicy_request_set_insecure_no_peer(run->request, &error) != CERTPOLICY_OK)
		code = cli_fail_library(settings, error);
	return code;
}

static int
run_all(forecast_run *run)
{
	const cli_settings *settings = run->settings;
	int code = 0;
	size_t i;

	if (wants(settings, "ics"))
		code = cli_calendar_start(&run->calendar, stamp_of(settings, run->start));
	cli_progress_start(&run->progress);
	for (i = 0; i < settings->operands.n && code == 0; i++)
		code = forecast_operand(run, settings->operands.items[i]);
	cli_progress_end(&run->progress);
	if (code == 0 && wants(settings, "ics"))
		code = cli_calendar_end(&run->calendar);
	else if (code == 0 && !wants(settings, "json") && (run->sum.n > 1 || run->sum.n_files != 1))
		code = cli_forecast_put_sum(&run->sum);
	return code;
}

static int
exit_code(const forecast_run *run)
{
	const cli_forecast_sum *sum = &run->sum;
	bool only_deny =
		run->settings->fail_on != NULL && strcmp(run->settings->fail_on, "deny") == 0;

	if (sum->n_failed > 0 || run->incomplete)
		return CLI_NOT_JUDGED;
	if (sum->n_deny > 0)
		return CLI_DENY;
	return (sum->n_warn > 0 || sum->n_worse > 0) && !only_deny ? CLI_WARN : CLI_ALLOW;
}

int
cli_forecast(const cli_settings *settings)
{
	forecast_run *run = calloc(1, sizeof(*run));
	const char *span = settings->until != NULL ? settings->until : DEFAULT_SPAN;
	int code;

	if (run == NULL)
		return cli_fail_no_memory();
	run->settings = settings;
	code = find_start(settings, &run->start);
	if (code == 0 && (!cli_instant_parse_until(span, run->start, &run->until) ||
				 run->until < run->start))
		code = cli_fail_usage(settings->command,
			"--until takes a time that is not past or a span such as 90d or 5y, not "
			"\"%s\"",
			span);
	if (code == 0)
		code = set_up(run);
	if (code == 0)
		code = run_all(run);
	if (code == 0)
		code = exit_code(run);
	cli_calendar_clear(&run->calendar);
	explicit_bzero(run->password, sizeof(run->password));
	certpolicy_request_free(run->request);
	certpolicy_engine_free(run->engine);
	free(run);
	return code;
}

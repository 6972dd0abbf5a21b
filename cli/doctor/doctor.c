/* certpolicy doctor: whether what certpolicy and others rely on here is in order. */
#include <config.h>
#include "doctor.h"

#include "../catalogue.h"
#include "../cli.h"
#include "../env/setting.h"
#include "../fail.h"
#include "../output.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const states[] = {"ok", "warn", "bad"};

#define LONGEST_MESSAGE 1024

/* As it is typed by who runs this. For free(). */
static char *
typed(const char *remedy)
{
	bool for_root = remedy != NULL && remedy[0] == '#', several;
	char *text = NULL;

	if (remedy == NULL)
		return NULL;
	remedy += for_root;
	several = strstr(remedy, "&&") != NULL;
	if (!for_root || geteuid() == 0)
		return strdup(remedy);
	if (asprintf(&text, several ? "sudo sh -c '%s'" : "sudo %s", remedy) < 0)
		return NULL;
	return text;
}

void
doctor_say(doctor *d, doctor_state state, const char *area, const char *remedy, const char *format,
	...)
{
	char message[LONGEST_MESSAGE], *shown, *command = typed(remedy);
	json_t *line;
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	shown = env_printable(message, strlen(message));
	line = json_pack("{s:s,s:s,s:s*,s:s*}", "state", states[state], "area", area, "message",
		shown, "remedy", command);
	json_array_append_new(d->lines, line);
	free(shown);
	free(command);
	d->worst = state > d->worst ? state : d->worst;
}

static void
put_line(FILE *out, const json_t *line)
{
	const char *remedy = cli_catalogue_string(line, "remedy");

	fprintf(out, "%-5s%-11s", cli_catalogue_string(line, "state"),
		cli_catalogue_string(line, "area"));
	cli_wrap(out, cli_catalogue_string(line, "message"), 16, 16, cli_columns());
	if (*remedy != '\0')
		fprintf(out, "%16sdo: %s\n", "", remedy);
}

static int
put_page(const doctor *d)
{
	const json_t *line;
	cli_page page;
	size_t i;

	if (!cli_page_start(&page))
		return cli_page_finish(&page);
	json_array_foreach(d->lines, i, line)
	{
		put_line(page.out, line);
	}
	return cli_page_finish(&page);
}

static int
put_json(const doctor *d)
{
	json_t *document = json_pack("{s:s,s:s,s:O}", "schema", "certpolicy.doctor/1", "state",
		states[d->worst], "lines", d->lines);
	char *text =
		document != NULL ? json_dumps(document, JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;
	int code = text != NULL ? cli_put_line(text) : cli_fail_no_memory();

	free(text);
	json_decref(document);
	return code;
}

int
cli_doctor(const cli_settings *settings)
{
	static const int codes[] = {CLI_ALLOW, CLI_WARN, CLI_DENY};
	doctor d = {.settings = settings, .lines = json_array(), .now = (int64_t)time(NULL)};
	int code;

	if (d.lines == NULL)
		return cli_fail_no_memory();
	doctor_versions(&d);
	doctor_known_answers(&d);
	doctor_clock(&d);
	doctor_roots(&d);
	doctor_data(&d);
	doctor_policies(&d);
	doctor_surroundings(&d);
	code = cli_wants_json(settings) ? put_json(&d) : put_page(&d);
	json_decref(d.lines);
	return code != 0 ? code : codes[d.worst];
}

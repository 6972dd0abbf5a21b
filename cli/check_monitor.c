/*
 * check for machines that watch: JUnit's XML, and the line of a monitoring plugin with performance
 * data (Monitoring Plugins Development Guidelines). Everything is escaped for its format: XML 1.0
 * takes few controls, and in a plugin's line "|" begins the data.
 */
#include <config.h>
#include "check_put.h"
#include "cli.h"

#include <inttypes.h>
#include <string.h>

/* ---- JUnit ---- */

static bool
is_harmless(char c, bool ascii_only)
{
	return (unsigned char)c >= ' ' && c != 0x7f && (!ascii_only || (c & 0x80) == 0);
}

static void
write_xml(FILE *out, const char *text)
{
	bool ascii_only = !cli_check_is_utf8(text);

	for (; *text != '\0'; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\n':
			fputc('\n', out);
			break;
		default:
			/* U+FFFE and U+FFFF are no characters of XML 1.0 (2.2) */
			if (strncmp(text, "\xef\xbf\xbe", 3) == 0 ||
				strncmp(text, "\xef\xbf\xbf", 3) == 0)
				text += 2, fputc('?', out);
			else
				fputc(is_harmless(*text, ascii_only) ? *text : '?', out);
		}
	}
}

static void
write_attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	write_xml(out, value);
	fputc('"', out);
}

/* What is wrong, in one sentence. */
static const char *
message_of(const cli_checked *checked)
{
	const char *message;

	if (checked->report == NULL)
		return checked->failure.message;
	message = certpolicy_report_get_finding_message(checked->report, 0);
	return message != NULL ? message : "nothing was found";
}

static const char *
type_of(const cli_checked *checked)
{
	const char *primary;

	if (checked->report == NULL)
		return checked->failure.code;
	primary = certpolicy_report_get_primary(checked->report);
	return primary != NULL ? primary : "";
}

static void
write_outcome(FILE *out, const char *element, const cli_checked *checked)
{
	char *text =
		checked->report != NULL ? certpolicy_report_to_text(checked->report, 0, 80) : NULL;
	bool is_plain = strcmp(element, "system-out") == 0;

	fprintf(out, "\n<%s", element);
	if (!is_plain) {
		write_attribute(out, "type", type_of(checked));
		write_attribute(out, "message", message_of(checked));
	}
	fputc('>', out);
	write_xml(out, text != NULL ? text : checked->hint);
	fprintf(out, "</%s>\n", element);
	certpolicy_string_free(text);
}

void
cli_check_write_junit(FILE *out, const cli_check_line *line)
{
	const cli_checked *checked = line->checked;
	const char *fail_on = line->settings->fail_on;
	bool only_deny = fail_on != NULL && strcmp(fail_on, "deny") == 0;
	char name[CLI_CHECK_NAME];

	cli_check_name(line, name);
	fputs("<testcase classname=\"certpolicy.check\"", out);
	write_attribute(out, "name", name);
	fprintf(out, " time=\"%u.%03u\">", checked->took / 1000, checked->took % 1000);
	if (checked->report == NULL)
		write_outcome(out, "error", checked);
	else if (checked->code == CLI_DENY || (checked->code == CLI_WARN && !only_deny))
		write_outcome(out, "failure", checked);
	else if (checked->code == CLI_WARN || line->differs != NULL)
		write_outcome(out, "system-out", checked);
	fputs("</testcase>\n", out);
}

/* ---- monitoring plugins ---- */

static void
write_plain(FILE *out, const char *text)
{
	for (; *text != '\0'; text++)
		fputc(*text == '|'                                    ? '/'
			: (unsigned char)*text < ' ' || *text == 0x7f ? ' '
								      : *text,
			out);
}

/* The first line ends in the data; the targets follow, one a line. */
void
cli_check_write_nagios(FILE *out, const cli_check_line *line)
{
	const cli_checked *checked = line->checked;
	char name[CLI_CHECK_NAME];

	cli_check_name(line, name);
	if (checked->report != NULL)
		fputs(certpolicy_verdict_name(certpolicy_report_get_verdict(checked->report)), out);
	else
		fputs("not judged", out);
	fputs(": ", out);
	write_plain(out, name);
	if (*type_of(checked) != '\0')
		fprintf(out, " (%s): ", type_of(checked));
	if (*type_of(checked) != '\0')
		write_plain(out, message_of(checked));
	fputc('\n', out);
}

/* Data have names of their own, and their place whatever happens. */
static void
write_data(FILE *out, const cli_check_sum *sum)
{
	fprintf(out,
		" | targets=%zu;;;0 allow=%zu;;;0 warn=%zu;;;0 deny=%zu;;;0 unjudged=%zu;;;0 "
		"time=%u.%03us;;;0 ",
		sum->n, sum->n_allow, sum->n_warn, sum->n_deny, sum->n_failed, sum->took / 1000,
		sum->took % 1000);
	if (sum->days >= 0)
		fprintf(out, "days=%" PRId64 ";;;0\n", sum->days);
	else
		fputs("days=U\n", out); /* unknown, and not gone */
}

/* Of a single target the first line says all there is, since often no other is shown. */
void
cli_check_write_nagios_head(FILE *out, const cli_check_sum *sum, const char *only)
{
	static const char *const states[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

	fprintf(out, "CERTPOLICY %s - ",
		states[sum->code <= CLI_NOT_JUDGED ? sum->code : CLI_NOT_JUDGED]);
	if (only != NULL)
		fprintf(out, "%.*s", (int)strcspn(only, "\n"), only);
	else
		fprintf(out, "%zu targets: %zu allow, %zu warn, %zu deny, %zu not judged", sum->n,
			sum->n_allow, sum->n_warn, sum->n_deny, sum->n_failed);
	write_data(out, sum);
}

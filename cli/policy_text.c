/* The words of an exception as a policy file has them: in one line as JSON, or as a block. */
#include <config.h>
#include "policy_text.h"

#include <stdlib.h>

void
cli_policy_put_json(FILE *out, const json_t *value)
{
	char *text = json_dumps(value, 0);

	fputs(text != NULL ? text : "", out); /* the loader finds what is missing */
	free(text);
}

void
cli_policy_put_string(FILE *out, const char *text)
{
	json_t *string = json_string(text);
	char *quoted = string != NULL ? json_dumps(string, JSON_ENCODE_ANY) : NULL;

	fputs(quoted != NULL ? quoted : "", out);
	free(quoted);
	json_decref(string);
}

/* A line for each item. */
static void
put_list(FILE *out, const char *key, const json_t *items, int indent)
{
	const json_t *item;
	size_t i;

	if (json_array_size(items) == 0)
		return;
	fprintf(out, "%*s%s:", indent, "", key);
	json_array_foreach(items, i, item)
	{
		fprintf(out, "\n%*s- ", indent + 2, "");
		cli_policy_put_json(out, item);
	}
	fputc('\n', out);
}

void
cli_policy_put_line(FILE *out, const cli_policy_change *change)
{
	cli_policy_put_string(out, change->policy);
	fputs(": {\"extends\": ", out);
	cli_policy_put_string(out, change->extends);
	fputs(", \"description\": ", out);
	cli_policy_put_string(out, change->description);
	if (json_array_size(change->anchors) > 0) {
		fputs(", \"anchors\": ", out);
		cli_policy_put_json(out, change->anchors);
	}
	if (json_array_size(change->pins) > 0) {
		fputs(", \"pins\": ", out);
		cli_policy_put_json(out, change->pins);
	}
	if (json_array_size(change->waivers) > 0) {
		fputs(", \"waivers\": ", out);
		cli_policy_put_json(out, change->waivers);
	}
	fputc('}', out);
}

/* The first line stands where it is put. */
void
cli_policy_put_block(FILE *out, const cli_policy_change *change, int indent)
{
	fprintf(out, "%s:\n%*sextends: %s\n%*sdescription: ", change->policy, indent + 2, "",
		change->extends, indent + 2, "");
	cli_policy_put_string(out, change->description);
	fputc('\n', out);
	put_list(out, "anchors", change->anchors, indent + 2);
	put_list(out, "pins", change->pins, indent + 2);
	put_list(out, "waivers", change->waivers, indent + 2);
}

void
cli_policy_put_route(FILE *out, const cli_policy_change *change)
{
	fputs("{\"peer\": ", out);
	cli_policy_put_string(out, change->peer);
	fputs(", \"policy\": ", out);
	cli_policy_put_string(out, change->policy);
	fputc('}', out);
}

/* A file that is not there yet. */
char *
cli_policy_write_new(const cli_policy_change *change)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		return NULL;
	fputs("# What is trusted for single peers, as certpolicy why and certpolicy trust wrote "
	      "it.\n"
	      "version: 1\npolicies:\n  ",
		out);
	cli_policy_put_block(out, change, 2);
	fputs("routes:\n  - ", out);
	cli_policy_put_route(out, change);
	fputc('\n', out);
	if (change->is_internal) {
		fputs("zones:\n  internal:\n    - ", out);
		cli_policy_put_string(out, change->peer);
		fputc('\n', out);
	}
	return fclose(out) == 0 ? text : NULL;
}

/* Commands for this machine that undo a setting. What is not plain is quoted or not given at all.
 */
#include <config.h>
#include "setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char plain[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,=";

/* Whether the text could be typed at all. */
static bool
is_typable(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e)
			return false;
	}
	return true;
}

/* As one word of a shell's. */
static void
put_word(FILE *out, const char *word)
{
	if (*word != '\0' && word[strspn(word, plain)] == '\0') {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word != '\0'; word++)
		fputs(*word == '\'' ? "'\\''" : (char[]){*word, '\0'}, out);
	fputc('\'', out);
}

/*
 * Whether a command for this file can be given: not to become root over a file that somebody else
 * may put another in the place of.
 */
static bool
is_offered(const char *file)
{
	return is_typable(file) && (access(file, W_OK) == 0 || strncmp(file, "/etc/", 5) == 0);
}

/* Who may not write the file has to become somebody who may. */
static void
put_become(FILE *out, const char *file)
{
	if (geteuid() != 0 && access(file, W_OK) != 0)
		fputs("sudo ", out);
}

/* Letters of a key or a value that mean nothing to sed. */
static bool
is_plain_for_sed(const char *text)
{
	return *text != '\0' &&
	       text[strspn(text,
		       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:")] ==
		       '\0';
}

static const char *
last_part(const char *key)
{
	const char *colon = strrchr(key, ':'), *dot = strrchr(key, '.');

	return colon != NULL && colon[1] != '\0' ? colon + 1 : dot != NULL ? dot + 1 : key;
}

/* Which words of sed undo an entry; false: none that are safe. */
static bool
put_script(FILE *out, const env_row *row, const env_entry *entry)
{
	const char *key = last_part(entry->key);
	bool one_line = entry->first == entry->last;

	if (row->safe != NULL && *row->safe != '\0' && one_line && is_plain_for_sed(key) &&
		is_plain_for_sed(entry->value)) {
		fprintf(out, "'%zus/\\(%s[^[:alnum:]]*\\)%s/\\1%s/I' ", entry->first, key,
			entry->value, row->safe);
		return true;
	}
	if (entry->shares_line) {
		if (!is_plain_for_sed(key) || !is_plain_for_sed(entry->value))
			return false;
		if (entry->shares_command)
			fprintf(out, "'%zus/ *%s=[^;&| ]*//' ", entry->first, key);
		else
			fprintf(out, "'%zus/\\(export  *\\)\\{0,1\\}%s=[^;&| ]*/unset %s/' ",
				entry->first, key, key);
		return true;
	}
	if (one_line)
		fprintf(out, "%zud ", entry->first);
	else
		fprintf(out, "%zu,%zud ", entry->first, entry->last);
	return true;
}

/* The word in the place of the value, or the lines away; what was there before is kept in .bak. */
char *
env_undo_lines(const env_row *row, const char *file, const env_entry *entry)
{
	char *text = NULL;
	size_t len;
	bool safe;
	FILE *out;

	if (entry->first == 0 || !is_offered(file) || (out = open_memstream(&text, &len)) == NULL)
		return NULL;
	put_become(out, file);
	fputs("sed -i.bak --follow-symlinks ", out);
	safe = put_script(out, row, entry);
	put_word(out, file);
	fclose(out);
	if (!safe) {
		free(text);
		return NULL;
	}
	return text;
}

/* By Python, since no shell edits JSON: the member is taken out. */
char *
env_undo_json(const env_row *row, const char *file)
{
	char *text = NULL, *key;
	const char *rest = row->key;
	size_t len;
	FILE *out;

	if (!is_offered(file) || (out = open_memstream(&text, &len)) == NULL)
		return NULL;
	put_become(out, file);
	fputs("python3 -c 'import functools, json, sys; f, *k = sys.argv[1:]; d = "
	      "json.load(open(f)); "
	      "functools.reduce(dict.get, k[:-1], d).pop(k[-1]); json.dump(d, open(f, \"w\"), "
	      "indent=2)' ",
		out);
	put_word(out, file);
	while (*rest != '\0' && (key = strndup(rest, strcspn(rest, "."))) != NULL) {
		fputc(' ', out);
		put_word(out, key);
		rest += strlen(key);
		rest += *rest == '.';
		free(key);
	}
	fclose(out);
	return text;
}

char *
env_undo_variable(const char *name)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		return NULL;
	fprintf(out, "unset %s", name);
	fclose(out);
	return text;
}

/* Where a change to a policy file goes, how it is shown, and how it is written. */
#include <config.h>
#include "policy_edit.h"
#include "cli.h"
#include "fail.h"
#include "input.h"
#include "policy_files.h"
#include "setup.h"

#include <certpolicy/certpolicy.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Lines of what stands around a change. */
#define AROUND 2

/* ---- the file ---- */

/* Before others of the folder, since the first route that matches counts. */
static char *
user_file(void)
{
	char *folder = cli_policy_files_folder(), *path = NULL;
	size_t len;

	if (folder == NULL)
		return NULL;
	len = strlen(folder) + sizeof("/00-peers.yaml");
	path = malloc(len);
	if (path != NULL)
		snprintf(path, len, "%s/00-peers.yaml", folder);
	free(folder);
	return path;
}

static char *
find_file(const cli_settings *settings)
{
	const char *named = getenv("CERTPOLICY_FILE");

	if (settings->policy_files.n == 1)
		return strdup(settings->policy_files.items[0]);
	return named != NULL && *named != '\0' ? strdup(named) : user_file();
}

static int
read_before(const cli_settings *settings, cli_policy_draft *draft)
{
	cli_target target = {.kind = CLI_TARGET_FILE, .text = draft->path};
	cli_content content = {NULL, 0, 0};
	int code;

	if (access(draft->path, F_OK) != 0 && errno == ENOENT)
		return 0;
	code = cli_input_read(settings, &target, &content);
	draft->before = code == 0 ? malloc(content.len + 1) : NULL;
	if (draft->before != NULL) {
		memcpy(draft->before, content.data, content.len);
		draft->before[content.len] = '\0';
		draft->before_len = content.len;
	}
	free(content.data);
	if (code == 0 && draft->before == NULL)
		return cli_fail_no_memory();
	if (code == 0 && strlen(draft->before) != draft->before_len)
		return cli_fail(settings, "policy.edit", "%s: octets of zero", draft->path);
	return code;
}

int
cli_policy_draft_open(const cli_settings *settings, cli_policy_draft *draft)
{
	memset(draft, 0, sizeof(*draft));
	draft->path = find_file(settings);
	if (draft->path == NULL)
		return cli_fail(settings, "policy.edit",
			"no place for policy files: neither XDG_CONFIG_HOME nor HOME is a folder");
	return read_before(settings, draft);
}

void
cli_policy_draft_clear(cli_policy_draft *draft)
{
	free(draft->path);
	free(draft->before);
	free(draft->text);
	memset(draft, 0, sizeof(*draft));
}

/* ---- showing ---- */

static size_t
line_len(const char *text)
{
	size_t len = strcspn(text, "\n");

	return text[len] == '\n' ? len + 1 : len;
}

static bool
is_same_line(const char *a, const char *b)
{
	return line_len(a) == line_len(b) && memcmp(a, b, line_len(a)) == 0;
}

/* Where a line stands again from `text` on; NULL for nowhere. */
static const char *
find_line(const char *text, const char *line)
{
	for (; *text != '\0'; text += line_len(text)) {
		if (is_same_line(text, line))
			return text;
	}
	return NULL;
}

static void
put_line(FILE *out, char mark, const char *line)
{
	size_t len = strcspn(line, "\n"), i;

	fputc(mark, out);
	for (i = 0; i < len; i++)
		fputc((unsigned char)line[i] < ' ' && line[i] != '\t' ? '?' : line[i], out);
	fputc('\n', out);
}

/* What both have: its first lines after a change, its last ones before the next. */
static void
put_common(FILE *out, const char *from, const char *to, bool is_first, bool is_last)
{
	const char *at;
	size_t n = 0, i = 0;

	for (at = from; at < to; at += line_len(at))
		n++;
	for (at = from; at < to; at += line_len(at), i++) {
		if ((!is_first && i < AROUND) || (!is_last && i + AROUND >= n))
			put_line(out, ' ', at);
		else if (i == AROUND && !is_first && !is_last)
			fputs("@@\n", out);
	}
}

void
cli_policy_draft_diff(const cli_policy_draft *draft, FILE *out)
{
	const char *old = draft->before != NULL ? draft->before : "", *new = draft->text, *common,
		   *next;
	bool is_first = true;

	fprintf(out, "--- %s\n+++ %s\n", draft->before != NULL ? draft->path : "/dev/null",
		draft->path);
	while (*old != '\0' || *new != '\0') {
		common = old;
		while (*old != '\0' && *new != '\0' && is_same_line(old, new)) {
			old += line_len(old);
			new += line_len(new);
		}
		put_common(out, common, old, is_first, *old == '\0' && *new == '\0');
		is_first = false;
		next = *old != '\0' ? find_line(new, old) : new + strlen(new);
		for (; next != NULL && new < next; new += line_len(new))
			put_line(out, '+', new);
		if (next == NULL) {
			put_line(out, '-', old);
			old += line_len(old);
		}
	}
}

/* ---- writing ---- */

static int
ask(const cli_settings *settings, const cli_policy_draft *draft)
{
	char answer[16] = "";

	cli_policy_draft_diff(draft, stderr);
	if (settings->yes)
		return 0;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return cli_fail_usage(settings->command,
			"nothing was written: there is nobody to ask; --yes writes without asking");
	fprintf(stderr, "Write this to %s? [y/N] ", draft->path);
	if (fgets(answer, sizeof(answer), stdin) != NULL && (*answer == 'y' || *answer == 'Y'))
		return 0;
	return cli_fail(settings, "policy.declined", "nothing was written");
}

static bool
make_folder(const char *path)
{
	char folder[PATH_MAX];
	char *at;

	snprintf(folder, sizeof(folder), "%s", path);
	for (at = folder + 1; (at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		if (mkdir(folder, 0700) != 0 && errno != EEXIST)
			return false;
		*at = '/';
	}
	return true;
}

/* What was read is what is still there. */
static bool
is_unchanged(const cli_settings *settings, const cli_policy_draft *draft)
{
	cli_policy_draft now = {.path = draft->path};
	bool same = read_before(settings, &now) == 0 && now.before_len == draft->before_len &&
		    (now.before == NULL) == (draft->before == NULL) &&
		    (now.before == NULL || memcmp(now.before, draft->before, now.before_len) == 0);

	free(now.before);
	return same;
}

static bool
write_beside(int fd, const cli_policy_draft *draft, const char *place)
{
	struct stat about;
	FILE *out = fdopen(fd, "w");
	bool well;

	if (out == NULL) {
		close(fd);
		return false;
	}
	well = fchmod(fd, stat(place, &about) == 0 ? about.st_mode & 0777 : 0644) == 0 &&
	       fputs(draft->text, out) >= 0 && fflush(out) == 0 && fsync(fd) == 0;
	return fclose(out) == 0 && well;
}

/* The old one under another name; both are there until the new one takes the place. */
static bool
keep_old(const cli_policy_draft *draft, const char *place)
{
	char backup[PATH_MAX];

	if (draft->before == NULL)
		return true;
	if (snprintf(backup, sizeof(backup), "%s.bak", place) >= (int)sizeof(backup))
		return false;
	return (unlink(backup) == 0 || errno == ENOENT) && link(place, backup) == 0;
}

/* Whether the new version, as it was written, is taken by the loader beside all other files. */
static int
load_again(const cli_settings *settings, const cli_policy_draft *draft, char *temporary)
{
	cli_policy_draft written = {.path = temporary}, again = *draft;
	cli_settings with = *settings;
	certpolicy_engine *engine = NULL;
	int code = read_before(settings, &written);

	again.text = written.before;
	with.draft = &again;
	if (code == 0 && written.before == NULL)
		code = cli_fail(settings, "io.read", "%s: it has gone", temporary);
	if (code == 0)
		code = cli_setup_policies(&with, &engine);
	certpolicy_engine_free(engine);
	free(written.before);
	return code;
}

static int
put_in_place(const cli_settings *settings, const cli_policy_draft *draft, const char *place,
	char *temporary)
{
	int code = load_again(settings, draft, temporary);

	if (code != 0)
		return code;
	if (!is_unchanged(settings, draft))
		return cli_fail(settings, "policy.edit", "%s has changed meanwhile", draft->path);
	if (!keep_old(draft, place) || rename(temporary, place) != 0)
		return cli_fail(settings, "io.write", "%s: %s", draft->path, strerror(errno));
	return 0;
}

/*
 * The new version beside the old one. Its name is the same for all, so that of two at once one has
 * to stand back: nobody else changes the file between the look whether it is unchanged and the
 * taking of its place.
 */
static int
open_beside(const cli_settings *settings, const cli_policy_draft *draft, const char *temporary)
{
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		(void)cli_fail(settings, "policy.edit",
			"%s is being changed by somebody else; if that was broken off, remove %s",
			draft->path, temporary);
	else if (fd < 0)
		(void)cli_fail(settings, "io.write", "%s: %s", draft->path, strerror(errno));
	return fd;
}

int
cli_policy_draft_write(const cli_settings *settings, const cli_policy_draft *draft)
{
	char temporary[PATH_MAX], place[PATH_MAX];
	int code = ask(settings, draft), fd;

	if (code != 0)
		return code;
	/* A link stays one: what it leads to is replaced. */
	if (realpath(draft->path, place) == NULL)
		snprintf(place, sizeof(place), "%s", draft->path);
	if (!make_folder(place) ||
		snprintf(temporary, sizeof(temporary), "%s.new", place) >= (int)sizeof(temporary))
		return cli_fail(settings, "io.write", "%s: %s", draft->path, strerror(errno));
	fd = open_beside(settings, draft, temporary);
	if (fd < 0)
		return CLI_NOT_JUDGED;
	if (!write_beside(fd, draft, place))
		code = cli_fail(settings, "io.write", "%s: %s", draft->path, strerror(errno));
	else
		code = put_in_place(settings, draft, place, temporary);
	if (code != 0)
		unlink(temporary);
	return code;
}

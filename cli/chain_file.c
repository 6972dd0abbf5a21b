/*
 * --save-chain: a file beside the place, made durable, then moved there, so that nobody ever reads
 * half a chain. In a folder each target has a file named after it.
 */
#include <config.h>
#include "chain_file.h"
#include "cli.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_folder(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

int
cli_chain_file_check(const cli_settings *settings, bool is_many)
{
	if (settings->save_chain == NULL || !is_many || is_folder(settings->save_chain))
		return 0;
	return cli_fail_usage(settings->command,
		"--save-chain takes a folder when there are several targets, and \"%s\" is none",
		settings->save_chain);
}

/* HOST_PORT.pem, with the address where several are judged; only what is harmless in a name stays.
 */
static void
name_file(const cli_settings *settings, const cli_entry *entry, const cli_checked *checked,
	char path[PATH_MAX])
{
	const char *address = settings->all_addresses ? checked->address : "";
	char name[400], *at;

	snprintf(name, sizeof(name), "%s_%s%s%s", entry->target.host, entry->target.port,
		*address != '\0' ? "_" : "", address);
	for (at = name; *at != '\0'; at++) {
		if ((unsigned char)*at <= ' ' || *at == 0x7f ||
			strchr("/\\:*?\"<>|", *at) != NULL || (*at == '.' && at == name))
			*at = '_';
	}
	snprintf(path, PATH_MAX, "%s/%s.pem", settings->save_chain, name);
}

/* Owner and others may read it; it holds nothing secret. */
static bool
write_beside(const char *temporary, int fd, const char *pem)
{
	FILE *out = fdopen(fd, "w");
	bool well;

	(void)temporary;
	if (out == NULL) {
		close(fd);
		return false;
	}
	well = fchmod(fd, 0644) == 0 && fputs(pem, out) >= 0 && fflush(out) == 0 && fsync(fd) == 0;
	return fclose(out) == 0 && well;
}

static int
replace(const cli_settings *settings, const char *path, const char *pem)
{
	char temporary[PATH_MAX];
	int fd;
	bool well;

	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >= (int)sizeof(temporary))
		return cli_fail(settings, "io.write", "%s: the name is too long", path);
	fd = mkstemp(temporary);
	if (fd < 0)
		return cli_fail(settings, "io.write", "%s: %s", path, strerror(errno));
	well = write_beside(temporary, fd, pem) && rename(temporary, path) == 0;
	if (well)
		return 0;
	(void)cli_fail(settings, "io.write", "%s: %s", path, strerror(errno));
	unlink(temporary);
	return CLI_NOT_JUDGED;
}

int
cli_chain_file_save(
	const cli_settings *settings, const cli_entry *entry, const cli_checked *checked)
{
	char path[PATH_MAX];

	if (settings->save_chain == NULL || checked->chain == NULL)
		return 0;
	if (!is_folder(settings->save_chain))
		return replace(settings, settings->save_chain, checked->chain);
	name_file(settings, entry, checked, path);
	return replace(settings, path, checked->chain);
}

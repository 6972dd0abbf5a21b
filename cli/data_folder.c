/* The folder of imported data: --data, or a place below $XDG_DATA_HOME. */
#include <config.h>
#include "data_folder.h"
#include "cli.h"
#include "fail.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int
cli_data_folder(const cli_settings *settings, char **folder)
{
	const char *base = getenv("XDG_DATA_HOME");
	const char *below = "/certpolicy";
	size_t len;

	*folder = NULL;
	if (settings->data != NULL && strcmp(settings->data, "none") == 0)
		return 0;
	if (base == NULL || *base != '/') { /* the XDG specification: relative ones are ignored */
		base = getenv("HOME");
		below = "/.local/share/certpolicy";
	}
	if (settings->data != NULL) {
		base = settings->data;
		below = "";
	}
	if (base == NULL || (*base != '/' && settings->data == NULL))
		return 0;
	len = strlen(base) + strlen(below) + 1;
	*folder = malloc(len);
	if (*folder == NULL)
		return cli_fail_no_memory();
	snprintf(*folder, len, "%s%s", base, below);
	return 0;
}

/* One that cannot be looked at is there: that is an error, and the library's to tell. */
static bool
is_there(const char *folder)
{
	struct stat about;

	return stat(folder, &about) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

int
cli_data_add(const cli_settings *settings, certpolicy_engine *engine)
{
	certpolicy_error *error = NULL;
	char *folder;
	int code = cli_data_folder(settings, &folder);

	if (code != 0 || folder == NULL)
		return code;
	if ((settings->data != NULL || is_there(folder)) &&
		certpolicy_engine_add_data(engine, folder, &error) != CERTPOLICY_OK)
		code = cli_fail_library(settings, error);
	free(folder);
	return code;
}

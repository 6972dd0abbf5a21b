/* The rows of settings.def, and the tests that they name. */
#include <config.h>
#include "setting.h"

#include <string.h>
#include <strings.h>

static const env_row rows[] = {
#define ENV_VARIABLE(names, test, effect, show, who, what)                                         \
	{NULL, names, test, ENV_##effect, ENV_SHOW_##show, who, NULL, what},
#define ENV_FILE(tool, path, format)
#define ENV_KEY(tool, key, test, effect, show, safe, what)                                         \
	{tool, key, test, ENV_##effect, ENV_SHOW_##show, NULL, safe, what},
#include "settings.def"
#undef ENV_VARIABLE
#undef ENV_FILE
#undef ENV_KEY
};

static const env_file files[] = {
#define ENV_VARIABLE(names, test, effect, show, who, what)
#define ENV_FILE(tool, path, format) {tool, path, ENV_FORMAT_##format},
#define ENV_KEY(tool, key, test, effect, show, safe, what)
#include "settings.def"
#undef ENV_VARIABLE
#undef ENV_FILE
#undef ENV_KEY
};

const env_row *
env_row_at(size_t index)
{
	return index < sizeof(rows) / sizeof(rows[0]) ? &rows[index] : NULL;
}

const env_file *
env_file_at(size_t index)
{
	return index < sizeof(files) / sizeof(files[0]) ? &files[index] : NULL;
}

static const char yes[] = "on|true|yes|1|y";
static const char no[] = "off|false|no|0|n|none|never";

static bool
is_one_of(const char *words, const char *value)
{
	size_t len;

	for (;; words += len + 1) {
		len = strcspn(words, "|");
		if (strlen(value) == len && strncasecmp(words, value, len) == 0)
			return true;
		if (words[len] == '\0')
			return false;
	}
}

static bool
holds_one_of(const char *parts, const char *value, const char **match)
{
	size_t len;

	for (;; parts += len + 1) {
		len = strcspn(parts, "|");
		for (*match = value; **match != '\0'; (*match)++) {
			if (strncasecmp(parts, *match, len) == 0)
				return true;
		}
		if (parts[len] == '\0')
			return false;
	}
}

static bool
has_insecure_flag(const char *value, const char **match, size_t *match_len)
{
	for (;; value += *match_len) {
		value += strspn(value, " \t\"'");
		*match = value;
		*match_len = strcspn(value, " \t\"'");
		if (*match_len == 0)
			return false;
		if (env_is_insecure_cluster(value) ||
			(*match_len == 10 && strncmp(value, "--insecure", 10) == 0))
			return true;
	}
}

bool
env_test(const char *test, const char *value, const char **match, size_t *match_len)
{
	*match = value;
	*match_len = strlen(value);
	if (test[0] == '=')
		return is_one_of(test + 1, value);
	if (test[0] == '~') {
		if (!holds_one_of(test + 1, value, match))
			return false;
		*match += **match == ' ';
		*match_len = strcspn(*match, " \t\"'<,;");
		*match_len += *match_len == 0 && **match != '\0';
		return true;
	}
	if (strcmp(test, "curl") == 0)
		return has_insecure_flag(value, match, match_len);
	if (strcmp(test, "present") == 0)
		return true;
	if (strcmp(test, "on") == 0)
		return *value == '\0' || is_one_of(yes, value);
	if (strcmp(test, "off") == 0)
		return *value != '\0' && is_one_of(no, value);
	if (strcmp(test, "path") == 0)
		return *value != '\0' && !is_one_of(yes, value) && !is_one_of(no, value);
	return *value != '\0';
}

bool
env_is_weakening(const env_setting *setting)
{
	return setting->row->effect == ENV_WEAKENS || setting->row->effect == ENV_LEAKS;
}

const char *
env_effect_name(env_effect effect)
{
	static const char *const names[] = {"weakens", "leaks", "store", "adds", "proxy", "other"};

	return names[effect];
}

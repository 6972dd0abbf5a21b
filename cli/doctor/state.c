/* Versions of libraries, imported data, policy files, and settings that weaken verification. */
#include <config.h>
#include "doctor.h"

#include "../catalogue.h"
#include "../data_folder.h"
#include "../env/setting.h"
#include "../instant.h"
#include "../policy_files.h"

#include <certpolicy/certpolicy.h>

#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY 86400

const char *
doctor_upgrade_gnutls(void)
{
	static const struct {
		const char *there, *command;
	} tools[] = {
		{"/usr/share/doc/libgnutls30t64",
			"#apt-get update && apt-get install --only-upgrade libgnutls30t64"},
		{"/usr/share/doc/libgnutls30",
			"#apt-get update && apt-get install --only-upgrade libgnutls30"},
		{"/usr/bin/dnf", "#dnf upgrade gnutls"},
		{"/usr/bin/zypper", "#zypper update libgnutls30"},
		{"/sbin/apk", "#apk upgrade gnutls"},
		{"/usr/bin/pacman", "#pacman -Syu gnutls"},
	};
	size_t i;

	for (i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
		if (access(tools[i].there, X_OK) == 0)
			return tools[i].command;
	}
	return NULL;
}

/* ---- versions ---- */

/* A library that is older than what a program was built with may lack what it counts on. */
static void
judge_version(doctor *d, const char *name, const char *runs, const char *built, bool older)
{
	if (older)
		doctor_say(d, DOCTOR_WARN, "versions", NULL,
			"%s %s runs here, and this program was built with %s", name, runs, built);
	else if (strcmp(runs, built) == 0)
		doctor_say(d, DOCTOR_OK, "versions", NULL, "%s %s", name, runs);
	else
		doctor_say(
			d, DOCTOR_OK, "versions", NULL, "%s %s, built with %s", name, runs, built);
}

void
doctor_versions(doctor *d)
{
	const char *own = certpolicy_version();

	judge_version(d, "libcertpolicy", own, PACKAGE_VERSION, strcmp(own, PACKAGE_VERSION) != 0);
	judge_version(d, "GnuTLS", gnutls_check_version(NULL), GNUTLS_VERSION,
		gnutls_check_version(GNUTLS_VERSION) == NULL);
	if (gnutls_fips140_mode_enabled())
		doctor_say(d, DOCTOR_OK, "versions", NULL, "GnuTLS is in FIPS 140 mode");
}

/* ---- data ---- */

/* After how many days a kind is out of date. */
static int
days_good(const char *kind)
{
	if (strcmp(kind, "ct-logs") == 0)
		return 70; /* Chrome's policy: an older list is not gone by */
	return strcmp(kind, "crl") == 0 ? 10
					: 90; /* BR 4.9.7: a list of leaves is good for 10 days */
}

static void
judge_item(doctor *d, const char *kind, const json_t *item)
{
	const char *source = cli_catalogue_string(item, "source");
	int64_t date;
	char command[64];

	snprintf(command, sizeof(command), "certpolicy data import %s FILE...", kind);
	if (strcmp(cli_catalogue_string(item, "state"), "sound") != 0) {
		doctor_say(d, DOCTOR_BAD, "data", command, "%s of %s is damaged: %s", source, kind,
			cli_catalogue_string(item, "problem"));
		return;
	}
	if (!cli_instant_parse(cli_catalogue_string(item, "date"), &date))
		return;
	if (date > d->now + DAY)
		doctor_say(d, DOCTOR_WARN, "data", NULL,
			"%s of %s is of a day that has not come yet: is the clock right?", source,
			kind);
	else if (d->now - date > (int64_t)days_good(kind) * DAY)
		doctor_say(d, DOCTOR_WARN, "data", command,
			"%s of %s is %lld days old: after %d it is out of date", source, kind,
			(long long)((d->now - date) / DAY), days_good(kind));
	else
		doctor_say(d, DOCTOR_OK, "data", NULL, "%s of %s is %lld days old", source, kind,
			(long long)((d->now - date) / DAY));
}

static void
judge_kinds(doctor *d, const json_t *kinds)
{
	const json_t *kind, *item;
	size_t i, j, n = 0;

	json_array_foreach(kinds, i, kind)
	{
		const char *name = cli_catalogue_string(kind, "kind");

		n += strcmp(cli_catalogue_string(kind, "state"), "absent") != 0;
		if (strcmp(cli_catalogue_string(kind, "state"), "damaged") == 0)
			doctor_say(d, DOCTOR_BAD, "data", "certpolicy data status", "%s: %s", name,
				cli_catalogue_string(kind, "problem"));
		json_array_foreach(json_object_get(kind, "items"), j, item)
		{
			judge_item(d, name, item);
		}
	}
	if (n == 0)
		doctor_say(d, DOCTOR_OK, "data", NULL, "nothing was imported");
}

void
doctor_data(doctor *d)
{
	certpolicy_error *error = NULL;
	char *folder = NULL, *text = NULL;
	struct stat about;
	json_t *status;

	if (cli_data_folder(d->settings, &folder) != 0 || folder == NULL)
		return;
	if (stat(folder, &about) != 0) {
		doctor_say(d, DOCTOR_OK, "data", NULL, "nothing was imported");
	} else if (certpolicy_data_status(folder, &text, &error) == CERTPOLICY_OK) {
		status = json_loads(text, 0, NULL);
		judge_kinds(d, json_object_get(status, "kinds"));
		json_decref(status);
	} else {
		doctor_say(d, DOCTOR_BAD, "data", "certpolicy data status", "%s",
			certpolicy_error_get_message(error));
	}
	certpolicy_error_free(error);
	certpolicy_string_free(text);
	free(folder);
}

/* ---- policies ---- */

typedef struct policies {
	doctor *d;
	certpolicy_engine *engine;
	size_t n;
} policies;

/* In one engine, as every command reads them: a name must not be defined twice. */
static int
judge_policy_file(void *user, const cli_settings *settings, const char *path)
{
	policies *all = user;
	certpolicy_error *error = NULL;
	char command[1024];

	(void)settings;
	all->n++;
	if (certpolicy_engine_add_policy_file(all->engine, path, &error) == CERTPOLICY_OK) {
		doctor_say(all->d, DOCTOR_OK, "policy", NULL, "%s is valid", path);
		return 0;
	}
	snprintf(command, sizeof(command), "certpolicy policy validate %s", path);
	doctor_say(all->d, DOCTOR_BAD, "policy",
		path[strspn(path, DOCTOR_PLAIN)] == '\0' ? command : NULL,
		"%s: no command judges with it: %s", path, certpolicy_error_get_message(error));
	certpolicy_error_free(error);
	return 0;
}

void
doctor_policies(doctor *d)
{
	policies all = {d, certpolicy_engine_new(), 0};
	cli_settings plain = *d->settings; /* a failure is a line on stderr */

	plain.format = NULL;
	if (all.engine == NULL)
		return;
	if (cli_policy_files_each(&plain, judge_policy_file, &all) != 0)
		doctor_say(
			d, DOCTOR_BAD, "policy", NULL, "a folder of policy files cannot be read");
	else if (all.n == 0)
		doctor_say(d, DOCTOR_OK, "policy", NULL,
			"there are no policy files: the built-in policies hold");
	certpolicy_engine_free(all.engine);
}

/* ---- what certpolicy env says at length ---- */

void
doctor_surroundings(doctor *d)
{
	env_found found;
	size_t i, n = 0;

	env_gather(&found);
	for (i = 0; i < found.n_settings; i++)
		n += env_is_weakening(&found.settings[i]);
	if (n > 0)
		doctor_say(d, DOCTOR_WARN, "settings", "certpolicy env",
			"%zu setting%s of this machine weaken%s verification", n, n == 1 ? "" : "s",
			n == 1 ? "s" : "");
	else if (found.n_unread > 0)
		doctor_say(d, DOCTOR_WARN, "settings", "certpolicy env",
			"%zu file%s of settings could not be read", found.n_unread,
			found.n_unread == 1 ? "" : "s");
	else
		doctor_say(d, DOCTOR_OK, "settings", NULL,
			"no setting that was found weakens verification");
	env_found_clear(&found);
}

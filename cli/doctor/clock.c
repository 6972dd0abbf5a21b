/* Whether this machine's clock can be gone by: certificates are judged by it. */
#include <config.h>
#include "doctor.h"

#include "../instant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#define DAY 86400
/* Later, this program is hardly running any more. */
#define FAR_FUTURE INT64_C(2524608000) /* 2050-01-01 */
/* An error that makes certificates of an hour's overlap fail. */
#define WORST_ERROR_US 60000000L

static const char *
set_clock(void)
{
	if (access("/usr/bin/timedatectl", X_OK) == 0)
		return "#timedatectl set-ntp true";
	if (access("/usr/bin/chronyc", X_OK) == 0)
		return "#chronyc makestep";
	return access("/usr/bin/apt-get", X_OK) == 0 ? "#apt-get install chrony" : NULL;
}

/* Files that were written when the clock was right; what is older than they are is wrong. */
static bool
is_before_files(doctor *d)
{
	static const char *const witnesses[] = {
		"/proc/self/exe", "/etc/ssl/certs/ca-certificates.crt", "/var/lib/dpkg/status"};
	char then[CLI_INSTANT_ROOM], now[CLI_INSTANT_ROOM];
	struct stat about;
	size_t i;

	for (i = 0; i < sizeof(witnesses) / sizeof(witnesses[0]); i++) {
		if (stat(witnesses[i], &about) != 0 || d->now >= (int64_t)about.st_mtime - DAY)
			continue;
		cli_instant_format((int64_t)about.st_mtime, then);
		cli_instant_format(d->now, now);
		doctor_say(d, DOCTOR_BAD, "clock", set_clock(),
			"this machine says that it is %s, and %s is of %s", now,
			i == 0 ? "this program's own file" : witnesses[i], then);
		return true;
	}
	return false;
}

static void
judge_time(doctor *d)
{
	char now[CLI_INSTANT_ROOM];

	if (is_before_files(d))
		return;
	cli_instant_format(d->now, now);
	if (d->now >= FAR_FUTURE)
		doctor_say(d, DOCTOR_BAD, "clock", set_clock(), "this machine says that it is %s",
			now);
	else
		doctor_say(d, DOCTOR_OK, "clock", NULL, "it is %s here", now);
}

static void
judge_synchronisation(doctor *d)
{
	struct timex about = {.modes = 0};
	int state = adjtimex(&about);

	if (state == -1)
		doctor_say(d, DOCTOR_OK, "clock", NULL,
			"the kernel does not tell whether the clock is synchronised");
	else if (state == TIME_ERROR || (about.status & STA_UNSYNC) != 0)
		doctor_say(d, DOCTOR_WARN, "clock", set_clock(),
			"the clock is not synchronised with any other");
	else if (about.maxerror > WORST_ERROR_US)
		doctor_say(d, DOCTOR_WARN, "clock", set_clock(),
			"the clock is synchronised, and may be wrong by %ld s",
			about.maxerror / 1000000);
	else
		doctor_say(d, DOCTOR_OK, "clock", NULL,
			"the clock is synchronised, and wrong by less than %ld s",
			about.maxerror / 1000000 + 1);
}

/* The third line of adjtime(5): which time the hardware keeps. */
static void
judge_hardware(doctor *d)
{
	FILE *file = fopen("/etc/adjtime", "re");
	char line[128];
	int n = 0;

	while (file != NULL && n < 3 && fgets(line, sizeof(line), file) != NULL)
		n++;
	if (n == 3 && strncmp(line, "LOCAL", 5) == 0)
		doctor_say(d, DOCTOR_WARN, "clock", "#timedatectl set-local-rtc 0",
			"the hardware clock keeps local time: after a change of the zone or in "
			"summer the machine may start with a wrong hour");
	if (file != NULL)
		fclose(file);
}

void
doctor_clock(doctor *d)
{
	judge_time(d);
	judge_synchronisation(d);
	judge_hardware(d);
}

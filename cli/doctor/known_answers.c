/*
 * Known-answer tests: what the GnuTLS that is linked here says of certificates whose answer is
 * known, whatever its version calls itself; and that our own engine, which does not ask it, says
 * what is right.
 */
#include <config.h>
#include "answers.h"
#include "doctor.h"

#include <string.h>

typedef struct tally {
	size_t right, asked;
} tally;

/* What is wrong in GnuTLS and known by a name concerns others; what every library must know is its
 * end. */
static void
judge_gnutls(doctor *d, tally *all, const char *title, const char *cve, bool asked, bool right)
{
	if (!asked) {
		doctor_say(d, DOCTOR_WARN, "gnutls", NULL, "could not be asked about %s", title);
		return;
	}
	all->asked++;
	all->right += right;
	if (right)
		return;
	if (cve != NULL)
		doctor_say(d, DOCTOR_WARN, "gnutls", doctor_upgrade_gnutls(),
			"GnuTLS's own verification accepts %s (%s): programs here that rely on it "
			"do. certpolicy does not: it judges by itself, and refuses it",
			title, cve);
	else
		doctor_say(d, DOCTOR_BAD, "gnutls", doctor_upgrade_gnutls(),
			"GnuTLS's own verification errs about %s", title);
}

static void
judge_engine(doctor *d, tally *all, const char *title, bool asked, bool right)
{
	all->asked++;
	all->right += asked && right;
	if (!asked || !right)
		doctor_say(d, DOCTOR_BAD, "certpolicy", NULL, "certpolicy's own engine %s %s",
			asked ? "errs about" : "could not be asked about", title);
}

static void
judge_chains(doctor *d, tally *theirs, tally *ours)
{
	const answers_chain *chain;
	bool accepted, asked;
	size_t i;

	for (i = 0; (chain = answers_chain_at(i)) != NULL; i++) {
		asked = answers_ask_gnutls(chain, &accepted);
		judge_gnutls(d, theirs, chain->title, chain->cve, asked,
			asked && accepted == chain->sound);
		asked = answers_ask_engine(chain, NULL, &accepted);
		judge_engine(d, ours, chain->title, asked, asked && accepted == chain->sound);
	}
}

static void
judge_staples(doctor *d, tally *theirs, tally *ours)
{
	const answers_staple *staple;
	bool accepted, asked;
	size_t i;

	for (i = 0; (staple = answers_staple_at(i)) != NULL; i++) {
		asked = answers_ask_session(staple, &accepted);
		judge_gnutls(d, theirs, staple->title, staple->cve, asked, asked && !accepted);
		asked = answers_ask_engine(answers_chain_at(0), staple->response, &accepted);
		judge_engine(d, ours, staple->title, asked, asked && !accepted);
	}
}

void
doctor_known_answers(doctor *d)
{
	tally theirs = {0, 0}, ours = {0, 0};

	judge_chains(d, &theirs, &ours);
	judge_staples(d, &theirs, &ours);
	doctor_say(d, theirs.right == theirs.asked ? DOCTOR_OK : DOCTOR_WARN, "gnutls", NULL,
		"GnuTLS's own verification is right about %zu of %zu certificates whose answer is "
		"known",
		theirs.right, theirs.asked);
	if (ours.right == ours.asked)
		doctor_say(d, DOCTOR_OK, "certpolicy", NULL,
			"certpolicy's own engine is right about all %zu of them", ours.asked);
}

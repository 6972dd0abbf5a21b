/* Transparency policies: the rows of ct_policies.def applied to the timestamps that count. */
#include <config.h>
#include "status/ct_policy.h"
#include "base/civil.h"
#include "base/text.h"

#define TAKEN true
#define NOT_TAKEN false
#define NEEDED true
#define NOT_NEEDED false

typedef struct ct_row {
	cp_ct_policy policy;
	int64_t since;
	int days;
	size_t n_up_to, n_beyond;
	bool takes_ocsp, needs_rfc6962;
} ct_row;

static const ct_row rows[] = {
#define CP_CT_POLICY(NAME, SINCE, DAYS, UP_TO, BEYOND, OCSP, RFC6962, SOURCE)                      \
	{CP_CT_##NAME, SINCE, DAYS, UP_TO, BEYOND, OCSP, RFC6962},
#include "status/ct_policies.def"
#undef CP_CT_POLICY
};

static const ct_row *
row_of(cp_ct_policy policy, int64_t time, cp_horizon *horizon)
{
	const ct_row *found = NULL;
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		if (rows[i].policy != policy)
			continue;
		if (found != NULL)
			cp_horizon_note(horizon, rows[i].since);
		if (found == NULL || rows[i].since <= time)
			found = &rows[i];
	}
	return found;
}

/* What is there of the SCTs that one way of delivery may use. */
typedef struct tally {
	size_t n_logs, n_operators;
	bool has_current, has_rfc6962, has_delivered;
} tally;

/* Whether the i-th SCT may be used. */
typedef bool
may_use(const ct_row *row, const cp_counted_sct *sct);

static bool
is_embedded(const ct_row *row, const cp_counted_sct *sct)
{
	(void)row;
	return sct->source == CP_SCT_EMBEDDED;
}

static bool
is_in_service(const ct_row *row, const cp_counted_sct *sct)
{
	return sct->in_service && (sct->source != CP_SCT_BY_OCSP || row->takes_ocsp);
}

/* Lists that were joined write one operator in several ways. Nobody's name differs in case alone.
 */
static bool
is_same_operator(const char *one, const char *other)
{
	return cp_bytes_equal_nocase(cp_text_trim(cp_bytes_of_string(one), " "),
		cp_text_trim(cp_bytes_of_string(other), " "));
}

static tally
count(const ct_row *row, const cp_counted_sct *scts, size_t n, may_use *use)
{
	tally all = {0};
	size_t i, k;

	for (i = 0; i < n; i++) {
		bool new_log = true, new_operator = true;

		if (!use(row, &scts[i]))
			continue;
		for (k = 0; k < i; k++) {
			if (!use(row, &scts[k]))
				continue;
			new_log = new_log && scts[k].log != scts[i].log;
			new_operator = new_operator && !is_same_operator(scts[k].operator_name,
							       scts[i].operator_name);
		}
		all.n_logs += new_log;
		all.n_operators += new_operator;
		all.has_current |= scts[i].in_service;
		all.has_rfc6962 |= !scts[i].is_tiled;
		all.has_delivered |= scts[i].source != CP_SCT_EMBEDDED;
	}
	return all;
}

static cp_ct_lack
lack_of(const ct_row *row, const tally *there, size_t n_needed)
{
	if (there->n_logs < n_needed)
		return CP_CT_LACKS_SCTS;
	if (!there->has_current)
		return CP_CT_LACKS_CURRENT_LOG;
	if (there->n_operators < 2)
		return CP_CT_LACKS_OPERATOR;
	if (row->needs_rfc6962 && !there->has_rfc6962)
		return CP_CT_LACKS_RFC6962_LOG;
	return CP_CT_LACKS_NOTHING;
}

void
cp_ct_policy_judge(cp_ct_policy policy, int64_t time, int64_t lifetime, const cp_counted_sct *scts,
	size_t n, cp_horizon *horizon, cp_ct_standing *standing)
{
	const ct_row *row = row_of(policy, time, horizon);
	tally embedded = count(row, scts, n, is_embedded);
	tally delivered = count(row, scts, n, is_in_service);

	standing->n_needed =
		lifetime <= row->days * CP_SECONDS_PER_DAY ? row->n_up_to : row->n_beyond;
	standing->n_logs = embedded.n_logs;
	standing->n_operators = embedded.n_operators;
	standing->takes_ocsp = row->takes_ocsp;
	standing->lack = lack_of(row, &embedded, standing->n_needed);
	if (standing->lack != CP_CT_LACKS_NOTHING && delivered.has_delivered &&
		lack_of(row, &delivered, 2) == CP_CT_LACKS_NOTHING)
		standing->lack = CP_CT_LACKS_NOTHING;
}

/* lib/status/ct_policy.c: what each transparency policy says of sets of timestamps, on both sides
 * of its dates. */
#include <config.h>
#include "status/ct_policy.h"
#include "base/civil.h"
#include "unit/unit.h"

#define DAYS(n) ((n)*CP_SECONDS_PER_DAY)

/*
 * SCTs as text, parted by spaces: "e" embedded, "t" by TLS, "o" by OCSP; the log, a letter; its
 * operator, a digit; "r" when it has retired since, "s" when it is tiled.
 */
static size_t
read_scts(const char *text, cp_counted_sct *scts)
{
	static const char logs[256];
	static const char *const operators[] = {"zero", "one", "two", "three", " ONE"};
	size_t n = 0;

	for (; *text != '\0'; text += strcspn(text, " "), text += *text == ' ') {
		scts[n] = (cp_counted_sct){.source = text[0] == 'e'   ? CP_SCT_EMBEDDED
						     : text[0] == 't' ? CP_SCT_BY_TLS
								      : CP_SCT_BY_OCSP,
			.log = &logs[(unsigned char)text[1]],
			.operator_name = operators[text[2] - '0'],
			.in_service = text[3] != 'r',
			.is_tiled = text[3] == 's'};
		n++;
	}
	return n;
}

static const struct {
	const char *name;
	cp_ct_policy policy;
	const char *time;
	int64_t lifetime;
	const char *scts;
	cp_ct_lack lack;
} rows[] = {
#define NOW "2026-11-01T00:00:00Z"
	{"two operators", CP_CT_CHROME, NOW, DAYS(90), "ea1 eb2", CP_CT_LACKS_NOTHING},
	{"nothing", CP_CT_CHROME, NOW, DAYS(90), "", CP_CT_LACKS_SCTS},
	{"one", CP_CT_CHROME, NOW, DAYS(90), "ea1", CP_CT_LACKS_SCTS},
	{"one operator", CP_CT_CHROME, NOW, DAYS(90), "ea1 eb1", CP_CT_LACKS_OPERATOR},
	{"one operator, written otherwise", CP_CT_CHROME, NOW, DAYS(90), "ea1 eb4",
		CP_CT_LACKS_OPERATOR},
	{"one operator of many", CP_CT_CHROME, NOW, DAYS(300), "ea1 eb1 ec1 ed1",
		CP_CT_LACKS_OPERATOR},
	{"the same log twice", CP_CT_CHROME, NOW, DAYS(90), "ea1 ea1", CP_CT_LACKS_SCTS},
	{"the same log twice beside another", CP_CT_CHROME, NOW, DAYS(200), "ea1 ea1 eb2",
		CP_CT_LACKS_SCTS},
	{"180 days", CP_CT_CHROME, NOW, DAYS(180), "ea1 eb2", CP_CT_LACKS_NOTHING},
	{"180 days and a second", CP_CT_CHROME, NOW, DAYS(180) + 1, "ea1 eb2", CP_CT_LACKS_SCTS},
	{"180 days and a second, three", CP_CT_CHROME, NOW, DAYS(180) + 1, "ea1 eb2 ec1",
		CP_CT_LACKS_NOTHING},
	{"one retired", CP_CT_CHROME, NOW, DAYS(90), "ea1r eb2", CP_CT_LACKS_NOTHING},
	{"all retired", CP_CT_CHROME, NOW, DAYS(90), "ea1r eb2r", CP_CT_LACKS_CURRENT_LOG},
	{"by TLS", CP_CT_CHROME, NOW, DAYS(390), "ta1 tb2", CP_CT_LACKS_NOTHING},
	{"by TLS, one operator", CP_CT_CHROME, NOW, DAYS(90), "ta1 tb1", CP_CT_LACKS_SCTS},
	{"by TLS, one", CP_CT_CHROME, NOW, DAYS(90), "ta1", CP_CT_LACKS_SCTS},
	{"mixed", CP_CT_CHROME, NOW, DAYS(390), "ea1 tb2", CP_CT_LACKS_NOTHING},
	{"mixed, one operator", CP_CT_CHROME, NOW, DAYS(90), "ea1 tb1", CP_CT_LACKS_SCTS},
	{"mixed, the embedded one retired", CP_CT_CHROME, NOW, DAYS(90), "ea1r tb2",
		CP_CT_LACKS_SCTS},
	{"mixed, enough embedded", CP_CT_CHROME, NOW, DAYS(90), "ea1 eb2 tc1", CP_CT_LACKS_NOTHING},
	{"by OCSP, Chrome 148", CP_CT_CHROME, "2026-05-05T00:00:00Z", DAYS(90), "oa1 ob2",
		CP_CT_LACKS_SCTS},
	{"by OCSP, before Chrome 148", CP_CT_CHROME, "2026-05-04T23:59:59Z", DAYS(90), "oa1 ob2",
		CP_CT_LACKS_NOTHING},
	{"by TLS and OCSP, Chrome 148", CP_CT_CHROME, NOW, DAYS(90), "ta1 ob2", CP_CT_LACKS_SCTS},
	{"by OCSP, Apple", CP_CT_APPLE, NOW, DAYS(90), "oa1 ob2", CP_CT_LACKS_NOTHING},
	{"by OCSP, Firefox", CP_CT_FIREFOX, NOW, DAYS(90), "oa1 ob2", CP_CT_LACKS_NOTHING},
	{"tiled logs only", CP_CT_CHROME, "2026-04-15T00:00:00Z", DAYS(90), "ea1s eb2s",
		CP_CT_LACKS_NOTHING},
	{"tiled logs only, a second too early", CP_CT_CHROME, "2026-04-14T23:59:59Z", DAYS(90),
		"ea1s eb2s", CP_CT_LACKS_RFC6962_LOG},
	{"tiled logs and one of RFC 6962", CP_CT_CHROME, "2026-04-14T23:59:59Z", DAYS(90),
		"ea1s eb2", CP_CT_LACKS_NOTHING},
	{"tiled logs only, Apple", CP_CT_APPLE, NOW, DAYS(90), "ea1s eb2s",
		CP_CT_LACKS_RFC6962_LOG},
	{"tiled logs only, Firefox", CP_CT_FIREFOX, NOW, DAYS(90), "ea1s eb2s",
		CP_CT_LACKS_NOTHING},
	{"tiled logs only by TLS, Apple", CP_CT_APPLE, NOW, DAYS(90), "ta1s tb2s",
		CP_CT_LACKS_SCTS},
	{"Apple, 180 days and a second", CP_CT_APPLE, NOW, DAYS(180) + 1, "ea1 eb2",
		CP_CT_LACKS_SCTS},
	{"before all rows the first counts", CP_CT_CHROME, "2019-01-01T00:00:00Z", DAYS(90),
		"oa1 ob2", CP_CT_LACKS_NOTHING},
};

static void
policies_are_as_their_owners_say(void)
{
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_counted_sct scts[8];
		cp_ct_standing standing;
		int64_t time;

		CP_INVARIANT(cp_time_parse(cp_bytes_of_string(rows[i].time), false, &time));
		cp_ct_policy_judge(rows[i].policy, time, rows[i].lifetime, scts,
			read_scts(rows[i].scts, scts), NULL, &standing);
		UNIT_ROW(rows[i].name, standing.lack == rows[i].lack);
		UNIT_ROW(rows[i].name, standing.n_needed == (rows[i].lifetime > DAYS(180) ? 3 : 2));
	}
}

/* Another row of a policy is another answer. */
static void
rows_to_come_are_noted(void)
{
	cp_ct_standing standing;
	cp_horizon horizon;
	int64_t time, next;

	CP_INVARIANT(cp_time_parse(cp_bytes_of_string("2026-04-15T00:00:00Z"), false, &time));
	CP_INVARIANT(cp_time_parse(cp_bytes_of_string("2026-05-05T00:00:00Z"), false, &next));
	cp_horizon_start(&horizon, time);
	cp_ct_policy_judge(CP_CT_CHROME, time, DAYS(90), NULL, 0, &horizon, &standing);
	CU_ASSERT(horizon.next == next);
	cp_horizon_start(&horizon, next);
	cp_ct_policy_judge(CP_CT_CHROME, next, DAYS(90), NULL, 0, &horizon, &standing);
	CU_ASSERT(horizon.next == INT64_MAX);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"policies are as their owners say", policies_are_as_their_owners_say},
		{"rows to come are noted", rows_to_come_are_noted},
		{NULL, NULL},
	};

	return unit_main("ct_policy", tests);
}

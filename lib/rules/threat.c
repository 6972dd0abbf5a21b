/* threat.*: what the user's own lists say. */
#include <config.h>

#include "rules/families.h"

/* What of a certificate is listed, in words. */
static const char *
word_of(unsigned what)
{
	switch (what) {
	case CP_THREAT_CERTIFICATE:
		return "certificate";
	case CP_THREAT_KEY:
		return "key";
	case CP_THREAT_ISSUER:
		return "issuer";
	default:
		return "subject";
	}
}

static void
say_entry(cp_rule_context *context, cp_finding *finding, const cp_threat_hit *hit)
{
	cp_arena *arena = context->findings->arena;

	cp_evidence_text(finding, "list", cp_threat_list_text(arena, hit));
	if (hit->list->has_date)
		cp_evidence_time(finding, "list_date", hit->list->date);
	cp_evidence_text(finding, "entry", cp_threat_entry_text(arena, hit));
	if (hit->has_listed)
		cp_evidence_time(finding, "listed", hit->listed);
	cp_evidence_text(finding, "found_by", cp_threat_digest_text(arena, hit));
}

void
cp_rule_threat_listed(cp_rule_context *context, const cp_subject *subject)
{
	cp_finding *finding;

	if (subject->threat.what == 0)
		return;
	finding = cp_rule_emit(context, subject);
	cp_rule_name_subject(finding, subject);
	cp_evidence_text(finding, "what", word_of(subject->threat.what));
	say_entry(context, finding, &subject->threat);
}

/* Of a certificate that many share, somebody else's name says nothing of the peer, where the peer
 * is known. */
static bool
is_looked_for(const cp_rule_context *context, const cp_threat_name *name)
{
	return name->of != CP_THREAT_OF_LEAF || context->facts->n_peers == 0 ||
	       context->params[CP_PARAM_OTHER_NAMES] != 0;
}

/* A name of the leaf is the leaf's; the peer and its address are the request's. */
void
cp_rule_threat_listed_name(cp_rule_context *context, const cp_subject *leaf)
{
	static const char *const words[] = {
		[CP_THREAT_OF_PEER] = "the peer",
		[CP_THREAT_OF_ADDRESS] = "the address that answered",
		[CP_THREAT_OF_LEAF] = "a name of the certificate",
	};
	const cp_threat_name *name = &context->facts->threat_name;
	cp_finding *finding;

	if (name->hit.what == 0 || !is_looked_for(context, name))
		return;
	finding = cp_rule_emit(context, name->of == CP_THREAT_OF_LEAF ? leaf : NULL);
	cp_evidence_text(finding, "what", words[name->of]);
	cp_evidence_text(finding, "name", name->text);
	say_entry(context, finding, &name->hit);
}

/* What threat lists say of the certificates of a path, of its leaf's names and of the peer. */
#ifndef CP_THREATS_H
#define CP_THREATS_H

#include "classify/facts.h"
#include "x509/cert_rows.h"

/* What was looked up already: candidates share certificates, and all of them their leaf. */
typedef struct cp_threat_memo {
	cp_cert_rows known; /* cp_threat_hit */
	bool named, cut; /* names were looked up; for want of budget not all of them */
	cp_threat_name name;
} cp_threat_memo;

/* Fills in what facts say of lists. False: no memory. Whether the lists were sound is for
 * cp_denylist_check. */
CP_CHECK_RESULT bool
cp_threats_look_up(cp_threat_memo *memo, const cp_denylist *list, cp_budget *budget,
	cp_arena *arena, cp_facts *facts);
void
cp_threat_memo_clear(cp_threat_memo *memo);

#endif

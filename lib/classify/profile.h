/*
 * Facts about the form of one certificate, for encoding.profile and profile.server-certificate:
 * everything that needs a look at octets is settled here, so that rules need none.
 */
#ifndef CP_CLASSIFY_PROFILE_H
#define CP_CLASSIFY_PROFILE_H

#include "classify/holder.h"
#include "x509/cert_rows.h"

/* The reserved policies of CA/B BR 7.1.6.1; a bit set. */
enum { CP_POLICY_DV = 1 << 0, CP_POLICY_IV = 1 << 1, CP_POLICY_OV = 1 << 2, CP_POLICY_EV = 1 << 3 };

typedef struct cp_profile {
	/* Serial number (RFC 5280 4.1.2.2). */
	size_t serial_octets; /* of its magnitude: without the octet that only carries the sign */
	bool serial_negative, serial_zero;
	/* Names. */
	bool names_have_controls;    /* subject or issuer: NUL, newline, control, bidirectional control */
	bool san_has_controls;
	bool cn_is_no_copy;          /* a CN that is neither a dNSName, octet for octet, nor the usual text
	                              * of an iPAddress (a host name where there are no host names to be
	                              * copied is not meant) */
	bool san_has_bad_dns;        /* a dNSName that is neither a host name nor "*." before one (a character
	                              * outside LDH and underscore, an empty label …) nor an IP address */
	bool san_has_underscore;     /* a dNSName with an underscore */
	bool san_has_ip_as_dns;      /* a dNSName that is the text of an IP address */
	bool san_has_bad_wildcard;   /* an asterisk that is not the whole first label of several */
	bool san_has_public_suffix_wildcard; /* "*.com", "*.co.uk" */
	const char *san_other_form;  /* of the first name that is neither dNSName nor iPAddress; NULL: none */
	bool san_has_reserved_label; /* "--" in a label's third place, and it is no A-label */
	bool san_is_not_public;      /* a name of the built-in internal or development zone, a reserved address */
	/* Name constraints: a dNSName that starts with a dot; subtrees with minimum or maximum;
	 * iPAddress whose mask is no prefix. */
	bool nc_leading_dot, nc_min_max, nc_bad_mask;
	bool nc_empty;               /* neither permitted nor excluded subtrees */
	bool nc_in_leaf;             /* nameConstraints where cA is not TRUE */
	/* Dates in the form that RFC 5280 4.1.2.5 demands for their year. */
	bool not_before_form_wrong, not_after_form_wrong;
	bool policies_duplicate;     /* among the first 256 */
	unsigned reserved_policies;  /* CP_POLICY_* among them */
	cp_holder holder;
	bool aki_is_not_ski;         /* both key identifiers are there and differ */
	/* Keys. */
	bool rsa_bits_odd;           /* modulus length no multiple of 8 */
	bool rsa_close_primes;       /* found by Fermat's method within a bound */
	bool rsa_roca;               /* the fingerprint of CVE-2017-15361 */
	bool rsa_small_factor;       /* below 752 */
	bool ec_off_curve;           /* the point does not lie on its curve */
} cp_profile;

void
cp_profile_read(const cp_cert *cert, cp_profile *profile);

/* Reads what was not read before: what a certificate says of itself is the same on every path. False
 * without memory. */
CP_CHECK_RESULT bool
cp_profile_get(cp_cert_rows *known, const cp_cert *cert, cp_profile *profile);

#endif

/*
 * Facts about the form of one certificate, for encoding.profile and profile.server-certificate:
 * everything that needs a look at octets is settled here, so that rules need none.
 */
#ifndef CP_CLASSIFY_PROFILE_H
#define CP_CLASSIFY_PROFILE_H

#include "x509/cert.h"

typedef struct cp_profile {
	/* Serial number (RFC 5280 4.1.2.2). */
	size_t serial_len; /* octets of the INTEGER's content */
	bool serial_negative, serial_zero;
	/* Names. */
	bool names_have_controls;    /* subject or issuer: NUL, newline, control, bidirectional control */
	bool san_has_controls;
	bool cn_outside_san;         /* a CN that no subjectAltName repeats, octet for octet but for case */
	bool san_has_bad_dns;        /* a dNSName that is no host name (not LDH or underscore, empty label …) */
	bool san_has_underscore;     /* a dNSName with an underscore */
	bool san_has_ip_as_dns;      /* a dNSName that is the text of an IP address */
	bool san_has_bare_wildcard;  /* "*", "*." … */
	/* Name constraints: a dNSName that starts with a dot; subtrees with minimum or maximum;
	 * iPAddress whose mask is no prefix. */
	bool nc_leading_dot, nc_min_max, nc_bad_mask, nc_both_empty;
	bool nc_in_leaf;             /* nameConstraints where cA is not TRUE */
	/* Dates in the form that RFC 5280 4.1.2.5 demands for their year. */
	bool not_before_form_wrong, not_after_form_wrong;
	bool dates_contradict;       /* notAfter before notBefore */
	/* Policies. */
	size_t n_cabf_policies;      /* reserved CA/B policy OIDs asserted */
	bool policies_duplicate;
	bool explicit_defaults;      /* a DEFAULT value is spelled out */
	/* Keys. */
	bool rsa_bits_odd;           /* modulus length no multiple of 8 */
	bool rsa_close_primes;       /* found by Fermat's method within a bound */
	bool rsa_roca;               /* the fingerprint of CVE-2017-15361 */
} cp_profile;

void
cp_profile_read(const cp_cert *cert, cp_profile *profile);

#endif

/* Fields of certificates as threat lists give them: text, read into what they are looked up by. */
#include <config.h>
#include "store/threat_subject.h"
#include "base/civil.h"
#include "base/text.h"

bool
cp_threat_digest(cp_bytes text, size_t len, uint8_t *digest)
{
	uint8_t digits[2 * CP_THREAT_KEY_MAX];
	size_t n = 0, i;

	for (i = 0; i < text.len; i++) {
		if (text.data[i] == ':' && n > 0 && n % 2 == 0)
			continue;
		if (n == 2 * len)
			return false;
		digits[n++] = text.data[i];
	}
	return n == 2 * len && cp_hex_decode(cp_bytes_of(digits, n), digest);
}

cp_threat_field
cp_threat_hash_field(cp_bytes name)
{
	static const struct {
		const char *name;
		cp_threat_field field;
	} rows[] = {
		{"MD5", CP_FIELD_MD5},
		{"SHA-1", CP_FIELD_SHA1},
		{"SHA1", CP_FIELD_SHA1},
		{"SHA-256", CP_FIELD_SHA256},
		{"SHA256", CP_FIELD_SHA256},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		if (cp_bytes_equal_nocase(name, cp_bytes_of_string(rows[i].name)))
			return rows[i].field;
	}
	return CP_FIELD_OTHER;
}

static void
set_digest(cp_threat_subject *subject, cp_threat_section section, const uint8_t *digest)
{
	size_t len = cp_threat_key_len(section);

	if (subject->has_digest[section] && memcmp(subject->digests[section], digest, len) != 0)
		subject->is_impossible = true;
	subject->has_digest[section] = true;
	memcpy(subject->digests[section], digest, len);
}

static void
set_trait(cp_threat_subject *subject, size_t trait, const cp_threat_hash *value)
{
	cp_traits *traits = &subject->traits;

	if ((traits->set & 1u << trait) != 0 &&
		memcmp(&traits->values[trait], value, sizeof(*value)) != 0)
		subject->is_impossible = true;
	traits->set |= 1u << trait;
	traits->values[trait] = *value;
}

/* Digits alone may be decimal or not: both are meant, for nobody says which. */
static bool
read_serial(cp_threat_subject *subject, cp_bytes text, cp_threat_hash *value)
{
	if (!cp_trait_hex(text, value))
		return false;
	subject->has_other_serial = cp_trait_decimal(text, &subject->other_serial);
	return true;
}

static bool
read_trait(cp_threat_subject *subject, cp_threat_field field, cp_bytes text, cp_threat_hash *value)
{
	int64_t seconds;

	switch (field) {
	case CP_FIELD_ISSUER:
	case CP_FIELD_SUBJECT:
		return cp_trait_name(text, value);
	case CP_FIELD_SERIAL:
		return read_serial(subject, text, value);
	case CP_FIELD_MODULUS:
		return cp_trait_hex(text, value);
	default:
		if (!cp_time_parse(text, false, &seconds))
			return false;
		cp_trait_time(seconds, value);
		return true;
	}
}

void
cp_threat_subject_set(cp_threat_subject *subject, cp_threat_field field, cp_bytes text)
{
	uint8_t digest[CP_THREAT_KEY_MAX];
	cp_threat_hash value;

	if (field == CP_FIELD_OTHER) {
		subject->is_narrower = true;
	} else if (field < CP_FIELD_ISSUER) {
		if (cp_threat_digest(text, cp_threat_key_len((cp_threat_section)field), digest))
			set_digest(subject, (cp_threat_section)field, digest);
		else
			subject->is_narrower = true;
	} else if (read_trait(subject, field, text, &value)) {
		set_trait(subject, (size_t)(field - CP_FIELD_ISSUER), &value);
	} else {
		subject->is_narrower = true;
	}
}

void
cp_threat_subject_merge(cp_threat_subject *subject, const cp_threat_subject *more)
{
	size_t i;

	for (i = 0; i < CP_THREAT_OTHER; i++) {
		if (more->has_digest[i])
			set_digest(subject, (cp_threat_section)i, more->digests[i]);
	}
	for (i = 0; i < CP_N_TRAITS; i++) {
		if ((more->traits.set & 1u << i) != 0)
			set_trait(subject, i, &more->traits.values[i]);
	}
	if (more->has_other_serial) {
		subject->has_other_serial = true;
		subject->other_serial = more->other_serial;
	}
	subject->is_narrower |= more->is_narrower;
	subject->is_impossible |= more->is_impossible;
}

bool
cp_threat_subject_has_digest(const cp_threat_subject *subject)
{
	return subject->has_digest[CP_THREAT_MD5] || subject->has_digest[CP_THREAT_SHA1] ||
	       subject->has_digest[CP_THREAT_SHA256];
}

#define CERTIFICATE_TRAITS ((unsigned)(CP_TRAIT_ISSUER | CP_TRAIT_SERIAL))

/* An issuer and its serial number say it all (RFC 5280 4.1.2.2); dates alone say nothing. */
unsigned
cp_threat_subject_traits(const cp_threat_subject *subject)
{
	unsigned set = subject->traits.set;

	if ((set & CERTIFICATE_TRAITS) == CERTIFICATE_TRAITS)
		return CERTIFICATE_TRAITS;
	return (set & (CERTIFICATE_TRAITS | CP_TRAIT_SUBJECT | CP_TRAIT_MODULUS)) != 0 ? set : 0;
}

/* What identifies one certificate needs no more; anything else would find more than was meant when
 * a part of it is left out. */
bool
cp_threat_subject_is_usable(const cp_threat_subject *subject)
{
	unsigned set = cp_threat_subject_traits(subject);

	if (subject->is_impossible)
		return false;
	if (cp_threat_subject_has_digest(subject) || set == CERTIFICATE_TRAITS)
		return true;
	return set != 0 && !subject->is_narrower;
}

/* What a session's names say: protocol versions, whether a suite is AEAD with forward secrecy, and
 * whether a group is post-quantum. */
#include <config.h>

#include "classify/walk.h"

#include "base/text.h"

static const struct {
	const char *name; /* compared without regard to case, dots, spaces and a "v" */
	cp_protocol protocol;
} protocols[] = {
	{"ssl3", CP_PROTOCOL_SSL3},
	{"ssl30", CP_PROTOCOL_SSL3},
	{"tls1", CP_PROTOCOL_TLS10},
	{"tls10", CP_PROTOCOL_TLS10},
	{"tls11", CP_PROTOCOL_TLS11},
	{"tls12", CP_PROTOCOL_TLS12},
	{"tls13", CP_PROTOCOL_TLS13},
};

static cp_protocol
read_protocol(const char *text)
{
	char plain[8];
	size_t i, n = 0;

	for (; *text != '\0'; text++) {
		uint8_t c = cp_ascii_lower((uint8_t)*text);

		if (c == '.' || c == 'v' || c == ' ' || c == '-' || c == '_')
			continue;
		if (n + 1 == sizeof(plain))
			return CP_PROTOCOL_UNKNOWN;
		plain[n++] = (char)c;
	}
	plain[n] = '\0';
	for (i = 0; i < CP_COUNT(protocols); i++) {
		if (strcmp(plain, protocols[i].name) == 0)
			return protocols[i].protocol;
	}
	return CP_PROTOCOL_UNKNOWN;
}

/* Key exchanges of TLS 1.2 and below: what stands between "TLS_" and "_WITH_". */
static const struct {
	const char *name;
	bool forward_secret;
} exchanges[] = {
	{"ECDHE_ECDSA", true},
	{"ECDHE_RSA", true},
	{"DHE_RSA", true},
	{"DHE_DSS", true},
	{"ECDHE_PSK", true},
	{"DHE_PSK", true},
	{"PSK_DHE", true}, /* RFC 6655 writes two of them so */
	{"ECCPWD", true},
	/* Ephemeral, but nobody is authenticated: a certificate would not be there to judge. */
	{"DH_anon", false},
	{"ECDH_anon", false},
	{"RSA", false},
	{"RSA_EXPORT", false},
	{"RSA_EXPORT1024", false},
	{"RSA_FIPS", false},
	{"RSA_PSK", false},
	{"PSK", false},
	{"DH_RSA", false},
	{"DH_DSS", false},
	{"ECDH_RSA", false},
	{"ECDH_ECDSA", false},
	{"DHE_RSA_EXPORT", false},
	{"DHE_DSS_EXPORT", false},
	{"DHE_DSS_EXPORT1024", false},
	{"DH_RSA_EXPORT", false},
	{"DH_DSS_EXPORT", false},
	{"DH_anon_EXPORT", false},
	{"KRB5", false},
	{"KRB5_EXPORT", false},
	{"SRP_SHA", false},
	{"SRP_SHA_RSA", false},
	{"SRP_SHA_DSS", false},
	{"NULL", false},
	{"GOSTR341112_256", false},
};

/* Ciphers: what follows. Those of TLS 1.3 stand right after "TLS_". */
static const struct {
	const char *prefix;
	bool aead, tls13;
} ciphers[] = {
	{"AES_128_GCM_SHA256", true, true},
	{"AES_256_GCM_SHA384", true, true},
	{"AES_128_CCM_8_SHA256", true, true},
	{"AES_128_CCM_SHA256", true, true},
	{"CHACHA20_POLY1305_SHA256", true, true},
	{"AEGIS_128L_SHA256", true, true},
	{"AEGIS_256_SHA512", true, true},
	{"SM4_GCM_SM3", true, true},
	{"SM4_CCM_SM3", true, true},
	{"SHA256_SHA256", false, true}, /* RFC 9150: integrity only, everybody can read */
	{"SHA384_SHA384", false, true},
	{"AES_128_CCM", true, false},
	{"AES_256_CCM", true, false},
	{"AES_256_CCM_SHA384", true, false}, /* RFC 8492 */
	{"ARIA_128_GCM_SHA256", true, false},
	{"ARIA_256_GCM_SHA384", true, false},
	{"CAMELLIA_128_GCM_SHA256", true, false},
	{"CAMELLIA_256_GCM_SHA384", true, false},
	{"AES_", false, false},
	{"ARIA_", false, false},
	{"CAMELLIA_", false, false},
	{"3DES_", false, false},
	{"DES40_", false, false},
	{"DES_", false, false},
	{"IDEA_", false, false},
	{"SEED_", false, false},
	{"RC2_", false, false},
	{"RC4_", false, false},
	{"NULL_", false, false},
	{"KUZNYECHIK_", false, false},
	{"MAGMA_", false, false},
	{"28147_", false, false},
};

/* What must match whole: an AEAD suite's name has nothing after it but the length of its tag. */
static bool
cipher_is(cp_bytes name, size_t row)
{
	cp_bytes prefix = cp_bytes_of_string(ciphers[row].prefix);
	cp_bytes rest = cp_bytes_slice(name, prefix.len, name.len);

	if (name.len < prefix.len || memcmp(name.data, prefix.data, prefix.len) != 0)
		return false;
	return !ciphers[row].aead || rest.len == 0 ||
	       cp_bytes_equal(rest, cp_bytes_of_string("_8"));
}

static void
read_cipher(cp_session *session, cp_bytes cipher, bool tls13)
{
	size_t i;

	for (i = 0; i < CP_COUNT(ciphers); i++) {
		if ((ciphers[i].tls13 || !tls13) && cipher_is(cipher, i)) {
			session->cipher_known = true;
			session->cipher_aead = ciphers[i].aead;
			return;
		}
	}
}

/* IANA's registry of TLS cipher suites; a name that fits none of its patterns stays unknown. */
static void
read_suite(cp_session *session, const char *name)
{
	const char *with;
	size_t i;

	if (strncmp(name, "TLS_", 4) != 0)
		return;
	name += 4;
	with = strstr(name, "_WITH_");
	if (with == NULL) {
		read_cipher(session, cp_bytes_of_string(name), true);
		session->cipher_forward_secret = session->cipher_known;
		return;
	}
	for (i = 0; i < CP_COUNT(exchanges); i++) {
		if (!cp_bytes_equal(cp_bytes_of(name, (size_t)(with - name)),
			    cp_bytes_of_string(exchanges[i].name)))
			continue;
		read_cipher(session, cp_bytes_of_string(with + strlen("_WITH_")), false);
		session->cipher_forward_secret =
			session->cipher_known && exchanges[i].forward_secret;
		return;
	}
}

static const struct {
	const char *name;
	cp_group_kind kind;
} groups[] = {
#define CP_GROUP(name, number, kind, source) {name, CP_GROUP_##kind},
#include "classify/groups.def"
#undef CP_GROUP
};

static const char *
skip_marks(const char *text)
{
	while (*text == '-' || *text == '_' || *text == '.' || *text == ' ')
		text++;
	return text;
}

static bool
same_group(const char *a, const char *b)
{
	for (;;) {
		a = skip_marks(a);
		b = skip_marks(b);
		if (cp_ascii_lower((uint8_t)*a) != cp_ascii_lower((uint8_t)*b))
			return false;
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
}

/* Before TLS 1.3 there is no group, or none that is post-quantum (RFC 8446 4.2.7 and those since).
 */
static cp_group_kind
read_group(cp_protocol protocol, const char *group)
{
	size_t i;

	for (i = 0; group != NULL && i < CP_COUNT(groups); i++) {
		if (same_group(group, groups[i].name))
			return groups[i].kind;
	}
	return protocol != CP_PROTOCOL_UNKNOWN && protocol < CP_PROTOCOL_TLS13 ? CP_GROUP_CLASSIC
									       : CP_GROUP_UNKNOWN;
}

const char *
cp_group_kind_name(cp_group_kind kind)
{
	static const char *const names[] = {
		NULL, "classic", "post-quantum-hybrid", "post-quantum", "post-quantum-draft"};

	return names[kind];
}

void
cp_session_read(cp_session *session, const char *protocol, const char *cipher, const char *group,
	bool resumed)
{
	*session = (cp_session){.present = true,
		.protocol_text = protocol,
		.cipher = cipher,
		.group = group,
		.resumed = resumed};
	if (protocol != NULL)
		session->protocol = read_protocol(protocol);
	if (cipher != NULL)
		read_suite(session, cipher);
	session->group_kind = read_group(session->protocol, group);
}

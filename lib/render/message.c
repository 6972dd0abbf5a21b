/*
 * The texts of findings: the table's templates with evidence and general placeholders put in
 * (rule.h says which). Evidence is escaped already; inside commands it must also be safe to paste.
 */
#include <config.h>
#include "render/report.h"

#include "base/civil.h"
#include "base/mem.h"
#include "base/text.h"
#include "x509/general_name.h"
#include "x509/name.h"

#include <inttypes.h>

/* Days that a pin proposed in a remedy holds: a quarter, the life of most certificates to come. */
#define PIN_DAYS 90

/* A template on its way into a buffer. */
typedef struct expansion {
	cp_buf *out;
	size_t start; /* of this text in `out` */
	const certpolicy_report *report;
	const cp_finding *finding;
	cp_buf value; /* of the placeholder at hand */
} expansion;

static void
append_time(cp_buf *buf, int64_t seconds)
{
	char text[CP_TIME_TEXT_LEN];

	cp_time_format(seconds, text);
	cp_buf_append_string(buf, text);
}

static bool
append_evidence(cp_buf *buf, const cp_finding *finding, cp_bytes key)
{
	size_t i;

	for (i = 0; i < finding->n_evidence; i++) {
		const cp_evidence *evidence = &finding->evidence[i];

		if (!cp_bytes_equal(cp_bytes_of_string(evidence->key), key))
			continue;
		switch (evidence->type) {
		case CP_EVIDENCE_INT:
			cp_buf_printf(buf, "%" PRId64, evidence->number);
			break;
		case CP_EVIDENCE_TIME:
			append_time(buf, evidence->number);
			break;
		case CP_EVIDENCE_TEXT:
			cp_buf_append_string(buf, evidence->text);
			break;
		case CP_EVIDENCE_NAME:
			cp_name_append_shown(buf, evidence->name);
			break;
		}
		return true;
	}
	return false;
}

/* What a certificate says of itself; nothing where it could not be read. */
static bool
append_of_certificate(cp_buf *buf, const cp_cert *cert, cp_bytes key)
{
	static const char *const keys[] = {
		"subject", "issuer", "serial", "sha256", "not_before", "not_after"};
	size_t i;

	for (i = 0; i < CP_COUNT(keys) && !cp_bytes_equal(cp_bytes_of_string(keys[i]), key); i++)
		continue;
	switch (i) {
	case 0:
		if (cert->subject.len > 0 && !cert->subject_empty)
			cp_name_append_shown(buf, cert->subject);
		break;
	case 1:
		if (cert->issuer.len > 0 && !cert->issuer_empty)
			cp_name_append_shown(buf, cert->issuer);
		break;
	case 2:
		cp_buf_append_hex(buf, cert->serial);
		break;
	case 3:
		if (cert->der.len > 0)
			cp_buf_append_hex(buf, cp_bytes_of(cert->sha256, CP_SHA256_LEN));
		break;
	case 4:
		if (cert->not_before_form != CP_TIME_NONE)
			append_time(buf, cert->not_before);
		break;
	case 5:
		if (cert->not_after_form != CP_TIME_NONE)
			append_time(buf, cert->not_after);
		break;
	default:
		return false;
	}
	return true;
}

static void
append_peer_san(cp_buf *buf, const cp_peer *peer)
{
	switch (peer->kind) {
	case CP_PEER_DNS:
		cp_buf_printf(buf, "DNS:%s", peer->host);
		break;
	case CP_PEER_IP:
		cp_buf_append_string(buf, "IP:");
		cp_ip_append_text(buf, cp_bytes_of(peer->address, peer->address_len));
		break;
	case CP_PEER_EMAIL:
	case CP_PEER_URI:
		cp_buf_append_string(buf, peer->kind == CP_PEER_URI ? "URI:" : "email:");
		cp_buf_append_escaped(buf, cp_bytes_of_string(peer->text));
		break;
	case CP_PEER_SRV: /* openssl writes an otherName by its OID: no line for people */
		break;
	}
}

/* A day that suits a new pin. */
static void
append_pin_until(cp_buf *buf, const certpolicy_report *report, const cp_cert *leaf)
{
	int64_t until = report->time + PIN_DAYS * CP_SECONDS_PER_DAY;
	char text[CP_TIME_TEXT_LEN];

	if (leaf->not_after_form != CP_TIME_NONE && leaf->not_after < until &&
		leaf->not_after > report->time)
		until = leaf->not_after;
	cp_time_format(until, text);
	cp_buf_append(buf, text, strlen("2026-11-23"));
}

/* Which of the placeholders that speak of the peer. */
typedef enum peer_word { ANY_PEER, PUBLIC_PEER, INTERNAL_PEER, SERVED_PEER } peer_word;

/*
 * Public is a matter of the name alone: an address that is public makes no name one. Of several
 * peers nothing says which one is. A served one can be connected to, by that name alone.
 */
static void
append_peer(cp_buf *buf, const cp_facts *facts, peer_word which)
{
	const cp_peer *peer = facts->n_peers > 0 ? facts->peers[0].peer : NULL;

	if (peer == NULL || (peer->kind != CP_PEER_DNS && peer->kind != CP_PEER_IP))
		return;
	if ((which == PUBLIC_PEER && (peer->kind != CP_PEER_DNS || facts->n_peers > 1 ||
					     facts->name_zone != CP_ZONE_PUBLIC)) ||
		(which == INTERNAL_PEER && !cp_zone_is_near(facts->zone)) ||
		(which == SERVED_PEER &&
			(facts->n_peers > 1 || facts->purpose != CERTPOLICY_PURPOSE_SERVER)))
		return;
	cp_buf_append_escaped(buf, cp_bytes_of_string(peer->text));
}

static void
append_general(cp_buf *buf, const certpolicy_report *report, cp_bytes key)
{
	static const char *const keys[] = {"leaf_sha256", "pin", "peer", "peer_san", "time",
		"policy", "pin_until", "public_peer", "internal_peer", "served_peer"};
	const cp_cert *leaf = report->judgement->path.certs[0];
	const cp_facts *facts = &report->judgement->facts;
	size_t i;

	for (i = 0; i < CP_COUNT(keys) && !cp_bytes_equal(cp_bytes_of_string(keys[i]), key); i++)
		continue;
	if (i == 0 && leaf->der.len > 0) {
		cp_buf_append_hex(buf, cp_bytes_of(leaf->sha256, CP_SHA256_LEN));
	} else if (i == 1 && leaf->key.spki.len > 0) {
		cp_buf_append_string(buf, "sha256/");
		cp_buf_append_base64(buf, cp_bytes_of(leaf->spki_sha256, CP_SHA256_LEN));
	} else if (i == 2) {
		append_peer(buf, facts, ANY_PEER);
	} else if (i == 3 && facts->n_peers > 0) {
		append_peer_san(buf, facts->peers[0].peer);
	} else if (i == 4) {
		append_time(buf, report->time);
	} else if (i == 5 && !report->is_description) {
		cp_buf_append_escaped(buf, cp_bytes_of_string(report->policy->name));
	} else if (i == 6) {
		append_pin_until(buf, report, leaf);
	} else if (i == 7) {
		append_peer(buf, facts, PUBLIC_PEER);
	} else if (i == 8) {
		append_peer(buf, facts, INTERNAL_PEER);
	} else if (i == 9) {
		append_peer(buf, facts, SERVED_PEER);
	}
}

static const cp_cert *
subject_of(const certpolicy_report *report, const cp_finding *finding)
{
	if (finding->certificate >= 0 && (size_t)finding->certificate < report->n_certificates)
		return report->certificates[finding->certificate];
	return report->judgement->path.certs[0];
}

/* The value of a placeholder; false when there is none. */
static bool
find_value(expansion *text, cp_bytes key)
{
	text->value.len = 0;
	if (!append_evidence(&text->value, text->finding, key) &&
		!append_of_certificate(&text->value, subject_of(text->report, text->finding), key))
		append_general(&text->value, text->report, key);
	return text->value.len > 0;
}

/* Lines that start with two spaces are commands or YAML. */
static bool
stands_in_command(const expansion *text)
{
	const uint8_t *data = text->out->data;
	size_t line = text->out->len;

	while (line > text->start && data[line - 1] != '\n')
		line--;
	return text->out->len - line >= 2 && data[line] == ' ' && data[line + 1] == ' ';
}

/*
 * People paste commands: what comes from a certificate must stay one word of them. Where the
 * template puts quotes around it ('{url}'), only what would end them is refused; elsewhere whatever
 * a shell may look at twice. What reads as an option is no value either.
 */
static bool
is_one_word(cp_bytes value, bool is_quoted)
{
	size_t i;

	if (value.data[0] == '-')
		return false;
	for (i = 0; i < value.len; i++) {
		uint8_t c = value.data[i];

		if (cp_ascii_is_letter(c) || cp_ascii_is_digit(c) ||
			strchr("._:/@%+=,-", c) != NULL)
			continue;
		if (!is_quoted || c <= ' ' || c > '~' || c == '\'' || c == '\\')
			return false;
	}
	return true;
}

static bool
put_value(expansion *text, cp_bytes key)
{
	if (!find_value(text, key))
		return false;
	if (stands_in_command(text) && !text->value.failed) {
		bool is_quoted = text->out->data[text->out->len - 1] == '\'';

		if (!is_one_word(cp_bytes_of(text->value.data, text->value.len), is_quoted))
			return false;
	}
	cp_buf_append(text->out, text->value.data, text->value.len);
	return true;
}

/* A command shows what a person has to fill in. */
static void
put_missing(expansion *text, cp_bytes key)
{
	size_t i;

	if (!stands_in_command(text)) {
		cp_buf_append_string(text->out, "unknown");
		return;
	}
	for (i = 0; i < key.len; i++)
		cp_buf_append_char(text->out, key.data[i] >= 'a' && key.data[i] <= 'z'
						      ? (char)(key.data[i] - 'a' + 'A')
						      : (char)key.data[i]);
}

size_t
cp_placeholder_len(const char *template)
{
	size_t len = 1;

	if (*template != '{')
		return 0;
	while (template[len] == '_' || cp_ascii_is_digit((uint8_t) template[len]) ||
		(template[len] >= 'a' && template[len] <= 'z'))
		len++;
	return len > 1 && template[len] == '}' ? len + 1 : 0;
}

static void
expand(expansion *text, const char *template)
{
	size_t option = SIZE_MAX; /* where the [option] that is open starts in `out` */
	bool missing = false;

	while (*template != '\0') {
		size_t len = strcspn(template, "{[]");

		if (len > 0) {
			cp_buf_append(text->out, template, len);
			template += len;
			continue;
		}
		len = cp_placeholder_len(template);
		if (len > 0) {
			if (!put_value(text, cp_bytes_of(template + 1, len - 2))) {
				if (option == SIZE_MAX)
					put_missing(text, cp_bytes_of(template + 1, len - 2));
				missing = true;
			}
			template += len;
			continue;
		}
		if (*template == '[' && option == SIZE_MAX) {
			option = text->out->len;
			missing = false;
		} else if (*template == ']' && option != SIZE_MAX) {
			if (missing && text->out->len > option)
				text->out->len = option;
			option = SIZE_MAX;
		} else {
			cp_buf_append_char(text->out, *template);
		}
		template ++;
	}
}

static const char *
template_of(const cp_finding *finding, cp_finding_text which)
{
	const cp_code_row *row = cp_code_row_of(finding->rule->code);

	switch (which) {
	case CP_TEXT_MESSAGE:
		return finding->rule->text != NULL ? finding->rule->text : row->message;
	case CP_TEXT_WHY:
		return row->why;
	default:
		return row->remedy;
	}
}

bool
cp_finding_message_says(const cp_finding *finding, const char *key)
{
	const char *at = finding->rule != NULL ? template_of(finding, CP_TEXT_MESSAGE) : "";
	size_t len = strlen(key);

	while ((at = strchr(at, '{')) != NULL) {
		at++;
		if (strncmp(at, key, len) == 0 && at[len] == '}')
			return true;
	}
	return false;
}

void
cp_finding_append_text(cp_buf *buf, const certpolicy_report *report, const cp_finding *finding,
	cp_finding_text which)
{
	expansion text = {buf, buf->len, report, finding, CP_BUF_EMPTY};

	if (finding->rule == NULL) {
		if (which == CP_TEXT_MESSAGE)
			cp_buf_append_string(buf, finding->own_message);
		return;
	}
	expand(&text, template_of(finding, which));
	if (text.value.failed)
		buf->failed = true;
	cp_buf_clear(&text.value);
	while (buf->len > text.start && buf->data[buf->len - 1] == '\n')
		buf->len--;
}

struct cp_finding_texts {
	cp_arena arena;
	const char *(*rows)[CP_TEXT_REMEDY + 1]; /* NULL: the finding has no such text */
};

void
cp_finding_texts_free(cp_finding_texts *texts)
{
	if (texts == NULL)
		return;
	cp_arena_clear(&texts->arena);
	cp_free(texts);
}

static cp_finding_texts *
make_texts(const certpolicy_report *report)
{
	const cp_findings *findings = &report->judgement->findings;
	cp_finding_texts *texts = cp_calloc(1, sizeof(*texts));
	cp_buf buf = CP_BUF_EMPTY;
	bool failed;
	size_t i;
	int k;

	if (texts == NULL)
		return NULL;
	texts->rows = cp_arena_alloc(&texts->arena, findings->n, sizeof(*texts->rows));
	for (i = 0; texts->rows != NULL && i < findings->n; i++) {
		for (k = CP_TEXT_MESSAGE; k <= CP_TEXT_REMEDY; k++) {
			buf.len = 0;
			cp_finding_append_text(
				&buf, report, &findings->list[i], (cp_finding_text)k);
			if (buf.len > 0)
				texts->rows[i][k] = cp_arena_strndup(
					&texts->arena, (const char *)buf.data, buf.len);
		}
	}
	failed = buf.failed || cp_arena_failed(&texts->arena);
	cp_buf_clear(&buf);
	if (failed) {
		cp_finding_texts_free(texts);
		return NULL;
	}
	return texts;
}

const char *
cp_report_finding_text(const certpolicy_report *report, size_t index, cp_finding_text which)
{
	cp_finding_texts *texts = cp_atomic_load(report->texts);

	if (index >= report->judgement->findings.n)
		return NULL;
	if (texts == NULL) {
		cp_finding_texts *made = make_texts(report);

		if (made == NULL)
			return NULL;
		if (cp_atomic_publish(report->texts, &texts, made))
			texts = made;
		else
			cp_finding_texts_free(made);
	}
	return texts->rows[index][which];
}

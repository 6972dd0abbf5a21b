/*
 * GeneralName and GeneralSubtree (RFC 5280 4.2.1.6, 4.2.1.10): reading, walking. Whether a name
 * matches anything is not decided here.
 */
#include <config.h>
#include "x509/general_name.h"
#include "x509/read.h"

/* The tag of each alternative; CHOICE makes directoryName's tag explicit. */
static unsigned
tag_of(cp_general_name_type type)
{
	switch (type) {
	case CP_GN_OTHER_NAME:
	case CP_GN_X400:
	case CP_GN_DIRECTORY:
	case CP_GN_EDI_PARTY:
		return CP_DER_CONTEXT_CONSTRUCTED((unsigned)type);
	default:
		return CP_DER_CONTEXT((unsigned)type);
	}
}

static bool
type_by_tag(unsigned tag, cp_general_name_type *type)
{
	*type = (cp_general_name_type)(tag & 0x1f);
	return *type <= CP_GN_REGISTERED_ID && tag == tag_of(*type);
}

static const char *const fields[] = {
	[CP_GN_OTHER_NAME] = "otherName",
	[CP_GN_EMAIL] = "rfc822Name",
	[CP_GN_DNS] = "dNSName",
	[CP_GN_X400] = "x400Address",
	[CP_GN_DIRECTORY] = "directoryName",
	[CP_GN_EDI_PARTY] = "ediPartyName",
	[CP_GN_URI] = "uniformResourceIdentifier",
	[CP_GN_IP] = "iPAddress",
	[CP_GN_REGISTERED_ID] = "registeredID",
};

const char *
cp_general_name_type_name(cp_general_name_type type)
{
	return fields[type];
}

/* OtherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY } */
static void
read_other_name(cp_der_reader *reader, cp_bytes content)
{
	cp_bytes oid;
	cp_tlv outer, value;

	(void)cp_der_take_oid(reader, &content, "type-id", &oid);
	if (!cp_der_open(reader, &content, CP_DER_CONTEXT_CONSTRUCTED(0), "value", &outer))
		return;
	cp_der_not_empty(reader, &outer);
	if (cp_der_next(reader, &outer.content, &value))
		(void)cp_der_read_any(reader, &value);
	cp_der_end(reader, outer.content);
	cp_der_leave(reader);
	cp_der_end(reader, content);
}

/* A DirectoryString inside its EXPLICIT tag. */
static void
read_party(cp_der_reader *reader, cp_tlv *outer)
{
	cp_tlv string;

	cp_der_not_empty(reader, outer);
	if (cp_der_next(reader, &outer->content, &string))
		(void)cp_der_read_directory_string(reader, &string);
	cp_der_end(reader, outer->content);
}

/* EDIPartyName ::= SEQUENCE { nameAssigner [0] DirectoryString OPTIONAL, partyName [1] … } */
static void
read_edi_party(cp_der_reader *reader, cp_bytes content)
{
	cp_tlv party;

	if (cp_der_open_optional(
		    reader, &content, CP_DER_CONTEXT_CONSTRUCTED(0), "nameAssigner", &party)) {
		read_party(reader, &party);
		cp_der_leave(reader);
	}
	if (cp_der_open(reader, &content, CP_DER_CONTEXT_CONSTRUCTED(1), "partyName", &party)) {
		read_party(reader, &party);
		cp_der_leave(reader);
	}
	cp_der_end(reader, content);
}

/*
 * ORAddress ::= SEQUENCE { built-in-standard-attributes SEQUENCE,
 * built-in-domain-defined-attributes SEQUENCE OPTIONAL, extension-attributes SET OPTIONAL }; what
 * these hold only has to be DER.
 */
static void
read_or_address(cp_der_reader *reader, const cp_tlv *address)
{
	cp_bytes content = address->content;
	cp_tlv part;

	(void)cp_der_read_any(reader, address);
	(void)cp_der_take(reader, &content, CP_DER_SEQUENCE, "built-in-standard-attributes", &part);
	(void)cp_der_take_optional(
		reader, &content, CP_DER_SEQUENCE, "built-in-domain-defined-attributes", &part);
	(void)cp_der_take_optional(reader, &content, CP_DER_SET, "extension-attributes", &part);
	cp_der_end(reader, content);
}

/* RFC 5280 4.2.1.6: 4 or 16 octets; 4.2.1.10: the address and its mask. */
static void
read_ip(cp_der_reader *reader, const cp_tlv *tlv, cp_ip_form form)
{
	size_t len = form == CP_IP_SUBTREE ? tlv->content.len / 2 : tlv->content.len;

	if ((len != 4 && len != 16) || (form == CP_IP_SUBTREE && tlv->content.len % 2 != 0))
		cp_der_problem(reader, CP_PROBLEM_VALUE, tlv->whole.data);
}

static void
read_by_type(
	cp_der_reader *reader, cp_general_name_type type, const cp_tlv *tlv, cp_ip_form ip_form)
{
	cp_bytes content = tlv->content, name;

	switch (type) {
	case CP_GN_OTHER_NAME:
		read_other_name(reader, content);
		break;
	case CP_GN_EMAIL:
	case CP_GN_DNS:
	case CP_GN_URI:
		(void)cp_der_read_string(reader, tlv, CP_DER_IA5_STRING);
		break;
	case CP_GN_X400:
		read_or_address(reader, tlv);
		break;
	case CP_GN_DIRECTORY:
		if (cp_read_name(reader, &content, NULL, &name))
			cp_der_end(reader, content);
		break;
	case CP_GN_EDI_PARTY:
		read_edi_party(reader, content);
		break;
	case CP_GN_IP:
		read_ip(reader, tlv, ip_form);
		break;
	case CP_GN_REGISTERED_ID:
		(void)cp_der_read_oid(reader, tlv);
		break;
	}
}

bool
cp_read_general_name(cp_der_reader *reader, cp_bytes *rest, cp_ip_form ip_form)
{
	cp_general_name_type type;
	cp_tlv tlv;

	if (!cp_der_next(reader, rest, &tlv))
		return false;
	if (!type_by_tag(tlv.tag, &type)) {
		cp_der_problem(reader, CP_PROBLEM_TAG_UNEXPECTED, tlv.whole.data);
		return true;
	}
	cp_der_enter(reader, fields[type]);
	read_by_type(reader, type, &tlv, ip_form);
	cp_der_leave(reader);
	return true;
}

size_t
cp_read_general_names(cp_der_reader *reader, const cp_tlv *names)
{
	cp_bytes rest = names->content;
	size_t n = 0;

	cp_der_not_empty(reader, names);
	while (rest.len > 0) {
		cp_der_at(reader, n);
		if (cp_read_general_name(reader, &rest, CP_IP_ADDRESS))
			n++;
	}
	return n;
}

bool
cp_read_optional_general_names(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *field, cp_bytes *content)
{
	cp_tlv names;

	if (!cp_der_open_optional(reader, rest, tag, field, &names))
		return false;
	*content = names.content;
	(void)cp_read_general_names(reader, &names);
	cp_der_leave(reader);
	return true;
}

/* The parts of an otherName. */
static bool
open_other_name(cp_bytes content, cp_general_name *name)
{
	cp_tlv oid, outer, value;

	if (!cp_der_walk(&content, &oid) || oid.tag != CP_DER_OID ||
		!cp_der_walk(&content, &outer) || !cp_der_walk(&outer.content, &value))
		return false;
	name->other_oid = oid.content;
	name->value = value.whole;
	return true;
}

static bool
open_name(const cp_tlv *tlv, cp_general_name *name)
{
	cp_bytes content = tlv->content;
	cp_tlv inner;

	memset(name, 0, sizeof(*name));
	if (!type_by_tag(tlv->tag, &name->type))
		return false;
	name->value = content;
	if (name->type == CP_GN_OTHER_NAME)
		return open_other_name(content, name);
	if (name->type != CP_GN_DIRECTORY)
		return true;
	if (!cp_der_walk(&content, &inner))
		return false;
	name->value = inner.whole;
	return true;
}

bool
cp_general_name_next(cp_bytes *rest, cp_general_name *name)
{
	cp_tlv tlv;

	if (cp_der_walk(rest, &tlv) && open_name(&tlv, name))
		return true;
	*rest = CP_BYTES_NONE;
	return false;
}

/* A BaseDistance; what is no number that fits counts as the largest. */
static uint64_t
distance(cp_bytes integer)
{
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < integer.len; i++) {
		if (value > UINT64_MAX >> 8)
			return UINT64_MAX;
		value = value << 8 | integer.data[i];
	}
	return value;
}

/* GeneralSubtree ::= SEQUENCE { base, minimum [0] DEFAULT 0, maximum [1] OPTIONAL } */
bool
cp_subtree_next(cp_bytes *rest, cp_subtree *subtree)
{
	cp_tlv sequence, tlv;

	memset(subtree, 0, sizeof(*subtree));
	if (!cp_der_walk(rest, &sequence) || sequence.tag != CP_DER_SEQUENCE ||
		!cp_der_walk(&sequence.content, &tlv) || !open_name(&tlv, &subtree->base)) {
		*rest = CP_BYTES_NONE;
		return false;
	}
	while (cp_der_walk(&sequence.content, &tlv)) {
		if (tlv.tag == CP_DER_CONTEXT(0)) {
			subtree->has_minimum = true;
			subtree->minimum = distance(tlv.content);
		} else if (tlv.tag == CP_DER_CONTEXT(1)) {
			subtree->has_maximum = true;
		}
	}
	return true;
}

/* Links of paths: the builder's own memory of them, the engine's memo, and the signatures
 * themselves. */
#include <config.h>
#include "path/authenticate.h"
#include "base/mem.h"

cp_trail_outcome
cp_link_outcome(cp_link link)
{
	switch (link) {
	case CP_LINK_GOOD:
		return CP_TRAIL_SIGNED;
	case CP_LINK_BAD:
		return CP_TRAIL_BAD_SIGNATURE;
	case CP_LINK_UNSUPPORTED:
		return CP_TRAIL_UNSUPPORTED;
	case CP_LINK_UNCHECKED:
	case CP_LINK_NO_MEMORY:
		break;
	}
	return CP_TRAIL_LIMIT;
}

void
cp_links_clear(cp_links *links)
{
	cp_free(links->rows);
	cp_table_clear(&links->by_pair);
	memset(links, 0, sizeof(*links));
}

static bool
is_pair(const void *context, uint32_t row, const void *key)
{
	const cp_links *links = context;
	const cp_link_row *pair = key;

	return links->rows[row].child == pair->child && links->rows[row].key == pair->key;
}

static uint64_t
pair_hash(const cp_link_row *pair)
{
	return (uint64_t)pair->child << 32 | pair->key;
}

static const cp_link_row *
find_row(const cp_links *links, const cp_link_row *pair)
{
	uint32_t row = cp_table_find(&links->by_pair, pair_hash(pair), is_pair, links, pair);

	return row != CP_TABLE_NONE ? &links->rows[row] : NULL;
}

/*
 * A certificate is signed by one key, so that others of the issuer's name need not be asked once it
 * is known. But a key can be made that fits somebody else's signature: the one that the key
 * identifiers mean is asked all the same.
 */
static bool
is_signed_by_another(const cp_graph *graph, uint32_t child, uint32_t issuer)
{
	const cp_node *node = &graph->nodes[child], *other = &graph->nodes[issuer];

	return node->signer != CP_TABLE_NONE && node->signer != other->key &&
	       cp_graph_key_id_hint(node->cert, other->cert) != CP_KEY_ID_MATCH;
}

bool
cp_links_is_ruled_out(const cp_links *links, const cp_graph *graph, uint32_t child, uint32_t issuer)
{
	cp_link_row pair = {child, graph->nodes[issuer].key, CP_LINK_UNCHECKED};
	const cp_link_row *row = find_row(links, &pair);

	if (row != NULL)
		return row->link != CP_LINK_GOOD;
	return is_signed_by_another(graph, child, issuer);
}

/* The certificate's digest covers its algorithm, TBS and signature; all gates see these octets
 * only. */
static void
memo_key(const cp_cert *cert, const cp_cert *issuer, uint8_t digest[CP_SHA256_LEN])
{
	uint8_t both[2 * CP_SHA256_LEN];

	memcpy(both, issuer->spki_sha256, CP_SHA256_LEN);
	memcpy(both + CP_SHA256_LEN, cert->sha256, CP_SHA256_LEN);
	cp_crypto_sha256(cp_bytes_of(both, sizeof(both)), digest);
}

/* A link that the engine remembers costs as much of the budget as one that is verified now: what an
 * evaluation answers must not depend on what was judged before it. */
static cp_link
verify(const cp_builder_input *input, cp_node *child, const cp_cert *issuer)
{
	const cp_cert *cert = child->cert;
	uint8_t digest[CP_SHA256_LEN];

	if (!cp_crypto_pay(input->budget, &issuer->key, cert->tbs, child->was_hashed))
		return CP_LINK_UNCHECKED;
	child->was_hashed = true;
	if (input->memo != NULL) {
		memo_key(cert, issuer, digest);
		if (cp_memo_has(input->memo, digest))
			return CP_LINK_GOOD;
	}
	switch (cp_crypto_verify(
		&issuer->key, &cert->outer_algorithm, cert->tbs, cert->signature)) {
	case CP_VERIFY_OK:
		break;
	case CP_VERIFY_BAD:
		return CP_LINK_BAD;
	case CP_VERIFY_NO_MEMORY:
		return CP_LINK_NO_MEMORY;
	default:
		return CP_LINK_UNSUPPORTED;
	}
	if (input->memo != NULL)
		cp_memo_add(input->memo, digest);
	return CP_LINK_GOOD;
}

cp_link
cp_links_check(cp_links *links, const cp_graph *graph, uint32_t child, uint32_t issuer)
{
	cp_link_row pair = {child, graph->nodes[issuer].key, CP_LINK_UNSUPPORTED};
	const cp_link_row *known = find_row(links, &pair);

	if (known != NULL)
		return known->link;
	if (!cp_grow((void **)&links->rows, links->n_rows, &links->capacity, sizeof(pair)) ||
		!cp_table_reserve(&links->by_pair, links->n_rows + 1))
		return CP_LINK_NO_MEMORY;
	if (graph->nodes[child].has_skeleton && graph->nodes[issuer].has_skeleton)
		pair.link = verify(graph->input, &graph->nodes[child], graph->nodes[issuer].cert);
	if (pair.link == CP_LINK_UNCHECKED || pair.link == CP_LINK_NO_MEMORY)
		return pair.link;
	cp_table_add(&links->by_pair, pair_hash(&pair), (uint32_t)links->n_rows);
	links->rows[links->n_rows++] = pair;
	if (pair.link == CP_LINK_GOOD)
		graph->nodes[child].signer = pair.key;
	return pair.link;
}

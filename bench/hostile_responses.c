/* OCSP responses. */
#include <config.h>
#include "hostile_parts.h"

#include <stdlib.h>
#include <string.h>

/* The serial number of the leaf that hostile_add_leaf makes. */
static const make_single_response of_leaf = {.issuer = "ca", .issuer_key = CA};

static void
put_chain(hostile_input *input)
{
	hostile_add_leaf(input, NULL);
	hostile_add_ca(input, NULL);
	hostile_add_root(input);
}

/* `n` times the same. */
static void
add_responses(hostile_input *input, const make_ocsp *spec, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		hostile_add(&input->responses, make_response(spec));
}

static void
many_responses(hostile_input *input, size_t n)
{
	der singles = DER_EMPTY;
	const make_ocsp spec = {.responder = "ca", .key = CA, .singles = &singles, .forged = true};

	make_single(&singles, &of_leaf);
	put_chain(input);
	add_responses(input, &spec, n);
	der_free(&singles);
}

static void
responses_on_a_ladder(hostile_input *input, size_t n)
{
	der singles = DER_EMPTY;
	const make_ocsp spec = {.responder = "ca", .key = CA, .singles = &singles};

	make_single(&singles, &of_leaf);
	hostile_put_reissues(input, 300, false);
	add_responses(input, &spec, n);
	der_free(&singles);
}

/* Of the leaf's serial number, and about another issuer's certificates. */
static void
single_responses(hostile_input *input, size_t n)
{
	const make_single_response of_others = {.issuer = "ca", .issuer_key = ROOT};
	der singles = DER_EMPTY;
	const make_ocsp spec = {.responder = "ca", .key = CA, .singles = &singles, .forged = true};
	size_t i;

	for (i = 0; i < n; i++)
		make_single(&singles, &of_others);
	hostile_put_reissues(input, 300, false);
	add_responses(input, &spec, 1);
	der_free(&singles);
}

/* Certificates in the name of the responder: forged, or issued by the CA. */
static void
with_delegates(hostile_input *input, size_t n, bool forged)
{
	size_t i, k;

	put_chain(input);
	for (i = 0; i < n; i++) {
		der singles = DER_EMPTY, certs = DER_EMPTY;
		const make_ocsp spec = {.responder = "responder",
			.key = FREE,
			.singles = &singles,
			.certs = &certs,
			.forged = true};

		make_single(&singles, &of_leaf);
		for (k = 0; k < 8; k++) {
			const make_cert delegate = {.subject = "responder",
				.issuer = "ca",
				.key = FREE + 8 * (i % 10) + k,
				.issuer_key = CA,
				.serial = 100 + 8 * i + k,
				.is_responder = true,
				.forged = forged};
			bench_data made = make_certificate(&delegate);

			der_put(&certs, made.data, made.len);
			free(made.data);
		}
		add_responses(input, &spec, 1);
		der_free(&singles);
		der_free(&certs);
	}
}

static void
forged_delegates(hostile_input *input, size_t n)
{
	with_delegates(input, n, true);
}

static void
many_delegates(hostile_input *input, size_t n)
{
	with_delegates(input, n, false);
}

/* tryLater, over and over. */
static void
errors(hostile_input *input, size_t n)
{
	static const unsigned char try_later[] = {0x30, 0x03, 0x0a, 0x01, 0x03};
	size_t i;

	put_chain(input);
	for (i = 0; i < n; i++) {
		bench_data file = {malloc(sizeof(try_later)), sizeof(try_later)};

		bench_require(file.data != NULL, "out of memory");
		memcpy(file.data, try_later, sizeof(try_later));
		hostile_add(&input->responses, file);
	}
}

const hostile_case hostile_responses[] = {
	{"responses, forged", many_responses, 10000, 60, "responses", 20},
	{"responses, 300 paths", responses_on_a_ladder, 60, 20, "signatures", 20},
	{"single responses of one serial", single_responses, 100000, 60, "list_octets", 5000},
	{"responses with forged delegates", forged_delegates, 1000, 20, "signatures", 20},
	{"responses with delegates", many_delegates, 200, 20, "signatures", 20},
	{"errors of responders", errors, 100000, 60, "responses", 20},
	{NULL, NULL, 0, 0, NULL, 0},
};

/*
 * The hostile chains. Most have a path to the anchor and a peer that the leaf does not name, so
 * that every candidate is looked at under every policy: a search that is allowed early costs less.
 */
#include <config.h>
#include "hostile_chains.h"
#include "hostile_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
free_files(hostile_files *files)
{
	while (files->n > 0)
		free(files->file[--files->n].data);
	free(files->file);
	memset(files, 0, sizeof(*files));
}

void
hostile_input_free(hostile_input *input)
{
	free_files(&input->chain);
	free_files(&input->intermediates);
	free_files(&input->anchors);
	free_files(&input->crls);
	free_files(&input->responses);
}

certpolicy_request *
hostile_request(const hostile_input *input)
{
	certpolicy_request *request = certpolicy_request_new();
	char peer[64];
	int status = request == NULL;
	size_t i;

#define ADD(FILES, HOW)                                                                            \
	for (i = 0; i < input->FILES.n; i++)                                                       \
	status |= HOW(request, input->FILES.file[i].data, input->FILES.file[i].len, NULL)
	ADD(chain, certpolicy_request_add_certificate_der);
	ADD(intermediates, certpolicy_request_add_intermediate_der);
	ADD(anchors, certpolicy_request_add_anchor_der);
	ADD(crls, certpolicy_request_add_crl_der);
	ADD(responses, certpolicy_request_add_ocsp);
#undef ADD
	for (i = 0; i <= input->n_peers; i++) {
		snprintf(peer, sizeof(peer), "victim%zu.example", i);
		status |= certpolicy_request_add_peer_dns(request, peer, NULL);
	}
	status |= certpolicy_request_set_time(request, HOSTILE_TIME, NULL);
	bench_require(status == 0, "making a request");
	return request;
}

/* As much of all of it as goes into one request. */
static void
everything(hostile_input *input, size_t n)
{
	der names = DER_EMPTY, bases = DER_EMPTY;
	const hostile_ladder parts = {.leaf = &names, .ca = &bases};
	make_crl spec = {.issuer = "step0", .forged = true};
	char subject[64];
	size_t i;

	hostile_put_names(&names, DNS, n / 2, 0);
	hostile_put_subtrees(&bases, DNS, n / 20, 0, true);
	hostile_put_ladder(input, 10, &parts, true);
	for (i = 0; i < n; i++) {
		const make_cert other = {.subject = hostile_numbered(subject, "other", i % 100),
			.issuer = "another",
			.key = FREE + i,
			.issuer_key = CA,
			.is_ca = true,
			.forged = true};

		hostile_add_cert(&input->chain, &other);
	}
	for (spec.number = 0; spec.number < n / 10; spec.number++)
		hostile_add(&input->crls, make_list(&spec));
	input->n_peers = 99;
	der_free(&names);
	der_free(&bases);
}

static const hostile_case hostile_all[] = {
	{"everything at once", everything, 9900, 60, "name_comparisons", 1000},
	{NULL, NULL, 0, 0, NULL, 0},
};

const hostile_case *const hostile_tables[] = {hostile_topologies, hostile_names, hostile_policies,
	hostile_forms, hostile_keys, hostile_lists, hostile_responses, hostile_all, NULL};

/* What several hostile chains are made of. */
#include <config.h>
#include "hostile_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
hostile_add(hostile_files *files, bench_data file)
{
	if (files->n == files->capacity) {
		files->capacity = files->capacity > 0 ? 2 * files->capacity : 16;
		files->file = realloc(files->file, files->capacity * sizeof(*files->file));
		bench_require(files->file != NULL, "out of memory");
	}
	files->file[files->n++] = file;
}

void
hostile_add_cert(hostile_files *files, const make_cert *spec)
{
	hostile_add(files, make_certificate(spec));
}

void
hostile_add_leaf(hostile_input *input, const der *extensions)
{
	const make_cert spec = {.subject = "leaf",
		.issuer = "ca",
		.key = LEAF,
		.issuer_key = CA,
		.dns = extensions == NULL ? "www.example" : NULL,
		.extensions = extensions};

	hostile_add_cert(&input->chain, &spec);
}

void
hostile_add_ca(hostile_input *input, const der *extensions)
{
	const make_cert spec = {.subject = "ca",
		.issuer = "root",
		.key = CA,
		.issuer_key = ROOT,
		.is_ca = true,
		.extensions = extensions};

	hostile_add_cert(&input->chain, &spec);
}

void
hostile_add_root(hostile_input *input)
{
	const make_cert spec = {.subject = "root",
		.issuer = "root",
		.key = ROOT,
		.issuer_key = ROOT,
		.is_ca = true};

	hostile_add_cert(&input->anchors, &spec);
}

void
hostile_put_below_ca(hostile_input *input, der *extensions)
{
	hostile_add_leaf(input, extensions);
	hostile_add_ca(input, NULL);
	hostile_add_root(input);
	der_free(extensions);
}

const char *
hostile_numbered(char text[64], const char *prefix, size_t n)
{
	snprintf(text, 64, "%s%zu", prefix, n);
	return text;
}

void
hostile_put_reissues(hostile_input *input, size_t n, bool forged)
{
	size_t i;

	hostile_add_leaf(input, NULL);
	for (i = 0; i < n; i++) {
		const make_cert spec = {.subject = "ca",
			.issuer = "root",
			.serial = i,
			.key = CA,
			.issuer_key = ROOT,
			.is_ca = true,
			.forged = forged};

		hostile_add_cert(&input->chain, &spec);
	}
	hostile_add_root(input);
}

void
hostile_put_ladder(hostile_input *input, size_t n, const hostile_ladder *parts, bool anchored)
{
	char subject[64], issuer[64];
	size_t i, k;
	const make_cert leaf = {.subject = "leaf",
		.issuer = "step0",
		.key = LEAF,
		.issuer_key = FREE,
		.spki = parts->leaf_spki,
		.extensions = parts->leaf};
	const make_cert root = {.subject = hostile_numbered(subject, "step", n),
		.issuer = subject,
		.key = FREE + 2 * n,
		.issuer_key = FREE + 2 * n,
		.is_ca = true};

	hostile_add_cert(&input->chain, &leaf);
	if (anchored)
		hostile_add_cert(&input->anchors, &root);
	for (i = 0; i < n; i++) {
		for (k = 0; k < 4; k++) {
			const make_cert spec = {.subject = hostile_numbered(subject, "step", i),
				.issuer = hostile_numbered(issuer, "step", i + 1),
				.key = FREE + 2 * i + k / 2,
				.issuer_key = FREE + 2 * (i + 1) + (i + 1 < n ? k % 2 : 0),
				.serial = k,
				.is_ca = true,
				.extensions = parts->ca};

			if (i > 0 || k < 2)
				hostile_add_cert(&input->chain, &spec);
		}
	}
	if (!anchored)
		hostile_add_root(input);
}

void
hostile_put_plain_ladder(hostile_input *input, size_t n, bool anchored)
{
	const hostile_ladder plain = {NULL, NULL, NULL};

	hostile_put_ladder(input, n, &plain, anchored);
}

void
hostile_put_on_ladder(hostile_input *input, der *extensions)
{
	const hostile_ladder parts = {.leaf = extensions};

	hostile_put_ladder(input, 10, &parts, true);
	der_free(extensions);
}

void
hostile_put_name(der *d, hostile_form form, size_t number, size_t filling, const char *domain)
{
	char text[64];
	size_t i;

	der_open(d, form);
	if (form == DIRECTORY) {
		der_open(d, 0x30);
		for (i = 0; i < filling; i++) {
			snprintf(text, sizeof(text), "unit %zu of many", i);
			der_open(d, 0x31);
			der_open(d, 0x30);
			der_oid(d, "55040b");
			der_text(d, 0x0c, text);
			der_close(d);
			der_close(d);
		}
		snprintf(text, sizeof(text), "%s%zu", domain, number);
		der_open(d, 0x31);
		der_open(d, 0x30);
		der_oid(d, "550403");
		der_text(d, 0x0c, text);
		der_close(d);
		der_close(d);
		der_close(d);
	} else {
		if (form == URI)
			der_put(d, "https://", 8);
		der_fill(d, 'a', filling);
		snprintf(text, sizeof(text), "n%zu", number);
		der_put(d, text, strlen(text));
		der_put(d, form == EMAIL ? "@" : ".", 1);
		der_put(d, domain, strlen(domain));
	}
	der_close(d);
}

void
hostile_put_names(der *extensions, hostile_form form, size_t n, size_t filling)
{
	der content = DER_EMPTY;
	size_t i;

	der_open(&content, 0x30);
	for (i = 0; i < n; i++)
		hostile_put_name(&content, form, i, filling, "names.example");
	der_close(&content);
	make_extension(extensions, OID_SAN, false, &content);
	der_free(&content);
}

void
hostile_put_subtrees(der *extensions, hostile_form form, size_t n, size_t filling, bool excluded)
{
	der content = DER_EMPTY;
	char text[64];
	size_t i;

	der_open(&content, 0x30);
	der_open(&content, excluded ? 0xa1 : 0xa0);
	for (i = 0; i < n; i++) {
		der_open(&content, 0x30);
		if (form == DIRECTORY || form == EMAIL) {
			hostile_put_name(&content, form, i, filling, "bases.example");
		} else {
			der_text(&content, form, hostile_numbered(text, "b.example", i));
		}
		der_close(&content);
	}
	der_close(&content);
	der_close(&content);
	make_extension(extensions, OID_CONSTRAINTS, true, &content);
	der_free(&content);
}

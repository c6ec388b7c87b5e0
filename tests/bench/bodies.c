/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to look for values and credentials in all that an audit got: for `make bench`.  The values
 * that are held are as many as an audit holds. usage: bench_bodies RECORDING        prints scan=
 * (milliseconds for every body once) bodies= and bytes= */
#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/redact.h"
#include "base/secret.h"
#include "leak/scan.h"

enum { ROUNDS = 40 };

static gsize look(const json_t *answers, gsize *bodies)
{
	gsize bytes = 0;
	for (size_t i = 0; i < json_array_size(answers); i++) {
		const json_t *response = json_object_get(json_array_get(answers, i), "response");
		const json_t *body = json_object_get(response, "body");
		if (!json_is_string(body))
			continue;
		g_autoptr(GString) found = redact_bytes(json_string_value(body), json_string_length(body));
		bytes += json_string_length(body);
		++*bodies;
	}
	return bytes;
}

int main(int argc, char **argv)
{
	json_error_t error;
	g_autoptr(SecBuf) token = secbuf_new("a", "token-for-measuring-1234567890", 30, NULL);
	g_autoptr(SecBuf) other = secbuf_new("b", "engine-token-for-measuring-12345", 32, NULL);
	json_t *document = argc == 2 ? json_load_file(argv[1], 0, &error) : NULL;
	const json_t *answers =
		json_object_get(json_array_get(json_object_get(document, "targets"), 0), "answers");
	if (answers == NULL) {
		fputs("usage: bench_bodies RECORDING\n", stderr);
		return 2;
	}
	redact_set_scanner(leak_redact);
	gint64 best = G_MAXINT64;
	gsize bodies = 0, bytes = 0;
	/* The first round also makes what is looked for with. */
	for (int round = 0; round < ROUNDS; round++) {
		gint64 began = g_get_monotonic_time();
		bodies = 0;
		bytes = look(answers, &bodies);
		best = MIN(best, g_get_monotonic_time() - began);
	}
	printf("scan=%.3f bodies=%zu bytes=%zu\n", (double)best / 1000, bodies, bytes);
	json_decref(document);
	return 0;
}

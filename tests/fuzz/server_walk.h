/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzzers of manifest and OpenAPI share. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Documents of an input, divided by NUL bytes; those that are no JSON are NULL. */
enum { WALK_DOCUMENTS = 3 };

#include "base/json.h"
#include "model/server.h"

void walk_read(const uint8_t *data, size_t size, json_t *documents[WALK_DOCUMENTS]);
void walk_free(json_t *documents[WALK_DOCUMENTS]);

/* Builds a server twice and looks at everything in it: nothing that must be there is missing, what is printed
 * can be read again, and both are the same. */
void walk_build(json_t *manifest, json_t *components, json_t *openapi);

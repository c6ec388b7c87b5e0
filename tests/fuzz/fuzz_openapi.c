/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenAPI: routes are found in whatever it is, alone and beside a manifest. */
#include "server_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *documents[WALK_DOCUMENTS];
	walk_read(data, size, documents);
	walk_build(NULL, NULL, documents[0]);
	walk_build(documents[1], documents[2], documents[0]);
	walk_free(documents);
	return 0;
}

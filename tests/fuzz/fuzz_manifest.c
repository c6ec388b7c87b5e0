/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manifest and components: whatever a server sends becomes a model, or an error. */
#include "server_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *documents[WALK_DOCUMENTS];
	walk_read(data, size, documents);
	walk_build(documents[0], documents[1], documents[2]);
	walk_build(NULL, documents[0], NULL);
	walk_free(documents);
	return 0;
}

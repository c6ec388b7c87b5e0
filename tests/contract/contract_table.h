/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the contract test knows of the recordings: names, and the exchanges that the demo server cannot mean.
 */
#pragma once

#include "demo/demo.h"

/* A recorded server and the demo server that is to answer like it. */
struct contract_server {
	const char *folder;
	DemoMode mode;
	const char *token, *flaws;
};
extern const struct contract_server contract_servers[2];

/* Names of the recordings and what the ticket desk calls the same. Ends with NULL. */
struct contract_name {
	const char *recorded, *desk;
};
extern const struct contract_name contract_names[];

/* Exchanges that are not compared, by the recorded name without its number ("call-raises"); `whole_answer`
 * FALSE: the status is compared, the body is not.  Ends with NULL. */
struct contract_exception {
	const char *folder; /* NULL: both */
	const char *exchange;
	gboolean sent; /* sent all the same, for what it changes */
	const char *reason;
};
extern const struct contract_exception contract_exceptions[];
const struct contract_exception *contract_exception(const char *folder, const char *exchange);

/* Exchanges before which the engine was taken away, by how their names begin.  Ends with NULL: all others. */
struct contract_engine {
	const char *prefix;
	DemoEngine state;
};
extern const struct contract_engine contract_engines[];
DemoEngine contract_engine(const char *exchange);

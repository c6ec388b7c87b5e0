/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only a person can say: judged by a dated attestation (model/attestations.h).  Pure. */
#pragma once

#include "audit/check.h"

/* Says manual where there is no attestation of the judged check, or where it has lapsed: on its date, when
 * `most_days` (0: any) have passed since it was made, or because `list` (NULL: of nothing that changes; an
 * attestation_list()) is another than it was made for.  Says pass otherwise. `what` completes "nobody has
 * said that ...". */
void judge_attestation(Judgement *judgement, const Evidence *evidence, const char *check, const char *what,
		       const char *list, int most_days);

/* Names of the server's destructive actions: what ops.destructive-review is attested for.  Borrowed from
 * `server`. */
GPtrArray *destructive_actions(const Server *server);

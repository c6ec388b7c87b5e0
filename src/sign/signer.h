/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a Signer is.  Only for sign/. */
#pragma once

#include "sign/key.h"
#include "sign/sign.h"

/* For what is signed beside a body: usually enough. */
enum { ROOM_BESIDE_BODY = 256 };

struct Signer {
	SchemePlan *plan;
	Key *key;
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a Signer is.  Only for sign/. */
#pragma once

#include "sign/key.h"
#include "sign/sign.h"

struct Signer {
	SchemePlan *plan;
	Key *key;
};

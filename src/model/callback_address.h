/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a host name or address leads, as far as its text tells: nothing is resolved. */
#pragma once

#include <glib.h>

typedef enum {
	ADDRESS_PUBLIC,
	ADDRESS_LOOPBACK,
	ADDRESS_PRIVATE,
	ADDRESS_LINK_LOCAL,
	ADDRESS_METADATA, /* of a cloud machine: answers with its credentials */
	ADDRESS_RESERVED, /* unspecified, multicast, never routed */
	ADDRESS_CLASSES
} AddressClass;

/* `host` in lower case, without brackets and a dot at the end.  Addresses count in every form that resolvers
 * take (2130706433, 0x7f.1, 0177.0.0.1, ::ffff:127.0.0.1). */
AddressClass address_class(const char *host);

/* "private address"; static. */
const char *address_class_name(AddressClass class);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/callback_address.h"

#include <arpa/inet.h>
#include <glib/gi18n.h>
#include <string.h>

#define IPV4(a, b, c, d) ((guint32)(a) << 24 | (guint32)(b) << 16 | (guint32)(c) << 8 | (guint32)(d))

/* Single addresses before the networks that they lie in (IANA special-purpose registry; the metadata services
 * of AWS, GCP and Azure, AWS containers, Oracle, Alibaba). */
static const struct {
	guint32 network;
	int bits;
	AddressClass class;
} networks[] = {
	{ IPV4(169, 254, 169, 254), 32, ADDRESS_METADATA },
	{ IPV4(169, 254, 170, 2), 32, ADDRESS_METADATA },
	{ IPV4(169, 254, 170, 23), 32, ADDRESS_METADATA },
	{ IPV4(192, 0, 0, 192), 32, ADDRESS_METADATA },
	{ IPV4(100, 100, 100, 200), 32, ADDRESS_METADATA },
	{ IPV4(168, 63, 129, 16), 32, ADDRESS_METADATA },
	{ IPV4(127, 0, 0, 0), 8, ADDRESS_LOOPBACK },
	{ IPV4(0, 0, 0, 0), 32, ADDRESS_LOOPBACK }, /* Linux connects to itself */
	{ IPV4(0, 0, 0, 0), 8, ADDRESS_RESERVED },
	{ IPV4(10, 0, 0, 0), 8, ADDRESS_PRIVATE },
	{ IPV4(100, 64, 0, 0), 10, ADDRESS_PRIVATE },
	{ IPV4(172, 16, 0, 0), 12, ADDRESS_PRIVATE },
	{ IPV4(192, 168, 0, 0), 16, ADDRESS_PRIVATE },
	{ IPV4(198, 18, 0, 0), 15, ADDRESS_PRIVATE },
	{ IPV4(169, 254, 0, 0), 16, ADDRESS_LINK_LOCAL },
	{ IPV4(192, 0, 0, 0), 24, ADDRESS_RESERVED },
	{ IPV4(224, 0, 0, 0), 4, ADDRESS_RESERVED },
	{ IPV4(240, 0, 0, 0), 4, ADDRESS_RESERVED },
};

static const struct {
	const char *name; /* with a dot in front: a suffix too */
	AddressClass class;
} names[] = {
	{ "metadata.google.internal", ADDRESS_METADATA },
	{ "metadata.goog", ADDRESS_METADATA },
	{ "instance-data.ec2.internal", ADDRESS_METADATA },
	{ "instance-data", ADDRESS_METADATA },
	{ "metadata", ADDRESS_METADATA },
	{ ".localhost", ADDRESS_LOOPBACK },
	{ ".localdomain", ADDRESS_LOOPBACK },
	{ "ip6-localhost", ADDRESS_LOOPBACK },
	{ "ip6-loopback", ADDRESS_LOOPBACK },
	{ ".internal", ADDRESS_PRIVATE },
	{ ".local", ADDRESS_PRIVATE },
	{ ".lan", ADDRESS_PRIVATE },
	{ ".intranet", ADDRESS_PRIVATE },
	{ ".home.arpa", ADDRESS_PRIVATE },
};

static const char *const class_names[ADDRESS_CLASSES] = {
	[ADDRESS_PUBLIC] = "",
	[ADDRESS_LOOPBACK] = N_("loopback address"),
	[ADDRESS_PRIVATE] = N_("private address"),
	[ADDRESS_LINK_LOCAL] = N_("link-local address"),
	[ADDRESS_METADATA] = N_("metadata address"),
	[ADDRESS_RESERVED] = N_("reserved address"),
};

const char *address_class_name(AddressClass class)
{
	return class == ADDRESS_PUBLIC ? "" : _(class_names[class]);
}

static AddressClass class_of_ipv4(guint32 address)
{
	for (gsize i = 0; i < G_N_ELEMENTS(networks); i++)
		if ((address ^ networks[i].network) >> (32 - networks[i].bits) == 0)
			return networks[i].class;
	return ADDRESS_PUBLIC;
}

/* One to four parts, each decimal, octal (0...) or hexadecimal (0x...), the last one filling what is left:
 * what inet_aton() takes, and with it most resolvers. */
static gboolean parse_ipv4(const char *host, guint32 *address)
{
	guint64 parts[4];
	int n = 0;
	for (const char *at = host;; at++) {
		char *end;
		if (n == 4 || !g_ascii_isdigit(*at))
			return FALSE;
		parts[n] = g_ascii_strtoull(at, &end, 0);
		if (*end != '.' && *end != '\0')
			return FALSE;
		n++;
		at = end;
		if (*at == '\0')
			break;
	}
	guint64 last_limit = G_GUINT64_CONSTANT(1) << (8 * (5 - n));
	guint64 sum = parts[n - 1];
	if (sum >= last_limit)
		return FALSE;
	for (int i = 0; i < n - 1; i++) {
		if (parts[i] > 255)
			return FALSE;
		sum |= parts[i] << (24 - 8 * i);
	}
	*address = (guint32)sum;
	return TRUE;
}

static guint32 ipv4_at(const guint8 *bytes)
{
	return IPV4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

/* Addresses that stand for an IPv4 one: mapped, compatible, translated (NAT64), 6to4. */
static gboolean embedded_ipv4(const guint8 *bytes, guint32 *address)
{
	static const guint8 MAPPED[12] = { [10] = 0xff, [11] = 0xff };
	static const guint8 NAT64[12] = { 0x00, 0x64, 0xff, 0x9b };
	static const guint8 ZERO[12] = { 0 };
	if (memcmp(bytes, MAPPED, 12) == 0 || memcmp(bytes, NAT64, 12) == 0 || memcmp(bytes, ZERO, 12) == 0)
		*address = ipv4_at(bytes + 12);
	else if (bytes[0] == 0x20 && bytes[1] == 0x02)
		*address = ipv4_at(bytes + 2);
	else
		return FALSE;
	return TRUE;
}

static AddressClass class_of_ipv6(const guint8 *bytes)
{
	static const guint8 LOOPBACK[16] = { [15] = 1 };
	static const guint8 AWS[16] = { 0xfd, 0x00, 0x0e, 0xc2, [14] = 0x02, [15] = 0x54 };
	guint32 ipv4;
	if (memcmp(bytes, LOOPBACK, 16) == 0)
		return ADDRESS_LOOPBACK;
	if (memcmp(bytes, AWS, 16) == 0)
		return ADDRESS_METADATA;
	if (embedded_ipv4(bytes, &ipv4))
		return class_of_ipv4(ipv4);
	if ((bytes[0] & 0xfe) == 0xfc || (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0xc0))
		return ADDRESS_PRIVATE;
	if (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80)
		return ADDRESS_LINK_LOCAL;
	return bytes[0] == 0xff ? ADDRESS_RESERVED : ADDRESS_PUBLIC;
}

static AddressClass class_of_name(const char *host)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *name = names[i].name;
		if (strcmp(host, *name == '.' ? name + 1 : name) == 0 ||
		    (*name == '.' && g_str_has_suffix(host, name)))
			return names[i].class;
	}
	return ADDRESS_PUBLIC;
}

AddressClass address_class(const char *host)
{
	guint8 bytes[16];
	guint32 ipv4;
	if (parse_ipv4(host, &ipv4))
		return class_of_ipv4(ipv4);
	g_autofree char *zoneless = g_strndup(host, strcspn(host, "%"));
	if (inet_pton(AF_INET6, zoneless, bytes) == 1)
		return class_of_ipv6(bytes);
	return class_of_name(host);
}

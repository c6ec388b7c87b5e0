/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of the known formats.  They lead nowhere: names under example.com, addresses set aside for
 * documentation (RFC 2606, 5737, 3849). */
#include "model/sample_private.h"

#include <string.h>

typedef struct {
	Sampler *sampler;
	GString *out;
	size_t least, most;
} Maker;

static unsigned below(Maker *maker, unsigned count)
{
	return (unsigned)sample_below(maker->sampler, count);
}

/* Letters until the text, with what is still to come, has its least length. */
static void fill(Maker *maker, size_t coming)
{
	size_t length = maker->out->len + coming;
	if (maker->least > length && maker->least < SAMPLE_BYTES / 8)
		sample_letters(maker->sampler, maker->out, maker->least - length);
}

static void make_date(Maker *maker)
{
	g_string_append_printf(maker->out, "20%02u-%02u-%02u", 20 + below(maker, 10), 1 + below(maker, 12),
			       1 + below(maker, 28));
}

static void make_time(Maker *maker)
{
	g_string_append_printf(maker->out, "%02u:%02u:%02uZ", below(maker, 24), below(maker, 60),
			       below(maker, 60));
}

static void make_date_time(Maker *maker)
{
	make_date(maker);
	g_string_append_c(maker->out, 'T');
	make_time(maker);
}

static void make_duration(Maker *maker)
{
	g_string_append_printf(maker->out, below(maker, 2) == 0 ? "P%uD" : "PT%uM", 1 + below(maker, 30));
}

static void make_email(Maker *maker)
{
	if (maker->most < strlen("user12@example.com")) {
		g_string_append(maker->out, maker->most < strlen("a@b.example") ? "a@b" : "a@b.example");
		return;
	}
	g_string_append_printf(maker->out, "user%u", below(maker, 100));
	fill(maker, strlen("@example.com"));
	g_string_append(maker->out, "@example.com");
}

/* Labels are 63 characters at most. */
static void make_host(Maker *maker)
{
	if (maker->most < strlen("host12.example.com")) {
		sample_letters(maker->sampler, maker->out, MIN(maker->most, 8));
		return;
	}
	g_string_append_printf(maker->out, "host%u", below(maker, 100));
	while (maker->least > maker->out->len + strlen(".example.com") && maker->out->len < 240) {
		g_string_append_c(maker->out, '.');
		sample_letters(maker->sampler, maker->out,
			       CLAMP(maker->least - maker->out->len, 13, 60) - 12);
	}
	g_string_append(maker->out, ".example.com");
}

static void make_ipv4(Maker *maker)
{
	g_string_append_printf(maker->out, "192.0.2.%u", 1 + below(maker, 254));
}

static void make_ipv6(Maker *maker)
{
	g_string_append_printf(maker->out, "2001:db8::%x", 1 + below(maker, 0xffff));
}

static void make_uri(Maker *maker)
{
	g_string_append(maker->out, "https://example.com/");
	if (maker->out->len + 4 <= maker->most)
		sample_letters(maker->sampler, maker->out, 4);
	fill(maker, 0);
}

static void make_reference(Maker *maker)
{
	g_string_append_c(maker->out, '/');
	sample_letters(maker->sampler, maker->out, MIN(maker->most, 5) - MIN(maker->most, 1));
	fill(maker, 0);
}

static void make_uuid(Maker *maker)
{
	guint64 high = sample_random(maker->sampler), low = sample_random(maker->sampler);
	g_string_append_printf(maker->out, "%08x-%04x-4%03x-%x%03x-%012" G_GINT64_MODIFIER "x",
			       (unsigned)(high >> 32), (unsigned)(high >> 16) & 0xffff,
			       (unsigned)high & 0xfff, 8 + below(maker, 4), (unsigned)(low >> 48) & 0xfff,
			       low & G_GUINT64_CONSTANT(0xffffffffffff));
}

static void make_relative_pointer(Maker *maker)
{
	g_string_append_c(maker->out, '0');
	make_reference(maker);
}

static void make_regex(Maker *maker)
{
	g_string_append(maker->out, "^[a-z]+$");
}

static void make_base64(Maker *maker)
{
	g_string_append(maker->out, "d2Vpcg==");
	while (maker->out->len < MIN(maker->least, SAMPLE_BYTES / 8))
		g_string_insert(maker->out, 0, "AAAA");
}

static const struct {
	const char *name;
	void (*make)(Maker *maker);
} formats[] = {
	{ "date-time", make_date_time },
	{ "date", make_date },
	{ "time", make_time },
	{ "duration", make_duration },
	{ "email", make_email },
	{ "idn-email", make_email },
	{ "hostname", make_host },
	{ "idn-hostname", make_host },
	{ "ipv4", make_ipv4 },
	{ "ipv6", make_ipv6 },
	{ "ipvanyaddress", make_ipv4 },
	{ "uri", make_uri },
	{ "iri", make_uri },
	{ "uri-reference", make_reference },
	{ "iri-reference", make_reference },
	{ "uri-template", make_reference },
	{ "uuid", make_uuid },
	{ "uuid4", make_uuid },
	{ "json-pointer", make_reference },
	{ "relative-json-pointer", make_relative_pointer },
	{ "regex", make_regex },
	{ "byte", make_base64 },
	{ "base64", make_base64 },
};

gboolean sample_format(Sampler *sampler, const char *format, size_t least, size_t most, GString *out)
{
	Maker maker = { sampler, out, least, most };
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (!g_str_equal(formats[i].name, format))
			continue;
		formats[i].make(&maker);
		return TRUE;
	}
	return FALSE;
}

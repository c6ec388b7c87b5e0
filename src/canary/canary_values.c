/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canary/canary_values.h"

#include <glib/gi18n.h>
#include <openssl/rand.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/wipe.h"
#include "model/sample.h"

enum { SECRET_BYTES = 32, MARK_BYTES = 16 };

static void random_bytes(guint8 *bytes, gsize length)
{
	if (RAND_bytes(bytes, (int)length) != 1)
		for (gsize i = 0; i < length; i++)
			bytes[i] = (guint8)g_random_int_range(0, 256);
}

static void append_hex(GString *out, const guint8 *bytes, gsize length)
{
	for (gsize i = 0; i < length; i++)
		g_string_append_printf(out, "%02x", bytes[i]);
}

char *canary_mark(void)
{
	guint8 bytes[MARK_BYTES];
	GString *mark = g_string_new(CANARY_PREFIX);
	random_bytes(bytes, sizeof bytes);
	append_hex(mark, bytes, sizeof bytes);
	return g_string_free(mark, FALSE);
}

/* A canary's secret guards nothing but events of its own; it is random all the same, since whoever guessed it
 * could make a case look as if it had held. */
json_t *canary_signing_value(SecretForm form)
{
	guint8 bytes[SECRET_BYTES];
	random_bytes(bytes, sizeof bytes);
	GString *text = g_string_new(form == SECRET_WHSEC  ? "whsec_"
				     : form == SECRET_TEXT ? "weir_canary_"
							   : "");
	if (form == SECRET_BASE64 || form == SECRET_WHSEC) {
		char *base64 = g_base64_encode(bytes, sizeof bytes);
		g_string_append(text, base64);
		secbuf_wipe(base64, strlen(base64));
		g_free(base64);
	} else {
		append_hex(text, bytes, sizeof bytes);
	}
	json_t *value = json_string(text->str);
	secbuf_wipe(text->str, text->len);
	g_string_free(text, TRUE);
	secbuf_wipe(bytes, sizeof bytes);
	return value;
}

static gboolean fits(const Argument *argument, json_t *root, const json_t *value)
{
	static const SchemaOptions options = { .assert_formats = TRUE };
	if (argument->schema == NULL)
		return TRUE;
	g_autoptr(Schema) schema = schema_new(argument->schema, root, NULL);
	return schema != NULL && schema_validate(schema, value, &options, NULL) == SCHEMA_VALID;
}

/* What a value is told by: random, or of the mark of what it belongs to. */
static char *seed_of(const Argument *argument, const char *mark)
{
	if (mark == NULL)
		return canary_mark();
	g_autofree char *text = g_strconcat(mark, "/", argument->name, NULL);
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	return g_strdup_printf("%s%.*s", CANARY_PREFIX, 2 * MARK_BYTES, digest);
}

static json_t *canary_value(const Argument *argument, json_t *root, const json_t *first, const char *mark,
			    GError **error)
{
	g_autofree char *seed = seed_of(argument, mark);
	g_autoptr(json_t) own = json_string(seed);
	if (first != NULL && fits(argument, root, first))
		return json_deep_copy(first);
	/* What schemas call examples is what others use, too; a mark of one's own goes before it. */
	if (fits(argument, root, own))
		return json_incref(own);
	const SampleOptions options = { .seed = g_str_hash(seed) };
	json_t *value = sample_make(argument->schema, root, &options, error);
	if (value == NULL)
		g_prefix_error(error, "%s: ", argument->name);
	return value;
}

json_t *canary_values(const GPtrArray *arguments, json_t *root, const json_t *first, const char *also,
		      const char *mark, GError **error)
{
	g_autoptr(json_t) values = json_object();
	for (guint i = 0; arguments != NULL && i < arguments->len; i++) {
		const Argument *argument = arguments->pdata[i];
		if (!argument->required && g_strcmp0(argument->name, also) != 0)
			continue;
		json_t *value =
			canary_value(argument, root, json_object_get(first, argument->name), mark, error);
		if (value == NULL)
			return NULL;
		json_object_set_new(values, argument->name, value);
	}
	return json_incref(values);
}

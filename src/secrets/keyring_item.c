/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/when.h"
#include "base/wipe.h"
#include "secrets/keyring_private.h"

#define ENCODING_BASE64 "base64"

KeyringItem *keyring_item_new(const char *server, const char *connection, const char *name, SecretKind kind)
{
	KeyringItem *item = g_new0(KeyringItem, 1);
	item->server = g_strdup(server != NULL ? server : "");
	item->connection = g_strdup(connection != NULL ? connection : "");
	item->name = g_strdup(name != NULL ? name : "");
	item->kind = kind;
	item->stage = SECRET_STAGE_CURRENT;
	return item;
}

KeyringItem *keyring_item_copy(const KeyringItem *item)
{
	KeyringItem *copy = g_memdup2(item, sizeof *item);
	copy->server = g_strdup(item->server);
	copy->connection = g_strdup(item->connection);
	copy->name = g_strdup(item->name);
	copy->path = g_strdup(item->path);
	return copy;
}

void keyring_item_free(KeyringItem *item)
{
	if (item == NULL)
		return;
	g_free(item->server);
	g_free(item->connection);
	g_free(item->name);
	g_free(item->path);
	g_free(item);
}

char *keyring_item_reference(const KeyringItem *item)
{
	GString *text = g_string_new("keyring:");
	if (*item->server != '\0')
		g_string_append_printf(text, "%s/", item->server);
	if (*item->connection != '\0')
		g_string_append_printf(text, "%s/", item->connection);
	g_string_append(text, item->name);
	return g_string_free(text, FALSE);
}

/* ---- what was loaded ---- */

struct known {
	gint64 created, compromised;
};

static GHashTable *known; /* reference -> struct known * */

void keyring_remember(const KeyringItem *item)
{
	struct known *one = g_new(struct known, 1);
	*one = (struct known){ item->created, item->compromised };
	if (known == NULL)
		known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_hash_table_replace(known, keyring_item_reference(item), one);
}

gboolean keyring_known(const char *reference, gint64 *created, gint64 *compromised)
{
	const struct known *one = known != NULL ? g_hash_table_lookup(known, reference) : NULL;
	if (one == NULL)
		return FALSE;
	*created = one->created;
	*compromised = one->compromised;
	return TRUE;
}

/* ---- choosing ---- */

static gboolean is_secret(const KeyringItem *item, const char *server, const char *connection,
			  const char *name)
{
	return strcmp(item->server, server != NULL ? server : "") == 0 &&
	       strcmp(item->connection, connection != NULL ? connection : "") == 0 &&
	       strcmp(item->name, name) == 0;
}

static gboolean is_newer(const KeyringItem *item, const KeyringItem *than)
{
	if (than == NULL || item->version != than->version)
		return than == NULL || item->version > than->version;
	return item->created > than->created;
}

const KeyringItem *keyring_find(const GPtrArray *items, const KeyringKey *key)
{
	const KeyringItem *best = NULL;
	for (guint i = 0; i < items->len; i++) {
		const KeyringItem *item = items->pdata[i];
		if (is_secret(item, key->server, key->connection, key->name) && item->stage == key->stage &&
		    (key->version == 0 || item->version == key->version) && is_newer(item, best))
			best = item;
	}
	return best;
}

guint64 keyring_highest(const GPtrArray *items, const char *server, const char *connection, const char *name)
{
	guint64 highest = 0;
	for (guint i = 0; i < items->len; i++) {
		const KeyringItem *item = items->pdata[i];
		if (is_secret(item, server, connection, name))
			highest = MAX(highest, item->version);
	}
	return highest;
}

gboolean keyring_item_is(const KeyringItem *item, const KeyringItem *other)
{
	return is_secret(item, other->server, other->connection, other->name) &&
	       item->version == other->version && item->kind == other->kind;
}

int keyring_item_compare(gconstpointer left, gconstpointer right)
{
	const KeyringItem *a = *(KeyringItem *const *)left, *b = *(KeyringItem *const *)right;
	int order = strcmp(a->server, b->server);
	if (order == 0)
		order = strcmp(a->connection, b->connection);
	if (order == 0)
		order = strcmp(a->name, b->name);
	if (order == 0)
		order = (a->version > b->version) - (a->version < b->version);
	return order != 0 ? order : (a->created > b->created) - (a->created < b->created);
}

/* ---- attributes ---- */

static void set_attribute(GHashTable *attributes, const char *name, char *value)
{
	g_hash_table_replace(attributes, g_strdup(name), value);
}

GHashTable *keyring_item_attributes(const KeyringItem *item)
{
	GHashTable *attributes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	set_attribute(attributes, "application", g_strdup("weir"));
	set_attribute(attributes, "server", g_strdup(item->server));
	set_attribute(attributes, "connection", g_strdup(item->connection));
	set_attribute(attributes, "name", g_strdup(item->name));
	set_attribute(attributes, "kind", g_strdup(secret_kind_name(item->kind)));
	set_attribute(attributes, "stage", g_strdup(secret_stage_name(item->stage)));
	set_attribute(attributes, "version", g_strdup_printf("%" PRIu64, item->version));
	set_attribute(attributes, "created", when_rfc3339(item->created));
	if (item->base64)
		set_attribute(attributes, "encoding", g_strdup(ENCODING_BASE64));
	if (item->compromised > 0)
		set_attribute(attributes, "compromised", when_rfc3339(item->compromised));
	return attributes;
}

static const char *attribute(GVariant *attributes, const char *name)
{
	const char *value = NULL;
	return attributes != NULL && g_variant_lookup(attributes, name, "&s", &value) ? value : "";
}

static gint64 time_attribute(GVariant *attributes, const char *name)
{
	gint64 time = 0;
	return when_parse_rfc3339(attribute(attributes, name), &time) ? time : 0;
}

/* What another program stored, `secret-tool store application weir ...`, may lack what weir gives every item.
 */
KeyringItem *keyring_item_read(const char *path, GVariant *properties)
{
	g_autoptr(GVariant) attributes =
		g_variant_lookup_value(properties, "Attributes", G_VARIANT_TYPE("a{ss}"));
	KeyringItem *item =
		keyring_item_new(attribute(attributes, "server"), attribute(attributes, "connection"),
				 attribute(attributes, "name"), SECRET_KIND_GENERIC);
	guint64 seconds = 0;
	item->path = g_strdup(path);
	if (!secret_kind_find(attribute(attributes, "kind"), &item->kind))
		item->kind = secret_kind_guess(item->name);
	secret_stage_find(attribute(attributes, "stage"), &item->stage);
	g_ascii_string_to_unsigned(attribute(attributes, "version"), 10, 0, G_MAXINT64, &item->version, NULL);
	item->created = time_attribute(attributes, "created");
	item->compromised = time_attribute(attributes, "compromised");
	g_variant_lookup(properties, "Locked", "b", &item->locked);
	if (item->created <= 0 && g_variant_lookup(properties, "Created", "t", &seconds) &&
	    seconds < G_MAXINT64 / G_USEC_PER_SEC)
		item->created = (gint64)seconds * G_USEC_PER_SEC;
	item->base64 = strcmp(attribute(attributes, "encoding"), ENCODING_BASE64) == 0;
	return item;
}

/* ---- values ---- */

/* Keyrings keep texts: other bytes go in as base64. */
static gboolean is_text(const char *bytes, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (((guchar)bytes[i] < ' ' && strchr("\t\n\r", bytes[i]) == NULL) || bytes[i] == '\0')
			return FALSE;
	return g_utf8_validate_len(bytes, length, NULL);
}

SecretValue *keyring_value_encode(const SecBuf *value, gboolean *base64)
{
	const char *bytes = secbuf_bytes(value);
	gsize length = secbuf_length(value);
	*base64 = !is_text(bytes, length);
	if (!*base64)
		return secret_value_new(bytes, (gssize)length, "text/plain");
	char *text = g_base64_encode((const guchar *)bytes, length);
	SecretValue *encoded = secret_value_new(text, -1, "text/plain");
	secbuf_wipe(text, strlen(text));
	g_free(text);
	return encoded;
}

SecBuf *keyring_value_decode(const KeyringItem *item, SecretValue *value, GError **error)
{
	gsize length = 0;
	const char *bytes = secret_value_get(value, &length);
	g_autofree char *name = keyring_item_reference(item);
	if (!item->base64)
		return secbuf_new(name, bytes, length, error);
	gsize size = 0;
	char *text = wipe_calloc(1, length + 1);
	memcpy(text, bytes, length);
	guchar *decoded = length > 0 ? g_base64_decode_inplace(text, &size) : (guchar *)text;
	SecBuf *secret = secbuf_new(name, decoded, size, error);
	wipe_free(text);
	return secret;
}

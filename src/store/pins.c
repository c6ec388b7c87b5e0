/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/pins.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/redact.h"
#include "store/store_private.h"

static const char *const names[] = { "manifest", "components", "openapi" };

void pin_free(Pin *pin)
{
	if (pin == NULL)
		return;
	g_free(pin->target);
	g_free(pin->note);
	json_decref(pin->manifest);
	json_decref(pin->components);
	json_decref(pin->openapi);
	g_free(pin);
}

static void free_pin(gpointer pin)
{
	pin_free(pin);
}

/* ---- what is kept ---- */

static json_t *clean_string(const json_t *value)
{
	const char *text = json_string_value(value);
	g_autofree char *redacted = redact_text(text, json_string_length(value));
	return redacted != NULL ? json_string(redacted) : json_stringn(text, json_string_length(value));
}

/* What was read is at most 64 deep (base/json.h). */
static json_t *clean(const json_t *value)
{
	if (json_is_string(value))
		return clean_string(value);
	if (json_is_array(value)) {
		json_t *array = json_array();
		for (size_t i = 0; i < json_array_size(value); i++)
			json_array_append_new(array, clean(json_array_get(value, i)));
		return array;
	}
	if (!json_is_object(value))
		return json_deep_copy(value);
	json_t *object = json_object(), *inner = NULL;
	const char *name = NULL;
	json_object_foreach ((json_t *)(guintptr)value, name, inner) {
		g_autofree char *redacted = redact_text(name, strlen(name));
		json_object_set_new(object, redacted != NULL ? redacted : name, clean(inner));
	}
	return object;
}

/* The text that is kept.  It is looked at once more as a whole: a scanner may see a credential in a member
 * and its name together. */
static char *kept_text(const json_t *document)
{
	g_autoptr(json_t) copy = clean(document);
	g_autofree char *text = weir_json_print(copy);
	char *redacted = redact_text(text, strlen(text));
	return redacted != NULL ? redacted : g_steal_pointer(&text);
}

static json_t *read_kept(const char *text, const char *what, GError **error)
{
	g_autoptr(GError) cause = NULL;
	json_t *document = weir_json_read(text, strlen(text), NULL, NULL, &cause);
	if (document == NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			    _("%s: it cannot be kept without the credentials in it: %s"), what,
			    cause->message);
	return document;
}

json_t *pin_clean(const json_t *document, GError **error)
{
	if (document == NULL)
		return NULL;
	g_autofree char *text = kept_text(document);
	return read_kept(text, _("a document"), error);
}

/* ---- writing ---- */

static gboolean bind_document(sqlite3_stmt *statement, int index, const json_t *document, const char *name,
			      GError **error)
{
	if (document == NULL || json_is_null(document)) {
		sqlite3_bind_null(statement, index);
		return TRUE;
	}
	g_autofree char *text = kept_text(document);
	g_autoptr(json_t) proof = read_kept(text, name, error);
	if (proof == NULL)
		return FALSE;
	sqlite3_bind_text(statement, index, text, -1, SQLITE_TRANSIENT);
	return TRUE;
}

static gboolean add(Store *store, const char *target, const json_t *documents, gint64 taken, const char *note,
		    GError **error)
{
	sqlite3_stmt *statement = store_prepare(store,
						"INSERT INTO pin (target, taken, note, manifest, components, "
						"openapi) VALUES (?, ?, ?, ?, ?, ?)",
						error);
	if (statement == NULL)
		return FALSE;
	store_bind_text(statement, 1, target);
	sqlite3_bind_int64(statement, 2, taken);
	store_bind_text(statement, 3, note != NULL ? note : "");
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (!bind_document(statement, 4 + (int)i, json_object_get(documents, names[i]), names[i],
				   error))
			return FALSE;
	return store_run(store, statement, error);
}

static gboolean prune(Store *store, const char *target, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "DELETE FROM pin WHERE target = ?1 AND id <= (SELECT id FROM pin "
			      "WHERE target = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
			      error);
	if (statement == NULL)
		return FALSE;
	store_bind_text(statement, 1, target);
	sqlite3_bind_int(statement, 2, PIN_MOST);
	return store_run(store, statement, error);
}

gint64 pin_set(Store *store, const char *target, const json_t *documents, gint64 taken, const char *note,
	       GError **error)
{
	guint found = 0;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		const json_t *document = json_object_get(documents, names[i]);
		found += document != NULL && !json_is_null(document);
	}
	if (found == 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: there is no document that could be kept"), target);
		return 0;
	}
	if (!store_begin(store, error))
		return 0;
	gboolean good = add(store, target, documents, taken, note, error);
	gint64 id = sqlite3_last_insert_rowid(store->db);
	good = store_end(store, good && prune(store, target, error), error);
	return good ? id : 0;
}

/* ---- reading ---- */

static Pin *pin_of(sqlite3_stmt *statement)
{
	Pin *pin = g_new0(Pin, 1);
	gboolean *const has[] = { &pin->has_manifest, &pin->has_components, &pin->has_openapi };
	pin->id = sqlite3_column_int64(statement, 0);
	pin->target = store_column_text(statement, 1);
	pin->taken = sqlite3_column_int64(statement, 2);
	pin->note = store_column_text(statement, 3);
	for (guint i = 0; i < G_N_ELEMENTS(has); i++) {
		*has[i] = sqlite3_column_type(statement, 4 + (int)i) != SQLITE_NULL;
		pin->bytes += (gsize)sqlite3_column_int64(statement, 4 + (int)i);
	}
	return pin;
}

GPtrArray *pin_list(Store *store, const char *target, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "SELECT id, target, taken, note, length(CAST(manifest AS BLOB)), "
			      "length(CAST(components AS BLOB)), length(CAST(openapi AS BLOB)) "
			      "FROM pin WHERE target = ? ORDER BY id DESC",
			      error);
	if (statement == NULL)
		return NULL;
	g_autoptr(GPtrArray) pins = g_ptr_array_new_with_free_func(free_pin);
	int step;
	store_bind_text(statement, 1, target);
	while ((step = store_step(store, statement, error)) > 0)
		g_ptr_array_add(pins, pin_of(statement));
	return step == 0 ? g_steal_pointer(&pins) : NULL;
}

static gboolean read_documents(Store *store, Pin *pin, GError **error)
{
	json_t **const documents[] = { &pin->manifest, &pin->components, &pin->openapi };
	sqlite3_stmt *statement =
		store_prepare(store, "SELECT manifest, components, openapi FROM pin WHERE id = ?", error);
	if (statement == NULL)
		return FALSE;
	sqlite3_bind_int64(statement, 1, pin->id);
	int step = store_step(store, statement, error);
	gboolean good = step > 0;
	for (guint i = 0; good && i < G_N_ELEMENTS(documents); i++) {
		g_autofree char *text = store_column_text(statement, (int)i);
		if (text != NULL)
			*documents[i] = weir_json_read(text, strlen(text), NULL, NULL, error);
		good = text == NULL || *documents[i] != NULL;
	}
	sqlite3_reset(statement);
	if (step > 0 && !good)
		g_prefix_error(error, _("%s, pin %" PRId64 ": "), store->path, pin->id);
	return good;
}

Pin *pin_get(Store *store, const char *target, gint64 id, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "SELECT id, target, taken, note, length(CAST(manifest AS BLOB)), "
			      "length(CAST(components AS BLOB)), length(CAST(openapi AS BLOB)) "
			      "FROM pin WHERE target = ?1 AND (?2 = 0 OR id = ?2) "
			      "ORDER BY id DESC LIMIT 1",
			      error);
	if (statement == NULL)
		return NULL;
	store_bind_text(statement, 1, target);
	sqlite3_bind_int64(statement, 2, id);
	int step = store_step(store, statement, error);
	g_autoptr(Pin) pin = step > 0 ? pin_of(statement) : NULL;
	sqlite3_reset(statement);
	if (pin == NULL || !read_documents(store, pin, error))
		return NULL;
	return g_steal_pointer(&pin);
}

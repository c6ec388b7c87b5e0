/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/attestations.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "model/keyfile.h"

static const char *const keys[] = { "target", "check", "by", "made", "until", "note", "list", NULL };

char *attestations_add(const char *text, gsize length, const Attestation *attestation, GError **error)
{
	gint64 until, made;
	if (!date_parse_end(attestation->until, &until) || !date_parse_end(attestation->made, &made)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("'%s': a date is written YYYY-MM-DD"),
			    attestation->until);
		return NULL;
	}
	if (until < made) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s has passed: an attestation is for days to come"), attestation->until);
		return NULL;
	}
	GString *out = g_string_new_len(text != NULL ? text : "", (gssize)length);
	keyfile_begin_group(out, text, length, "attestation");
	const char *const values[] = { attestation->target, attestation->check, attestation->by,
				       attestation->made,   attestation->until, attestation->note,
				       attestation->list };
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
		keyfile_append(out, keys[i], values[i]);
	return g_string_free(out, FALSE);
}

/* ---- reading ---- */

static gboolean keys_are_known(GKeyFile *file, const char *group, const char *path, GError **error)
{
	g_auto(GStrv) names = g_key_file_get_keys(file, group, NULL, NULL);
	for (gsize i = 0; names != NULL && names[i] != NULL; i++)
		if (!g_strv_contains(keys, names[i])) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, _("%s: [%s]: there is no key %s"),
				    path, group, names[i]);
			return FALSE;
		}
	return TRUE;
}

static gboolean date_of(GKeyFile *file, const char *group, const char *key, const char *path, gint64 *when,
			GError **error)
{
	g_autofree char *text = g_key_file_get_string(file, group, key, NULL);
	if (text != NULL && date_parse_end(text, when))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, _("%s: [%s]: %s: a date is written YYYY-MM-DD"),
		    path, group, key);
	return FALSE;
}

static void set_text(json_t *object, GKeyFile *file, const char *group, const char *key)
{
	g_autofree char *text = g_key_file_get_string(file, group, key, NULL);
	if (text != NULL)
		json_object_set_new(object, key, json_string(text));
}

static json_t *fact_of(GKeyFile *file, const char *group, const char *path, gint64 now, GError **error)
{
	gint64 made, until;
	if (!date_of(file, group, "made", path, &made, error) ||
	    !date_of(file, group, "until", path, &until, error))
		return NULL;
	json_t *fact = json_object();
	set_text(fact, file, group, "by");
	set_text(fact, file, group, "note");
	set_text(fact, file, group, "list");
	/* date_parse_end() gives the end of a day: it was made at its beginning. */
	json_object_set_new(fact, "made", json_integer(made - (gint64)24 * 3600 * G_USEC_PER_SEC));
	json_object_set_new(fact, "until", json_integer(until));
	json_object_set_new(fact, "lapsed", json_boolean(until <= now));
	return fact;
}

static gboolean is_of(GKeyFile *file, const char *group, const char *target, const char *url)
{
	g_autofree char *named = g_key_file_get_string(file, group, "target", NULL);
	return g_strcmp0(named, target) == 0 || (url != NULL && g_strcmp0(named, url) == 0);
}

json_t *attestations_facts(const char *text, gsize length, const char *path, const char *target,
			   const char *url, gint64 now, GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(GError) cause = NULL;
	g_autoptr(json_t) facts = json_object();
	if (text == NULL || length == 0)
		return json_incref(facts);
	if (!g_key_file_load_from_data(file, text, length, G_KEY_FILE_NONE, &cause)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, "%s: %s", path, cause->message);
		return NULL;
	}
	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
	for (gsize i = 0; groups[i] != NULL; i++) {
		if (!keys_are_known(file, groups[i], path, error))
			return NULL;
		g_autofree char *check = g_key_file_get_string(file, groups[i], "check", NULL);
		if (check == NULL || !is_of(file, groups[i], target, url))
			continue;
		json_t *fact = fact_of(file, groups[i], path, now, error);
		if (fact == NULL)
			return NULL;
		/* Written below the earlier ones, so the last is the latest. */
		json_object_set_new(facts, check, fact);
	}
	return json_incref(facts);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *attestation_list(const GPtrArray *names)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_copy((GPtrArray *)names, NULL, NULL);
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_ptr_array_set_free_func(sorted, NULL);
	g_ptr_array_sort(sorted, compare_names);
	for (guint i = 0; i < sorted->len; i++)
		g_checksum_update(checksum, sorted->pdata[i], (gssize)strlen(sorted->pdata[i]) + 1);
	return g_strndup(g_checksum_get_string(checksum), 32);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "model/lockfile.h"
#include "model/lockfile_private.h"

json_t *lockfile_json(const Lockfile *lockfile)
{
	json_t *packages = json_array(), *notes = json_array();
	for (guint i = 0; i < lockfile->packages->len; i++) {
		const LockPackage *package = &g_array_index(lockfile->packages, LockPackage, i);
		json_array_append_new(packages,
				      json_pack("{s:s,s:s,s:b,s:I}", "name", package->name, "version",
						package->version, "pinned", package->pinned, "line",
						(json_int_t)package->line));
	}
	for (guint i = 0; i < lockfile->notes->len; i++) {
		const LockNote *note = &g_array_index(lockfile->notes, LockNote, i);
		json_array_append_new(notes, json_pack("{s:s,s:I,s:s}", "kind", lock_note_name(note->kind),
						       "line", (json_int_t)note->line, "name", note->name));
	}
	return json_pack("{s:s,s:s,s:o,s:o,s:b}", "file", lockfile->file, "kind",
			 lockfile_kind_name(lockfile->kind), "packages", packages, "notes", notes, "cut",
			 lockfile->cut);
}

static gboolean find_kind(const char *name, LockKind *kind)
{
	for (guint i = 0; name != NULL && i < LOCK_KINDS; i++) {
		if (strcmp(name, lockfile_kind_name(i)) != 0)
			continue;
		*kind = i;
		return TRUE;
	}
	return FALSE;
}

static gboolean line_of(const json_t *object, guint *line)
{
	gint64 number = weir_json_integer(object, "line", -1);
	*line = (guint)number;
	return number >= 0 && number <= LOCK_LARGEST;
}

static gboolean read_package(Lockfile *lockfile, const json_t *object)
{
	const char *name = weir_json_text(object, "name"), *version = weir_json_text(object, "version");
	guint line;
	if (name == NULL || version == NULL || !line_of(object, &line))
		return FALSE;
	g_autofree char *normal = lockfile_normal_name(name, strlen(name));
	if (normal == NULL || strcmp(normal, name) != 0)
		return FALSE;
	LockPackage package = { g_steal_pointer(&normal), g_strndup(version, LOCK_LONGEST_VERSION),
				weir_json_bool(object, "pinned", FALSE), line };
	g_array_append_val(lockfile->packages, package);
	return TRUE;
}

static gboolean read_note(Lockfile *lockfile, const json_t *object)
{
	const char *kind = weir_json_text(object, "kind"), *name = weir_json_text(object, "name");
	guint line;
	if (kind == NULL || name == NULL || !line_of(object, &line))
		return FALSE;
	for (guint i = 0; i < LOCK_NOTES; i++) {
		if (strcmp(kind, lock_note_name(i)) != 0)
			continue;
		lock_add_note(lockfile, i, line, name, strlen(name));
		return TRUE;
	}
	return FALSE;
}

static gboolean read_all(Lockfile *lockfile, const json_t *rows, gsize most,
			 gboolean (*read)(Lockfile *, const json_t *))
{
	if (rows == NULL || json_array_size(rows) > most)
		return FALSE;
	gsize index;
	json_t *row;
	json_array_foreach (rows, index, row)
		if (!read(lockfile, row))
			return FALSE;
	return TRUE;
}

Lockfile *lockfile_from_json(const json_t *json, GError **error)
{
	const char *file = weir_json_text(json, "file");
	LockKind kind;
	gboolean known = find_kind(weir_json_text(json, "kind"), &kind);
	g_autoptr(Lockfile) lockfile = file != NULL && known ? lock_new(file, kind) : NULL;
	if (lockfile == NULL ||
	    !read_all(lockfile, weir_json_array(json, "packages"), LOCK_MOST_PACKAGES, read_package) ||
	    !read_all(lockfile, weir_json_array(json, "notes"), LOCK_MOST_NOTES, read_note)) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
				    _("this is not what weir keeps of a lock file"));
		return NULL;
	}
	lockfile->cut = weir_json_bool(json, "cut", FALSE);
	return g_steal_pointer(&lockfile);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/lockfile.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/lockfile_private.h"
#include "model/version.h"

static const char *const kind_names[LOCK_KINDS] = { "uv.lock", "poetry.lock", "requirements.txt",
						    "pip freeze" };

static const struct {
	const char *machine;
	const char *text; /* one %s for the name, where it begins with "%s" */
} note_words[LOCK_NOTES] = {
	[LOCK_NOTE_NOT_PINNED] = { "not-pinned", N_("%s is not pinned to one version") },
	[LOCK_NOTE_NO_VERSION] = { "no-version", N_("%s comes from elsewhere, its version is not told") },
	[LOCK_NOTE_EDITABLE] = { "editable", N_("%s is installed from a folder that can change") },
	[LOCK_NOTE_OTHER_FILE] = { "other-file", N_("%s is another file, which was not read") },
	[LOCK_NOTE_NOT_UNDERSTOOD] = { "not-understood", N_("a line that is not understood") },
};

const char *lockfile_kind_name(LockKind kind)
{
	return kind < LOCK_KINDS ? kind_names[kind] : "";
}

const char *lock_note_name(LockNoteKind kind)
{
	return note_words[kind].machine;
}

char *lockfile_note_text(const LockNote *note)
{
	const char *text = _(note_words[note->kind].text);
	g_autofree char *with_name = NULL;
	const char *place = strstr(text, "%s");
	if (place != NULL) {
		const char *name = note->name[0] != '\0' ? note->name : _("a package without a name");
		with_name = g_strdup_printf("%.*s%s%s", (int)(place - text), text, name, place + 2);
		text = with_name;
	}
	return note->line == 0 ? g_strdup(text) : g_strdup_printf(_("line %u: %s"), note->line, text);
}

static void clear_package(gpointer data)
{
	LockPackage *package = data;
	g_free(package->name);
	g_free(package->version);
}

static void clear_note(gpointer data)
{
	g_free(((LockNote *)data)->name);
}

Lockfile *lock_new(const char *file, LockKind kind)
{
	Lockfile *lockfile = g_new0(Lockfile, 1);
	lockfile->file = g_utf8_make_valid(file, -1);
	lockfile->kind = kind;
	lockfile->packages = g_array_new(FALSE, FALSE, sizeof(LockPackage));
	g_array_set_clear_func(lockfile->packages, clear_package);
	lockfile->notes = g_array_new(FALSE, FALSE, sizeof(LockNote));
	g_array_set_clear_func(lockfile->notes, clear_note);
	return lockfile;
}

void lockfile_free(Lockfile *lockfile)
{
	if (lockfile == NULL)
		return;
	g_free(lockfile->file);
	g_array_unref(lockfile->packages);
	g_array_unref(lockfile->notes);
	g_free(lockfile);
}

char *lockfile_normal_name(const char *name, gsize length)
{
	if (length == 0 || length > LOCK_LONGEST_NAME || !g_ascii_isalnum(name[0]) ||
	    !g_ascii_isalnum(name[length - 1]))
		return NULL;
	char *normal = g_malloc(length + 1);
	gsize out = 0;
	for (gsize i = 0; i < length; i++) {
		if (g_ascii_isalnum(name[i])) {
			normal[out++] = g_ascii_tolower(name[i]);
		} else if (memchr("-_.", name[i], 3) == NULL) {
			g_free(normal);
			return NULL;
		} else if (normal[out - 1] != '-') {
			normal[out++] = '-';
		}
	}
	normal[out] = '\0';
	return normal;
}

void lock_add_note(Lockfile *lockfile, LockNoteKind kind, guint line, const char *name, gsize length)
{
	if (lockfile->notes->len >= LOCK_MOST_NOTES) {
		lockfile->cut = TRUE;
		return;
	}
	LockNote note = { kind, line, g_strndup(name, MIN(length, LOCK_LONGEST_NAME)) };
	/* The cut may have gone through a character. */
	const char *end;
	if (!g_utf8_validate(note.name, -1, &end))
		note.name[end - note.name] = '\0';
	g_array_append_val(lockfile->notes, note);
}

void lock_add_package(Lockfile *lockfile, const char *name, gsize name_length, const char *version,
		      gsize version_length, gboolean pinned, guint line)
{
	if (lockfile->packages->len >= LOCK_MOST_PACKAGES) {
		lockfile->cut = TRUE;
		return;
	}
	char *normal = lockfile_normal_name(name, name_length);
	if (normal == NULL) {
		lock_add_note(lockfile, LOCK_NOTE_NOT_UNDERSTOOD, line, "", 0);
		return;
	}
	LockPackage package = { normal, g_strndup(version, MIN(version_length, LOCK_LONGEST_VERSION)), pinned,
				line };
	const char *end;
	if (!g_utf8_validate(package.version, -1, &end))
		package.version[end - package.version] = '\0';
	package.pinned = pinned && version_length <= LOCK_LONGEST_VERSION && version_valid(package.version);
	if (!package.pinned)
		lock_add_note(lockfile, LOCK_NOTE_NOT_PINNED, line, normal, strlen(normal));
	g_array_append_val(lockfile->packages, package);
}

/* --- which one it is ------------------------------------------------------------------------------------ */

/* TRUE if a line begins with the word. */
static gboolean line_begins(const char *text, const char *word)
{
	gsize length = strlen(word);
	for (const char *at = text; (at = strstr(at, word)) != NULL; at += length)
		if (at == text || at[-1] == '\n')
			return TRUE;
	return FALSE;
}

static gboolean recognise(const char *text, const char *name, LockKind *kind)
{
	g_autofree char *base = g_path_get_basename(name);
	if (line_begins(text, "[[package]]") || line_begins(text, "[[ package ]]")) {
		gboolean poetry = g_str_equal(base, "poetry.lock") ||
				  (!g_str_equal(base, "uv.lock") &&
				   (strstr(text, "by Poetry") != NULL || line_begins(text, "content-hash")));
		*kind = poetry ? LOCK_POETRY : LOCK_UV;
		return TRUE;
	}
	const char *first = text + strspn(text, " \t\r\n");
	if (g_str_has_suffix(base, ".lock") || g_str_has_suffix(base, ".toml") || *first == '{' ||
	    *first == '[' || *first == '<')
		return FALSE;
	*kind = strstr(base, "requirements") == NULL && lock_is_freeze(text) ? LOCK_FREEZE
									     : LOCK_REQUIREMENTS;
	return TRUE;
}

/* A copy in UTF-8 that ends with NUL and has no other; NULL if it is no text. */
static char *as_text(const char *text, gsize length)
{
	if (length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
		gsize written;
		g_autofree char *utf8 =
			g_convert(text, (gssize)length, "UTF-8", "UTF-16", NULL, &written, NULL);
		return utf8 == NULL || strlen(utf8) != written ? NULL : g_steal_pointer(&utf8);
	}
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		length -= 3;
	}
	return g_utf8_validate_len(text, length, NULL) ? g_strndup(text, length) : NULL;
}

Lockfile *lockfile_read(const char *text, gsize length, const char *name, GError **error)
{
	if (length > LOCK_LARGEST) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_LIMIT, _("%s is larger than 16 MiB"), name);
		return NULL;
	}
	g_autofree char *utf8 = as_text(text, length);
	LockKind kind;
	if (utf8 == NULL || !recognise(utf8, name, &kind)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			    _("%s is none of uv.lock, poetry.lock, requirements.txt and the output of pip "
			      "freeze"),
			    name);
		return NULL;
	}
	g_autoptr(Lockfile) lockfile = lock_new(name, kind);
	if (kind == LOCK_UV || kind == LOCK_POETRY)
		lock_read_toml(lockfile, utf8);
	else
		lock_read_requirements(lockfile, utf8);
	if (lockfile->packages->len == 0 && lockfile->notes->len == 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL, _("%s names no package"), name);
		return NULL;
	}
	return g_steal_pointer(&lockfile);
}

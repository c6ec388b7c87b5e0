/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lock files: any text is refused with a message or read, whatever it is called; what is read can be shown
 * and kept. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "model/lockfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_packages(const Lockfile *lockfile)
{
	for (guint i = 0; i < lockfile->packages->len; i++) {
		const LockPackage *package = &g_array_index(lockfile->packages, LockPackage, i);
		g_assert_true(g_utf8_validate(package->name, -1, NULL) && *package->name != '\0');
		g_assert_true(g_utf8_validate(package->version, -1, NULL));
		g_assert_true(!package->pinned || *package->version != '\0');
		g_assert_cmpuint(package->line, >, 0);
	}
	for (guint i = 0; i < lockfile->notes->len; i++) {
		g_autofree char *text = lockfile_note_text(&g_array_index(lockfile->notes, LockNote, i));
		g_assert_true(g_utf8_validate(text, -1, NULL));
	}
}

static void check_json(const Lockfile *lockfile)
{
	g_autoptr(json_t) json = lockfile_json(lockfile);
	g_autofree char *text = weir_json_print(json);
	g_autoptr(json_t) again = weir_json_read(text, strlen(text), NULL, NULL, NULL);
	g_assert_true(json_equal(json, again));
	g_assert_cmpuint(json_array_size(weir_json_array(json, "packages")), ==, lockfile->packages->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "uv.lock", "poetry.lock", "requirements.txt", "frozen.txt" };
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Lockfile) lockfile = lockfile_read((const char *)data, size, names[i], &error);
		if (lockfile == NULL) {
			g_assert_nonnull(error);
			g_assert_true(error->domain == WEIR_ERROR);
			continue;
		}
		g_assert_no_error(error);
		check_packages(lockfile);
		check_json(lockfile);
	}
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON: the scan and jansson agree, limits hold, and what was read can be printed and read again. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int depth_of(const json_t *value)
{
	int deepest = 0;
	if (json_is_object(value)) {
		const char *name;
		json_t *member;
		json_object_foreach ((json_t *)(uintptr_t)value, name, member)
			deepest = MAX(deepest, depth_of(member));
		return deepest + 1;
	}
	for (size_t i = 0; i < json_array_size(value); i++)
		deepest = MAX(deepest, depth_of(json_array_get(value, i)));
	return json_is_array(value) ? deepest + 1 : 0;
}

static void check_error(const GError *error)
{
	g_assert_nonnull(error);
	g_assert_true(error->domain == WEIR_ERROR);
	g_assert_true(error->code == WEIR_ERROR_LIMIT || error->code == WEIR_ERROR_PROTOCOL);
	g_assert_true(g_utf8_validate(error->message, -1, NULL));
	g_assert_null(strchr(error->message, 0x1b));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const WeirJsonLimits limits = { 2048, 16, 200 };
	WeirJsonNotes notes;
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) value = weir_json_read((const char *)data, size, &limits, &notes, &error);
	weir_json_notes_clear(&notes);
	if (value == NULL) {
		check_error(error);
		return 0;
	}
	g_assert_no_error(error);
	g_assert_cmpint(depth_of(value), <=, limits.depth);
	g_autofree char *printed = weir_json_print(value);
	g_autoptr(json_t) again = weir_json_read(printed, strlen(printed), NULL, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(json_equal(value, again) || strpbrk(printed, "eE.") != NULL);
	return 0;
}

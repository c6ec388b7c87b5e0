/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/schemes.h"

#include <string.h>

#include "model/settings.h"

static const struct scheme *const tables[] = {
	scheme_rows_standard, scheme_rows_generic, scheme_rows_code,  scheme_rows_payment,
	scheme_rows_message,  scheme_rows_service, scheme_rows_token,
};

static guint count_of(const struct scheme *table)
{
	guint n = 0;
	while (table[n].id != NULL)
		n++;
	return n;
}

guint schemes_count(void)
{
	guint n = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
		n += count_of(tables[i]);
	return n;
}

const struct scheme *schemes_at(guint index)
{
	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
		guint n = count_of(tables[i]);
		if (index < n)
			return &tables[i][index];
		index -= n;
	}
	return NULL;
}

const struct scheme *scheme_find(const char *id)
{
	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
		for (const struct scheme *row = tables[i]; row->id != NULL; row++)
			if (g_strcmp0(row->id, id) == 0)
				return row;
	return NULL;
}

const char *scheme_nearest(const char *id)
{
	guint n = schemes_count();
	g_autofree const char **names = g_new0(const char *, n + 1);
	for (guint i = 0; i < n; i++)
		names[i] = schemes_at(i)->id;
	return setting_nearest_word(names, id);
}

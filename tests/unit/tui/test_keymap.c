/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/keymap.h"

#include <string.h>

#include "suite.h"
#include "tui/input.h"

static const guint every_focus[] = { FOCUS_LIST, FOCUS_DETAIL, FOCUS_TEXT };
static const guint every_view[] = { ON_SERVERS, ON_ACTIONS, ON_TRIGGERS, ON_SUBSCRIPTIONS, ON_SECRETS,
				    ON_REPLAY,  ON_AUDIT,   ON_TRAFFIC,  ON_TEXT,          ON_CAPTURES };

static enum action means(guint key, guint focus, guint views)
{
	const struct key_row *row = keymap_find(key, focus, views);
	return row != NULL ? row->action : ACT_NONE;
}

START_TEST(every_row_is_complete)
{
	for (gsize i = 0; i < n_key_rows; i++) {
		ck_assert_uint_ne(key_rows[i].keys[0], 0);
		ck_assert_int_ne(key_rows[i].action, ACT_NONE);
		ck_assert_ptr_nonnull(key_rows[i].help);
		ck_assert_uint_gt(strlen(key_rows[i].help), 1);
		ck_assert_uint_ne(key_rows[i].focus & FOCUS_ANY, 0);
	}
}
END_TEST

/* A row that another hides everywhere could be left out. */
START_TEST(every_row_is_reached)
{
	for (gsize i = 0; i < n_key_rows; i++) {
		gboolean reached = FALSE;
		for (gsize f = 0; f < G_N_ELEMENTS(every_focus); f++)
			for (gsize v = 0; v < G_N_ELEMENTS(every_view); v++)
				reached |= keymap_find(key_rows[i].keys[0], every_focus[f], every_view[v]) ==
					   &key_rows[i];
		ck_assert_msg(reached, "row %zu (%s)", i, key_rows[i].help);
	}
}
END_TEST

START_TEST(what_hands_know)
{
	ck_assert_int_eq(means('j', FOCUS_LIST, ON_ACTIONS), ACT_DOWN);
	ck_assert_int_eq(means(INPUT_DOWN, FOCUS_DETAIL, ON_ACTIONS), ACT_DOWN);
	ck_assert_int_eq(means('k', FOCUS_TEXT, ON_TEXT), ACT_UP);
	ck_assert_int_eq(means('g', FOCUS_LIST, ON_SERVERS), ACT_FIRST);
	ck_assert_int_eq(means('G', FOCUS_LIST, ON_SERVERS), ACT_LAST);
	ck_assert_int_eq(means(INPUT_CTRL('d'), FOCUS_LIST, ON_SERVERS), ACT_HALF_DOWN);
	ck_assert_int_eq(means('/', FOCUS_LIST, ON_SERVERS), ACT_FILTER);
	ck_assert_int_eq(means('n', FOCUS_LIST, ON_SERVERS), ACT_NEXT_MATCH);
	ck_assert_int_eq(means(' ', FOCUS_LIST, ON_SERVERS), ACT_MARK);
	ck_assert_int_eq(means(' ', FOCUS_DETAIL, ON_SERVERS), ACT_FOLD);
	ck_assert_int_eq(means(INPUT_ENTER, FOCUS_LIST, ON_SERVERS), ACT_OPEN);
	ck_assert_int_eq(means(INPUT_ESCAPE, FOCUS_LIST, ON_SERVERS), ACT_BACK);
	ck_assert_int_eq(means('?', FOCUS_TEXT, ON_TEXT), ACT_HELP);
	ck_assert_int_eq(means(':', FOCUS_LIST, ON_TRAFFIC), ACT_COMMAND);
	ck_assert_int_eq(means('q', FOCUS_LIST, ON_TRAFFIC), ACT_QUIT);
	ck_assert_int_eq(means('9', FOCUS_LIST, ON_TRAFFIC), ACT_NONE);
}
END_TEST

/* A sequence that was taken apart would come as these. */
START_TEST(no_bare_letter_of_a_sequence_writes)
{
	static const enum action harmless[] = { ACT_NONE, ACT_MARK, ACT_UNMARK_ALL, ACT_VIEW, ACT_CAPTURES };
	for (const char *letter = "[ABCDHFOPQR~"; *letter != '\0'; letter++) {
		enum action action = means((guint)*letter, FOCUS_LIST, ON_SERVERS);
		gboolean fine = FALSE;
		for (gsize i = 0; i < G_N_ELEMENTS(harmless); i++)
			fine |= action == harmless[i];
		ck_assert_msg(fine, "%c does something", *letter);
	}
}
END_TEST

START_TEST(names)
{
	g_autoptr(GString) out = g_string_new(NULL);
	keymap_append_keys(out, keymap_find('j', FOCUS_LIST, ON_ACTIONS), TRUE);
	ck_assert_str_eq(out->str, "j Down C-n");
	g_string_truncate(out, 0);
	keymap_append_keys(out, keymap_find(' ', FOCUS_LIST, ON_ACTIONS), FALSE);
	ck_assert_str_eq(out->str, "space");
	g_string_truncate(out, 0);
	input_append_key_name(out, INPUT_F12);
	ck_assert_str_eq(out->str, "F12");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { every_row_is_complete,
				       every_row_is_reached,
				       what_hands_know,
				       no_bare_letter_of_a_sequence_writes,
				       names,
				       NULL };
	return suite_run("tui/keymap", tests);
}

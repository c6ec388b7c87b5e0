/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/action_answers.h"

#include <math.h>
#include <string.h>

#include "base/json.h"

enum { DEPTH = 32, MEMBERS = 10000, DAYS_AROUND = 2 };

typedef struct {
	gint64 now;       /* microseconds since the epoch */
	GString *pointer; /* of what is compared */
	char *number;     /* of the first number that differs */
	gboolean other;   /* something else differs */
	guint left;       /* values that are still looked at */
} Comparison;

static gboolean names_time(const char *name)
{
	static const char *const words[] = { "time", "date", "stamp",   "epoch",    "age",    "uptime",
					     "took", "ms",   "elapsed", "duration", "latency" };
	g_autofree char *lower = g_ascii_strdown(name, -1);
	gsize length = strlen(name);
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *at = strstr(lower, words[i]);
		/* "age" in "pages" and "ms" in "items" are none. */
		if (at != NULL && (strlen(words[i]) > 3 || (at == lower && at[strlen(words[i])] == '\0') ||
				   (at > lower && at[-1] == '_' && at[strlen(words[i])] == '\0')))
			return TRUE;
	}
	return length > 2 && (g_str_has_suffix(name, "At") || g_str_has_suffix(name, "_at"));
}

/* Seconds, milliseconds or microseconds of about now. */
static gboolean is_time(const json_t *number, gint64 now)
{
	double value = json_number_value(number);
	for (double unit = 1; unit <= G_USEC_PER_SEC; unit *= 1000) {
		double away = fabs(value * (G_USEC_PER_SEC / unit) - (double)now);
		if (now > 0 && away < (double)DAYS_AROUND * G_TIME_SPAN_DAY)
			return TRUE;
	}
	return FALSE;
}

static void compare(Comparison *comparison, const json_t *one, const json_t *other, int depth);

static void compare_objects(Comparison *comparison, const json_t *one, const json_t *other, int depth)
{
	const char *name;
	json_t *value;
	comparison->other |= json_object_size(one) != json_object_size(other);
	json_object_foreach ((json_t *)(guintptr)one, name, value) {
		gsize length = comparison->pointer->len;
		const json_t *twin = json_object_get(other, name);
		if (names_time(name))
			continue;
		g_string_append_printf(comparison->pointer, "/%s", name);
		if (twin == NULL)
			comparison->other = TRUE;
		else
			compare(comparison, value, twin, depth + 1);
		g_string_truncate(comparison->pointer, length);
	}
}

static void compare_arrays(Comparison *comparison, const json_t *one, const json_t *other, int depth)
{
	comparison->other |= json_array_size(one) != json_array_size(other);
	for (size_t i = 0; i < MIN(json_array_size(one), json_array_size(other)); i++) {
		gsize length = comparison->pointer->len;
		g_string_append_printf(comparison->pointer, "/%zu", i);
		compare(comparison, json_array_get(one, i), json_array_get(other, i), depth + 1);
		g_string_truncate(comparison->pointer, length);
	}
}

static void compare(Comparison *comparison, const json_t *one, const json_t *other, int depth)
{
	if (depth > DEPTH || comparison->left == 0)
		return;
	comparison->left--;
	if (json_is_object(one) && json_is_object(other)) {
		compare_objects(comparison, one, other, depth);
	} else if (json_is_array(one) && json_is_array(other)) {
		compare_arrays(comparison, one, other, depth);
	} else if (json_is_number(one) && json_is_number(other)) {
		gboolean same = json_number_value(one) >= json_number_value(other) &&
				json_number_value(one) <= json_number_value(other);
		gboolean times = is_time(one, comparison->now) && is_time(other, comparison->now);
		if (!same && !times && comparison->number == NULL)
			comparison->number = g_strdup(comparison->pointer->str);
	} else if (!json_equal(one, other)) {
		comparison->other = TRUE;
	}
}

static const Answer *call_of(const Evidence *evidence, const char *label, const Action *action)
{
	const Answer *answer = evidence_answer(evidence, label, action->name);
	return answer_status(answer) == 200 && answer_json(answer) != NULL ? answer : NULL;
}

gboolean action_was_called_twice(const Evidence *evidence, const Action *action)
{
	return call_of(evidence, "call-read", action) != NULL &&
	       call_of(evidence, "call-read-again", action) != NULL;
}

static void compare_calls(const Evidence *evidence, const Action *action, Comparison *comparison)
{
	comparison->now = weir_json_integer(evidence->facts, "now", 0);
	comparison->left = MEMBERS;
	if (!action_was_called_twice(evidence, action))
		return;
	comparison->pointer = g_string_new(NULL);
	compare(comparison, answer_json(call_of(evidence, "call-read", action)),
		answer_json(call_of(evidence, "call-read-again", action)), 0);
	g_string_free(comparison->pointer, TRUE);
}

gboolean action_saw_change(const Evidence *evidence, const Action *action, char **pointer)
{
	Comparison comparison = { 0 };
	compare_calls(evidence, action, &comparison);
	gboolean changed = comparison.number != NULL;
	if (pointer != NULL)
		*pointer = g_steal_pointer(&comparison.number);
	g_free(comparison.number);
	return changed;
}

gboolean action_answers_differ(const Evidence *evidence, const Action *action)
{
	Comparison comparison = { 0 };
	compare_calls(evidence, action, &comparison);
	g_free(comparison.number);
	return comparison.other;
}

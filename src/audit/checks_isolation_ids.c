/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether ids can be guessed, by what a few of them look like. */
#include <string.h>

#include "audit/access.h"
#include "audit/checks_isolation.h"

enum {
	MOST_IDS = 500,  /* looked at, of each kind */
	FEW_BITS = 64,   /* an id of fewer can be guessed */
	ALIKE_BITS = 32, /* neighbours that differ in fewer are counted up */
	UUID_DIGITS = 32,
};

/* The hex digits of a UUID, new; NULL if it is none. */
static char *uuid_digits(const char *id)
{
	if (!g_uuid_string_is_valid(id))
		return NULL;
	g_auto(GStrv) parts = g_strsplit(id, "-", -1);
	g_autofree char *joined = g_strjoinv("", parts);
	return g_ascii_strdown(joined, -1);
}

/* Bits that a character can hold, by the smallest alphabet that has them all. */
static double bits_of_each(const char *text)
{
	gboolean digits = TRUE, hex = TRUE, lower = FALSE, upper = FALSE;
	for (const char *c = text; *c != '\0'; c++) {
		digits = digits && g_ascii_isdigit(*c);
		hex = hex && g_ascii_isxdigit(*c);
		lower = lower || g_ascii_islower(*c);
		upper = upper || g_ascii_isupper(*c);
	}
	if (digits)
		return 3.3;
	if (hex)
		return 4;
	return lower && upper ? 5.9 : 5.1;
}

/* "sub_8f3a..." is random behind its prefix. */
static const char *random_part(const char *id)
{
	gsize letters = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	return letters > 0 && id[letters] != '\0' && strchr("_:-.", id[letters]) != NULL ? id + letters + 1
											 : id;
}

static gboolean is_made_of_time(const char *digits)
{
	return strchr("126", digits[12]) != NULL;
}

/* Why one id alone can be guessed; NULL: it does not seem so. */
static const char *weakness(const char *id)
{
	g_autofree char *digits = uuid_digits(id);
	const char *rest = random_part(id);
	if (digits != NULL)
		return is_made_of_time(digits) ? "are UUIDs made of time and machine" : NULL;
	if (rest[0] != '\0' && rest[strspn(rest, "0123456789")] == '\0')
		return "are numbers";
	return (double)strlen(rest) * bits_of_each(rest) < FEW_BITS ? "are short" : NULL;
}

static double bits_that_differ(const char *first, const char *second)
{
	gsize same = 0;
	while (first[same] != '\0' && first[same] == second[same])
		same++;
	return (double)strlen(first + same) * bits_of_each(first);
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Most neighbours, once sorted, differ only at their end. */
static gboolean are_counted(const GPtrArray *ids)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_new_with_free_func(g_free);
	guint close = 0;
	for (guint i = 0; i < ids->len; i++) {
		char *digits = uuid_digits(ids->pdata[i]);
		g_ptr_array_add(sorted, digits != NULL ? digits : g_strdup(ids->pdata[i]));
	}
	g_ptr_array_sort(sorted, compare_texts);
	for (guint i = 1; i < sorted->len; i++) {
		const char *first = sorted->pdata[i - 1], *second = sorted->pdata[i];
		close += strlen(first) == strlen(second) && bits_that_differ(first, second) < ALIKE_BITS;
	}
	return sorted->len > 1 && close * 2 > sorted->len - 1;
}

static const char *weakness_of_all(const GPtrArray *ids)
{
	for (guint i = 0; i < ids->len; i++) {
		const char *why = weakness(ids->pdata[i]);
		if (why != NULL)
			return why;
	}
	return are_counted(ids) ? "are counted up" : NULL;
}

static void judge_kind(Judgement *judgement, const char *kind, const GPtrArray *ids, const Answer *answer)
{
	const char *why = ids->len > 0 ? weakness_of_all(ids) : NULL;
	if (why == NULL)
		return;
	Finding *finding = judge_fail(judgement, "ids of %s %s: %s", kind, why, (char *)ids->pdata[0]);
	finding_shows(finding_at(finding, kind, NULL), answer, NULL);
}

/* Of those that the server knows: an id may be mistyped in the configuration. */
static GPtrArray *connection_ids(const Evidence *evidence, const Answer **first)
{
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; access_connection(evidence, i) != NULL && ids->len < MOST_IDS; i++) {
		const char *id = access_connection(evidence, i);
		const Answer *answer = evidence_answer(evidence, "connection", id);
		if (answer_status(answer) != 200)
			continue;
		*first = *first != NULL ? *first : answer;
		g_ptr_array_add(ids, g_strdup(id));
	}
	return ids;
}

static GPtrArray *subscription_ids(const Evidence *evidence)
{
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
	const Subscriptions *rows = evidence_subscriptions(evidence, NULL);
	for (guint i = 0; i < subscriptions_count(rows) && i < MOST_IDS; i++) {
		Subscription row;
		subscriptions_row(rows, i, &row);
		g_ptr_array_add(ids, g_strdup(row.id));
	}
	return ids;
}

void isolation_judge_ids(Judgement *judgement, const Evidence *evidence)
{
	const Answer *shown = NULL;
	const GPtrArray *lists = evidence_answers(evidence, "subscriptions");
	g_autoptr(GPtrArray) connections = connection_ids(evidence, &shown);
	g_autoptr(GPtrArray) subscriptions = subscription_ids(evidence);
	judge_kind(judgement, "connections", connections, shown);
	judge_kind(judgement, "subscriptions", subscriptions, lists != NULL ? lists->pdata[0] : NULL);
	if (judge_failures(judgement) > 0)
		return;
	if (connections->len + subscriptions->len == 0)
		judge_unknown(judgement, "no id is known: give --connection ID or set `connections`");
	else
		judge_pass(judgement, "the %u ids that are known look random",
			   connections->len + subscriptions->len);
}

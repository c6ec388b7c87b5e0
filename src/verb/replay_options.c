/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of weir replay, as far as they can be read before the server is known. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "replay/expect.h"
#include "verb/replay_work.h"
#include "verb/webhook.h"

enum { TEST_RATE = 100, LIVE_RATE = 10 };

/* ---- what does not go together ---- */

static const struct {
	const char *one, *other, *why;
} conflicts[] = {
	{ "cases", "expect", N_("each case has its own expectation") },
	{ "cases", "repeat", N_("each case is sent as often as it says") },
	{ "cases", "as", N_("another program sends one event") },
	{ "minimal", "full", N_("a sample is one of them") },
};

static gboolean check_pairs(const VerbRun *run, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(conflicts); i++) {
		if (verb_list(run, conflicts[i].one) == NULL || verb_list(run, conflicts[i].other) == NULL)
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--%s and --%s do not go together: %s"),
			    conflicts[i].one, conflicts[i].other, _(conflicts[i].why));
		return FALSE;
	}
	return TRUE;
}

static gboolean check_body(const VerbRun *run, GError **error)
{
	static const char *const of_samples[] = { "sample", "minimal", "full", "seed", "set", "remove" };
	gboolean file = verb_argument(run, 2) != NULL, capture = verb_text(run, "from") != NULL;
	if (file && capture) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("FILE and --from are two bodies: give one"));
		return FALSE;
	}
	for (gsize i = 0; (file || capture) && i < G_N_ELEMENTS(of_samples); i++) {
		if (verb_list(run, of_samples[i]) == NULL)
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("a FILE or capture is sent byte by byte: --%s is for events that weir makes; "
			      "--edit "
			      "changes any"),
			    of_samples[i]);
		return FALSE;
	}
	return TRUE;
}

/* ---- what is sent, and what is expected ---- */

static gboolean choose_cases(VerbRun *run, ReplayWork *work, GError **error)
{
	const char *text = verb_text(run, "cases");
	g_auto(GStrv) ids = g_strsplit(text != NULL ? text : "valid", ",", -1);
	gint64 repeat = verb_integer(run, "repeat", 1);
	work->cases = text != NULL;
	work->all = g_strcmp0(text, "all") == 0;
	for (const struct replay_case *row = replay_cases; work->all && row->id != NULL; row++)
		g_ptr_array_add(work->rows, (gpointer)row);
	for (gsize i = 0; !work->all && ids[i] != NULL; i++) {
		const struct replay_case *row = replay_case_find(g_strstrip(ids[i]));
		if (row == NULL) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("there is no case '%s'; did you mean '%s'? --cases all --dry-run lists "
				      "them"),
				    ids[i], replay_case_nearest(ids[i]));
			return FALSE;
		}
		for (gint64 n = 0; n < repeat; n++)
			g_ptr_array_add(work->rows, (gpointer)row);
	}
	return TRUE;
}

static gboolean choose_expects(VerbRun *run, ReplayWork *work, GError **error)
{
	const GPtrArray *expects = verb_list(run, "expect");
	for (guint i = 0; expects != NULL && i < expects->len; i++) {
		if (!expect_check(expects->pdata[i], error))
			return FALSE;
		g_ptr_array_add(work->expects, g_strdup(expects->pdata[i]));
	}
	g_ptr_array_add(work->expects, NULL);
	return TRUE;
}

static gboolean choose_time(VerbRun *run, ReplayWork *work, GError **error)
{
	const char *text = verb_text(run, "timestamp");
	gint64 now = g_get_real_time(), then = now;
	if (text == NULL || strcmp(text, "keep") == 0 || strcmp(text, "now") == 0)
		return TRUE;
	if (!webhook_time(text, now, &then)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--timestamp takes now, keep, -10m or a time, not '%s'"), text);
		return FALSE;
	}
	work->offset = then - now;
	return TRUE;
}

gboolean replay_read_options(VerbRun *run, GError **error)
{
	ReplayWork *work = run->state;
	return check_pairs(run, error) && check_body(run, error) && choose_cases(run, work, error) &&
	       choose_expects(run, work, error) && choose_time(run, work, error) &&
	       replay_take_capture(run, error);
}

/* ---- the rate ---- */

gboolean replay_limit_rate(VerbRun *run, Target *target, GError **error)
{
	ReplayWork *work = run->state;
	const char *text = verb_text(run, "rate");
	gboolean test = target->env == ENV_TEST;
	double own = target->max_rate, usual = test ? TEST_RATE : LIVE_RATE;
	double most = own > 0 ? own : test ? REPLAY_RATE_MOST : LIVE_RATE;
	double wanted = text != NULL ? g_ascii_strtod(text, NULL) : 0;
	if (wanted > most) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: --rate %s is more than the %g a second that it takes: max-rate in [server "
			      "NAME] says how many"),
			    target_name(target), text, most);
		return FALSE;
	}
	target->max_rate = own > 0 && own < usual ? own : usual;
	work->rate = wanted > 0 ? wanted : target->max_rate;
	return TRUE;
}

/* Only the events are slow where a person wants them slow, not what has to be asked before them. */
gboolean replay_open_host(VerbRun *run, GError **error)
{
	ReplayWork *work = run->state;
	HttpClient *http = verb_http(run->context, error);
	g_autoptr(Target) target = target_copy(client_target(work->client));
	target->max_rate = work->rate;
	work->host = http != NULL ? http_host_new(http, target, target->url, error) : NULL;
	return work->host != NULL;
}

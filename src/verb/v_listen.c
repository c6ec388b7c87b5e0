/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receiver of webhooks on this machine, which shows what comes. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/redact.h"
#include "base/when.h"
#include "verb/capture_rows.h"
#include "verb/listen_setup.h"
#include "verb/verbs.h"

enum { OUT_WAITS = 64 * 1024, EXCERPT = 160 };

static const struct verb_option options[] = {
	{ "port", 'p', VALUE_INTEGER, N_("PORT"), FALSE, 0, 65535, NULL,
	  N_("the port on 127.0.0.1; without it, or with 0, one is picked"), HINT_NONE },
	{ "forward", 0, VALUE_URL, N_("URL"), FALSE, 0, 0, NULL,
	  N_("send each event on, its bytes unchanged: the path that was called is appended to URL"),
	  HINT_NONE },
	{ "save", 's', VALUE_PATH, N_("DIR"), FALSE, 0, 0, NULL,
	  N_("record in this folder instead of the usual one"), HINT_FOLDER },
	{ "no-save", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("show what comes, record nothing"),
	  HINT_NONE },
	{ "keep-secrets", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("record tokens and cookies too; without it they are replaced"), HINT_NONE },
	{ "status", 0, VALUE_INTEGER, N_("N"), FALSE, 200, 599, NULL,
	  N_("answer with this status, whatever comes"), HINT_NONE },
	{ "delay", 0, VALUE_INTEGER, N_("MS"), FALSE, 0, 600000, NULL,
	  N_("milliseconds that each answer waits"), HINT_NONE },
	{ "scheme", 0, VALUE_TEXT, N_("ID"), FALSE, 0, 0, NULL,
	  N_("verify signatures by this scheme; a wrong one is answered 401"), HINT_NONE },
	{ "secret", 0, VALUE_REFERENCE, N_("REF"), FALSE, 0, 0, NULL,
	  N_("the secret or public key of the scheme, by reference"), HINT_REFERENCE },
	{ "url", 0, VALUE_URL, N_("URL"), FALSE, 0, 0, NULL,
	  N_("the URL that the sender calls, where the scheme signs it"), HINT_NONE },
	{ "count", 'n', VALUE_INTEGER, N_("N"), FALSE, 1, 1000000000, NULL, N_("end after so many events"),
	  HINT_NONE },
	{ "format", 'f', VALUE_CHOICE, N_("FORMAT"), FALSE, 0, 0, "text|json",
	  N_("text (for people) or json: one document a line"), HINT_NONE },
	{ NULL },
};

struct listen {
	VerbRun *run; /* borrowed: it owns this */
	ListenSetup *setup;
	GString *out;
	guint flush, stop; /* sources */
	gulong cancelled;
	guint64 events;
	gboolean json, broken;
};

static void free_listen(gpointer memory)
{
	struct listen *listen = memory;
	if (listen->flush != 0)
		g_source_remove(listen->flush);
	if (listen->stop != 0)
		g_source_remove(listen->stop);
	listen_setup_free(listen->setup);
	g_string_free(listen->out, TRUE);
	g_free(listen);
}

/* ---- what is said ---- */

/* Nobody reads any more, or nothing can be written: there is no use in going on. */
static void flush(struct listen *listen)
{
	g_autoptr(GError) error = NULL;
	if (listen->out->len == 0 || listen->broken)
		return;
	if (!listen->run->sink->raw(listen->run, listen->out->str, listen->out->len, &error)) {
		listen->broken = TRUE;
		verb_complain(listen->run, error);
		listen_setup_stop(listen->setup);
	}
	g_string_truncate(listen->out, 0);
}

static gboolean flush_idle(gpointer data)
{
	struct listen *listen = data;
	listen->flush = 0;
	flush(listen);
	return G_SOURCE_REMOVE;
}

/* Many events of one turn of the loop are written at once. */
static void flush_soon(struct listen *listen)
{
	if (listen->out->len >= OUT_WAITS)
		flush(listen);
	else if (listen->flush == 0)
		listen->flush = g_idle_add(flush_idle, listen);
}

static TextFlags text_flags(void)
{
	return text_locale_is_utf8() ? TEXT_ONE_LINE : TEXT_ASCII;
}

static void append_excerpt(GString *out, const Capture *capture)
{
	gsize length;
	const char *bytes = g_bytes_get_data(capture->body, &length);
	if (length == 0)
		return;
	g_string_append(out, "    ");
	if (length <= EXCERPT) {
		text_append_visible(out, bytes, (gssize)length, text_flags());
	} else {
		/* Redacted before it is cut: half a credential would not be known. */
		g_autoptr(GString) redacted = redact_bytes(bytes, length);
		text_append_visible(out, redacted != NULL ? redacted->str : bytes, EXCERPT, text_flags());
		g_string_append(out, text_locale_is_utf8() ? "…" : "...");
	}
	g_string_append_c(out, '\n');
}

/* "14:02:11  12  POST /hooks/x  214 bytes  signature: good  200" */
static void append_text(struct listen *listen, const Capture *capture)
{
	GString *out = listen->out;
	g_autofree char *clock = when_clock(capture->time);
	g_string_append_printf(out, "%s  %" PRIu64 "  ", clock, listen->events);
	text_append_visible(out, capture->method, -1, text_flags());
	g_string_append_c(out, ' ');
	text_append_visible(out, capture->target, -1, text_flags());
	gsize size = g_bytes_get_size(capture->body);
	g_string_append(out, "  ");
	g_string_append_printf(out, ngettext("%zu byte", "%zu bytes", size), size);
	if (capture->verdict != NULL)
		g_string_append_printf(out, _("  signature: %s"), capture->verdict);
	if (capture->forward_error != NULL)
		g_string_append(out, _("  not forwarded"));
	g_string_append_printf(out, "  %u\n", capture->status);
	if (capture->why != NULL && g_strcmp0(capture->verdict, sign_verdict_name(SIGN_GOOD)) != 0) {
		g_string_append(out, "    ");
		text_append_visible(out, capture->why, -1, text_flags());
		g_string_append_c(out, '\n');
	}
	if (capture->forward_error != NULL) {
		g_string_append(out, "    ");
		text_append_visible(out, capture->forward_error, -1, text_flags());
		g_string_append_c(out, '\n');
	}
	append_excerpt(out, capture);
}

static void append_json(struct listen *listen, const Capture *capture)
{
	CaptureRow *row = capture_row_of(capture, g_bytes_get_size(capture->body), TRUE);
	json_t *object = capture_row_json(row);
	json_object_set_new(object, "schema", json_string("weir/capture/1"));
	json_object_set_new(object, "event", json_integer((json_int_t)listen->events));
	report_append_json(listen->out, object);
	g_string_append_c(listen->out, '\n');
	json_decref(object);
	capture_row_free(row);
}

static void came(const Capture *capture, gpointer data)
{
	struct listen *listen = data;
	listen->events++;
	if (listen->json)
		append_json(listen, capture);
	else
		append_text(listen, capture);
	flush_soon(listen);
}

static void say_ready(struct listen *listen)
{
	int port = listen_setup_port(listen->setup);
	const char *recorded = listen_setup_folder(listen->setup);
	if (listen->json) {
		json_t *object = json_pack("{s:s, s:i, s:o}", "schema", "weir/listen/1", "port", port, "url",
					   json_sprintf("http://127.0.0.1:%d", port));
		json_object_set_new(object, "folder", recorded != NULL ? json_string(recorded) : json_null());
		report_append_json(listen->out, object);
		g_string_append_c(listen->out, '\n');
		json_decref(object);
	} else {
		g_string_append_printf(listen->out, _("Listening at http://127.0.0.1:%d"), port);
		if (recorded != NULL) {
			g_autofree char *folder = text_visible(recorded, -1, text_flags());
			g_string_append_printf(listen->out, _(", recording in %s"), folder);
		}
		g_string_append(listen->out, ".\n");
	}
	flush(listen);
}

/* ---- the end ---- */

static void stopped(const GError *error, gpointer data)
{
	struct listen *listen = data;
	VerbRun *run = listen->run;
	flush(listen);
	g_cancellable_disconnect(run->cancellable, listen->cancelled);
	if (!listen->json && !listen->broken)
		verb_say(run, ngettext("%" PRIu64 " event", "%" PRIu64 " events", listen->events),
			 listen->events);
	verb_finish(run, error);
	verb_run_unref(run);
}

static gboolean stop_idle(gpointer data)
{
	struct listen *listen = data;
	listen->stop = 0;
	listen_setup_stop(listen->setup);
	return G_SOURCE_REMOVE;
}

static void stop_soon(GCancellable *cancellable, gpointer data)
{
	struct listen *listen = data;
	if (listen->stop == 0)
		listen->stop = g_idle_add(stop_idle, listen);
}

/* ---- the start ---- */

static void started(const GError *error, gpointer data)
{
	struct listen *listen = data;
	VerbRun *run = listen->run;
	if (error != NULL) {
		verb_finish(run, error);
		verb_run_unref(run);
		return;
	}
	say_ready(listen);
	listen->cancelled = g_cancellable_connect(run->cancellable, G_CALLBACK(stop_soon), listen, NULL);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	struct listen *listen = g_new0(struct listen, 1);
	const ListenWatch watch = { .started = started, .came = came, .stopped = stopped, .data = listen };
	listen->run = run;
	listen->out = g_string_new(NULL);
	listen->json = g_strcmp0(verb_text(run, "format"), "json") == 0;
	run->state = listen;
	run->free_state = free_listen;
	listen->setup = listen_setup_new(run, error);
	if (listen->setup == NULL)
		return VERB_FAILED;
	verb_run_ref(run);
	listen_setup_start(listen->setup, &watch);
	return VERB_WAITING;
}

const struct verb verb_listen = {
	.name = "listen",
	.summary = N_("receive webhooks on this machine: show, verify, record and forward them"),
	.options = options,
	.help = N_(
		"Whatever is sent to the port on 127.0.0.1 is shown and recorded as it came: method, path, "
		"headers in order, and the bytes of the body. It is answered 200 once it is recorded, or as "
		"--status and --delay say, or with what the forwarded one was answered. What could not be "
		"forwarded is answered 502.\n"
		"Tokens, cookies and the like are replaced in what is recorded, and so is the secret that "
		"--secret names; signatures stay, since they tell nothing and nothing could be verified "
		"without them. Bodies are kept as they came. The folder is readable by you alone. weir "
		"captures lists what was recorded.\n"
		"It ends with --count, or with Ctrl-C. With --format json the first line tells url and port, "
		"and each further one is an event."),
	.examples =
		"weir listen --port 8099\n"
		"weir listen --forward http://127.0.0.1:3000/hooks --scheme standard-webhooks-v1 --secret "
		"env:HOOK\n"
		"weir listen --status 503 --delay 2000 --count 1 # how does the sender try again?",
	.begin = begin,
};

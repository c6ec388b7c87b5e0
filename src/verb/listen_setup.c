/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/listen_setup.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "secrets/reference.h"
#include "verb/capture_rows.h"
#include "verb/webhook.h"

struct ListenSetup {
	int references; /* the owner's, and one while the secret is being resolved */
	gboolean let_go;
	VerbRun *run; /* borrowed */
	ListenWatch watch;
	GPtrArray *schemes; /* of the configuration */
	const struct scheme *scheme;
	Signer *signer;
	CaptureLog *log;
	Receiver *receiver;
	char *folder;
	guint starting; /* source */
};

static gboolean usage_is_clear(const VerbRun *run, GError **error)
{
	static const char *const pairs[][2] = { { "save", "no-save" }, { "keep-secrets", "no-save" } };
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		if ((verb_text(run, pairs[i][0]) == NULL && !verb_flag(run, pairs[i][0])) ||
		    !verb_flag(run, pairs[i][1]))
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--%s and --%s do not go together"),
			    pairs[i][0], pairs[i][1]);
		return FALSE;
	}
	if (verb_text(run, "secret") == NULL || verb_text(run, "scheme") != NULL)
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("--secret without --scheme: name the scheme that signatures are verified by"));
	return FALSE;
}

static gboolean find_scheme(ListenSetup *setup, const char *id, GError **error)
{
	const Config *config = verb_config(setup->run->context, error);
	if (config == NULL)
		return FALSE;
	setup->schemes = config_schemes(config);
	setup->scheme = webhook_scheme(setup->schemes, id, error);
	return setup->scheme != NULL;
}

ListenSetup *listen_setup_new(VerbRun *run, GError **error)
{
	if (!usage_is_clear(run, error))
		return NULL;
	g_autoptr(ListenSetup) setup = g_new0(ListenSetup, 1);
	setup->references = 1;
	setup->run = run;
	const char *scheme = verb_text(run, "scheme");
	if (scheme != NULL && !find_scheme(setup, scheme, error))
		return NULL;
	return g_steal_pointer(&setup);
}

/* ---- the start ---- */

static HttpHost *forward_host(VerbRun *run, const char *url, GError **error)
{
	HttpClient *http = url != NULL ? verb_http(run->context, error) : NULL;
	if (http == NULL)
		return NULL;
	/* Nobody can look at the log of a command in a shell, and it would keep every body twice. */
	if (!run->context->on_screen)
		http_client_keep_log(http, FALSE);
	g_autoptr(Target) target = target_new(NULL, url);
	target->parallel = 64;
	return http_host_new(http, target, url, error);
}

static void came(const Capture *capture, gpointer data)
{
	ListenSetup *setup = data;
	setup->watch.came(capture, setup->watch.data);
}

static void stopped(const GError *error, gpointer data)
{
	ListenSetup *setup = data;
	/* What was recorded is brought to the disk before it is said to be there. */
	g_clear_pointer(&setup->log, capture_log_close);
	setup->watch.stopped(error, setup->watch.data);
}

static gboolean open_all(ListenSetup *setup, SecBuf *secret, GError **error)
{
	VerbRun *run = setup->run;
	const char *url = verb_text(run, "forward");
	g_autoptr(HttpHost) host = forward_host(run, url, error);
	if (url != NULL && host == NULL)
		return FALSE;
	if (setup->scheme != NULL) {
		setup->signer = signer_new(setup->scheme, secret, SIGN_TO_CHECK, error);
		if (setup->signer == NULL)
			return FALSE;
	}
	if (!verb_flag(run, "no-save")) {
		setup->folder = captures_folder(run, "save");
		setup->log = capture_log_write(setup->folder, error);
		if (setup->log == NULL)
			return FALSE;
	}
	const ReceiverOptions receiver = {
		.port = (int)verb_integer(run, "port", 0),
		.status = (guint)verb_integer(run, "status", 0),
		.delay_ms = (guint)verb_integer(run, "delay", 0),
		.count = (guint64)verb_integer(run, "count", 0),
		.forward = host,
		.forward_url = url,
		.signer = setup->signer,
		.url = verb_text(run, "url"),
		.log = setup->log,
		.keep_secrets = verb_flag(run, "keep-secrets"),
		.came = came,
		.stopped = stopped,
		.data = setup,
	};
	setup->receiver = receiver_new(&receiver, error);
	return setup->receiver != NULL;
}

static void unref(ListenSetup *setup)
{
	if (--setup->references > 0)
		return;
	g_clear_pointer(&setup->schemes, g_ptr_array_unref);
	g_free(setup->folder);
	g_free(setup);
}

static void open_and_tell(ListenSetup *setup, SecBuf *secret)
{
	g_autoptr(GError) error = NULL;
	if (!open_all(setup, secret, &error))
		g_clear_pointer(&setup->log, capture_log_close);
	setup->watch.started(error, setup->watch.data);
}

static void secret_came(SecBuf *secret, const GError *error, gpointer data)
{
	ListenSetup *setup = data;
	if (!setup->let_go && error != NULL)
		setup->watch.started(error, setup->watch.data);
	else if (!setup->let_go)
		open_and_tell(setup, secret);
	unref(setup);
}

static gboolean start_idle(gpointer data)
{
	ListenSetup *setup = data;
	setup->starting = 0;
	open_and_tell(setup, NULL);
	return G_SOURCE_REMOVE;
}

void listen_setup_start(ListenSetup *setup, const ListenWatch *watch)
{
	const char *secret = verb_text(setup->run, "secret");
	setup->watch = *watch;
	if (secret == NULL) {
		setup->starting = g_idle_add(start_idle, setup);
		return;
	}
	setup->references++;
	reference_resolve(secret, setup->run->cancellable, secret_came, setup);
}

/* ---- the end ---- */

void listen_setup_stop(ListenSetup *setup)
{
	if (setup->receiver != NULL)
		receiver_stop(setup->receiver);
}

void listen_setup_free(ListenSetup *setup)
{
	if (setup == NULL)
		return;
	setup->let_go = TRUE;
	g_clear_handle_id(&setup->starting, g_source_remove);
	g_clear_pointer(&setup->receiver, receiver_free);
	g_clear_pointer(&setup->log, capture_log_close);
	g_clear_pointer(&setup->signer, signer_free);
	unref(setup);
}

int listen_setup_port(const ListenSetup *setup)
{
	return setup->receiver != NULL ? receiver_port(setup->receiver) : 0;
}

const char *listen_setup_folder(const ListenSetup *setup)
{
	return setup->log != NULL ? setup->folder : NULL;
}

const char *listen_setup_scheme(const ListenSetup *setup)
{
	return setup->scheme != NULL ? setup->scheme->id : NULL;
}

const char *listen_setup_forward(const ListenSetup *setup)
{
	return verb_text(setup->run, "forward");
}

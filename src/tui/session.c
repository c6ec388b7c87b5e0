/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/session.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "secrets/reference.h"
#include "store/history.h"
#include "tui/words.h"

enum { DOCUMENTS = 3 };

struct Session {
	int references; /* what is under way holds one each, so that its end finds the session */
	HttpClient *http;
	Target *target;
	SessionChanged changed; /* NULL once the owner has let go */
	gpointer data;
	GCancellable *cancellable;
	SecBuf *token, *engine_token;
	Client *client;
	Server *server;
	ServerRow *row;
	char *problem;
	gboolean loading;
	guint documents; /* of the three, answered in this round */

	Subscriptions *rows, *incoming; /* `incoming` are read while `rows` are shown */
	SubscriptionList list;
	char *rows_problem;
	gboolean rows_wanted, rows_waiting, rows_loading;
	guint rows_loaded;
	gint64 rows_expected;
	AuditRunner *audit;
};

static void tell(Session *session, unsigned what)
{
	if (session->changed != NULL)
		session->changed(session, what, session->data);
}

/* The list of servers shows how far an audit is, and how the last one ended. */
static void on_audit(gboolean rows, gpointer data)
{
	Session *session = data;
	AuditBoard *board = audit_runner_board(session->audit);
	const AuditReport *report = audit_board_report(board);
	ServerRow *row = session->row;
	row->audit_percent = audit_board_running(board) ? audit_board_percent(board) : -1;
	if (audit_board_ended(board) > 0) {
		row->audited = audit_board_ended(board);
		row->grade = report != NULL ? report->grade : 0;
		row->trend = audit_board_trend(board);
	}
	tell(session, SESSION_STATE | SESSION_AUDIT | (rows ? SESSION_AUDIT_ROWS : 0));
}

void session_recall(Session *session, Store *store)
{
	g_autoptr(HistoryRow) last = history_last(store, session_name(session), NULL);
	if (last == NULL)
		return;
	session->row->audited = last->started;
	session->row->grade = last->complete ? last->grade[0] : 0;
}

Session *session_new(const Target *target, SessionChanged changed, gpointer data)
{
	Session *session = g_new0(Session, 1);
	session->references = 1;
	session->target = target_copy(target);
	session->row = server_row_new(session->target);
	session->row->auth = target->token == NULL ? SEEN_NO_TOKEN : SEEN_UNKNOWN;
	session->changed = changed;
	session->data = data;
	session->list.target = session->target;
	session->audit = audit_runner_new(session->target, on_audit, session);
	session->row->state = PROBE_LOADING; /* it will be, as soon as the screen is painted */
	return session;
}

void session_set_http(Session *session, HttpClient *http)
{
	session->http = http;
}

static Session *hold(Session *session)
{
	session->references++;
	return session;
}

static void let_go(Session *session)
{
	if (--session->references > 0)
		return;
	g_clear_object(&session->cancellable);
	client_unref(session->client);
	secbuf_unref(session->token);
	secbuf_unref(session->engine_token);
	server_free(session->server);
	server_row_free(session->row);
	subscriptions_unref(session->rows);
	subscriptions_unref(session->incoming);
	target_free(session->target);
	g_free(session->problem);
	g_free(session->rows_problem);
	g_free(session);
}

void session_free(Session *session)
{
	if (session == NULL)
		return;
	session->changed = NULL;
	if (session->cancellable != NULL)
		g_cancellable_cancel(session->cancellable);
	g_clear_pointer(&session->audit, audit_runner_free);
	let_go(session);
}

/* ---- what came of it ---- */

static void set_problem(char **problem, const GError *error)
{
	g_free(*problem);
	*problem = error != NULL ? text_visible(error->message, -1, TEXT_ONE_LINE) : NULL;
}

static void note_result(Session *session, const GError *error)
{
	ServerRow *row = session->row;
	set_problem(&session->problem, error);
	g_free(row->why);
	row->why = g_strdup(session->problem);
	gboolean refused = g_error_matches(error, WEIR_ERROR, WEIR_ERROR_AUTH);
	if (session->target->token != NULL)
		row->auth = refused                   ? SEEN_TOKEN_REFUSED
			    : session->server != NULL ? SEEN_TOKEN_OK
						      : SEEN_UNKNOWN;
	row->state = session->server == NULL || refused ? PROBE_DOWN
		     : error != NULL                    ? PROBE_WARNING
							: PROBE_UP;
	if (session->server != NULL) {
		row->actions = (int)session->server->actions->len;
		row->triggers = (int)session->server->triggers->len;
	}
	session->loading = FALSE;
}

static void start_subscriptions(Session *session);

static void on_server(Server *server, const GError *error, gpointer data)
{
	Session *session = data;
	unsigned what = SESSION_STATE;
	if (!g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CANCELLED) && session->changed != NULL) {
		Server *old = NULL;
		if (server != NULL) {
			old = session->server;
			session->server = g_steal_pointer(&server);
			session->list.server = session->server;
			what |= SESSION_SERVER;
		}
		note_result(session, error);
		if (session->rows_waiting)
			start_subscriptions(session);
		tell(session, what);
		server_free(old);
	}
	server_free(server);
	let_go(session);
}

static void fail(Session *session, const GError *error)
{
	note_result(session, error);
	if (session->rows_waiting) {
		session->rows_waiting = FALSE;
		set_problem(&session->rows_problem, error);
	}
	tell(session, SESSION_STATE);
}

static void ask_documents(Session *session)
{
	g_autoptr(GError) error = NULL;
	g_clear_pointer(&session->client, client_unref);
	session->client =
		client_new(session->http, session->target, session->token, session->engine_token, &error);
	if (session->client == NULL) {
		fail(session, error);
		return;
	}
	client_load_server(session->client, session->cancellable, on_server, hold(session));
}

/* ---- tokens ---- */

static void on_engine_token(SecBuf *secret, const GError *error, gpointer data)
{
	Session *session = data;
	if (session->changed != NULL && error != NULL) {
		fail(session, error);
	} else if (session->changed != NULL) {
		g_clear_pointer(&session->engine_token, secbuf_unref);
		session->engine_token = secbuf_ref(secret);
		ask_documents(session);
	}
	let_go(session);
}

static void resolve_engine_token(Session *session)
{
	if (session->target->engine_token == NULL)
		ask_documents(session);
	else
		reference_resolve_for(session->target->engine_token, session->target->alias,
				      session->cancellable, on_engine_token, hold(session));
}

static void on_token(SecBuf *secret, const GError *error, gpointer data)
{
	Session *session = data;
	if (session->changed != NULL && error != NULL) {
		fail(session, error);
	} else if (session->changed != NULL) {
		g_clear_pointer(&session->token, secbuf_unref);
		session->token = secbuf_ref(secret);
		resolve_engine_token(session);
	}
	let_go(session);
}

void session_load(Session *session)
{
	if (session->loading || session->http == NULL)
		return;
	if (session->cancellable == NULL)
		session->cancellable = g_cancellable_new();
	session->loading = TRUE;
	session->documents = 0;
	if (session->server == NULL)
		session->row->state = PROBE_LOADING;
	if (session->target->token == NULL)
		resolve_engine_token(session);
	else
		reference_resolve_for(session->target->token, session->target->alias, session->cancellable,
				      on_token, hold(session));
	tell(session, SESSION_STATE);
}

/* ---- subscriptions ---- */

static void on_rows_progress(guint loaded, gint64 expected, gpointer data)
{
	Session *session = data;
	session->rows_loaded = loaded;
	session->rows_expected = expected;
	tell(session, session->incoming != NULL ? SESSION_STATE : SESSION_STATE | SESSION_MORE);
}

static void on_rows(Subscriptions *rows, const GError *error, gpointer data)
{
	Session *session = data;
	unsigned what = SESSION_STATE | SESSION_MORE | SESSION_ALL_ROWS;
	Subscriptions *old = NULL;
	session->rows_loading = FALSE;
	set_problem(&session->rows_problem, error);
	if (session->incoming != NULL && error == NULL) {
		old = session->rows;
		session->rows = g_steal_pointer(&session->incoming);
		session->list.rows = session->rows;
		what |= SESSION_SUBSCRIPTIONS;
	}
	g_clear_pointer(&session->incoming, subscriptions_unref);
	tell(session, what);
	subscriptions_unref(old);
	let_go(session);
}

static void start_subscriptions(Session *session)
{
	session->rows_waiting = FALSE;
	if (session->client == NULL || session->rows_loading)
		return;
	session->rows_loading = TRUE;
	session->rows_loaded = 0;
	session->rows_expected = -1;
	unsigned what = SESSION_STATE;
	Subscriptions *into;
	if (session->rows == NULL) {
		into = session->rows = subscriptions_new();
		session->list.rows = session->rows;
		what |= SESSION_SUBSCRIPTIONS;
	} else {
		into = session->incoming = subscriptions_new();
	}
	client_load_subscriptions(session->client, into, session->cancellable, on_rows_progress, on_rows,
				  hold(session));
	tell(session, what);
}

void session_load_subscriptions(Session *session)
{
	session->rows_wanted = TRUE;
	if (session->client != NULL && !session->loading) {
		start_subscriptions(session);
		return;
	}
	session->rows_waiting = TRUE;
	session_load(session);
}

gboolean session_wants_subscriptions(const Session *session)
{
	return session->rows_wanted;
}

/* ---- what is known ---- */

const Target *session_target(const Session *session)
{
	return session->target;
}

const char *session_name(const Session *session)
{
	return target_name(session->target);
}

const Server *session_server(const Session *session)
{
	return session->server;
}

ServerRow *session_row(const Session *session)
{
	return session->row;
}

const SubscriptionList *session_subscriptions(const Session *session)
{
	return session->rows != NULL ? &session->list : NULL;
}

const TlsFacts *session_tls(const Session *session)
{
	return session->client != NULL ? http_host_tls(client_host(session->client)) : NULL;
}

Client *session_client(const Session *session)
{
	return session->client;
}

AuditRunner *session_audit(Session *session)
{
	return session->audit;
}

gboolean session_loading(const Session *session)
{
	return session->loading;
}

gboolean session_loading_subscriptions(const Session *session)
{
	return session->rows_loading || session->rows_waiting;
}

gboolean session_append_progress(const Session *session, GString *out)
{
	if (!session->loading && session->row->state != PROBE_LOADING)
		return FALSE;
	if (session->loading && session->client == NULL && session->target->token != NULL)
		g_string_append_printf(out, _("asking for the token from %s"), session->target->token);
	else
		g_string_append_printf(out, _("loading %u of %u documents"), session->documents, DOCUMENTS);
	return TRUE;
}

gboolean session_append_subscriptions_progress(const Session *session, GString *out)
{
	if (!session_loading_subscriptions(session))
		return FALSE;
	if (session->rows_waiting)
		return session_append_progress(session, out);
	words_append_count(out, session->rows_loaded);
	if (session->rows_expected >= 0) {
		g_string_append_printf(out, " %s ", _("of"));
		words_append_count(out, (guint64)MAX(session->rows_expected, (gint64)session->rows_loaded));
	}
	g_string_append_printf(out, " %s", _("loaded"));
	return TRUE;
}

const char *session_problem(const Session *session)
{
	return session->problem;
}

const char *session_subscriptions_problem(const Session *session)
{
	return session->rows_problem;
}

void session_watch(Session *session, const Exchange *exchange)
{
	static const char *const paths[DOCUMENTS] = { "/manifest", "/components", "/openapi.json" };
	if (!exchange->finished || g_strcmp0(exchange->target, session_name(session)) != 0)
		return;
	if (exchange->status != 0)
		session->row->milliseconds = exchange->total_ms;
	for (gsize i = 0; session->loading && i < DOCUMENTS; i++)
		if (exchange->url != NULL && g_str_has_suffix(exchange->url, paths[i]))
			session->documents = MIN(session->documents + 1, DOCUMENTS);
	tell(session, SESSION_STATE);
}

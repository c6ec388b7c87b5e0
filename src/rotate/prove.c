/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a trigger takes events that are signed with one value and refuses those signed with another.
 *
 * An event signed with a random value goes along: what is answered to it is what a wrong signature gets, so
 * that a server which answers 400 instead of 401 is understood, and one that takes anything is found out. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "model/sample.h"
#include "rotate/job_private.h"
#include "secrets/generate.h"
#include "sign/sign.h"

enum { WORKS, REFUSED, RANDOM, N_EVENTS, ANSWER_MS = 10000 };

static const char wrong_shape[] = "\"weir: no event\"";

typedef struct Prove Prove;
typedef struct {
	Prove *prove;
	int status; /* 0: no answer; -1: not sent */
} Event;

struct Prove {
	RotateJob *job;
	Event events[N_EVENTS];
	guint waiting;
	GError *why;
	ProveDone done;
};

gboolean prove_can(const RotateJob *job, const Trigger *trigger)
{
	return trigger != NULL && trigger->route.path != NULL && job->options.scheme != NULL &&
	       !scheme_is_asymmetric(job->options.scheme);
}

static gboolean is_refusal(const Prove *prove, int status)
{
	return status == 401 || status == 403 || status == prove->events[RANDOM].status;
}

static gboolean says_nothing(int status)
{
	return status == 0 || status == 429 || status >= 500;
}

static GError *unclear(const Prove *prove)
{
	const char *target = prove->job->row->target;
	for (guint i = 0; i < N_EVENTS; i++)
		if (says_nothing(prove->events[i].status))
			return prove->why != NULL ? g_error_copy(prove->why)
						  : g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
								_("%s: it answers %d to a signed test event"),
								target, prove->events[i].status);
	return NULL;
}

static RotateProof judge(const Prove *prove, GError **why)
{
	const char *target = prove->job->row->target;
	int works = prove->events[WORKS].status, refused = prove->events[REFUSED].status,
	    random = prove->events[RANDOM].status;
	*why = unclear(prove);
	if (*why != NULL)
		return PROOF_NOT_YET;
	if (random >= 200 && random < 300)
		*why = g_error_new(
			WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
			_("%s: it takes an event that is signed with a random value (%d), so nothing "
			  "can be told of the new one"),
			target, random);
	else if (is_refusal(prove, works))
		*why = g_error_new(
			WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
			_("%s: it answers %d to an event that is signed with the value that should "
			  "work, as to one with a wrong signature"),
			target, works);
	else if (refused >= 0 && !is_refusal(prove, refused))
		*why = g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
				   _("%s: it still takes events that are signed with the other value (%d)"),
				   target, refused);
	if (*why == NULL)
		return PROOF_SEEN;
	return random >= 200 && random < 300 ? PROOF_NEVER : PROOF_NOT_YET;
}

static void prove_end(Prove *prove)
{
	GError *why = NULL;
	RotateJob *job = prove->job;
	ProveDone done = prove->done;
	RotateProof proof = judge(prove, &why);
	g_clear_error(&prove->why);
	g_free(prove);
	done(job, proof, why);
}

static void answered(Exchange *exchange, GBytes *body, gpointer data)
{
	Event *event = data;
	Prove *prove = event->prove;
	event->status = exchange->error == NULL ? exchange->status : 0;
	if (exchange->error != NULL && prove->why == NULL)
		prove->why = g_error_copy(exchange->error);
	if (--prove->waiting == 0)
		prove_end(prove);
}

/* ---- events ---- */

static void free_line(gpointer line)
{
	if (line != NULL)
		secbuf_wipe(line, strlen(line));
	g_free(line);
}

typedef struct {
	GPtrArray *headers; /* char * */
	char *path;
	gboolean authorization;
} Parts;

static void add_query(Parts *parts, const SignPart *part)
{
	g_autofree char *name = g_uri_escape_string(part->name, NULL, FALSE);
	g_autofree char *value = g_uri_escape_string(part->value, NULL, FALSE);
	g_autofree char *path = g_steal_pointer(&parts->path);
	parts->path = g_strdup_printf("%s%s%s=%s", path, strchr(path, '?') != NULL ? "&" : "?", name, value);
}

static gboolean place(Parts *parts, const SignPart *part, GError **error)
{
	if (part->place == PLACE_HEADER) {
		parts->authorization |= g_ascii_strcasecmp(part->name, "Authorization") == 0;
		g_ptr_array_add(parts->headers, g_strdup_printf("%s: %s", part->name, part->value));
		return TRUE;
	}
	if (part->place == PLACE_QUERY) {
		add_query(parts, part);
		return TRUE;
	}
	g_set_error(
		error, WEIR_ERROR, WEIR_ERROR_USAGE,
		_("the scheme has its signature in the path or the body, which is not tested here: test it "
		  "with weir replay, and rotate with --driver manual"));
	return FALSE;
}

static gboolean sign(RotateJob *job, SecBuf *value, GBytes *body, Parts *parts, GError **error)
{
	gsize length;
	const void *data = g_bytes_get_data(body, &length);
	g_autofree char *url = g_strconcat(job->row->url, parts->path, NULL);
	const SignInput input = { .body = data, .length = length, .method = "POST", .url = url };
	g_autoptr(Signer) signer = signer_new(job->options.scheme, value, SIGN_TO_SEND, error);
	g_autoptr(GPtrArray) made = sign_parts_new();
	if (signer == NULL || !sign_headers(signer, &input, made, error))
		return FALSE;
	for (guint i = 0; i < made->len; i++)
		if (!place(parts, made->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean send(Prove *prove, guint number, SecBuf *value, const char *path, GBytes *body,
		     GError **error)
{
	RotateJob *job = prove->job;
	Parts parts = { g_ptr_array_new_with_free_func(free_line), g_strdup(path), FALSE };
	gboolean good = sign(job, value, body, &parts, error);
	g_ptr_array_add(parts.headers, NULL);
	const HttpRequest request = {
		.method = "POST",
		.path = parts.path,
		.headers = (const char *const *)parts.headers->pdata,
		.bearer = parts.authorization ? NULL : client_token(job->options.client),
		.body = body,
		.timeout_ms = ANSWER_MS,
	};
	if (good) {
		prove->waiting++;
		http_send(client_host(job->options.client), &request, job->cancellable, answered,
			  &prove->events[number]);
	}
	g_ptr_array_unref(parts.headers);
	g_free(parts.path);
	return good;
}

static GBytes *body_of(const ProveWish *wish)
{
	const SampleOptions options = { .seed = 1 };
	g_autoptr(json_t) event =
		wish->whole && wish->trigger->payload != NULL
			? sample_make(wish->trigger->payload, wish->trigger->payload_root, &options, NULL)
			: NULL;
	if (event == NULL)
		return g_bytes_new_static(wrong_shape, strlen(wrong_shape));
	char *text = weir_json_print(event);
	return g_bytes_new_take(text, strlen(text));
}

static gboolean send_all(Prove *prove, const ProveWish *wish, GError **error)
{
	g_autoptr(GBytes) body = body_of(wish);
	g_autofree char *path = route_path(wish->trigger, wish->subscription);
	g_autoptr(SecBuf) random = generate_value("probe", &prove->job->policy, error);
	if (random == NULL)
		return FALSE;
	if (path == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: its route is not known: set `route` in [server NAME trigger %s]"),
			    wish->trigger->name, wish->trigger->name);
		return FALSE;
	}
	return send(prove, RANDOM, random, path, body, error) &&
	       send(prove, WORKS, wish->works, path, body, error) &&
	       (wish->refused == NULL || send(prove, REFUSED, wish->refused, path, body, error));
}

void prove_signatures(RotateJob *job, const ProveWish *wish, ProveDone done)
{
	g_autoptr(GError) error = NULL;
	Prove *prove = g_new0(Prove, 1);
	prove->job = job;
	prove->done = done;
	for (guint i = 0; i < N_EVENTS; i++)
		prove->events[i] = (Event){ prove, i == REFUSED && wish->refused == NULL ? -1 : 0 };
	/* One more, so that it does not end before all were sent. */
	prove->waiting = 1;
	if (!send_all(prove, wish, &error) && prove->waiting == 1) {
		g_free(prove);
		done(job, PROOF_NEVER, g_steal_pointer(&error));
		return;
	}
	if (error != NULL && prove->why == NULL)
		prove->why = g_steal_pointer(&error);
	if (--prove->waiting == 0)
		prove_end(prove);
}

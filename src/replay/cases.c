/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/cases.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "canary/alter.h"
#include "canary/event.h"
#include "replay/case_build.h"

enum { FAR_SECONDS = 600, LARGE_BYTES = 1024 * 1024 + 1 };

const char *replay_expect_words(ReplayExpect expect)
{
	static const char *const words[N_EXPECTS] = {
		[EXPECT_TAKEN] = N_("2xx, 1 event"),      [EXPECT_REFUSED] = N_("refused (4xx)"),
		[EXPECT_ONCE] = N_("no second event"),    [EXPECT_ANY] = N_("2xx or 4xx"),
		[EXPECT_ALIKE] = N_("as a wrong secret"),
	};
	return words[expect];
}

/* ---- what the rows do ---- */

static GBytes *keep_bytes(CaseDraft *draft, GBytes *bytes)
{
	g_ptr_array_add(draft->bytes, bytes);
	return bytes;
}

static char *keep_text(CaseDraft *draft, char *text)
{
	g_ptr_array_add(draft->texts, text);
	return text;
}

static gboolean wrong_secret(CaseDraft *draft, GError **error)
{
	draft->recipe.signer = draft->setup->wrong_signer;
	return TRUE;
}

static gsize body_length(const CaseDraft *draft)
{
	return draft->recipe.body != NULL ? g_bytes_get_size(draft->recipe.body) : 0;
}

static gboolean needs_body(CaseDraft *draft)
{
	if (body_length(draft) > 1)
		return TRUE;
	draft->reason = _("the event has no body");
	return FALSE;
}

static gboolean truncated(CaseDraft *draft, GError **error)
{
	if (!needs_body(draft))
		return FALSE;
	GBytes *body = draft->recipe.body;
	draft->recipe.signed_body = body;
	draft->recipe.body = keep_bytes(draft, g_bytes_new_from_bytes(body, 0, body_length(draft) / 2));
	return TRUE;
}

static gboolean flipped_body(CaseDraft *draft, GError **error)
{
	if (!needs_body(draft))
		return FALSE;
	draft->recipe.signed_body = draft->recipe.body;
	draft->recipe.body = keep_bytes(draft, alter_flip_body(draft->recipe.body));
	return TRUE;
}

/* The same event with one more byte of white space is another body, and as valid. */
static GBytes *other_body(CaseDraft *draft)
{
	gsize length = 0;
	const char *data = draft->recipe.body != NULL ? g_bytes_get_data(draft->recipe.body, &length) : "";
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_byte_array_append(bytes, (const guint8 *)data, (guint)length);
	g_byte_array_append(bytes, (const guint8 *)" ", 1);
	return keep_bytes(draft, g_bytes_new(bytes->data, bytes->len));
}

static gboolean foreign_signature(CaseDraft *draft, GError **error)
{
	draft->recipe.signed_body = other_body(draft);
	return TRUE;
}

static gint64 far(const CaseDraft *draft)
{
	return MAX((gint64)draft->setup->scheme->tolerance * 2, FAR_SECONDS) * G_USEC_PER_SEC;
}

static gboolean stale(CaseDraft *draft, GError **error)
{
	draft->recipe.timestamp = NULL;
	draft->recipe.now -= far(draft);
	return TRUE;
}

static gboolean future(CaseDraft *draft, GError **error)
{
	draft->recipe.timestamp = NULL;
	draft->recipe.now += far(draft);
	return TRUE;
}

/* Signed long ago, with the time of now: whoever has an old delivery can do that. */
static gboolean replaced_time(CaseDraft *draft, GError **error)
{
	TimeUnit unit = draft->setup->scheme->unit;
	char *old = sign_timestamp(unit, draft->recipe.now - far(draft));
	char *new = sign_timestamp(unit, draft->recipe.now);
	if (old == NULL || new == NULL) {
		g_free(old);
		g_free(new);
		return FALSE;
	}
	draft->recipe.timestamp = draft->recipe.shown_time = keep_text(draft, old);
	draft->recipe.replaced_time = keep_text(draft, new);
	return TRUE;
}

static gboolean repeated(CaseDraft *draft, GError **error)
{
	draft->times = 2;
	return TRUE;
}

static gboolean same_id(CaseDraft *draft, GError **error)
{
	repeated(draft, error);
	draft->first_body = draft->recipe.body;
	draft->recipe.body = other_body(draft);
	return TRUE;
}

static gboolean to_subscription(CaseDraft *draft, const Route *route, const ReplaySubscription *to,
				GError **error)
{
	char *path = recipe_path(route, to->id, to->connection, error);
	if (path == NULL)
		return FALSE;
	draft->recipe.path = keep_text(draft, path);
	draft->to = to;
	return TRUE;
}

static gboolean unknown(CaseDraft *draft, GError **error)
{
	const ReplaySubscription nobody = { .id = keep_text(draft, g_uuid_string_random()),
					    .connection = draft->setup->own.connection };
	gboolean good = to_subscription(draft, &draft->setup->trigger->route, &nobody, error);
	draft->to = &draft->setup->own;
	/* Where nothing is signed, an unknown subscription may be told. */
	if (draft->setup->signer == NULL)
		draft->expect = EXPECT_REFUSED;
	return good;
}

static gboolean other_tenant(CaseDraft *draft, GError **error)
{
	return to_subscription(draft, &draft->setup->trigger->route, &draft->setup->other_tenant, error);
}

static gboolean other_trigger(CaseDraft *draft, GError **error)
{
	draft->recipe.signer = draft->setup->signer != NULL ? draft->setup->other_signer : NULL;
	return to_subscription(draft, &draft->setup->trigger->route, &draft->setup->other_trigger, error);
}

/* What the other route takes, signed with the secret of this subscription. */
static gboolean other_route(CaseDraft *draft, GError **error)
{
	const Trigger *other = draft->setup->other_trigger.trigger;
	g_autoptr(json_t) event = event_sample(draft->setup->server, other, EVENT_FULL, 1, NULL);
	if (event != NULL)
		draft->recipe.body = keep_bytes(draft, event_bytes(event));
	draft->recipe.method = other->route.method;
	return to_subscription(draft, &other->route, &draft->setup->own, error);
}

static gboolean malformed(CaseDraft *draft, GError **error)
{
	draft->recipe.body = keep_bytes(draft, g_bytes_new_static("{\"weir\":[1,", strlen("{\"weir\":[1,")));
	return TRUE;
}

static gboolean with_event(CaseDraft *draft, json_t *event)
{
	if (event == NULL) {
		draft->reason = _("the schema refuses nothing of the kind");
		return FALSE;
	}
	draft->recipe.body = keep_bytes(draft, event_bytes(event));
	json_decref(event);
	return TRUE;
}

static gboolean wrong_type(CaseDraft *draft, GError **error)
{
	return with_event(draft, event_wrong_type(draft->event, draft->schema, draft->root));
}

static gboolean missing_field(CaseDraft *draft, GError **error)
{
	return with_event(draft, event_missing_field(draft->event, draft->schema, draft->root));
}

static gboolean extra_field(CaseDraft *draft, GError **error)
{
	gboolean refused = FALSE;
	json_t *event = event_extra_field(draft->event, draft->schema, draft->root, &refused);
	draft->expect = refused ? EXPECT_REFUSED : EXPECT_ANY;
	return with_event(draft, event);
}

static gboolean empty_body(CaseDraft *draft, GError **error)
{
	draft->recipe.body = keep_bytes(draft, g_bytes_new_static("", 0));
	return TRUE;
}

/* A page can send text/plain across origins without asking; a signature makes up for that. */
static gboolean wrong_type_of_content(CaseDraft *draft, GError **error)
{
	draft->recipe.content_type = "text/plain";
	draft->expect = draft->setup->signer != NULL ? EXPECT_ANY : EXPECT_REFUSED;
	return TRUE;
}

/* Spaces behind it leave it as valid as it was. */
static gboolean too_large(CaseDraft *draft, GError **error)
{
	gsize length = 0;
	const char *data = draft->recipe.body != NULL ? g_bytes_get_data(draft->recipe.body, &length) : "";
	g_autoptr(GByteArray) bytes = g_byte_array_sized_new(LARGE_BYTES);
	g_byte_array_append(bytes, (const guint8 *)data, (guint)length);
	gsize room = length < LARGE_BYTES ? LARGE_BYTES - length : 1;
	g_autofree char *spaces = g_malloc(room);
	memset(spaces, ' ', room);
	g_byte_array_append(bytes, (const guint8 *)spaces, (guint)room);
	draft->recipe.body = keep_bytes(draft, g_bytes_new(bytes->data, bytes->len));
	return TRUE;
}

static gboolean by_get(CaseDraft *draft, GError **error)
{
	draft->recipe.method = "GET";
	draft->recipe.body = NULL;
	return TRUE;
}

static gboolean twice(CaseDraft *draft, GError **error)
{
	/* Where a header is a list, two of them are one list, and one right signature in it is enough. */
	if (draft->setup->plan->fields[FIELD_SIGNATURE]->separator == '\0')
		return TRUE;
	draft->expect = EXPECT_ANY;
	return TRUE;
}

static gboolean made_up_token(CaseDraft *draft, GError **error)
{
	draft->recipe.query = "token=weir-made-up&access_token=weir-made-up";
	return TRUE;
}

/* A token in a URL ends in logs and proxies: a server must not take it there, the right one neither. */
static gboolean real_token(CaseDraft *draft, GError **error)
{
	char *token = g_uri_escape_string(secbuf_bytes(draft->setup->bearer), NULL, FALSE);
	draft->recipe.query = keep_text(draft, g_strconcat("token=", token, NULL));
	draft->recipe.without_bearer = TRUE;
	keep_text(draft, token);
	return TRUE;
}

/* ---- the rows ---- */

#define SIGNED (NEED_SIGNATURE)

const struct replay_case replay_cases[] = {
	{ "valid", N_("valid"), N_("signed now"), NEED_DISPATCH, EXPECT_TAKEN, NULL, NULL },
	{ "no-signature", N_("no signature"), N_("signature left out"), SIGNED, EXPECT_REFUSED, NULL,
	  alter_drop_signature },
	{ "empty-signature", N_("empty signature"), N_("only its label"), SIGNED, EXPECT_REFUSED, NULL,
	  alter_empty_signature },
	{ "wrong-secret", N_("wrong secret"), N_("signed with a made-up secret"), SIGNED, EXPECT_REFUSED,
	  wrong_secret, NULL },
	{ "truncated", N_("body truncated"), N_("half of what was signed"), SIGNED | NEED_SIGNED_BODY,
	  EXPECT_REFUSED, truncated, NULL },
	{ "signature-cut", N_("signature truncated"), N_("its first eight characters"), SIGNED,
	  EXPECT_REFUSED, NULL, alter_cut_signature },
	{ "body-bit", N_("one bit of the body"), N_("changed after it was signed"), SIGNED | NEED_SIGNED_BODY,
	  EXPECT_REFUSED, flipped_body, NULL },
	{ "signature-bit", N_("one character of the signature"), N_("changed behind its middle"), SIGNED,
	  EXPECT_REFUSED, NULL, alter_flip_signature },
	{ "other-body", N_("signature of another body"), N_("one space more was signed"),
	  SIGNED | NEED_SIGNED_BODY, EXPECT_REFUSED, foreign_signature, NULL },
	{ "other-version", N_("other algorithm or version"), N_("another label, or alg none"), SIGNED,
	  EXPECT_REFUSED, NULL, alter_other_version },
	{ "stale", N_("stale"), N_("signed 10 minutes ago or more"), SIGNED | NEED_SIGNED_TIME,
	  EXPECT_REFUSED, stale, NULL },
	{ "future", N_("future"), N_("signed for 10 minutes from now or more"), SIGNED | NEED_SIGNED_TIME,
	  EXPECT_REFUSED, future, NULL },
	{ "no-timestamp", N_("no timestamp"), N_("timestamp left out"), SIGNED | NEED_TIME, EXPECT_REFUSED,
	  NULL, alter_drop_timestamp },
	{ "timestamp-unsigned", N_("timestamp not signed"), N_("an old signature with the time of now"),
	  SIGNED | NEED_TIME | NEED_SIGNED_TIME, EXPECT_REFUSED, replaced_time, NULL },
	{ "repeated", N_("repeated delivery"), N_("the same twice"), NEED_DISPATCH | NEED_ID, EXPECT_ONCE,
	  repeated, NULL },
	{ "same-id", N_("same id, other body"), N_("another event under an id that was seen"),
	  NEED_DISPATCH | NEED_ID, EXPECT_ONCE, same_id, NULL },
	{ "unknown-subscription", N_("unknown subscription"), N_("to an id that nobody has"), 0, EXPECT_ALIKE,
	  unknown, NULL },
	{ "other-tenant", N_("another tenant's subscription"), N_("to it, signed with the secret of this"),
	  SIGNED | NEED_SECRET | NEED_OTHER_TENANT, EXPECT_REFUSED, other_tenant, NULL },
	{ "other-trigger", N_("another trigger's subscription"), N_("to it, signed with its own secret"),
	  NEED_OTHER_TRIGGER, EXPECT_REFUSED, other_trigger, NULL },
	{ "other-route", N_("through another trigger's route"), N_("to this subscription by that route"),
	  NEED_OTHER_TRIGGER, EXPECT_REFUSED, other_route, NULL },
	{ "malformed", N_("malformed JSON"), N_("half an object, signed"), 0, EXPECT_REFUSED, malformed,
	  NULL },
	{ "wrong-type", N_("wrong type"), N_("a list where the schema wants something else, signed"),
	  NEED_JSON, EXPECT_REFUSED, wrong_type, NULL },
	{ "missing-field", N_("missing field"), N_("without a required member, signed"), NEED_JSON,
	  EXPECT_REFUSED, missing_field, NULL },
	{ "extra-field", N_("extra field"), N_("with a member that the schema does not have, signed"),
	  NEED_JSON, EXPECT_REFUSED, extra_field, NULL },
	{ "empty-body", N_("empty body"), N_("nothing, signed"), 0, EXPECT_REFUSED, empty_body, NULL },
	{ "content-type", N_("wrong content type"), N_("text/plain, signed"), 0, EXPECT_REFUSED,
	  wrong_type_of_content, NULL },
	{ "too-large", N_("body too large"), N_("1 MiB of spaces behind it, signed"), 0, EXPECT_REFUSED,
	  too_large, NULL },
	{ "get", N_("GET"), N_("the method GET, without a body"), 0, EXPECT_REFUSED, by_get, NULL },
	{ "twice", N_("duplicate headers"), N_("a wrong signature before the right one"), SIGNED,
	  EXPECT_REFUSED, twice, alter_twice },
	{ "made-up-token", N_("made-up token in the query"), N_("?token=..., no signature"), SIGNED,
	  EXPECT_REFUSED, made_up_token, alter_drop_signature },
	{ "query-token", N_("the token in the query"), N_("?token=, no Authorization header"),
	  NEED_TOKEN | NEED_CANARY, EXPECT_REFUSED, real_token, NULL },
	{ NULL, NULL, NULL, 0, EXPECT_ANY, NULL, NULL },
};

const struct replay_case *replay_case_find(const char *id)
{
	for (const struct replay_case *row = replay_cases; row->id != NULL; row++)
		if (g_strcmp0(row->id, id) == 0)
			return row;
	return NULL;
}

static guint common(const char *one, const char *other)
{
	guint n = 0;
	while (one[n] != '\0' && one[n] == other[n])
		n++;
	return n;
}

const char *replay_case_nearest(const char *id)
{
	const struct replay_case *best = replay_cases;
	for (const struct replay_case *row = replay_cases; row->id != NULL; row++)
		if (common(row->id, id) > common(best->id, id) || strstr(row->id, id) != NULL)
			best = row;
	return best->id;
}

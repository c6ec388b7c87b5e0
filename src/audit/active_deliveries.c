/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/active_deliveries.h"

#include <string.h>

#include "base/json.h"
#include "canary/alter.h"

enum { FAR_SECONDS = 600 };

struct active_draft {
	const ActiveCanary *canary;
	Recipe recipe;
	GPtrArray *bytes;   /* GBytes * that it holds */
	GPtrArray *texts;   /* char * */
	GPtrArray *signers; /* Signer * */
	gboolean bare;
};

static void free_bytes(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static void free_signer(gpointer signer)
{
	signer_free(signer);
}

static void free_text(gpointer text)
{
	g_free(text);
}

void active_delivery_free(ActiveDelivery *delivery)
{
	delivery_free(delivery->made);
	g_free(delivery);
}

static GBytes *keep_bytes(struct active_draft *draft, GBytes *bytes)
{
	g_ptr_array_add(draft->bytes, bytes);
	return bytes;
}

static char *keep_text(struct active_draft *draft, char *text)
{
	g_ptr_array_add(draft->texts, text);
	return text;
}

static const SchemePlan *plan_of(const struct active_draft *draft)
{
	return draft->canary->signer != NULL ? signer_plan(draft->canary->signer) : NULL;
}

/* ---- what the rows do ---- */

static gboolean without_signature(struct active_draft *draft)
{
	draft->recipe.signer = NULL;
	return TRUE;
}

/* Only where there is a token can one be left out. */
static gboolean bare(struct active_draft *draft)
{
	draft->bare = TRUE;
	return without_signature(draft);
}

static gboolean bare_with_token(struct active_draft *draft)
{
	return evidence_has_token(draft->canary->active->audit->evidence) && without_signature(draft);
}

static gboolean other_secret(struct active_draft *draft)
{
	draft->recipe.signer = draft->canary->wrong_signer;
	return draft->recipe.signer != NULL;
}

static gboolean empty_secret(struct active_draft *draft)
{
	g_autoptr(SecBuf) nothing = secbuf_new("canary:empty", "", 0, NULL);
	const struct scheme *scheme = plan_of(draft)->scheme;
	Signer *signer = nothing != NULL && scheme_kind(scheme) == KIND_HMAC
				 ? signer_new(scheme, nothing, SIGN_TO_SEND, NULL)
				 : NULL;
	if (signer != NULL)
		g_ptr_array_add(draft->signers, signer);
	draft->recipe.signer = signer;
	return signer != NULL;
}

/* Signed as it was, and changed on its way: still an event that its schema allows, where that can be. */
static gboolean changed_body(struct active_draft *draft)
{
	if (!plan_of(draft)->body_signed || g_bytes_get_size(draft->recipe.body) < 2)
		return FALSE;
	draft->recipe.signed_body = draft->recipe.body;
	draft->recipe.body = keep_bytes(draft, alter_flip_body(draft->recipe.body));
	return TRUE;
}

static gboolean signs_time(const struct active_draft *draft)
{
	return plan_of(draft)->guard == GUARD_SIGNED_TIMESTAMP && draft->recipe.signer != NULL;
}

static gint64 far_away(const struct active_draft *draft)
{
	return MAX((gint64)plan_of(draft)->scheme->tolerance * 2, FAR_SECONDS) * G_USEC_PER_SEC;
}

static gboolean old(struct active_draft *draft)
{
	if (!signs_time(draft))
		return FALSE;
	draft->recipe.now -= far_away(draft);
	return TRUE;
}

static gboolean future(struct active_draft *draft)
{
	if (!signs_time(draft))
		return FALSE;
	draft->recipe.now += far_away(draft);
	return TRUE;
}

/* Signed a while ago, with the time of now: whoever has an old delivery can do that. */
static gboolean replaced_time(struct active_draft *draft)
{
	if (!signs_time(draft) || !scheme_takes(plan_of(draft), FIELD_TIMESTAMP))
		return FALSE;
	TimeUnit unit = plan_of(draft)->scheme->unit;
	char *then = sign_timestamp(unit, draft->recipe.now - far_away(draft));
	char *now = sign_timestamp(unit, draft->recipe.now);
	if (then != NULL)
		draft->recipe.timestamp = draft->recipe.shown_time = keep_text(draft, then);
	if (now != NULL)
		draft->recipe.replaced_time = keep_text(draft, now);
	return then != NULL && now != NULL;
}

static gboolean has_guard(struct active_draft *draft)
{
	const SchemePlan *plan = plan_of(draft);
	return scheme_takes(plan, FIELD_ID) || plan->guard == GUARD_SIGNED_TIMESTAMP;
}

static gboolean take_event(struct active_draft *draft, json_t *event)
{
	if (event == NULL)
		return FALSE;
	draft->recipe.body = keep_bytes(draft, event_bytes(event));
	json_decref(event);
	return TRUE;
}

typedef json_t *(*Spoil)(const json_t *event, json_t *schema, json_t *root);

static gboolean spoil(struct active_draft *draft, Spoil how)
{
	const ActiveCanary *canary = draft->canary;
	json_t *root = NULL, *schema = event_schema(canary->active->server, canary->trigger, &root);
	return json_is_object(canary->event) && take_event(draft, how(canary->event, schema, root));
}

static gboolean wrong_type(struct active_draft *draft)
{
	return spoil(draft, event_wrong_type);
}

static gboolean missing_field(struct active_draft *draft)
{
	return spoil(draft, event_missing_field);
}

static gboolean no_json(struct active_draft *draft)
{
	static const char half[] = "{\"weir\":[1,";
	draft->recipe.body = keep_bytes(draft, g_bytes_new_static(half, strlen(half)));
	return TRUE;
}

static gboolean a_list(struct active_draft *draft)
{
	return take_event(draft, json_pack("[{s:b}]", "weir", 1));
}

static gboolean to_nobody(struct active_draft *draft)
{
	const ActiveCanary *canary = draft->canary;
	const Active *active = canary->active;
	char *path = recipe_path(&canary->trigger->route, evidence_unknown_id(active->audit->evidence),
				 active->tenants[canary->tenant].id, NULL);
	if (path == NULL || !other_secret(draft)) {
		g_free(path);
		return FALSE;
	}
	draft->recipe.path = keep_text(draft, path);
	return TRUE;
}

const struct active_delivery active_deliveries[] = {
	{ "event-bare", NULL, "an event without any credential", FALSE, TRUE, 1, bare, NULL },
	{ "event-bare-token", NULL, "an unsigned event with the server's token", FALSE, TRUE, 1,
	  bare_with_token, NULL },
	{ "event-valid", NULL, "a valid event", FALSE, TRUE, 1, NULL, NULL },
	{ "event-altered", "missing", "an event without a signature", TRUE, FALSE, 1, NULL,
	  alter_drop_signature },
	{ "event-altered", "empty", "an event with an empty signature", TRUE, FALSE, 1, NULL,
	  alter_blank_signature },
	{ "event-altered", "label-only", "an event with a signature's label and nothing behind it", TRUE,
	  FALSE, 1, NULL, alter_empty_signature },
	{ "event-altered", "first-character", "an event with a signature whose first character is another",
	  TRUE, FALSE, 1, NULL, alter_first_character },
	{ "event-altered", "last-character", "an event with a signature whose last character is another",
	  TRUE, FALSE, 1, NULL, alter_last_character },
	{ "event-altered", "second-half", "an event with a signature whose second half is another", TRUE,
	  FALSE, 1, NULL, alter_second_half },
	{ "event-altered", "behind-eight",
	  "an event with a signature of which only the first 8 characters are right", TRUE, FALSE, 1, NULL,
	  alter_behind_eight },
	{ "event-altered", "shorter", "an event with a signature without its last character", TRUE, FALSE, 1,
	  NULL, alter_shorten_signature },
	{ "event-altered", "cut", "an event with a signature cut to 8 characters", TRUE, FALSE, 1, NULL,
	  alter_cut_signature },
	{ "event-altered", "other-secret", "an event signed with a made-up secret", TRUE, FALSE, 1,
	  other_secret, NULL },
	{ "event-altered", "empty-secret", "an event signed with an empty secret", TRUE, FALSE, 1,
	  empty_secret, NULL },
	{ "event-altered", "changed-body", "an event whose body was changed after it was signed", TRUE, FALSE,
	  1, changed_body, NULL },
	{ "event-altered", "replaced-time", "an event with an old signature and the time of now", TRUE, FALSE,
	  1, replaced_time, NULL },
	{ "event-aged", "old", "an event signed 10 minutes ago or more", TRUE, FALSE, 1, old, NULL },
	{ "event-aged", "future", "an event signed for 10 minutes from now or more", TRUE, FALSE, 1, future,
	  NULL },
	{ "event-repeated", "first", "a delivery", TRUE, TRUE, 2, has_guard, NULL },
	{ "event-shapeless", "wrong-type", "an event with a list where its schema wants something else", TRUE,
	  FALSE, 1, wrong_type, NULL },
	{ "event-shapeless", "missing-field", "an event without a member that its schema wants", TRUE, FALSE,
	  1, missing_field, NULL },
	{ "event-shapeless", "no-json", "half a JSON object", TRUE, FALSE, 1, no_json, NULL },
	{ "event-shapeless", "list", "a list instead of an object", TRUE, FALSE, 1, a_list, NULL },
	{ "event-elsewhere", "unknown", "an event with a wrong signature for an unknown subscription", TRUE,
	  FALSE, 1, to_nobody, NULL },
	{ "event-elsewhere", "canary", "an event with a wrong signature", TRUE, FALSE, 1, other_secret,
	  NULL },
	{ NULL, NULL, NULL, FALSE, FALSE, 0, NULL, NULL },
};

/* ---- one delivery ---- */

static void draft_clear(struct active_draft *draft)
{
	g_ptr_array_unref(draft->bytes);
	g_ptr_array_unref(draft->texts);
	g_ptr_array_unref(draft->signers);
}

static gboolean draft_start(struct active_draft *draft, const ActiveCanary *route, const ActiveCanary *to)
{
	const Active *active = route->active;
	draft->canary = route;
	draft->bytes = g_ptr_array_new_with_free_func(free_bytes);
	draft->texts = g_ptr_array_new_with_free_func(free_text);
	draft->signers = g_ptr_array_new_with_free_func(free_signer);
	draft->recipe = (Recipe){ .base = client_target(active->audit->client)->url,
				  .method = route->trigger->route.method,
				  .body = route->bytes,
				  .signer = route->signer,
				  .now = g_get_real_time() };
	char *path = recipe_path(&route->trigger->route, to->id, active->tenants[to->tenant].id, NULL);
	if (path != NULL)
		draft->recipe.path = keep_text(draft, path);
	draft->recipe.id = keep_text(draft, sign_new_id());
	return path != NULL;
}

static ActiveDelivery *finish(struct active_draft *draft)
{
	Delivery *made = recipe_make(&draft->recipe, NULL);
	const SchemePlan *plan = plan_of(draft);
	AlgorithmKind kind = plan != NULL ? scheme_kind(plan->scheme) : KIND_NONE;
	if (made == NULL)
		return NULL;
	ActiveDelivery *delivery = g_new0(ActiveDelivery, 1);
	delivery->made = made;
	delivery->bare = draft->bare;
	delivery->private_headers = kind == KIND_FIXED || kind == KIND_JWT;
	return delivery;
}

ActiveDelivery *active_delivery_make(const ActiveCanary *canary, const struct active_delivery *row)
{
	struct active_draft draft = { 0 };
	ActiveDelivery *delivery = NULL;
	if (draft_start(&draft, canary, canary) && (row->fill == NULL || row->fill(&draft))) {
		draft.recipe.alter = row->alter;
		delivery = finish(&draft);
	}
	draft_clear(&draft);
	return delivery;
}

/* Signed as the route's events are, with the secret that the other subscription has. */
static gboolean sign_as_other(struct active_draft *draft, const ActiveCanary *to)
{
	const SchemePlan *plan = plan_of(draft);
	Signer *signer = plan != NULL && to->body.signing != NULL
				 ? signer_new(plan->scheme, to->body.signing, SIGN_TO_SEND, NULL)
				 : NULL;
	if (signer != NULL)
		g_ptr_array_add(draft->signers, signer);
	draft->recipe.signer = signer;
	return signer != NULL;
}

ActiveDelivery *active_delivery_cross(const ActiveCanary *route, const ActiveCanary *to, gboolean signs)
{
	struct active_draft draft = { 0 };
	ActiveDelivery *delivery = NULL;
	if (draft_start(&draft, route, to) && (signs ? sign_as_other(&draft, to) : without_signature(&draft)))
		delivery = finish(&draft);
	draft_clear(&draft);
	return delivery;
}

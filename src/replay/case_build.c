/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/case_build.h"

#include <glib/gi18n.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "canary/event.h"

enum { SECRET_ROOM = 4096 };

static void free_bytes(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static void free_text(gpointer text)
{
	secbuf_wipe(text, strlen(text));
	g_free(text);
}

/* ---- what a scheme has ---- */

static gboolean signs_time(const SchemePlan *plan)
{
	guint32 uses = plan->signed_text != NULL ? plan->signed_text->uses : 0;
	for (guint i = 0; plan->claims != NULL && i < plan->claims->len; i++)
		uses |= ((const SchemeClaim *)plan->claims->pdata[i])->template->uses;
	return (uses & TEMPLATE_USES(TEMPLATE_TIMESTAMP)) != 0;
}

static gboolean has(const ReplaySetup *setup, unsigned need)
{
	const SchemePlan *plan = setup->plan;
	switch (need) {
	case NEED_SIGNATURE:
		return plan != NULL && setup->scheme->algorithm != ALGORITHM_NONE;
	case NEED_SIGNED_BODY:
		return plan != NULL && plan->body_signed;
	case NEED_TIME:
		return plan != NULL && (plan->uses & TEMPLATE_USES(TEMPLATE_TIMESTAMP)) != 0;
	case NEED_SIGNED_TIME:
		return plan != NULL && signs_time(plan);
	case NEED_ID:
		return plan != NULL && (plan->uses & TEMPLATE_USES(TEMPLATE_ID)) != 0;
	case NEED_OTHER_TENANT:
		return setup->other_tenant.id != NULL;
	case NEED_OTHER_TRIGGER:
		return setup->other_trigger.id != NULL;
	case NEED_TOKEN:
		return setup->bearer != NULL;
	case NEED_CANARY:
		return setup->canary;
	case NEED_DISPATCH:
		return setup->canary || setup->may_dispatch;
	case NEED_SECRET:
		return setup->own.secret != NULL;
	case NEED_JSON:
		return TRUE;
	}
	return TRUE;
}

/* The first of them that is missing is told. */
static const struct {
	unsigned need;
	const char *reason;
} reasons[] = {
	{ NEED_SIGNATURE, N_("the events of this trigger are not signed") },
	{ NEED_SIGNED_BODY, N_("this scheme does not sign the body: it cannot tell another") },
	{ NEED_TIME, N_("this scheme has no timestamp") },
	{ NEED_SIGNED_TIME, N_("this scheme signs no timestamp: it cannot refuse an old delivery") },
	{ NEED_ID, N_("this scheme has no delivery id: within its time a repeat cannot be told") },
	{ NEED_OTHER_TENANT, N_("there is no subscription of another tenant that it could go to") },
	{ NEED_OTHER_TRIGGER, N_("there is no subscription of another trigger that it could go to") },
	{ NEED_SECRET, N_("the subscription has no secret of its own") },
	{ NEED_TOKEN, N_("the server has no token") },
	{ NEED_CANARY, N_("only a canary gets it") },
	{ NEED_DISPATCH, N_("it would be dispatched, and the subscription is not weir's: name the case") },
};

static const char *missing(const ReplaySetup *setup, unsigned needs)
{
	for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
		if ((needs & reasons[i].need) != 0 && !has(setup, reasons[i].need))
			return _(reasons[i].reason);
	return NULL;
}

/* ---- one case ---- */

static void draft_clear(CaseDraft *draft)
{
	g_ptr_array_unref(draft->bytes);
	g_ptr_array_unref(draft->texts);
	json_decref(draft->event);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CaseDraft, draft_clear)

static char *draft_start(CaseDraft *draft, const struct replay_case *row, const ReplaySetup *setup,
			 GError **error)
{
	gsize length = 0;
	const char *body = setup->body != NULL ? g_bytes_get_data(setup->body, &length) : "";
	draft->setup = setup;
	draft->bytes = g_ptr_array_new_with_free_func(free_bytes);
	draft->texts = g_ptr_array_new_with_free_func(free_text);
	draft->to = &setup->own;
	draft->expect = row->expect;
	draft->times = 1;
	draft->event = weir_json_read(body, length, NULL, NULL, NULL);
	draft->schema = event_schema(setup->server, setup->trigger, &draft->root);
	draft->recipe = (Recipe){ .base = setup->target->url,
				  .url = setup->url,
				  .method = setup->trigger->route.method,
				  .body = setup->body,
				  .signer = setup->signer,
				  .timestamp = setup->timestamp,
				  .now = g_get_real_time() + setup->offset,
				  .content_type = setup->content_type,
				  .headers = setup->headers,
				  .alter = row->alter };
	char *path = recipe_path(&setup->trigger->route, setup->own.id, setup->own.connection, error);
	if (path != NULL)
		g_ptr_array_add(draft->texts, path);
	draft->recipe.path = path;
	return path;
}

static gboolean make_deliveries(CaseDraft *draft, CaseBuild *build, GError **error)
{
	for (guint i = 0; i < draft->times; i++) {
		Recipe recipe = draft->recipe;
		if (i + 1 < draft->times && draft->first_body != NULL)
			recipe.body = draft->first_body;
		build->deliveries[i] = recipe_make(&recipe, error);
		if (build->deliveries[i] == NULL)
			return FALSE;
	}
	return TRUE;
}

static gboolean fill(CaseDraft *draft, const struct replay_case *row, const ReplaySetup *setup,
		     CaseBuild *build, GError **error)
{
	if (draft_start(draft, row, setup, error) == NULL)
		return FALSE;
	draft->recipe.id = build->id;
	if ((row->needs & NEED_JSON) != 0 && !json_is_object(draft->event)) {
		draft->reason = _("the body is no JSON object");
		return FALSE;
	}
	if (row->fill != NULL && !row->fill(draft, error))
		return FALSE;
	/* What may be taken is not sent to a stranger's subscription. */
	if ((draft->expect == EXPECT_TAKEN || draft->expect == EXPECT_ANY) && !has(setup, NEED_DISPATCH)) {
		draft->reason = missing(setup, NEED_DISPATCH);
		return FALSE;
	}
	return make_deliveries(draft, build, error);
}

CaseBuild *case_build(const struct replay_case *row, const ReplaySetup *setup, const char *id)
{
	CaseBuild *build = g_new0(CaseBuild, 1);
	g_autoptr(GError) error = NULL;
	const char *reason = missing(setup, row->needs);
	build->row = row;
	build->expect = row->expect;
	build->id = id != NULL ? g_strdup(id) : setup->id != NULL ? g_strdup(setup->id) : sign_new_id();
	if (reason != NULL) {
		build->reason = g_strdup(reason);
		return build;
	}
	g_auto(CaseDraft) draft = { 0 };
	if (fill(&draft, row, setup, build, &error)) {
		build->n = draft.times;
		build->expect = draft.expect;
		build->mark = draft.to->mark;
		return build;
	}
	build->reason = g_strdup(draft.reason != NULL ? draft.reason
				 : error != NULL      ? error->message
						      : _("this scheme has nothing of the kind"));
	return build;
}

void case_build_free(CaseBuild *build)
{
	if (build == NULL)
		return;
	for (guint i = 0; i < G_N_ELEMENTS(build->deliveries); i++)
		delivery_free(build->deliveries[i]);
	g_free(build->reason);
	g_free(build->id);
	g_free(build);
}

/* ---- keys ---- */

static SecBuf *random_text_secret(SecretForm form, GError **error)
{
	guint8 bytes[32];
	for (gsize i = 0; i < sizeof bytes; i++)
		bytes[i] = (guint8)g_random_int_range(0, 256);
	g_autofree char *base64 = g_base64_encode(bytes, sizeof bytes);
	g_autoptr(GString) text = g_string_new(form == SECRET_WHSEC ? "whsec_" : NULL);
	if (form == SECRET_BASE64 || form == SECRET_WHSEC)
		g_string_append(text, base64);
	else
		for (gsize i = 0; i < sizeof bytes; i++)
			g_string_append_printf(text, "%02x", bytes[i]);
	return secbuf_new("made-up", text->str, text->len, error);
}

static SecBuf *pem_of(EVP_PKEY *key, GError **error)
{
	BIO *memory = key != NULL ? BIO_new(BIO_s_mem()) : NULL;
	char *text = NULL;
	SecBuf *secret = NULL;
	if (memory != NULL && PEM_write_bio_PrivateKey(memory, key, NULL, NULL, 0, NULL, NULL) == 1) {
		long length = BIO_get_mem_data(memory, &text);
		secret = secbuf_new("made-up", text, (gsize)length, error);
	} else {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, _("no key could be made up"));
	}
	BIO_free(memory);
	EVP_PKEY_free(key);
	return secret;
}

/* Of the right form, and nobody's. */
static SecBuf *made_up_secret(const struct scheme *scheme, GError **error)
{
	switch (scheme->algorithm) {
	case ALGORITHM_ED25519:
		return pem_of(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), error);
	case ALGORITHM_ECDSA_P256:
	case ALGORITHM_JWT_ES256:
		return pem_of(EVP_EC_gen("P-256"), error);
	case ALGORITHM_RSA_SHA1:
	case ALGORITHM_RSA_SHA256:
	case ALGORITHM_RSA_PSS_SHA256:
	case ALGORITHM_JWT_RS256:
		return pem_of(EVP_RSA_gen(2048), error);
	case ALGORITHM_BASIC:
		return secbuf_new("made-up", "weir:made-up-password", strlen("weir:made-up-password"), error);
	default:
		return random_text_secret(scheme->secret, error);
	}
}

static Signer *made_up_signer(const struct scheme *scheme, GError **error)
{
	g_autoptr(SecBuf) secret = made_up_secret(scheme, error);
	return secret != NULL ? signer_new(scheme, secret, SIGN_TO_SEND, error) : NULL;
}

static Signer *signer_of(const struct scheme *scheme, SecBuf *secret, GError **error)
{
	return secret != NULL ? signer_new(scheme, secret, SIGN_TO_SEND, error)
			      : made_up_signer(scheme, error);
}

gboolean replay_setup_signers(ReplaySetup *setup, GError **error)
{
	if (setup->scheme == NULL || setup->scheme->algorithm == ALGORITHM_NONE)
		return TRUE;
	if (setup->plan == NULL)
		setup->plan = scheme_compile(setup->scheme, NULL, error);
	if (setup->plan == NULL)
		return FALSE;
	setup->signer = signer_of(setup->scheme, setup->own.secret, error);
	setup->wrong_signer = setup->signer != NULL ? made_up_signer(setup->scheme, error) : NULL;
	setup->other_signer = setup->wrong_signer != NULL
				      ? signer_of(setup->scheme, setup->other_trigger.secret, error)
				      : NULL;
	return setup->other_signer != NULL;
}

void replay_setup_clear(ReplaySetup *setup)
{
	g_clear_pointer(&setup->signer, signer_free);
	g_clear_pointer(&setup->wrong_signer, signer_free);
	g_clear_pointer(&setup->other_signer, signer_free);
	g_clear_pointer(&setup->plan, scheme_plan_free);
}

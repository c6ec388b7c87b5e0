/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What guards a trigger's route, as far as texts and schemas tell. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "model/route_words.h"
#include "model/schema.h"
#include "model/server_join.h"

enum { LONGEST_TEXT = 16384, LONGEST_QUOTE = 64 };

static gboolean is_any(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return TRUE;
	return FALSE;
}

/* Words that speak of signatures, as g_ascii_strdown() leaves them; hmac-sha256 is two. */
static const char *const signature_words[] = { "hmac",         "signature", "signatures", "signed",
					       "signing",      "ed25519",   "ecdsa",      "sha256",
					       "signature256", NULL };
static const char *const denials[] = { "not",    "no",       "without", "never", "isn't",
				       "aren't", "unsigned", "cannot",  "don't", NULL };

static gsize word_length(const char *text)
{
	gsize length = 0;
	while (g_ascii_isalnum(text[length]) || (text[length] == '\'' && g_ascii_isalpha(text[length + 1])))
		length++;
	return length;
}

/* Where a text speaks of a signature without denying it a few words before; NULL. */
static const char *find_signature(const char *text)
{
	int denied = 0;
	for (const char *at = text; *at != '\0';) {
		gsize length = word_length(at);
		if (length == 0) {
			if (strchr(".;!?\n", *at) != NULL)
				denied = 0;
			at++;
			continue;
		}
		g_autofree char *word = g_ascii_strdown(at, (gssize)length);
		if (is_any(word, denials))
			denied = 5;
		else if (denied > 0)
			denied--;
		if (denied == 0 && is_any(word, signature_words))
			return at;
		at += length;
	}
	return NULL;
}

/* To the end of the sentence, or as much as fits; one line. */
static char *quote(const char *from)
{
	gsize end = 0;
	while (from[end] != '\0' && from[end] != '\n' && end < LONGEST_QUOTE &&
	       !(from[end] == '.' && (from[end + 1] == ' ' || from[end + 1] == '\0')))
		end++;
	gboolean cut = end == LONGEST_QUOTE;
	while (end > 0 && ((guchar)from[end] & 0xc0) == 0x80)
		end--;
	return g_strdup_printf("%.*s%s", (int)end, from, cut ? "…" : "");
}

static char *guard_in_texts(const Trigger *trigger)
{
	const struct {
		const char *name, *text;
	} texts[] = { { N_("docs"), trigger->docs },
		      { N_("instructions"), trigger->install_instructions },
		      { N_("description"), trigger->description } };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *bounded =
			g_strndup(texts[i].text != NULL ? texts[i].text : "", LONGEST_TEXT);
		const char *found = find_signature(bounded);
		if (found == NULL)
			continue;
		g_autofree char *quoted = quote(found);
		return g_strdup_printf(_("signature (%s: %s)"), _(texts[i].name), quoted);
	}
	return NULL;
}

typedef enum { NAMES_NOTHING, NAMES_SIGNATURE, NAMES_SHARED } Names;

/* What the name of a header or of a secret says. */
static Names name_says(const char *name)
{
	static const char *const signatures[] = { "signature", "sign",   "signing", "hmac",
						  "digest",    "signed", NULL };
	static const char *const shared[] = { "authorization", "token", "apikey", "secret", "key", NULL };
	g_autoptr(Words) words = words_new(name);
	Names says = NAMES_NOTHING;
	for (guint i = 0; i < words->list->len; i++) {
		const char *word = g_ptr_array_index(words->list, i);
		if (is_any(word, signatures))
			return NAMES_SIGNATURE;
		if (is_any(word, shared))
			says = NAMES_SHARED;
	}
	return says;
}

static char *guard_in_parameters(const json_t *operation, json_t *openapi)
{
	json_t *parameter;
	size_t i;
	char *shared = NULL;
	json_array_foreach (json_object_get(operation, "parameters"), i, parameter) {
		const json_t *resolved =
			json_is_object(parameter) ? schema_resolve(parameter, openapi) : NULL;
		const char *in = weir_json_text(resolved, "in"), *name = weir_json_text(resolved, "name");
		if (name == NULL || (g_strcmp0(in, "header") != 0 && g_strcmp0(in, "query") != 0))
			continue;
		Names says = name_says(name);
		if (says == NAMES_SIGNATURE) {
			g_free(shared);
			return g_strdup_printf(_("signature (%s %.64s)"), in, name);
		}
		if (says == NAMES_SHARED && shared == NULL)
			shared = g_strdup_printf(_("shared secret (%s %.64s)"), in, name);
	}
	return shared;
}

/* A secret that is said to sign or to verify; just any secret of a subscription may be for something else. */
static char *guard_in_secrets(const Trigger *trigger)
{
	static const char *const telling[] = { "webhook", "verify", "verification", "shared", "hook", NULL };
	for (guint i = 0; i < trigger->secrets->len; i++) {
		const Argument *secret = g_ptr_array_index(trigger->secrets, i);
		g_autoptr(Words) words = words_new(secret->name);
		gboolean tells = name_says(secret->name) == NAMES_SIGNATURE;
		for (guint j = 0; j < words->list->len; j++)
			tells = tells || is_any(g_ptr_array_index(words->list, j), telling);
		if (tells)
			return g_strdup_printf(_("signature (secret %.64s of each subscription)"),
					       secret->name);
	}
	return NULL;
}

static char *guard_in_security(const json_t *operation, const json_t *openapi)
{
	const json_t *security = json_object_get(operation, "security");
	if (security == NULL)
		security = json_object_get(openapi, "security");
	const json_t *first = json_array_get(security, 0);
	const char *scheme = json_object_iter_key(json_object_iter((json_t *)(guintptr)first));
	return scheme != NULL ? g_strdup_printf(_("security scheme %.64s of OpenAPI"), scheme) : NULL;
}

char *server_guard(const Trigger *trigger, const json_t *operation, json_t *openapi, const Target *target)
{
	g_autofree char *texts = guard_in_texts(trigger);
	g_autofree char *parameters = guard_in_parameters(operation, openapi);
	g_autofree char *secrets = guard_in_secrets(trigger);
	g_autofree char *security = operation != NULL ? guard_in_security(operation, openapi) : NULL;
	char **found[] = { &texts, &secrets, &parameters, &security };
	for (gsize i = 0; i < G_N_ELEMENTS(found); i++)
		if (*found[i] != NULL)
			return g_steal_pointer(found[i]);
	if (target != NULL && target->token != NULL)
		return g_strdup(_("bearer token of the server"));
	return g_strdup(N_("nothing seen"));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that many commands have, and how those of a target are laid over it. */
#include <glib/gi18n.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "verb/verb.h"

const struct verb_option verb_common_options[] = {
	{ "help", 'h', VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("say how the command is used"), HINT_NONE },
	{ NULL },
};

const struct verb_option verb_format_options[] = {
	{ "format", 'f', VALUE_CHOICE, N_("FORMAT"), FALSE, 0, 0, "text|json|csv",
	  N_("write text (for people), json or csv"), HINT_NONE },
	{ NULL },
};

const struct verb_option verb_offline_options[] = {
	{ "offline", 0, VALUE_PATH, N_("DIR"), FALSE, 0, 0, NULL,
	  N_("read manifest.json, components.json and openapi.json from a folder, ask no server"),
	  HINT_FOLDER },
	{ NULL },
};

const struct verb_option verb_target_options[] = {
	{ "token", 't', VALUE_REFERENCE, N_("REF"), FALSE, 0, 0, NULL,
	  N_("the server's token, by reference: keyring:NAME, env:NAME, file:PATH, fd:N or cmd:COMMAND"),
	  HINT_REFERENCE },
	{ "connection", 'c', VALUE_TEXT, N_("ID"), TRUE, 0, 0, NULL,
	  N_("a connection of the server; may be repeated"), HINT_NONE },
	{ "engine", 0, VALUE_URL, N_("URL"), FALSE, 0, 0, NULL, N_("the storage service behind the server"),
	  HINT_NONE },
	{ "engine-token", 0, VALUE_REFERENCE, N_("REF"), FALSE, 0, 0, NULL,
	  N_("the engine's token, by reference"), HINT_REFERENCE },
	{ "callback-host", 0, VALUE_TEXT, N_("HOST"), TRUE, 0, 0, NULL,
	  N_("a host that callbacks may go to; may be repeated"), HINT_NONE },
	{ "env", 0, VALUE_CHOICE, N_("ENV"), FALSE, 0, 0, "prod|test", N_("prod is read-only"), HINT_NONE },
	{ "cacert", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL, N_("trust the certificates in FILE (PEM)"),
	  HINT_FILE },
	{ "cert", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL, N_("show this client certificate (PEM)"),
	  HINT_FILE },
	{ "key", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL,
	  N_("the private key of the client certificate (PEM)"), HINT_FILE },
	{ "insecure", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("do not check certificates; weir keeps saying so"), HINT_NONE },
	{ "proxy", 0, VALUE_TEXT, N_("URL"), FALSE, 0, 0, NULL,
	  N_("go through this proxy; without it none is used, whatever the environment says"), HINT_NONE },
	{ "netrc", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("use ~/.netrc"), HINT_NONE },
	{ "timeout", 0, VALUE_NUMBER, N_("SECONDS"), FALSE, 0.1, 3600, NULL,
	  N_("the time that one request may take"), HINT_NONE },
	{ "parallel", 0, VALUE_INTEGER, N_("N"), FALSE, 1, 64, NULL, N_("requests at a time on one host"),
	  HINT_NONE },
	{ "max-rate", 0, VALUE_NUMBER, N_("N"), FALSE, 0, 100000, NULL,
	  N_("requests a second on one host; 0: no limit"), HINT_NONE },
	{ NULL },
};

/* Where a text option goes. */
static const struct {
	const char *option;
	gsize offset;
} texts[] = {
	{ "token", offsetof(Target, token) },
	{ "engine", offsetof(Target, engine) },
	{ "engine-token", offsetof(Target, engine_token) },
	{ "cacert", offsetof(Target, cacert) },
	{ "cert", offsetof(Target, cert) },
	{ "key", offsetof(Target, key) },
	{ "proxy", offsetof(Target, proxy) },
};

static const struct {
	const char *option;
	gsize offset;
} lists[] = {
	{ "connection", offsetof(Target, connections) },
	{ "callback-host", offsetof(Target, callback_hosts) },
};

static void apply_texts(const VerbRun *run, Target *target)
{
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *value = verb_text(run, texts[i].option);
		char **field = G_STRUCT_MEMBER_P(target, texts[i].offset);
		if (value == NULL)
			continue;
		g_free(*field);
		*field = g_strdup(value);
	}
	/* As in a base URL of the configuration: what is appended begins with a slash. */
	for (gsize length = target->engine != NULL ? strlen(target->engine) : 0;
	     length > 0 && target->engine[length - 1] == '/'; length--)
		target->engine[length - 1] = '\0';
}

/* Given ones take the place of configured ones. */
static void apply_lists(const VerbRun *run, Target *target)
{
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
		const GPtrArray *values = verb_list(run, lists[i].option);
		GPtrArray **field = G_STRUCT_MEMBER_P(target, lists[i].offset);
		if (values == NULL)
			continue;
		if (*field != NULL)
			g_ptr_array_unref(*field);
		*field = g_ptr_array_new_with_free_func(g_free);
		for (guint j = 0; j < values->len; j++)
			g_ptr_array_add(*field, g_strdup(g_ptr_array_index(values, j)));
	}
}

static double number_of(const VerbRun *run, const char *option, double otherwise)
{
	const char *text = verb_text(run, option);
	return text == NULL ? otherwise : g_ascii_strtod(text, NULL);
}

gboolean verb_target_apply(const VerbRun *run, Target *target, GError **error)
{
	const char *env = verb_text(run, "env");
	apply_texts(run, target);
	apply_lists(run, target);
	if (env != NULL) {
		target->env = strcmp(env, "test") == 0 ? ENV_TEST : ENV_PROD;
		target->writes = target->env == ENV_TEST;
	}
	target->insecure = target->insecure || verb_flag(run, "insecure");
	target->netrc = target->netrc || verb_flag(run, "netrc");
	target->parallel = (int)verb_integer(run, "parallel", target->parallel);
	target->max_rate = number_of(run, "max-rate", target->max_rate);
	target->timeout_ms = (int)(number_of(run, "timeout", target->timeout_ms / 1000.0) * 1000.0);
	target->connect_timeout_ms = MIN(target->connect_timeout_ms, target->timeout_ms);
	if (target->key != NULL && target->cert == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--key without --cert: give the certificate that the key belongs to"));
		return FALSE;
	}
	return TRUE;
}

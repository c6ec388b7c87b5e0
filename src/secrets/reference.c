/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/reference_private.h"

#include "base/error.h"
#include "base/wipe.h"
#include "secrets/keyring.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

guint reference_deadline_ms = 30000;

static GHashTable *kept;      /* reference -> SecBuf *, of those that can be read only once */
static GHashTable *variables; /* names that env: references gave */

static gboolean is_variable(const char *name)
{
	if (!g_ascii_isalpha(name[0]) && name[0] != '_')
		return FALSE;
	for (; *name != '\0'; name++)
		if (!g_ascii_isalnum(*name) && *name != '_')
			return FALSE;
	return TRUE;
}

static gboolean is_number(const char *text)
{
	return g_ascii_string_to_unsigned(text, 10, 0, 65535, NULL, NULL);
}

static gboolean is_keyring_name(const char *text);

static gboolean is_text(const char *text)
{
	if (text[0] == '\0')
		return FALSE;
	for (; *text != '\0'; text++)
		if ((guchar)*text < ' ' || *text == 0x7f)
			return FALSE;
	return TRUE;
}

static void resolve_env(Resolve *resolve, const char *name);
static void resolve_file(Resolve *resolve, const char *path);
static void resolve_fd(Resolve *resolve, const char *number);
static void resolve_keyring(Resolve *resolve, const char *name);

static const struct {
	const char *start;
	gboolean (*is_good)(const char *rest);
	void (*resolve)(Resolve *resolve, const char *rest);
} kinds[] = {
	{ "env:", is_variable, resolve_env },
	{ "file:", is_text, resolve_file },
	{ "fd:", is_number, resolve_fd },
	{ "cmd:", is_text, command_start },
	{ "keyring:", is_keyring_name, resolve_keyring },
};

static gssize kind_of(const char *text)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(text, kinds[i].start) && kinds[i].is_good(text + strlen(kinds[i].start)))
			return (gssize)i;
	return -1;
}

gboolean reference_check(const char *text, GError **error)
{
	if (text != NULL && kind_of(text) >= 0) {
		if (g_str_has_prefix(text, "env:")) {
			if (variables == NULL)
				variables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
			g_hash_table_add(variables, g_strdup(text + strlen("env:")));
		}
		return TRUE;
	}
	g_set_error_literal(
		error, WEIR_ERROR, WEIR_ERROR_CONFIG,
		_("not a reference to a secret: it must be env:NAME, file:PATH, fd:NUMBER, cmd:COMMAND or "
		  "keyring:NAME; a secret itself belongs neither in a command nor in the configuration"));
	return FALSE;
}

gboolean reference_names_variable(const char *name)
{
	return variables != NULL && g_hash_table_contains(variables, name);
}

void resolve_ref(Resolve *resolve)
{
	resolve->references++;
}

void resolve_unref(Resolve *resolve)
{
	if (--resolve->references > 0)
		return;
	wipe_free(resolve->buffer);
	g_clear_object(&resolve->command);
	g_clear_object(&resolve->cancellable);
	g_free(resolve->reference);
	g_free(resolve->server);
	g_free(resolve);
}

static void stop_source(GSource **source)
{
	if (*source == NULL)
		return;
	g_source_destroy(*source);
	g_clear_pointer(source, g_source_unref);
}

static void end(Resolve *resolve, SecBuf *secret, GError *error)
{
	resolve->finished = TRUE;
	stop_source(&resolve->input);
	stop_source(&resolve->deadline);
	stop_source(&resolve->cancel);
	if (resolve->fd >= 0 && resolve->close_fd)
		close(resolve->fd);
	resolve->fd = -1;
	command_kill(resolve);
	resolve->done(secret, error, resolve->data);
	secbuf_unref(secret);
	g_clear_error(&error);
	resolve_unref(resolve);
}

void resolve_fail(Resolve *resolve, GError *error)
{
	end(resolve, NULL, error);
}

static void keep(const char *reference, SecBuf *secret)
{
	if (kept == NULL)
		kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)secbuf_unref);
	g_hash_table_replace(kept, g_strdup(reference), secbuf_ref(secret));
}

static SecBuf *find_kept(const char *reference)
{
	SecBuf *secret = kept != NULL ? g_hash_table_lookup(kept, reference) : NULL;
	return secret != NULL ? secbuf_ref(secret) : NULL;
}

static const char *pem_problem(const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (((guchar)text[i] < ' ' && text[i] != '\n' && text[i] != '\r') || text[i] == 0x7f)
			return _("it holds a control character");
	return NULL;
}

/* The message names the reference, never what was read. */
static const char *line_problem(const char *line, gsize length)
{
	if (length == 0)
		return _("its first line is empty");
	for (gsize i = 0; i < length; i++)
		if ((guchar)line[i] < ' ' || line[i] == 0x7f)
			return _("its first line holds a control character");
	return NULL;
}

static gboolean begins_pem(const Resolve *resolve)
{
	return resolve->length >= strlen("-----BEGIN ") &&
	       memcmp(resolve->buffer, "-----BEGIN ", strlen("-----BEGIN ")) == 0;
}

/* A key in PEM is the one secret of several lines: up to its END line.  0: it is none, or not whole yet. */
static gsize pem_length(const Resolve *resolve)
{
	static const char last[] = "\n-----END ";
	gssize length = (gssize)resolve->length;
	if (!begins_pem(resolve))
		return 0;
	const char *end = g_strstr_len(resolve->buffer, length, last);
	const char *rest = end != NULL ? end + strlen(last) : NULL;
	const char *dashes =
		rest != NULL ? g_strstr_len(rest, length - (rest - resolve->buffer), "-----") : NULL;
	return dashes != NULL ? (gsize)(dashes + strlen("-----") - resolve->buffer) : 0;
}

gboolean resolve_has_line(const Resolve *resolve)
{
	gboolean line = memchr(resolve->buffer, '\n', resolve->length) != NULL;
	return resolve->ended || (line && (!begins_pem(resolve) || pem_length(resolve) > 0));
}

void resolve_finish(Resolve *resolve)
{
	const char *end_of_line = memchr(resolve->buffer, '\n', resolve->length);
	gsize length = end_of_line != NULL ? (gsize)(end_of_line - resolve->buffer) : resolve->length;
	if (length > 0 && end_of_line != NULL && resolve->buffer[length - 1] == '\r')
		length--;
	gsize pem = pem_length(resolve);
	const char *problem = pem > 0 ? pem_problem(resolve->buffer, pem)
			      : end_of_line == NULL && length == REFERENCE_LINE
				      ? _("its first line is too long")
				      : line_problem(resolve->buffer, length);
	if (pem > 0)
		length = pem;
	if (problem != NULL) {
		resolve_fail(resolve,
			     g_error_new(WEIR_ERROR, WEIR_ERROR_CONFIG,
					 _("%s gives no secret: %s; put the secret alone on the first line"),
					 resolve->reference, problem));
		return;
	}
	GError *error = NULL;
	SecBuf *secret = secbuf_new(resolve->reference, resolve->buffer, length, &error);
	if (secret != NULL && resolve->keep)
		keep(resolve->reference, secret);
	end(resolve, secret, error);
}

/* A variable that is there again was set anew, and counts. */
static SecBuf *had_before(const char *reference)
{
	if (g_str_has_prefix(reference, "env:") && getenv(reference + strlen("env:")) != NULL)
		return NULL;
	return find_kept(reference);
}

static gboolean on_turn(gpointer data)
{
	Resolve *resolve = data;
	gssize kind = kind_of(resolve->reference);
	SecBuf *before = had_before(resolve->reference);
	stop_source(&resolve->input);
	if (before != NULL)
		end(resolve, before, NULL);
	else
		kinds[kind].resolve(resolve, resolve->reference + strlen(kinds[kind].start));
	return G_SOURCE_REMOVE;
}

/* The environment of the process stands in memory that others of the user may read: it is wiped where it is.
 */
static void resolve_env(Resolve *resolve, const char *name)
{
	char *value = getenv(name);
	if (value == NULL) {
		resolve_fail(
			resolve,
			g_error_new(WEIR_ERROR, WEIR_ERROR_CONFIG,
				    _("%s: the environment has no variable %s: export it, or name another "
				      "reference"),
				    resolve->reference, name));
		return;
	}
	gsize whole = strlen(value);
	resolve->length = MIN(whole, REFERENCE_LINE);
	memcpy(resolve->buffer, value, resolve->length);
	secbuf_wipe(value, whole);
	unsetenv(name);
	resolve->keep = resolve->ended = TRUE;
	resolve_finish(resolve);
}

static void resolve_file(Resolve *resolve, const char *path)
{
	g_autofree char *whole = g_str_has_prefix(path, "~/")
					 ? g_build_filename(g_get_home_dir(), path + 2, NULL)
					 : g_strdup(path);
	input_open_file(resolve, whole);
}

static void resolve_fd(Resolve *resolve, const char *number)
{
	guint64 fd = 0;
	g_ascii_string_to_unsigned(number, 10, 0, 65535, &fd, NULL);
	resolve->keep = TRUE;
	input_read_fd(resolve, (int)fd, fd > STDERR_FILENO);
}

/* ---- keyring: ---- */

static gboolean is_keyring_name(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "/", -1);
	guint n = g_strv_length(parts);
	for (guint i = 0; i < n; i++)
		if (*parts[i] == '\0')
			return FALSE;
	return n >= 1 && n <= 3 && is_text(text);
}

static void load_from_keyring(Resolve *resolve);

/* The name of the value is the item's own, so that it is one value whichever reference led to it. */
static void take_value(Resolve *resolve, const KeyringItem *item, SecBuf *value)
{
	gsize length = secbuf_length(value);
	resolve->length = MIN(length, REFERENCE_LINE);
	memcpy(resolve->buffer, secbuf_bytes(value), resolve->length);
	resolve->ended = TRUE;
	g_free(resolve->reference);
	resolve->reference = keyring_item_reference(item);
	resolve_finish(resolve);
}

static void fail_missing(Resolve *resolve)
{
	g_auto(GStrv) parts = g_strsplit(resolve->reference + strlen("keyring:"), "/", 3);
	guint n = g_strv_length(parts);
	const char *server = n > 1 ? parts[0] : resolve->server != NULL ? resolve->server : "-";
	resolve_fail(resolve, g_error_new(WEIR_ERROR, WEIR_ERROR_CONFIG,
					  _("%s: the keyring has no such secret; set it with: weir secrets "
					    "set %s %s%s%s"),
					  resolve->reference, server, parts[n - 1],
					  n > 2 ? " --connection " : "", n > 2 ? parts[1] : ""));
}

static void from_keyring(const KeyringItem *item, SecBuf *value, const GError *error, gpointer data)
{
	Resolve *resolve = data;
	gboolean missing = g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND);
	if (!resolve->finished && value != NULL) {
		take_value(resolve, item, value);
	} else if (!resolve->finished && missing && resolve->try_common) {
		resolve->try_common = FALSE;
		load_from_keyring(resolve);
	} else if (!resolve->finished && missing) {
		fail_missing(resolve);
	} else if (!resolve->finished) {
		resolve_fail(resolve, g_error_new(WEIR_ERROR, error->code, "%s: %s", resolve->reference,
						  error->message));
	}
	resolve_unref(resolve);
}

static void load_from_keyring(Resolve *resolve)
{
	g_auto(GStrv) parts = g_strsplit(resolve->reference + strlen("keyring:"), "/", 3);
	guint n = g_strv_length(parts);
	KeyringKey key = { .stage = SECRET_STAGE_CURRENT, .name = parts[n - 1] };
	key.server = n > 1 ? parts[0] : resolve->try_common ? resolve->server : NULL;
	key.connection = n > 2 ? parts[1] : NULL;
	resolve_ref(resolve);
	keyring_load(&key, resolve->cancellable, from_keyring, resolve);
}

/* The keyring has deadlines of its own: it may ask a person. */
static void resolve_keyring(Resolve *resolve, const char *name)
{
	stop_source(&resolve->deadline);
	resolve->try_common = resolve->server != NULL && strchr(name, '/') == NULL;
	load_from_keyring(resolve);
}

static gboolean on_deadline(gpointer data)
{
	Resolve *resolve = data;
	resolve_fail(resolve, g_error_new(WEIR_ERROR, WEIR_ERROR_CONFIG,
					  _("%s gave nothing within %u s: check what it waits for"),
					  resolve->reference, (reference_deadline_ms + 999) / 1000));
	return G_SOURCE_REMOVE;
}

static gboolean on_cancelled(GCancellable *cancellable, gpointer data)
{
	Resolve *resolve = data;
	resolve_fail(resolve, g_error_new(WEIR_ERROR, WEIR_ERROR_CANCELLED,
					  _("%s: stopped before it was read"), resolve->reference));
	return G_SOURCE_REMOVE;
}

static gboolean on_refused(gpointer data)
{
	Resolve *resolve = data;
	GError *error = NULL;
	reference_check(NULL, &error);
	resolve_fail(resolve, error);
	return G_SOURCE_REMOVE;
}

static GSource *attach(GSource *source, GSourceFunc callback, Resolve *resolve)
{
	g_source_set_priority(source, G_PRIORITY_DEFAULT);
	g_source_set_callback(source, callback, resolve, NULL);
	g_source_attach(source, NULL);
	return source;
}

void reference_resolve_for(const char *reference, const char *server, GCancellable *cancellable,
			   ReferenceDone done, gpointer data)
{
	Resolve *resolve = g_new0(Resolve, 1);
	*resolve = (Resolve){ .references = 1,
			      .reference = g_strdup(reference),
			      .server = g_strdup(server),
			      .buffer = wipe_malloc(REFERENCE_LINE),
			      .fd = -1,
			      .done = done,
			      .data = data };
	gboolean good = reference_check(reference, NULL);
	resolve->input = attach(g_idle_source_new(), good ? on_turn : on_refused, resolve);
	resolve->deadline = attach(g_timeout_source_new(reference_deadline_ms), on_deadline, resolve);
	if (cancellable != NULL) {
		resolve->cancellable = g_object_ref(cancellable);
		resolve->cancel =
			attach(g_cancellable_source_new(cancellable), G_SOURCE_FUNC(on_cancelled), resolve);
	}
}

void reference_resolve(const char *reference, GCancellable *cancellable, ReferenceDone done, gpointer data)
{
	reference_resolve_for(reference, NULL, cancellable, done, data);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/secret_input.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json.h"
#include "base/wipe.h"
#include "model/policy.h"

static void free_pair(gpointer memory)
{
	SecretPair *pair = memory;
	g_free(pair->name);
	secbuf_unref(pair->value);
	g_free(pair);
}

static gboolean fail(GError **error, const char *where, const char *what)
{
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, "%s: %s", where, what);
	return FALSE;
}

/* What a reference could not use either is not taken. */
static gboolean is_value(const char *value, gsize length)
{
	gboolean pem = g_str_has_prefix(value, "-----BEGIN ");
	for (gsize i = 0; i < length; i++)
		if (((guchar)value[i] < ' ' && !(pem && (value[i] == '\n' || value[i] == '\r'))) ||
		    value[i] == 0x7f)
			return FALSE;
	return length > 0;
}

static gboolean add(GPtrArray *pairs, const char *name, const char *value, gsize length, const char *where,
		    GError **error)
{
	if (!secret_name_check(_("the name"), name, error)) {
		g_prefix_error(error, "%s: ", where);
		return FALSE;
	}
	if (!is_value(value, length))
		return fail(error, where, _("the value is empty or holds a control character"));
	for (guint i = 0; i < pairs->len; i++)
		if (strcmp(((const SecretPair *)pairs->pdata[i])->name, name) == 0)
			return fail(error, where, _("its name is there twice"));
	SecBuf *secret = secbuf_new(name, value, length, error);
	if (secret == NULL)
		return FALSE;
	SecretPair *pair = g_new(SecretPair, 1);
	*pair = (SecretPair){ g_strdup(name), secret };
	g_ptr_array_add(pairs, pair);
	return TRUE;
}

/* ---- lines ---- */

static void strip(const char **start, gsize *length)
{
	while (*length > 0 && g_ascii_isspace(**start)) {
		(*start)++;
		(*length)--;
	}
	while (*length > 0 && g_ascii_isspace((*start)[*length - 1]))
		(*length)--;
}

static void unquote(const char **start, gsize *length)
{
	char quote = *length >= 2 ? (*start)[0] : 0;
	if ((quote == '"' || quote == '\'') && (*start)[*length - 1] == quote) {
		(*start)++;
		*length -= 2;
	}
}

static gboolean add_line(GPtrArray *pairs, const char *line, gsize length, guint number, GError **error)
{
	g_autofree char *where = g_strdup_printf(_("line %u"), number);
	strip(&line, &length);
	if (length == 0 || *line == '#')
		return TRUE;
	if (length > strlen("export ") && strncmp(line, "export ", strlen("export ")) == 0) {
		line += strlen("export ");
		length -= strlen("export ");
	}
	const char *equals = memchr(line, '=', length);
	if (equals == NULL)
		return fail(error, where, _("it is no NAME=VALUE"));
	gsize before = (gsize)(equals - line), after = length - before - 1;
	const char *value = equals + 1, *name_start = line;
	strip(&name_start, &before);
	strip(&value, &after);
	unquote(&value, &after);
	g_autofree char *name = g_strndup(name_start, before);
	return add(pairs, name, value, after, where, error);
}

static gboolean parse_lines(GPtrArray *pairs, const char *text, gsize length, GError **error)
{
	guint number = 0;
	for (gsize at = 0; at < length;) {
		const char *end = memchr(text + at, '\n', length - at);
		gsize size = end != NULL ? (gsize)(end - text) - at : length - at;
		if (!add_line(pairs, text + at, size, ++number, error))
			return FALSE;
		at += size + 1;
	}
	return TRUE;
}

/* ---- JSON ---- */

/* Messages of the parser repeat what stands at the place. */
static gboolean parse_json(GPtrArray *pairs, const char *text, gsize length, GError **error)
{
	const char *name;
	json_t *value;
	WeirJsonNotes notes = { 0 };
	g_autoptr(json_t) object = weir_json_read(text, length, NULL, &notes, NULL);
	gboolean good = json_is_object(object) && notes.duplicate_member == NULL;
	weir_json_notes_clear(&notes);
	if (!good)
		return fail(error, "JSON", _("an object is needed whose members are texts, each name once"));
	json_object_foreach (object, name, value) {
		if (!json_is_string(value))
			return fail(error, name, _("its value is no text"));
		if (!add(pairs, name, json_string_value(value), json_string_length(value), name, error))
			return FALSE;
	}
	return TRUE;
}

GPtrArray *secret_input_parse(const char *text, gsize length, GError **error)
{
	g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func(free_pair);
	gsize blank = 0;
	while (blank < length && g_ascii_isspace(text[blank]))
		blank++;
	gboolean json = blank < length && text[blank] == '{';
	if (!(json ? parse_json : parse_lines)(pairs, text, length, error))
		return NULL;
	if (pairs->len > 0)
		return g_steal_pointer(&pairs);
	g_set_error_literal(
		error, WEIR_ERROR, WEIR_ERROR_CONFIG,
		_("there is nothing to import: lines NAME=VALUE or a JSON object of texts are needed"));
	return NULL;
}

/* ---- reading ---- */

struct input {
	int fd;
	gboolean close_fd;
	char *path;
	char *text; /* SECRET_INPUT_BYTES + 1, wiped */
	gsize length;
	GSource *source, *cancel;
	SecretInputDone done;
	gpointer data;
};

static void stop_source(GSource **source)
{
	if (*source != NULL)
		g_source_destroy(*source);
	g_clear_pointer(source, g_source_unref);
}

/* Exactly one of both is given, and taken. */
static void finish(struct input *input, GPtrArray *pairs, GError *error)
{
	stop_source(&input->source);
	stop_source(&input->cancel);
	if (input->close_fd)
		close(input->fd);
	wipe_free(input->text);
	input->done(pairs, error, input->data);
	g_clear_pointer(&pairs, g_ptr_array_unref);
	g_clear_error(&error);
	g_free(input->path);
	g_free(input);
}

static GError *file_error(const char *path, const char *why)
{
	return g_error_new(WEIR_ERROR, WEIR_ERROR_FILE, _("%s cannot be read: %s"), path, why);
}

static void parse(struct input *input)
{
	GError *error = NULL;
	GPtrArray *pairs = secret_input_parse(input->text, input->length, &error);
	if (pairs == NULL)
		g_prefix_error(&error, "%s: ", input->path);
	finish(input, pairs, error);
}

static gboolean on_input(int fd, GIOCondition condition, gpointer data)
{
	struct input *input = data;
	ssize_t n = read(fd, input->text + input->length, SECRET_INPUT_BYTES + 1 - input->length);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return G_SOURCE_CONTINUE;
	if (n > 0)
		input->length += (gsize)n;
	if (n < 0)
		finish(input, NULL, file_error(input->path, g_strerror(errno)));
	else if (input->length > SECRET_INPUT_BYTES)
		finish(input, NULL, file_error(input->path, _("it is over 1 MiB")));
	else if (n == 0)
		parse(input);
	else
		return G_SOURCE_CONTINUE;
	return G_SOURCE_REMOVE;
}

static gboolean on_cancelled(GCancellable *cancellable, gpointer data)
{
	finish(data, NULL, g_error_new_literal(WEIR_ERROR, WEIR_ERROR_CANCELLED, _("interrupted")));
	return G_SOURCE_REMOVE;
}

static GSource *attach(GSource *source, GSourceFunc callback, struct input *input)
{
	g_source_set_callback(source, callback, input, NULL);
	g_source_attach(source, NULL);
	return source;
}

static int open_path(const char *path, GError **error)
{
	struct stat status;
	if (strcmp(path, "-") == 0)
		return STDIN_FILENO;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	gboolean folder = fd >= 0 && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
	if (fd >= 0 && !folder)
		return fd;
	g_propagate_error(error, file_error(path, g_strerror(folder ? EISDIR : errno)));
	if (fd >= 0)
		close(fd);
	return -1;
}

gboolean secret_input_read(const char *path, GCancellable *cancellable, SecretInputDone done, gpointer data,
			   GError **error)
{
	int fd = open_path(path, error);
	if (fd < 0)
		return FALSE;
	struct input *input = g_new0(struct input, 1);
	*input = (struct input){ .fd = fd, .close_fd = fd != STDIN_FILENO, .done = done, .data = data };
	input->path = g_strdup(fd == STDIN_FILENO ? _("standard input") : path);
	input->text = wipe_malloc(SECRET_INPUT_BYTES + 1);
	input->source = attach(g_unix_fd_source_new(fd, G_IO_IN | G_IO_HUP | G_IO_ERR),
			       G_SOURCE_FUNC(on_input), input);
	if (cancellable != NULL)
		input->cancel =
			attach(g_cancellable_source_new(cancellable), G_SOURCE_FUNC(on_cancelled), input);
	return TRUE;
}

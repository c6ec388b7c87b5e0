/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Lines in, JSON Lines out, while they come. */
#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "verb/verbs.h"

enum { CHUNK_BYTES = 64 * 1024, LINE_BYTES = 1024 * 1024 };

static const WeirJsonLimits line_limits = { LINE_BYTES, 64, 100000 };

struct reader {
	GInputStream *stream;
	char *name;    /* for messages */
	GString *line; /* what came of a line that is not whole yet */
	guint64 number;
	gboolean too_long; /* the rest of this line is skipped */
	char buffer[CHUNK_BYTES];
};

static void reader_free(gpointer memory)
{
	struct reader *reader = memory;
	g_object_unref(reader->stream);
	g_free(reader->name);
	g_string_free(reader->line, TRUE);
	g_free(reader);
}

/* What a line says of an action; the strings and schemas belong to the line. */
typedef struct {
	EffectTexts said;
	GPtrArray *names, *docs;
} LineTexts;

static void texts_clear(LineTexts *texts)
{
	g_ptr_array_unref(texts->names);
	g_ptr_array_unref(texts->docs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LineTexts, texts_clear)

/* Names of arguments: a list of names, or a JSON Schema's properties. */
static gboolean read_arguments(const json_t *line, LineTexts *texts, GError **error)
{
	const json_t *arguments = json_object_get(line, "arguments");
	const json_t *properties = weir_json_object(arguments, "properties");
	const char *name = NULL;
	json_t *value = NULL;
	if (arguments == NULL || json_is_null(arguments))
		return TRUE;
	json_object_foreach ((json_t *)properties, name, value) {
		g_ptr_array_add(texts->names, (gpointer)name);
		g_ptr_array_add(texts->docs, (gpointer)weir_json_text(value, "description"));
	}
	for (size_t i = 0; properties == NULL && i < json_array_size(arguments); i++) {
		name = json_string_value(json_array_get(arguments, i));
		if (name == NULL)
			break;
		g_ptr_array_add(texts->names, (gpointer)name);
		g_ptr_array_add(texts->docs, NULL);
	}
	if (properties == NULL &&
	    (!json_is_array(arguments) || texts->names->len != json_array_size(arguments))) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL, _("\"arguments\" is no list of names"));
		return FALSE;
	}
	g_ptr_array_add(texts->names, NULL);
	g_ptr_array_add(texts->docs, NULL);
	texts->said.arguments = (const char *const *)texts->names->pdata;
	texts->said.argument_docs = (const char *const *)texts->docs->pdata;
	texts->said.parameters = properties != NULL ? arguments : NULL;
	return TRUE;
}

static Effect *infer(const json_t *line, GError **error)
{
	g_auto(LineTexts) texts = { .names = g_ptr_array_new(), .docs = g_ptr_array_new() };
	texts.said.name = weir_json_text(line, "name");
	if (!json_is_object(line)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL, _("it is no JSON object but %s"),
			    weir_json_type_name(line));
		return NULL;
	}
	if (texts.said.name == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL, _("it has no \"name\" that is a text"));
		return NULL;
	}
	const json_t *description = json_object_get(line, "description");
	if (description != NULL && !json_is_null(description) && !json_is_string(description)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			    _("its \"description\" is no text but %s"), weir_json_type_name(description));
		return NULL;
	}
	if (!read_arguments(line, &texts, error))
		return NULL;
	texts.said.description = weir_json_text(line, "description");
	texts.said.display_name = weir_json_text(line, "display_name");
	texts.said.docs = weir_json_text(line, "docs");
	texts.said.result = weir_json_object(line, "result");
	return effect_infer_texts(&texts.said);
}

static json_t *evidence_json(const Effect *effect)
{
	json_t *array = json_array();
	for (guint i = 0; effect->evidence != NULL && i < effect->evidence->len; i++) {
		g_autofree char *valid = g_utf8_make_valid(g_ptr_array_index(effect->evidence, i), -1);
		json_array_append_new(array, json_string(valid));
	}
	return array;
}

/* Four digits say all that there is to say. */
static json_t *confidence_json(const Effect *effect)
{
	return json_real((double)(gint64)(effect->confidence * 10000.0 + 0.5) / 10000.0);
}

static void append_answer(GString *out, const json_t *line, const Effect *effect)
{
	json_t *id = json_object_get(line, "id");
	json_t *answer = json_object();
	json_object_set_new(answer, "id", id != NULL ? json_incref(id) : json_null());
	json_object_set_new(answer, "effect", json_string(effect_kind_name(effect->kind)));
	json_object_set_new(answer, "mutating", json_boolean(effect->mutating));
	json_object_set_new(answer, "destructive", json_boolean(effect->destructive));
	json_object_set_new(answer, "confidence", confidence_json(effect));
	json_object_set_new(answer, "evidence", evidence_json(effect));
	report_append_json(out, answer);
	g_string_append_c(out, '\n');
	json_decref(answer);
}

static void complain(VerbRun *run, const GError *problem)
{
	const struct reader *reader = run->state;
	g_autoptr(GError) error = NULL;
	g_set_error(&error, WEIR_ERROR, WEIR_ERROR_INCOMPLETE, _("%s, line %" PRIu64 ": %s"), reader->name,
		    reader->number, problem->message);
	verb_complain(run, error);
}

static gboolean is_blank(const GString *line)
{
	return strspn(line->str, " \t\r") == line->len;
}

static void take_line(VerbRun *run, GString *out)
{
	struct reader *reader = run->state;
	g_autoptr(GError) error = NULL;
	reader->number++;
	if (reader->too_long)
		g_set_error(&error, WEIR_ERROR, WEIR_ERROR_LIMIT,
			    _("it is longer than %d KiB and was left out"), LINE_BYTES / 1024);
	else if (!is_blank(reader->line)) {
		g_autoptr(json_t) line =
			weir_json_read(reader->line->str, reader->line->len, &line_limits, NULL, &error);
		g_autoptr(Effect) effect = line != NULL ? infer(line, &error) : NULL;
		if (effect != NULL)
			append_answer(out, line, effect);
	}
	if (error != NULL)
		complain(run, error);
	g_string_truncate(reader->line, 0);
	reader->too_long = FALSE;
}

static void take_bytes(VerbRun *run, const char *bytes, gsize length, GString *out)
{
	struct reader *reader = run->state;
	while (length > 0) {
		const char *newline = memchr(bytes, '\n', length);
		gsize piece = newline != NULL ? (gsize)(newline - bytes) : length;
		if (reader->line->len + piece > LINE_BYTES)
			reader->too_long = TRUE;
		if (!reader->too_long)
			g_string_append_len(reader->line, bytes, (gssize)piece);
		if (newline == NULL)
			return;
		take_line(run, out);
		bytes += piece + 1;
		length -= piece + 1;
	}
}

static void read_more(VerbRun *run);

static void bytes_came(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(VerbRun) run = data;
	struct reader *reader = run->state;
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	gssize length = g_input_stream_read_finish(reader->stream, result, &error);
	if (length < 0) {
		if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
			g_autoptr(GError) cause = g_steal_pointer(&error);
			g_set_error(&error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s cannot be read: %s"),
				    reader->name, cause->message);
		}
		verb_finish(run, error);
		return;
	}
	if (length > 0)
		take_bytes(run, reader->buffer, (gsize)length, out);
	else if (reader->line->len > 0 || reader->too_long)
		take_line(run, out);
	if (out->len > 0 && !run->sink->raw(run, out->str, out->len, &error))
		verb_finish(run, error);
	else if (length == 0)
		verb_finish(run, NULL);
	else
		read_more(run);
}

static void read_more(VerbRun *run)
{
	struct reader *reader = run->state;
	g_input_stream_read_async(reader->stream, reader->buffer, CHUNK_BYTES, G_PRIORITY_DEFAULT,
				  run->cancellable, bytes_came, verb_run_ref(run));
}

/* Not blocking: a FIFO is waited for in the loop. */
static int open_file(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s cannot be read: %s"), path,
			    g_strerror(errno));
	return fd;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	const char *path = verb_argument(run, 0);
	gboolean from_stdin = path == NULL || strcmp(path, "-") == 0;
	if (from_stdin && run->context->on_screen) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("the keyboard belongs to the screen; give a FILE"));
		return VERB_FAILED;
	}
	int fd = from_stdin ? 0 : open_file(path, error);
	if (fd < 0)
		return VERB_FAILED;
	struct reader *reader = g_new0(struct reader, 1);
	reader->stream = g_unix_input_stream_new(fd, !from_stdin);
	reader->name = from_stdin ? g_strdup(_("standard input")) : g_strdup(path);
	reader->line = g_string_new(NULL);
	run->state = reader;
	run->free_state = reader_free;
	read_more(run);
	return VERB_WAITING;
}

static const struct verb_argument arguments[] = {
	{ N_("FILE"), TRUE, FALSE, HINT_FILE, N_("JSON Lines; without it, or for -, standard input") },
	{ NULL },
};

const struct verb verb_effects = {
	.name = "effects",
	.summary = N_("say what actions do to the world, from their words"),
	.flags = VERB_FOR_PROGRAMS,
	.arguments = arguments,
	.help = N_(
		"Each line of input is a JSON object with name, description and arguments (a list of "
		"names, or a JSON Schema with properties), and where there are any, display_name, docs and "
		"result (a JSON Schema); id comes back as it was, other members are ignored. Each line of "
		"output has id, effect, mutating, "
		"destructive, "
		"confidence and evidence. A line that cannot be used is named with its number and left "
		"out; the exit "
		"code is 3 then."),
	.examples = "weir effects actions.jsonl\n"
		    "echo '{\"id\": 1, \"name\": \"delete_ticket\"}' | weir effects",
	.begin = begin,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recording.h"

#include <string.h>

#include "base/json.h"
#include "contract_table.h"
#include "suite.h"

/* To where the recordings' times were moved: 2025-01-01T00:00:00Z. */
enum { RECORDED_TIME = 1735689600 };

static void recording_free(Recording *recording)
{
	g_free(recording->folder);
	g_free(recording->number);
	g_free(recording->name);
	json_decref(recording->request);
	json_decref(recording->response);
	json_decref(recording->callbacks);
	g_free(recording);
}

static json_t *load(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
	gsize length;
	if (!g_file_get_contents(path, &text, &length, NULL))
		return NULL;
	return json_loadb(text, length, JSON_ALLOW_NUL, NULL);
}

static int by_name(gconstpointer one, gconstpointer other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static GPtrArray *sorted_names(const char *folder)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
		if (g_ascii_isdigit(name[0]) && g_str_has_suffix(name, ".json"))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_name);
	return names;
}

static json_t *renamed(const json_t *value);

static json_t *callbacks_of(const char *folder, const char *number)
{
	json_t *found = json_array();
	g_autofree char *callbacks = g_build_filename(folder, "callbacks", NULL);
	g_autoptr(GPtrArray) names = sorted_names(callbacks);
	for (guint i = 0; i < names->len; i++)
		if (strncmp(g_ptr_array_index(names, i), number, 3) == 0) {
			g_autoptr(json_t) one = load(callbacks, g_ptr_array_index(names, i));
			json_array_append_new(found, renamed(one));
		}
	return found;
}

GPtrArray *recordings_load(const char *folder)
{
	g_autofree char *inside = g_build_filename("contract", folder, NULL), *path = suite_shared(inside);
	if (path == NULL)
		return NULL;
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)recording_free);
	g_autoptr(GPtrArray) names = sorted_names(path);
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autoptr(json_t) exchange = load(path, name);
		Recording *one = g_new0(Recording, 1);
		one->folder = g_strdup(folder);
		one->number = g_strndup(name, 3);
		one->name = g_strndup(name + 4, strlen(name) - strlen("000-.json"));
		one->request = json_incref(json_object_get(exchange, "request"));
		one->response = renamed(json_object_get(exchange, "response"));
		one->callbacks = callbacks_of(path, one->number);
		g_ptr_array_add(all, one);
	}
	return all;
}

static gboolean is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '-';
}

static void replace_word(GString *text, const char *word, const char *with)
{
	if (word[0] == '/') {
		g_string_replace(text, word, with, 0);
		return;
	}
	gsize size = strlen(word), at = 0;
	char *hit;
	while ((hit = strstr(text->str + at, word)) != NULL) {
		at = (gsize)(hit - text->str);
		if ((at > 0 && is_word(text->str[at - 1])) || is_word(text->str[at + size])) {
			at += size;
			continue;
		}
		g_string_erase(text, (gssize)at, (gssize)size);
		g_string_insert(text, (gssize)at, with);
		at += strlen(with);
	}
}

void recording_rename(GString *text)
{
	for (const struct contract_name *name = contract_names; name->recorded != NULL; name++)
		replace_word(text, name->recorded, name->desk);
}

/* The names below `value` as the desk has them. */
static json_t *renamed(const json_t *value)
{
	g_autofree char *printed = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	g_autoptr(GString) text = g_string_new(printed);
	recording_rename(text);
	return json_loads(text->str, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

static void translate(GString *text, const Translation *translation)
{
	GHashTableIter each;
	gpointer recorded, ours;
	g_hash_table_iter_init(&each, translation->ids);
	while (g_hash_table_iter_next(&each, &recorded, &ours))
		g_string_replace(text, recorded, ours, 0);
	recording_rename(text);
	g_autofree char *server = g_strdup_printf("127.0.0.1:%d", translation->server_port);
	g_autofree char *receiver = g_strdup_printf(":%d/", translation->receiver_port);
	g_string_replace(text, "127.0.0.1:8101", server, 0);
	g_string_replace(text, "127.0.0.1:8102", server, 0);
	g_string_replace(text, ":8110/", receiver, 0);
}

/* "xxxx [...] xxxx" of so many bytes, as it was before it was cut. */
static void fill_up(GString *text, gsize bytes)
{
	static const char mark[] = " [...] ";
	char *cut = strstr(text->str, mark);
	if (cut == NULL || cut == text->str)
		return;
	gsize at = (gsize)(cut - text->str);
	char filler = cut[-1];
	g_string_erase(text, (gssize)at, strlen(mark));
	if (bytes <= text->len)
		return;
	g_autofree char *middle = g_strnfill(bytes - text->len, filler);
	g_string_insert(text, (gssize)at, middle);
}

static gsize number_in(const char *text, const char *after)
{
	const char *at = strstr(text, after);
	return at != NULL ? (gsize)g_ascii_strtoull(at + strlen(after), NULL, 10) : 0;
}

static GString *body_of(const Recording *recording, const Translation *translation)
{
	const json_t *body = json_object_get(recording->request, "body");
	GString *text = g_string_new(NULL);
	if (json_is_string(body)) {
		g_string_append_len(text, json_string_value(body), (gssize)json_string_length(body));
		gsize deep = number_in(text->str, "[...] (");
		if (deep > 0) {
			g_autofree char *open = g_strnfill(deep, '['), *close = g_strnfill(deep, ']');
			g_string_printf(text, "%s%s", open, close);
		}
		fill_up(text, (gsize)weir_json_integer(recording->request, "bodyCutFromBytes", 0));
		/* how the recordings write bytes that are no UTF-8 */
		g_string_replace(text, "\\xff", "\xFF", 0);
	} else if (body != NULL && !json_is_null(body)) {
		g_autofree char *printed = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
		g_string_append(text, printed);
	}
	translate(text, translation);
	return text;
}

static char *signature(const char *secret, const char *time, const char *body, gsize length)
{
	g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, (const guchar *)secret, strlen(secret));
	g_hmac_update(hmac, (const guchar *)time, -1);
	g_hmac_update(hmac, (const guchar *)".", 1);
	g_hmac_update(hmac, (const guchar *)body, (gssize)length);
	return g_strdup_printf("v1=%s", g_hmac_get_string(hmac));
}

/* The secret with which the recorded request was signed, or NULL where its signature was wrong. */
static const char *signed_with(const Recording *recording, const Translation *translation)
{
	const json_t *headers = json_object_get(recording->request, "headers");
	const char *time = weir_json_text(headers, "X-Timestamp"),
		   *sent = weir_json_text(headers, "X-Signature");
	const json_t *body = json_object_get(recording->request, "body");
	if (time == NULL || sent == NULL)
		return NULL;
	g_autofree char *text = json_is_string(body) ? g_strdup(json_string_value(body))
						     : json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
	g_autoptr(GString) whole = g_string_new(text);
	fill_up(whole, (gsize)weir_json_integer(recording->request, "bodyCutFromBytes", 0));
	GHashTableIter each;
	gpointer secret;
	g_hash_table_iter_init(&each, translation->secrets);
	while (g_hash_table_iter_next(&each, &secret, NULL)) {
		g_autofree char *right = signature(secret, time, whole->str, whole->len);
		if (strcmp(right, sent) == 0)
			return secret;
	}
	return NULL;
}

static char *header_value(const Recording *recording, const Translation *translation, const char *name,
			  const char *value, const GString *body)
{
	const json_t *headers = json_object_get(recording->request, "headers");
	const char *time = weir_json_text(headers, "X-Timestamp");
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	g_autofree char *moved =
		time == NULL ? NULL
			     : g_strdup_printf("%" G_GINT64_FORMAT,
					       now + g_ascii_strtoll(time, NULL, 10) - RECORDED_TIME);
	if (g_ascii_strcasecmp(name, "Content-Length") == 0)
		return g_strdup_printf("%" G_GSIZE_FORMAT, body->len);
	if (strcmp(name, "X-Timestamp") == 0)
		return g_steal_pointer(&moved);
	const char *secret = strcmp(name, "X-Signature") == 0 ? signed_with(recording, translation) : NULL;
	if (secret != NULL)
		return signature(secret, moved, body->str, body->len);
	g_autoptr(GString) text = g_string_new(value);
	if (strstr(value, " [...] (") != NULL)
		return g_strnfill(number_in(value, "[...] ("), value[0]);
	translate(text, translation);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

void recording_request(const Recording *recording, const Translation *translation, char **head, char **body,
		       gsize *length)
{
	GString *content = body_of(recording, translation);
	g_autoptr(GString) path = g_string_new(weir_json_text(recording->request, "path"));
	translate(path, translation);
	GString *out = g_string_new(NULL);
	g_string_printf(out, "%s %s HTTP/1.1\r\n", weir_json_text(recording->request, "method"), path->str);
	const char *name;
	json_t *value;
	json_object_foreach (json_object_get(recording->request, "headers"), name, value) {
		g_autofree char *text =
			header_value(recording, translation, name, json_string_value(value), content);
		g_string_append_printf(out, "%s: %s\r\n", name, text);
	}
	*length = content->len;
	*head = g_string_free(out, FALSE);
	*body = g_string_free(content, FALSE);
}

void recording_learn_secrets(const Recording *recording, Translation *translation)
{
	const char *secret = json_string_value(weir_json_pointer(json_object_get(recording->request, "body"),
								 "/data/secrets/signingSecret"));
	if (secret != NULL)
		g_hash_table_add(translation->secrets, g_strdup(secret));
}

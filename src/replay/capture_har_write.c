/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

#include "base/error.h"
#include "base/json.h"
#include "base/paths.h"
#include "base/redact.h"
#include "replay/capture_har.h"
#include "replay/capture_segment.h"

struct CaptureHarOut {
	PathsWriter *writer;
	char *path, *folder; /* of the bodies */
	gboolean keep_secrets, made;
	guint entries, redacted;
};

/* ---- texts ---- */

/* Bytes of a header are text where they are UTF-8, and Latin-1 elsewhere, as for browsers. */
static json_t *text_json(const char *text)
{
	if (g_utf8_validate(text, -1, NULL))
		return json_string(text);
	g_autofree char *converted = g_convert(text, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
	return json_string(converted != NULL ? converted : "");
}

static void set_text(json_t *object, const char *member, const char *text)
{
	if (text != NULL)
		json_object_set_new(object, member, text_json(text));
}

static json_t *pair(const char *name, const char *value)
{
	json_t *object = json_object();
	set_text(object, "name", name);
	set_text(object, "value", value);
	return object;
}

static json_t *headers_json(const GPtrArray *headers)
{
	json_t *list = json_array();
	for (guint i = 0; i < headers->len; i++) {
		const Header *header = headers->pdata[i];
		json_array_append_new(list, pair(header->name, header->value));
	}
	return list;
}

static char *decoded(const char *from, gsize length)
{
	g_autofree char *raw = g_strndup(from, length);
	g_strdelimit(raw, "+", ' ');
	char *text = g_uri_unescape_string(raw, NULL);
	return text != NULL ? text : g_steal_pointer(&raw);
}

static json_t *query_json(const char *target)
{
	json_t *list = json_array();
	const char *at = strchr(target, '?');
	for (at = at != NULL ? at + 1 : ""; *at != '\0';) {
		gsize length = strcspn(at, "&"), name = MIN(strcspn(at, "="), length);
		gsize value = MIN(name + 1, length);
		g_autofree char *key = decoded(at, name);
		g_autofree char *text = decoded(at + value, length - value);
		if (length > 0)
			json_array_append_new(list, pair(key, text));
		at += length + (at[length] == '&');
	}
	return list;
}

/* "text", or in base64 and then told by `encoding`. */
static void set_body(json_t *object, GBytes *body, const char *encoding)
{
	gsize length;
	const char *bytes = g_bytes_get_data(body, &length);
	if (length == 0 || g_utf8_validate_len(bytes, length, NULL)) {
		json_object_set_new(object, "text", json_stringn(length > 0 ? bytes : "", length));
		return;
	}
	g_autofree char *text = g_base64_encode((const guchar *)bytes, length);
	json_object_set_new(object, "text", json_string(text));
	json_object_set_new(object, encoding, json_string("base64"));
}

/* ---- an entry ---- */

static char *url_of(const Capture *capture)
{
	const char *host = capture_header(capture, "Host");
	gboolean whole = strstr(capture->target, "://") != NULL && capture->target[0] != '/';
	if (whole)
		return g_strdup(capture->target);
	return g_strconcat(capture->flags & CAPTURE_HTTPS ? "https://" : "http://",
			   host != NULL ? host : "127.0.0.1", capture->target, NULL);
}

static json_t *post_data(const Capture *capture, const char *file)
{
	const char *type = capture_header(capture, "Content-Type");
	json_t *data = json_pack("{s:[]}", "params");
	set_text(data, "mimeType", type != NULL ? type : "");
	set_body(data, capture->body, "_encoding");
	set_text(data, "_file", file);
	return data;
}

static json_t *request_json(const Capture *capture, const char *file)
{
	gsize size = g_bytes_get_size(capture->body);
	g_autofree char *url = url_of(capture);
	json_t *request = json_pack("{s:o, s:o, s:[], s:i, s:I}", "headers", headers_json(capture->headers),
				    "queryString", query_json(capture->target), "cookies", "headersSize", -1,
				    "bodySize", (json_int_t)size);
	set_text(request, "method", capture->method);
	set_text(request, "url", url);
	set_text(request, "httpVersion", capture->version);
	if (size > 0)
		json_object_set_new(request, "postData", post_data(capture, file));
	return request;
}

static json_t *response_json(const Capture *capture)
{
	json_t *content = json_pack("{s:I}", "size", (json_int_t)capture->answer_size);
	json_t *headers = json_array();
	set_text(content, "mimeType", capture->answer_type != NULL ? capture->answer_type : "");
	if (capture->answer != NULL)
		set_body(content, capture->answer, "encoding");
	if (capture->answer_type != NULL)
		json_array_append_new(headers, pair("Content-Type", capture->answer_type));
	return json_pack("{s:i, s:s, s:s, s:[], s:o, s:o, s:s, s:i, s:I}", "status", (int)capture->status,
			 "statusText", "", "httpVersion", "HTTP/1.1", "cookies", "headers", headers,
			 "content", content, "redirectURL", "", "headersSize", -1, "bodySize",
			 (json_int_t)capture->answer_size);
}

static const struct {
	unsigned flag;
	const char *name;
} flags[] = {
	{ CAPTURE_HEADERS_REDACTED, "headersRedacted" }, { CAPTURE_TARGET_REDACTED, "targetRedacted" },
	{ CAPTURE_BODY_REDACTED, "bodyRedacted" },       { CAPTURE_BODY_CUT, "bodyCut" },
	{ CAPTURE_BODY_MISSING, "bodyMissing" },         { CAPTURE_BODY_DOUBTFUL, "bodyDoubtful" },
};

static json_t *more_json(const Capture *capture)
{
	json_t *more = json_object();
	if (capture->number > 0)
		json_object_set_new(more, "number", json_integer((json_int_t)capture->number));
	set_text(more, "peer", capture->peer);
	set_text(more, "scheme", capture->scheme);
	set_text(more, "signature", capture->verdict);
	set_text(more, "forward", capture->forward);
	set_text(more, "forwardError", capture->forward_error);
	if (capture->forward_status > 0)
		json_object_set_new(more, "forwardStatus", json_integer(capture->forward_status));
	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
		if (capture->flags & flags[i].flag)
			json_object_set_new(more, flags[i].name, json_true());
	return more;
}

json_t *capture_har_entry(const Capture *capture, const char *file)
{
	g_autoptr(GDateTime) seconds = g_date_time_new_from_unix_utc(capture->time / G_USEC_PER_SEC);
	g_autofree char *day = seconds != NULL ? g_date_time_format(seconds, "%Y-%m-%dT%H:%M:%S") : NULL;
	g_autofree char *began = g_strdup_printf("%s.%03dZ", day != NULL ? day : "1970-01-01T00:00:00",
						 (int)(ABS(capture->time) / 1000 % 1000));
	return json_pack("{s:s, s:f, s:o, s:o, s:{}, s:{s:i, s:f, s:i}, s:o}", "startedDateTime", began,
			 "time", capture->answer_ms, "request", request_json(capture, file), "response",
			 response_json(capture), "cache", "timings", "send", 0, "wait", capture->answer_ms,
			 "receive", 0, "_weir", more_json(capture));
}

/* ---- the file ---- */

static gboolean put(CaptureHarOut *out, const char *text, GError **error)
{
	return paths_writer_write(out->writer, text, strlen(text), error);
}

CaptureHarOut *capture_har_begin(const char *path, gboolean keep_secrets, GError **error)
{
	g_autoptr(CaptureHarOut) out = g_new0(CaptureHarOut, 1);
	out->path = g_strdup(path);
	out->folder = g_strconcat(path, ".bodies", NULL);
	out->keep_secrets = keep_secrets;
	out->writer = paths_writer_new(path, error);
	if (out->writer == NULL || !put(out,
					"{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"" PACKAGE_NAME
					"\",\"version\":\"" PACKAGE_VERSION "\"},\"entries\":[",
					error))
		return NULL;
	return g_steal_pointer(&out);
}

/* Not brought to the disk one by one: that would take a hundred times as long, and they can be had again. */
static gboolean write_file(const char *path, const char *bytes, gsize length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return FALSE;
	gboolean good = segment_write_all(fd, bytes, length);
	return close(fd) == 0 && good;
}

static gboolean write_body(CaptureHarOut *out, const Capture *capture, char **name, GError **error)
{
	g_autofree char *number =
		g_strdup_printf("%" PRIu64, capture->number > 0 ? capture->number : out->entries + 1);
	g_autofree char *path = g_build_filename(out->folder, number, NULL);
	g_autofree char *base = g_path_get_basename(out->folder);
	gsize length;
	const char *bytes = g_bytes_get_data(capture->body, &length);
	if (!out->made && g_mkdir_with_parents(out->folder, 0700) != 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s: the folder cannot be made: %s"),
			    out->folder, g_strerror(errno));
		return FALSE;
	}
	out->made = TRUE;
	*name = g_build_filename(base, number, NULL);
	if (write_file(path, bytes, length))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, "%s: %s", path, g_strerror(errno));
	return FALSE;
}

static gboolean redact_body(GBytes **body)
{
	gsize length;
	const char *bytes = g_bytes_get_data(*body, &length);
	GString *redacted = length > 0 ? redact_bytes(bytes, length) : NULL;
	if (redacted == NULL)
		return FALSE;
	g_bytes_unref(*body);
	*body = g_string_free_to_bytes(redacted);
	return TRUE;
}

static void redact(Capture *capture)
{
	capture_redact(capture, NULL);
	if (redact_body(&capture->body))
		capture->flags |= CAPTURE_BODY_REDACTED;
	if (capture->answer != NULL)
		redact_body(&capture->answer);
}

gboolean capture_har_add(CaptureHarOut *out, Capture *capture, GError **error)
{
	g_autofree char *file = NULL;
	if (!out->keep_secrets)
		redact(capture);
	gboolean redacted = (capture->flags & CAPTURE_BODY_REDACTED) != 0;
	out->redacted += redacted;
	if (!redacted && g_bytes_get_size(capture->body) > 0 && !write_body(out, capture, &file, error))
		return FALSE;
	g_autoptr(json_t) entry = capture_har_entry(capture, file);
	g_autofree char *text = weir_json_print(entry);
	if (!put(out, out->entries > 0 ? ",\n" : "\n", error) || !put(out, text, error))
		return FALSE;
	out->entries++;
	return TRUE;
}

gboolean capture_har_finish(CaptureHarOut *out, GError **error)
{
	return put(out, "\n]}}\n", error) && paths_writer_finish(out->writer, error);
}

guint capture_har_redacted(const CaptureHarOut *out)
{
	return out->redacted;
}

void capture_har_free(CaptureHarOut *out)
{
	if (out == NULL)
		return;
	paths_writer_free(out->writer);
	g_free(out->path);
	g_free(out->folder);
	g_free(out);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "replay/capture_har.h"

enum { TEXT_MOST = 64 * 1024 };

static const WeirJsonLimits limits = { CAPTURE_HAR_BYTES, 64, 2000000 };

void capture_har_clear(CaptureHar *har)
{
	if (har == NULL)
		return;
	g_ptr_array_unref(har->captures);
	g_free(har->why);
	g_free(har);
}

/* ---- parts of a request ---- */

static gboolean is_token(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && strchr("!#$%&'*+-.^_`|~", *c) == NULL)
			return FALSE;
	return text[0] != '\0';
}

static gboolean has_control(const char *text)
{
	for (; *text != '\0'; text++)
		if ((guchar)*text < ' ' && *text != '\t')
			return TRUE;
	return FALSE;
}

static const char *short_text(const json_t *object, const char *member)
{
	const char *text = weir_json_text(object, member);
	return text != NULL && strlen(text) <= TEXT_MOST ? text : NULL;
}

static const char *take_method(Capture *capture, const json_t *request)
{
	const char *method = short_text(request, "method"), *version = short_text(request, "httpVersion");
	if (method == NULL || !is_token(method))
		return N_("its method is none of HTTP");
	g_free(capture->method);
	capture->method = g_strdup(method);
	if (version != NULL && version[0] != '\0' && !has_control(version)) {
		g_free(capture->version);
		capture->version = g_strdup(version);
	}
	return NULL;
}

/* Path and query of it, and the host. */
static const char *take_url(Capture *capture, const json_t *request, char **host)
{
	const char *url = short_text(request, "url");
	const char *rest = url != NULL ? strstr(url, "://") : NULL;
	if (rest == NULL || has_control(url) || strchr(url, ' ') != NULL)
		return N_("its URL is none");
	gboolean secure = g_ascii_strncasecmp(url, "https:", 6) == 0;
	if (!secure && g_ascii_strncasecmp(url, "http:", 5) != 0)
		return N_("it is no HTTP request");
	rest += 3;
	gsize authority = strcspn(rest, "/?#");
	const char *target = rest + authority;
	g_autofree char *path = g_strndup(target, strcspn(target, "#"));
	g_autofree char *whole = g_strndup(rest, authority);
	const char *at = strrchr(whole, '@');
	*host = g_strdup(at != NULL ? at + 1 : whole);
	g_free(capture->target);
	capture->target = path[0] == '/' ? g_steal_pointer(&path) : g_strconcat("/", path, NULL);
	if (secure)
		capture->flags |= CAPTURE_HTTPS;
	return NULL;
}

/* Those of HTTP/2 that begin with a colon are no headers. */
static const char *take_headers(Capture *capture, const json_t *request, const char *host)
{
	const json_t *list = weir_json_array(request, "headers");
	size_t n = json_array_size(list);
	if (n > CAPTURE_HAR_HEADERS)
		return N_("it has more headers than anybody sends");
	for (size_t i = 0; i < n; i++) {
		const json_t *pair = json_array_get(list, i);
		const char *name = short_text(pair, "name"), *value = short_text(pair, "value");
		if (name != NULL && name[0] == ':')
			continue;
		if (name == NULL || value == NULL || !is_token(name) || has_control(value))
			return N_("a header of it could not be sent");
		capture_add_header(capture, name, value);
	}
	if (host[0] != '\0' && capture_header(capture, "Host") == NULL)
		capture_add_header(capture, "Host", host);
	return NULL;
}

/* ---- bodies ---- */

/* g_base64_decode() passes over what is none. */
static GBytes *from_base64(const char *text, gsize length)
{
	gsize letters = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
	      signs = strspn(text + letters, "="), size;
	if (letters + signs != length || length % 4 != 0 || signs > 2)
		return NULL;
	guchar *bytes = g_base64_decode(text, &size);
	return g_bytes_new_take(bytes, size);
}

static gboolean is_base64(const json_t *object)
{
	const char *encoding = weir_json_text(object, "_encoding");
	if (encoding == NULL)
		encoding = weir_json_text(object, "encoding");
	return encoding != NULL && g_ascii_strcasecmp(encoding, "base64") == 0;
}

/* NULL where there is none, or none that can be read. */
static GBytes *body_of(const json_t *object)
{
	const json_t *text = json_object_get(object, "text");
	if (!json_is_string(text) || json_string_length(text) > CAPTURE_BODY_MOST)
		return NULL;
	const char *bytes = json_string_value(text);
	gsize length = json_string_length(text);
	return is_base64(object) ? from_base64(bytes, length) : g_bytes_new(bytes, length);
}

static void take_body(Capture *capture, const json_t *request)
{
	const json_t *data = weir_json_object(request, "postData");
	gint64 size = weir_json_integer(request, "bodySize", -1);
	GBytes *body = data != NULL ? body_of(data) : NULL;
	if (body == NULL) {
		gboolean fields = json_array_size(weir_json_array(data, "params")) > 0;
		if (size > 0 || fields || json_object_get(data, "text") != NULL)
			capture->flags |= CAPTURE_BODY_MISSING;
		return;
	}
	g_bytes_unref(capture->body);
	capture->body = body;
	if (size >= 0 && (guint64)size != g_bytes_get_size(body))
		capture->flags |= CAPTURE_BODY_DOUBTFUL;
}

/* ---- the answer, the time, and what weir wrote itself ---- */

static void take_answer(Capture *capture, const json_t *response)
{
	gint64 status = weir_json_integer(response, "status", 0);
	const json_t *content = weir_json_object(response, "content");
	const char *type = short_text(content, "mimeType");
	if (status < 100 || status > 999)
		return;
	capture->status = (guint)status;
	capture->answer_type = type != NULL && type[0] != '\0' ? g_strdup(type) : NULL;
	g_autoptr(GBytes) body = content != NULL ? body_of(content) : NULL;
	if (body == NULL || g_bytes_get_size(body) == 0)
		return;
	capture->answer_size = g_bytes_get_size(body);
	capture->answer = g_bytes_new_from_bytes(body, 0, MIN(capture->answer_size, CAPTURE_ANSWER_KEPT));
}

static void take_time(Capture *capture, const json_t *entry)
{
	const char *text = short_text(entry, "startedDateTime");
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = text != NULL ? g_date_time_new_from_iso8601(text, utc) : NULL;
	double took = json_number_value(json_object_get(entry, "time"));
	if (time != NULL)
		capture->time =
			g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
	if (isfinite(took) && took >= 0)
		capture->answer_ms = took;
}

static const struct {
	unsigned flag;
	const char *name;
} flags[] = {
	{ CAPTURE_HEADERS_REDACTED, "headersRedacted" }, { CAPTURE_TARGET_REDACTED, "targetRedacted" },
	{ CAPTURE_BODY_REDACTED, "bodyRedacted" },       { CAPTURE_BODY_CUT, "bodyCut" },
	{ CAPTURE_BODY_MISSING, "bodyMissing" },         { CAPTURE_BODY_DOUBTFUL, "bodyDoubtful" },
};

static void take_more(Capture *capture, const json_t *more)
{
	const char *peer = short_text(more, "peer");
	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
		if (weir_json_bool(more, flags[i].name, FALSE))
			capture->flags |= flags[i].flag;
	if (peer != NULL)
		capture->peer = g_strdup(peer);
}

/* ---- the whole ---- */

static const char *take_entry(Capture *capture, const json_t *entry)
{
	const json_t *request = weir_json_object(entry, "request");
	g_autofree char *host = NULL;
	if (request == NULL)
		return N_("it has no request");
	const char *problem = take_method(capture, request);
	if (problem == NULL)
		problem = take_url(capture, request, &host);
	if (problem == NULL)
		problem = take_headers(capture, request, host);
	if (problem != NULL)
		return problem;
	capture->flags |= CAPTURE_IMPORTED;
	take_body(capture, request);
	take_time(capture, entry);
	take_answer(capture, weir_json_object(entry, "response"));
	take_more(capture, weir_json_object(entry, "_weir"));
	return NULL;
}

static void add_entry(CaptureHar *har, size_t index, const json_t *entry)
{
	g_autoptr(Capture) capture = capture_new();
	const char *problem = take_entry(capture, entry);
	if (problem == NULL) {
		g_ptr_array_add(har->captures, g_steal_pointer(&capture));
		return;
	}
	har->left_out++;
	if (har->why == NULL)
		har->why = g_strdup_printf(_("entry %zu: %s"), index + 1, _(problem));
}

CaptureHar *capture_har_read(const char *text, gsize length, GError **error)
{
	/* Some programs write a byte order mark, which is no JSON. */
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		length -= 3;
	}
	g_autoptr(json_t) document = weir_json_read(text, length, &limits, NULL, error);
	if (document == NULL)
		return NULL;
	const json_t *entries = weir_json_array(weir_json_object(document, "log"), "entries");
	if (entries == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			    _("no HAR file: there is no list log.entries in it"));
		return NULL;
	}
	if (json_array_size(entries) > CAPTURE_HAR_ENTRIES) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_LIMIT,
			    _("the HAR file has %zu entries; weir reads at most %d"),
			    json_array_size(entries), CAPTURE_HAR_ENTRIES);
		return NULL;
	}
	CaptureHar *har = g_new0(CaptureHar, 1);
	har->captures = captures_new();
	for (size_t i = 0; i < json_array_size(entries); i++)
		add_entry(har, i, json_array_get(entries, i));
	return har;
}

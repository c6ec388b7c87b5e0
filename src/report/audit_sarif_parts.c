/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "report/audit_sarif.h"

json_t *sarif_message(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *visible = audit_visible(text, AUDIT_LONG, TEXT_ONE_LINE);
	gboolean link = strstr(visible, "](") != NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	for (const char *at = visible; *at != '\0'; at++) {
		if (*at == '{' || *at == '}') /* told by two of them: 3.11.5 */
			g_string_append_c(out, *at);
		if (link && (*at == '[' || *at == ']')) /* 3.11.6 */
			g_string_append_c(out, '\\');
		g_string_append_c(out, *at);
	}
	json_t *message = json_object();
	json_object_set_new(message, "text", json_stringn(out->str, out->len));
	return message;
}

/* ---- places ---- */

static void clear_place(gpointer place)
{
	g_free(((SarifPlace *)place)->uri);
}

/* The path as it would be in a checkout: below the working directory if it is there, else the file's name. */
static char *relative_uri(const char *path)
{
	g_autofree char *here = g_get_current_dir();
	g_autofree char *whole = g_canonicalize_filename(path, here);
	g_autofree char *name = g_path_get_basename(whole);
	gsize length = strlen(here);
	const char *relative = name;
	if (g_str_has_prefix(whole, here) && whole[length] == '/')
		relative = whole + length + 1;
	g_autofree char *valid = g_utf8_make_valid(relative, -1);
	return g_uri_escape_string(valid, "/", FALSE);
}

GArray *sarif_places(const AuditResult *result)
{
	GArray *places = g_array_new(FALSE, TRUE, sizeof(SarifPlace));
	g_array_set_clear_func(places, clear_place);
	guint bare = 0;
	for (guint i = 0; i < result->reports->len; i++) {
		const AuditReport *report = result->reports->pdata[i];
		SarifPlace place = { NULL, MAX(report->config_line, 1) };
		if (report->config_path != NULL)
			place.uri = relative_uri(report->config_path);
		else
			place = (SarifPlace){ g_strdup(SARIF_TARGET_FILE), ++bare };
		g_array_append_val(places, place);
	}
	return places;
}

/* A line for each target that stands in no configuration, in order. */
static json_t *target_list(const AuditResult *result)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < result->reports->len; i++) {
		const AuditReport *report = result->reports->pdata[i];
		if (report->config_path != NULL)
			continue;
		g_autofree char *line = audit_visible(report->target, AUDIT_LINE, TEXT_ONE_LINE);
		g_string_append_printf(text, "%s\n", line);
	}
	return json_stringn(text->str, text->len);
}

static json_t *location_of(const SarifPlace *place)
{
	json_t *object = json_object();
	json_object_set_new(object, "uri", json_string(place->uri));
	return object;
}

json_t *sarif_artifacts(const AuditResult *result, const GArray *places)
{
	json_t *artifacts = json_array();
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < places->len; i++) {
		const SarifPlace *place = &g_array_index(places, SarifPlace, i);
		const AuditReport *report = result->reports->pdata[i];
		if (!g_hash_table_add(seen, place->uri))
			continue;
		json_t *artifact = json_object();
		json_object_set_new(artifact, "location", location_of(place));
		if (report->config_path == NULL) {
			json_t *contents = json_object();
			json_object_set_new(contents, "text", target_list(result));
			json_object_set_new(artifact, "contents", contents);
			json_object_set_new(artifact, "mimeType", json_string("text/plain"));
		}
		json_array_append_new(artifacts, artifact);
	}
	return artifacts;
}

static json_t *logical_location(const char *name, const char *kind)
{
	g_autofree char *visible = audit_visible(name, AUDIT_LINE, TEXT_ONE_LINE);
	json_t *object = json_object();
	json_object_set_new(object, "fullyQualifiedName", json_string(visible));
	json_object_set_new(object, "kind", json_string(kind));
	return object;
}

/* The live place: the URL that was asked, or the server's; and the part of it that is meant. */
static json_t *logical_locations(const AuditReport *report, const Finding *finding)
{
	json_t *array = json_array();
	const char *url = report->url;
	if (finding != NULL && finding->exchange != NULL && finding->exchange->url != NULL)
		url = finding->exchange->url;
	json_array_append_new(array, logical_location(url, "resource"));
	g_autofree char *where = finding != NULL ? finding_where(finding) : NULL;
	if (where != NULL && *where != '\0') {
		g_autofree char *name = g_strdup_printf("%s %s", report->target, where);
		json_array_append_new(array, logical_location(name, "member"));
	}
	return array;
}

json_t *sarif_locations(const AuditReport *report, const SarifPlace *place, const Finding *finding)
{
	json_t *region = json_object(), *physical = json_object(), *location = json_object();
	json_object_set_new(region, "startLine", json_integer(place->line));
	json_object_set_new(physical, "artifactLocation", location_of(place));
	json_object_set_new(physical, "region", region);
	json_object_set_new(location, "logicalLocations", logical_locations(report, finding));
	json_object_set_new(location, "physicalLocation", physical);
	json_t *array = json_array();
	json_array_append_new(array, location);
	return array;
}

/* ---- exchanges ---- */

/* One member for each name: what came several times is joined, as HTTP allows. */
static json_t *headers(const GPtrArray *list, gboolean answer)
{
	json_t *object = json_object();
	for (guint i = 0; i < list->len && i < AUDIT_HEADERS; i++) {
		const Header *header = list->pdata[i];
		g_autofree char *name = audit_visible(header->name, AUDIT_NAME, TEXT_ONE_LINE);
		g_autofree char *value = audit_header_value(header, answer);
		const char *before = json_string_value(json_object_get(object, name));
		g_autofree char *both = before != NULL ? g_strconcat(before, ", ", value, NULL) : NULL;
		json_object_set_new(object, name, json_string(both != NULL ? both : value));
	}
	return object;
}

static void set_text(json_t *object, const char *member, const char *text)
{
	g_autofree char *visible = audit_visible(text, AUDIT_LINE, TEXT_ONE_LINE);
	if (text != NULL && *text != '\0')
		json_object_set_new(object, member, json_string(visible));
}

static void set_body(json_t *object, GBytes *bytes)
{
	g_autofree char *text = audit_body(bytes, AUDIT_BODY);
	if (text == NULL || *text == '\0')
		return;
	json_t *body = json_object();
	json_object_set_new(body, "text", json_string(text));
	json_object_set_new(object, "body", body);
}

json_t *sarif_web_request(const Exchange *exchange)
{
	json_t *request = json_object();
	set_text(request, "method", exchange->method);
	set_text(request, "target", exchange->url);
	json_object_set_new(request, "protocol", json_string("http"));
	set_text(request, "version", exchange->http_version);
	json_object_set_new(request, "headers", headers(exchange->request_headers, FALSE));
	set_body(request, exchange->request_body);
	return request;
}

json_t *sarif_web_response(const Exchange *exchange)
{
	json_t *response = json_object();
	json_object_set_new(response, "noResponseReceived", json_boolean(exchange->status == 0));
	if (exchange->status == 0)
		return response;
	json_object_set_new(response, "statusCode", json_integer(exchange->status));
	json_object_set_new(response, "protocol", json_string("http"));
	set_text(response, "version", exchange->http_version);
	set_text(response, "reasonPhrase", exchange->reason);
	json_object_set_new(response, "headers", headers(exchange->headers, TRUE));
	set_body(response, exchange->body);
	return response;
}

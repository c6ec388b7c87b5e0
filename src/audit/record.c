/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/record.h"

#include <string.h>

#include "base/error.h"
#include "base/json.h"

static const char FAMILY[] = "weir/recording/";
static const char SCHEMA[] = "weir/recording/1";

/* ---- writing ---- */

static json_t *text_json(const char *text)
{
	if (text == NULL)
		return json_null();
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	return json_string(valid);
}

static void set_text(json_t *object, const char *member, const char *text)
{
	if (text != NULL)
		json_object_set_new(object, member, text_json(text));
}

static json_t *headers_json(const GPtrArray *headers)
{
	json_t *list = json_array();
	for (guint i = 0; i < headers->len; i++) {
		const Header *header = headers->pdata[i];
		json_array_append_new(list,
				      json_pack("[o,o]", text_json(header->name), text_json(header->value)));
	}
	return list;
}

static void set_body(json_t *object, GBytes *body)
{
	if (body == NULL)
		return;
	gsize length;
	const char *bytes = g_bytes_get_data(body, &length);
	if (length == 0 ||
	    (g_utf8_validate(bytes, (gssize)length, NULL) && memchr(bytes, '\0', length) == NULL)) {
		json_object_set_new(object, "body", json_stringn(bytes != NULL ? bytes : "", length));
		return;
	}
	g_autofree char *encoded = g_base64_encode((const guchar *)bytes, length);
	json_object_set_new(object, "base64", json_string(encoded));
}

static json_t *tls_json(const TlsFacts *tls)
{
	json_t *object = json_object();
	set_text(object, "subject", tls->subject);
	set_text(object, "issuer", tls->issuer);
	set_text(object, "protocol", tls->protocol);
	set_text(object, "cipher", tls->cipher);
	set_text(object, "key", tls->key);
	set_text(object, "digest", tls->digest);
	json_object_set_new(object, "key_bits", json_integer(tls->key_bits));
	set_text(object, "problem", tls->problem);
	json_object_set_new(object, "not_before", json_integer(tls->not_before));
	json_object_set_new(object, "not_after", json_integer(tls->not_after));
	json_object_set_new(object, "trusted", json_boolean(tls->trusted));
	return object;
}

static json_t *answer_to_json(const Answer *answer)
{
	const Exchange *exchange = answer->exchange;
	json_t *request = json_object(), *response = json_object(), *object = json_object();
	set_text(request, "method", exchange->method);
	set_text(request, "url", exchange->url);
	json_object_set_new(request, "headers", headers_json(exchange->request_headers));
	json_object_set_new(request, "bytes", json_integer((json_int_t)exchange->request_size));
	set_body(request, answer->sent);
	json_object_set_new(response, "status", json_integer(exchange->status));
	set_text(response, "reason", exchange->reason);
	set_text(response, "version", exchange->http_version);
	json_object_set_new(response, "headers", headers_json(exchange->headers));
	json_object_set_new(response, "bytes", json_integer((json_int_t)exchange->body_size));
	json_object_set_new(response, "milliseconds", json_real(exchange->total_ms));
	set_body(response, answer->body);
	if (exchange->error != NULL) {
		set_text(response, "error", exchange->error->message);
		json_object_set_new(response, "code", json_integer(exchange->error->code));
		json_object_set_new(response, "timed_out", json_boolean(exchange->timed_out));
	}
	if (exchange->tls != NULL)
		json_object_set_new(object, "tls", tls_json(exchange->tls));
	json_object_set_new(object, "request", request);
	json_object_set_new(object, "response", response);
	json_object_set_new(object, "for", json_array());
	return object;
}

/* Equal requests were sent once: their answer is written once, for all that wanted it. */
static json_t *answers_json(const Evidence *evidence)
{
	json_t *list = json_array();
	g_autoptr(GHashTable) written = g_hash_table_new(g_direct_hash, g_direct_equal);
	for (guint i = 0; i < evidence->answers->len; i++) {
		const Answer *answer = evidence->answers->pdata[i];
		json_t *object = g_hash_table_lookup(written, answer->exchange);
		if (object == NULL) {
			object = answer_to_json(answer);
			json_array_append_new(list, object);
			g_hash_table_insert(written, answer->exchange, object);
		}
		json_array_append_new(json_object_get(object, "for"),
				      json_pack("[s,o]", answer->probe->label, text_json(answer->subject)));
	}
	return list;
}

static json_t *texts_json(const GPtrArray *texts)
{
	json_t *list = json_array();
	for (guint i = 0; texts != NULL && i < texts->len; i++)
		json_array_append_new(list, text_json(texts->pdata[i]));
	return list;
}

/* What judges may ask of a target.  References say where secrets are; that there is one is enough here. */
static json_t *target_to_json(const Target *target)
{
	json_t *object = json_object();
	set_text(object, "alias", target->alias);
	set_text(object, "url", target->shown_url != NULL ? target->shown_url : target->url);
	set_text(object, "engine", target->engine);
	json_object_set_new(object, "token", json_boolean(target->token != NULL));
	json_object_set_new(object, "engine_token", json_boolean(target->engine_token != NULL));
	json_object_set_new(object, "env", json_string(target->env == ENV_TEST ? "test" : "prod"));
	json_object_set_new(object, "connections", texts_json(target->connections));
	json_object_set_new(object, "callback_hosts", texts_json(target->callback_hosts));
	json_object_set_new(object, "logs", json_boolean(target->logs != NULL));
	json_t *triggers = json_object(), *actions = json_object();
	GHashTableIter iterator;
	gpointer value;
	g_hash_table_iter_init(&iterator, target->triggers);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		const TriggerSettings *settings = value;
		json_t *row = json_object();
		set_text(row, "route", settings->route);
		set_text(row, "scheme", settings->scheme);
		json_object_set_new(row, "secret", json_boolean(settings->secret != NULL));
		json_object_set_new(triggers, settings->trigger, row);
	}
	g_hash_table_iter_init(&iterator, target->actions);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		const ActionSettings *settings = value;
		json_t *row = json_object();
		if (settings->has_effect)
			set_text(row, "effect", effect_kind_name(settings->effect));
		json_object_set_new(row, "destructive", json_integer(settings->destructive));
		json_object_set_new(actions, settings->action, row);
	}
	json_object_set_new(object, "triggers", triggers);
	json_object_set_new(object, "actions", actions);
	return object;
}

void record_begin(GString *out)
{
	g_string_append_printf(out, "{\"schema\":\"%s\",\"targets\":[\n", SCHEMA);
}

void record_part(GString *out, const Evidence *evidence, gboolean first)
{
	g_autoptr(json_t) object = json_object();
	json_object_set_new(object, "target", target_to_json(evidence->target));
	json_object_set_new(object, "level", json_string(audit_level_name(evidence->level)));
	json_object_set(object, "facts", evidence->facts);
	json_object_set_new(object, "offline", json_boolean(evidence->offline));
	json_object_set_new(object, "requests", json_integer(evidence->requests));
	json_object_set_new(object, "chain", json_integer(evidence->chain));
	json_object_set_new(object, "seconds", json_real(evidence->seconds));
	set_text(object, "broken", evidence->broken);
	json_object_set_new(object, "answers", answers_json(evidence));
	g_autofree char *text = weir_json_print(object);
	g_string_append(out, first ? "" : ",\n");
	g_string_append(out, text);
}

void record_end(GString *out)
{
	g_string_append(out, "\n]}\n");
}

/* ---- reading ---- */

static GBytes *read_body(const json_t *object)
{
	const json_t *body = json_object_get(object, "body");
	const char *encoded = weir_json_text(object, "base64");
	gsize length;
	if (json_is_string(body))
		return g_bytes_new(json_string_value(body), json_string_length(body));
	if (encoded == NULL)
		return NULL;
	guchar *bytes = g_base64_decode(encoded, &length);
	return g_bytes_new_take(bytes, length);
}

static void read_headers(GPtrArray *headers, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *pair = json_array_get(list, i);
		const char *name = json_string_value(json_array_get(pair, 0));
		const char *value = json_string_value(json_array_get(pair, 1));
		if (name != NULL && value != NULL)
			exchange_add_header(headers, name, value);
	}
}

static TlsFacts *read_tls(const json_t *object)
{
	if (!json_is_object(object))
		return NULL;
	TlsFacts *tls = tls_facts_new();
	tls->subject = g_strdup(weir_json_text(object, "subject"));
	tls->issuer = g_strdup(weir_json_text(object, "issuer"));
	tls->protocol = g_strdup(weir_json_text(object, "protocol"));
	tls->cipher = g_strdup(weir_json_text(object, "cipher"));
	tls->key = g_strdup(weir_json_text(object, "key"));
	tls->key_bits = (int)CLAMP(weir_json_integer(object, "key_bits", 0), 0, G_MAXINT);
	tls->digest = g_strdup(weir_json_text(object, "digest"));
	tls->problem = g_strdup(weir_json_text(object, "problem"));
	tls->not_before = weir_json_integer(object, "not_before", 0);
	tls->not_after = weir_json_integer(object, "not_after", 0);
	tls->trusted = weir_json_bool(object, "trusted", FALSE);
	return tls;
}

static gsize read_size(const json_t *object)
{
	return (gsize)MAX(weir_json_integer(object, "bytes", 0), 0);
}

static Exchange *read_exchange(const json_t *object, const Target *target)
{
	const json_t *request = weir_json_object(object, "request"),
		     *response = weir_json_object(object, "response");
	const char *error = weir_json_text(response, "error");
	Exchange *exchange = exchange_new();
	const char *method = weir_json_text(request, "method"), *url = weir_json_text(request, "url");
	exchange->target = g_ref_string_new(target_name(target));
	exchange->method = g_strdup(method != NULL ? method : "GET");
	exchange->url = g_strdup(url != NULL ? url : "");
	exchange->request_size = read_size(request);
	exchange->body_size = read_size(response);
	read_headers(exchange->request_headers, json_object_get(request, "headers"));
	exchange->status = (int)CLAMP(weir_json_integer(response, "status", 0), 0, 999);
	const char *reason = weir_json_text(response, "reason"),
		   *version = weir_json_text(response, "version");
	exchange->reason = g_strdup(reason != NULL ? reason : "");
	if (version != NULL && strlen(version) < sizeof exchange->http_version)
		g_strlcpy(exchange->http_version, version, sizeof exchange->http_version);
	read_headers(exchange->headers, json_object_get(response, "headers"));
	exchange->total_ms = json_number_value(json_object_get(response, "milliseconds"));
	exchange->tls = read_tls(json_object_get(object, "tls"));
	if (error != NULL)
		exchange->error = g_error_new_literal(
			WEIR_ERROR, (int)weir_json_integer(response, "code", WEIR_ERROR_UNREACHABLE), error);
	exchange->timed_out = weir_json_bool(response, "timed_out", FALSE);
	exchange->finished = TRUE;
	return exchange;
}

static void read_answer(Evidence *evidence, const json_t *object, guint *unknown)
{
	g_autoptr(Exchange) exchange = read_exchange(object, evidence->target);
	g_autoptr(GBytes) body = read_body(weir_json_object(object, "response"));
	g_autoptr(GBytes) sent = read_body(weir_json_object(object, "request"));
	const json_t *wants = weir_json_array(object, "for");
	for (size_t i = 0; i < json_array_size(wants); i++) {
		const json_t *want = json_array_get(wants, i);
		const char *label = json_string_value(json_array_get(want, 0));
		const struct probe *probe = label != NULL ? probe_find(label) : NULL;
		if (probe != NULL)
			evidence_add(evidence, probe, json_string_value(json_array_get(want, 1)), exchange,
				     body, sent);
		else
			(*unknown)++;
	}
}

static void read_texts(GPtrArray *texts, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_is_string(json_array_get(list, i)))
			g_ptr_array_add(texts, g_strdup(json_string_value(json_array_get(list, i))));
}

static void read_settings(Target *target, const json_t *object)
{
	const char *name;
	json_t *row;
	json_object_foreach (weir_json_object(object, "triggers"), name, row) {
		TriggerSettings *settings = target_add_trigger(target, name);
		settings->route = g_strdup(weir_json_text(row, "route"));
		settings->scheme = g_strdup(weir_json_text(row, "scheme"));
		settings->secret = weir_json_bool(row, "secret", FALSE) ? g_strdup("recorded:") : NULL;
	}
	json_object_foreach (weir_json_object(object, "actions"), name, row) {
		ActionSettings *settings = target_add_action(target, name);
		const char *effect = weir_json_text(row, "effect");
		settings->has_effect = effect != NULL && effect_kind_parse(effect, &settings->effect);
		settings->destructive = (int)CLAMP(weir_json_integer(row, "destructive", -1), -1, 1);
	}
}

static Target *read_target(const json_t *object)
{
	const char *url = weir_json_text(object, "url");
	if (url == NULL)
		return NULL;
	Target *target = target_new(weir_json_text(object, "alias"), url);
	target->engine = g_strdup(weir_json_text(object, "engine"));
	/* Only whether there is one matters: nothing is sent. */
	target->token = weir_json_bool(object, "token", FALSE) ? g_strdup("recorded:") : NULL;
	target->engine_token = weir_json_bool(object, "engine_token", FALSE) ? g_strdup("recorded:") : NULL;
	target->env = g_strcmp0(weir_json_text(object, "env"), "test") == 0 ? ENV_TEST : ENV_PROD;
	target->logs = weir_json_bool(object, "logs", FALSE) ? g_strdup("file:recorded") : NULL;
	read_texts(target->connections, weir_json_array(object, "connections"));
	read_texts(target->callback_hosts, weir_json_array(object, "callback_hosts"));
	read_settings(target, object);
	return target;
}

static Recorded *read_part(const json_t *part, guint *unknown)
{
	AuditLevel level = LEVEL_SAFE;
	Target *target = read_target(weir_json_object(part, "target"));
	if (target == NULL)
		return NULL;
	audit_level_parse(weir_json_text(part, "level"), &level);
	Recorded *recorded = g_new0(Recorded, 1);
	recorded->target = target;
	recorded->evidence = evidence_new(target, level);
	recorded->evidence->offline = weir_json_bool(part, "offline", FALSE);
	recorded->evidence->broken = g_strdup(weir_json_text(part, "broken"));
	recorded->evidence->requests = (guint)CLAMP(weir_json_integer(part, "requests", 0), 0, G_MAXINT32);
	recorded->evidence->chain = (guint)CLAMP(weir_json_integer(part, "chain", 0), 0, G_MAXINT32);
	recorded->evidence->seconds = json_number_value(json_object_get(part, "seconds"));
	json_t *facts = weir_json_object(part, "facts");
	if (facts != NULL)
		json_object_update(recorded->evidence->facts, facts);
	const json_t *answers = weir_json_array(part, "answers");
	for (size_t i = 0; i < json_array_size(answers); i++)
		read_answer(recorded->evidence, json_array_get(answers, i), unknown);
	return recorded;
}

void recorded_free(Recorded *recorded)
{
	if (recorded == NULL)
		return;
	evidence_free(recorded->evidence);
	target_free(recorded->target);
	g_free(recorded);
}

static void free_recorded(gpointer recorded)
{
	recorded_free(recorded);
}

GPtrArray *record_read(const char *text, gsize length, guint *unknown, GError **error)
{
	static const WeirJsonLimits limits = { 1024 * 1024 * 1024, 64, 20000000 };
	g_autoptr(json_t) document = weir_json_read(text, length, &limits, NULL, error);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(free_recorded);
	*unknown = 0;
	if (document == NULL)
		return NULL;
	const json_t *parts = weir_json_array(document, "targets");
	const char *schema = weir_json_text(document, "schema");
	if (schema != NULL && g_str_has_prefix(schema, FAMILY) && strcmp(schema, SCHEMA) != 0) {
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			"it is a recording of another version: \"schema\" is %.40s, and this weir reads %s",
			schema, SCHEMA);
		return NULL;
	}
	if (g_strcmp0(schema, SCHEMA) != 0 || parts == NULL) {
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			"it is no recording of an audit: \"schema\" is not \"%s\"; make one with: weir audit "
			"TARGET --record FILE",
			SCHEMA);
		return NULL;
	}
	if (json_array_size(parts) == 0) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL, "the recording holds no target");
		return NULL;
	}
	for (size_t i = 0; i < json_array_size(parts); i++) {
		Recorded *recorded = read_part(json_array_get(parts, i), unknown);
		if (recorded != NULL) {
			g_ptr_array_add(all, recorded);
			continue;
		}
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL, "/targets/%zu/target has no url", i);
		return NULL;
	}
	return g_steal_pointer(&all);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audits by the real program of servers that misbehave in the middle: what could not be asked is said, with a
 * reason, and is no pass; the exit code says so; every report is whole; nothing acts on the terminal. */
#include <string.h>

#include "audit/check.h"
#include "base/json.h"
#include "between.h"
#include "reports.h"
#include "suite.h"

enum { LONG_ENOUGH_S = 25 };

#define HEAD(status, type) "HTTP/1.1 " status "\r\nContent-Type: " type "\r\nConnection: close\r\n"
#define ANSWER(status, type, body) HEAD(status, type) "\r\n" body
#define JSON(status, body) ANSWER(status, "application/json", body)

/* ---- manners ---- */

typedef enum {
	BROKEN,  /* there is no whole answer */
	OTHER,   /* a whole answer of 200, and not what is documented */
	FAILS,   /* 5xx or a redirect */
	REFUSES, /* 401, 403 */
	ABSENT,  /* 404 */
	LIMITS,  /* 429 */
	REJECTS, /* 422 */
} Kind;

static gboolean send_large(const BadRequest *request, gpointer data);
static gboolean send_deep(const BadRequest *request, gpointer data);
static gboolean send_large_header(const BadRequest *request, gpointer data);

static const struct manner {
	const char *name;
	Kind kind;
	Fault fault;
	gboolean everywhere; /* not only instead of documents */
} manners[] = {
	{ "HTML",
	  OTHER,
	  { .data = ANSWER("200 OK", "text/html", "<!doctype html><title>Login</title>") },
	  TRUE },
	{ "no JSON", OTHER, { .data = JSON("200 OK", "\033[31mred\033[0m\n") } },
	{ "truncated JSON", OTHER, { .data = JSON("200 OK", "{\"actions\":[{\"name\":\"a") } },
	{ "20 MiB", BROKEN, { .handler = send_large } },
	{ "deep JSON", OTHER, { .handler = send_deep } },
	{ "wrong types",
	  OTHER,
	  { .data = JSON("200 OK", "{\"actions\":{},\"triggers\":7,\"data\":{},\"id\":[]}") } },
	{ "an empty object", OTHER, { .data = JSON("200 OK", "{}") } },
	{ "null", OTHER, { .data = JSON("200 OK", "null") } },
	{ "nothing", OTHER, { .data = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" } },
	{ "204", FAILS, { .data = "HTTP/1.1 204 No Content\r\n\r\n" }, TRUE },
	{ "401", REFUSES, { .data = JSON("401 Unauthorized", "{\"detail\":\"Unauthorized\"}") }, TRUE },
	{ "403", REFUSES, { .data = JSON("403 Forbidden", "{\"detail\":\"Forbidden\"}") } },
	{ "404", ABSENT, { .data = JSON("404 Not Found", "{\"detail\":\"Not Found\"}") }, TRUE },
	{ "422", REJECTS, { .data = JSON("422 Unprocessable Entity", "{\"detail\":\"no\"}") }, TRUE },
	{ "500",
	  FAILS,
	  { .data = ANSWER("500 Internal Server Error", "text/plain", "Internal Server Error") },
	  TRUE },
	{ "502", FAILS, { .data = ANSWER("502 Bad Gateway", "text/html", "<h1>Bad Gateway</h1>") } },
	{ "a redirect",
	  FAILS,
	  { .data = "HTTP/1.1 302 Found\r\nLocation: http://evil.invalid/\033[2J\r\nContent-Length: "
		    "0\r\n\r\n" },
	  TRUE },
	{ "silence", BROKEN, { .handler = bad_silent }, TRUE },
	{ "the end at once", BROKEN, { .data = "" }, TRUE },
	{ "half a header", BROKEN, { .data = "HTTP/1.1 200 OK\r\nContent-Ty" } },
	{ "no HTTP", BROKEN, { .data = "SSH-2.0-OpenSSH_9.2\r\n" } },
	{ "gzip",
	  OTHER,
	  { .data = HEAD("200 OK",
			 "application/json") "Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x03garbage" } },
	{ "huge headers", BROKEN, { .handler = send_large_header } },
	{ "broken chunks",
	  BROKEN,
	  { .data = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n" },
	  TRUE },
	{ "fewer bytes than announced",
	  BROKEN,
	  { .data = HEAD("200 OK", "application/json") "Content-Length: 5000\r\n\r\n{}" } },
	{ "more bytes than announced",
	  OTHER,
	  { .data = HEAD("200 OK", "application/json") "Content-Length: 2\r\n\r\n{}{}{}" } },
	{ "429",
	  LIMITS,
	  { .data = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n" },
	  TRUE },
	{ "429 until tomorrow",
	  LIMITS,
	  { .data = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 86400\r\nContent-Length: 0\r\n\r\n" } },
};

static gboolean send_large(const BadRequest *request, gpointer data)
{
	enum { MIB = 20 };
	g_autofree char *text = g_strnfill(1024 * 1024, ' ');
	bad_send(request->fd, HEAD("200 OK", "application/json") "\r\n", -1);
	for (int i = 0; i < MIB; i++)
		bad_send(request->fd, text, 1024 * 1024);
	return FALSE;
}

static gboolean send_deep(const BadRequest *request, gpointer data)
{
	g_autofree char *text = g_strnfill(100000, '[');
	bad_send(request->fd, HEAD("200 OK", "application/json") "\r\n", -1);
	bad_send(request->fd, text, -1);
	return FALSE;
}

static gboolean send_large_header(const BadRequest *request, gpointer data)
{
	g_autofree char *text = g_strnfill(256 * 1024, 'h');
	bad_send(request->fd, HEAD("200 OK", "application/json") "X-Long: ", -1);
	bad_send(request->fd, text, -1);
	bad_send(request->fd, "\r\n\r\n{}", -1);
	return FALSE;
}

/* ---- places ---- */

static const struct place {
	const char *name, *path, *method;
	gboolean documented; /* a GET whose answer has a shape */
	gboolean required;   /* and that must be there */
	unsigned needs;      /* CHECK_NEEDS_... of checks that read it */
	const char *labels[8];
} places[] = {
	{ "the manifest", "/manifest", "GET", TRUE, TRUE, CHECK_NEEDS_MANIFEST, { "manifest" } },
	{ "components", "/components", NULL, TRUE, TRUE, CHECK_NEEDS_COMPONENTS, { "components" } },
	{ "OpenAPI", "/openapi.json", NULL, TRUE, FALSE, CHECK_NEEDS_OPENAPI, { "openapi" } },
	{ "a connection", "/connections/*-*-*-*-????????????", "GET", TRUE, FALSE, 0, { "connection" } },
	{ "subscriptions",
	  "/connections/*/subscriptions?limit=1000*",
	  "GET",
	  TRUE,
	  FALSE,
	  0,
	  { "subscriptions" } },
	{ "calls",
	  "/connections/*/call/*",
	  "POST",
	  FALSE,
	  FALSE,
	  0,
	  { "call-valid", "call-invalid", "call-extra" } },
	{ "events",
	  "/hooks/*",
	  "POST",
	  FALSE,
	  FALSE,
	  0,
	  { "event-unsigned", "event-token-only", "event-malformed" } },
};

static gboolean reads(const struct check *check, const struct place *place)
{
	if (check->flags & place->needs)
		return TRUE;
	for (gsize i = 0; place->labels[i] != NULL; i++)
		if (check->probes != NULL && g_strv_contains(check->probes, place->labels[i]))
			return TRUE;
	return FALSE;
}

struct rule {
	const char *name;
	const struct place *place;
	const struct manner *manner;
	const Audited *audited;
};

/* What of the check's answers did not come is no pass, and it is said why. */
static void nothing_unearned(const struct check *check, gpointer data)
{
	const struct rule *rule = data;
	const char *verdict = audited_verdict(rule->audited, check->info.id);
	gboolean concerned = reads(check, rule->place) ||
			     (rule->manner->kind == BROKEN && (check->flags & CHECK_READS_ALL));
	if (verdict == NULL || !concerned || (check->flags & CHECK_TOLERATES_SILENCE))
		return;
	/* What headers tell stands in any answer. */
	gboolean by_headers =
		rule->manner->kind != BROKEN && strcmp(check->info.id, "config.server-header") == 0;
	ck_assert_msg(strcmp(verdict, "pass") != 0 || by_headers, "%s: %s is %s", rule->name, check->info.id,
		      verdict);
}

static void has_reason(const char *check, const char *verdict, const char *message, gpointer name)
{
	ck_assert_msg(message != NULL && *message != '\0', "%s: %s is %s without a reason", (char *)name,
		      check, verdict);
}

static void check_incomplete(const char *name, const Audited *audited)
{
	ck_assert_msg(audited->result->exit_code == 3, "%s: exit %d: %s", name, audited->result->exit_code,
		      audited->result->err->str);
	ck_assert_msg(json_is_false(audited_target(audited, "complete")), "%s: complete", name);
	ck_assert_msg(json_is_null(audited_target(audited, "grade")), "%s: a grade", name);
	ck_assert_msg(json_is_null(audited_target(audited, "score")), "%s: a score", name);
	ck_assert_msg(json_is_string(audited_target(audited, "incomplete")), "%s: no reason", name);
}

static void check_same_when_judged_again(const char *name, const Audited *first)
{
	g_autofree char *path = reports_path("recording"), *again = g_strconcat(path, ".json", NULL);
	const char *words[] = { "audit", "--from", path, "--format", "json", NULL };
	g_autoptr(ProgramResult) result = program_run(words, NULL, NULL);
	g_autoptr(json_t) document = weir_json_read(result->out->str, result->out->len, NULL, NULL, NULL);
	ck_assert_msg(result->exit_code == first->result->exit_code, "%s: judged again: exit %d: %s", name,
		      result->exit_code, result->err->str);
	ck_assert_msg(
		json_equal(json_object_get(document, "findings"), json_object_get(first->json, "findings")),
		"%s: judged again there are other findings", name);
}

static Audited *audit_desk(const char *name, Between *between)
{
	static const char *const words[] = { "desk", "--timeout", "1", NULL };
	g_autofree char *config = between_config(between, NULL);
	gint64 start = g_get_monotonic_time();
	program_home(config);
	Audited *audited = audited_new(name, words);
	ck_assert_msg(audited->json != NULL && audited->recording != NULL, "%s: nothing was written: %s",
		      name, audited->result->err->str);
	ck_assert_msg(audited->result->exit_code == 0 || audited->result->exit_code == 1 ||
			      audited->result->exit_code == 3,
		      "%s: exit %d, signal %d: %s", name, audited->result->exit_code, audited->result->signal,
		      audited->result->err->str);
	ck_assert_msg(g_get_monotonic_time() - start < (gint64)LONG_ENOUGH_S * G_USEC_PER_SEC,
		      "%s: it took %d s", name, (int)((g_get_monotonic_time() - start) / G_USEC_PER_SEC));
	audited_foreach(audited, has_reason, (gpointer)(gintptr)name);
	return audited;
}

static gboolean must_be_incomplete(const struct place *place, Kind kind)
{
	if (kind == BROKEN || kind == LIMITS)
		return TRUE;
	if (!place->documented)
		return FALSE;
	return place->required || (kind != ABSENT && kind != REJECTS);
}

static void check_one(const struct place *place, const struct manner *manner)
{
	Fault faults[2] = { manner->fault, { NULL } };
	g_autofree char *name = g_strdup_printf("%s: %s", place->name, manner->name);
	faults[0].path = place->path;
	faults[0].method = place->method;
	g_autoptr(Between) between = between_new("none", faults);
	g_autoptr(Audited) audited = audit_desk(name, between);
	struct rule rule = { name, place, manner, audited };
	if (must_be_incomplete(place, manner->kind)) {
		check_incomplete(name, audited);
		check_foreach(nothing_unearned, &rule);
	}
	if (g_strcmp0(place->labels[0], "call-valid") == 0)
		ck_assert_str_ne(audited_verdict(audited, "actions.refuses-invalid"), "pass");
	if (g_strcmp0(place->labels[0], "event-unsigned") == 0 && manner->kind != REFUSES)
		ck_assert_str_ne(audited_verdict(audited, "triggers.unsigned"), "pass");
	check_same_when_judged_again(name, audited);
}

/* Every third cell of the table is tried, another of each row; WEIR_TEST_STRIDE=1 tries all.  Sanitizers make
 * a run some ten times slower. */
#ifdef __SANITIZE_ADDRESS__
enum { EVERY = 7 };
#else
enum { EVERY = 3 };
#endif

enum { AT_ONCE = 7, CHUNKS = (G_N_ELEMENTS(manners) + AT_ONCE - 1) / AT_ONCE };

START_TEST(one_place_is_spoilt)
{
	gsize row = (gsize)_i / CHUNKS, first = (gsize)(_i % CHUNKS) * AT_ONCE;
	const struct place *place = &places[row];
	gsize every = g_strcmp0(g_getenv("WEIR_TEST_STRIDE"), "1") == 0 ? 1 : EVERY;
	for (gsize i = first; i < MIN(first + AT_ONCE, G_N_ELEMENTS(manners)); i++) {
		reports_json_only = (row + i) % 4 != 1;
		if ((place->needs != 0 || manners[i].everywhere) && (row + i) % every == 0)
			check_one(place, &manners[i]);
	}
}
END_TEST

/* ---- all of the server ---- */

/* What weir knows by itself; what refusals and headers show, whatever else there is. */
#define OWN "secrets.owner"
#define SHUT OWN " config.docs-open config.cors"
#define CLOSED SHUT " auth.readiness"
#define NOWHERE CLOSED " config.hidden-routes config.server-header"

static const struct whole {
	const char *name;
	Fault fault;
	const char *passes; /* all that may pass; NULL: not compared */
} wholes[] = {
	{ "401 to everything",
	  { "*", .data = JSON("401 Unauthorized", "{\"detail\":\"Unauthorized\"}") },
	  CLOSED },
	{ "403 to everything",
	  { "*", .data = ANSWER("403 Forbidden", "text/html", "<h1>Forbidden") },
	  CLOSED },
	{ "404 to everything",
	  { "*", .data = JSON("404 Not Found", "{\"detail\":\"Not Found\"}") },
	  NOWHERE },
	{ "204 to everything", { "*", .data = "HTTP/1.1 204 No Content\r\n\r\n" }, SHUT },
	{ "502 to everything",
	  { "*", .data = ANSWER("502 Bad Gateway", "text/html", "<h1>Bad Gateway") },
	  OWN },
	{ "422 to everything",
	  { "*", .data = JSON("422 Unprocessable Entity", "{\"detail\":\"no\"}") },
	  NOWHERE },
	{ "413 to everything",
	  { "*", .data = JSON("413 Content Too Large", "{\"detail\":\"no\"}") },
	  NOWHERE },
	{ "a page to everything",
	  { "*", .data = ANSWER("200 OK", "text/html", "<!doctype html><title>Welcome") },
	  SHUT " secrets.own-value secrets.pattern" },
	{ "the manifest to everything", { "*", .handler = between_manifest }, NULL },
	{ "everything is repeated", { "*", .handler = between_echo }, OWN " config.cors secrets.pattern" },
	{ "429 until tomorrow to everything",
	  { "*", .data = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 86400\r\n\r\n" },
	  OWN },
	{ "nobody answers", { "*", .handler = between_refuse }, OWN },
	{ "nobody answers after a while", { "*", .from = 20, .handler = between_refuse }, NULL },
	{ "silence after a while", { "*", .from = 100, .handler = bad_silent }, NULL },
	{ "429 after a while",
	  { "*", .from = 60, .data = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\n\r\n" },
	  NULL },
};

static void is_allowed(const char *check, const char *verdict, const char *message, gpointer data)
{
	const struct whole *whole = data;
	g_auto(GStrv) allowed = g_strsplit(whole->passes, " ", -1);
	if (strcmp(verdict, "pass") == 0)
		ck_assert_msg(g_strv_contains((const char *const *)allowed, check), "%s: %s passes: %s",
			      whole->name, check, message);
}

START_TEST(all_is_spoilt)
{
	for (gsize i = 0; i < G_N_ELEMENTS(wholes); i++) {
		Fault faults[2] = { wholes[i].fault, { NULL } };
		g_autoptr(Between) between = between_new("none", faults);
		g_autoptr(Audited) audited = audit_desk(wholes[i].name, between);
		check_incomplete(wholes[i].name, audited);
		if (wholes[i].passes != NULL)
			audited_foreach(audited, is_allowed, (gpointer)(gintptr)&wholes[i]);
		check_same_when_judged_again(wholes[i].name, audited);
	}
}
END_TEST

/* ---- hostile texts ---- */

#define HOSTILE                                                                                              \
	"\\u001b]0;owned\\u0007\\u009b31m\\u202egpj.exe\\u2066\\r\\n</script><img "                          \
	"src=x>]]>&|`$(id)"
#define ACTION(name)                                                                                         \
	"{\"type\":\"action\",\"name\":\"" name "\",\"description\":\"nul:\\u0000" HOSTILE                   \
	"\",\"schema\":{\"call\":{\"function\":{\"name\":\"x\",\"parameters\":{\"type\":\"object\","         \
	"\"properties\":{\"" HOSTILE "\":{\"type\":\"string\"}}}}}}}"
#define TRIGGER(name)                                                                                        \
	"{\"type\":\"trigger\",\"name\":\"" name "\",\"description\":\"nul:\\u0000" HOSTILE                  \
	"\",\"installInstructions\":\"" HOSTILE " " PROGRAM_TOKEN "\"}"

static const Fault hostile[] = {
	{ "/manifest", "GET",
	  .data = JSON(
		  "200 \033[2J",
		  "{\"author\":\"" HOSTILE
		  "\",\"actions\":[" ACTION("get_" HOSTILE) "," ACTION("delete_all") "," ACTION(
			  "../../"
			  "../"
			  "livenes"
			  "s") "," ACTION("a b%00?#") "," ACTION("") ",{\"name\":5},7,null],\"triggers\":"
								     "[" TRIGGER("on_" HOSTILE) "," TRIGGER(
									     "") ",[]]}") },
	{ "/components",
	  .data = JSON("200 OK", "[" ACTION("delete_all") "," TRIGGER("on_" HOSTILE) ",3,{}]") },
	{ "/openapi.json",
	  .data = JSON("200 OK", "{\"paths\":{\"/" HOSTILE "/{" HOSTILE "}\":{\"get\":{\"summary\":\"" HOSTILE
				 "\"},\"post\":7},\"/x\\r\\nEvil: "
				 "1/{id}\":{\"get\":{},\"post\":{}},\"no-slash\":{\"get\":{}},\"\":{},"
				 "\"/{a\":{\"get\":{}}}}") },
	{ "/connections/*/subscriptions?*", "GET",
	  .data = "HTTP/1.1 200 OK\r\nX-\xff\xfe: \x1b[31m\xc2\x9b\xe2\x80\xae\r\nServer: evil/1.0 "
		  "\x1b]0;x\x07\r\n"
		  "Content-Type: \x1b[1m\r\nConnection: close\r\n\r\n"
		  "{\"total\":3,\"data\":[{\"id\":\"../" HOSTILE "\",\"triggerName\":\"" HOSTILE
		  "\",\"connectionId\":\"" HOSTILE "\",\"callback\":{\"url\":\"http://" HOSTILE
		  "/\"},\"secrets\":{\"a\":\"" PROGRAM_TOKEN "\"}},7,{\"id\":\"\"}]}" },
	{ "*", .from = 30,
	  .data = JSON("500 Oh\xff\x1b[31m", "{\"detail\":\"" HOSTILE "\xff\xfe\x1b[2J\"}") },
	{ NULL },
};

START_TEST(hostile_texts_are_inert)
{
	for (guint from = 0; from < 60; from += 25) {
		Fault faults[G_N_ELEMENTS(hostile)];
		memcpy(faults, hostile, sizeof hostile);
		faults[G_N_ELEMENTS(hostile) - 2].from = from + 5;
		g_autoptr(Between) between = between_new("none", faults);
		g_autoptr(Audited) audited = audit_desk("hostile texts", between);
		ck_assert_ptr_nonnull(strstr(audited->result->out->str, "owned"));
		ck_assert(!program_wrote(PROGRAM_TOKEN));
		ck_assert(!between_saw(between, "\r\nEvil: 1"));
		check_same_when_judged_again("hostile texts", audited);
	}
}
END_TEST

/* What is repeated holds the token in every form in which it was sent: none of them is written down. */
START_TEST(nothing_repeated_is_kept)
{
	static const Fault echo[] = { { "*", .from = 12, .handler = between_echo }, { NULL } };
	g_autoptr(Between) between = between_new("none", echo);
	g_autoptr(Audited) audited = audit_desk("repeated", between);
	ck_assert_str_eq(audited_verdict(audited, "secrets.own-value"), "fail");
	ck_assert(!program_wrote(PROGRAM_TOKEN));
	ck_assert(!program_wrote(between_engine_token()));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { all_is_spoilt, hostile_texts_are_inert, nothing_repeated_is_kept,
				       NULL };
	return suite_run_looped("program/audit_input", tests, one_place_is_spoilt,
				G_N_ELEMENTS(places) * CHUNKS);
}

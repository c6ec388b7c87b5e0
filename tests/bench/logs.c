/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs of services for `make bench`, the same for the same seed.
 * usage: bench_logs access|json|mixed|line|dense MIB [SEED]      writes them to standard output
 *   access  combined access logs without a credential
 *   json    service logs as JSON lines; one line in a hundred has a keyword of a format, and none a
 * credential mixed   both, line about line line    json without a newline dense   nothing but what nearly is
 * a credential */
#include <glib.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 1024 * 1024, MIB = 1024 * 1024 };

static GRand *random_numbers;

static guint32 below(guint32 limit)
{
	return (guint32)g_rand_int_range(random_numbers, 0, (gint32)limit);
}

static const char *one_of(const char *const *words, gsize count)
{
	return words[below((guint32)count)];
}
#define ONE_OF(words) one_of(words, G_N_ELEMENTS(words))

static void add_access(GString *out)
{
	static const char *const methods[] = { "GET", "GET", "GET", "POST", "PATCH" };
	static const char *const paths[] = { "/actions/create_ticket",
					     "/health",
					     "/triggers",
					     "/connections/%x/options",
					     "/tickets/%u",
					     "/static/app.%x.js",
					     "/hooks/ticket_changed/%x",
					     "/search?q=%u&page=2" };
	static const char *const agents[] = {
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
		"Chrome/126.0.0.0 Safari/537.36",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
		"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
		"kube-probe/1.29",
		"curl/8.5.0",
		"python-httpx/0.27.0",
	};
	static const char *const referers[] = { "-", "-", "https://desk.internal/tickets" };
	char path[64];
	const char *form = ONE_OF(paths);
	/* Each has at most one number. */
	const char *percent = strchr(form, '%');
	if (percent != NULL)
		g_snprintf(path, sizeof path, "%.*s%x%s", (int)(percent - form), form, below(1u << 30),
			   percent + 2);
	else
		g_strlcpy(path, form, sizeof path);
	g_string_append_printf(
		out,
		"10.%u.%u.%u - - [%02u/Nov/2026:%02u:%02u:%02u +0000] \"%s %s HTTP/1.1\" %u %u \"%s\" "
		"\"%s\" %u.%03u\n",
		below(256), below(256), below(256), 1 + below(28), below(24), below(60), below(60),
		ONE_OF(methods), path, 200 + below(300), below(100000), ONE_OF(referers), ONE_OF(agents),
		below(3), below(1000));
}

static void add_json(GString *out)
{
	static const char *const levels[] = { "info", "info", "info", "warning", "error", "debug" };
	static const char *const events[] = { "ticket updated", "action finished", "request answered",
					      "row written",    "queue drained",   "retrying after a pause" };
	static const char *const met[] = {
		"the token of a caller was refused",
		"no api_key was given",
		"password must be set",
		"skipped ghp_ in a template",
		"glpat- is no whole value",
		"client_secret=$CLIENT_SECRET",
	};
	gboolean keyword = below(100) == 0;
	g_string_append_printf(
		out,
		"{\"ts\":\"2026-11-%02uT%02u:%02u:%02u.%03uZ\",\"level\":\"%s\",\"logger\":\"desk.worker\","
		"\"msg\":"
		"\"%s\",\"ticket\":%u,\"ms\":%u,\"trace\":\"%08x%08x%08x%08x\",\"host\":\"desk-%u\"}\n",
		1 + below(28), below(24), below(60), below(60), below(1000), ONE_OF(levels),
		keyword ? ONE_OF(met) : ONE_OF(events), below(1000000), below(5000),
		g_rand_int(random_numbers), g_rand_int(random_numbers), g_rand_int(random_numbers),
		g_rand_int(random_numbers), below(12));
}

static void add_mixed(GString *out)
{
	(below(2) == 0 ? add_access : add_json)(out);
}

static void add_line(GString *out)
{
	add_json(out);
	out->str[out->len - 1] = ' ';
}

static void add_dense(GString *out)
{
	static const char *const pieces[] = {
		"ghp_",     "token=",       "password: ", "\"secret\":\"",    "a:b@",
		"://a:",    "eyJ.eyJ.",     "AKIA",       "cookie: session=", "-----BEGIN PRIVATE KEY-----",
		"sk_live_", "curl -u a:b ", "xoxb-1-",    "api_key=",         "~",
		"twilio "
	};
	g_string_append(out, ONE_OF(pieces));
}

static const struct {
	const char *name;
	void (*add)(GString *out);
} kinds[] = {
	{ "access", add_access }, { "json", add_json },   { "mixed", add_mixed },
	{ "line", add_line },     { "dense", add_dense },
};

int main(int argc, char **argv)
{
	guint64 left = argc > 2 ? g_ascii_strtoull(argv[2], NULL, 10) * MIB : 0;
	void (*add)(GString *) = NULL;
	for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(argv[1], kinds[i].name) == 0)
			add = kinds[i].add;
	if (add == NULL || left == 0) {
		fputs("usage: bench_logs access|json|mixed|line|dense MIB [SEED]\n", stderr);
		return 2;
	}
	random_numbers = g_rand_new_with_seed(argc > 3 ? (guint32)g_ascii_strtoull(argv[3], NULL, 10) : 1);
	g_autoptr(GString) out = g_string_sized_new(BLOCK + 4096);
	while (left > 0) {
		g_string_truncate(out, 0);
		while (out->len < BLOCK)
			add(out);
		gsize part = MIN(left, out->len);
		if (fwrite(out->str, 1, part, stdout) != part)
			return 1;
		left -= part;
	}
	g_rand_free(random_numbers);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scripts/bench measures with.  It prints one line of `name=value`: milliseconds and MiB.
 *
 *   measure run -- COMMAND...        wall= cpu= peak=   (its output goes nowhere)
 *   measure screen [OPTIONS] -- COMMAND...
 *     first= settled=                the first byte drawn, the last before SETTLE ms of silence
 *     awaited=                       with -u TEXT: when it was drawn
 *     answer= last=                  with -p PORT: first and last byte of its server's answers
 *     p50= p99= max= silent=         with -n KEYS: from a key to the last byte that it draws
 *     rss= peak= cpu=                at the end
 *   -n KEYS  -k KEY,...  -w KEY,... (sent before, one by one)  -u TEXT (awaited before keys count)
 *   -q MS (before keys count, its server has answered, and not for so long)
 *   -t SETTLE  -p PORT (a relay to that port of 127.0.0.1; {port} in COMMAND and in the environment's
 *   MEASURE_FILE becomes the relay's)
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "terminal.h"

static int n_keys = 0;
static char *keys = NULL;
static char *keys_before = NULL;
static char *awaited = NULL;
static double settle = 300;
static int server_port = 0;
static double quiet = 0;

static const GOptionEntry options[] = {
	{ "keys", 'n', 0, G_OPTION_ARG_INT, &n_keys, "how many keys are measured", "N" },
	{ "key", 'k', 0, G_OPTION_ARG_STRING, &keys, "which, in turn", "KEY,..." },
	{ "before", 'w', 0, G_OPTION_ARG_STRING, &keys_before, "sent once, before", "KEY,..." },
	{ "until", 'u', 0, G_OPTION_ARG_STRING, &awaited, "text that is awaited", "TEXT" },
	{ "settle", 't', 0, G_OPTION_ARG_DOUBLE, &settle, "silence that ends a drawing", "MS" },
	{ "quiet", 'q', 0, G_OPTION_ARG_DOUBLE, &quiet, "silence of the server that ends loading", "MS" },
	{ "relay", 'p', 0, G_OPTION_ARG_INT, &server_port, "carry to this port", "PORT" },
	{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

static const struct {
	const char *name, *bytes;
} named_keys[] = {
	{ "down", "\033OB" }, { "up", "\033OA" },  { "pgdn", "\033[6~" }, { "pgup", "\033[5~" },
	{ "home", "\033OH" }, { "end", "\033OF" }, { "enter", "\r" },     { "esc", "\033" },
};

static const char *key_bytes(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(named_keys); i++)
		if (strcmp(named_keys[i].name, name) == 0)
			return named_keys[i].bytes;
	return name;
}

static double cpu_ms(const struct rusage *usage)
{
	return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e3 +
	       (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e3;
}

static int measure_run(char **command)
{
	struct rusage usage;
	int status = 0;
	double start = now_ms();
	pid_t pid = fork();
	if (pid == 0) {
		int nowhere = open("/dev/null", O_RDWR);
		dup2(nowhere, STDIN_FILENO);
		dup2(nowhere, STDOUT_FILENO);
		execvp(command[0], command);
		perror(command[0]);
		_exit(127);
	}
	wait4(pid, &status, 0, &usage);
	printf("wall=%.2f cpu=%.2f peak=%.1f\n", now_ms() - start, cpu_ms(&usage),
	       (double)usage.ru_maxrss / 1024);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
}

static int by_value(gconstpointer a, gconstpointer b)
{
	double one = *(const double *)a, other = *(const double *)b;
	return (one > other) - (one < other);
}

static double quantile(const GArray *sorted, double q)
{
	if (sorted->len == 0)
		return 0;
	guint index = (guint)(q * sorted->len);
	return g_array_index(sorted, double, MIN(index, sorted->len - 1));
}

static void measure_keys(Terminal *terminal)
{
	g_auto(GStrv) names = g_strsplit(keys != NULL ? keys : "down", ",", -1);
	g_autoptr(GArray) spent = g_array_new(FALSE, FALSE, sizeof(double));
	int silent = 0;
	for (int i = 0; i < n_keys && !terminal->gone; i++) {
		const char *bytes = key_bytes(names[(guint)i % g_strv_length(names)]);
		double began = now_ms();
		terminal_send(terminal, bytes, strlen(bytes));
		terminal_settle(terminal, 20, 2000);
		double took = terminal->last - began;
		if (took > 0)
			g_array_append_val(spent, took);
		else
			silent++;
	}
	g_array_sort(spent, by_value);
	printf("p50=%.2f p99=%.2f max=%.2f answered=%u silent=%d ", quantile(spent, 0.5),
	       quantile(spent, 0.99), quantile(spent, 1), spent->len, silent);
}

/* Loading is done when the server has nothing more to say; a clock on the screen may go on. */
static void await_quiet(Terminal *terminal)
{
	double began = now_ms();
	while (!terminal->gone && now_ms() - began < 120000) {
		double since = now_ms() - MAX(terminal->relay->last_answer, began);
		if (since >= quiet)
			return;
		terminal_settle(terminal, quiet, quiet - since + 1);
	}
}

static void send_before(Terminal *terminal)
{
	g_auto(GStrv) names = g_strsplit(keys_before, ",", -1);
	for (guint i = 0; names[i] != NULL; i++) {
		const char *bytes = key_bytes(names[i]);
		terminal_send(terminal, bytes, strlen(bytes));
		terminal_settle(terminal, 50, 1000);
	}
}

/* {port} becomes the relay's port, in the command and in the file named by MEASURE_FILE. */
static char **fill_in(char **command, guint16 port)
{
	g_autofree char *text = g_strdup_printf("%u", port);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	for (gsize i = 0; command[i] != NULL; i++) {
		g_auto(GStrv) parts = g_strsplit(command[i], "{port}", -1);
		g_autofree char *joined = g_strjoinv(text, parts);
		g_strv_builder_add(builder, joined);
	}
	const char *path = port != 0 ? g_getenv("MEASURE_FILE") : NULL;
	g_autofree char *template = path != NULL ? g_strconcat(path, ".in", NULL) : NULL;
	g_autofree char *content = NULL;
	if (template != NULL && g_file_get_contents(template, &content, NULL, NULL)) {
		g_auto(GStrv) parts = g_strsplit(content, "{port}", -1);
		g_autofree char *joined = g_strjoinv(text, parts);
		g_file_set_contents(path, joined, -1, NULL);
	}
	return g_strv_builder_end(builder);
}

static void print_times(const Terminal *terminal, const Relay *relay, double seen)
{
	printf("first=%.2f settled=%.2f ", terminal->first - terminal->start,
	       terminal->last - terminal->start);
	if (awaited != NULL)
		printf("awaited=%.2f ", seen > 0 ? seen - terminal->start : -1);
	if (relay->listener >= 0)
		printf("answer=%.2f last=%.2f ", relay->first_answer - terminal->start,
		       relay->last_answer - terminal->start);
}

static int measure_screen(char **command)
{
	Relay relay = { .listener = -1 };
	if (server_port != 0 && !relay_open(&relay, (guint16)server_port))
		return 1;
	g_auto(GStrv) filled = fill_in(command, relay.port);
	Terminal terminal;
	if (!terminal_start(&terminal, filled, 120, 36, &relay))
		return 1;
	double seen = 0;
	if (keys_before != NULL) {
		terminal_settle(&terminal, settle, 10000);
		send_before(&terminal);
	}
	if (awaited != NULL && terminal_await(&terminal, awaited, 60000))
		seen = terminal.last;
	if (quiet > 0)
		await_quiet(&terminal);
	terminal_settle(&terminal, settle, 10000);
	print_times(&terminal, &relay, seen);
	measure_keys(&terminal);
	printf("bytes=%zu rss=%.1f peak=%.1f ", terminal.bytes, terminal_memory(&terminal, "VmRSS"),
	       terminal_memory(&terminal, "VmHWM"));
	struct rusage usage;
	gboolean gone = terminal.gone;
	terminal_end(&terminal, &usage);
	relay_close(&relay);
	printf("cpu=%.1f\n", cpu_ms(&usage));
	return gone || (awaited != NULL && seen == 0) ? 1 : 0;
}

int main(int argc, char **argv)
{
	g_autoptr(GOptionContext) context = g_option_context_new("run|screen -- COMMAND...");
	g_autoptr(GError) error = NULL;
	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 3) {
		fprintf(stderr, "measure: %s\n", error != NULL ? error->message : "see --help");
		return 2;
	}
	char **command = argv + (strcmp(argv[2], "--") == 0 ? 3 : 2);
	if (command[0] == NULL)
		return 2;
	return strcmp(argv[1], "run") == 0 ? measure_run(command) : measure_screen(command);
}

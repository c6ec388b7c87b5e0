/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a recorded audit, sent by others: for the peers of `make bench`.
 * usage: bench_requests shell RECORDING FOLDER             prints a script of one curl after the other;
 * bodies and the header with the token are files in FOLDER bench_requests loop RECORDING PARALLEL FROM TO...
 * a bare libcurl loop sends them, for each TO with the URL prefix FROM replaced by it; prints rate= The token
 * is BENCH_TOKEN of the environment. */
#include <curl/curl.h>
#include <gio/gio.h>
#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

typedef struct {
	char *method, *url;
	struct curl_slist *headers;
	char *body;
	gsize length;
} Request;

static GArray *requests;

static const char *text_of(const json_t *object, const char *member)
{
	return json_string_value(json_object_get(object, member));
}

/* The token was redacted: it is put in again.  What curl sends by itself is left out. */
static struct curl_slist *headers_of(const json_t *list)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(json_array_get(list, i), 0));
		const char *value = json_string_value(json_array_get(json_array_get(list, i), 1));
		g_autofree char *line = NULL;
		if (strcmp(name, "Host") == 0 || strcmp(name, "Content-Length") == 0)
			continue;
		if (strstr(value, "«") != NULL)
			line = g_strdup_printf("%s: Bearer %s", name, g_getenv("BENCH_TOKEN"));
		else if (value[0] == '\0')
			line = g_strdup_printf("%s;", name);
		else
			line = g_strdup_printf("%s: %s", name, value);
		headers = curl_slist_append(headers, line);
	}
	return headers;
}

static void read_requests(const char *path)
{
	json_error_t error;
	json_t *document = json_load_file(path, 0, &error);
	const json_t *part = json_array_get(json_object_get(document, "targets"), 0);
	const json_t *answers = json_object_get(part, "answers");
	requests = g_array_new(FALSE, FALSE, sizeof(Request));
	for (size_t i = 0; i < json_array_size(answers); i++) {
		const json_t *sent = json_object_get(json_array_get(answers, i), "request");
		const json_t *body = json_object_get(sent, "body");
		Request request = { g_strdup(text_of(sent, "method")), g_strdup(text_of(sent, "url")),
				    headers_of(json_object_get(sent, "headers")),
				    g_strdup(json_string_value(body)), json_string_length(body) };
		if (strcmp(request.method, "TLS") != 0)
			g_array_append_val(requests, request);
	}
	json_decref(document);
}

/* ---- a script ---- */

static void print_script(const char *folder)
{
	for (guint i = 0; i < requests->len; i++) {
		const Request *request = &g_array_index(requests, Request, i);
		g_autofree char *headers = g_strdup_printf("%s/headers-%u", folder, i);
		g_autofree char *body = g_strdup_printf("%s/body-%u", folder, i);
		g_autofree char *url = g_shell_quote(request->url);
		g_autoptr(GString) lines = g_string_new(NULL);
		for (struct curl_slist *line = request->headers; line != NULL; line = line->next)
			g_string_append_printf(lines, "%s\n", line->data);
		g_file_set_contents_full(headers, lines->str, (gssize)lines->len, G_FILE_SET_CONTENTS_NONE,
					 0600, NULL);
		printf("curl -s -o /dev/null --path-as-is --max-time 5 %s%s -H @%s ",
		       strcmp(request->method, "HEAD") == 0 ? "--head" : "-X ",
		       strcmp(request->method, "HEAD") == 0 ? "" : request->method, headers);
		if (request->body != NULL) {
			g_file_set_contents(body, request->body, (gssize)request->length, NULL);
			printf("--data-binary @%s ", body);
		}
		printf("%s\n", url);
	}
}

/* ---- a bare loop ---- */

static size_t drop(char *bytes, size_t one, size_t length, void *data)
{
	return length;
}

static CURL *easy_for(const Request *request, const char *from, const char *to)
{
	CURL *easy = curl_easy_init();
	const char *rest = g_str_has_prefix(request->url, from) ? request->url + strlen(from) : request->url;
	g_autofree char *url = g_strconcat(to, rest, NULL);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 5000L);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request->headers);
	if (strcmp(request->method, "HEAD") == 0) {
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
		return easy;
	}
	if (request->body != NULL) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
	} else if (strcmp(request->method, "POST") == 0) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "");
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	return easy;
}

static void run_loop(guint parallel, const char *from, char **to)
{
	CURLM *multi = curl_multi_init();
	guint targets = g_strv_length(to), next = 0, done = 0, failed = 0;
	guint total = targets * requests->len;
	int running = 0, left = 0;
	gint64 began = g_get_monotonic_time();
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)parallel);
	while (done < total) {
		for (; next < total && next - done < parallel; next++) {
			const Request *request = &g_array_index(requests, Request, next % requests->len);
			curl_multi_add_handle(multi, easy_for(request, from, to[next / requests->len]));
		}
		curl_multi_perform(multi, &running);
		CURLMsg *message;
		while ((message = curl_multi_info_read(multi, &left)) != NULL) {
			CURL *easy = message->easy_handle;
			failed += message->data.result != CURLE_OK;
			curl_multi_remove_handle(multi, easy);
			curl_easy_cleanup(easy);
			done++;
		}
		if (running > 0 && next - done >= parallel)
			curl_multi_poll(multi, NULL, 0, 100, NULL);
	}
	double seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
	printf("rate=%.0f seconds=%.3f requests=%u failed=%u\n", total / seconds, seconds, total, failed);
	curl_multi_cleanup(multi);
}

int main(int argc, char **argv)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (argc == 4 && strcmp(argv[1], "shell") == 0) {
		read_requests(argv[2]);
		print_script(argv[3]);
		return 0;
	}
	if (argc >= 6 && strcmp(argv[1], "loop") == 0) {
		read_requests(argv[2]);
		run_loop((guint)g_ascii_strtoull(argv[3], NULL, 10), argv[4], argv + 5);
		return 0;
	}
	fputs("usage: bench_requests shell RECORDING FOLDER | loop RECORDING PARALLEL FROM TO...\n", stderr);
	return 2;
}

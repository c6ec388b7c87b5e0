/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One case: what was sent beside what came, then the bodies.
 *
 * Marked is what differs from the valid event's request: a header that it lacks or has too much, another
 * content type, a value of another length, another method or path.  Values that differ from one request to
 * the next anyway (ids, times, and so signatures) are not marked where they look the same. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "tui/view_replay.h"

static const char *mark(gboolean differs)
{
	if (!differs)
		return "  ";
	return screen_ascii() ? "! " : "≠ ";
}

static const Header *find_header(const GPtrArray *headers, const char *name)
{
	for (guint i = 0; headers != NULL && i < headers->len; i++)
		if (g_ascii_strcasecmp(((const Header *)headers->pdata[i])->name, name) == 0)
			return headers->pdata[i];
	return NULL;
}

static guint count_headers(const GPtrArray *headers, const char *name)
{
	guint count = 0;
	for (guint i = 0; headers != NULL && i < headers->len; i++)
		count += g_ascii_strcasecmp(((const Header *)headers->pdata[i])->name, name) == 0;
	return count;
}

static gboolean header_differs(const Exchange *sent, const Exchange *valid, const Header *header)
{
	const Header *usual = find_header(valid->request_headers, header->name);
	if (usual == NULL || count_headers(sent->request_headers, header->name) !=
				     count_headers(valid->request_headers, header->name))
		return TRUE;
	/* The length follows the body, which is compared as a whole. */
	if (g_ascii_strcasecmp(header->name, "Content-Length") == 0)
		return FALSE;
	if (g_ascii_strcasecmp(header->name, "Content-Type") == 0)
		return strcmp(header->value, usual->value) != 0;
	return strlen(header->value) != strlen(usual->value);
}

static char *path_of(const char *url)
{
	const char *host = strstr(url, "://"), *path = host != NULL ? strchr(host + 3, '/') : NULL;
	return g_strdup(path != NULL ? path : url);
}

static void append_headers(GString *out, const Exchange *sent, const Exchange *valid)
{
	for (guint i = 0; sent->request_headers != NULL && i < sent->request_headers->len; i++) {
		const Header *header = sent->request_headers->pdata[i];
		gboolean differs = valid != NULL && header_differs(sent, valid, header);
		g_string_append_printf(out, "\n%s%s: %s", mark(differs), header->name, header->value);
	}
	for (guint i = 0; valid != NULL && valid->request_headers != NULL && i < valid->request_headers->len;
	     i++) {
		const Header *header = valid->request_headers->pdata[i];
		if (find_header(sent->request_headers, header->name) == NULL)
			g_string_append_printf(out, "\n%s%s", mark(TRUE), header->name),
				g_string_append(out, _(" (left out)"));
	}
}

static char *sent_text(const Exchange *sent, const Exchange *valid)
{
	GString *out = g_string_new(_("sent"));
	g_autofree char *path = path_of(sent->url);
	g_autofree char *usual = valid != NULL ? path_of(valid->url) : NULL;
	/* Each run has canaries of its own, so paths are another's only within a run: what is added to them
	 * counts. */
	gboolean differs =
		valid != NULL && (strcmp(sent->method, valid->method) != 0 || strlen(path) != strlen(usual));
	g_string_append_printf(out, "\n%s%s %s", mark(differs), sent->method, path);
	append_headers(out, sent, valid);
	return g_string_free(out, FALSE);
}

static char *received_text(const Exchange *exchange)
{
	GString *out = g_string_new(_("received"));
	if (exchange->status == 0) {
		g_string_append_printf(out, "\n%s",
				       exchange->error != NULL ? exchange->error->message
							       : _("no answer came"));
		return g_string_free(out, FALSE);
	}
	g_string_append_printf(out, "\nHTTP/%s %d %s",
			       exchange->http_version[0] != '\0' ? exchange->http_version : "?",
			       exchange->status, exchange->reason != NULL ? exchange->reason : "");
	for (guint i = 0; exchange->headers != NULL && i < exchange->headers->len; i++) {
		const Header *header = exchange->headers->pdata[i];
		g_string_append_printf(out, "\n%s: %s", header->name, header->value);
	}
	return g_string_free(out, FALSE);
}

/* ---- bodies: folded where they are JSON ---- */

static void add_bytes(GPtrArray *lines, const char *label, GBytes *bytes, gsize whole)
{
	gsize length = 0;
	const char *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
	g_autoptr(json_t) value = length > 0 ? weir_json_read(data, length, NULL, NULL, NULL) : NULL;
	if (whole > length)
		detail_add(lines, label, TONE_DIM, _("%zu bytes, of which %zu are kept"), whole, length);
	if (length == 0 && whole == 0)
		detail_add(lines, label, TONE_DIM, "%s", _("empty"));
	else if (value != NULL && (json_is_object(value) || json_is_array(value)))
		detail_add_json(lines, whole > length ? NULL : label, value);
	else if (length > 0)
		detail_add(lines, whole > length ? NULL : label, TONE_PLAIN, "%.*s", (int)length, data);
}

static gboolean same_bytes(GBytes *a, GBytes *b)
{
	return a == b || (a != NULL && b != NULL && g_bytes_equal(a, b));
}

static void add_bodies(const Exchange *exchange, const Exchange *valid, const char *dispatched,
		       GPtrArray *lines)
{
	gboolean differs = valid != NULL && valid != exchange &&
			   !same_bytes(exchange->request_body, valid->request_body);
	add_bytes(lines, differs ? _("body sent (differs)") : _("body sent"), exchange->request_body,
		  exchange->request_size);
	add_bytes(lines, _("answer"), exchange->body, exchange->body_size);
	if (dispatched == NULL)
		return;
	g_autoptr(GBytes) bytes = g_bytes_new(dispatched, strlen(dispatched));
	add_bytes(lines, _("dispatched"), bytes, strlen(dispatched));
}

/* ---- the whole ---- */

static void add_outcome(const View *view, guint number, ListingLook look, GPtrArray *lines)
{
	const ReplayBoard *board = replay_runner_board(session_replay(view->session));
	const CaseRow *row = replay_board_rows(board)->pdata[number];
	const CaseRow *before = replay_board_before(board, number);
	CaseRow shown = *row;
	GPtrArray *rows = g_ptr_array_new();
	/* The bodies stand below, whole. */
	shown.answer = shown.dispatched = NULL;
	g_ptr_array_add(rows, &shown);
	const struct listing listing = { .kind = &listing_cases, .n_rows = 1, .data = rows };
	listing_cases.detail(&listing, 0, look, lines);
	g_ptr_array_unref(rows);
	if (before != NULL && before->status > 0)
		detail_add(lines, _("before"), TONE_DIM, _("%d, %s, %.0f ms"), before->status,
			   before->outcome, before->ms);
}

/* What would be sent: bytes that are chosen; a sample is made when it is sent. */
static void add_chosen_body(ReplayRunner *runner, GPtrArray *lines)
{
	const ReplayChoice *choice = replay_runner_choice(runner);
	g_autofree char *words = replay_choice_body(choice);
	detail_add(lines, _("body"), TONE_DIM, "%s", words);
	g_autoptr(GBytes) body = replay_runner_body(runner, NULL);
	if (body != NULL)
		add_bytes(lines, NULL, body, g_bytes_get_size(body));
}

void view_replay_detail(View *view, guint number, ListingLook look, GPtrArray *lines)
{
	ReplayRunner *runner = session_replay(view->session);
	const ReplayBoard *board = replay_runner_board(runner);
	const Exchange *exchange = replay_board_exchange(board, number);
	const Exchange *valid = replay_board_valid(board);
	add_outcome(view, number, look, lines);
	g_ptr_array_add(lines, detail_line_new(NULL, "", TONE_PLAIN));
	if (exchange == NULL) {
		add_chosen_body(runner, lines);
		return;
	}
	g_autofree char *sent = sent_text(exchange, valid != exchange ? valid : NULL);
	g_autofree char *received = received_text(exchange);
	detail_add_pair(lines, TONE_PLAIN, sent, received);
	g_ptr_array_add(lines, detail_line_new(NULL, "", TONE_PLAIN));
	const CaseRow *row = replay_board_rows(board)->pdata[number];
	add_bodies(exchange, valid, row->dispatched, lines);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The status line and the headers of an answer.  Kept as they come, and redacted once when all are there: a
 * look for every secret at each line would cost more than the rest of the answer. */
#include "base/redact.h"
#include "net/http_private.h"

#include <string.h>

/* "HTTP/1.1 200 OK": a new answer begins, so the headers before it (after 100 Continue, say) were not its. */
static void begin_answer(Transfer *transfer, const char *line, gsize length)
{
	const char *space = memchr(line, ' ', length);
	gsize left = space != NULL ? length - (gsize)(space - line) - 1 : 0;
	gboolean interim = left >= 3 && space[1] == '1' && strncmp(space + 1, "101", 3) != 0;
	transfer->answered = left >= 3 && !interim;
	transfer->headers_whole = FALSE;
	g_string_truncate(transfer->head, 0);
}

size_t head_take_line(char *bytes, size_t one, size_t length, void *data)
{
	Transfer *transfer = data;
	transfer->header_bytes += length;
	if (transfer->header_bytes > HTTP_HEADER_CAP) {
		transfer->stop = STOP_HEADER_CAP;
		return 0;
	}
	if (transfer->head == NULL)
		transfer->head = g_string_sized_new(512);
	gsize end = length;
	while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r'))
		end--;
	transfer->headers_whole = transfer->headers_whole || end == 0;
	if (end > 5 && memcmp(bytes, "HTTP/", 5) == 0)
		begin_answer(transfer, bytes, end);
	g_string_append_len(transfer->head, bytes, (gssize)end);
	g_string_append_c(transfer->head, '\n');
	return length;
}

static void take_status_line(Exchange *exchange, const char *line)
{
	const char *space = strchr(line, ' ');
	const char *reason = space != NULL ? strchr(space + 1, ' ') : NULL;
	g_free(exchange->reason);
	exchange->reason = g_strdup(reason != NULL ? reason + 1 : "");
}

struct pairs {
	GString *text; /* exchange_add_headers() */
	guint count;
};

static void take_header(struct pairs *pairs, char *line)
{
	char *colon = strchr(line, ':');
	if (colon == NULL || colon == line)
		return;
	g_string_append_len(pairs->text, line, colon - line);
	g_string_append_c(pairs->text, '\0');
	const char *value = g_strstrip(colon + 1);
	g_string_append_len(pairs->text, value, (gssize)strlen(value) + 1);
	pairs->count++;
}

void head_finish(Transfer *transfer)
{
	if (transfer->head == NULL)
		return;
	g_autofree char *redacted = redact_common_text(transfer->head->str, transfer->head->len);
	char *line = redacted != NULL ? redacted : transfer->head->str;
	struct pairs pairs = { .text = g_string_sized_new(transfer->head->len + 1) };
	for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		if (g_str_has_prefix(line, "HTTP/"))
			take_status_line(transfer->exchange, line);
		else
			take_header(&pairs, line);
	}
	exchange_add_headers(transfer->exchange->headers, pairs.text, pairs.count);
	g_string_free(pairs.text, TRUE);
	g_string_free(g_steal_pointer(&transfer->head), TRUE);
}

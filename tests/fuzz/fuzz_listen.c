/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes on the wire of `weir listen`: whatever comes is answered or closed, what is taken is whole and goes
 * on as it came, and the next event is taken as if nothing had been.  The first byte chooses who listens (one
 * that verifies nothing, or one for each kind of scheme) and whether the rest is a request as it stands, or a
 * body that is sent in chunks of lengths that it names itself. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "replay/receiver.h"
#include "replay/receiver_parts.h"
#include "sign/schemes.h"

enum { CAP = 2000, IN_CHUNKS = 0x80, PATIENCE_S = 10 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	const char *scheme, *secret;
} kinds[] = {
	{ NULL, NULL },
	{ "github-sha256", "made-for-the-fuzzer" },
	{ "standard-webhooks-v1", "whsec_bWFkZS1mb3ItdGhlLWZ1enplcg==" },
	{ "twilio-form", "made-for-the-fuzzer" },
	{ "mailgun", "made-for-the-fuzzer" },
	{ "monday", "made-for-the-fuzzer" },
	{ "gitlab-token", "made-for-the-fuzzer" },
};

static struct place {
	Receiver *receiver;
	char *token_header;
} places[G_N_ELEMENTS(kinds)];

static struct {
	guint n;
	GBytes *body;
	unsigned flags;
} came;

/* ---- what is taken ---- */

static void check_forwarded(const Capture *capture)
{
	g_autoptr(GPtrArray) lines = receiver_forward_headers(capture);
	for (guint i = 0; i + 1 < lines->len; i++) {
		const char *line = lines->pdata[i];
		g_assert_null(strpbrk(line, "\r\n"));
		g_assert_true(strstr(line, ": ") != line);
	}
}

static void check_logged(const Capture *capture)
{
	g_autoptr(GBytes) packed = capture_pack(capture);
	g_autoptr(Capture) back = capture_unpack(1, packed, capture->body);
	g_assert_nonnull(back);
	g_assert_cmpstr(back->method, ==, capture->method);
	g_assert_cmpstr(back->target, ==, capture->target);
	g_assert_cmpstr(back->verdict, ==, capture->verdict);
	g_assert_cmpuint(back->headers->len, ==, capture->headers->len);
	g_assert_cmpuint(back->flags, ==, capture->flags);
	g_assert_cmpuint(back->status, ==, capture->status);
}

static void take(const Capture *capture, gpointer data)
{
	const struct place *place = data;
	g_assert_true(capture->method[0] != '\0' && strpbrk(capture->method, " \r\n") == NULL);
	g_assert_null(strpbrk(capture->target, "\r\n"));
	g_assert_cmpuint(g_bytes_get_size(capture->body), <=, CAP);
	g_assert_true((place->token_header != NULL || capture->verdict == NULL) || capture->why != NULL);
	check_forwarded(capture);
	check_logged(capture);
	came.n++;
	came.flags = capture->flags;
	g_clear_pointer(&came.body, g_bytes_unref);
	came.body = g_bytes_ref(capture->body);
}

static struct place *place_of(guint kind)
{
	struct place *place = &places[kind];
	g_autoptr(GError) error = NULL;
	if (place->receiver != NULL)
		return place;
	ReceiverOptions options = { .body_cap = CAP, .came = take, .data = place };
	if (kinds[kind].scheme != NULL) {
		const struct scheme *scheme = scheme_find(kinds[kind].scheme);
		g_autoptr(SecBuf) secret =
			secbuf_new("fuzz", kinds[kind].secret, strlen(kinds[kind].secret), NULL);
		g_assert_nonnull(scheme);
		options.signer = signer_new(scheme, secret, SIGN_TO_CHECK, &error);
		g_assert_no_error(error);
		place->token_header = receiver_token_header(signer_plan(options.signer));
	}
	place->receiver = receiver_new(&options, &error);
	g_assert_no_error(error);
	return place;
}

/* ---- a sender ---- */

static int call(const struct place *place)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((guint16)receiver_port(place->receiver)),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct linger at_once = { .l_onoff = 1 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
	/* Hundreds of thousands of calls would use up the ports. */
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	return fd;
}

/* What is answered until the receiver closes; it has all that it will get. */
static GString *converse(const struct place *place, const char *bytes, gsize length)
{
	GString *answer = g_string_new(NULL);
	gint64 end = g_get_monotonic_time() + (gint64)PATIENCE_S * G_USEC_PER_SEC;
	int fd = call(place);
	char buffer[4096];
	ssize_t n = 1;
	for (gsize sent = 0; sent < length;) {
		ssize_t step = send(fd, bytes + sent, length - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (step <= 0)
			break;
		sent += (gsize)step;
	}
	shutdown(fd, SHUT_WR);
	while (n != 0) {
		g_assert_cmpint(g_get_monotonic_time(), <, end);
		g_main_context_iteration(NULL, FALSE);
		n = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN)
			break;
		g_string_append_len(answer, buffer, MAX(n, 0));
	}
	close(fd);
	return answer;
}

static void check_answered(const struct place *place, const char *bytes, gsize length)
{
	g_autoptr(GString) answer = converse(place, bytes, length);
	g_assert_true(answer->len == 0 || g_str_has_prefix(answer->str, "HTTP/1.1 "));
}

/* ---- bodies in chunks ---- */

static GString *in_chunks(const char *body, gsize length)
{
	GString *request = g_string_new("POST /hooks/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
					"Transfer-Encoding: chunked\r\n\r\n");
	while (length > 0) {
		gsize part = MIN(1 + (gsize)(guchar)*body, length);
		g_string_append_printf(request, part % 2 != 0 ? "%zx\r\n" : "%zX;a=b\r\n", part);
		g_string_append_len(request, body, (gssize)part);
		g_string_append(request, "\r\n");
		body += part;
		length -= part;
	}
	g_string_append(request, "0\r\n\r\n");
	return request;
}

static void check_chunks(const struct place *place, const char *body, gsize length)
{
	g_autoptr(GString) request = in_chunks(body, length);
	guint before = came.n;
	check_answered(place, request->str, request->len);
	g_assert_cmpuint(came.n, ==, before + 1);
	gsize kept = 0;
	const char *bytes = g_bytes_get_data(came.body, &kept);
	g_assert_cmpuint(kept, ==, MIN(length, CAP));
	g_assert_true(kept == 0 || memcmp(bytes, body, kept) == 0);
	g_assert_cmpint((came.flags & CAPTURE_BODY_CUT) != 0, ==, length > CAP);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char next[] = "POST /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
				   "Content-Length: 4\r\n\r\nnext";
	if (size < 1)
		return 0;
	const struct place *place = place_of((data[0] & ~IN_CHUNKS) % G_N_ELEMENTS(kinds));
	if (data[0] & IN_CHUNKS)
		check_chunks(place, (const char *)data + 1, size - 1);
	else
		check_answered(place, (const char *)data + 1, size - 1);
	if (data[0] % 16 == 0) {
		guint before = came.n;
		check_answered(place, next, strlen(next));
		g_assert_cmpuint(came.n, ==, before + 1);
		g_assert_cmpuint(g_bytes_get_size(came.body), ==, 4);
	}
	return 0;
}

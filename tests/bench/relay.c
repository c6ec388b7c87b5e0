/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relay.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct {
	int client, server;
} Pair;

double now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int socket_at(guint16 port, gboolean listens, guint16 *bound)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	int status = listens ? bind(fd, (struct sockaddr *)&address, size)
			     : connect(fd, (struct sockaddr *)&address, size);
	if (status == 0 && listens)
		status = listen(fd, 64) < 0 || getsockname(fd, (struct sockaddr *)&address, &size) < 0 ? -1
												       : 0;
	if (status != 0) {
		perror("relay");
		close(fd);
		return -1;
	}
	if (bound != NULL)
		*bound = ntohs(address.sin_port);
	return fd;
}

gboolean relay_open(Relay *relay, guint16 server_port)
{
	*relay = (Relay){ .listener = -1, .server_port = server_port };
	relay->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
	relay->listener = socket_at(0, TRUE, &relay->port);
	return relay->listener >= 0;
}

static void pair_close(Pair *pair)
{
	close(pair->client);
	close(pair->server);
	pair->client = pair->server = -1;
}

void relay_close(Relay *relay)
{
	if (relay->listener >= 0)
		close(relay->listener);
	for (guint i = 0; relay->pairs != NULL && i < relay->pairs->len; i++)
		pair_close(&g_array_index(relay->pairs, Pair, i));
	g_clear_pointer(&relay->pairs, g_array_unref);
	relay->listener = -1;
}

void relay_wants(const Relay *relay, GArray *fds)
{
	if (relay->listener < 0)
		return;
	struct pollfd listener = { .fd = relay->listener, .events = POLLIN };
	g_array_append_val(fds, listener);
	for (guint i = 0; i < relay->pairs->len; i++) {
		const Pair *pair = &g_array_index(relay->pairs, Pair, i);
		struct pollfd both[] = { { .fd = pair->client, .events = POLLIN },
					 { .fd = pair->server, .events = POLLIN } };
		g_array_append_vals(fds, both, 2);
	}
}

static gboolean write_all(int fd, const char *bytes, gsize length)
{
	while (length > 0) {
		ssize_t written = send(fd, bytes, length, MSG_NOSIGNAL);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return FALSE;
		bytes += written;
		length -= (gsize)written;
	}
	return TRUE;
}

static void carry(Relay *relay, Pair *pair, int from, int to)
{
	static char bytes[256 * 1024];
	ssize_t got = read(from, bytes, sizeof bytes);
	if (got > 0 && from == pair->server) {
		relay->last_answer = now_ms();
		if (relay->first_answer == 0)
			relay->first_answer = relay->last_answer;
	}
	if (got <= 0 || !write_all(to, bytes, (gsize)got))
		pair_close(pair);
}

static void carry_pair(Relay *relay, Pair *pair, const struct pollfd *fds, guint n_fds)
{
	for (guint i = 0; i < n_fds && pair->client >= 0; i++) {
		if (fds[i].revents == 0)
			continue;
		if (fds[i].fd == pair->client)
			carry(relay, pair, pair->client, pair->server);
		else if (fds[i].fd == pair->server)
			carry(relay, pair, pair->server, pair->client);
	}
}

static void take_connection(Relay *relay)
{
	Pair pair = { .client = accept4(relay->listener, NULL, NULL, SOCK_CLOEXEC) };
	if (pair.client < 0)
		return;
	setsockopt(pair.client, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	pair.server = socket_at(relay->server_port, FALSE, NULL);
	if (pair.server < 0)
		close(pair.client);
	else
		g_array_append_val(relay->pairs, pair);
}

void relay_carry(Relay *relay, const struct pollfd *fds, guint n_fds)
{
	if (relay->listener < 0)
		return;
	for (guint i = relay->pairs->len; i-- > 0;) {
		Pair *pair = &g_array_index(relay->pairs, Pair, i);
		carry_pair(relay, pair, fds, n_fds);
		if (pair->client < 0)
			g_array_remove_index_fast(relay->pairs, i);
	}
	for (guint i = 0; i < n_fds; i++)
		if (fds[i].fd == relay->listener && fds[i].revents != 0)
			take_connection(relay);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the epoll descriptor is told of libcurl's sockets.
 *
 * Between two requests on one connection libcurl gives its socket up and takes it again, mostly within one
 * turn of the loop: the kernel is told at the end of the turn, and only what differs.  That needs to be
 * certain of whose a descriptor's number is, since a closed one leaves by itself and its number comes back.
 * So weir opens and closes the sockets of connections.  Others (the resolver's) are told of at once. */
#include "net/http_private.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
	guint32 wanted, told; /* events; 0: not there */
	gboolean ours;        /* of a connection: told of its end */
	gboolean listed;      /* in `changed` */
} Slot;

static Slot *slot_at(HttpClient *client, curl_socket_t fd)
{
	if ((guint)fd >= client->slots->len)
		g_array_set_size(client->slots, (guint)fd + 1);
	return &g_array_index(client->slots, Slot, fd);
}

static void tell(HttpClient *client, curl_socket_t fd, Slot *slot)
{
	struct epoll_event event = { .events = slot->wanted, .data.fd = fd };
	if (slot->wanted == slot->told)
		return;
	if (slot->wanted == 0)
		epoll_ctl(client->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	/* The number of a closed descriptor may be in use again while the old one is still registered. */
	else if (epoll_ctl(client->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
		epoll_ctl(client->epoll_fd, EPOLL_CTL_MOD, fd, &event);
	slot->told = slot->wanted;
}

int sockets_want(CURL *easy, curl_socket_t fd, int what, void *data, void *known)
{
	HttpClient *client = data;
	Slot *slot = slot_at(client, fd);
	slot->wanted = what == CURL_POLL_REMOVE ? 0
						: (what & CURL_POLL_IN ? (guint32)EPOLLIN : 0) |
							  (what & CURL_POLL_OUT ? (guint32)EPOLLOUT : 0);
	if (!slot->ours)
		slot->told = ~slot->wanted;
	if (!slot->ours || !client->in_turn) {
		tell(client, fd, slot);
	} else if (!slot->listed) {
		slot->listed = TRUE;
		g_array_append_val(client->changed, fd);
	}
	return 0;
}

void sockets_tell(HttpClient *client)
{
	for (guint i = 0; i < client->changed->len; i++) {
		curl_socket_t fd = g_array_index(client->changed, curl_socket_t, i);
		Slot *slot = slot_at(client, fd);
		slot->listed = FALSE;
		tell(client, fd, slot);
	}
	g_array_set_size(client->changed, 0);
}

static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	HttpClient *client = data;
	int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
	if (fd < 0)
		return CURL_SOCKET_BAD;
	Slot *slot = slot_at(client, fd);
	slot->wanted = slot->told = 0;
	slot->ours = TRUE;
	return fd;
}

static int close_socket(void *data, curl_socket_t fd)
{
	HttpClient *client = data;
	Slot *slot = slot_at(client, fd);
	slot->wanted = slot->told = 0;
	slot->ours = FALSE;
	return close(fd);
}

void sockets_configure(HttpClient *client, CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, client);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, client);
}

void sockets_init(HttpClient *client)
{
	client->slots = g_array_new(FALSE, TRUE, sizeof(Slot));
	client->changed = g_array_new(FALSE, FALSE, sizeof(curl_socket_t));
}

void sockets_clear(HttpClient *client)
{
	g_array_unref(client->slots);
	g_array_unref(client->changed);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tiny_server.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct TinyServer {
	pid_t pid;
	char *url;
};

static const char *answer_for(const char *const *answers, const char *path)
{
	for (gsize i = 0; answers[i] != NULL; i += 2)
		if (strcmp(answers[i], path) == 0)
			return answers[i + 1];
	return NULL;
}

/* One request a connection; what comes after the first line does not matter. */
static void serve(int connection, const char *const *answers)
{
	char request[16384], path[1024] = "";
	gsize length = 0;
	ssize_t n;
	while (length < sizeof request - 1 &&
	       (n = read(connection, request + length, sizeof request - 1 - length)) > 0) {
		length += (gsize)n;
		request[length] = '\0';
		if (strstr(request, "\r\n\r\n") != NULL)
			break;
	}
	request[length] = '\0';
	if (sscanf(request, "GET %1023[^ ?]", path) != 1)
		return;
	const char *body = answer_for(answers, path);
	g_autofree char *head = g_strdup_printf("HTTP/1.1 %s\r\nContent-Type: application/json\r\n"
						"Content-Length: %zu\r\nConnection: close\r\n\r\n",
						body != NULL ? "200 OK" : "404 Not Found",
						body != NULL ? strlen(body) : (size_t)0);
	if (write(connection, head, strlen(head)) < 0)
		return;
	for (gsize sent = 0; body != NULL && sent < strlen(body); sent += (gsize)n)
		if ((n = write(connection, body + sent, strlen(body) - sent)) <= 0)
			return;
}

TinyServer *tiny_server_start(const char *const *answers)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(listen(listener, 64), 0);
	getsockname(listener, (struct sockaddr *)&address, &size);
	TinyServer *server = g_new0(TinyServer, 1);
	server->url = g_strdup_printf("http://127.0.0.1:%d", ntohs(address.sin_port));
	server->pid = fork();
	ck_assert_int_ge(server->pid, 0);
	while (server->pid == 0) {
		int connection = accept(listener, NULL, NULL);
		if (connection < 0)
			_exit(0);
		serve(connection, answers);
		close(connection);
	}
	close(listener);
	return server;
}

void tiny_server_free(TinyServer *server)
{
	if (server == NULL)
		return;
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	g_free(server->url);
	g_free(server);
}

const char *tiny_server_url(const TinyServer *server)
{
	return server->url;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program on a pseudo-terminal, seen from outside: when it draws, and what it costs. */
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include "relay.h"

typedef struct {
	pid_t pid;
	int fd;
	Relay *relay;  /* carried while the terminal is read; may be NULL */
	double start;  /* when it was started */
	double first;  /* first byte drawn; 0: none */
	double last;   /* last byte drawn */
	gsize bytes;   /* all that it drew */
	GString *text; /* what it drew since terminal_forget(), without escape sequences */
	gboolean gone; /* it has ended */
} Terminal;

gboolean terminal_start(Terminal *terminal, char **command, int columns, int rows, Relay *relay);
void terminal_send(Terminal *terminal, const char *bytes, gsize length);
void terminal_forget(Terminal *terminal);

/* Reads until nothing came for `silence` ms (counted from now, or from the last byte), at most `limit` ms. */
void terminal_settle(Terminal *terminal, double silence, double limit);
/* Reads until `text` was drawn; FALSE after `limit` ms.  `last` is the time when it was seen. */
gboolean terminal_await(Terminal *terminal, const char *text, double limit);

/* MiB, from /proc: "VmRSS", "VmHWM". */
double terminal_memory(const Terminal *terminal, const char *field);
/* Ends it; `usage` may be NULL. */
void terminal_end(Terminal *terminal, struct rusage *usage);

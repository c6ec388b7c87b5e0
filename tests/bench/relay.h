/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A relay on loopback between the program that is measured and its server: it tells when the first and the
 * last bytes of answers went by.  It adds some hundredths of a millisecond. */
#pragma once

#include <glib.h>
#include <poll.h>

typedef struct {
	int listener;        /* -1: there is no relay */
	guint16 port;        /* where it listens */
	guint16 server_port; /* where the server is */
	GArray *pairs;       /* struct { int client, server } */
	double first_answer; /* milliseconds of now_ms(); 0: none yet */
	double last_answer;
} Relay;

double now_ms(void);

/* Listens on a free port of 127.0.0.1; FALSE says why on stderr. */
gboolean relay_open(Relay *relay, guint16 server_port);
void relay_close(Relay *relay);

/* Adds its descriptors to `fds` (of struct pollfd), and carries what poll() found there. */
void relay_wants(const Relay *relay, GArray *fds);
void relay_carry(Relay *relay, const struct pollfd *fds, guint n_fds);

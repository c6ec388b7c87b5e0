/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TLS server for tests, with a certificate made when it starts.  It answers everything with {"ok":true}. */
#pragma once

#include <glib.h>

typedef struct {
	const char *host;       /* DNS name or IP address in the certificate */
	gint64 from, until;     /* seconds since the epoch; 0: an hour ago, in an hour */
	int rsa_bits;           /* 0: a key on P-256 */
	gboolean weak_digest;   /* signed with SHA-1 */
	gboolean self_signed;   /* else issued by an authority, whose certificate is in a file */
	const char *priorities; /* of GnuTLS; NULL: the usual ones */
	gboolean wants_client;  /* asks who comes for a certificate */
} TlsWish;

typedef struct TlsServer TlsServer;
TlsServer *tls_server_new(const TlsWish *wish);
void tls_server_free(TlsServer *server);
guint tls_server_port(const TlsServer *server);
const char *tls_server_authority(const TlsServer *server);   /* path of the authority's certificate, PEM */
const char *tls_server_certificate(const TlsServer *server); /* its own, and */
const char *tls_server_key(const TlsServer *server); /* its key, as files: a client's may be the same */
guint tls_server_known_clients(TlsServer *server);   /* requests of clients with a certificate */
guint tls_server_requests(TlsServer *server);

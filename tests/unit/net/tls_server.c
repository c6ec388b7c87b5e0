/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/tls_server.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

struct TlsServer {
	struct MHD_Daemon *daemon;
	guint port;
	char *folder, *authority, *certificate_file, *key_file;
	char *certificate, *key, *trusted;
	gint requests, known_clients;
};

static gnutls_x509_privkey_t new_key(int rsa_bits)
{
	gnutls_x509_privkey_t key;
	gnutls_pk_algorithm_t kind = rsa_bits > 0 ? GNUTLS_PK_RSA : GNUTLS_PK_ECDSA;
	unsigned bits = rsa_bits > 0 ? (unsigned)rsa_bits : GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);
	gnutls_x509_privkey_init(&key);
	g_assert_cmpint(gnutls_x509_privkey_generate(key, kind, bits, 0), ==, 0);
	return key;
}

static gnutls_x509_crt_t new_certificate(gnutls_x509_privkey_t key, const char *name, gint64 from,
					 gint64 until)
{
	static guint8 serial;
	gnutls_x509_crt_t certificate;
	serial++;
	gnutls_x509_crt_init(&certificate);
	gnutls_x509_crt_set_version(certificate, 3);
	gnutls_x509_crt_set_serial(certificate, &serial, 1);
	gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
				      (unsigned)strlen(name));
	gnutls_x509_crt_set_activation_time(certificate, from != 0 ? from : time(NULL) - 3600);
	gnutls_x509_crt_set_expiration_time(certificate, until != 0 ? until : time(NULL) + 3600);
	gnutls_x509_crt_set_key(certificate, key);
	return certificate;
}

static void set_host(gnutls_x509_crt_t certificate, const char *host)
{
	guint8 address[4];
	if (inet_pton(AF_INET, host, address) == 1)
		gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, address,
						     sizeof address, GNUTLS_FSAN_SET);
	else
		gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME, host,
						     (unsigned)strlen(host), GNUTLS_FSAN_SET);
}

static char *pem_of(gnutls_x509_crt_t certificate)
{
	gnutls_datum_t pem;
	gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem);
	char *text = g_strndup((const char *)pem.data, pem.size);
	gnutls_free(pem.data);
	return text;
}

static char *write_file(TlsServer *server, const char *name, const char *text)
{
	char *path = g_build_filename(server->folder, name, NULL);
	g_file_set_contents(path, text, -1, NULL);
	return path;
}

static void make_certificates(TlsServer *server, const TlsWish *wish)
{
	gnutls_x509_privkey_t key = new_key(wish->rsa_bits), authority_key = new_key(0);
	gnutls_x509_crt_t leaf = new_certificate(key, wish->host, wish->from, wish->until);
	gnutls_x509_crt_t authority = new_certificate(authority_key, "Test Authority", 0, 0);
	gnutls_x509_crt_set_basic_constraints(authority, 1, -1);
	gnutls_x509_crt_set_key_usage(authority, GNUTLS_KEY_KEY_CERT_SIGN);
	gnutls_x509_crt_sign2(authority, authority, authority_key, GNUTLS_DIG_SHA256, 0);
	set_host(leaf, wish->host);
	gnutls_x509_crt_sign2(leaf, wish->self_signed ? leaf : authority,
			      wish->self_signed ? key : authority_key,
			      wish->weak_digest ? GNUTLS_DIG_SHA1 : GNUTLS_DIG_SHA256, 0);
	gnutls_datum_t pem;
	gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem);
	server->key = g_strndup((const char *)pem.data, pem.size);
	gnutls_free(pem.data);
	server->certificate = pem_of(leaf);
	server->trusted = pem_of(authority);
	server->authority = write_file(server, "ca.pem", server->trusted);
	server->certificate_file = write_file(server, "cert.pem", server->certificate);
	server->key_file = write_file(server, "key.pem", server->key);
	gnutls_x509_crt_deinit(leaf);
	gnutls_x509_crt_deinit(authority);
	gnutls_x509_privkey_deinit(key);
	gnutls_x509_privkey_deinit(authority_key);
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *upload, size_t *size,
				  void **state)
{
	static char body[] = "{\"ok\":true}";
	TlsServer *server = data;
	unsigned int certificates = 0;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	gnutls_certificate_get_peers(info->tls_session, &certificates);
	g_atomic_int_inc(&server->requests);
	g_atomic_int_add(&server->known_clients, certificates > 0);
	struct MHD_Response *response =
		MHD_create_response_from_buffer(strlen(body), body, MHD_RESPMEM_PERSISTENT);
	enum MHD_Result result = MHD_queue_response(connection, 200, response);
	MHD_destroy_response(response);
	return result;
}

TlsServer *tls_server_new(const TlsWish *wish)
{
	TlsServer *server = g_new0(TlsServer, 1);
	server->folder = g_dir_make_tmp("weir-tls-XXXXXX", NULL);
	make_certificates(server, wish);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct MHD_OptionItem options[] = {
		{ MHD_OPTION_SOCK_ADDR, 0, &address },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, server->key },
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, server->certificate },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0,
		  (void *)(gintptr)(wish->priorities != NULL ? wish->priorities : "NORMAL") },
		{ wish->wants_client ? MHD_OPTION_HTTPS_MEM_TRUST : MHD_OPTION_END, 0, server->trusted },
		{ MHD_OPTION_END, 0, NULL },
	};
	server->daemon = MHD_start_daemon(MHD_USE_TLS | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL,
					  on_request, server, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
	g_assert_nonnull(server->daemon);
	socklen_t length = sizeof address;
	int fd = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_LISTEN_FD)->listen_fd;
	g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &length), ==, 0);
	server->port = ntohs(address.sin_port);
	return server;
}

void tls_server_free(TlsServer *server)
{
	MHD_stop_daemon(server->daemon);
	g_unlink(server->authority);
	g_unlink(server->certificate_file);
	g_unlink(server->key_file);
	g_rmdir(server->folder);
	char *texts[] = { server->folder,      server->authority, server->certificate_file, server->key_file,
			  server->certificate, server->key,       server->trusted };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(server);
}

guint tls_server_port(const TlsServer *server)
{
	return server->port;
}

const char *tls_server_authority(const TlsServer *server)
{
	return server->authority;
}

const char *tls_server_certificate(const TlsServer *server)
{
	return server->certificate_file;
}

const char *tls_server_key(const TlsServer *server)
{
	return server->key_file;
}

guint tls_server_known_clients(TlsServer *server)
{
	return (guint)g_atomic_int_get(&server->known_clients);
}

guint tls_server_requests(TlsServer *server)
{
	return (guint)g_atomic_int_get(&server->requests);
}

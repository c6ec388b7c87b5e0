/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/callback_address.h"
#include "model/subscriptions.h"
#include "suite.h"

static const struct {
	const char *host;
	AddressClass class;
} addresses[] = {
	{ "engine.example.com", ADDRESS_PUBLIC },
	{ "8.8.8.8", ADDRESS_PUBLIC },
	{ "172.32.0.1", ADDRESS_PUBLIC },
	{ "11.0.0.1", ADDRESS_PUBLIC },
	{ "100.128.0.1", ADDRESS_PUBLIC },
	{ "2001:4860:4860::8888", ADDRESS_PUBLIC },
	{ "127.0.0.1", ADDRESS_LOOPBACK },
	{ "127.255.255.254", ADDRESS_LOOPBACK },
	{ "0.0.0.0", ADDRESS_LOOPBACK },
	{ "localhost", ADDRESS_LOOPBACK },
	{ "a.localhost", ADDRESS_LOOPBACK },
	{ "::1", ADDRESS_LOOPBACK },
	{ "::", ADDRESS_LOOPBACK },
	{ "2130706433", ADDRESS_LOOPBACK },
	{ "0x7f000001", ADDRESS_LOOPBACK },
	{ "017700000001", ADDRESS_LOOPBACK },
	{ "127.1", ADDRESS_LOOPBACK },
	{ "0177.0.0.1", ADDRESS_LOOPBACK },
	{ "::ffff:127.0.0.1", ADDRESS_LOOPBACK },
	{ "::ffff:7f00:1", ADDRESS_LOOPBACK },
	{ "::127.0.0.1", ADDRESS_LOOPBACK },
	{ "10.2.0.7", ADDRESS_PRIVATE },
	{ "172.16.0.1", ADDRESS_PRIVATE },
	{ "172.31.255.255", ADDRESS_PRIVATE },
	{ "192.168.1.1", ADDRESS_PRIVATE },
	{ "100.64.0.1", ADDRESS_PRIVATE },
	{ "0x0a.1", ADDRESS_PRIVATE },
	{ "fd12::1", ADDRESS_PRIVATE },
	{ "2002:0a00:0001::1", ADDRESS_PRIVATE },
	{ "64:ff9b::10.0.0.1", ADDRESS_PRIVATE },
	{ "printer.local", ADDRESS_PRIVATE },
	{ "db.internal", ADDRESS_PRIVATE },
	{ "169.254.1.1", ADDRESS_LINK_LOCAL },
	{ "fe80::1", ADDRESS_LINK_LOCAL },
	{ "fe80::1%eth0", ADDRESS_LINK_LOCAL },
	{ "169.254.169.254", ADDRESS_METADATA },
	{ "2852039166", ADDRESS_METADATA },
	{ "0xa9fea9fe", ADDRESS_METADATA },
	{ "::ffff:a9fe:a9fe", ADDRESS_METADATA },
	{ "fd00:ec2::254", ADDRESS_METADATA },
	{ "metadata.google.internal", ADDRESS_METADATA },
	{ "100.100.100.200", ADDRESS_METADATA },
	{ "224.0.0.1", ADDRESS_RESERVED },
	{ "255.255.255.255", ADDRESS_RESERVED },
	{ "ff02::1", ADDRESS_RESERVED },
	/* no addresses: names */
	{ "127.0.0.1.example.com", ADDRESS_PUBLIC },
	{ "4294967296", ADDRESS_PUBLIC },
	{ "127.0.0.256", ADDRESS_PUBLIC },
	{ "1.2.3.4.5", ADDRESS_PUBLIC },
	{ "notlocalhost", ADDRESS_PUBLIC },
	{ "", ADDRESS_PUBLIC },
};

START_TEST(classes)
{
	for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++)
		ck_assert_msg(address_class(addresses[i].host) == addresses[i].class, "%s: %d",
			      addresses[i].host, address_class(addresses[i].host));
}
END_TEST

#define ENGINE "https://engine.example.com/v1"
#define SERVER "https://desk.example.com"

static const struct {
	const char *url, *engine, *server;
	const char *allowed; /* one host; NULL: the engine's */
	gboolean orphan;
	CallbackTone tone;
	const char *phrase;
} verdicts[] = {
	{ "https://engine.example.com/cb/17", ENGINE, SERVER, NULL, FALSE, CALLBACK_OK, "ok" },
	{ "https://ENGINE.example.com./cb/17", ENGINE, SERVER, NULL, FALSE, CALLBACK_OK, "ok" },
	{ "https://engine.example.com:443/cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_OK, "ok" },
	{ "https://anywhere.example.org/cb", NULL, SERVER, NULL, FALSE, CALLBACK_OK, "ok" },
	{ "http://10.2.0.7:9000/hook", ENGINE, SERVER, NULL, FALSE, CALLBACK_LOOK,
	  "private address, plain http: gets the engine's key" },
	{ "https://engine.example.com/cb/9", ENGINE, SERVER, NULL, TRUE, CALLBACK_LOOK,
	  "orphan: no such trigger in the manifest" },
	{ "https://evil-engine.example.com/cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_LOOK,
	  "host not allowed: gets the engine's key" },
	{ "https://engine.example.com@evil.example.org/", ENGINE, SERVER, NULL, FALSE, CALLBACK_LOOK,
	  "host not allowed, user name in the URL: gets the engine's key" },
	{ "http://engine.example.com/cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_LOOK,
	  "plain http: gets the engine's key" },
	{ "https://engine.example.com:8443/cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_LOOK,
	  "odd port: gets the engine's key" },
	{ "https://engine.example.com:8443/cb", "https://engine.example.com:8443", SERVER, NULL, FALSE,
	  CALLBACK_OK, "ok" },
	{ "https://hooks.example.net/cb", ENGINE, SERVER, "hooks.example.net", FALSE, CALLBACK_OK, "ok" },
	{ "https://hooks.example.net:9443/cb", ENGINE, SERVER, "hooks.example.net:9443", FALSE, CALLBACK_OK,
	  "ok" },
	{ "https://hooks.example.net:9444/cb", ENGINE, SERVER, "hooks.example.net:9443", FALSE, CALLBACK_LOOK,
	  "host not allowed, odd port: gets the engine's key" },
	{ "https://engine.example.com/cb", ENGINE, SERVER, "hooks.example.net", FALSE, CALLBACK_LOOK,
	  "host not allowed: gets the engine's key" },
	{ "http://169.254.169.254/latest/meta-data", ENGINE, SERVER, NULL, FALSE, CALLBACK_BAD,
	  "metadata address, plain http: gets the engine's key" },
	{ "https://[fe80::1%25eth0]/cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_LOOK,
	  "link-local address: gets the engine's key" },
	{ "http://127.0.0.1:9000/cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_LOOK,
	  "loopback address, plain http: gets the engine's key" },
	/* server and callback both on this machine */
	{ "http://127.0.0.1:9000/cb", NULL, "http://localhost:8101", NULL, FALSE, CALLBACK_OK, "ok" },
	{ "http://127.0.0.1:9000/cb", NULL, "unix:/run/desk.sock", NULL, FALSE, CALLBACK_OK, "ok" },
	{ "http://10.2.0.7/cb", NULL, "unix:/run/desk.sock", NULL, FALSE, CALLBACK_LOOK,
	  "private address, plain http: gets the engine's key" },
	{ "http://[::1]:9000/cb", "http://127.0.0.1:8200", "http://127.0.0.1:8101", NULL, FALSE, CALLBACK_OK,
	  "ok" },
	{ "http://10.2.0.7/cb", "http://127.0.0.1:8200", "http://127.0.0.1:8101", NULL, FALSE, CALLBACK_LOOK,
	  "private address, plain http: gets the engine's key" },
	/* what URL parsers and resolvers make the same of */
	{ "http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1/cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_LOOK,
	  "loopback address, plain http: gets the engine's key" },
	{ "https://%31%30.0.0.1/cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_BAD, "not a URL" },
	{ "https://0xa9fea9fe/cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_BAD,
	  "metadata address: gets the engine's key" },
	{ "HTTPS://[::ffff:10.0.0.1]/cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_LOOK,
	  "private address: gets the engine's key" },
	{ "not a url", ENGINE, SERVER, NULL, FALSE, CALLBACK_BAD, "not a URL" },
	{ "ftp://engine.example.com/", ENGINE, SERVER, NULL, FALSE, CALLBACK_BAD, "not a URL" },
	{ "https:///cb", ENGINE, SERVER, NULL, FALSE, CALLBACK_BAD, "not a URL" },
	{ "https://engine.example.com:99999999/", ENGINE, SERVER, NULL, FALSE, CALLBACK_BAD, "not a URL" },
	{ "", ENGINE, SERVER, NULL, FALSE, CALLBACK_BAD, "no callback" },
	{ NULL, ENGINE, SERVER, NULL, TRUE, CALLBACK_BAD,
	  "orphan: no such trigger in the manifest; no callback" },
	{ "https://engine.example.com/cb", "not a url", "\xff", NULL, FALSE, CALLBACK_OK, "ok" },
};

START_TEST(phrases)
{
	for (gsize i = 0; i < G_N_ELEMENTS(verdicts); i++) {
		g_autoptr(GPtrArray) hosts = verdicts[i].allowed != NULL ? g_ptr_array_new() : NULL;
		if (hosts != NULL)
			g_ptr_array_add(hosts, (gpointer)(guintptr)verdicts[i].allowed);
		CallbackTone tone;
		const char *phrase = callback_verdict(verdicts[i].url, hosts, verdicts[i].engine,
						      verdicts[i].server, !verdicts[i].orphan, &tone);
		ck_assert_str_eq(phrase, verdicts[i].phrase);
		ck_assert_msg(tone == verdicts[i].tone, "%s: tone %d", verdicts[i].url, tone);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { classes, phrases, NULL };
	return suite_run("model/callback", tests);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <curl/curl.h>
#include <curses.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <gnutls/gnutls.h>
#include <jansson.h>
#include <langinfo.h>
#include <locale.h>
#include <microhttpd.h>
#include <openssl/crypto.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <readline/readline.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/error.h"
#include "base/paths.h"
#include "leak/keywords.h"
#include "secrets/keyring.h"
#include "store/store.h"
#include "verb/verbs.h"

static void fact(GPtrArray *facts, const char *topic, const char *name, Tone tone, const char *format, ...)
	G_GNUC_PRINTF(5, 6);

static void fact(GPtrArray *facts, const char *topic, const char *name, Tone tone, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *value = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(facts, fact_row_new(topic, name, value, tone));
}

/* ---- paths ---- */

static void configuration(VerbRun *run, GPtrArray *facts)
{
	g_autoptr(GError) error = NULL;
	const Config *config = verb_config(run->context, &error);
	const char *path = run->context->config_path;
	if (config == NULL) {
		fact(facts, "paths", N_("configuration"), TONE_BAD, "%s: %s", path, error->message);
		run->exit_code = weir_error_exit_code(error);
		return;
	}
	guint servers = config_aliases(config)->len;
	if (g_file_test(path, G_FILE_TEST_EXISTS))
		fact(facts, "paths", N_("configuration"), TONE_GOOD,
		     ngettext("%s (%u server)", "%s (%u servers)", servers), path, servers);
	else
		fact(facts, "paths", N_("configuration"), TONE_PLAIN,
		     _("%s (not there: weir servers add makes it)"), path);
}

static void database(VerbRun *run, GPtrArray *facts)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = paths_state("weir.db");
	g_autoptr(Store) store = store_open(path, TRUE, &error);
	if (store != NULL) {
		fact(facts, "paths", N_("database"), TONE_GOOD, "%s", path);
	} else if (g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND)) {
		fact(facts, "paths", N_("database"), TONE_PLAIN,
		     _("%s (not there: the first pin or audit makes it)"), path);
	} else {
		fact(facts, "paths", N_("database"), TONE_BAD, "%s", error->message);
		run->exit_code = weir_error_exit_code(error);
	}
}

static void paths(VerbRun *run, GPtrArray *facts)
{
	g_autofree char *state = paths_state("");
	g_autofree char *cache = paths_cache("");
	configuration(run, facts);
	fact(facts, "paths", N_("state"), TONE_PLAIN, "%s", state);
	database(run, facts);
	fact(facts, "paths", N_("cache"), TONE_PLAIN, "%s", cache);
	fact(facts, "paths", N_("translations"), TONE_PLAIN, "%s", LOCALEDIR);
}

/* ---- parts ---- */

static void curl_facts(GPtrArray *facts)
{
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
	fact(facts, "parts", "libcurl", TONE_PLAIN, "%s", curl->version);
	fact(facts, "parts", "TLS", curl->ssl_version != NULL ? TONE_GOOD : TONE_BAD, "%s",
	     curl->ssl_version != NULL ? curl->ssl_version : _("none: libcurl was built without"));
	fact(facts, "parts", "HTTP/2", (curl->features & CURL_VERSION_HTTP2) ? TONE_GOOD : TONE_LOOK, "%s",
	     (curl->features & CURL_VERSION_HTTP2) ? curl->nghttp2_version
						   : _("none: libcurl was built without"));
	fact(facts, "parts", N_("name resolution"),
	     (curl->features & CURL_VERSION_ASYNCHDNS) ? TONE_GOOD : TONE_BAD, "%s",
	     (curl->features & CURL_VERSION_ASYNCHDNS) ? _("in the background") : _("holds everything up"));
	fact(facts, "parts", N_("CA certificates"), TONE_PLAIN, "%s",
	     curl->cainfo != NULL   ? curl->cainfo
	     : curl->capath != NULL ? curl->capath
				    : "-");
}

static void parts(VerbRun *run, GPtrArray *facts)
{
	char pcre2[64] = "";
	struct utsname system;
	const char *literals = leak_keywords_library();
	pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
	fact(facts, "parts", "weir", TONE_PLAIN, "%s", PACKAGE_VERSION);
	if (uname(&system) == 0)
		fact(facts, "parts", N_("system"), TONE_PLAIN, "%s %s %s", system.sysname, system.release,
		     system.machine);
	curl_facts(facts);
	fact(facts, "parts", "GLib", TONE_PLAIN, "%u.%u.%u", glib_major_version, glib_minor_version,
	     glib_micro_version);
	fact(facts, "parts", "jansson", TONE_PLAIN, "%s", jansson_version_str());
	fact(facts, "parts", "ncurses", TONE_PLAIN, "%s", curses_version());
	fact(facts, "parts", "readline", TONE_PLAIN, "%s", rl_library_version);
	fact(facts, "parts", "PCRE2", TONE_PLAIN, "%s", pcre2);
	fact(facts, "parts", "Vectorscan", literals != NULL ? TONE_PLAIN : TONE_LOOK, "%s",
	     literals != NULL ? literals : _("not there: weir scan works, but slowly (libvectorscan5)"));
	fact(facts, "parts", "libmicrohttpd", TONE_PLAIN, "%s", MHD_get_version());
	fact(facts, "parts", "GnuTLS", TONE_PLAIN, "%s", gnutls_check_version(NULL));
	fact(facts, "parts", "SQLite", TONE_PLAIN, "%s", store_sqlite_version());
	fact(facts, "parts", "libcrypto", TONE_PLAIN, "%s", OpenSSL_version(OPENSSL_VERSION));
}

/* ---- terminal and locale ---- */

static void terminal(VerbRun *run, GPtrArray *facts)
{
	const char *locale = setlocale(LC_CTYPE, NULL), *term = g_getenv("TERM");
	gboolean utf8 = text_locale_is_utf8();
	gboolean dumb = term == NULL || *term == '\0' || strcmp(term, "dumb") == 0;
	fact(facts, "terminal", N_("locale"), TONE_PLAIN, "%s", locale != NULL ? locale : "C");
	fact(facts, "terminal", N_("characters"), utf8 ? TONE_GOOD : TONE_LOOK, "%s%s", nl_langinfo(CODESET),
	     utf8 ? "" : _(": signs and texts are written in ASCII; set LANG to a UTF-8 locale"));
	fact(facts, "terminal", "TERM", dumb ? TONE_LOOK : TONE_PLAIN, "%s",
	     term != NULL ? term : _("not set"));
	fact(facts, "terminal", "COLORTERM", TONE_PLAIN, "%s",
	     g_getenv("COLORTERM") ? g_getenv("COLORTERM") : "-");
	fact(facts, "terminal", "NO_COLOR", TONE_PLAIN, "%s",
	     g_getenv("NO_COLOR") ? _("set: no colours") : "-");
	fact(facts, "terminal", N_("screen"), TONE_PLAIN, "%s",
	     run->context->terminal ? _("can be opened here") : _("cannot be opened here: no terminal"));
}

/* ---- secrets and network ---- */

static void secrets(VerbRun *run, GPtrArray *facts)
{
	struct rlimit limit = { 0 };
	gboolean locked = secbuf_locked();
	getrlimit(RLIMIT_MEMLOCK, &limit);
	g_autofree char *allowed =
		limit.rlim_cur == RLIM_INFINITY
			? g_strdup(_("no limit"))
			: g_strdup_printf("%lu KiB", (unsigned long)(limit.rlim_cur / 1024));
	fact(facts, "secrets", N_("memory"), locked ? TONE_GOOD : TONE_LOOK,
	     locked ? _("locked, so that it is never swapped out (limit: %s)")
		    : _("not locked, it may be swapped out: raise the limit (ulimit -l), now %s"),
	     allowed);
	gboolean dumpable = prctl(PR_GET_DUMPABLE) != 0;
	fact(facts, "secrets", N_("crash dumps"), dumpable ? TONE_LOOK : TONE_GOOD, "%s",
	     dumpable ? _("possible: the process could not be hardened") : _("none are written"));
	fact(facts, "secrets", N_("references"), TONE_GOOD, "env: file: fd: cmd: keyring:");
}

static void network(VerbRun *run, GPtrArray *facts)
{
	static const char *const variables[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
						 "ALL_PROXY" };
	g_autoptr(GString) set = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(variables); i++)
		if (g_getenv(variables[i]) != NULL)
			g_string_append_printf(set, "%s%s", set->len > 0 ? " " : "", variables[i]);
	if (set->len > 0)
		fact(facts, "network", N_("proxy"), TONE_LOOK,
		     _("%s is set and is not used; --proxy URL is what counts"), set->str);
	else
		fact(facts, "network", N_("proxy"), TONE_PLAIN, "%s",
		     _("none, unless --proxy or `proxy` asks for one"));
	fact(facts, "network", "~/.netrc", TONE_PLAIN, "%s",
	     _("not read, unless --netrc or `netrc` asks for it"));
}

/* ---- the command ---- */

static void (*const topics[])(VerbRun *run, GPtrArray *facts) = { paths, parts, terminal, secrets };

static void free_fact(gpointer row)
{
	fact_row_free(row);
}

static void free_facts(gpointer facts)
{
	g_ptr_array_unref(facts);
}

/* Not every machine needs a keyring: without one it is no failure. */
static void reached(const GPtrArray *notes, const GError *error, gpointer data)
{
	VerbRun *run = data;
	GPtrArray *facts = run->state;
	if (error != NULL)
		fact(facts, "secrets", N_("keyring"), TONE_LOOK, "%s", error->message);
	for (guint i = 1; error == NULL && i < notes->len; i++)
		fact(facts, "secrets", i == 1 ? N_("keyring") : "", TONE_GOOD, "%s",
		     (const char *)notes->pdata[i]);
	network(run, facts);
	g_autoptr(ListingSet) set = listing_set_new(&listing_facts);
	listing_set_add(set, NULL, facts->len, facts, g_ptr_array_ref(facts), free_facts);
	verb_finish_listing(run, set);
	verb_run_unref(run);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	GPtrArray *facts = g_ptr_array_new_with_free_func(free_fact);
	run->state = facts;
	run->free_state = free_facts;
	for (gsize i = 0; i < G_N_ELEMENTS(topics); i++)
		topics[i](run, facts);
	keyring_reach(run->cancellable, reached, verb_run_ref(run));
	return VERB_WAITING;
}

const struct verb verb_doctor = {
	.name = "doctor",
	.summary = N_("print every path, part and version in use, and what is wrong with them"),
	.flags = VERB_TAKES_FORMAT,
	.help = N_("Contacts no server; whether the keyring works, weir secrets doctor tries. The exit code "
		   "is 2 where the configuration or the database cannot be "
		   "used."),
	.examples = "weir doctor\nweir doctor --format json",
	.begin = begin,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets that a server reads from a file which its operator changes: its token, its engine's key, and what
 * signs the events of all subscriptions.  Real servers read them at start; this one looks at the file with
 * each request, as if it were restarted whenever the file changes. */
#include "demo/demo_private.h"

#include <sys/stat.h>

enum { FILE_BYTES = 64 * 1024 };

static void replace(char **text, const char *with)
{
	if (with == NULL || g_strcmp0(*text, with) == 0)
		return;
	g_free(*text);
	*text = g_strdup(with);
}

static void take(DemoNode *node, const json_t *secrets)
{
	replace(&node->token, weir_json_text(secrets, "token"));
	replace(&node->engine_key, weir_json_text(secrets, "engine_key"));
	/* The server's own, where it differs from what the engine takes. */
	const char *held = weir_json_text(secrets, "server_engine_key");
	node->engine_state =
		held == NULL || g_strcmp0(held, node->engine_key) == 0 ? DEMO_ENGINE_UP : DEMO_ENGINE_REFUSES;
	json_decref(node->signing);
	node->signing = json_incref(weir_json_array(secrets, "signing"));
}

void demo_read_secrets(DemoNode *node)
{
	struct stat status;
	gsize length = 0;
	g_autofree char *text = NULL;
	const char *path = node->server->secrets;
	if (path == NULL || stat(path, &status) != 0 || status.st_size > FILE_BYTES)
		return;
	/* Its name may be another file's now, made within the same second. */
	if (status.st_ino == node->secrets_inode && status.st_size == node->secrets_size &&
	    status.st_mtim.tv_sec == node->secrets_time.tv_sec &&
	    status.st_mtim.tv_nsec == node->secrets_time.tv_nsec)
		return;
	if (!g_file_get_contents(path, &text, &length, NULL))
		return;
	g_autoptr(json_t) secrets = weir_json_read(text, length, NULL, NULL, NULL);
	/* Half written: next time. */
	if (!json_is_object(secrets))
		return;
	node->secrets_inode = status.st_ino;
	node->secrets_size = status.st_size;
	node->secrets_time = status.st_mtim;
	take(node, secrets);
}

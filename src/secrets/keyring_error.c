/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a keyring cannot be used, and what to do about it. */
#include <glib/gi18n.h>

#include "base/error.h"
#include "secrets/keyring_private.h"

static const struct {
	int code;
	const char *cause; /* for machines */
	const char *text;
} causes[] = {
	{ WEIR_ERROR_KEYRING_NO_BUS, "no-bus",
	  N_("the keyring cannot be reached: there is no D-Bus session bus; log in to a desktop, start a "
	     "keyring "
	     "of its own under dbus-run-session (weir secrets doctor --help), or use env:, file: or cmd: "
	     "references") },
	{ WEIR_ERROR_KEYRING_NO_SERVICE, "no-service",
	  N_("there is no keyring: nothing on the session bus is a Secret Service; install and start "
	     "gnome-keyring, or switch it on in KeePassXC (Settings, Secret Service Integration) or "
	     "KWallet") },
	{ WEIR_ERROR_KEYRING_NO_COLLECTION, "no-collection",
	  N_("the keyring has no default collection to write to; make one and set it as default, in Seahorse "
	     "(New, Password Keyring) or in KeePassXC (expose a group of the open database), or unlock "
	     "gnome-keyring once: gnome-keyring-daemon --unlock") },
	{ WEIR_ERROR_KEYRING_LOCKED, "locked",
	  N_("the keyring is locked and nothing here can ask for its password; unlock it where there is a "
	     "desktop, or with gnome-keyring-daemon --unlock (the password comes from standard input)") },
	{ WEIR_ERROR_KEYRING_DISMISSED, "dismissed",
	  N_("the keyring is locked and its prompt was closed; run the command again and answer the "
	     "prompt") },
	{ WEIR_ERROR_KEYRING_TIMEOUT, "timeout",
	  N_("the keyring did not answer in time; look for a prompt of it on another screen, or restart it, "
	     "and "
	     "see: weir secrets doctor") },
	{ WEIR_ERROR_KEYRING, "refused", N_("the keyring refused; see: weir secrets doctor") },
};

gboolean keyring_error(const GError *error)
{
	return keyring_cause(error) != NULL;
}

const char *keyring_cause(const GError *error)
{
	for (gsize i = 0; error != NULL && i < G_N_ELEMENTS(causes); i++)
		if (g_error_matches(error, WEIR_ERROR, causes[i].code))
			return causes[i].cause;
	return NULL;
}

GError *keyring_error_new(int code)
{
	for (gsize i = 0; i < G_N_ELEMENTS(causes); i++)
		if (causes[i].code == code)
			return g_error_new_literal(WEIR_ERROR, code, _(causes[i].text));
	return g_error_new_literal(WEIR_ERROR, code, "");
}

static const struct {
	GQuark (*domain)(void);
	int code, means;
} meanings[] = {
	{ g_dbus_error_quark, G_DBUS_ERROR_SERVICE_UNKNOWN, WEIR_ERROR_KEYRING_NO_SERVICE },
	{ g_dbus_error_quark, G_DBUS_ERROR_NAME_HAS_NO_OWNER, WEIR_ERROR_KEYRING_NO_SERVICE },
	{ g_dbus_error_quark, G_DBUS_ERROR_SPAWN_EXEC_FAILED, WEIR_ERROR_KEYRING_NO_SERVICE },
	{ g_dbus_error_quark, G_DBUS_ERROR_SPAWN_CHILD_EXITED, WEIR_ERROR_KEYRING_NO_SERVICE },
	{ g_dbus_error_quark, G_DBUS_ERROR_SPAWN_CHILD_SIGNALED, WEIR_ERROR_KEYRING_NO_SERVICE },
	{ g_dbus_error_quark, G_DBUS_ERROR_SPAWN_FAILED, WEIR_ERROR_KEYRING_NO_SERVICE },
	{ g_dbus_error_quark, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND, WEIR_ERROR_KEYRING_NO_SERVICE },
	{ g_dbus_error_quark, G_DBUS_ERROR_TIMEOUT, WEIR_ERROR_KEYRING_TIMEOUT },
	{ g_dbus_error_quark, G_DBUS_ERROR_TIMED_OUT, WEIR_ERROR_KEYRING_TIMEOUT },
	{ g_dbus_error_quark, G_DBUS_ERROR_NO_SERVER, WEIR_ERROR_KEYRING_NO_BUS },
	{ g_io_error_quark, G_IO_ERROR_TIMED_OUT, WEIR_ERROR_KEYRING_TIMEOUT },
	{ secret_error_get_quark, SECRET_ERROR_IS_LOCKED, WEIR_ERROR_KEYRING_LOCKED },
};

static gboolean broke_off(const GError *problem)
{
	return g_error_matches(problem, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
	       g_error_matches(problem, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED) ||
	       g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
	       g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

gboolean keyring_error_is_gone(const GError *problem)
{
	g_autofree char *name =
		g_dbus_error_is_remote_error(problem) ? g_dbus_error_get_remote_error(problem) : NULL;
	return g_error_matches(problem, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
	       g_error_matches(problem, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
	       g_error_matches(problem, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
	       g_error_matches(problem, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE) ||
	       g_strcmp0(name, "org.freedesktop.Secret.Error.NoSuchObject") == 0;
}

GError *keyring_error_of(const GError *problem)
{
	if (problem->domain == WEIR_ERROR)
		return g_error_copy(problem);
	for (gsize i = 0; i < G_N_ELEMENTS(meanings); i++)
		if (g_error_matches(problem, meanings[i].domain(), meanings[i].code))
			return keyring_error_new(meanings[i].means);
	g_autoptr(GError) plain = g_error_copy(problem);
	g_dbus_error_strip_remote_error(plain);
	if (broke_off(problem))
		return g_error_new(
			WEIR_ERROR, WEIR_ERROR_KEYRING,
			_("the keyring went away while it was asked (%s); start it again and repeat "
			  "the command"),
			plain->message);
	return g_error_new(WEIR_ERROR, WEIR_ERROR_KEYRING,
			   _("the keyring refused: %s; see: weir secrets doctor"), plain->message);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <gio/gio.h>

G_DEFINE_QUARK(weir - error - quark, weir_error)

int weir_error_exit_code(const GError *error)
{
	if (error == NULL)
		return WEIR_EXIT_OK;
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return WEIR_EXIT_INTERRUPTED;
	if (error->domain != WEIR_ERROR)
		return WEIR_EXIT_INCOMPLETE;
	switch ((WeirError)error->code) {
	case WEIR_ERROR_USAGE:
	case WEIR_ERROR_CONFIG:
	case WEIR_ERROR_FILE:
	case WEIR_ERROR_READ_ONLY:
		return WEIR_EXIT_USAGE;
	case WEIR_ERROR_KEYRING:
	case WEIR_ERROR_KEYRING_NO_BUS:
	case WEIR_ERROR_KEYRING_NO_SERVICE:
	case WEIR_ERROR_KEYRING_NO_COLLECTION:
	case WEIR_ERROR_KEYRING_LOCKED:
	case WEIR_ERROR_KEYRING_DISMISSED:
	case WEIR_ERROR_KEYRING_TIMEOUT:
		return WEIR_EXIT_KEYRING;
	case WEIR_ERROR_CANCELLED:
		return WEIR_EXIT_INTERRUPTED;
	case WEIR_ERROR_UNREACHABLE:
	case WEIR_ERROR_AUTH:
	case WEIR_ERROR_PROTOCOL:
	case WEIR_ERROR_LIMIT:
	case WEIR_ERROR_NOT_FOUND:
	case WEIR_ERROR_INCOMPLETE:
		break;
	}
	return WEIR_EXIT_INCOMPLETE;
}

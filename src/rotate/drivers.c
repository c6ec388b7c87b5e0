/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rotate/job_private.h"

const struct rotate_driver *const rotate_drivers[] = {
	&driver_bearer,     &driver_engine_key, &driver_signing, &driver_subscription,
	&driver_connection, &driver_exec,       &driver_manual,  NULL,
};

const struct rotate_driver *rotate_driver_find(const char *name)
{
	for (gsize i = 0; rotate_drivers[i] != NULL; i++)
		if (g_strcmp0(rotate_drivers[i]->name, name) == 0)
			return rotate_drivers[i];
	return NULL;
}

const struct rotate_driver *rotate_driver_of_kind(SecretKind kind)
{
	for (gsize i = 0; rotate_drivers[i] != NULL; i++)
		if (rotate_drivers[i]->kinds & (1u << kind))
			return rotate_drivers[i];
	return &driver_manual;
}

const char *rotate_driver_name(const struct rotate_driver *driver)
{
	return driver->name;
}

const char *rotate_driver_summary(const struct rotate_driver *driver)
{
	return driver->summary;
}

unsigned rotate_driver_flags(const struct rotate_driver *driver)
{
	return driver->flags;
}

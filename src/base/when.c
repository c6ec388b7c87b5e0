/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/when.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static GDateTime *date_time(gint64 microseconds)
{
	gint64 seconds = microseconds / G_USEC_PER_SEC;
	if (microseconds < 0 && microseconds % G_USEC_PER_SEC != 0)
		seconds--;
	return g_date_time_new_from_unix_utc(seconds);
}

char *when_rfc3339(gint64 microseconds)
{
	g_autoptr(GDateTime) time = date_time(microseconds);
	return time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("");
}

char *when_clock(gint64 microseconds)
{
	g_autoptr(GDateTime) time = date_time(microseconds);
	g_autoptr(GDateTime) local = time != NULL ? g_date_time_to_local(time) : NULL;
	return local != NULL ? g_date_time_format(local, "%H:%M:%S") : g_strdup("");
}

/* Each unit is used up to twice the next one, so that the number keeps two digits of meaning. */
static const struct {
	double seconds;
	const char *name;
} units[] = {
	{ 365.25 * 86400, N_("y") }, { 86400, N_("d") }, { 3600, N_("h") }, { 60, N_("min") }, { 1, N_("s") },
};

char *when_relative(gint64 microseconds, gint64 now)
{
	double away = (double)(microseconds - now) / G_USEC_PER_SEC, size = fabs(away);
	if (size < 1)
		return g_strdup(_("now"));
	gsize i = 0;
	while (i + 1 < G_N_ELEMENTS(units) && size < units[i].seconds * (units[i].seconds > 86400 ? 2 : 1))
		i++;
	gint64 count = (gint64)floor(size / units[i].seconds);
	/* TRANSLATORS: a number and a unit, as in "in 78 d" and "2 h ago" */
	return g_strdup_printf(away > 0 ? _("in %" PRId64 " %s") : _("%" PRId64 " %s ago"), count,
			       _(units[i].name));
}

gboolean when_parse_rfc3339(const char *text, gint64 *microseconds)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, utc);
	if (time == NULL)
		return FALSE;
	*microseconds = g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
	return TRUE;
}

char *when_milliseconds(double milliseconds)
{
	if (milliseconds < 9.95)
		return g_strdup_printf(_("%.1f ms"), milliseconds);
	if (milliseconds < 999.5)
		return g_strdup_printf(_("%.0f ms"), milliseconds);
	return g_strdup_printf(_("%.1f s"), milliseconds / 1000);
}

gboolean when_parse_http(const char *text, gint64 *microseconds)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4] = "", zone[4] = "";
	int day = 0, year = 0, hour = 0, minute = 0, second = 0, read = 0;
	if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d %3[A-Z]%n", &day, month, &year, &hour,
		   &minute, &second, zone, &read) != 7 ||
	    text[read] != '\0' || strcmp(zone, "GMT") != 0)
		return FALSE;
	const char *found = strlen(month) == 3 ? strstr(months, month) : NULL;
	if (found == NULL || (found - months) % 3 != 0)
		return FALSE;
	g_autoptr(GDateTime) time =
		g_date_time_new_utc(year, (int)(found - months) / 3 + 1, day, hour, minute, second);
	if (time == NULL)
		return FALSE;
	*microseconds = g_date_time_to_unix(time) * G_USEC_PER_SEC;
	return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "report/cells.h"

enum column_number {
	SIGN,
	NAME,
	ROUTE,
	REACHES,
	GUARD,
	WHAT,
	METHOD,
	PATH,
	ROUTE_SOURCE,
	ROUTE_CONFIDENCE,
	ON_SUBSCRIBE,
	ON_EVENT,
	ENGINE_KEY,
	OPTIONS,
	SECRETS,
	N_COLUMNS,
};

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[NAME] = { "trigger", N_("trigger"), TEXT_LEFT, 8, 1, FALSE, FALSE },
	[ROUTE] = { "route", N_("route"), TEXT_LEFT, 12, 1, FALSE, FALSE },
	[REACHES] = { "reaches", N_("reaches"), TEXT_LEFT, 3, 0, FALSE, FALSE },
	[GUARD] = { "guard", N_("guard"), TEXT_LEFT, 8, 1, FALSE, FALSE },
	[WHAT] = { "description", N_("what it tells"), TEXT_LEFT, 10, 2, FALSE, FALSE },
	[METHOD] = { "method", N_("method"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[PATH] = { "path", N_("path"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[ROUTE_SOURCE] = { "route_source", N_("route from"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[ROUTE_CONFIDENCE] = { "route_confidence", N_("confidence"), TEXT_RIGHT, 0, 0, FALSE, TRUE },
	[ON_SUBSCRIBE] = { "on_subscribe", N_("on subscribe"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[ON_EVENT] = { "on_event", N_("on event"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[ENGINE_KEY] = { "receives_engine_key", N_("gets the engine's key"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[OPTIONS] = { "options", N_("options"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[SECRETS] = { "secrets", N_("secrets"), TEXT_LEFT, 0, 0, FALSE, TRUE },
};

/* What a trigger's row warns of, worst first. */
typedef enum { TRIGGER_FINE, TRIGGER_SHARED, TRIGGER_NO_ROUTE, TRIGGER_UNGUARDED } TriggerState;

static const struct {
	const char *sign, *ascii;
	Tone tone;
} states[] = {
	[TRIGGER_FINE] = { "●", "o", TONE_GOOD },
	[TRIGGER_SHARED] = { "▲", "!", TONE_LOOK },
	[TRIGGER_NO_ROUTE] = { "?", "?", TONE_LOOK },
	[TRIGGER_UNGUARDED] = { "▲", "!", TONE_LOOK },
};

static const Trigger *trigger_at(const struct listing *listing, guint row)
{
	const Server *server = listing->data;
	return g_ptr_array_index(server->triggers, row);
}

static gboolean is_unguarded(const Trigger *trigger)
{
	return trigger->guard == NULL || strcmp(trigger->guard, "nothing seen") == 0;
}

static TriggerState state_of(const Trigger *trigger)
{
	if (trigger->route.path == NULL)
		return TRIGGER_NO_ROUTE;
	if (is_unguarded(trigger))
		return TRIGGER_UNGUARDED;
	return trigger->route.shared ? TRIGGER_SHARED : TRIGGER_FINE;
}

static Tone route_cell(const Trigger *trigger, ListingLook look, GString *out)
{
	if (trigger->route.path == NULL) {
		g_string_append(out, cell_word(N_("not found"), look));
		return TONE_LOOK;
	}
	cell_text(out, trigger->route.method, look);
	g_string_append_c(out, ' ');
	cell_text(out, trigger->route.path, look);
	return TONE_PLAIN;
}

/* How many subscriptions one event reaches: words to filter by, as those of effects. */
static Tone reach_cell(const Trigger *trigger, GString *out)
{
	static const char *const words[] = {
		[ON_EVENT_ONE] = "one",
		[ON_EVENT_ALL] = "all",
		[ON_EVENT_UNKNOWN] = "unknown",
	};
	g_string_append(out, words[trigger->effect->on_event]);
	return trigger->effect->on_event == ON_EVENT_ALL ? TONE_LOOK : TONE_PLAIN;
}

static Tone wide_cell(const Trigger *trigger, guint column, ListingLook look, GString *out)
{
	switch ((enum column_number)column) {
	case METHOD:
		cell_text(out, trigger->route.method, look);
		break;
	case PATH:
		cell_text(out, trigger->route.path, look);
		break;
	case ROUTE_SOURCE:
		if (trigger->route.path != NULL)
			g_string_append(out, sources_name(trigger->route.source));
		break;
	case ROUTE_CONFIDENCE:
		if (trigger->route.path != NULL)
			cell_number(out, trigger->route.confidence);
		break;
	case ON_SUBSCRIBE:
		g_string_append(out, on_subscribe_name(trigger->effect->on_subscribe));
		break;
	case ON_EVENT:
		g_string_append(out, on_event_name(trigger->effect->on_event));
		break;
	case ENGINE_KEY:
		g_string_append(out, cell_yes_no(trigger->effect->receives_engine_key));
		break;
	case OPTIONS:
		cell_arguments(out, trigger->options, look);
		break;
	case SECRETS:
		cell_arguments(out, trigger->secrets, look);
		break;
	default:
		break;
	}
	return TONE_PLAIN;
}

static Tone cell(const struct listing *listing, guint row, guint column, ListingLook look, GString *out)
{
	const Trigger *trigger = trigger_at(listing, row);
	TriggerState state = state_of(trigger);
	switch ((enum column_number)column) {
	case SIGN:
		g_string_append(out, look == LOOK_UTF8 ? states[state].sign : states[state].ascii);
		return states[state].tone;
	case NAME:
		cell_text(out, trigger->name, look);
		return TONE_PLAIN;
	case ROUTE:
		return route_cell(trigger, look, out);
	case REACHES:
		return reach_cell(trigger, out);
	case GUARD:
		cell_text(out, is_unguarded(trigger) ? cell_word(N_("nothing seen"), look) : trigger->guard,
			  look);
		return is_unguarded(trigger) ? TONE_LOOK : TONE_PLAIN;
	case WHAT:
		cell_paragraphs(out, trigger->description, look);
		return TONE_PLAIN;
	default:
		return wide_cell(trigger, column, look, out);
	}
}

static json_t *row_json(const struct listing *listing, guint row)
{
	return trigger_json(trigger_at(listing, row));
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint counts[G_N_ELEMENTS(states)] = { 0 };
	for (guint i = 0; i < listing->n_rows; i++)
		counts[state_of(trigger_at(listing, i))]++;
	g_string_append_printf(out, ngettext("%u trigger", "%u triggers", listing->n_rows), listing->n_rows);
	if (counts[TRIGGER_UNGUARDED] > 0)
		cell_part(out, look, _("%u with nothing seen to guard it"), counts[TRIGGER_UNGUARDED]);
	if (counts[TRIGGER_SHARED] > 0)
		cell_part(out, look, _("%u on a shared route"), counts[TRIGGER_SHARED]);
	if (counts[TRIGGER_NO_ROUTE] > 0)
		cell_part(out, look, _("%u without a known route"), counts[TRIGGER_NO_ROUTE]);
}

/* ---- the detail pane ---- */

static void detail_route(const Trigger *trigger, GPtrArray *lines)
{
	const Route *route = &trigger->route;
	if (route->path == NULL) {
		detail_add(lines, _("route"), TONE_LOOK, "%s",
			   _("not found in OpenAPI: set `route` in [server NAME trigger TRIGGER]"));
		return;
	}
	detail_add(lines, _("route"), TONE_PLAIN, "%s %s", route->method, route->path);
	detail_add(lines, NULL, TONE_DIM, "%s %.2f%s%s", sources_name(route->source), route->confidence,
		   route->why != NULL ? ": " : "", route->why != NULL ? route->why : "");
	if (route->shared)
		detail_add(lines, NULL, TONE_LOOK, "%s",
			   _("shared: the route does not name one subscription"));
}

static void detail_trigger_effect(const Trigger *trigger, GPtrArray *lines)
{
	const TriggerEffect *effect = trigger->effect;
	detail_add(lines, _("on subscribe"), TONE_PLAIN, "%s", on_subscribe_name(effect->on_subscribe));
	detail_add(lines, _("an event reaches"), effect->on_event == ON_EVENT_ALL ? TONE_LOOK : TONE_PLAIN,
		   "%s", on_event_name(effect->on_event));
	if (effect->receives_engine_key)
		detail_add(lines, _("callbacks"), TONE_LOOK, "%s", _("get the engine's key in a header"));
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_printf(text, "%s %.2f", effect_source_name(effect->source), effect->confidence);
	for (guint i = 0; effect->evidence != NULL && i < effect->evidence->len; i++)
		g_string_append_printf(text, "%s %s", i == 0 ? ":" : ",",
				       (const char *)g_ptr_array_index(effect->evidence, i));
	detail_add(lines, _("effect"), TONE_DIM, "%s", text->str);
}

static void detail(const struct listing *listing, guint row, ListingLook look, GPtrArray *lines)
{
	const Trigger *trigger = trigger_at(listing, row);
	detail_add(lines, _("trigger"), TONE_ACCENT, "%s", trigger->name);
	detail_add_text(lines, _("what it tells"), trigger->description);
	detail_route(trigger, lines);
	detail_add(lines, _("guard"), is_unguarded(trigger) ? TONE_LOOK : TONE_PLAIN, "%s",
		   is_unguarded(trigger) ? _("nothing seen") : trigger->guard);
	detail_trigger_effect(trigger, lines);
	detail_arguments(lines, _("options"), trigger->options, _("of each subscription"));
	detail_arguments(lines, _("secrets"), trigger->secrets, _("of each subscription"));
	detail_add_text(lines, _("install"), trigger->install_instructions);
	detail_add_text(lines, _("documentation"), trigger->docs);
	detail_add_json(lines, _("payload"), trigger->payload);
	detail_add(lines, _("known from"), TONE_DIM, "%s", sources_name(trigger->sources));
}

const struct listing_kind listing_triggers = {
	.name = "triggers",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "report/cells.h"

enum column_number {
	SIGN,
	EFFECT,
	CONTRADICTION,
	NAME,
	WHAT,
	DISPLAY_NAME,
	SOURCE,
	CONFIDENCE,
	DESTRUCTIVE,
	IDEMPOTENT,
	OPEN_WORLD,
	ARGUMENTS,
	ENV,
	SECRETS,
	CALL_PATH,
	N_COLUMNS,
};

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[EFFECT] = { "effect", N_("effect"), TEXT_LEFT, 6, 0, FALSE, FALSE },
	[CONTRADICTION] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[NAME] = { "action", N_("action"), TEXT_LEFT, 8, 1, FALSE, FALSE },
	[WHAT] = { "description", N_("what it does"), TEXT_LEFT, 10, 3, FALSE, FALSE },
	[DISPLAY_NAME] = { "display_name", N_("display name"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[SOURCE] = { "source", N_("source"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[CONFIDENCE] = { "confidence", N_("confidence"), TEXT_RIGHT, 0, 0, FALSE, TRUE },
	[DESTRUCTIVE] = { "destructive", N_("destructive"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[IDEMPOTENT] = { "idempotent", N_("idempotent"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[OPEN_WORLD] = { "open_world", N_("open world"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[ARGUMENTS] = { "arguments", N_("arguments"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[ENV] = { "env", N_("env"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[SECRETS] = { "secrets", N_("secrets"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[CALL_PATH] = { "call_path", N_("call path"), TEXT_LEFT, 0, 0, FALSE, TRUE },
};

static const struct {
	const char *sign, *ascii;
	Tone tone;
} kinds[EFFECT_KINDS] = {
	[EFFECT_READ] = { "○", "-", TONE_DIM },     [EFFECT_CREATE] = { "●", "+", TONE_PLAIN },
	[EFFECT_UPDATE] = { "●", "~", TONE_PLAIN }, [EFFECT_DELETE] = { "▲", "!", TONE_BAD },
	[EFFECT_SEND] = { "➤", ">", TONE_ACCENT },
};

static const Action *action_at(const struct listing *listing, guint row)
{
	const Server *server = listing->data;
	return g_ptr_array_index(server->actions, row);
}

static gboolean is_assumed(const Action *action)
{
	return action->effect->source == EFFECT_ASSUMED;
}

static const char *effect_sign(const Action *action, ListingLook look)
{
	if (is_assumed(action))
		return "?";
	return look == LOOK_UTF8 ? kinds[action->effect->kind].sign : kinds[action->effect->kind].ascii;
}

static const char *effect_word(const Action *action)
{
	return is_assumed(action) ? "assumed" : effect_kind_name(action->effect->kind);
}

static Tone effect_tone(const Action *action)
{
	if (is_assumed(action))
		return TONE_LOOK;
	return action->effect->destructive ? TONE_BAD : kinds[action->effect->kind].tone;
}

static Tone wide_cell(const Action *action, guint column, ListingLook look, GString *out)
{
	const Effect *effect = action->effect;
	switch ((enum column_number)column) {
	case DISPLAY_NAME:
		cell_text(out, action->display_name, look);
		break;
	case SOURCE:
		g_string_append(out, effect_source_name(effect->source));
		break;
	case CONFIDENCE:
		cell_number(out, effect->confidence);
		break;
	case DESTRUCTIVE:
		g_string_append(out, cell_yes_no(effect->destructive));
		break;
	case IDEMPOTENT:
		g_string_append(out, cell_yes_no(effect->idempotent));
		break;
	case OPEN_WORLD:
		g_string_append(out, cell_yes_no(effect->open_world));
		break;
	case ARGUMENTS:
		cell_arguments(out, action->arguments, look);
		break;
	case ENV:
		cell_names(out, action->env, look);
		break;
	case SECRETS:
		cell_names(out, action->secrets, look);
		break;
	case CALL_PATH:
		cell_text(out, action->call_path, look);
		break;
	default:
		break;
	}
	return TONE_PLAIN;
}

static Tone cell(const struct listing *listing, guint row, guint column, ListingLook look, GString *out)
{
	const Action *action = action_at(listing, row);
	switch ((enum column_number)column) {
	case SIGN:
		g_string_append(out, effect_sign(action, look));
		return effect_tone(action);
	case EFFECT:
		g_string_append(out, effect_word(action));
		return effect_tone(action);
	case CONTRADICTION:
		if (action->effect->contradiction != NULL)
			g_string_append(out, look == LOOK_UTF8 ? "‼" : "!!");
		return TONE_LOOK;
	case NAME:
		cell_text(out, action->name, look);
		return TONE_PLAIN;
	case WHAT:
		cell_paragraphs(out, action->description, look);
		return TONE_PLAIN;
	default:
		return wide_cell(action, column, look, out);
	}
}

static json_t *row_json(const struct listing *listing, guint row)
{
	return action_json(action_at(listing, row));
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint counts[EFFECT_KINDS] = { 0 }, assumed = 0, contradictions = 0;
	for (guint i = 0; i < listing->n_rows; i++) {
		const Action *action = action_at(listing, i);
		if (is_assumed(action))
			assumed++;
		else
			counts[action->effect->kind]++;
		contradictions += action->effect->contradiction != NULL;
	}
	g_string_append_printf(out, ngettext("%u action", "%u actions", listing->n_rows), listing->n_rows);
	for (guint i = 0; i < EFFECT_KINDS; i++)
		if (counts[i] > 0)
			cell_part(out, look, "%u %s", counts[i], effect_kind_name(i));
	if (assumed > 0)
		cell_part(out, look, _("%u assumed"), assumed);
	if (contradictions > 0)
		cell_part(out, look,
			  ngettext("%u contradicts itself", "%u contradict themselves", contradictions),
			  contradictions);
}

/* ---- the detail pane ---- */

static void detail_effect(const Action *action, ListingLook look, GPtrArray *lines)
{
	const Effect *effect = action->effect;
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_printf(text, "%s %s", effect_sign(action, look), effect_kind_name(effect->kind));
	cell_part(text, look, "%s", effect->destructive ? _("destructive") : _("not destructive"));
	cell_part(text, look, "%s", effect->idempotent ? _("idempotent") : _("not idempotent"));
	cell_part(text, look, "%s", effect->open_world ? _("open world") : _("closed world"));
	detail_add(lines, _("effect"), effect_tone(action), "%s", text->str);

	g_string_printf(text, "%s %.2f", effect_source_name(effect->source), effect->confidence);
	for (guint i = 0; effect->evidence != NULL && i < effect->evidence->len; i++)
		g_string_append_printf(text, "%s %s", i == 0 ? ":" : ",",
				       (const char *)g_ptr_array_index(effect->evidence, i));
	detail_add(lines, NULL, TONE_PLAIN, "%s", text->str);
	if (effect->contradiction != NULL)
		detail_add(lines, _("contradiction"), TONE_LOOK, "%s %s", look == LOOK_UTF8 ? "‼" : "!!",
			   effect->contradiction);
}

static void detail_needs(const Action *action, GPtrArray *lines)
{
	g_autoptr(GString) text = g_string_new(NULL);
	if (action->env == NULL && action->secrets == NULL) {
		detail_add(lines, _("needs"), TONE_DIM, "%s", _("not known: the server has no /components"));
		return;
	}
	g_string_append(text, "env ");
	cell_names_or_none(text, action->env);
	g_string_append(text, "   secrets ");
	cell_names_or_none(text, action->secrets);
	detail_add(lines, _("needs"), TONE_PLAIN, "%s", text->str);
}

static void detail(const struct listing *listing, guint row, ListingLook look, GPtrArray *lines)
{
	const Action *action = action_at(listing, row);
	detail_add(lines, _("action"), TONE_ACCENT, "%s", action->name);
	detail_add_text(lines, _("display name"), action->display_name);
	detail_add_text(lines, _("what it does"), action->description);
	detail_effect(action, look, lines);
	detail_effect_why(lines, action, listing->server, look);
	detail_arguments(lines, _("arguments"), action->arguments,
			 action->parameters == NULL ? _("not known")
			 : action->closed           ? _("closed: other arguments are refused")
						    : _("open: other arguments are let through"));
	detail_needs(action, lines);
	if (action->call_path != NULL)
		detail_add(lines, _("call"), TONE_PLAIN, "POST %s", action->call_path);
	else
		detail_add(lines, _("call"), TONE_DIM, "%s",
			   _("not an action of a connection: a tool for chats"));
	if (action->form_path != NULL)
		detail_add(lines, _("form"), TONE_PLAIN, "GET, POST %s", action->form_path);
	detail_add_text(lines, _("documentation"), action->docs);
	detail_add_json(lines, _("result"), action->result);
	detail_add_json(lines, _("errors"), action->errors);
	detail_add_json(lines, _("parameters"), action->parameters);
	detail_add(lines, _("known from"), TONE_DIM, "%s", sources_name(action->sources));
}

const struct listing_kind listing_actions = {
	.name = "actions",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signature schemes.  Notes are English whatever the locale, as the catalogue of checks is. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/cells.h"

enum column_number { SIGN, SCHEME, PROVIDER, ALGORITHM, WHERE, REFUSES, CERTAINTY, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[SCHEME] = { "scheme", N_("scheme"), TEXT_LEFT, 12, 1, FALSE, FALSE },
	[PROVIDER] = { "provider", N_("provider"), TEXT_LEFT, 10, 1, FALSE, FALSE },
	[ALGORITHM] = { "algorithm", N_("algorithm"), TEXT_LEFT, 11, 0, FALSE, FALSE },
	[WHERE] = { "where", N_("where"), TEXT_LEFT, 14, 1, FALSE, FALSE },
	[REFUSES] = { "replay", N_("a repeated request"), TEXT_LEFT, 10, 0, FALSE, FALSE },
	[CERTAINTY] = { "certainty", N_("certainty"), TEXT_LEFT, 7, 0, FALSE, FALSE },
};

static const struct {
	const char *name; /* for machines */
	const char *word, *sentence;
	const char *sign, *ascii;
	Tone tone;
} guards[] = {
	[GUARD_NONE] = { "none", N_("passes"),
			 N_("a repeated request: it cannot be told from the first, and that is the scheme's "
			    "doing"),
			 "○", "o", TONE_LOOK },
	[GUARD_UNSIGNED_ID] = { "unsigned-id", N_("id, unsigned"),
				N_("a repeated request with another id: the id is not signed"), "○", "o",
				TONE_LOOK },
	[GUARD_SIGNED_ID] = { "signed-id", N_("signed id"),
			      N_("a repeated request, unless ids are remembered for ever: no time is signed"),
			      "●", "*", TONE_PLAIN },
	[GUARD_SIGNED_TIMESTAMP] = { "signed-timestamp", N_("signed time"),
				     N_("a request that is repeated within the window, unless ids are "
					"remembered"),
				     "●", "*", TONE_GOOD },
};

static const struct {
	const char *sentence;
	Tone tone;
} certainties[N_CERTAINTIES] = {
	[CERTAINTY_VECTOR] = { N_("values that the vendor published come out"), TONE_GOOD },
	[CERTAINTY_VENDOR] = { N_("the vendor's own text or program was read"), TONE_GOOD },
	[CERTAINTY_CODE] = { N_("several public programs agree"), TONE_PLAIN },
	[CERTAINTY_RFC] = { N_("a standard says so"), TONE_GOOD },
	[CERTAINTY_MEMORY] = { N_("well known, not looked up again"), TONE_PLAIN },
	[CERTAINTY_SUMMARY] = { N_("from a summary of the vendor's page: try it on a delivery first"),
				TONE_LOOK },
	[CERTAINTY_OWN] = { N_("of your configuration"), TONE_PLAIN },
};

SchemeRow *scheme_row_new(const struct scheme *scheme)
{
	SchemePlan *plan = scheme_compile(scheme, NULL, NULL);
	if (plan == NULL)
		return NULL;
	SchemeRow *row = g_new0(SchemeRow, 1);
	*row = (SchemeRow){ scheme, plan };
	return row;
}

void scheme_row_free(SchemeRow *row)
{
	if (row == NULL)
		return;
	scheme_plan_free(row->plan);
	g_free(row);
}

static const SchemeRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

/* "X-Signature", "?signature", "/data/signature". */
static char *place_text(const SchemeField *field)
{
	static const char *const starts[] = {
		[PLACE_HEADER] = "",
		[PLACE_QUERY] = "?",
		[PLACE_BODY] = "",
		[PLACE_PATH] = "",
	};
	if (field == NULL)
		return g_strdup("");
	return g_strconcat(starts[field->place], field->name, field->several ? "*" : "", NULL);
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const SchemeRow *row = row_at(listing, number);
	const struct scheme *scheme = row->scheme;
	SchemeGuard guard = row->plan->guard;
	g_autofree char *where = place_text(row->plan->fields[FIELD_SIGNATURE]);
	const char *const texts[N_COLUMNS] = {
		[SCHEME] = scheme->id,
		[PROVIDER] = scheme->provider,
		[ALGORITHM] = scheme_algorithm_name(scheme->algorithm),
		[WHERE] = where,
		[REFUSES] = look == LOOK_CODES ? guards[guard].name : cell_word(guards[guard].word, look),
		[CERTAINTY] = scheme_certainty_name(scheme->certainty),
	};
	if (column >= N_COLUMNS)
		return TONE_PLAIN;
	if (column == SIGN)
		g_string_append(out, look == LOOK_UTF8 ? guards[guard].sign : guards[guard].ascii);
	else
		cell_text(out, texts[column], look);
	if (column == SIGN || column == REFUSES)
		return guards[guard].tone;
	return column == CERTAINTY ? certainties[scheme->certainty].tone : TONE_PLAIN;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const SchemeRow *row = row_at(listing, number);
	const struct scheme *scheme = row->scheme;
	json_t *object = json_object();
	json_set_text(object, "scheme", scheme->id);
	json_set_text(object, "provider", scheme->provider);
	json_set_text(object, "algorithm", scheme_algorithm_name(scheme->algorithm));
	json_set_text(object, "secret_form", scheme_secret_name(scheme->secret));
	json_set_text(object, "signed", scheme->signed_text);
	json_set_text(object, "signature", scheme->signature);
	json_set_text(object, "second", scheme->second);
	json_set_text(object, "separator", scheme->separator);
	json_set_text(object, "timestamp", scheme->timestamp);
	json_set_text(object, "timestamp_unit", scheme_unit_name(scheme->unit));
	json_object_set_new(object, "tolerance",
			    scheme->tolerance > 0 ? json_integer(scheme->tolerance) : json_null());
	json_set_text(object, "delivery_id", scheme->delivery_id);
	json_set_text(object, "also", scheme->also);
	json_set_text(object, "event", scheme->event);
	json_set_text(object, "replay", guards[row->plan->guard].name);
	json_object_set_new(object, "body_signed", json_boolean(row->plan->body_signed));
	json_object_set_new(object, "handshake", json_boolean(scheme->flags & SCHEME_HANDSHAKE));
	json_object_set_new(object, "legacy", json_boolean(scheme->flags & SCHEME_LEGACY));
	json_set_text(object, "certainty", scheme_certainty_name(scheme->certainty));
	json_set_text(object, "source", scheme->source);
	json_set_text(object, "note", scheme->note);
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint summaries = 0, own = 0;
	for (guint i = 0; i < listing->n_rows; i++) {
		summaries += row_at(listing, i)->scheme->certainty == CERTAINTY_SUMMARY;
		own += row_at(listing, i)->scheme->certainty == CERTAINTY_OWN;
	}
	g_string_append_printf(out, ngettext("%u scheme", "%u schemes", listing->n_rows), listing->n_rows);
	if (own > 0)
		cell_part(out, look, _("%u of your own"), own);
	if (summaries > 0)
		cell_part(out, look, _("%u from summaries only"), summaries);
}

/* ---- the detail ---- */

/* Newlines in what is signed are part of it. */
static void add_template(GPtrArray *lines, const char *label, const char *text)
{
	if (text == NULL)
		return;
	g_auto(GStrv) pieces = g_strsplit(text, "\n", -1);
	g_autofree char *shown = g_strjoinv("\\n", pieces);
	detail_add(lines, label, TONE_PLAIN, "%s", shown);
}

static void add_how(const struct scheme *scheme, GPtrArray *lines)
{
	static const struct {
		unsigned flag;
		const char *text;
	} flags[] = {
		{ SCHEME_HANDSHAKE, N_("the endpoint must first answer a challenge") },
		{ SCHEME_LEGACY, N_("its vendor has a better one") },
		{ SCHEME_EITHER_PORT, N_("the URL is tried with and without its default port") },
		{ SCHEME_KEY_BY_ID, N_("the request names the key that is to be used") },
		{ SCHEME_CERTIFICATE, N_("the request names the URL of a certificate: its host must be "
					 "checked") },
	};
	if (scheme->tolerance > 0)
		detail_add(lines, _("tolerance"), TONE_PLAIN,
			   ngettext("%u second", "%u seconds", scheme->tolerance), scheme->tolerance);
	else if (scheme->unit != TIME_NONE)
		detail_add(lines, _("tolerance"), TONE_LOOK, "%s",
			   _("none is prescribed: give one with --tolerance"));
	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
		if ((scheme->flags & flags[i].flag) != 0)
			detail_add_text(lines, _("note"), _(flags[i].text));
}

/* What a receiver that does all that the scheme allows lets through. */
static void add_limits(const SchemePlan *plan, GPtrArray *lines)
{
	guint32 address = TEMPLATE_USES(TEMPLATE_URL) | TEMPLATE_USES(TEMPLATE_PATH) |
			  TEMPLATE_USES(TEMPLATE_PATH_QUERY) | TEMPLATE_USES(TEMPLATE_PLIVO_URL);
	gboolean form = (plan->uses & TEMPLATE_USES(TEMPLATE_SORTED_FORM)) != 0;
	AlgorithmKind kind = scheme_kind(plan->scheme);
	if (kind != KIND_NONE)
		detail_add_text(lines, _("refuses"), _("a request without the right signature or value"));
	if (plan->body_signed || form)
		detail_add_text(lines, NULL, _("a request whose body was changed"));
	if (plan->guard == GUARD_SIGNED_TIMESTAMP)
		detail_add_text(lines, NULL, _("an old request, by its signed time"));
	if (plan->id_signed)
		detail_add_text(lines, NULL, _("a repeated request, by its signed id, where ids are kept"));
	detail_add_text(lines, _("cannot refuse"), _(guards[plan->guard].sentence));
	if (!plan->body_signed && !form)
		detail_add_text(lines, NULL, _("another body, or parts of it: the body is not signed whole"));
	if ((plan->uses & address) == 0 && kind != KIND_NONE)
		detail_add_text(lines, NULL,
				_("a request that was made for another endpoint with the same secret"));
}

static void detail(const struct listing *listing, guint number, ListingLook look, GPtrArray *lines)
{
	const SchemeRow *row = row_at(listing, number);
	const struct scheme *scheme = row->scheme;
	detail_add(lines, _("scheme"), TONE_ACCENT, "%s", scheme->id);
	detail_add_text(lines, _("provider"), scheme->provider);
	detail_add_text(lines, _("algorithm"), scheme_algorithm_name(scheme->algorithm));
	detail_add_text(lines, _("secret"),
			scheme_is_asymmetric(scheme) ? _("a key pair: PEM, or base64 or hex of its bytes")
						     : scheme_secret_name(scheme->secret));
	add_template(lines, scheme_kind(scheme) == KIND_JWT ? _("claims") : _("signed"), scheme->signed_text);
	add_template(lines, _("signature"), scheme->signature);
	add_template(lines, _("or"), scheme->second);
	add_template(lines, _("timestamp"), scheme->timestamp);
	if (scheme->unit != TIME_NONE)
		detail_add_text(lines, _("time in"), scheme_unit_name(scheme->unit));
	add_template(lines, _("delivery id"), scheme->delivery_id);
	add_template(lines, _("also"), scheme->also);
	detail_add_text(lines, _("event"), scheme->event);
	add_how(scheme, lines);
	add_limits(row->plan, lines);
	detail_add(lines, _("certainty"), certainties[scheme->certainty].tone, "%s",
		   _(certainties[scheme->certainty].sentence));
	detail_add_text(lines, _("source"), scheme->source);
	detail_add_text(lines, _("remarks"), scheme->note);
}

const struct listing_kind listing_schemes = {
	.name = "schemes",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};

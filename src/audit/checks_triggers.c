/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Triggers, what their documents say: texts, payloads. */
#include "audit/checks_families.h"
#include "audit/schema_shape.h"

enum { PLACES_OF_ONE = 8 };

static gboolean is_blank(const char *text)
{
	while (text != NULL && g_unichar_isspace(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	return text == NULL || *text == '\0';
}

static gboolean has_triggers(Judgement *judgement, const Evidence *evidence)
{
	if (evidence->server->triggers->len > 0)
		return TRUE;
	judge_skip(judgement, "the server has no triggers");
	return FALSE;
}

static void look_for_texts(Judgement *judgement, const Evidence *evidence, const Trigger *trigger)
{
	const struct {
		const char *text, *name, *pointer;
	} texts[] = { { trigger->description, "description", "/description" },
		      { trigger->docs, "docs", "/docs" },
		      { trigger->install_instructions, "install instructions", "/installInstructions" } };
	g_autoptr(GString) missing = g_string_new(NULL);
	const char *first = NULL;
	guint count = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		if (!is_blank(texts[i].text))
			continue;
		if (first == NULL)
			first = texts[i].pointer;
		g_string_append_printf(missing, "%s%s", count++ > 0 ? ", " : "", texts[i].name);
	}
	if (count == 0)
		return;
	g_autofree char *pointer = pointer_of_trigger(evidence, trigger, first);
	Finding *finding = judge_fail(judgement, "missing: %s", missing->str);
	finding_at(finding, trigger->name, NULL);
	finding_document(finding, "manifest", pointer);
}

static void judge_documented(Judgement *judgement, const Evidence *evidence)
{
	if (!has_triggers(judgement, evidence))
		return;
	const GPtrArray *triggers = evidence->server->triggers;
	for (guint i = 0; i < triggers->len; i++)
		look_for_texts(judgement, evidence, triggers->pdata[i]);
	if (judge_failures(judgement) == 0)
		judge_pass(judgement,
			   "each of the %u triggers has a description, docs and install instructions",
			   triggers->len);
}

static void loose_payload(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			  const LoosePlace *place)
{
	g_autofree char *rest = g_strconcat("/schema/properties/payload", place->pointer, NULL);
	g_autofree char *pointer = pointer_of_trigger(evidence, trigger, rest);
	gboolean whole = place->name[0] == '\0';
	Finding *finding = judge_fail(judgement, "%s%.200s %s", whole ? "the payload" : "in the payload, ",
				      place->name, shape_words(place->shape));
	finding_at(finding, trigger->name, NULL);
	finding_document(finding, "manifest", pointer);
}

static void judge_schema(Judgement *judgement, const Evidence *evidence)
{
	if (!has_triggers(judgement, evidence))
		return;
	const GPtrArray *triggers = evidence->server->triggers;
	for (guint i = 0; i < triggers->len; i++) {
		const Trigger *trigger = triggers->pdata[i];
		if (trigger->payload == NULL) {
			g_autofree char *pointer = pointer_of_trigger(evidence, trigger, "/schema");
			Finding *finding = judge_fail(judgement, "the payload has no schema");
			finding_document(finding_at(finding, trigger->name, NULL), "manifest", pointer);
			continue;
		}
		g_autoptr(GPtrArray) places =
			schema_loose_places(trigger->payload, trigger->payload_root, PLACES_OF_ONE);
		for (guint j = 0; j < places->len; j++)
			loose_payload(judgement, evidence, trigger, places->pdata[j]);
	}
	if (judge_failures(judgement) == 0)
		judge_pass(judgement, "the payloads of all %u triggers are described", triggers->len);
}

const struct check checks_triggers[] = {
	{ { .id = "triggers.documented",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A1",
	    .title = "Triggers say what they are and how they are installed",
	    .why = "Whoever installs a trigger without instructions guesses: webhooks are left unsigned, or "
		   "are "
		   "pointed at the wrong subscription.",
	    .how = "Each trigger of the manifest is looked at. It fails where `description`, `docs` or "
		   "`installInstructions` is missing or blank.",
	    .fix = "Give each trigger a description of the event, docs that say how it is signed and what it "
		   "carries, and instructions for the person who sets it up.",
	    .snippet = "Trigger(\n"
		       "    name=\"ticket_created\",\n"
		       "    description=\"A ticket was created.\",\n"
		       "    docs=\"Signed with HMAC-SHA256 over '<timestamp>.<body>'.\",\n"
		       "    install_instructions=\"Enter the same signing secret in the desk.\",\n"
		       ")\n",
	    .mistaken = "A trigger that needs no installation at all. Say so in its instructions.",
	    .owasp = "API9:2023",
	    .cwe = "CWE-1059" },
	  CHECK_NEEDS_MANIFEST,
	  NULL,
	  judge_documented },
	{ { .id = "triggers.schema",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R4 R5 B3",
	    .title = "Payloads are described by a schema",
	    .why = "A payload that may be anything carries whatever the sender put in, wanted or not: "
		   "personal "
		   "data, markup, fields that a flow takes for its own.",
	    .how = "The payload's schema of each trigger is walked, through its `$ref`s, which may stand in "
		   "the "
		   "nearest enclosing `$defs`. It fails where there is none, and where a part of it is "
		   "untyped, a "
		   "free-form object, a list of anything, or a `$ref` that leads nowhere. A model that only "
		   "lacks `additionalProperties: false` passes.",
	    .fix = "Describe what is dispatched by a model with named, typed fields, and copy only those.",
	    .snippet = "class TicketCreated(BaseModel):\n"
		       "    model_config = ConfigDict(extra=\"forbid\")\n"
		       "    ticket_id: int = Field(ge=1)\n"
		       "    subject: str = Field(max_length=150)\n",
	    .mistaken = "A trigger whose purpose is to pass on any document. Name the envelope at least, and "
			"accept the finding with its reason.",
	    .owasp = "API3:2023 API10:2023",
	    .cwe = "CWE-20" },
	  CHECK_NEEDS_MANIFEST,
	  NULL,
	  judge_schema },
	{ { NULL } },
};

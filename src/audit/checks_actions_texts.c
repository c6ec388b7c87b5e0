/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the names and texts of actions say of their effects. */
#include <string.h>

#include "audit/action_answers.h"
#include "audit/action_judging.h"
#include "audit/checks_families.h"
#include "audit/words.h"
#include "audit/words_prose.h"
#include "base/json.h"

/* ---- actions.documented ---- */

static gboolean is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

static void add_part(GString *parts, const char *part)
{
	g_string_append_printf(parts, "%s%s", parts->len > 0 ? ", " : "", part);
}

static void judge_own_texts(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	g_autoptr(GString) missing = g_string_new(NULL);
	g_autoptr(GString) empty = g_string_new(NULL);
	if (is_blank(action->display_name))
		add_part(missing, "display name");
	if (is_blank(action->description))
		add_part(missing, "description");
	else if (words_repeat_name(action->description, action->name))
		add_part(empty, "description");
	if (is_blank(action->docs))
		add_part(missing, "docs");
	else if (words_repeat_name(action->docs, action->name))
		add_part(empty, "docs");
	if (missing->len == 0 && empty->len == 0)
		return;
	action_says(judgement, VERDICT_FAIL, evidence, action, NULL, "", "%s%s%s%s%s",
		    missing->len > 0 ? "missing: " : "", missing->str,
		    missing->len > 0 && empty->len > 0 ? "; " : "",
		    empty->len > 0 ? "says no more than the name: " : "", empty->str);
}

static void judge_documented(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	judge_own_texts(judgement, evidence, action);
	for (guint i = 0; i < action->arguments->len; i++) {
		const Argument *argument = action->arguments->pdata[i];
		if (!is_blank(argument->doc))
			continue;
		g_autoptr(GString) pointer = g_string_new(ACTION_PARAMETERS "/properties");
		weir_json_pointer_push(pointer, argument->name);
		action_says(judgement, VERDICT_FAIL, evidence, action, argument->name, pointer->str,
			    "the argument has neither argumentDocs nor a description");
	}
}

/* ---- actions.effect-stated ---- */

static gboolean states_effect(const Action *action)
{
	return words_write_said(action->description) || words_write_said(action->docs) ||
	       words_write_said(action->display_name);
}

static void judge_effect_stated(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	const Effect *effect = action->effect;
	if (!effect->mutating || states_effect(action))
		return;
	if (effect->source == EFFECT_ASSUMED && effect->evidence->len == 0)
		action_says(judgement, VERDICT_UNKNOWN, evidence, action, NULL, "",
			    "no word of it tells whether it changes anything: say so in its description");
	else
		action_says(judgement, VERDICT_FAIL, evidence, action, NULL, "",
			    "neither display name, description nor docs say what it changes");
}

/* ---- actions.hidden-write ---- */

/* The phrases in quotes of an effect's contradiction, whose other words are translated; g_free(). */
static char *phrases_of(const char *contradiction)
{
	g_auto(GStrv) parts = g_strsplit(contradiction, "\"", 5);
	return g_strv_length(parts) >= 4 ? g_strdup_printf("\"%s\" against \"%s\"", parts[1], parts[3])
					 : g_strdup("two phrases are against each other");
}

static gboolean name_reads(const Action *action)
{
	Effect *effect = effect_infer(action->name, NULL, NULL);
	gboolean reads = effect->kind == EFFECT_READ && effect->source == EFFECT_INFERRED;
	effect_free(effect);
	return reads;
}

static gboolean text_contradicts(Judgement *judgement, const Evidence *evidence, const Action *action,
				 const char *text, const char *rest, const char *const *arguments)
{
	Effect *effect = effect_infer(action->name, text, arguments);
	gboolean against = effect->contradiction != NULL;
	if (against) {
		g_autofree char *phrases = phrases_of(effect->contradiction);
		Finding *finding =
			action_says(judgement, VERDICT_FAIL, evidence, action, NULL, rest,
				    "the name says that it reads, but it writes, too: %s", phrases);
		finding_shows(finding, NULL, text);
	}
	effect_free(effect);
	return against;
}

static void judge_hidden_write(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	if (!name_reads(action)) {
		if (action->effect->contradiction == NULL || action->effect->kind == EFFECT_READ)
			return;
		g_autofree char *phrases = phrases_of(action->effect->contradiction);
		action_says(judgement, VERDICT_FAIL, evidence, action, NULL, "",
			    "it is told to be a lookup, but it writes: %s", phrases);
		return;
	}
	for (guint i = 0; i < action->arguments->len; i++)
		g_ptr_array_add(names, ((Argument *)action->arguments->pdata[i])->name);
	g_ptr_array_add(names, NULL);
	gboolean against = text_contradicts(judgement, evidence, action, action->description, "/description",
					    (const char *const *)names->pdata);
	if (!against && action->docs != NULL)
		against = text_contradicts(judgement, evidence, action, action->docs, "/docs", NULL);
	if (!against && action_saw_change(evidence, action, NULL))
		action_says(judgement, VERDICT_UNKNOWN, evidence, action, NULL, "/name",
			    "nothing says that it writes, but called twice it answers other numbers: "
			    "actions.read-changes judges that");
}

/* ---- actions.narrow ---- */

static void judge_narrow(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	ActionFaults faults;
	if (words_vague_verb(action->name))
		action_says(judgement, VERDICT_FAIL, evidence, action, NULL, "/name",
			    "the name says that something is done, but not what");
	action_choices(evidence, action, &faults);
	for (guint i = 0; i < faults.rows->len; i++) {
		const ActionFault *fault = faults.rows->pdata[i];
		action_says(judgement, VERDICT_FAIL, evidence, action, fault->argument, fault->pointer, "%s",
			    fault->what);
	}
	if (faults.cut && faults.rows->len == 0)
		action_says(judgement, VERDICT_UNKNOWN, evidence, action, NULL, ACTION_PARAMETERS,
			    ACTION_TOO_LARGE);
	action_faults_clear(&faults);
}

/* ---- actions.multiple-effects ---- */

static gboolean says_many(Judgement *judgement, const Evidence *evidence, const Action *action,
			  const char *text, const char *rest)
{
	g_autofree char *phrase = words_many_things(text, action->name);
	if (phrase == NULL)
		return FALSE;
	Finding *finding = action_says(judgement, VERDICT_FAIL, evidence, action, NULL, rest,
				       "the name is about one thing, the text says \"%.80s\"", phrase);
	finding_shows(finding, NULL, phrase);
	return TRUE;
}

static void judge_multiple_effects(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	if (!action->effect->mutating)
		return;
	if (action_is_vague(evidence, action)) {
		action_says(judgement, VERDICT_UNKNOWN, evidence, action, NULL, "",
			    "what it does is not known while actions.narrow fails for it");
		return;
	}
	if (!says_many(judgement, evidence, action, action->description, "/description"))
		says_many(judgement, evidence, action, action->docs, "/docs");
}

/* ---- actions.destructive ---- */

static gboolean documents_loss(const Action *action)
{
	return words_loss_said(action->description) || words_loss_said(action->docs) ||
	       words_loss_said(action->name);
}

static void judge_destructive(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	const Effect *effect = action->effect;
	if (!effect->destructive)
		return;
	gboolean deletes = effect->kind == EFFECT_DELETE;
	gboolean named = words_name_deletes(action->name);
	if (action_is_vague(evidence, action))
		action_says(judgement, VERDICT_UNKNOWN, evidence, action, NULL, "",
			    "what it does is not known while actions.narrow fails for it");
	else if (effect->source == EFFECT_ASSUMED)
		action_says(judgement, VERDICT_UNKNOWN, evidence, action, NULL, "",
			    "no word of it tells whether anything is lost by it");
	else if (deletes && !named)
		action_says(judgement, VERDICT_FAIL, evidence, action, NULL, "/name",
			    "it deletes, and its name does not say so");
	else if (deletes && words_name_detaches(action->name) && states_effect(action))
		return;
	else if (!documents_loss(action))
		action_says(judgement, VERDICT_FAIL, evidence, action, NULL, "",
			    "description and docs do not say what is lost, and whether it can be had back");
}

/* ---- actions.idempotency ---- */

static gboolean has_key(const Action *action)
{
	for (guint i = 0; i < action->arguments->len; i++)
		if (words_idempotency_argument(((Argument *)action->arguments->pdata[i])->name))
			return TRUE;
	return FALSE;
}

static gboolean speaks_of_retries(const Action *action)
{
	if ((action->description != NULL && words_retry_said(action->description)) ||
	    (action->docs != NULL && words_retry_said(action->docs)))
		return TRUE;
	for (guint i = 0; i < action->arguments->len; i++) {
		const Argument *argument = action->arguments->pdata[i];
		if (argument->doc != NULL && words_retry_said(argument->doc))
			return TRUE;
	}
	return FALSE;
}

static void judge_idempotency(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	const Effect *effect = action->effect;
	gboolean repeats = effect->kind == EFFECT_CREATE || effect->kind == EFFECT_SEND ||
			   (effect->mutating && !effect->idempotent && effect->kind != EFFECT_DELETE);
	if (!repeats || effect->source == EFFECT_ASSUMED || words_name_repeatable(action->name))
		return;
	if (!has_key(action) && !speaks_of_retries(action))
		action_says(judgement, VERDICT_FAIL, evidence, action, NULL, "",
			    "no argument makes a retry safe, and no text says what a retry does");
}

/* ---- the table ---- */

JUDGE_EACH(judge_documented, "every action and argument has its texts")
JUDGE_EACH(judge_effect_stated, "the texts of every action that writes say what it changes")
JUDGE_EACH(judge_hidden_write, "no action with the name of a lookup is said to write")
JUDGE_EACH(judge_narrow, "every action does one thing that its name tells")
JUDGE_EACH(judge_multiple_effects, "no action for one thing is said to change many")
JUDGE_EACH(judge_destructive, "what is lost by an action is named and documented")
JUDGE_EACH(judge_idempotency, "it is said of every action that creates or sends what a retry does")

/* What level active saw; the documents are enough. */
static const char *const reads_calls[] = { "manifest", "call-read", "call-read-again", NULL };

const struct check checks_actions_texts[] = {
	{ { .id = "actions.documented",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A1 B6",
	    .title = "Actions and their arguments are documented",
	    .why = "Who builds a workflow sees display name, description and docs, and nothing of the code. "
		   "Where they are missing or only repeat the name, people and language models guess, and "
		   "call the wrong action on real data.",
	    .how = "Manifest: each action needs a display name, a description and docs, each argument an "
		   "entry in argumentDocs or a description. A description or docs whose words are all in the "
		   "name count as missing; a display name may repeat it.",
	    .fix = "Write what the action does, to what, and what comes back; and a sentence for each "
		   "argument.",
	    .snippet = "class CloseTicketArgs(BaseModel):\n"
		       "    ticket_id: int = Field(description=\"The number shown in the desk.\", ge=1)\n\n"
		       "# display name: \"Close ticket\"\n"
		       "# docs: \"Sets the status of one ticket to closed. Side effect: that field only.\"\n",
	    .mistaken = "A text in a language whose articles are not in the tables, or a description that is "
			"as short as its name because there is no more to say.",
	    .owasp = "API9:2023",
	    .cwe = "CWE-1059" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_documented_of_all },
	{ { .id = "actions.effect-stated",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A1 A5",
	    .title = "Actions that write say what they change",
	    .why = "An action that changes another system without saying so is put into a workflow as if it "
		   "were harmless, and is found out by what it did.",
	    .how = "Manifest: an action whose effect is not read (declared, or told by its words) needs a "
		   "display name, description or docs that state by themselves what is created, changed, "
		   "deleted or sent. Where no word tells whether it writes, it is unknown.",
	    .fix = "Name the side effect in the docs, also where it seems plain from the name.",
	    .snippet = "# docs: \"Replaces the assignee of one ticket. Side effect: that field only.\"\n",
	    .mistaken =
		    "A verb that the tables do not know, or a text in another language. Declare the effect "
		    "with `x-effect`, or set `effect` of the action in the configuration.",
	    .owasp = "API9:2023",
	    .cwe = "CWE-1059" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_effect_stated_of_all },
	{ { .id = "actions.hidden-write",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A6",
	    .title = "Lookups do not write",
	    .why = "Reads are called freely: in loops, in previews, by models that explore. One that also "
		   "tags, counts or creates changes data each time, and nobody looks for it there.",
	    .how = "Manifest: the name says read (get, find, lookup ...) and description, docs or an "
		   "argument "
		   "says write. What is denied (\"changes nothing\") is no write.",
	    .fix = "Split it: one action that only reads, another that writes and says so in its name.",
	    .snippet = "async def lookup_customer(args: LookupArgs) -> Customer: ...  # reads\n"
		       "async def tag_customer(args: TagArgs) -> Tagged: ...          # writes\n",
	    .mistaken = "A description that tells of what other actions or people write. Reword it, or "
			"suppress the finding as a false positive.",
	    .owasp = "API6:2023",
	    .cwe = "CWE-1059 CWE-684" },
	  CHECK_NEEDS_MANIFEST | CHECK_PROBES_OPTIONAL | CHECK_OF_MODEL,
	  reads_calls,
	  judge_hidden_write_of_all },
	{ { .id = "actions.narrow",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A2",
	    .title = "Each action does one thing",
	    .why = "`manage_ticket` with an argument `operation` is every action at once: whoever may close "
		   "a "
		   "ticket may delete it, and no review, limit or permission can tell them apart.",
	    .how = "Manifest: a vague verb at the head of the name (manage, process, handle, do, run), an "
		   "argument `operation`, `action` or `command`, or an enum with two verbs of effect. "
		   "Statuses, "
		   "`mode`, and the filters of an action that reads are left out.",
	    .fix = "Make an action for each effect: create_ticket, close_ticket, delete_ticket.",
	    .snippet = "# instead of manage_ticket(operation: str, data: dict):\n"
		       "async def create_ticket(args: CreateTicketArgs) -> Ticket: ...\n"
		       "async def close_ticket(args: CloseTicketArgs) -> Ticket: ...\n",
	    .mistaken =
		    "An argument `action` that only filters or labels, or a name whose first word is a noun "
		    "(\"run\" of a pipeline).",
	    .owasp = "API5:2023",
	    .cwe = "CWE-749" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_narrow_of_all },
	{ { .id = "actions.multiple-effects",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A7",
	    .title = "An action for one thing changes one thing",
	    .why = "Who calls close_ticket expects one closed ticket. Where it closes all of the "
		   "requester's, "
		   "one wrong call is an incident.",
	    .how = "Manifest: the name is about one thing, and description or docs say all, every, each or "
		   "bulk "
		   "of things. \"All fields\", \"each call\" and what belongs to the one thing are left out; "
		   "unknown while actions.narrow fails for the action.",
	    .fix = "Change one resource in a call, or say it in the name (close_all_tickets) and cap how "
		   "many.",
	    .snippet = "async def close_ticket(args: CloseTicketArgs) -> Ticket:\n"
		       "    return await desk.close(args.ticket_id)  # this one, no other\n",
	    .mistaken = "A sentence about what other calls do, or about who sees the result.",
	    .owasp = "API6:2023",
	    .cwe = "CWE-684" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_multiple_effects_of_all },
	{ { .id = "actions.destructive",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A5 B6 P3",
	    .title = "Destructive actions say so",
	    .why = "What cannot be undone must be called on purpose. A delete that looks like any other "
		   "action "
		   "is called by accident, by a model or by a workflow that was copied.",
	    .how = "Manifest: an action that deletes or overwrites needs a verb of loss in its name, and "
		   "texts "
		   "that say what is lost or how it is had back. Removing something from where it is "
		   "(remove, "
		   "cancel, unlink) only needs its effect stated. Unknown while actions.narrow fails for it.",
	    .fix = "Name it for what it does and write \"permanently\", \"cannot be undone\", or \"moves to "
		   "the "
		   "trash for 30 days\"; ask for a confirmation argument.",
	    .snippet = "class DeleteTicketArgs(BaseModel):\n"
		       "    model_config = ConfigDict(extra=\"forbid\")\n"
		       "    ticket_id: int = Field(ge=1)\n"
		       "    confirm: Literal[True]  # never by accident\n"
		       "# description: \"Permanently delete one ticket. Cannot be undone.\"\n",
	    .mistaken = "A delete that can be undone and says so in words that the tables do not know.",
	    .owasp = "API6:2023",
	    .cwe = "CWE-1059 CWE-749" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_destructive_of_all },
	{ { .id = "actions.idempotency",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A12",
	    .title = "Retries are safe, or said not to be",
	    .why = "The platform and its users retry when an answer is late. Without a key, or at least a "
		   "word "
		   "on it, a ticket, payment or e-mail is made twice.",
	    .how = "Manifest: an action that creates, sends, pays, adds or increments needs an argument such "
		   "as "
		   "idempotency_key or external_id, or a word on retries in its texts. set, assign, close, "
		   "approve, store and delete are exempt: twice is once.",
	    .fix = "Take a key from the caller and hand it on, or document that a retry makes a second one.",
	    .snippet =
		    "class CreateTicketArgs(BaseModel):\n"
		    "    external_id: str = Field(min_length=8, max_length=64, description=\"Same key, same "
		    "ticket.\")\n",
	    .mistaken =
		    "A creation that the other system itself makes unique (a name, an e-mail address): say "
		    "so in the docs.",
	    .owasp = "API6:2023",
	    .cwe = "CWE-837" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_idempotency_of_all },
	{ { NULL } },
};

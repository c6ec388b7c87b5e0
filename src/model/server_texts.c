/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of an action, as the inference of its effect wants them. */
#include "model/server.h"

struct ActionTexts {
	EffectTexts texts;
	GPtrArray *names, *docs; /* borrowed strings, NULL-terminated */
};

ActionTexts *action_texts_new(const Action *action)
{
	ActionTexts *texts = g_new0(ActionTexts, 1);
	texts->names = g_ptr_array_new();
	texts->docs = g_ptr_array_new();
	for (guint i = 0; i < action->arguments->len; i++) {
		const Argument *argument = g_ptr_array_index(action->arguments, i);
		g_ptr_array_add(texts->names, argument->name);
		g_ptr_array_add(texts->docs, argument->doc);
	}
	g_ptr_array_add(texts->names, NULL);
	g_ptr_array_add(texts->docs, NULL);
	texts->texts = (EffectTexts){ .name = action->name,
				      .display_name = action->display_name,
				      .description = action->description,
				      .docs = action->docs,
				      .arguments = (const char *const *)texts->names->pdata,
				      .argument_docs = (const char *const *)texts->docs->pdata,
				      .parameters = action->parameters,
				      .result = action->result };
	return texts;
}

void action_texts_free(ActionTexts *texts)
{
	if (texts == NULL)
		return;
	g_ptr_array_unref(texts->names);
	g_ptr_array_unref(texts->docs);
	g_free(texts);
}

const EffectTexts *action_texts(const ActionTexts *texts)
{
	return &texts->texts;
}

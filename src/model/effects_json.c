/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/effects.h"

static json_t *lines(const GPtrArray *evidence)
{
	json_t *array = json_array();
	for (guint i = 0; i < evidence->len; i++)
		json_array_append_new(array, json_string(g_ptr_array_index(evidence, i)));
	return array;
}

/* Two decimals: more would only pretend. */
static json_t *rounded(double confidence)
{
	return json_real((double)(int)(confidence * 100 + 0.5) / 100);
}

json_t *effect_json(const Effect *effect)
{
	json_t *object = json_object();
	json_object_set_new(object, "kind", json_string(effect_kind_name(effect->kind)));
	json_object_set_new(object, "mutating", json_boolean(effect->mutating));
	json_object_set_new(object, "destructive", json_boolean(effect->destructive));
	json_object_set_new(object, "idempotent", json_boolean(effect->idempotent));
	json_object_set_new(object, "open_world", json_boolean(effect->open_world));
	json_object_set_new(object, "source", json_string(effect_source_name(effect->source)));
	json_object_set_new(object, "confidence", rounded(effect->confidence));
	json_object_set_new(object, "evidence", lines(effect->evidence));
	if (effect->contradiction != NULL)
		json_object_set_new(object, "contradiction", json_string(effect->contradiction));
	return object;
}

json_t *trigger_effect_json(const TriggerEffect *effect)
{
	json_t *object = json_object();
	json_object_set_new(object, "on_subscribe", json_string(on_subscribe_name(effect->on_subscribe)));
	json_object_set_new(object, "on_event", json_string(on_event_name(effect->on_event)));
	json_object_set_new(object, "receives_engine_key", json_boolean(effect->receives_engine_key));
	json_object_set_new(object, "source", json_string(effect_source_name(effect->source)));
	json_object_set_new(object, "confidence", rounded(effect->confidence));
	json_object_set_new(object, "evidence", lines(effect->evidence));
	return object;
}

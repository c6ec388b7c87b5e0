/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A made-up server (a bicycle workshop) and the recorded ones, for the tests of model/server. */
#pragma once

#include <string.h>

#include "base/json.h"
#include "model/server.h"
#include "suite.h"

static inline json_t *parse(const char *text)
{
	json_error_t error;
	json_t *json = json_loads(text, JSON_DECODE_ANY, &error);
	ck_assert_msg(json != NULL, "%s at %d", error.text, error.position);
	return json;
}

/* ' for ", so that documents can be read here. */
static inline json_t *parse_quoted(const char *text)
{
	g_autofree char *copy = g_strdelimit(g_strdup(text), "'", '"');
	return parse(copy);
}

/* NULL without ../shared. */
static inline json_t *recorded(const char *server, const char *document)
{
	g_autofree char *name = g_strdup_printf("contract/%s/%s.json", server, document);
	g_autofree char *path = suite_shared(name);
	return path != NULL ? json_load_file(path, 0, NULL) : NULL;
}

/* A note that holds both texts. */
static inline gboolean has_note(const Server *server, const char *place, const char *says)
{
	for (guint i = 0; i < server->notes->len; i++) {
		const char *note = g_ptr_array_index(server->notes, i);
		if (strstr(note, place) != NULL && strstr(note, says) != NULL)
			return TRUE;
	}
	return FALSE;
}

static const char WORKSHOP_MANIFEST[] =
	"{'actions':[{'type':'action','name':'book_repair','description':'Book a repair.',"
	"'displayName':'Book a repair','docs':'Books **one** slot.',"
	"'argumentDocs':{'frame':'The number under the bracket.'},"
	"'schema':{'call':{'type':'function','function':{'name':'book_repair','parameters':"
	"{'type':'object','additionalProperties':false,'required':['frame'],"
	"'$defs':{'Day':{'type':'string','format':'date','description':'A day'}},"
	"'properties':{'frame':{'type':'integer','minimum':1,'maximum':9,'description':'Frame'},"
	"'day':{'$ref':'#/$defs/Day'},'parts':{'type':'array','items':{'type':'string'},"
	"'maxItems':3}}}}},'result':{'type':'object'},'errors':[{'type':'string'}]}},"
	"{'type':'action','name':'delete_bike','description':'Delete a bicycle for good.',"
	"'schema':{'call':{'function':{'parameters':{'type':'object','properties':{}}}},"
	"'result':null,'errors':[]}}],"
	"'triggers':[{'type':'trigger','name':'repair_done','description':'A repair is done',"
	"'docs':'Signed with HMAC-SHA256.','installInstructions':'Choose a secret.',"
	"'schema':{'properties':{'id':{'type':'string'},'payload':{'$ref':'#/$defs/Done'}},"
	"'$defs':{'Done':{'type':'object','properties':{'frame':{'type':'integer'}}}}},"
	"'subscriptionSchema':{'properties':{'callback':{},'data':{'properties':{"
	"'options':{'type':'object','properties':{'shop':{'type':'string','maxLength':8}},"
	"'required':['shop']},"
	"'secrets':{'type':'object','properties':{'signingSecret':{'type':'string'}}}}}}}}],"
	"'connection':{'properties':{'options':{'properties':{'city':{'enum':['Lund','Oslo']}}},"
	"'secrets':{'properties':{'apiKey':{'type':'string'}},'required':['apiKey']}}},"
	"'installInstructions':'Ask the shop.','docs':null,'author':'A. Smith','email':'a@shop.example',"
	"'url':null,'apiRateLimitInfo':'10 a second','requiredPermissions':null}";

static const char WORKSHOP_COMPONENTS[] =
	"[{'name':'book_repair','ebbotArguments':[],'description':'Book a repair.',"
	"'env':['city'],'secrets':['apiKey'],'toolSchema':{'function':{'parameters':"
	"{'type':'object','additionalProperties':false,'required':['frame'],"
	"'$defs':{'Day':{'type':'string','format':'date','description':'A day'}},"
	"'properties':{'frame':{'type':'integer','minimum':1,'maximum':9,'description':'Frame'},"
	"'day':{'$ref':'#/$defs/Day'},'parts':{'type':'array','items':{'type':'string'},"
	"'maxItems':3}}}}},'displayName':'Book a repair'},"
	"{'name':'greet_rider','ebbotArguments':['user'],'description':'Greet the rider',"
	"'env':[],'secrets':[],'toolSchema':{'function':{'parameters':{'type':'object',"
	"'properties':{'word':{'type':'string'}}}}},'displayName':null}]";

static const char WORKSHOP_OPENAPI[] =
	"{'openapi':'3.1.0','info':{'title':'Workshop','version':'2.1'},'paths':{"
	"'/liveness':{'get':{}},"
	"'/connections':{'post':{'requestBody':{'content':{'application/json':{'schema':"
	"{'$ref':'#/components/schemas/Connection'}}}}}},"
	"'/connections/{connection_id}/form/book_repair':{'get':{},'post':{}},"
	"'/connections/{connection_id}/call/book_repair':{'post':{'requestBody':{'content':"
	"{'application/json':{'schema':{'$ref':'#/components/schemas/BookArgs'}}}},"
	"'responses':{'200':{'content':{'application/json':{'schema':{}}}}}}},"
	"'/connections/{connection_id}/call/delete_bike':{'post':{}},"
	"'/connections/{connection_id}/subscriptions/repair_done':{'post':{'requestBody':{'content':"
	"{'application/json':{'schema':{'$ref':'#/components/schemas/Subscription'}}}}}},"
	"'/connections/{connectionId}/subscriptions/{subscriptionId}':{'get':{},'delete':{}},"
	"'/workshop/repair-done/{subscriptionId}':{'post':{'parameters':[{'name':'subscriptionId',"
	"'in':'path'}]},'get':{}},"
	"'/workshop/ping':{'get':{}}},"
	"'components':{'schemas':{"
	"'BookArgs':{'type':'object','properties':{'frame':{'$ref':'#/components/schemas/Frame'}},"
	"'required':['frame']},'Frame':{'type':'integer','description':'From OpenAPI'},"
	"'Connection':{'properties':{'options':{'properties':{'city':{}}},"
	"'secrets':{'properties':{'apiKey':{},'pin':{}}}}},"
	"'Data':{'properties':{'options':{'$ref':'#/components/schemas/Options'},"
	"'secrets':{'properties':{}}}},'Options':{'properties':{'shop':{'type':'string'}}},"
	"'Subscription':{'properties':{'data':{'$ref':'#/components/schemas/Data'}}}}}}";

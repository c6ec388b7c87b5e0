/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a schema of draft 2020-12 looks like: the facts of its eight vocabularies in one schema, so that a
 * document may refer to the metaschema though nothing is fetched. */
#include <string.h>

#include "base/json.h"
#include "model/schema_private.h"

static const char meta_text[] =
	"{\"$id\":\"" SCHEMA_META_URI "\",\"$dynamicAnchor\":\"meta\",\"type\":[\"object\",\"boolean\"],"
	"\"$defs\":{"
	"\"one\":{\"$dynamicRef\":\"#meta\"},"
	"\"list\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"$ref\":\"#/$defs/one\"}},"
	"\"map\":{\"type\":\"object\",\"additionalProperties\":{\"$ref\":\"#/$defs/one\"}},"
	"\"text\":{\"type\":\"string\"},"
	"\"flag\":{\"type\":\"boolean\"},"
	"\"number\":{\"type\":\"number\"},"
	"\"count\":{\"type\":\"integer\",\"minimum\":0},"
	"\"names\":{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"string\"}},"
	"\"type\":{\"enum\":[\"array\",\"boolean\",\"integer\",\"null\",\"number\",\"object\",\"string\"]},"
	"\"anchor\":{\"type\":\"string\",\"pattern\":\"^[A-Za-z_][-A-Za-z0-9._]*$\"},"
	"\"uri\":{\"type\":\"string\",\"format\":\"uri\"},"
	"\"reference\":{\"type\":\"string\",\"format\":\"uri-reference\"}},"
	"\"properties\":{"
	"\"$schema\":{\"$ref\":\"#/$defs/uri\"},"
	"\"$id\":{\"type\":\"string\",\"format\":\"uri-reference\",\"pattern\":\"^[^#]*#?$\"},"
	"\"$ref\":{\"$ref\":\"#/$defs/reference\"},\"$dynamicRef\":{\"$ref\":\"#/$defs/reference\"},"
	"\"$anchor\":{\"$ref\":\"#/$defs/anchor\"},\"$dynamicAnchor\":{\"$ref\":\"#/$defs/anchor\"},"
	"\"$vocabulary\":{\"type\":\"object\",\"propertyNames\":{\"$ref\":\"#/$defs/uri\"},"
	"\"additionalProperties\":{\"type\":\"boolean\"}},"
	"\"$comment\":{\"$ref\":\"#/$defs/text\"},\"title\":{\"$ref\":\"#/$defs/text\"},"
	"\"description\":{\"$ref\":\"#/$defs/text\"},\"format\":{\"$ref\":\"#/$defs/text\"},"
	"\"contentEncoding\":{\"$ref\":\"#/$defs/text\"},\"contentMediaType\":{\"$ref\":\"#/$defs/text\"},"
	"\"deprecated\":{\"$ref\":\"#/$defs/flag\"},\"readOnly\":{\"$ref\":\"#/$defs/flag\"},"
	"\"writeOnly\":{\"$ref\":\"#/$defs/flag\"},\"uniqueItems\":{\"$ref\":\"#/$defs/flag\"},"
	"\"examples\":{\"type\":\"array\"},\"enum\":{\"type\":\"array\"},"
	"\"type\":{\"anyOf\":[{\"$ref\":\"#/$defs/type\"},{\"type\":\"array\",\"minItems\":1,"
	"\"uniqueItems\":true,\"items\":{\"$ref\":\"#/$defs/type\"}}]},"
	"\"multipleOf\":{\"type\":\"number\",\"exclusiveMinimum\":0},"
	"\"maximum\":{\"$ref\":\"#/$defs/number\"},\"exclusiveMaximum\":{\"$ref\":\"#/$defs/number\"},"
	"\"minimum\":{\"$ref\":\"#/$defs/number\"},\"exclusiveMinimum\":{\"$ref\":\"#/$defs/number\"},"
	"\"maxLength\":{\"$ref\":\"#/$defs/count\"},\"minLength\":{\"$ref\":\"#/$defs/count\"},"
	"\"maxItems\":{\"$ref\":\"#/$defs/count\"},\"minItems\":{\"$ref\":\"#/$defs/count\"},"
	"\"maxContains\":{\"$ref\":\"#/$defs/count\"},\"minContains\":{\"$ref\":\"#/$defs/count\"},"
	"\"maxProperties\":{\"$ref\":\"#/$defs/count\"},\"minProperties\":{\"$ref\":\"#/$defs/count\"},"
	"\"pattern\":{\"type\":\"string\",\"format\":\"regex\"},"
	"\"required\":{\"$ref\":\"#/$defs/names\"},"
	"\"dependentRequired\":{\"type\":\"object\",\"additionalProperties\":{\"$ref\":\"#/$defs/names\"}},"
	"\"prefixItems\":{\"$ref\":\"#/$defs/list\"},\"allOf\":{\"$ref\":\"#/$defs/list\"},"
	"\"anyOf\":{\"$ref\":\"#/$defs/list\"},\"oneOf\":{\"$ref\":\"#/$defs/list\"},"
	"\"$defs\":{\"$ref\":\"#/$defs/map\"},\"definitions\":{\"$ref\":\"#/$defs/map\"},"
	"\"properties\":{\"$ref\":\"#/$defs/map\"},\"dependentSchemas\":{\"$ref\":\"#/$defs/map\"},"
	"\"patternProperties\":{\"type\":\"object\",\"propertyNames\":{\"format\":\"regex\"},"
	"\"additionalProperties\":{\"$ref\":\"#/$defs/one\"}},"
	"\"items\":{\"$ref\":\"#/$defs/one\"},\"contains\":{\"$ref\":\"#/$defs/one\"},"
	"\"additionalProperties\":{\"$ref\":\"#/$defs/one\"},\"propertyNames\":{\"$ref\":\"#/$defs/one\"},"
	"\"unevaluatedItems\":{\"$ref\":\"#/$defs/one\"},\"unevaluatedProperties\":{\"$ref\":\"#/$defs/"
	"one\"},"
	"\"if\":{\"$ref\":\"#/$defs/one\"},\"then\":{\"$ref\":\"#/$defs/one\"},"
	"\"else\":{\"$ref\":\"#/$defs/one\"},\"not\":{\"$ref\":\"#/$defs/one\"},"
	"\"contentSchema\":{\"$ref\":\"#/$defs/one\"}}}";

json_t *schema_meta(void)
{
	return weir_json_read(meta_text, strlen(meta_text), NULL, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/bytes.h"

#include <string.h>

#include "base/wipe.h"

enum { FIRST_ROOM = 256 };

void bytes_append(Bytes *bytes, const void *data, gsize length)
{
	gsize wanted = bytes->length + length + 1;
	if (length == 0)
		return;
	if (wanted > bytes->room) {
		bytes->room = MAX(MAX(wanted, bytes->room * 2), FIRST_ROOM);
		bytes->data = wipe_realloc(bytes->data, bytes->room);
	}
	memcpy(bytes->data + bytes->length, data, length);
	bytes->length += length;
}

void bytes_append_text(Bytes *bytes, const char *text)
{
	bytes_append(bytes, text, strlen(text));
}

void bytes_truncate(Bytes *bytes, gsize length)
{
	bytes->length = length;
}

void bytes_clear(Bytes *bytes)
{
	wipe_free(bytes->data);
	*bytes = (Bytes){ 0 };
}

char *bytes_steal(Bytes *bytes)
{
	char *text = (char *)bytes->data;
	if (text == NULL)
		return wipe_strdup("");
	text[bytes->length] = '\0';
	*bytes = (Bytes){ 0 };
	return text;
}

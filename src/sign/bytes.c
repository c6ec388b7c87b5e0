/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/bytes.h"

#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"

enum { FIRST_ROOM = 256 };

void bytes_reserve(Bytes *bytes, gsize room)
{
	if (room <= bytes->room)
		return;
	bytes->room = room;
	bytes->data = bytes->plain ? realloc(bytes->data, room) : wipe_realloc(bytes->data, room);
}

void bytes_append(Bytes *bytes, const void *data, gsize length)
{
	gsize wanted = bytes->length + length + 1;
	if (length == 0)
		return;
	if (wanted > bytes->room)
		bytes_reserve(bytes, MAX(MAX(wanted, bytes->room * 2), FIRST_ROOM));
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
	if (bytes->plain)
		free(bytes->data);
	else
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

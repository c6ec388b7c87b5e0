/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/encode.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void encode_hex(const guint8 *data, gsize length, Bytes *out)
{
	static const char digits[] = "0123456789abcdef";
	for (gsize i = 0; i < length; i++) {
		char pair[2] = { digits[data[i] >> 4], digits[data[i] & 15] };
		bytes_append(out, pair, sizeof pair);
	}
}

static void encode_base64(const char *letters, gboolean pad, const guint8 *data, gsize length, Bytes *out)
{
	for (gsize i = 0; i < length; i += 3) {
		gsize n = MIN(length - i, 3);
		guint32 group = (guint32)data[i] << 16;
		group |= n > 1 ? (guint32)data[i + 1] << 8 : 0;
		group |= n > 2 ? data[i + 2] : 0;
		char four[4] = { letters[group >> 18], letters[group >> 12 & 63], letters[group >> 6 & 63],
				 letters[group & 63] };
		for (gsize j = n + 1; j < 4; j++)
			four[j] = '=';
		bytes_append(out, four, pad ? 4 : n + 1);
	}
}

void encode(TemplateFilter encoding, const guint8 *data, gsize length, Bytes *out)
{
	if (encoding == FILTER_HEX)
		encode_hex(data, length, out);
	else if (encoding == FILTER_BASE64)
		encode_base64(alphabet, TRUE, data, length, out);
	else
		encode_base64(url_alphabet, FALSE, data, length, out);
}

static int digit(char c, gboolean capitals)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return capitals && c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A character's value and one, 0 for none: the letters and digits of both alphabets. */
static guint8 sextets[256];

static void fill_sextets(void)
{
	static gsize filled;
	if (!g_once_init_enter(&filled))
		return;
	for (guint i = 0; i < 62; i++)
		sextets[(guchar)alphabet[i]] = (guint8)(i + 1);
	g_once_init_leave(&filled, 1);
}

/* -1: none of the alphabet. */
static int sextet(char c, gboolean standard, gboolean url)
{
	int value = sextets[(guchar)c] - 1;
	if (value >= 0)
		return value;
	if ((standard && c == '+') || (url && c == '-'))
		return 62;
	return (standard && c == '/') || (url && c == '_') ? 63 : -1;
}

static gboolean decode_hex(const char *text, gsize length, gboolean capitals, guint8 *out)
{
	for (gsize i = 0; i + 1 < length; i += 2) {
		int high = digit(text[i], capitals), low = digit(text[i + 1], capitals);
		if (high < 0 || low < 0)
			return FALSE;
		out[i / 2] = (guint8)(high << 4 | low);
	}
	return length % 2 == 0;
}

/* `length` without padding; the bits that are left over must be none. */
static gboolean decode_base64(const char *text, gsize length, gboolean standard, gboolean url, guint8 *out)
{
	guint32 group = 0;
	gsize n = 0, bits = 0;
	fill_sextets();
	for (gsize i = 0; i < length; i++) {
		int value = sextet(text[i], standard, url);
		if (value < 0)
			return FALSE;
		group = group << 6 | (guint32)value;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (guint8)(group >> bits & 0xff);
		}
	}
	return length % 4 != 1 && (group & ((1u << bits) - 1)) == 0;
}

static gsize padding(const char *text, gsize length)
{
	gsize n = 0;
	while (n < 2 && n < length && text[length - 1 - n] == '=')
		n++;
	return n;
}

gboolean decode_exactly(TemplateFilter encoding, const char *text, gsize length, guint8 *out, gsize room,
			gsize *out_length)
{
	gsize pad = encoding == FILTER_BASE64 ? padding(text, length) : 0;
	gsize wanted = encoding == FILTER_HEX ? length / 2 : (length - pad) * 3 / 4;
	if (length == 0 || wanted > room || (encoding == FILTER_BASE64 && length % 4 != 0))
		return FALSE;
	*out_length = wanted;
	if (encoding == FILTER_HEX)
		return decode_hex(text, length, FALSE, out);
	return decode_base64(text, length - pad, encoding == FILTER_BASE64, encoding != FILTER_BASE64, out);
}

gboolean decode_secret_hex(const char *text, gsize length, Bytes *out)
{
	bytes_append(out, text, length); /* twice the room that it takes */
	if (!decode_hex(text, length, TRUE, out->data))
		return FALSE;
	bytes_truncate(out, length / 2);
	return length > 0;
}

gboolean decode_secret_base64(const char *text, gsize length, Bytes *out)
{
	length -= padding(text, length);
	bytes_append(out, text, length);
	if (length == 0 || !decode_base64(text, length, TRUE, TRUE, out->data))
		return FALSE;
	bytes_truncate(out, length * 3 / 4);
	return TRUE;
}

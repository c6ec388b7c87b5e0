/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema_private.h"

#include <float.h>
#include <math.h>
#include <string.h>

gboolean schema_is_whole(const json_t *value)
{
	if (json_is_integer(value))
		return TRUE;
	double real = json_real_value(value);
	return json_is_real(value) && isfinite(real) && floor(real) == real;
}

static int compare_mixed(json_int_t integer, double real)
{
	if (real >= 0x1p63)
		return -1;
	if (real < -0x1p63)
		return 1;
	json_int_t whole = (json_int_t)real;
	if (integer != whole)
		return integer < whole ? -1 : 1;
	double rest = real - (double)whole;
	return rest > 0 ? -1 : rest < 0;
}

int schema_number_compare(const json_t *one, const json_t *other)
{
	if (json_is_integer(one) && json_is_integer(other)) {
		json_int_t a = json_integer_value(one), b = json_integer_value(other);
		return a < b ? -1 : a > b;
	}
	if (json_is_integer(one))
		return compare_mixed(json_integer_value(one), json_real_value(other));
	if (json_is_integer(other))
		return -compare_mixed(json_integer_value(other), json_real_value(one));
	double a = json_real_value(one), b = json_real_value(other);
	return a < b ? -1 : a > b;
}

guint64 schema_number_digits(double value, int *exponent)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	value = fabs(value);
	/* Fewer than 15 digits always survive, but for the smallest numbers of all. */
	for (int precision = value < DBL_MIN ? 0 : DBL_DIG - 1; precision < DBL_DECIMAL_DIG; precision++) {
		const char format[] = { '%', '.', (char)('0' + precision / 10), (char)('0' + precision % 10),
					'e', '\0' };
		g_ascii_formatd(text, sizeof(text), format, value);
		if (g_ascii_strtod(text, NULL) == value)
			break;
	}
	const char *e = strchr(text, 'e');
	guint64 digits = 0;
	*exponent = e == NULL ? 0 : (int)g_ascii_strtoll(e + 1, NULL, 10);
	gboolean fraction = FALSE;
	for (const char *at = text; *at != '\0' && *at != 'e'; at++) {
		if (g_ascii_isdigit(*at)) {
			digits = digits * 10 + (guint64)(*at - '0');
			*exponent -= fraction;
		} else {
			fraction = *at == '.';
		}
	}
	for (; digits != 0 && digits % 10 == 0; digits /= 10)
		++*exponent;
	if (digits == 0)
		*exponent = 0;
	return digits;
}

static guint64 decimal(const json_t *value, int *exponent)
{
	if (!json_is_integer(value))
		return schema_number_digits(json_real_value(value), exponent);
	json_int_t integer = json_integer_value(value);
	*exponent = 0;
	return integer < 0 ? 0 - (guint64)integer : (guint64)integer;
}

static guint64 add_modulo(guint64 a, guint64 b, guint64 modulus)
{
	return a >= modulus - b ? a - (modulus - b) : a + b;
}

static guint64 ten_times_modulo(guint64 value, guint64 modulus)
{
	guint64 two = add_modulo(value, value, modulus), four = add_modulo(two, two, modulus);
	return add_modulo(two, add_modulo(four, four, modulus), modulus);
}

/* a * 10^m is a multiple of b * 10^n, in the decimals that were written: 0.0075 of 0.0001 is exact. */
gboolean schema_number_multiple(const json_t *value, const json_t *of)
{
	int value_exponent, of_exponent;
	guint64 digits = decimal(value, &value_exponent), divisor = decimal(of, &of_exponent);
	if (digits == 0)
		return TRUE;
	if (divisor == 0)
		return FALSE;
	int shift = value_exponent - of_exponent;
	for (; shift < 0; shift++) {
		if (digits % 10 != 0)
			return FALSE;
		digits /= 10;
	}
	guint64 rest = digits % divisor;
	for (; shift > 0 && rest != 0; shift--)
		rest = ten_times_modulo(rest, divisor);
	return rest == 0;
}

size_t schema_count(const json_t *value)
{
	if (json_is_integer(value))
		return (size_t)MAX(json_integer_value(value), 0);
	double real = json_real_value(value);
	return real >= 0x1p53 ? SIZE_MAX : (size_t)real;
}

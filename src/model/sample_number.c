/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sample_private.h"

#include <math.h>
#include <string.h>

#define SPREAD 1000.0 /* around a single bound, and around nothing */

typedef struct {
	double low, high;
} Range;

static double value_of(const json_t *bound, double otherwise)
{
	return bound == NULL ? otherwise : json_number_value(bound);
}

/* Bounds that are not given are set so that the numbers stay small. */
static Range range_of(const Facts *facts, gboolean vary)
{
	Range range = { MAX(value_of(facts->low, -INFINITY), value_of(facts->above, -INFINITY)),
			MIN(value_of(facts->high, INFINITY), value_of(facts->below, INFINITY)) };
	if (isinf(range.low) && isinf(range.high)) {
		range.low = vary ? -SPREAD : 1;
		range.high = SPREAD;
	} else if (isinf(range.low)) {
		range.low = range.high > 1 && !vary ? 1 : range.high - MAX(SPREAD, fabs(range.high));
	} else if (isinf(range.high)) {
		range.high = range.low + MAX(SPREAD, fabs(range.low));
	}
	return range;
}

/* 0 to 1; both ends come up often where values vary. */
static double fraction(Sampler *sampler, gboolean vary)
{
	guint64 edge = vary ? sample_below(sampler, 8) : 2;
	if (edge < 2)
		return (double)edge;
	return (double)(sample_random(sampler) >> 11) / 0x1p53;
}

/* count * step * 10^exponent, through text: exactly the decimal that is meant. */
static json_t *times_step(const Facts *facts, double count, gboolean whole)
{
	double digits = fabs(count) * (double)facts->step;
	if (!(digits < 0x1p63))
		return NULL;
	guint64 product = (guint64)fabs(count) * facts->step;
	g_autofree char *text =
		g_strdup_printf("%s%" G_GUINT64_FORMAT "e%d", count < 0 ? "-" : "", product, facts->exponent);
	double real = g_ascii_strtod(text, NULL);
	if (whole && fabs(real) < 0x1p53)
		return json_integer((json_int_t)real);
	if (facts->exponent == 0)
		return json_integer(count < 0 ? -(json_int_t)product : (json_int_t)product);
	return isfinite(real) ? json_real(real) : NULL;
}

static json_t *stepped(Sampler *sampler, const Facts *facts, Range range, gboolean whole, gboolean vary)
{
	double unit = (double)facts->step * pow(10, facts->exponent);
	double first = ceil(range.low / unit), last = floor(range.high / unit);
	if (facts->above != NULL && first * unit <= json_number_value(facts->above))
		first++;
	if (facts->below != NULL && last * unit >= json_number_value(facts->below))
		last--;
	if (!(first <= last))
		return NULL;
	double part = fraction(sampler, vary);
	double count = floor(first * (1 - part) + last * part + (part == 1 ? 0 : 0.5 * part));
	return times_step(facts, CLAMP(count, first, last), whole);
}

static gboolean is_inside(const Facts *facts, double value)
{
	return value >= value_of(facts->low, -INFINITY) && value <= value_of(facts->high, INFINITY) &&
	       value > value_of(facts->above, -INFINITY) && value < value_of(facts->below, INFINITY);
}

/* Two decimals where these are inside the bounds, else whatever is. */
static json_t *unstepped(Sampler *sampler, const Facts *facts, Range range, gboolean vary)
{
	double part = fraction(sampler, vary), value = range.low * (1 - part) + range.high * part;
	char text[G_ASCII_DTOSTR_BUF_SIZE * 16];
	if (fabs(value) < 1e15) {
		double rounded = g_ascii_strtod(g_ascii_formatd(text, sizeof(text), "%.2f", value), NULL);
		if (is_inside(facts, rounded))
			return json_real(rounded);
	}
	if (is_inside(facts, value))
		return json_real(value);
	value = range.low / 2 + range.high / 2;
	return is_inside(facts, value) ? json_real(value) : NULL;
}

/* Bounds beyond what a double tells apart are themselves the best guess. */
static json_t *bound_itself(const Facts *facts, int attempt)
{
	json_t *bound = attempt % 2 == 0 && facts->high != NULL ? facts->high : facts->low;
	return bound == NULL ? json_incref(facts->high) : json_incref(bound);
}

json_t *sample_number(Sampler *sampler, const Facts *facts, gboolean whole, int attempt)
{
	gboolean vary = sample_varies(sampler, attempt);
	Facts stepping = *facts;
	if (whole && !sample_step_join(&stepping, 1, 0))
		return NULL;
	Range range = range_of(facts, vary);
	if (attempt >= SAMPLE_TRIES - 4 && (facts->low != NULL || facts->high != NULL))
		return bound_itself(facts, attempt);
	if (!(range.low <= range.high) || !isfinite(range.low) || !isfinite(range.high))
		return NULL;
	return stepping.stepped ? stepped(sampler, &stepping, range, whole, vary)
				: unstepped(sampler, facts, range, vary);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The assignment problem, by the Hungarian method with potentials (Kuhn and Munkres; shortest augmenting
 * paths): rows are added one by one, each by the cheapest chain of exchanges. */
#include "model/route_private.h"

typedef struct {
	const double *weights;
	guint n_columns;
	double *row_potential, *column_potential, *slack;
	guint *row_of; /* by column, both from 1; 0 is none, and column 0 the row that is being added */
	guint *way;
	gboolean *used;
} Hungarian;

static double cost(const Hungarian *h, guint row, guint column)
{
	return -h->weights[(gsize)(row - 1) * h->n_columns + column - 1];
}

/* The column that is cheapest to reach next. */
static guint relax(Hungarian *h, guint from)
{
	guint row = h->row_of[from], next = 0;
	double least = G_MAXDOUBLE;
	for (guint column = 1; column <= h->n_columns; column++) {
		if (h->used[column])
			continue;
		double reduced = cost(h, row, column) - h->row_potential[row] - h->column_potential[column];
		if (reduced < h->slack[column]) {
			h->slack[column] = reduced;
			h->way[column] = from;
		}
		if (h->slack[column] < least) {
			least = h->slack[column];
			next = column;
		}
	}
	for (guint column = 0; column <= h->n_columns; column++) {
		if (h->used[column]) {
			h->row_potential[h->row_of[column]] += least;
			h->column_potential[column] -= least;
		} else {
			h->slack[column] -= least;
		}
	}
	return next;
}

static void add_row(Hungarian *h, guint row)
{
	for (guint column = 0; column <= h->n_columns; column++) {
		h->slack[column] = G_MAXDOUBLE;
		h->used[column] = FALSE;
	}
	h->row_of[0] = row;
	guint column = 0;
	do {
		h->used[column] = TRUE;
		column = relax(h, column);
	} while (h->row_of[column] != 0);
	while (column != 0) {
		guint before = h->way[column];
		h->row_of[column] = h->row_of[before];
		column = before;
	}
}

void route_assign(const double *weights, guint n_rows, guint n_columns, guint *column_of)
{
	g_autofree double *rows = g_new0(double, n_rows + 1), *columns = g_new0(double, n_columns + 1);
	g_autofree double *slack = g_new0(double, n_columns + 1);
	g_autofree guint *row_of = g_new0(guint, n_columns + 1), *way = g_new0(guint, n_columns + 1);
	g_autofree gboolean *used = g_new0(gboolean, n_columns + 1);
	Hungarian h = { weights, n_columns, rows, columns, slack, row_of, way, used };
	for (guint row = 1; row <= n_rows; row++)
		add_row(&h, row);
	for (guint column = 1; column <= n_columns; column++)
		if (row_of[column] != 0)
			column_of[row_of[column] - 1] = column - 1;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the replay view knows of the cases: a row for each, in the order of the table, whatever is being sent.
 *
 * Rows keep their place: a case that is sent again keeps its row, and what it said before is kept beside it.
 * Pure; main thread. */
#pragma once

#include "replay/run.h"
#include "report/listing.h"

typedef struct ReplayBoard ReplayBoard;

ReplayBoard *replay_board_new(void);
void replay_board_free(ReplayBoard *board);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplayBoard, replay_board_free)

/* Nothing is known any more: another trigger, another body. */
void replay_board_forget(ReplayBoard *board);
/* What would be sent, and what does not apply (CaseRow *); rows that were sent stay as they are. */
void replay_board_plan(ReplayBoard *board, const GPtrArray *rows);
/* One case (NULL: all that apply) is being sent. */
void replay_board_begin(ReplayBoard *board, const char *only);
void replay_board_take(ReplayBoard *board, const ReplayResult *result);
/* The run is over: what was not sent any more is as it was before. */
void replay_board_end(ReplayBoard *board);

/* CaseRow *, one for each case; the array stays, the rows in it go with each change. */
const GPtrArray *replay_board_rows(const ReplayBoard *board);
const struct replay_case *replay_board_case(const ReplayBoard *board, guint row);
const Exchange *replay_board_exchange(const ReplayBoard *board, guint row); /* the last; NULL: not sent */
const Exchange *replay_board_valid(const ReplayBoard *board); /* that of the valid event; NULL */
/* How it ended the time before: NULL where it was sent once or never. */
const CaseRow *replay_board_before(const ReplayBoard *board, guint row);

gboolean replay_board_running(const ReplayBoard *board);
gboolean replay_board_known(const ReplayBoard *board);                     /* something was sent */
guint replay_board_count(const ReplayBoard *board, ReplayOutcome outcome); /* rows */
guint replay_board_waiting(const ReplayBoard *board);                      /* of this run, to go */
int replay_board_percent(const ReplayBoard *board);                        /* of this run */

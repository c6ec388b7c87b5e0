/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal sends, as keys.
 *
 * ncurses' own reader waits inside itself after an Esc, takes unknown sequences apart into keys that were
 * never pressed, and cannot be told that a paste came in two reads; so weir reads the bytes itself and this
 * decoder takes them one by one, whatever the reads look like.  It knows the grammar of ECMA-48 sequences and
 * the keys of xterm, the Linux console, rxvt, screen, tmux and kitty; a sequence that means nothing here is
 * swallowed whole. Pure: no terminal, no clock (the caller says when time has passed).  Main thread. */
#pragma once

#include <glib.h>

/* Keys that are no characters; control characters are themselves (C-a is 1, Tab 9, Enter 13, Esc 27). */
enum input_key {
	INPUT_ENTER = 13,
	INPUT_TAB = 9,
	INPUT_ESCAPE = 27,
	INPUT_BACKSPACE = 127,
	INPUT_UP = 0x110000, /* beyond Unicode */
	INPUT_DOWN,
	INPUT_LEFT,
	INPUT_RIGHT,
	INPUT_HOME,
	INPUT_END,
	INPUT_PAGE_UP,
	INPUT_PAGE_DOWN,
	INPUT_INSERT,
	INPUT_DELETE,
	INPUT_BACKTAB,
	INPUT_F1, /* F2 to F12 follow */
	INPUT_F12 = INPUT_F1 + 11,
};

/* Added to a key: Alt was held, or an Esc stood before it. */
#define INPUT_META (1U << 24)
#define INPUT_CTRL(letter) ((guint)((letter)&0x1f))

typedef enum { INPUT_IS_KEY, INPUT_IS_MOUSE, INPUT_IS_PASTE } InputType;
typedef enum { MOUSE_PRESS, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN } MouseKind;

typedef struct {
	InputType type;
	guint key;         /* INPUT_IS_KEY */
	MouseKind mouse;   /* INPUT_IS_MOUSE: the first button, or the wheel */
	int row, column;   /* of the mouse, from 0 */
	const char *paste; /* INPUT_IS_PASTE: what was pasted, as sent; at most 1 MiB */
	gsize paste_length;
} InputEvent;

typedef void (*InputSink)(const InputEvent *event, gpointer data);

typedef struct InputDecoder InputDecoder;
InputDecoder *input_decoder_new(InputSink sink, gpointer data);
void input_decoder_free(InputDecoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InputDecoder, input_decoder_free)

void input_decoder_feed(InputDecoder *decoder, const char *bytes, gsize length);

/* Milliseconds after which input_decoder_timeout() is due if nothing more comes; 0: nothing is pending.
 * `escape` is the setting for a lone Esc. */
guint input_decoder_patience(const InputDecoder *decoder, guint escape);

/* Nothing more came: a lone Esc becomes a key, half a sequence is dropped, a paste without an end ends. */
void input_decoder_timeout(InputDecoder *decoder);

/* "C-d", "PgDn", "Enter", "g": how help names a key; in `out`. */
void input_append_key_name(GString *out, guint key);

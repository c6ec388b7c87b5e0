/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peer of `weir --version`: nothing, linked with the same libraries. */
int main(void)
{
	return 0;
}

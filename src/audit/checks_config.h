/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judges of configuration, for the table in audit/checks_config.c. */
#pragma once

#include "audit/check.h"

/* checks_config_open.c: what stands open, and development mode */
void config_judge_dev_mode(Judgement *judgement, const Evidence *evidence);
void config_judge_docs_open(Judgement *judgement, const Evidence *evidence);
void config_judge_hidden_routes(Judgement *judgement, const Evidence *evidence);
void config_judge_cors(Judgement *judgement, const Evidence *evidence);
void config_judge_host_header(Judgement *judgement, const Evidence *evidence);
void config_judge_host_parsing(Judgement *judgement, const Evidence *evidence);
extern const char *const config_reads_dev_mode[],
	*const config_reads_docs[], *const config_reads_hidden[],
					    *const config_reads_cors[],
						    *const config_reads_host[],
							    *const config_reads_host_parsing[];

/* checks_config_answers.c: what answers tell */
void config_judge_debug(Judgement *judgement, const Evidence *evidence);
void config_judge_error_clarity(Judgement *judgement, const Evidence *evidence);
void config_judge_server_header(Judgement *judgement, const Evidence *evidence);
void config_judge_cache(Judgement *judgement, const Evidence *evidence);
void config_judge_rate_limit_info(Judgement *judgement, const Evidence *evidence);
void config_judge_contact(Judgement *judgement, const Evidence *evidence);
extern const char *const config_reads_bad_input[], *const config_reads_headers[], *const config_reads_data[];

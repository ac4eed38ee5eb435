/* period_parts.h - what period.c, period_read.c and period_text.c share; for them only. */
#ifndef YX_MODEL_PERIOD_PARTS_H
#define YX_MODEL_PERIOD_PARTS_H

#include "model/period.h"

/* Months first..last of a year; first <= last. */
yx_period yx_months_of(int year, int first, int last);
/* 旬 1..3 of a month. */
yx_period yx_tenday_of(int year, int month, int tenday);
/* ISO week; week within 1..yx_iso_weeks(year). */
yx_period yx_week_of(int year, int week);

#endif

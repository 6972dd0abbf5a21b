/*
 * Days on which rules changed: 00:00:00Z of each, seconds since 1970-01-01T00:00:00Z. A unit test
 * holds the days against their names.
 */
#ifndef CP_RULES_DATES_H
#define CP_RULES_DATES_H

#include "base/civil.h"

#define CP_DATE_2012_07_01 CP_UTC(2012, 7, 1)
#define CP_DATE_2017_06_08 CP_UTC(2017, 6, 8)
#define CP_DATE_2018_03_01 CP_UTC(2018, 3, 1)
#define CP_DATE_2018_05_01 CP_UTC(2018, 5, 1)
#define CP_DATE_2020_09_01 CP_UTC(2020, 9, 1)
#define CP_DATE_2021_10_01 CP_UTC(2021, 10, 1)
#define CP_DATE_2022_09_01 CP_UTC(2022, 9, 1)
#define CP_DATE_2023_09_15 CP_UTC(2023, 9, 15)
#define CP_DATE_2024_03_15 CP_UTC(2024, 3, 15)
#define CP_DATE_2026_03_15 CP_UTC(2026, 3, 15)
#define CP_DATE_2027_03_15 CP_UTC(2027, 3, 15)
#define CP_DATE_2029_03_15 CP_UTC(2029, 3, 15)

#endif

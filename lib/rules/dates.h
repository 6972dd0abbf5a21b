/*
 * Days on which rules changed: 00:00:00Z of each, seconds since 1970-01-01T00:00:00Z. A unit test holds
 * the numbers against their names.
 */
#ifndef CP_RULES_DATES_H
#define CP_RULES_DATES_H

#include <stdint.h>

#define CP_DATE_2018_03_01 INT64_C(1519862400)
#define CP_DATE_2018_05_01 INT64_C(1525132800)
#define CP_DATE_2020_09_01 INT64_C(1598918400)
#define CP_DATE_2023_09_15 INT64_C(1694736000)
#define CP_DATE_2024_03_15 INT64_C(1710460800)
#define CP_DATE_2026_03_15 INT64_C(1773532800)
#define CP_DATE_2027_03_15 INT64_C(1805068800)
#define CP_DATE_2029_03_15 INT64_C(1868227200)

#endif

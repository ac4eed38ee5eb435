/* notice.h - alerts for the tests of what is written about them. */
#ifndef YX_TESTS_SUPPORT_NOTICE_H
#define YX_TESTS_SUPPORT_NOTICE_H

#include "brief/notice.h"

/* 2021-12-28 09:30:00 at +08:00 is 1640655000 s. */
#define T_SENT                                                                                     \
    {                                                                                              \
        1640655000000, 480                                                                         \
    }
#define T_EARLIER                                                                                  \
    {                                                                                              \
        1640649600000, 480                                                                         \
    } /* 08:00 */
#define T_DUE                                                                                      \
    {                                                                                              \
        1640741400000, 480                                                                         \
    } /* a day later */
#define T_EXPIRES                                                                                  \
    {                                                                                              \
        1641225600000, 480                                                                         \
    } /* 2022-01-04 00:00 */

static const yx_notice_prior t_prior[] = {{7, T_EARLIER}};
static const yx_notice_place t_area[] = {
    {"420102", {"Jiang'an", "江岸区"}, YX_AREA_EVIDENCE},
    {"420103", {"Jianghan", "江汉区"}, YX_AREA_BETWEEN},
    {"420104", {"Qiaokou", "硚口区"}, YX_AREA_EVIDENCE},
};

/* Two of three groups see a rainstorm in 江岸区 in the last week of 2021. */
static const yx_notice t_notice = {
    .id = "5f1e20c3a1b2c3d4",
    .seq = 17,
    .message = YX_NOTICE_UPDATE,
    .prior = t_prior,
    .n_prior = 1,
    .rule = "rain",
    .hazard = "暴雨",
    .scheme = "alert.any",
    .version = 2,
    .level = 2,
    .rank = 2,
    .groups = "gauges, calls",
    .n_group = 2,
    .certain = YX_CERTAIN_SOME,
    .since = {18980, 18980}, /* 2021-12-19 */
    .last = {18988, 18988},
    .place = {"420102", {"Jiang'an", "江岸区"}, YX_AREA_EVIDENCE},
    .area = t_area,
    .n_area = 3,
    .connected = true,
    .exact = true,
    .sent = T_SENT,
    .onset = {1639843200000, 480},
    .expires = T_EXPIRES,
    .due = T_DUE,
    .contact = "wh.duty, 武汉市应急局",
};

static const yx_notice_from t_from = {
    .sender = "yixian@hubei.example", .web = "https://hubei.example/alerts", .now = T_SENT};

#endif

/* inside.h - what the files of mine share. */
#ifndef YX_FLOW_MINE_INSIDE_H
#define YX_FLOW_MINE_INSIDE_H

#include "base/zip.h"
#include "flow/mine/mine.h"

typedef struct yx_mining {
    yx_workspace *ws;
    const char *region;
    yx_known known;
    bool leaf; /* nothing lies below it: its small cells are its own */
    yx_zip_writer *zip;
    yx_buf out; /* of the file at hand */
    yx_mined done;
} yx_mining;

/* Adds what is in out as a file of the archive, and clears it. */
YX_MUST_USE yx_code yx_mine_add(yx_mining *m, const char *name, yx_err *err);

/* parts.c: the files, one after the other. */
YX_MUST_USE yx_code yx_mine_figures(yx_mining *m, yx_err *err);   /* figures.csv, indicators.csv */
YX_MUST_USE yx_code yx_mine_catalogue(yx_mining *m, yx_err *err); /* region.csv, lineage.csv, ... */
YX_MUST_USE yx_code yx_mine_findings(yx_mining *m, yx_err *err);  /* findings.json */
YX_MUST_USE yx_code yx_mine_alerts(yx_mining *m, yx_err *err);    /* alerts.json */
/* log.c: log.csv, refused.json */
YX_MUST_USE yx_code yx_mine_log(yx_mining *m, yx_err *err);

#endif

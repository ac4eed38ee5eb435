/* map_fuzz.c - any bytes as a sheet map: a map that can be laid over a workbook, or faults. */
#include "intake/book/grid_build.h"
#include "intake/map/apply.h"
#include "intake/map/map.h"
#include "sample.h"

#include <string.h>

/* Made once: it is the maps that are thrown at it. */
static const yx_catalog *the_catalog(void)
{
    static yx_catalog *catalog;

    return sample_of(
        &catalog, "code,name_zh,level,parent_code\n42,湖北省,province,\n4201,武汉市,city,42\n",
        "code,name_zh,unit,frequency,kind\ngdp,生产总值,亿元,Q,ytd\nsales,零售额,亿元,M,flow\n");
}

static const yx_workbook *the_book(void)
{
    static const char *const cells[][4] = {{"2022年1-4月经济指标", "", "", "单位:万元"},
                                           {"地区", "生产总值", "1月", "零售额"},
                                           {"武汉市", "12", "7.5", "5"},
                                           {"合计", "12", "8", "5"},
                                           {"注:快报", "", "", ""}};
    static yx_workbook book;
    yx_book *b = NULL;
    char place[YX_GRID_NAME];

    if (book.n)
        return &book;
    must(!yx_book_new(&b, NULL) && !yx_book_sheet(b, yx_str_of("Sheet1"), false, NULL));
    for (uint32_t r = 0; r < 5; r++)
        for (uint32_t c = 0; c < 4; c++)
            must(!yx_book_cell(b, r, c, r > 1 && c ? YX_GRID_NUMBER : YX_GRID_TEXT, false,
                               yx_str_of(cells[r][c]), NULL));
    must(!yx_book_sheet_end(b, place, NULL) && !yx_book_finish(b, &book, NULL));
    yx_book_free(b);
    return &book;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_take_options o = {.catalog = the_catalog(), .today = 20000, .as_of = 20000};
    yx_faults *faults = NULL;
    yx_maps *maps = NULL;
    yx_map_fit fit;
    yx_seen *seen = NULL;
    yx_batch *batch = NULL;
    const yx_map *map = NULL;
    yx_taking t;
    yx_err why = {0};
    size_t drifts = 0;
    yx_code rc;

    must(!yx_faults_new(&faults, NULL) && !yx_maps_new(&maps, NULL));
    rc = yx_maps_read(maps, "f.yaml", (yx_str){(const char *)data, n}, the_catalog(), faults, NULL);
    must(rc == YX_OK || rc == YX_E_REFUSED);
    must((rc == YX_OK) == (yx_faults_errors(faults) == 0));
    must((rc == YX_OK) == (yx_n_map(maps) == 1));
    if (rc == YX_OK) {
        must(!yx_map_fit_of(yx_map_at(maps, 0), the_book(), &fit, NULL));
        must(fit.found <= fit.texts);
        must(!yx_map_drift(yx_map_at(maps, 0), "f.xlsx", the_book(), faults, &drifts, NULL));
        must((drifts == 0) == (fit.found == fit.texts && !fit.extra));
        yx_faults_clear(faults);
        must(!yx_taking_begin(&t, "f.xlsx", &o, &seen, faults, &why));
        must(!yx_maps_choose(maps, "f.xlsx", the_book(), faults, &map, &why));
        must((map != NULL) == (drifts == 0));
        /* also a map of another form must do no harm */
        must(!yx_map_apply(yx_map_at(maps, 0), the_book(), &t, &why));
        rc = yx_taking_end(&t, YX_OK, &why, &batch, NULL);
        must(rc == YX_OK || rc == YX_E_REFUSED);
    }
    yx_batch_free(batch);
    yx_seen_free(seen);
    yx_maps_free(maps);
    yx_faults_free(faults);
    return 0;
}

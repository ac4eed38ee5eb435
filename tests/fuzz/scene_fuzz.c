/* scene_fuzz.c - any bytes as a scene: faults, or expectations that are all judged. */
#include "flow/scene.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_faults *faults = NULL;
    yx_scene *scene = NULL;
    char said[YX_SCENE_TEXT];
    yx_code rc;

    must(!yx_faults_new(&faults, NULL));
    rc = yx_scene_read("f.scene", (yx_str){(const char *)data, n}, NULL, faults, &scene, NULL);
    must(rc == YX_OK || rc == YX_E_REFUSED);
    must((rc == YX_OK) == (yx_faults_errors(faults) == 0) && (rc == YX_OK) == (scene != NULL));
    must(!scene || yx_n_scene_line(scene) > 0);
    /* Many lines only make it slow: each period is a screening of its own. */
    must(!scene || yx_n_scene_line(scene) > 8 || yx_scene_run(scene, NULL) == YX_OK);
    for (size_t i = 0; scene && i < yx_n_scene_line(scene); i++) {
        const yx_scene_line *line = yx_scene_line_at(scene, i);
        must(line->line > 0 && line->rule && line->region && line->expected[0]);
        must(strlen(yx_scene_say(&line->found, true, said)) > 0);
        must(line->found.on || line->found.level == 0);
    }
    yx_scene_free(scene);
    yx_faults_free(faults);
    return 0;
}

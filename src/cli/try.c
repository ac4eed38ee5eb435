/* The verb try: runs scenes, which are tests of rules. */
#include "base/json.h"
#include "cli/session.h"
#include "flow/scene.h"

#include <string.h>

enum { AS_JSON };

typedef struct trial {
    const yx_args *args;
    bool as_json;
    yx_json json;
    yx_buf out;
    size_t scenes, lines, failed, refused;
    const char *file; /* of the scene that is being said */
} trial;

static void line_json(trial *t, const yx_scene_line *line)
{
    char found[YX_SCENE_TEXT], period[YX_PERIOD_TEXT];
    yx_json *j = &t->json;

    yx_json_object(j, NULL);
    yx_json_int(j, "line", (int64_t)line->line);
    yx_json_text(j, "rule", line->rule);
    yx_json_text(j, "region", line->region);
    yx_json_text(j, "period", yx_period_text(line->period, false, period));
    yx_json_text(j, "expected", line->expected);
    yx_json_text(j, "found", yx_scene_say(&line->found, true, found));
    yx_json_bool(j, "holds", line->holds);
    yx_json_end(j);
}

static void line_text(trial *t, const yx_scene_line *line)
{
    char found[YX_SCENE_TEXT], period[YX_PERIOD_TEXT];
    bool groups = strstr(line->expected, "groups") != NULL;

    if (!line->holds)
        yx_buf_f(&t->out, "%s:%zu: %s %s %s: expected %s, found %s\n", t->file, line->line,
                 line->rule, line->region, yx_period_text(line->period, false, period),
                 line->expected, yx_scene_say(&line->found, groups, found));
}

static void say(trial *t, const yx_scene *scene)
{
    size_t failed = 0, at = 0;
    const char *unasked;

    if (t->as_json) {
        yx_json_object(&t->json, NULL);
        yx_json_text(&t->json, "scene", t->file);
        yx_json_text(&t->json, "title", yx_scene_title(scene));
        yx_json_array(&t->json, "lines");
    }
    for (size_t i = 0; i < yx_n_scene_line(scene); i++) {
        const yx_scene_line *line = yx_scene_line_at(scene, i);
        failed += !line->holds;
        if (t->as_json)
            line_json(t, line);
        else
            line_text(t, line);
    }
    if (t->as_json) {
        yx_json_end(&t->json);
        yx_json_int(&t->json, "failed", (int64_t)failed);
        yx_json_array(&t->json, "unasked");
        while ((unasked = yx_scene_unasked(scene, &at)))
            yx_json_text(&t->json, NULL, unasked);
        yx_json_end(&t->json);
        yx_json_end(&t->json);
    }
    t->scenes++;
    t->lines += yx_n_scene_line(scene);
    t->failed += failed;
}

/* One scene; what is wrong with it is said at once, and the others go on. */
static yx_code try_one(trial *t, const char *path, yx_err *err)
{
    yx_faults *faults = NULL;
    yx_scene *scene = NULL;
    yx_code rc = yx_faults_new(&faults, err);

    t->file = path;
    if (!rc)
        rc = yx_scene_open(path, faults, &scene, err);
    if (!rc)
        rc = yx_scene_run(scene, err);
    if (!rc)
        say(t, scene);
    if (rc == YX_E_REFUSED) {
        (void)yx_say_faults("try", faults, NULL, t->args->lang, 0, 0);
        t->refused++;
        rc = YX_OK;
    }
    yx_scene_free(scene);
    yx_faults_free(faults);
    return rc;
}

int yx_cli_try(const yx_args *args)
{
    trial t = {.args = args, .as_json = args->value[AS_JSON] != NULL};
    yx_err err = {0};
    yx_code rc = YX_OK;

    t.json = (yx_json){.out = &t.out, .lines = true};
    if (t.as_json)
        yx_json_array(&t.json, NULL);
    for (size_t i = 0; i < args->n_word && !rc; i++)
        rc = try_one(&t, args->word[i], &err);
    if (t.as_json) {
        yx_json_end(&t.json);
        yx_buf_char(&t.out, '\n');
    } else {
        yx_buf_f(&t.out, "%zu scene%s, %zu of %zu expectations met\n", t.scenes,
                 t.scenes == 1 ? "" : "s", t.lines - t.failed, t.lines);
    }
    if (!rc)
        rc = yx_buf_check(&t.out, &err);
    if (!rc)
        (void)fwrite(t.out.at, 1, t.out.n, stdout);
    yx_buf_free(&t.out);
    if (rc)
        return yx_say_error("try", rc, &err);
    return t.refused ? YX_EXIT_REFUSED : t.failed ? YX_EXIT_CORRUPT : YX_EXIT_DONE;
}

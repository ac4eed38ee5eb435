/* Streams of a rule file: what the table of keys cannot say (names that must exist, a detector that
 * there must be, options). */
#include "trigger/rules_file.h"

static const char *const look_word[] = {"high", "low", "both", "silent", NULL};

static const yx_yaml_key stream_key[] = {
    {.name = "indicator", .required = true, .expected = "the code of an indicator"},
    {.name = "source", .required = true, .expected = "who reports it"},
    {.name = "group", .required = true, .expected = "the name of its independence group"},
    {.name = "detector", .expected = "the name of a detector"},
    {.name = "hazard", .expected = "what it is a sign of"},
    {.name = "options", .kind = YX_YAML_MAP, .expected = "options of the detector"},
    {.name = "direction", .words = look_word, .expected = "high, low, both or silent"},
    {.name = "level", .expected = "a level of regions"},
    {.name = "min_count", .lo = 0, .hi = 1e15, .expected = "a number from 0"},
    {.name = "same_source", .expected = "a column of the regions"},
};

static size_t find_detector(yx_rules_file *r, const yx_yaml_node *node, yx_stream *s)
{
    const char *nearest = NULL;
    size_t best = YX_RULES_NEAR + 1;

    for (size_t i = 0; i < yx_n_detector; i++) {
        if (yx_str_is(node->text, yx_detectors[i]->name)) {
            s->detector = yx_detectors[i];
            return 0;
        }
        yx_rules_nearer(node->text, yx_detectors[i]->name, &best, &nearest);
    }
    return yx_rules_fault(r, node, "rule.detector", "the name of a detector", nearest);
}

static size_t find_indicator(yx_rules_file *r, const yx_yaml_node *node)
{
    char nearest[160];

    if (yx_indicator_find(r->catalog, node->text))
        return 0;
    (void)yx_indicator_nearest(r->catalog, node->text, nearest, sizeof nearest);
    return yx_rules_fault(r, node, "rule.indicator", "the code of an indicator", nearest);
}

/* A level that no region has would watch nothing for ever. Without regions there is nothing to
 * compare it with. */
static size_t find_level(yx_rules_file *r, const yx_yaml_node *node)
{
    const char *nearest = NULL;
    size_t best = YX_RULES_NEAR + 1, n = yx_n_region(r->catalog);

    for (uint32_t i = 0; i < n; i++) {
        const char *level = yx_region_at(r->catalog, i)->level;
        if (yx_str_is(node->text, level))
            return 0;
        if (nearest != level)
            yx_rules_nearer(node->text, level, &best, &nearest);
    }
    if (n == 0)
        return 0;
    return yx_rules_fault(r, node, "yaml.value", "a level that a region has", nearest);
}

/* A column that the regions do not have would count nothing once. */
static size_t find_column(yx_rules_file *r, const yx_yaml_node *node)
{
    const char *nearest = NULL;
    size_t best = YX_RULES_NEAR + 1, n = yx_n_region(r->catalog);

    for (uint32_t i = 0; i < n; i++) {
        const yx_region *region = yx_region_at(r->catalog, i);
        for (size_t k = 0; k < region->n_attribute; k++) {
            if (yx_str_is(node->text, region->attribute[k].name))
                return 0;
            if (nearest != region->attribute[k].name)
                yx_rules_nearer(node->text, region->attribute[k].name, &best, &nearest);
        }
    }
    if (n == 0)
        return 0;
    return yx_rules_fault(r, node, "yaml.value", "a column of the regions", nearest);
}

/* Sets what the stream looks for: faults of direction, detector and options together. */
static size_t read_direction(yx_rules_file *r, const yx_yaml_node *node, yx_stream *s)
{
    const yx_yaml_node *direction = yx_rules_scalar(node, "direction"),
                       *detector = yx_rules_scalar(node, "detector"),
                       *options = yx_rules_get(node, "options", YX_YAML_MAP);

    s->look = YX_LOOK_HIGH;
    if (direction && yx_str_is(direction->text, "low"))
        s->look = YX_LOOK_LOW;
    else if (direction && yx_str_is(direction->text, "both"))
        s->look = YX_LOOK_BOTH;
    s->silent = direction && yx_str_is(direction->text, "silent");
    if (s->silent && detector)
        return yx_rules_fault(r, detector, "yaml.value",
                              "no detector: a silent stream alarms where no figure comes", NULL);
    if (!detector && options)
        return yx_rules_fault(r, options->key, "yaml.value", "options only beside a detector",
                              NULL);
    return 0;
}

static void keep_stream(yx_rules_file *r, const yx_yaml_node *node, yx_stream *s)
{
    const yx_yaml_node *hazard = yx_rules_scalar(node, "hazard"),
                       *level = yx_rules_scalar(node, "level"),
                       *same = yx_rules_scalar(node, "same_source");

    s->indicator = yx_rules_keep(r, yx_rules_scalar(node, "indicator")->text);
    s->source = yx_rules_keep(r, yx_rules_scalar(node, "source")->text);
    s->group = yx_rules_keep(r, yx_rules_scalar(node, "group")->text);
    s->hazard = hazard ? yx_rules_keep(r, hazard->text) : "";
    s->levels = level ? yx_rules_keep(r, level->text) : NULL;
    s->same_source = same ? yx_rules_keep(r, same->text) : NULL;
}

yx_code yx_rules_stream(yx_rules_file *r, const yx_yaml_node *node, yx_err *err)
{
    yx_stream s = {0};
    const yx_yaml_node *at;
    size_t wrong = yx_rules_check_name(r, node);
    yx_code rc;

    wrong += yx_yaml_check(r->file, node, stream_key, YX_COUNT(stream_key), r->faults);
    if ((at = yx_rules_scalar(node, "indicator")))
        wrong += find_indicator(r, at);
    if ((at = yx_rules_scalar(node, "level")))
        wrong += find_level(r, at);
    if ((at = yx_rules_scalar(node, "same_source")))
        wrong += find_column(r, at);
    wrong += read_direction(r, node, &s);
    if ((at = yx_rules_scalar(node, "detector")))
        wrong += find_detector(r, at, &s);
    s.min_count = yx_rules_number(node, "min_count", 0);
    if (s.detector) {
        rc = yx_rules_options(r, yx_yaml_get(node, "options"), at, &s, &wrong, err);
        if (rc)
            return rc;
    }
    rc = yx_grow(&r->stream, &r->cap_stream, r->n_stream + 1, sizeof *r->stream, err);
    if (rc)
        return rc;
    /* A wrong stream keeps its name, so that a rule that watches it is not wrong as well. */
    if (wrong)
        s = (yx_stream){0};
    else
        keep_stream(r, node, &s);
    s.name = yx_rules_keep(r, node->key->text);
    if (r->no_memory)
        return yx_fail(err, YX_E_NOMEM, "no memory for stream %zu", r->n_stream + 1);
    r->stream[r->n_stream++] = s;
    return YX_OK;
}

/* The check of a CAP document: a walk through its elements with the table beside it, then what
 * holds between them. */
#include "base/xml.h"
#include "brief/cap.h"
#include "brief/cap_table.h"
#include "brief/cap_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 64 /* more than the table has */, WORDS = 200 };

typedef struct place {
    size_t line, column;
} place;

typedef struct box {
    yx_cap_box in;
    const yx_cap_row *at; /* the last row that was met in its order; NULL: none */
    uint64_t seen;        /* rows of the table */
    place where;
} box;

/* What is kept of an element until the end of its box. */
typedef struct kept {
    yx_buf text;
    place where;
    bool any;
} kept;

/* The texts of an info block that may not be those of another language. */
enum { T_EVENT, T_HEADLINE, T_DESCRIPTION, T_INSTRUCTION, N_TEXT };
static const char *const told_text[N_TEXT] = {"event", "headline", "description", "instruction"};

typedef struct info_texts {
    char language[9];
    uint64_t hash[N_TEXT]; /* 0: it has none */
} info_texts;

typedef struct checking {
    const char *file;
    yx_faults *faults;
    box box[YX_XML_DEPTH];
    size_t n_box;
    uint64_t space;         /* hash of the root's namespace */
    size_t skip;            /* tags inside one that is not known */
    const yx_cap_row *leaf; /* whose text is read */
    yx_buf text;
    place where; /* of the leaf */
    kept identifier, sender, sent, message, scope, restriction, addresses, references;
    kept effective, expires, altitude, ceiling; /* of the info, or area, that is open */
    info_texts info[YX_CAP_INFOS];
    bool failed;   /* a text could not be kept */
    size_t n_info; /* may be more than are kept */
} checking;

static void fault(checking *c, const char *code, place where, const char *field, yx_str text,
                  const char *expected)
{
    yx_faults_add(c->faults, &(yx_fault){.code = code,
                                         .file = c->file,
                                         .line = where.line,
                                         .column = where.column,
                                         .field = field,
                                         .text = text,
                                         .expected = expected});
}

static const yx_str nothing = {NULL, 0};

static uint64_t hash_of(yx_str text)
{
    uint64_t h = 14695981039346656037u;

    for (size_t i = 0; i < text.n; i++)
        h = (h ^ (unsigned char)text.at[i]) * 1099511628211u;
    return h ? h : 1;
}

static yx_str view(const kept *k)
{
    return yx_str_trim(yx_buf_view(&k->text));
}

/* Empties it, but does not forget that memory ran out. */
static void forget(checking *c, kept *k)
{
    c->failed |= k->text.failed;
    yx_buf_clear(&k->text);
    k->any = false;
}

static void keep(checking *c, kept *k)
{
    forget(c, k);
    yx_buf_str(&k->text, yx_buf_view(&c->text));
    k->where = c->where;
    k->any = true;
}

/* --- elements: their order and number --- */

static uint64_t bit(const yx_cap_row *row)
{
    return (uint64_t)1 << (row - yx_cap_rows);
}

static void open_box(checking *c, yx_cap_box in, place where)
{
    c->box[c->n_box++] = (box){.in = in, .where = where};
    if (in == YX_CAP_INFO) {
        forget(c, &c->effective);
        forget(c, &c->expires);
        if (c->n_info < YX_CAP_INFOS)
            c->info[c->n_info] = (info_texts){.language = "en-us"};
        c->n_info++;
    } else if (in == YX_CAP_AREA) {
        forget(c, &c->altitude);
        forget(c, &c->ceiling);
    }
}

static void meet(checking *c, box *b, const yx_cap_row *row, place where)
{
    char expected[WORDS];

    if (b->at && row < b->at) {
        (void)snprintf(expected, sizeof expected, "before %s", b->at->name);
        fault(c, "cap.order", where, row->name, nothing, expected);
    } else {
        b->at = row;
    }
    if (row->most == 1 && b->seen & bit(row))
        fault(c, "cap.twice", where, row->name, nothing, NULL);
    b->seen |= bit(row);
}

/* The root: whatever its namespace, its elements are looked for in the same one. */
static void open_root(checking *c, const yx_xml_tag *tag, place where)
{
    bool alert = yx_str_is(tag->name.local, "alert");

    if (!alert || !yx_str_is(tag->name.space, YX_CAP_SPACE))
        fault(c, "cap.namespace", where, tag->name.local.at, tag->name.space,
              "alert of " YX_CAP_SPACE);
    c->space = hash_of(tag->name.space);
    if (alert)
        open_box(c, YX_CAP_ALERT, where);
    else
        c->skip++;
}

static yx_code on_open(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    checking *c = arg;
    place where = {tag->line, tag->column};
    box *b = c->n_box ? &c->box[c->n_box - 1] : NULL;
    bool ours = hash_of(tag->name.space) == c->space;
    const yx_cap_row *row = b && ours ? yx_cap_row_find(b->in, tag->name.local) : NULL;

    (void)err;
    if (c->skip || c->leaf) {
        if (!c->skip)
            fault(c, "cap.element", where, tag->name.local.at, nothing, "text only");
        c->skip++;
    } else if (!b) {
        open_root(c, tag, where);
    } else if (!row) {
        /* A signature may stand in the alert: the only foreign element of the form. */
        if (b->in != YX_CAP_ALERT || ours || !yx_str_is(tag->name.local, "Signature"))
            fault(c, "cap.element", where, tag->name.local.at, nothing, NULL);
        c->skip++;
    } else {
        meet(c, b, row, where);
        if (row->kind == YX_CAP_HOLDS) {
            open_box(c, row->box, where);
        } else {
            c->leaf = row;
            c->where = where;
            yx_buf_clear(&c->text);
        }
    }
    return YX_OK;
}

static yx_code on_text(void *arg, yx_str piece, yx_err *err)
{
    checking *c = arg;

    if (c->leaf && !c->skip && c->text.n < YX_CAP_LONG)
        yx_buf_str(&c->text, piece);
    return yx_buf_check(&c->text, err);
}

/* --- texts: what each says --- */

static const char *ring_expected(yx_cap_ring ring)
{
    switch (ring) {
    case YX_RING_FINE:
        return NULL;
    case YX_RING_POINT:
        return "points as lat,lon";
    case YX_RING_FEW:
        return "at least four points";
    case YX_RING_OPEN:
        return "the last point as the first";
    case YX_RING_CROSSED:
        break;
    }
    return "sides that do not cross";
}

/* A row's words, "Public|Restricted|Private". */
static void words_of(const yx_cap_row *row, char out[WORDS])
{
    size_t n = 0;

    out[0] = '\0';
    for (const char *const *w = row->word; *w && n < WORDS; w++)
        n += (size_t)snprintf(out + n, WORDS - n, "%s%s", w == row->word ? "" : "|", *w);
}

static void check_leaf(checking *c, const yx_cap_row *row)
{
    yx_str whole = yx_buf_view(&c->text), text = yx_str_trim(whole);
    const char *ring = NULL;
    char words[WORDS];

    while (text.n && strchr("\r\n\t ", text.at[0]))
        text = (yx_str){text.at + 1, text.n - 1};
    while (text.n && strchr("\r\n\t ", text.at[text.n - 1]))
        text.n--;
    if (text.n == 0 && row->least) {
        fault(c, "cap.empty", c->where, row->name, nothing, NULL);
        return;
    }
    switch (row->kind) {
    case YX_CAP_NAME:
        if (!yx_cap_name(whole))
            fault(c, "cap.name", c->where, row->name, whole, "no spaces, commas, < or &");
        break;
    case YX_CAP_WORD:
        words_of(row, words);
        if (!yx_cap_word(row, text))
            fault(c, "cap.value", c->where, row->name, text, words);
        break;
    case YX_CAP_TIME:
        if (!yx_cap_time(text, NULL))
            fault(c, "cap.time", c->where, row->name, text, "as 2021-12-28T09:30:00+08:00");
        break;
    case YX_CAP_LANGUAGE:
        if (!yx_cap_language(text))
            fault(c, "cap.value", c->where, row->name, text, "as zh-CN");
        break;
    case YX_CAP_WEB:
        if (!yx_cap_web(text))
            fault(c, "cap.web", c->where, row->name, text, "as https://example.org/a");
        break;
    case YX_CAP_COUNT:
        if (!yx_cap_count(text))
            fault(c, "cap.value", c->where, row->name, text, "a number of bytes");
        break;
    case YX_CAP_NUMBER:
        if (!yx_cap_number(text))
            fault(c, "cap.value", c->where, row->name, text, "a number");
        break;
    case YX_CAP_POLYGON:
        ring = ring_expected(yx_cap_polygon(text));
        if (ring)
            fault(c, "cap.polygon", c->where, row->name, text, ring);
        break;
    case YX_CAP_CIRCLE:
        if (!yx_cap_circle(text))
            fault(c, "cap.circle", c->where, row->name, text, "lat,lon radius");
        break;
    case YX_CAP_TEXT:
        if (yx_notice_markup(text))
            fault(c, "cap.text", c->where, row->name, text, "plain text");
        break;
    case YX_CAP_ANY:
    case YX_CAP_REFERENCES: /* when the alert is whole */
    case YX_CAP_HOLDS:
        break;
    }
}

static void remember_info(checking *c, const yx_cap_row *row)
{
    yx_str text = yx_str_trim(yx_buf_view(&c->text));
    info_texts *info = c->n_info <= YX_CAP_INFOS ? &c->info[c->n_info - 1] : NULL;

    if (strcmp(row->name, "effective") == 0)
        keep(c, &c->effective);
    else if (strcmp(row->name, "expires") == 0)
        keep(c, &c->expires);
    if (!info)
        return;
    if (row->kind == YX_CAP_LANGUAGE)
        for (size_t i = 0; i < sizeof info->language; i++)
            info->language[i] =
                i + 1 < sizeof info->language && i < text.n
                    ? (char)(text.at[i] | ((unsigned)(text.at[i] - 'A') < 26 ? 32 : 0))
                    : '\0';
    for (size_t t = 0; t < N_TEXT && text.n; t++)
        if (strcmp(row->name, told_text[t]) == 0)
            info->hash[t] = hash_of(text);
}

static void remember(checking *c, const yx_cap_row *row)
{
    kept *const of_alert[] = {&c->identifier, &c->sender,      &c->sent,      &c->message,
                              &c->scope,      &c->restriction, &c->addresses, &c->references};
    static const char *const name[] = {"identifier", "sender",      "sent",      "msgType",
                                       "scope",      "restriction", "addresses", "references"};

    if (row->in == YX_CAP_INFO)
        remember_info(c, row);
    for (size_t i = 0; i < YX_COUNT(name) && row->in == YX_CAP_ALERT; i++)
        if (strcmp(row->name, name[i]) == 0)
            keep(c, of_alert[i]);
    if (row->in == YX_CAP_AREA && strcmp(row->name, "altitude") == 0)
        keep(c, &c->altitude);
    if (row->in == YX_CAP_AREA && strcmp(row->name, "ceiling") == 0)
        keep(c, &c->ceiling);
}

/* --- what holds between them --- */

/* One of the references, "sender,identifier,sent". */
static void check_reference(checking *c, yx_str one)
{
    const char *a = memchr(one.at, ',', one.n);
    const char *b = a ? memchr(a + 1, ',', one.n - (size_t)(a + 1 - one.at)) : NULL;
    yx_str sender, id, sent;
    int64_t then, now;

    if (!b) {
        fault(c, "cap.references", c->references.where, "references", one,
              "sender,identifier,sent");
        return;
    }
    sender = (yx_str){one.at, (size_t)(a - one.at)};
    id = (yx_str){a + 1, (size_t)(b - a - 1)};
    sent = (yx_str){b + 1, one.n - (size_t)(b + 1 - one.at)};
    if (!yx_cap_name(sender) || !yx_cap_name(id) || !yx_cap_time(sent, &then))
        fault(c, "cap.references", c->references.where, "references", one,
              "sender,identifier,sent");
    else if (yx_str_same(sender, view(&c->sender)) && yx_str_same(id, view(&c->identifier)))
        fault(c, "cap.references", c->references.where, "references", one, "another alert");
    else if (yx_cap_time(view(&c->sent), &now) && then > now)
        fault(c, "cap.references", c->references.where, "references", one, "an earlier alert");
}

static void check_references(checking *c)
{
    yx_str rest = view(&c->references), message = view(&c->message);
    size_t n = 0;

    while (rest.n) {
        size_t k = 0;
        while (k < rest.n && !strchr(" \t\r\n", rest.at[k]))
            k++;
        if (k)
            check_reference(c, (yx_str){rest.at, k});
        n += k > 0;
        k += k < rest.n;
        rest = (yx_str){rest.at + k, rest.n - k};
    }
    if (n == 0 && (yx_str_is(message, "Update") || yx_str_is(message, "Cancel") ||
                   yx_str_is(message, "Ack") || yx_str_is(message, "Error")))
        fault(c, "cap.references", c->message.where, "msgType", message,
              "references to what it is about");
}

static void check_scope(checking *c)
{
    yx_str scope = view(&c->scope);

    if (c->restriction.any && !yx_str_is(scope, "Restricted"))
        fault(c, "cap.scope", c->restriction.where, "restriction", nothing,
              "only with scope Restricted");
    if (!c->restriction.any && yx_str_is(scope, "Restricted"))
        fault(c, "cap.scope", c->scope.where, "scope", scope, "with a restriction");
    if (!c->addresses.any && yx_str_is(scope, "Private"))
        fault(c, "cap.scope", c->scope.where, "scope", scope, "with addresses");
}

static void check_info(checking *c, place where)
{
    int64_t sent, from, until;
    size_t mine = c->n_info - 1;

    if (c->expires.any && yx_cap_time(view(&c->expires), &until)) {
        bool known = yx_cap_time(view(&c->sent), &sent);
        if (yx_cap_time(view(&c->effective), &from) && (!known || from > sent)) {
            sent = from;
            known = true;
        }
        if (known && until < sent)
            fault(c, "cap.time", c->expires.where, "expires", view(&c->expires),
                  "after sent and effective");
    }
    for (size_t i = 0; i < mine && mine < YX_CAP_INFOS; i++)
        for (size_t t = 0; t < N_TEXT; t++)
            if (c->info[mine].hash[t] && c->info[mine].hash[t] == c->info[i].hash[t] &&
                strcmp(c->info[mine].language, c->info[i].language) != 0)
                fault(c, "cap.language", where, told_text[t], yx_str_of(c->info[mine].language),
                      "another text than in another language");
}

static void check_area(checking *c)
{
    double low, high;

    if (c->ceiling.any && !c->altitude.any) {
        fault(c, "cap.value", c->ceiling.where, "ceiling", nothing, "only with altitude");
    } else if (c->ceiling.any && yx_cap_number_of(view(&c->altitude), &low) &&
               yx_cap_number_of(view(&c->ceiling), &high) && high < low) {
        fault(c, "cap.value", c->ceiling.where, "ceiling", view(&c->ceiling), "above altitude");
    }
}

static void close_box(checking *c)
{
    box *b = &c->box[--c->n_box];

    for (size_t i = 0; i < yx_n_cap_row; i++)
        if (yx_cap_rows[i].in == b->in && yx_cap_rows[i].least && !(b->seen & bit(&yx_cap_rows[i])))
            fault(c, "cap.missing", b->where, yx_cap_rows[i].name, nothing, NULL);
    switch (b->in) {
    case YX_CAP_ALERT:
        check_references(c);
        check_scope(c);
        break;
    case YX_CAP_INFO:
        check_info(c, b->where);
        break;
    case YX_CAP_AREA:
        check_area(c);
        break;
    case YX_CAP_RESOURCE:
    case YX_CAP_PAIR:
    case YX_N_CAP_BOX:
        break;
    }
}

static yx_code on_close(void *arg, const yx_xml_name *name, yx_err *err)
{
    checking *c = arg;

    (void)name;
    if (c->skip) {
        c->skip--;
    } else if (c->leaf) {
        check_leaf(c, c->leaf);
        remember(c, c->leaf);
        c->leaf = NULL;
    } else if (c->n_box) {
        close_box(c);
    }
    return yx_faults_check(c->faults, err);
}

static void free_kept(checking *c)
{
    kept *const all[] = {&c->identifier, &c->sender,      &c->sent,      &c->message,
                         &c->scope,      &c->restriction, &c->addresses, &c->references,
                         &c->effective,  &c->expires,     &c->altitude,  &c->ceiling};

    for (size_t i = 0; i < YX_COUNT(all); i++)
        yx_buf_free(&all[i]->text);
    yx_buf_free(&c->text);
}

/* Was there room for all that had to be kept? */
static yx_code check_kept(const checking *c, yx_err *err)
{
    const kept *const all[] = {&c->identifier, &c->sender,      &c->sent,      &c->message,
                               &c->scope,      &c->restriction, &c->addresses, &c->references,
                               &c->effective,  &c->expires,     &c->altitude,  &c->ceiling};
    bool failed = c->failed;

    for (size_t i = 0; i < YX_COUNT(all); i++)
        failed |= all[i]->text.failed;
    return failed ? yx_fail(err, YX_E_NOMEM, "no memory for the check") : YX_OK;
}

static const char *xml_code(yx_xml_wrong wrong)
{
    switch (wrong) {
    case YX_XML_RIGHT:
        return NULL;
    case YX_XML_SYNTAX:
        break;
    case YX_XML_DOCTYPE:
        return "xml.doctype";
    case YX_XML_LIMIT:
        return "xml.limit";
    case YX_XML_ENCODING:
        return "text.encoding";
    }
    return "xml.syntax";
}

yx_code yx_cap_check(yx_str text, const char *file, yx_faults *faults, yx_err *err)
{
    checking *c = calloc(1, sizeof *c);
    size_t before = yx_faults_errors(faults);
    yx_xml_place stopped = {0};
    yx_code rc;

    if (!c)
        return yx_fail(err, YX_E_NOMEM, "no memory for the check");
    c->file = file;
    c->faults = faults;
    rc = yx_xml_read_text(text, &(yx_xml_told){on_open, on_text, on_close, c}, &stopped, err);
    if (rc && xml_code(stopped.wrong)) {
        fault(c, xml_code(stopped.wrong), (place){stopped.line, stopped.column}, NULL, nothing,
              NULL);
        rc = YX_OK;
    }
    if (!rc)
        rc = check_kept(c, err);
    free_kept(c);
    free(c);
    if (!rc)
        rc = yx_faults_check(faults, err);
    if (rc)
        return rc;
    return yx_faults_errors(faults) > before
               ? yx_fail(err, YX_E_REFUSED, "'%.100s' is no sound CAP 1.2 document", file)
               : YX_OK;
}

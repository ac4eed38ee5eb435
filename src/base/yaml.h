/* yaml.h - YAML text as a tree of marked nodes, and a table-driven check of it that lists all
 * faults.
 *
 * Only what a rule file needs: block and flow maps, lists, scalars. Anchors, aliases, tags and more
 * than one document are refused. libyaml stops at the first error of syntax, so there is at most
 * one of those; everything else (unknown key, missing key, wrong kind of value, double key) is
 * listed in full, each with its line. */
#ifndef YX_BASE_YAML_H
#define YX_BASE_YAML_H

#include "base/decimal.h"
#include "base/fault.h"

typedef enum yx_yaml_kind { YX_YAML_SCALAR, YX_YAML_LIST, YX_YAML_MAP } yx_yaml_kind;

typedef struct yx_yaml_node yx_yaml_node;
struct yx_yaml_node {
    yx_yaml_kind kind;
    size_t line, column;       /* from 1 */
    yx_str text;               /* scalar: its value; holds no NUL, one stands behind it */
    bool quoted;               /* scalar: typed in quotes, so never a number */
    const yx_yaml_node *key;   /* in a map: the scalar before the colon */
    const yx_yaml_node *child; /* first item of a list or map */
    const yx_yaml_node *next;  /* next sibling */
    size_t n;                  /* number of children */
};

typedef struct yx_yaml yx_yaml; /* owns the nodes */

enum { YX_YAML_DEPTH = 16, YX_YAML_BYTES = 4 * 1024 * 1024, YX_YAML_NODES = 200000 };

/* Parses `text`, which may be freed afterwards.
 * All faults go to `faults`. The call returns YX_E_REFUSED (no tree) when the syntax is broken, a
 * limit is passed, there is nothing to read or a second document. After double keys (the first one
 * stands), anchors, aliases and tags there is a tree all the same, so that what else is wrong with
 * it can be listed: whether the file is good, yx_faults_errors() says. */
YX_MUST_USE yx_code yx_yaml_read(const char *file, yx_str text, yx_faults *faults,
                                 yx_yaml **ret_yaml, yx_err *err);
void yx_yaml_free(yx_yaml *yaml);                      /* NULL is fine */
const yx_yaml_node *yx_yaml_root(const yx_yaml *yaml); /* never NULL */

/* The value of a key; NULL when there is none, or when `map` is no map. */
const yx_yaml_node *yx_yaml_get(const yx_yaml_node *map, const char *key);

/* A row of a table of keys. */
typedef struct yx_yaml_key {
    const char *name;
    yx_yaml_kind kind;
    bool required;
    const char *const *words; /* scalar: allowed words, NULL-terminated; NULL: any */
    const char *expected;     /* for the fault, "a whole number from 1 to 52"; NULL: made up */
    double lo, hi;            /* scalar: a number within, when lo < hi */
    bool whole;               /* ... and a whole one */
} yx_yaml_key;

/* Checks a map against its table: faults for unknown keys (with the nearest known), missing keys,
 * wrong kinds, words and numbers out of range, required values that are empty. A node that is no
 * map is one fault. Returns the number of faults added. */
size_t yx_yaml_check(const char *file, const yx_yaml_node *map, const yx_yaml_key *key,
                     size_t n_key, yx_faults *faults);

/* Adds one fault at a node: code and expected as in yx_fault, nearest may be NULL. */
void yx_yaml_fault(const char *file, const yx_yaml_node *node, const char *code,
                   const char *expected, const char *nearest, yx_faults *faults);

#endif

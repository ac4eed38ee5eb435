/* form_file.h - one file of forms on its way into the set: shared by form.c (the set) and
 * form_yaml.c (the text); nobody else includes it. */
#ifndef YX_MODEL_FORM_FILE_H
#define YX_MODEL_FORM_FILE_H

#include "base/mem.h"
#include "base/yaml.h"
#include "model/form.h"

typedef struct yx_forms_file {
    const char *file; /* as the user named it */
    const yx_catalog *catalog;
    yx_faults *faults;
    yx_arena **arena; /* of the set: where texts are kept */
    int64_t announced;

    yx_form *form;             /* of this file */
    const yx_yaml_node **node; /* where each stands */
    size_t n_form, cap_form, cap_node;
    yx_cap *cap;
    size_t n_cap, cap_cap;
} yx_forms_file;

/* Reads the tree into r->form and r->cap. What is wrong goes to r->faults; YX_E_NOMEM only. */
YX_MUST_USE yx_code yx_forms_file_tree(yx_forms_file *r, const yx_yaml_node *root, yx_err *err);

/* The node of item i of a form, for faults. */
const yx_yaml_node *yx_forms_file_item(const yx_forms_file *r, size_t form, size_t i);

#endif

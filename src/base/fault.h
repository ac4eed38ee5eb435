/* fault.h - what is wrong with a user's file: a list, apart from the error of a failing call.
 *
 * Every fault has a stable code (the table in fault_codes.c, shown in docs/faults.md), a place,
 * what was found, what was expected and the nearest valid name. All faults are kept, however many:
 * the first YX_FAULTS_SHOWN in memory, the rest in a temporary file without a name. */
#ifndef YX_BASE_FAULT_H
#define YX_BASE_FAULT_H

#include "base/err.h"
#include "base/text.h"

#include <stdio.h>

enum { YX_FAULTS_SHOWN = 50, YX_FAULT_TEXT = 200 /* characters */ };

typedef enum yx_severity { YX_ERROR, YX_WARNING } yx_severity;

typedef enum yx_lang { YX_EN, YX_ZH_HANS, YX_N_LANG } yx_lang;

/* A row of the table of codes. */
typedef struct yx_fault_code {
    const char *code; /* stable: "region.unknown" */
    yx_severity severity;
    const char *message[YX_N_LANG]; /* one sentence, no full stop */
} yx_fault_code;

extern const yx_fault_code yx_fault_codes[]; /* sorted by code */
extern const size_t yx_n_fault_code;
const yx_fault_code *yx_fault_code_find(const char *code); /* NULL if there is none */

typedef struct yx_fault {
    const char *code;         /* of the table */
    const char *file;         /* as the user named it */
    const char *sheet, *cell; /* NULL where there is none */
    size_t line, column;      /* from 1; header is line 1; 0: does not apply */
    const char *field;        /* column name or key; NULL */
    yx_str text;              /* what stands there; .at is NULL where nothing does */
    const char *expected;     /* NULL */
    const char *nearest;      /* nearest valid name, "420100 武汉市"; NULL */
} yx_fault;

typedef struct yx_faults yx_faults;

YX_MUST_USE yx_code yx_faults_new(yx_faults **ret_faults, yx_err *err);
void yx_faults_free(yx_faults *faults); /* NULL is fine */

/* Copies the fault; all texts but the file's name are made fit for people and cut to YX_FAULT_TEXT
 * characters. A code that is not in the table is an error. A fault that cannot be kept (no memory,
 * full disk) is remembered, and yx_faults_check() fails: a list is whole or it is an error. */
void yx_faults_add(yx_faults *faults, const yx_fault *fault);
YX_MUST_USE yx_code yx_faults_check(const yx_faults *faults, yx_err *err);

size_t yx_faults_count(const yx_faults *faults);
size_t yx_faults_errors(const yx_faults *faults); /* those that refuse the input */
/* Fault i < min(count, YX_FAULTS_SHOWN), else NULL; valid until yx_faults_clear(). */
const yx_fault *yx_faults_at(const yx_faults *faults, size_t i);
/* Hands all faults to a function, in their order, until it fails; a fault is valid during its call,
 * in which none may be added. YX_E_IO: they cannot be read back. */
typedef yx_code yx_fault_told(void *arg, const yx_fault *fault, yx_err *err);
YX_MUST_USE yx_code yx_faults_each(yx_faults *faults, yx_fault_told *told, void *arg, yx_err *err);
/* Forgets all faults, for a second reading of the same file (in another encoding). */
void yx_faults_clear(yx_faults *faults);

/* Writes the report of contracts.md: {"format":1,"taken":..,"unchanged":..,"faults":[...]}. */
YX_MUST_USE yx_code yx_faults_write_json(yx_faults *faults, FILE *out, yx_lang lang, size_t taken,
                                         size_t unchanged, yx_err *err);
/* One line for people, no newline, cut to size - 1 bytes at a character:
 *   a.csv:3:1: unknown region 'ZZ98' (region_code; expected a code; nearest 420100 武汉市)
 * YX_E_RANGE the code is not in the table; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_fault_line(const yx_fault *fault, yx_lang lang, char *out, size_t size,
                                  yx_err *err);

#endif

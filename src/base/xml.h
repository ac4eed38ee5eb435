/* xml.h - XML, told as it is read: a tag opens, text, a tag closes.
 *
 * Input is hostile. A document type and entities are never taken (a page of them unfolds to
 * terabytes: "billion laughs"), and nothing outside the text is ever fetched. Depth, attributes and
 * texts are limited. Names are told with the address of their namespace, so prefixes do not matter.
 * UTF-8, UTF-16, ISO-8859-1 and ASCII are read; what is told is valid UTF-8. */
#ifndef YX_BASE_XML_H
#define YX_BASE_XML_H

#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>

enum {
    YX_XML_DEPTH = 64,       /* tags inside each other */
    YX_XML_ATTRIBUTES = 256, /* of one tag */
    YX_XML_NAME = 1024,      /* bytes of a name with its namespace */
    YX_XML_TEXT = 16 << 20,  /* bytes of text between two tags */
    YX_XML_MARKUP = 1 << 20, /* bytes of one tag, comment or instruction */
};

/* What is wrong with the text. */
typedef enum yx_xml_wrong {
    YX_XML_RIGHT,
    YX_XML_SYNTAX,   /* it is no XML */
    YX_XML_DOCTYPE,  /* it declares a document type, and perhaps entities */
    YX_XML_LIMIT,    /* one of the limits above */
    YX_XML_ENCODING, /* it says that it is in an encoding that is not read */
} yx_xml_wrong;

typedef struct yx_xml_name {
    yx_str space; /* "http://schemas..."; empty: none */
    yx_str local; /* ends with a NUL */
} yx_xml_name;

/* A tag and its attributes; valid during the call. */
typedef struct yx_xml_tag {
    yx_xml_name name;
    size_t depth;                 /* 1: the root */
    size_t line, column;          /* where it starts, from 1, column in bytes */
    const char *const *attribute; /* private: use yx_xml_get(), yx_xml_attribute() */
} yx_xml_tag;

/* The value of an attribute, or NULL. space NULL: one without a prefix. O(attributes) */
const char *yx_xml_get(const yx_xml_tag *tag, const char *space, const char *local);
/* Attribute i, from 0, in the order of the file: its value, or NULL behind the last one. */
const char *yx_xml_attribute(const yx_xml_tag *tag, size_t i, yx_xml_name *ret_name);

/* What is told. Any may be NULL. A call that fails stops the reading with its code. */
typedef struct yx_xml_told {
    yx_code (*open)(void *arg, const yx_xml_tag *tag, yx_err *err);
    yx_code (*text)(void *arg, yx_str piece, yx_err *err); /* text comes in pieces */
    yx_code (*close)(void *arg, const yx_xml_name *name, yx_err *err);
    void *arg;
} yx_xml_told;

/* Where the reading stopped, and why. */
typedef struct yx_xml_place {
    yx_xml_wrong wrong;
    size_t line, column; /* from 1, column in bytes */
} yx_xml_place;

/* Gives the next bytes: at most cap of them, *ret_n == 0 at the end. */
typedef yx_code (*yx_xml_source)(void *from, char *at, size_t cap, size_t *ret_n, yx_err *err);

/* Reads all of a source.
 *   ret_place   on failure: where; wrong is YX_XML_RIGHT when the source, memory or the caller's
 *               own function failed. May be NULL
 * YX_E_FORMAT, YX_E_RANGE (a limit) the text is wrong; YX_E_NOMEM; else what the source or the
 * caller's function said. Cost: about 200 MB/s and what the caller does. */
YX_MUST_USE yx_code yx_xml_read(yx_xml_source source, void *from, const yx_xml_told *told,
                                yx_xml_place *ret_place, yx_err *err);
/* The same over a text in memory. */
YX_MUST_USE yx_code yx_xml_read_text(yx_str text, const yx_xml_told *told, yx_xml_place *ret_place,
                                     yx_err *err);

#endif

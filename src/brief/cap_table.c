#include "brief/cap_table.h"

#include <string.h>

static const char *const status[] = {"Actual", "Exercise", "System", "Test", "Draft", NULL};
static const char *const message[] = {"Alert", "Update", "Cancel", "Ack", "Error", NULL};
static const char *const scope[] = {"Public", "Restricted", "Private", NULL};
static const char *const category[] = {"Geo",   "Met",    "Safety", "Security",  "Rescue",
                                       "Fire",  "Health", "Env",    "Transport", "Infra",
                                       "CBRNE", "Other",  NULL};
static const char *const response[] = {"Shelter", "Evacuate", "Prepare",  "Execute", "Avoid",
                                       "Monitor", "Assess",   "AllClear", "None",    NULL};
static const char *const urgency[] = {"Immediate", "Expected", "Future", "Past", "Unknown", NULL};
static const char *const severity[] = {"Extreme", "Severe", "Moderate", "Minor", "Unknown", NULL};
static const char *const certainty[] = {"Observed", "Likely",  "Possible",
                                        "Unlikely", "Unknown", NULL};

enum { MANY = 0 };
#define ALERT    YX_CAP_ALERT
#define INFO     YX_CAP_INFO
#define RESOURCE YX_CAP_RESOURCE
#define AREA     YX_CAP_AREA
#define PAIR     YX_CAP_PAIR

const yx_cap_row yx_cap_rows[] = {
    {ALERT, "identifier", 1, 1, YX_CAP_NAME, NULL, ALERT},
    {ALERT, "sender", 1, 1, YX_CAP_NAME, NULL, ALERT},
    {ALERT, "sent", 1, 1, YX_CAP_TIME, NULL, ALERT},
    {ALERT, "status", 1, 1, YX_CAP_WORD, status, ALERT},
    {ALERT, "msgType", 1, 1, YX_CAP_WORD, message, ALERT},
    {ALERT, "source", 0, 1, YX_CAP_TEXT, NULL, ALERT},
    {ALERT, "scope", 1, 1, YX_CAP_WORD, scope, ALERT},
    {ALERT, "restriction", 0, 1, YX_CAP_TEXT, NULL, ALERT},
    {ALERT, "addresses", 0, 1, YX_CAP_TEXT, NULL, ALERT},
    {ALERT, "code", 0, MANY, YX_CAP_TEXT, NULL, ALERT},
    {ALERT, "note", 0, 1, YX_CAP_TEXT, NULL, ALERT},
    {ALERT, "references", 0, 1, YX_CAP_REFERENCES, NULL, ALERT},
    {ALERT, "incidents", 0, 1, YX_CAP_TEXT, NULL, ALERT},
    {ALERT, "info", 0, MANY, YX_CAP_HOLDS, NULL, INFO},
    {INFO, "language", 0, 1, YX_CAP_LANGUAGE, NULL, INFO},
    {INFO, "category", 1, MANY, YX_CAP_WORD, category, INFO},
    {INFO, "event", 1, 1, YX_CAP_TEXT, NULL, INFO},
    {INFO, "responseType", 0, MANY, YX_CAP_WORD, response, INFO},
    {INFO, "urgency", 1, 1, YX_CAP_WORD, urgency, INFO},
    {INFO, "severity", 1, 1, YX_CAP_WORD, severity, INFO},
    {INFO, "certainty", 1, 1, YX_CAP_WORD, certainty, INFO},
    {INFO, "audience", 0, 1, YX_CAP_TEXT, NULL, INFO},
    {INFO, "eventCode", 0, MANY, YX_CAP_HOLDS, NULL, PAIR},
    {INFO, "effective", 0, 1, YX_CAP_TIME, NULL, INFO},
    {INFO, "onset", 0, 1, YX_CAP_TIME, NULL, INFO},
    {INFO, "expires", 0, 1, YX_CAP_TIME, NULL, INFO},
    {INFO, "senderName", 0, 1, YX_CAP_TEXT, NULL, INFO},
    {INFO, "headline", 0, 1, YX_CAP_TEXT, NULL, INFO},
    {INFO, "description", 0, 1, YX_CAP_TEXT, NULL, INFO},
    {INFO, "instruction", 0, 1, YX_CAP_TEXT, NULL, INFO},
    {INFO, "web", 0, 1, YX_CAP_WEB, NULL, INFO},
    {INFO, "contact", 0, 1, YX_CAP_TEXT, NULL, INFO},
    {INFO, "parameter", 0, MANY, YX_CAP_HOLDS, NULL, PAIR},
    {INFO, "resource", 0, MANY, YX_CAP_HOLDS, NULL, RESOURCE},
    {INFO, "area", 0, MANY, YX_CAP_HOLDS, NULL, AREA},
    {RESOURCE, "resourceDesc", 1, 1, YX_CAP_TEXT, NULL, RESOURCE},
    {RESOURCE, "mimeType", 1, 1, YX_CAP_TEXT, NULL, RESOURCE},
    {RESOURCE, "size", 0, 1, YX_CAP_COUNT, NULL, RESOURCE},
    {RESOURCE, "uri", 0, 1, YX_CAP_ANY, NULL, RESOURCE},
    {RESOURCE, "derefUri", 0, 1, YX_CAP_ANY, NULL, RESOURCE},
    {RESOURCE, "digest", 0, 1, YX_CAP_ANY, NULL, RESOURCE},
    {AREA, "areaDesc", 1, 1, YX_CAP_TEXT, NULL, AREA},
    {AREA, "polygon", 0, MANY, YX_CAP_POLYGON, NULL, AREA},
    {AREA, "circle", 0, MANY, YX_CAP_CIRCLE, NULL, AREA},
    {AREA, "geocode", 0, MANY, YX_CAP_HOLDS, NULL, PAIR},
    {AREA, "altitude", 0, 1, YX_CAP_NUMBER, NULL, AREA},
    {AREA, "ceiling", 0, 1, YX_CAP_NUMBER, NULL, AREA},
    {PAIR, "valueName", 1, 1, YX_CAP_TEXT, NULL, PAIR},
    {PAIR, "value", 1, 1, YX_CAP_TEXT, NULL, PAIR},
};
const size_t yx_n_cap_row = sizeof yx_cap_rows / sizeof yx_cap_rows[0];

const yx_cap_row *yx_cap_row_find(yx_cap_box in, yx_str name)
{
    for (size_t i = 0; i < yx_n_cap_row; i++)
        if (yx_cap_rows[i].in == in && yx_str_is(name, yx_cap_rows[i].name))
            return &yx_cap_rows[i];
    return NULL;
}

bool yx_cap_word(const yx_cap_row *row, yx_str text)
{
    for (const char *const *w = row->word; *w; w++)
        if (yx_str_is(text, *w))
            return true;
    return false;
}

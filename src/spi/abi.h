/* The border between tilsig and a connector: plain C, versioned, no exceptions, no ownership across it. */
#ifndef TILSIG_SPI_ABI_H
#define TILSIG_SPI_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TILSIG_ABI_MAGIC 0x7469726cu /* "tirl" */
#define TILSIG_ABI_VERSION 1u
#define TILSIG_DESCRIPTOR_SYMBOL "tilsig_connector_v1"

/* Text is UTF-8 with a length; never assumed to end with NUL. A null data pointer is "absent". */
typedef struct tilsig_text {
    const char* data;
    size_t size;
} tilsig_text;

typedef enum tilsig_status {
    TILSIG_OK = 0,           /* everything was delivered and proven */
    TILSIG_NOTHING_NEW = 1,  /* the source has nothing after the cursor (304, empty index) */
    TILSIG_RETRY_LATER = 2,  /* transient: network, 429, 503 */
    TILSIG_REFUSED = 3,      /* permanent until somebody acts: credentials, host key, 404 */
    TILSIG_BAD_SOURCE = 4,   /* the source broke its protocol: truncated, wrong type, stagnating pages */
    TILSIG_BAD_OPTIONS = 5
} tilsig_status;

typedef struct tilsig_header { tilsig_text name, value; } tilsig_header;

/* One HTTP answer as the host saw it; the body went to `body`. */
typedef struct tilsig_http_answer {
    int32_t status;                 /* HTTP status, 0 when there was no answer */
    int32_t failure;                /* libcurl code, 0 when the transfer ended well by the host's own counters */
    uint64_t wire_bytes, decoded_bytes;
    const tilsig_header* headers;   /* lower-case names */
    size_t header_count;
    int32_t retry_after_seconds;    /* -1 when absent */
} tilsig_http_answer;

typedef int32_t (*tilsig_write_fn)(void* sink, const char* data, size_t size); /* 0 to go on, else stop */

/* Services of the host. All TLS, limits, retries, politeness and redaction happen behind them. */
typedef struct tilsig_host {
    uint32_t size;       /* sizeof(tilsig_host) of the host; fields beyond it do not exist */
    uint32_t abi;
    void* self;
    /* An https request. `method` GET or POST; `request_body` may be absent. The body is streamed to write(sink).
       Returns a status; `*answer` is valid until the next call on the host. */
    tilsig_status (*http)(void* self, tilsig_text method, tilsig_text url, const tilsig_header* headers, size_t header_count,
                          tilsig_text request_body, tilsig_write_fn write, void* sink, const tilsig_http_answer** answer);
    /* A secret by its name in source.yaml; absent text when there is none. Valid until close(). */
    tilsig_text (*secret)(void* self, tilsig_text name);
    int64_t (*now_unix_seconds)(void* self);
    /* level 0 debug, 1 info, 2 warn. The text passes the host's redaction. */
    void (*log)(void* self, int32_t level, tilsig_text event, tilsig_text detail);
    /* A delivery begins: outside name (kept as bytes, never a path), media type and encoding as the source states them. */
    int32_t (*delivery_begin)(void* self, tilsig_text outside_name, tilsig_text media_type, tilsig_text charset);
    int32_t (*delivery_write)(void* self, const char* data, size_t size);
    /* The delivery is whole, by this proof ("content-length", "closed-json", "settled-file", "nil"). */
    int32_t (*delivery_end)(void* self, tilsig_text proof);
    /* The cursor to store together with the data when this fetch's deliveries are loaded. */
    int32_t (*cursor)(void* self, tilsig_text value);
} tilsig_host;

typedef struct tilsig_option { tilsig_text name, value; } tilsig_option;

typedef struct tilsig_unit {
    tilsig_text feed, sender, period;
    tilsig_text cursor;              /* absent on the first fetch */
    const tilsig_option* options;    /* source options overlaid by feed options */
    size_t option_count;
} tilsig_unit;

/* Messages for people go to report(sink, text); they pass redaction. */
typedef void (*tilsig_report_fn)(void* sink, tilsig_text message);

/* What a connector library exports under TILSIG_DESCRIPTOR_SYMBOL (a pointer to a constant). Read in this order: magic, abi, size. */
typedef struct tilsig_connector {
    uint32_t magic;
    uint32_t abi;
    uint32_t size;                   /* sizeof(tilsig_connector) of the connector */
    const char* name;                /* NUL-terminated, [a-z0-9_]+ */
    const char* const* option_names; /* NUL-terminated list of valid option names */
    /* Looks at the options only; no network, no files. Reports each mistake. Returns TILSIG_OK or TILSIG_BAD_OPTIONS. */
    tilsig_status (*check)(const tilsig_option* options, size_t count, tilsig_report_fn report, void* sink);
    /* May be retried. *instance stays null on failure. */
    tilsig_status (*open)(const tilsig_host* host, const tilsig_unit* unit, void** instance, tilsig_report_fn report, void* sink);
    tilsig_status (*fetch)(void* instance, tilsig_report_fn report, void* sink);
    /* After the data is committed: delete, move or acknowledge at the source. Called in a later child, with the cursor stored. */
    tilsig_status (*acknowledge)(void* instance, tilsig_text cursor, tilsig_report_fn report, void* sink);
    /* Safe with a null instance. */
    void (*close)(void* instance);
} tilsig_connector;

#ifdef __cplusplus
}
#endif
#endif

/* The border between tilsig and a connector: plain C, versioned, no exceptions, no ownership across it. */
#ifndef TILSIG_SPI_ABI_H
#define TILSIG_SPI_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TILSIG_ABI_MAGIC 0x74696c73u /* "tils" */
/* Raised whenever a structure, a meaning or an order of calls changes; a host refuses every other number. What is added
   at the end of tilsig_host and tilsig_connector changes nothing that was there: `size` says how far either reaches. */
#define TILSIG_ABI_VERSION 4u
#define TILSIG_DESCRIPTOR_SYMBOL "tilsig_connector_v1"

/* Text is UTF-8 with a length; never assumed to end with NUL. A null data pointer is "absent". */
typedef struct tilsig_text {
    const char* data;
    size_t size;
} tilsig_text;

typedef enum tilsig_status {
    TILSIG_OK = 0,          /* everything was delivered and proven */
    TILSIG_NOTHING_NEW = 1, /* the source has nothing after the cursor (304, empty index) */
    TILSIG_RETRY_LATER = 2, /* transient: network, 429, 503 */
    TILSIG_REFUSED = 3,     /* permanent until somebody acts: credentials, host key, 404 */
    TILSIG_BAD_SOURCE = 4,  /* the source broke its protocol: truncated, wrong type, stagnating pages */
    TILSIG_BAD_OPTIONS = 5,
    TILSIG_OVER_LIMIT = 6, /* the connector ran out of memory or of another allowance of its process */
    TILSIG_DEFECT = 7      /* the connector is broken: an exception that nobody expected reached the border */
} tilsig_status;

typedef struct tilsig_header {
    tilsig_text name, value;
} tilsig_header;

typedef struct tilsig_http_request {
    uint32_t size;                /* sizeof(tilsig_http_request) of the connector */
    tilsig_text method;           /* GET or POST */
    tilsig_text url;              /* https:// */
    const tilsig_header* headers; /* "authorization: Bearer ..." is never sent on to another host */
    size_t header_count;
    tilsig_text body;        /* may be absent */
    tilsig_text accept_type; /* media type the answer must have ("application/json"); absent: any. Sent as Accept unless
                                the headers hold one */
} tilsig_http_request;

/* Where an answer's body goes: that of a success only, but perhaps of a broken transfer - believe it after the verdict.
 */
typedef struct tilsig_body {
    void* sink;
    int32_t (*write)(void* sink, const char* data, size_t size); /* 0 to go on, anything else stops the transfer */
    void (*restart)(
        void* sink); /* before a retry: forget what came so far. Null: no retry once a byte was handed over */
} tilsig_body;

/* One HTTP answer as the host saw it. */
typedef struct tilsig_http_answer {
    int32_t status; /* HTTP status, 0 when there was no answer */
    int32_t
        unproven_end; /* 1: neither a length nor a last chunk proved the end; only the format can prove completeness */
    uint64_t wire_bytes, decoded_bytes;
    const tilsig_header* headers; /* lower-case names */
    size_t header_count;
    int32_t retry_after_seconds; /* -1 when absent */
    tilsig_text message; /* place, value, remedy when the verdict is not TILSIG_OK; no secrets, no query strings */
} tilsig_http_answer;

/* Why a delivery is whole, or what it lacks. Printable ASCII; anything else, and a part that is too long, is a misuse
   of the border - but `lacks` is cut at 1024 characters: the larger the gap, the longer it may honestly be.
   "nil" says that the source reports nothing: without it a delivery of zero bytes is refused as an empty file. */
typedef struct tilsig_proof {
    uint32_t size;        /* sizeof(tilsig_proof) of the connector */
    tilsig_text kind;     /* what was looked at ("content-length", "settled-file", "nil"): 1 to 64 characters */
    tilsig_text expected; /* what the source announced beside the delivery ("36 categories"): up to 64; may be absent */
    tilsig_text found;    /* the same of what came: up to 64; may be absent */
    tilsig_text lacks;    /* what was announced and did not come, some of it by name; absent: nothing is lacking */
} tilsig_proof;

/* Something that lies at the source, found by survey(). */
typedef struct tilsig_lying {
    uint32_t size; /* sizeof(tilsig_lying) of the connector */
    tilsig_text sender, period;
    tilsig_text what; /* as people are told it: name and place, without the number of a person */
    int32_t kept;     /* 1: the source keeps what it has published, and this unit never had any of it: nobody needs to
                         hear of it when nobody takes it */
} tilsig_lying;

/* Services of the host. All TLS, limits, retries, politeness and redaction happen behind them. Functions that return
   int32_t return 0 to go on; anything else means: stop and return from fetch, the host already knows why. */
typedef struct tilsig_host {
    uint32_t size; /* sizeof(tilsig_host) of the host; fields beyond it do not exist */
    uint32_t abi;
    void* self;
    /* One https exchange with its retries. The verdict: TILSIG_OK for 200 and a body that is whole, TILSIG_NOTHING_NEW
       for 304, TILSIG_RETRY_LATER for network, 429 and 5xx, TILSIG_REFUSED for TLS and 4xx, else TILSIG_BAD_SOURCE.
       `*answer` is never null and stays valid until the next http(). */
    tilsig_status (*http)(void* self, const tilsig_http_request* request, const tilsig_body* body,
                          const tilsig_http_answer** answer);
    /* A secret by its name in source.yaml; absent text when there is none. Valid until close(). */
    tilsig_text (*secret)(void* self, tilsig_text name);
    int64_t (*now_unix_seconds)(void* self);
    /* level 0 debug, 1 info, 2 warn. The text passes the host's redaction. */
    void (*log)(void* self, int32_t level, tilsig_text event, tilsig_text detail);
    /* Waits, for instance between two looks at a file; the deadline of the fetch goes on running. */
    void (*sleep_milliseconds)(void* self, uint32_t milliseconds);
    /* A delivery begins: outside name (kept as bytes, never a path), media type and encoding as the source states them.
     */
    int32_t (*delivery_begin)(void* self, tilsig_text outside_name, tilsig_text media_type, tilsig_text charset);
    /* Asks, before the first byte of the delivery that is open, whether its content is here already: `sha256` is its
       hash in 64 lower-case hexadecimal digits. *known 1: this unit delivered that content before and it can be read to
       its end; write nothing, and delivery_end says that the source has it now. *known 0: write it. */
    int32_t (*delivery_known)(void* self, tilsig_text sha256, int32_t* known);
    int32_t (*delivery_write)(void* self, const char* data, size_t size);
    /* The delivery has ended, and this is what is known of its completeness. With `lacks` it is landed all the same,
       and the contract says whether it is held. */
    int32_t (*delivery_end)(void* self, const tilsig_proof* proof);
    /* Forgets the delivery that is open; delivery_begin may follow. Without an open delivery it does nothing. */
    int32_t (*delivery_restart)(void* self);
    /* The cursor to store together with the data when this fetch's deliveries are loaded. The last one counts. */
    int32_t (*cursor)(void* self, tilsig_text value);
    /* Within survey() only. What the last fetch of this sender and period stored, of the feed that is surveyed; absent:
       nothing. Valid until the next cursor_of(). */
    tilsig_text (*cursor_of)(void* self, tilsig_text sender, tilsig_text period);
    /* Within survey() only: a fetch of this sender and period would bring something. The host judges who and when. */
    int32_t (*lies)(void* self, const tilsig_lying* lying);
} tilsig_host;

typedef struct tilsig_option {
    tilsig_text name, value;
} tilsig_option;

/* Valid, with all its texts, until close(). */
typedef struct tilsig_unit {
    uint32_t size; /* sizeof(tilsig_unit) of the host */
    tilsig_text feed, sender, period;
    tilsig_text cursor;           /* absent on the first fetch */
    const tilsig_option* options; /* source options overlaid by feed options */
    size_t option_count;
    int32_t look_only; /* 1: somebody only looks. Nothing may change at the source, acknowledge() will not come, and a
                          later fetch goes on behind the cursor all the same */
    uint64_t delivery_bytes; /* no delivery may be larger: what is known to be need not be read to its end */
} tilsig_unit;

/* Messages for people go to report(sink, text); they pass redaction. */
typedef void (*tilsig_report_fn)(void* sink, tilsig_text message);

#define TILSIG_CAN_HTTP 1u        /* uses http(); the host then also takes its own options for it (ca_file) */
#define TILSIG_CAN_ACKNOWLEDGE 2u /* acknowledge() does something; without it no child is started for it */
#define TILSIG_CAN_SURVEY 4u      /* survey() is there */

/* What a connector library exports, as a constant, under TILSIG_DESCRIPTOR_SYMBOL. Read in this order: magic, abi,
 * size. */
typedef struct tilsig_connector {
    uint32_t magic;
    uint32_t abi;
    uint32_t size;                   /* sizeof(tilsig_connector) of the connector */
    uint32_t capabilities;           /* TILSIG_CAN_... */
    const char* name;                /* NUL-terminated, [a-z0-9_]+, the file's name without ".so" */
    const char* const* option_names; /* NUL-terminated names of the valid options, then a null pointer */
    /* Looks at the options only; no network, no files. Reports each mistake. Returns TILSIG_OK or TILSIG_BAD_OPTIONS.
     */
    tilsig_status (*check)(const tilsig_option* options, size_t count, tilsig_report_fn report, void* sink);
    /* May be retried. *instance stays null on failure. The host's table is valid until close(). */
    tilsig_status (*open)(const tilsig_host* host, const tilsig_unit* unit, void** instance, tilsig_report_fn report,
                          void* sink);
    tilsig_status (*fetch)(void* instance, tilsig_report_fn report, void* sink);
    /* After the data is committed: delete, move or acknowledge at the source. Called in a later child, with the cursor
       stored; may be called again for the same cursor (a crash before it was noted) and must then return TILSIG_OK. */
    tilsig_status (*acknowledge)(void* instance, tilsig_text cursor, tilsig_report_fn report, void* sink);
    /* Safe with a null instance. */
    void (*close)(void* instance);
    /* With TILSIG_CAN_SURVEY: tells by lies() of which senders and periods something is there that was not delivered.
       The unit names the feed, the newest period (older and later ones are written alike) and the sender when there is
       only one; an empty sender stands for all. Changes nothing, delivers nothing. TILSIG_OK when it has seen all. */
    tilsig_status (*survey)(void* instance, tilsig_report_fn report, void* sink);
} tilsig_connector;

#ifdef __cplusplus
}
#endif
#endif

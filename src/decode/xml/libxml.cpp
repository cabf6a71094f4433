#include "decode/xml/libxml.hpp"

#include <libxml/parserInternals.h>

#include <mutex>

namespace tilsig::decode {

namespace {

thread_local unsigned long refused = 0;

xmlParserInputPtr refuse_load(const char*, const char*, xmlParserCtxtPtr) noexcept {
    ++refused;
    return nullptr;
}

void keep_quiet(void*, const char*, ...) noexcept {}

}  // namespace

void start_libxml() {
    static std::once_flag once;
    std::call_once(once, [] {
        xmlInitParser();
        xmlSetExternalEntityLoader(refuse_load);
    });
    // Per thread. What is worth saying is read from the errors themselves; libxml2's words would go to standard error.
    xmlSetGenericErrorFunc(nullptr, keep_quiet);
}

unsigned long refused_loads() noexcept { return refused; }

const char* fault_text(int code) noexcept {
    switch (code) {
        case XML_ERR_DOCUMENT_EMPTY:
        case XML_ERR_DOCUMENT_END: return "the document ends before its root element is closed";
        case XML_ERR_TAG_NAME_MISMATCH: return "an end tag that is not the one of the open element";
        case XML_ERR_TAG_NOT_FINISHED: return "an element or tag that is not closed";
        case XML_ERR_UNDECLARED_ENTITY:
        case XML_WAR_UNDECLARED_ENTITY: return "an entity other than the five of XML; none can be declared";
        case XML_ERR_ENTITYREF_SEMICOL_MISSING:
        case XML_ERR_ENTITYREF_NO_NAME:
        case XML_ERR_NAME_REQUIRED: return "an & that begins no reference; in text it is written &amp;";
        case XML_ERR_INVALID_CHARREF:
        case XML_ERR_INVALID_DEC_CHARREF:
        case XML_ERR_INVALID_HEX_CHARREF: return "a reference to a character that XML does not have";
        case XML_ERR_INVALID_CHAR:
        case XML_ERR_INVALID_ENCODING: return "a character that XML does not have";
        case XML_ERR_ATTRIBUTE_REDEFINED: return "an attribute that stands twice in one tag";
        case XML_ERR_ATTRIBUTE_NOT_STARTED:
        case XML_ERR_ATTRIBUTE_NOT_FINISHED:
        case XML_ERR_ATTRIBUTE_WITHOUT_VALUE:
        case XML_ERR_SPACE_REQUIRED: return "an attribute that is not written as name=\"value\"";
        case XML_ERR_LT_IN_ATTRIBUTE: return "a < in an attribute; it is written &lt;";
        case XML_ERR_MISPLACED_CDATA_END: return "]]> in a text; it is written ]]&gt;";
        case XML_ERR_DOCUMENT_START: return "text before the root element";
        case XML_ERR_DOCTYPE_NOT_FINISHED: return "a document type";
        case XML_ERR_COMMENT_NOT_FINISHED:
        case XML_ERR_HYPHEN_IN_COMMENT: return "a comment with -- in it";
        case XML_ERR_PI_NOT_STARTED:
        case XML_ERR_PI_NOT_FINISHED:
        case XML_ERR_RESERVED_XML_NAME:
            return "a processing instruction that is not well-formed, or an XML declaration that does not stand first";
        case XML_NS_ERR_UNDEFINED_NAMESPACE:
        case XML_NS_ERR_XML_NAMESPACE:
        case XML_NS_ERR_QNAME:
        case XML_NS_ERR_ATTRIBUTE_REDEFINED:
        case XML_NS_ERR_EMPTY:
        case XML_NS_ERR_COLON: return "a prefix without namespace, or a namespace that is not declared rightly";
        default: return "markup that is not well-formed";
    }
}

const char* violation_text(int code) noexcept {
    switch (code) {
        case XML_SCHEMAV_CVC_ELT_1: return "an element that the schema does not have";
        case XML_SCHEMAV_ELEMENT_CONTENT:
            return "an element that the schema does not have here, or one that it needs before this place";
        case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1:
        case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2: return "an attribute that the schema does not have here";
        case XML_SCHEMAV_CVC_COMPLEX_TYPE_4: return "an attribute that the schema needs is missing";
        case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1:
        case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2:
        case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3:
        case XML_SCHEMAV_CVC_ELT_3_1:
        case XML_SCHEMAV_CVC_TYPE_3_1_2: return "text or elements where the schema has none";
        case XML_SCHEMAV_CVC_PATTERN_VALID: return "a value that does not match the pattern of the schema";
        case XML_SCHEMAV_CVC_ENUMERATION_VALID: return "a value that is not one of those of the schema";
        case XML_SCHEMAV_CVC_LENGTH_VALID:
        case XML_SCHEMAV_CVC_MINLENGTH_VALID:
        case XML_SCHEMAV_CVC_MAXLENGTH_VALID: return "a value of another length than the schema allows";
        case XML_SCHEMAV_CVC_MININCLUSIVE_VALID:
        case XML_SCHEMAV_CVC_MAXINCLUSIVE_VALID:
        case XML_SCHEMAV_CVC_MINEXCLUSIVE_VALID:
        case XML_SCHEMAV_CVC_MAXEXCLUSIVE_VALID: return "a value outside the range of the schema";
        case XML_SCHEMAV_CVC_TOTALDIGITS_VALID:
        case XML_SCHEMAV_CVC_FRACTIONDIGITS_VALID: return "a number with more digits than the schema allows";
        case XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1:
        case XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_2:
        case XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_3: return "a value that is not of the schema's type";
        case XML_SCHEMAV_CVC_IDC: return "a key of the schema that stands twice, or a reference to none";
        default: return "something that the schema does not allow";
    }
}

}  // namespace tilsig::decode

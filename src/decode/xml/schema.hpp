// A W3C XML schema, compiled from its text, without any file or network behind it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"

struct _xmlSchema;

namespace tilsig::decode {

/// One mistake in a schema. `place` has the file as given and a line.
struct SchemaMistake {
    Place place;
    std::string message;
    std::string remedy;
};

/// Compiled once per decoder; may be used by one parser at a time.
class XmlSchema {
public:
    /// `shown` is the file's name in messages. A schema that includes or imports another file is a mistake: it must be
    /// one file. When there are mistakes the schema must not be used.
    XmlSchema(const std::string& text, const std::string& shown);
    [[nodiscard]] const std::vector<SchemaMistake>& mistakes() const noexcept { return m_mistakes; }
    [[nodiscard]] _xmlSchema* get() const noexcept { return m_schema.get(); }

private:
    struct Free {
        void operator()(_xmlSchema* schema) const noexcept;
    };
    std::unique_ptr<_xmlSchema, Free> m_schema;
    std::vector<SchemaMistake> m_mistakes;
};

}  // namespace tilsig::decode

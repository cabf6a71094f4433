#include "conform/conform.hpp"

namespace tilsig::conform {

const std::vector<std::string>& dialect_questions() {
    static const std::vector<std::string> questions{
        "engine: which of the engines that errors and staging are made for is it?",
        "name: what is it called?",
        "column_type: which types hold text sorted by its bytes, exact decimals, days, moments with microseconds?",
        "key_text_type: which text type may stand in a key?",
        "identity_column_type: how does a key count up and never repeat?",
        "canonical_text: which expression gives a column back as canonical text?",
        "from_canonical_text: which expression turns canonical text into what is stored?",
        "isolation_statement: what must be said before a transaction that reads one state?",
        "begin_statement: how does a transaction for writing, or for reading one state, begin?",
        "locking_clause: what stands behind a SELECT that keeps its rows from others until the transaction ends?",
        "server_moment: the server's own clock, some time from now, as a text that sorts?",
        "load_lock_statement: which lock keeps two loads apart and ends with the transaction?",
        "transactional_ddl: is DDL part of a transaction?",
        "structure_lock_query: if not, which lock of the session keeps two migrations apart?",
        "structure_unlock_query: and how is it given back?",
        "partial_indexes: can an index have a condition?",
        "array_binding: does the driver send an array of rows at once, all or none?",
        "differs: how are two values compared so that NULL equals NULL?",
        "on_failure: what makes a failing statement end the whole transaction, where that spares work?",
        "update_from: how are rows updated from other tables?",
        "update_listed: how are the rows of a list updated without reading the whole table?",
        "delete_listed: how are they deleted?",
        "drop_temporary: how is a temporary table dropped without ending the transaction?",
        "or_update: how is a row inserted or, where it exists, updated?",
        "last_identity_query: which key did the last insert get?",
        "table_names_query: which tables are there?",
        "table_exists_query: is this table there?",
        "relation_names_query: which tables and views are there?",
        "column_names_query: which columns does a table or view have, in order?",
        "view_replacement: what can become of the columns of a view in place?",
        "dependents_query: which views stand on a view?",
        "grants_query: which rights do others have on a view, where they go with it?",
        "plain_number: which expression shows a stored number as a plain one?",
        "integrity_query: is the database whole?",
    };
    return questions;
}

}  // namespace tilsig::conform

// Tables of what is to be told, of letters and of those they go to.
#include "ledger/schema.hpp"

namespace tilsig::ledger {

std::vector<Migration> outbox_migrations(const odbc::Dialect& dialect) {
    const std::string id = "id " + dialect.identity_column_type();
    const std::string text = " " + dialect.column_type(model::Type::text, 0, 0);
    const std::string required = text + " NOT NULL";
    const std::string key = " " + dialect.key_text_type() + " NOT NULL";
    const std::string key_or_null = " " + dialect.key_text_type();
    const std::string number = " bigint NOT NULL";

    Migration letters{10, "what is to be told, letters, contacts", {}};
    auto& ddl = letters.statements;
    ddl.push_back("CREATE TABLE ops_letter (" + id + ", message_id" + key + " UNIQUE, owner" + key + ", kind" + key +
                  ", subject" + key + ", revision" + number + ", recipient" + required + ", address" + key +
                  ", language" + required + ", composed_at" + key + ", facts" + required + ", body" + required +
                  ", state" + key + ", tries" + number + ", next_try_at" + key_or_null + ", first_try_at" + text +
                  ", claimed_at" + text + ", ended_at" + text + ", last_code" + required + ", last_text" + required +
                  ", reason" + required + ", soft" + number + ")");
    ddl.push_back("CREATE INDEX ops_letter_of_owner ON ops_letter (owner, composed_at)");
    ddl.push_back("CREATE INDEX ops_letter_to ON ops_letter (address, id)");
    ddl.push_back("CREATE INDEX ops_letter_state ON ops_letter (state, next_try_at)");
    ddl.push_back("CREATE TABLE ops_letter_count (letter_id" + number + " REFERENCES ops_letter (id), unit_id" +
                  number + " REFERENCES ops_unit (id), code" + key + ", records" + number +
                  ", PRIMARY KEY (letter_id, unit_id, code))");
    ddl.push_back("CREATE TABLE ops_notice (" + id + ", owner" + key + ", kind" + key + ", subject" + key +
                  ", revision" + number + ", noted_at" + required +
                  ", unit_id bigint REFERENCES ops_unit (id), delivery_id bigint REFERENCES ops_delivery (id), run_id "
                  "bigint REFERENCES ops_run (id), state" +
                  key + ", reason" + required +
                  ", letter_id bigint REFERENCES ops_letter (id), UNIQUE (owner, kind, subject, revision))");
    ddl.push_back("CREATE INDEX ops_notice_of_letter ON ops_notice (letter_id)");
    // Where an index cannot be partial it goes by the word that is looked for.
    ddl.push_back(std::string("CREATE INDEX ops_notice_owed ON ops_notice ") +
                  (dialect.partial_indexes() ? "(id) WHERE state = 'owed'" : "(state)"));
    ddl.push_back("CREATE TABLE ops_contact (address " + dialect.key_text_type() + " PRIMARY KEY, suspended_at" + text +
                  ", why" + required + ", confirmed_at" + text + ")");
    ddl.push_back("CREATE TABLE ops_alert_pause (owner " + dialect.key_text_type() + " PRIMARY KEY, since" + required +
                  ", who" + required + ", why" + required + ")");
    return {std::move(letters)};
}

}  // namespace tilsig::ledger

// Array binding: one execution for many rows. Column after column in fixed strides, as ODBC wants it.
#include <algorithm>
#include <cstring>

#include "odbc/bulk_rows.hpp"
#include "odbc/internals.hpp"

namespace tilsig::odbc {

namespace {

// A column is as wide as its widest cell in every row, so one long text would multiply: such rows are sent in parts.
constexpr std::size_t widest_buffer = 16U << 20U;

struct Column {
    std::vector<char> bytes;
    std::vector<SQLLEN> indicators;
    std::size_t stride = 1;
};

/// The rows from `from` on that fit into the buffer together; at least one.
std::size_t part_end(const BulkRows& rows, std::size_t from, std::size_t to, std::vector<Column>& columns) {
    for (Column& column : columns) column.stride = 1;
    std::size_t width = columns.size();
    std::size_t row = from;
    for (; row < to; ++row) {
        std::size_t wider = width;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const std::size_t size = rows.at(row, c).size();
            if (size > columns[c].stride) wider += size - columns[c].stride;
        }
        if (row > from && wider * (row - from + 1) > widest_buffer) break;
        width = wider;
        for (std::size_t c = 0; c < columns.size(); ++c)
            columns[c].stride = std::max(columns[c].stride, rows.at(row, c).size());
    }
    return row;
}

void fill(const BulkRows& rows, std::size_t from, std::size_t to, std::size_t index, Column& column) {
    column.bytes.resize(column.stride * (to - from));
    column.indicators.resize(to - from);
    for (std::size_t row = from; row < to; ++row) {
        const std::string_view cell = rows.at(row, index);
        column.indicators[row - from] = cell.data() == nullptr ? SQL_NULL_DATA : static_cast<SQLLEN>(cell.size());
        if (!cell.empty()) std::memcpy(column.bytes.data() + (row - from) * column.stride, cell.data(), cell.size());
    }
}

SQLPOINTER number(std::size_t value) {
    // The attribute's value is an integer in a pointer's clothes.
    return reinterpret_cast<SQLPOINTER>(static_cast<std::uintptr_t>(value));
}

}  // namespace

std::int64_t Statement::execute_rows(const BulkRows& rows, std::size_t from, std::size_t to) {
    StatementState& s = *m_state;
    s.owner->require_open("executing a statement");
    if (!s.owner->dialect->array_binding() || s.direct || from >= to || to > rows.rows()) {
        throw Error(ErrorKind::internal, s.activity + ": rows cannot be sent in an array here");
    }
    for (std::size_t row = from; row < to; ++row) {
        for (std::size_t c = 0; c < rows.columns(); ++c) require_text(rows.at(row, c), static_cast<int>(c + 1));
    }
    close_cursor();
    std::vector<Column> columns(rows.columns());
    std::int64_t changed = 0;
    for (std::size_t start = from; start < to;) {
        const std::size_t end = part_end(rows, start, to, columns);
        // The driver's own arrays keep the size of the first execution, and a failed one leaves them broken: a handle
        // is used for one size and no longer than it succeeds.
        if (s.array_size != end - start) s.handle.reset();
        if (s.handle.get() == nullptr) s.prepare();
        s.array_size = end - start;
        SQLSetStmtAttr(s.handle.get(), SQL_ATTR_PARAM_BIND_TYPE, number(SQL_PARAM_BIND_BY_COLUMN), 0);
        if (!succeeded(SQLSetStmtAttr(s.handle.get(), SQL_ATTR_PARAMSET_SIZE, number(end - start), 0)))
            s.owner->fail(s.handle.handle(), s.activity);
        for (std::size_t c = 0; c < columns.size(); ++c) {
            Column& column = columns[c];
            fill(rows, start, end, c, column);
            if (!succeeded(SQLBindParameter(s.handle.get(), static_cast<SQLUSMALLINT>(c + 1), SQL_PARAM_INPUT,
                                            SQL_C_CHAR, SQL_VARCHAR, column.stride, 0, column.bytes.data(),
                                            static_cast<SQLLEN>(column.stride), column.indicators.data())))
                s.owner->fail(s.handle.handle(), s.activity);
        }
        s.owner->log_statement(s.sql);
        const DeadlineGuard deadline(*s.owner);
        // The status array lies (every entry 257 after one bad row), so none is asked for.
        if (!succeeded(SQLExecute(s.handle.get()))) {
            s.array_size = 0;
            s.owner->fail(s.handle.handle(), s.activity);
        }
        SQLLEN count = 0;
        SQLRowCount(s.handle.get(), &count);
        changed += count;
        start = end;
    }
    return changed;
}

}  // namespace tilsig::odbc

# The driver manager; it loads the one driver that the options name.
target_link_libraries(connector_odbc_query PRIVATE ODBC::ODBC)

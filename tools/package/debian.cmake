# `cpack` in the build folder makes the Debian package.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tilsig)
set(CPACK_PACKAGE_CONTACT "The tilsig authors <maintainers@tilsig.example>")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "inflow of a reporting warehouse")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
# The real paths, so that configuration goes to /etc.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# Two builds of one version are two packages, and the newer commit is the higher one.
execute_process(COMMAND git rev-list --count HEAD WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  OUTPUT_VARIABLE commits OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commits)
  set(commits 1)
endif()
set(CPACK_DEBIAN_PACKAGE_RELEASE ${commits})
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Every night tilsig fetches feeds through connectors, lands them encrypted,
checks and maps them with declarative files, and loads a warehouse through
ODBC: SQLite, PostgreSQL or MariaDB. Every byte, record and row of a night is
accounted for, and senders are told what is wrong with what they sent.
.
The package holds the program, its connectors, the content (mappings, rules
and schedules), a systemd service that is not started before somebody has
configured it, and the headers that a connector of one's own is built with.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Libraries that are found by name at run time, what makes account and folders, and /bin/kill, which reloads the service.
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "libsqliteodbc, ca-certificates, procps, tzdata, systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "odbc-postgresql, odbc-mariadb, sqlite3")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql, mariadb-server")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${package_folder}/debian/conffiles ${package_folder}/debian/postinst
  ${package_folder}/debian/prerm ${package_folder}/debian/postrm)
set(CPACK_PRE_BUILD_SCRIPTS ${package_folder}/debian_files.cmake)
set(CPACK_TILSIG_SOURCE ${CMAKE_SOURCE_DIR})
include(CPack)

# The Debian packages tilsig is built and tested with; sourced by tools/setup. One line says what each group is for.

# compiler and build
build_packages="g++ cmake ninja-build pkg-config ccache mold git ca-certificates"
# libraries (README: "What it stands on")
library_packages="zlib1g-dev libcurl4-openssl-dev unixodbc-dev libspdlog-dev libfmt-dev libyaml-cpp-dev libsimdjson-dev
  nlohmann-json3-dev libcli11-dev libgtest-dev libgmock-dev libssl-dev libsodium-dev nettle-dev libre2-dev libhowardhinnant-date-dev
  libzip-dev libxml2-dev"
# what the daemon meets its surroundings with: HTTP server, metrics, service manager
library_packages="$library_packages libpoco-dev prometheus-cpp-dev libsystemd-dev"
# databases and their ODBC drivers; sqlite3 shows the figures, strace kills a run on purpose in the demo
database_packages="strace python3 unixodbc odbcinst libsqliteodbc odbc-postgresql odbc-mariadb sqlite3 tzdata"
# tests: private PostgreSQL and MariaDB servers, kills at the n-th system call, certificates of the stand-in sources, the
# breakings of tests/mutations, the form of the sources; e2fsprogs makes the disks whose power is cut; exim4 receives
# letters, aiosmtpd is the mail server with faults
test_packages="postgresql postgresql-client mariadb-server mariadb-client openssl procps python3-yaml clang-format e2fsprogs
  exim4-daemon-light python3-aiosmtpd"
# tests of what is installed: the unit's limits, pages, completion of three shells; the Debian package and the system it is tried in
test_packages="$test_packages systemd man-db mandoc"
package_packages="lintian debootstrap zsh fish"
# benchmarks (tools/test --full) and what tools/bench measures tilsig beside
bench_packages="libbenchmark-dev time pgloader gdal-bin python3-psycopg2 python3-pymysql"
# fuzz targets (cmake --preset fuzz)
fuzz_packages="clang libclang-rt-14-dev"

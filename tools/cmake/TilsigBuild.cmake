# How every room of the house is built: one static library per folder, warnings as errors, ccache, precompiled headers.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
# -O2 with line tables: a crash in the night must be readable, and full debug data doubles the build.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)

add_library(tilsig_flags INTERFACE)
target_compile_options(tilsig_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual -Woverloaded-virtual -Werror
  -fno-strict-aliasing -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
target_compile_definitions(tilsig_flags INTERFACE $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
if(MOLD_PROGRAM)
  target_link_options(tilsig_flags INTERFACE -fuse-ld=mold)
endif()
if(TILSIG_SANITIZE)
  target_compile_options(tilsig_flags INTERFACE -fsanitize=${TILSIG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
    -U_FORTIFY_SOURCE)
  target_link_options(tilsig_flags INTERFACE -fsanitize=${TILSIG_SANITIZE})
endif()
if(TILSIG_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "TILSIG_FUZZ needs clang: cmake --preset fuzz")
  endif()
  # The rooms report which branches they take; only the targets bring the fuzzer's own main().
  target_compile_options(tilsig_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# One precompiled header for all rooms: the standard headers nearly every file uses. Compiled once, reused everywhere.
file(WRITE ${CMAKE_BINARY_DIR}/pch/pch.cpp "// Carries the precompiled header.\n")
add_library(tilsig_pch OBJECT ${CMAKE_BINARY_DIR}/pch/pch.cpp)
target_link_libraries(tilsig_pch PRIVATE tilsig_flags)
target_precompile_headers(tilsig_pch PRIVATE
  <algorithm> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <string> <string_view> <vector>)

# The rooms that see every record. The others are asked once a unit or once a night: -O1 compiles them in three fifths of the time.
set(TILSIG_ROOMS_PER_RECORD base model identifiers expression odbc land decode check protect sets map load run)

# With TILSIG_GROUPED, as tools/setup builds first, sources go to a compiler in groups of eight: their headers are read once, which makes it three times as fast.
# Rooms and files with helpers that have the names of another file's stand apart.
set(TILSIG_ROOMS_APART daemon land load map propose)
set(TILSIG_SOURCES_APART ledger/holds ledger/issue_key ledger/nights ledger/run_reading ledger/slots catalog/schedule catalog/read_rules
  catalog/formats/csv catalog/formats/fixed catalog/formats/json catalog/formats/xlsx catalog/formats/xml decode/container/blank decode/xml/sax_parser
  decode/container/utf16 decode/csv/lines decode/number_sweep decode/xml/scan transport/reach)

# tilsig_room(NAME LAYER n [ROOMS a b] [PACKAGES Pkg::lib ...])
# Declares the library of the calling folder. ROOMS are the rooms it may include; the architecture test checks that
# they lie in lower layers, so the list and the include graph cannot drift apart.
function(tilsig_room name)
  cmake_parse_arguments(ROOM "" "LAYER" "ROOMS;PACKAGES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*/*.cpp)
  if(NOT sources)
    add_library(tilsig_${name} INTERFACE)
    target_include_directories(tilsig_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    return()
  endif()
  add_library(tilsig_${name} STATIC ${sources})
  if(TILSIG_GROUPED AND NOT name IN_LIST TILSIG_ROOMS_APART)
    set_target_properties(tilsig_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
  foreach(source IN LISTS TILSIG_SOURCES_APART)
    if(source MATCHES "^${name}/")
      set_source_files_properties(${CMAKE_SOURCE_DIR}/src/${source}.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  endforeach()
  target_include_directories(tilsig_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  set(linked "")
  foreach(room IN LISTS ROOM_ROOMS)
    list(APPEND linked tilsig_${room})
  endforeach()
  target_link_libraries(tilsig_${name} PUBLIC tilsig_flags ${linked} PRIVATE ${ROOM_PACKAGES})
  if(NOT name IN_LIST TILSIG_ROOMS_PER_RECORD AND CMAKE_BUILD_TYPE STREQUAL RelWithDebInfo)
    # These see faults at -O1 that are none: what they look at is inlined only at -O2.
    target_compile_options(tilsig_${name} PRIVATE -O1 -Wno-maybe-uninitialized -Wno-stringop-overread -Wno-stringop-overflow -Wno-array-bounds -Wno-free-nonheap-object)
  endif()
  target_precompile_headers(tilsig_${name} REUSE_FROM tilsig_pch)
endfunction()

# Test sources are compiled without optimisation, without debug data and with one precompiled header: they are half of all
# sources, and what they test is optimised in its own library.
add_library(tilsig_test_flags INTERFACE)
target_link_libraries(tilsig_test_flags INTERFACE tilsig_flags)
if(NOT TILSIG_SANITIZE)
  target_compile_options(tilsig_test_flags INTERFACE -O0 -g0 -U_FORTIFY_SOURCE)
endif()
if(TILSIG_BUILD_TESTS)
  add_library(tilsig_test_pch OBJECT ${CMAKE_BINARY_DIR}/pch/pch.cpp)
  target_link_libraries(tilsig_test_pch PRIVATE tilsig_test_flags GTest::gtest)
  # An object library would be compiled as PIC and programs as PIE; the header must be made with the flags of its users.
  set_target_properties(tilsig_test_pch PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_precompile_headers(tilsig_test_pch PRIVATE
    <gtest/gtest.h> <algorithm> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <string> <string_view> <vector>)
endif()

# Eight test files go to a compiler at once: what they include is read once, and that is most of their work. A file whose helpers
# have the names of another's stands apart, or gets names of its own.
set(TILSIG_TESTS_APART schedule_test numbers_test set_rules_test protector_test recognise_test rules_test damage_test ledger_test slots_test xml_layout_test init_reference_test nav_reference_test
  nav_persons_test cli_test letter_nights_test night_end_test programme_canary_test sets_test)

# tilsig_test(NAME LABEL label SOURCES ... LIBRARIES ... [TIMEOUT s] [LONG_CASES pattern]): one GoogleTest program; every case is
# its own CTest. Cases of the pattern get the label long instead: they are left to tools/test --full.
function(tilsig_test name)
  cmake_parse_arguments(TEST "" "LABEL;TIMEOUT;LONG_CASES" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 120)
  endif()
  add_executable(${name} ${TEST_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE tilsig_test_flags ${TEST_LIBRARIES} GTest::gtest GTest::gtest_main)
  target_precompile_headers(${name} REUSE_FROM tilsig_test_pch)
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  foreach(source IN LISTS TEST_SOURCES)
    get_filename_component(test ${source} NAME_WE)
    if(test IN_LIST TILSIG_TESTS_APART)
      set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  endforeach()
  target_compile_definitions(${name} PRIVATE TILSIG_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TILSIG_BINARY_DIR="${CMAKE_BINARY_DIR}")
  set(usual "")
  if(TEST_LONG_CASES)
    gtest_discover_tests(${name} TEST_PREFIX "${name}." TEST_FILTER "${TEST_LONG_CASES}" TEST_LIST ${name}_long DISCOVERY_MODE PRE_TEST
      PROPERTIES LABELS long TIMEOUT ${TEST_TIMEOUT})
    set(usual TEST_FILTER "-${TEST_LONG_CASES}")
  endif()
  gtest_discover_tests(${name} TEST_PREFIX "${name}." ${usual} DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS "${TEST_LABEL}" TIMEOUT ${TEST_TIMEOUT})
endfunction()

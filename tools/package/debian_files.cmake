# Run by cpack on the tree that becomes the package: what Debian wants beside what `cmake --install` gives.
set(root ${CPACK_TEMPORARY_DIRECTORY})
set(doc ${root}/usr/share/doc/tilsig)
set(source ${CPACK_TILSIG_SOURCE}/tools/package/debian)

file(REMOVE ${doc}/LICENSE)
configure_file(${source}/copyright ${doc}/copyright COPYONLY)

# The date of the last change, so that the same tree gives the same package.
set(version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
execute_process(COMMAND git -C ${CPACK_TILSIG_SOURCE} log -1 --format=%ct OUTPUT_VARIABLE seconds OUTPUT_STRIP_TRAILING_WHITESPACE
  ERROR_QUIET)
if(NOT seconds)
  set(seconds 0)
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C date -u -R -d @${seconds} OUTPUT_VARIABLE date
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
configure_file(${source}/changelog.in ${doc}/changelog.Debian @ONLY)

file(GLOB pages ${root}/usr/share/man/man*/*)
execute_process(COMMAND gzip -9nf ${doc}/changelog.Debian ${pages} COMMAND_ERROR_IS_FATAL ANY)

# What `cmake --install` puts where. The build folder has the same layout below bin, lib and share, so that the program finds its parts in
# both by one rule: they lie in lib/tilsig and share/tilsig of the folder above its own.
set(package_folder ${CMAKE_SOURCE_DIR}/tools/package)

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/tilsig)
foreach(folder mappings connectors schedules)
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${folder} ${CMAKE_BINARY_DIR}/share/tilsig/${folder} SYMBOLIC)
endforeach()

get_property(connectors GLOBAL PROPERTY TILSIG_CONNECTORS)
install(TARGETS tilsig RUNTIME DESTINATION bin)
install(TARGETS tilsig-fetch tilsig-http RUNTIME DESTINATION lib/tilsig LIBRARY DESTINATION lib/tilsig)
install(TARGETS ${connectors} LIBRARY DESTINATION lib/tilsig/connectors)

# Content: declarations and what they say about themselves; no sources and no test cases of connectors.
install(DIRECTORY mappings schedules connectors DESTINATION share/tilsig
  FILES_MATCHING PATTERN "*.yaml" PATTERN "*.xsd" PATTERN "README.md" PATTERN testcases EXCLUDE PATTERN sample.yaml EXCLUDE)

# What a connector of your own is built against.
install(DIRECTORY src/spi DESTINATION include/tilsig FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
configure_file(${package_folder}/tilsig-spi.pc.in ${CMAKE_BINARY_DIR}/tilsig-spi.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/tilsig-spi.pc DESTINATION share/pkgconfig)

# Manual pages and completion, made from the command line's own declarations.
set(pages ${CMAKE_BINARY_DIR}/share)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/pages.stamp
  COMMAND $<TARGET_FILE:tilsig> describe-cli --to ${pages} --example ${CMAKE_SOURCE_DIR}/tools/tilsig.example.yaml
  COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/pages.stamp
  DEPENDS tilsig ${CMAKE_SOURCE_DIR}/tools/tilsig.example.yaml VERBATIM)
if(NOT TILSIG_SANITIZE)  # nobody installs those, and the program would have to run under their terms to be built
  add_custom_target(tilsig_pages ALL DEPENDS ${CMAKE_BINARY_DIR}/pages.stamp)
endif()
install(DIRECTORY ${pages}/man ${pages}/bash-completion ${pages}/zsh ${pages}/fish DESTINATION share)

install(FILES README.md CHANGELOG.md DESTINATION share/doc/tilsig)
install(FILES LICENSE tools/package/debian/copyright DESTINATION share/doc/tilsig)
install(DIRECTORY docs DESTINATION share/doc/tilsig FILES_MATCHING PATTERN "*.md")

# What depends on the prefix is written when it is known.
install(CODE "set(package_folder \"${package_folder}\")\nset(made_folder \"${CMAKE_BINARY_DIR}\")\nset(example \"${CMAKE_SOURCE_DIR}/tools/tilsig.example.yaml\")")
install(SCRIPT ${package_folder}/install_system.cmake)

include(${package_folder}/debian.cmake)

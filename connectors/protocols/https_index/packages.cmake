# libsodium for the SHA-256 of each item: tilsig-fetch holds it already, so it costs nothing to load.
target_link_libraries(connector_https_index PRIVATE PkgConfig::sodium)

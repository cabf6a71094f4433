# libsodium for SHA-256: tilsig-fetch holds it already, so it costs nothing to load (OpenSSL would cost 1.6 ms of CPU a fetch).
target_link_libraries(connector_inbox PRIVATE PkgConfig::sodium)

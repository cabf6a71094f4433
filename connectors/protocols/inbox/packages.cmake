# nettle for SHA-256: with the processor's own instructions four times as fast as libsodium, and 0.1 ms to load (OpenSSL: 1.6 ms
# of CPU a fetch).
target_link_libraries(connector_inbox PRIVATE PkgConfig::nettle)

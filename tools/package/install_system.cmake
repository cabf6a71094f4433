# Run by `cmake --install`: configuration, service, account and folders. package_folder, made_folder and example are set before.
# The state is always /var/lib/tilsig, where the service may write; configuration is below /etc for /usr and below the prefix elsewhere.
set(BINDIR ${CMAKE_INSTALL_PREFIX}/bin)
set(STATEDIR /var/lib/tilsig)
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(CONFDIR /etc/tilsig)
else()
  set(CONFDIR ${CMAKE_INSTALL_PREFIX}/etc/tilsig)
endif()

string(RANDOM LENGTH 12 own)  # two installations may be made at once
set(made ${made_folder}/installed-${own})
foreach(file tilsig.service tilsig.sysusers tilsig.tmpfiles)
  configure_file(${package_folder}/${file}.in ${made}/${file} @ONLY)
endforeach()
file(READ ${example} configuration)
string(REPLACE "state/" "${STATEDIR}/" configuration "${configuration}")
string(REPLACE "folder: state " "folder: ${STATEDIR} " configuration "${configuration}")
file(WRITE ${made}/tilsig.yaml "${configuration}")

file(INSTALL ${made}/tilsig.service DESTINATION ${CMAKE_INSTALL_PREFIX}/lib/systemd/system)
file(INSTALL ${made}/tilsig.sysusers DESTINATION ${CMAKE_INSTALL_PREFIX}/lib/sysusers.d RENAME tilsig.conf)
file(INSTALL ${made}/tilsig.tmpfiles DESTINATION ${CMAKE_INSTALL_PREFIX}/lib/tmpfiles.d RENAME tilsig.conf)
file(INSTALL ${made}/tilsig.yaml DESTINATION ${CMAKE_INSTALL_PREFIX}/share/doc/tilsig/examples)
# A configuration that is there belongs to whoever wrote it.
if(NOT EXISTS $ENV{DESTDIR}${CONFDIR}/tilsig.yaml)
  file(INSTALL ${made}/tilsig.yaml DESTINATION ${CONFDIR})
endif()
file(REMOVE_RECURSE ${made})

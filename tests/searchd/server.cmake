foreach(name test_server_http test_server_cache test_server_config test_server_workers)
  add_room_test(${name} ROOM searchd LIBRARIES searchd_http)
endforeach()
target_link_libraries(test_server_workers PRIVATE Threads::Threads)

# The real daemon over an index made by the real indexer.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
foreach(name test_server_daemon test_elsewhere)
  add_test(NAME searchd/${name}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/searchd/${name}.py)
  set_tests_properties(searchd/${name} PROPERTIES
    LABELS "daemon;searchd" TIMEOUT 300
    ENVIRONMENT "SENREI_DATA=${SENREI_SHARE_DIR};SENREI_BIN=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};SENREI_SOURCE=${PROJECT_SOURCE_DIR}")
endforeach()

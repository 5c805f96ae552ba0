include(${CMAKE_CURRENT_LIST_DIR}/server.cmake)
add_room_test(test_docset ROOM searchd)
add_room_test(test_match ROOM searchd)
target_sources(test_match PRIVATE indexer/scratch.c)
add_room_test(test_explain ROOM searchd LIBRARIES PkgConfig::JANSSON)
target_sources(test_explain PRIVATE searchd/small.c)
add_room_test(test_figures ROOM searchd)
add_room_test(test_params ROOM searchd)
add_room_test(test_plan ROOM searchd)
target_sources(test_plan PRIVATE searchd/small.c)
add_room_test(test_question ROOM searchd)
add_room_test(test_page_words ROOM searchd)
add_room_test(test_snippet ROOM searchd)
target_sources(test_snippet PRIVATE searchd/small.c)
add_room_test(test_understand ROOM searchd)
target_sources(test_understand PRIVATE searchd/small.c)

# What an officer relies on, over corpus/facts.
add_test(NAME searchd/test_officer
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/searchd/test_officer.py)
set_tests_properties(searchd/test_officer PROPERTIES
  LABELS "daemon;searchd" TIMEOUT 300
  ENVIRONMENT "SENREI_DATA=${SENREI_SHARE_DIR};SENREI_BIN=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};SENREI_SOURCE=${PROJECT_SOURCE_DIR}")

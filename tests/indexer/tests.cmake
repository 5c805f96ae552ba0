# Each case of e2e.sh is a test of its own.
file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/indexer/e2e.sh cases REGEX "^[a-z_0-9]+\\)$")
foreach(case ${cases})
  string(REPLACE ")" "" case ${case})
  add_test(NAME indexer/e2e/${case}
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/indexer/e2e.sh $<TARGET_FILE:senrei-indexer> ${case})
  # Xapian::Database::check() of 1.4.22 frees its tables under another size than it made them
  # with; the address sanitizer objects to that inside the library, where nobody can mend it.
  set_tests_properties(indexer/e2e/${case} PROPERTIES
    LABELS "e2e;indexer" TIMEOUT 120 SKIP_RETURN_CODE 77
    ENVIRONMENT "SENREI_DATA=${SENREI_SHARE_DIR};ASAN_OPTIONS=new_delete_type_mismatch=0")
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${CMAKE_CURRENT_SOURCE_DIR}/indexer/e2e.sh)
add_room_test(test_glass ROOM indexer)
# Xapian::Database::check() deletes a table by its base class, as in the runs of the programs below.
set_property(TEST indexer/test_glass APPEND PROPERTY ENVIRONMENT "ASAN_OPTIONS=new_delete_type_mismatch=0")
add_room_test(test_lexicon ROOM indexer)
add_room_test(test_positions ROOM indexer)
add_room_test(test_schema ROOM indexer)
add_room_test(test_store ROOM indexer)
add_room_test(test_texts ROOM indexer)
target_sources(test_glass PRIVATE indexer/scratch.c)
target_sources(test_store PRIVATE indexer/scratch.c)
target_sources(test_lexicon PRIVATE indexer/scratch.c)

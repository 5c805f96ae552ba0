# The page: its embedded files here, the page itself in a browser (run.sh).
add_executable(test_assets searchd/test_assets.c)
target_link_libraries(test_assets PRIVATE house_style searchd_assets PkgConfig::CMOCKA)
set_target_properties(test_assets PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/bin)
add_test(NAME searchd/test_assets COMMAND test_assets)
set_tests_properties(searchd/test_assets PROPERTIES LABELS "unit;searchd" TIMEOUT 30)

add_test(NAME web/page
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/run.sh ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}
    ${PROJECT_SOURCE_DIR}/corpus/facts ${PROJECT_BINARY_DIR}/tests/web)
set_tests_properties(web/page PROPERTIES LABELS web TIMEOUT 300 SKIP_RETURN_CODE 77 RUN_SERIAL ON)

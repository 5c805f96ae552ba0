# The benchmark: its floors and its load are built with the rest, so that they cannot rot; the
# measuring itself has a label of its own (ctest -L bench) and a target (cmake --build ... --target bench).
find_program(BENCH_PYTHON python3 REQUIRED)
foreach(name load floor_http floor_mecab)
  add_executable(${name} bench/${name}.c)
  target_link_libraries(${name} PRIVATE house_style Threads::Threads)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/bin)
endforeach()
target_link_libraries(floor_http PRIVATE PkgConfig::EVENT)
target_include_directories(floor_mecab PRIVATE ${MECAB_INCLUDE_DIR})
target_link_libraries(floor_mecab PRIVATE ${MECAB_LIBRARY})

set(BENCH_COMMAND ${BENCH_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/bench/bench.py
  --bin ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} --floors ${PROJECT_BINARY_DIR}/tests/bin)
add_custom_target(bench COMMAND ${BENCH_COMMAND} USES_TERMINAL)
add_test(NAME bench COMMAND ${BENCH_COMMAND})
set_tests_properties(bench PROPERTIES LABELS bench TIMEOUT 1800)

# Analysers, minutes each: ctest -C static -L static. They are skipped where they are not installed.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
foreach(tool clang-tidy cppcheck gcc)
  add_test(NAME static/${tool} CONFIGURATIONS static
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/static/static.py --only ${tool} ${PROJECT_BINARY_DIR})
endforeach()
add_test(NAME static/valgrind CONFIGURATIONS static
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/static/valgrind.py)
set_tests_properties(static/clang-tidy static/cppcheck static/gcc static/valgrind PROPERTIES
  LABELS static TIMEOUT 3600 SKIP_RETURN_CODE 77
  ENVIRONMENT "SENREI_DATA=${SENREI_SHARE_DIR};SENREI_BIN=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};SENREI_SOURCE=${PROJECT_SOURCE_DIR}")

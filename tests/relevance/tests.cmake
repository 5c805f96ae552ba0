# The judged collections, asked over HTTP: not part of the ordinary run (ctest -L relevance).
find_package(Python3 COMPONENTS Interpreter REQUIRED)
add_test(NAME relevance/collections CONFIGURATIONS relevance
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/relevance/relevance.py
    --build ${PROJECT_BINARY_DIR} --shared ${SENREI_SHARED} --show)
set_tests_properties(relevance/collections PROPERTIES LABELS relevance TIMEOUT 1800 SKIP_RETURN_CODE 77
  ENVIRONMENT "SENREI_DATA=${SENREI_SHARE_DIR}")
add_test(NAME relevance/smoke
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/relevance/smoke.py ${PROJECT_BINARY_DIR})
set_tests_properties(relevance/smoke PROPERTIES LABELS "relevance-smoke" TIMEOUT 120
  ENVIRONMENT "SENREI_DATA=${SENREI_SHARE_DIR}")
# Readings, romaji, typing errors and blanks over the facts that ship with the repository.
add_test(NAME relevance/tolerance
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/relevance/tolerance.py ${PROJECT_BINARY_DIR})
set_tests_properties(relevance/tolerance PROPERTIES LABELS "relevance-smoke" TIMEOUT 120
  ENVIRONMENT "SENREI_DATA=${SENREI_SHARE_DIR}")
# Groonga on the judged collections, where both are at hand (ctest -C relevance -L relevance).
add_test(NAME relevance/groonga CONFIGURATIONS relevance
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/relevance/groonga.py
    --build ${PROJECT_BINARY_DIR} --shared ${SENREI_SHARED})
set_tests_properties(relevance/groonga PROPERTIES LABELS "relevance;groonga" TIMEOUT 1800 SKIP_RETURN_CODE 77
  ENVIRONMENT "SENREI_DATA=${SENREI_SHARE_DIR}")

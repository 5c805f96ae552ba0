# Short form with the others; the long one (over an hour) by configuration: ctest -C soak -L soak
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(faults_run ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/faults/faults.py)
add_test(NAME faults/short COMMAND ${faults_run})
add_test(NAME faults/soak COMMAND ${faults_run} --long CONFIGURATIONS soak)
set_tests_properties(faults/short PROPERTIES LABELS "daemon;faults" TIMEOUT 300)
set_tests_properties(faults/soak PROPERTIES LABELS soak TIMEOUT 10800)
set_property(TEST faults/short PROPERTY ENVIRONMENT
  "SENREI_DATA=${SENREI_SHARE_DIR};SENREI_BIN=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};SENREI_SOURCE=${PROJECT_SOURCE_DIR}")

# Short form with the others; the long one (over an hour) by configuration: ctest -C soak -L soak
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(faults_run ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/faults/faults.py)
add_test(NAME faults/short COMMAND ${faults_run})
add_test(NAME faults/soak COMMAND ${faults_run} --long CONFIGURATIONS soak)
set_tests_properties(faults/short PROPERTIES LABELS "daemon;faults" TIMEOUT 300)
set_tests_properties(faults/soak PROPERTIES LABELS soak TIMEOUT 10800)
set(faults_environment
  "SENREI_DATA=${SENREI_SHARE_DIR}" "SENREI_BIN=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}"
  "SENREI_SOURCE=${PROJECT_SOURCE_DIR}")

# What makes calls fail takes malloc's place: the sanitizers have theirs there.
if(NOT SENREI_SANITIZE AND NOT SENREI_FUZZ)
  add_library(faults_shim MODULE faults/shim.c)
  target_link_libraries(faults_shim PRIVATE house_style)
  set_target_properties(faults_shim PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/bin)
  target_include_directories(faults_shim PRIVATE ${PROJECT_SOURCE_DIR})
  list(APPEND faults_environment "SENREI_SHIM=$<TARGET_FILE:faults_shim>")

  add_room_test(test_memory ROOM faults LIBRARIES searchd_http)
  target_sources(test_memory PRIVATE faults/shim.c)
endif()
set_property(TEST faults/short faults/soak PROPERTY ENVIRONMENT ${faults_environment})

# Fuzzing. Each target is one file with LLVMFuzzerTestOneInput and a folder of seeds.
#   ctest -L fuzz           runs every target over its seeds and a fixed number of mutations of them
#   -DSENREI_FUZZ=ON        (with clang) builds them for libFuzzer: <target> -max_total_time=600 CORPUS SEEDS
#
# fuzz_target(fuzz_minutes SOURCES fuzz/fuzz_reader.c SEEDS minutes LIBRARIES corpus DEFINITIONS A=B ROUNDS 300)
function(fuzz_target name)
  cmake_parse_arguments(arg "" "SEEDS;ROUNDS" "SOURCES;LIBRARIES;DEFINITIONS" ${ARGN})
  if(NOT arg_ROUNDS)
    set(arg_ROUNDS 200)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE house_style ${arg_LIBRARIES})
  add_dependencies(${name} dict_data)
  target_compile_definitions(${name} PRIVATE ${arg_DEFINITIONS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/bin)
  if(SENREI_FUZZ)
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_main.c)
  add_test(NAME fuzz/${name}
    COMMAND ${name} ${arg_ROUNDS} ${PROJECT_SOURCE_DIR}/tests/fuzz/seeds/${arg_SEEDS})
  set_tests_properties(fuzz/${name} PROPERTIES LABELS "fuzz" TIMEOUT 120
    ENVIRONMENT "SENREI_DATA=${SENREI_SHARE_DIR}")
endfunction()

foreach(reader offices projects minutes plan guide jsonl tsv csv markdown html text auto)
  string(TOUPPER ${reader} format)
  fuzz_target(fuzz_${reader} SOURCES fuzz/fuzz_reader.c SEEDS ${reader} LIBRARIES corpus
    DEFINITIONS FUZZ_FORMAT=FORMAT_${format})
endforeach()
fuzz_target(fuzz_xlsx SOURCES fuzz/fuzz_reader.c SEEDS xlsx LIBRARIES corpus PkgConfig::ARCHIVE
  DEFINITIONS FUZZ_FORMAT=FORMAT_AUTO FUZZ_WORKBOOK=1)
fuzz_target(fuzz_record SOURCES fuzz/fuzz_record.c SEEDS record LIBRARIES indexer ROUNDS 2000)
fuzz_target(fuzz_question SOURCES fuzz/fuzz_question.c SEEDS question LIBRARIES searchd ROUNDS 2000)
fuzz_target(fuzz_params SOURCES fuzz/fuzz_params.c SEEDS params LIBRARIES searchd_http ROUNDS 2000)
fuzz_target(fuzz_snippet SOURCES fuzz/fuzz_snippet.c SEEDS snippet LIBRARIES searchd ROUNDS 2000)
fuzz_target(fuzz_answer SOURCES fuzz/fuzz_answer.c SEEDS answer
  LIBRARIES searchd_http PkgConfig::JANSSON DEFINITIONS FUZZ_FACTS="${PROJECT_SOURCE_DIR}/corpus/facts")
fuzz_target(fuzz_http SOURCES fuzz/fuzz_http.c SEEDS http LIBRARIES searchd_http ROUNDS 2000)

# SPDX-License-Identifier: GPL-3.0-or-later
# The only ways in which this project declares a target, so that options, layers and names stay the same everywhere.
include_guard(GLOBAL)

find_package(Threads REQUIRED)

add_library(likeness_options INTERFACE)
add_library(likeness::options ALIAS likeness_options)
target_compile_features(likeness_options INTERFACE cxx_std_20)
target_include_directories(likeness_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_compile_options(likeness_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
                                                  -Woverloaded-virtual)
# std::string's operator+ sets off a false alarm in this one compiler (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12 AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(likeness_options INTERFACE -Wno-restrict)
endif()
if(LIKENESS_FUZZ)
  target_compile_options(likeness_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(LIKENESS_SANITIZE)
  string(REPLACE ";" "," LIKENESS_SANITIZE_LIST "${LIKENESS_SANITIZE}")
  target_compile_options(likeness_options INTERFACE -fsanitize=${LIKENESS_SANITIZE_LIST} -fno-omit-frame-pointer
                                                    -fno-sanitize-recover=undefined)
  target_link_options(likeness_options INTERFACE -fsanitize=${LIKENESS_SANITIZE_LIST})
endif()

# likeness_add_library(<folder> SOURCES ... [PUBLIC ...] [PRIVATE ...] [TORCH]): core/<folder> as the static library
# likeness::<folder>. TORCH compiles in the pool of two, because each such file takes about 1.1 GB.
function(likeness_add_library name)
  cmake_parse_arguments(ARG "TORCH" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(likeness_${name} STATIC ${ARG_SOURCES})
  add_library(likeness::${name} ALIAS likeness_${name})
  target_link_libraries(likeness_${name} PUBLIC likeness::options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  if(ARG_TORCH)
    likeness_use_torch(likeness_${name})
  endif()
endfunction()

# Reads heavy headers of other people once for all files of a target. Every file still includes what it uses. (ccache wants the
# option of GCC.)
function(likeness_precompile target)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endfunction()

# Torch's headers are not ours to warn about; its include folders come in as SYSTEM.
function(likeness_use_torch target)
  if(NOT TARGET likeness_torch)
    find_package(Torch 1.13 REQUIRED)
  endif()
  target_link_libraries(${target} PRIVATE likeness_torch)
  set_target_properties(${target} PROPERTIES JOB_POOL_COMPILE torch)
endfunction()

# likeness_add_qt_library(<name> SOURCES ... [PUBLIC ...] [PRIVATE ...] [KEYWORDS]): a Qt target. KEYWORDS leaves Qt's macros
# as they are, for the one target that includes qcustomplot.h.
function(likeness_add_qt_library name)
  cmake_parse_arguments(ARG "KEYWORDS" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(likeness_${name} STATIC ${ARG_SOURCES})
  add_library(likeness::${name} ALIAS likeness_${name})
  set_target_properties(likeness_${name} PROPERTIES AUTOMOC ON)
  target_link_libraries(likeness_${name} PUBLIC likeness::options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  likeness_qt_definitions(likeness_${name} ${ARG_KEYWORDS})
endfunction()

function(likeness_qt_definitions target)
  target_compile_definitions(${target} PRIVATE QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_CONTEXTLESS_CONNECT QT_USE_QSTRINGBUILDER QT_STRICT_ITERATORS
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)
  if(NOT "${ARGV1}" STREQUAL "TRUE")
    target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS QT_NO_FOREACH)
  endif()
endfunction()

# likeness_add_test(<path/name> SOURCES ... LIBS ... [LABELS ...] [TORCH] [TIMEOUT s]): one Qt Test executable, tst_<name>, run offscreen
# with LIKENESS_SHARED naming the reference material where it lies beside the project.
function(likeness_add_test path)
  cmake_parse_arguments(ARG "TORCH" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  string(REPLACE "/" "_" target "tst_${path}")
  add_executable(${target} ${ARG_SOURCES})
  set_target_properties(${target} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${target} PRIVATE likeness::options ${ARG_LIBS} likeness_test_support Qt6::Test)
  likeness_qt_definitions(${target})
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>) # a sixth of the compiler's time; what is tested has its -O3
  if(ARG_TORCH)
    likeness_use_torch(${target})
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set(functionTimeout 300000) # milliseconds, Qt Test's own
  if(LIKENESS_SANITIZE)       # dlib's detector takes twenty times as long
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 5")
    math(EXPR functionTimeout "${functionTimeout} * 4")
  endif()
  add_test(NAME ${path} COMMAND ${target})
  set_tests_properties(${path} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}" SKIP_REGULAR_EXPRESSION "^Totals: 0 passed"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;OMP_WAIT_POLICY=PASSIVE;GOMP_SPINCOUNT=2000;LIKENESS_BIN=${CMAKE_BINARY_DIR}/bin;LIKENESS_SHARED=${CMAKE_SOURCE_DIR}/../shared;LIKENESS_SOURCE=${CMAKE_SOURCE_DIR};QTEST_FUNCTION_TIMEOUT=${functionTimeout};ASAN_OPTIONS=detect_leaks=0;TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tsan.supp")
endfunction()

import type { Signature } from '../../model/index.ts';
import { namesOf } from '../support/names.ts';

/** `CMakeLists.txt`: a library to link against, and, where it is not a part of another project, its self-check. */
export function cmakeText(signature: Signature): string {
  const { module } = namesOf(signature);
  return `cmake_minimum_required(VERSION 3.18)
if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES AND NOT DEFINED ENV{CUDAARCHS})
  set(CMAKE_CUDA_ARCHITECTURES 80 90) # later cards compile what the last brings along for them
endif()
project(${module} LANGUAGES CXX CUDA)
find_package(CUDAToolkit REQUIRED)

add_library(${module} STATIC ${module}.cu)
add_library(evoke::${module.replace(/^evoke_/, '')} ALIAS ${module})
target_include_directories(${module} PUBLIC $<BUILD_INTERFACE:\${CMAKE_CURRENT_SOURCE_DIR}> $<INSTALL_INTERFACE:include>)
# who links to it needs no CUDA of its own, in any language
target_include_directories(${module} SYSTEM PUBLIC $<BUILD_INTERFACE:\${CUDAToolkit_INCLUDE_DIRS}>)
target_link_libraries(${module} PUBLIC \${CUDA_cudart_static_LIBRARY} "$<$<PLATFORM_ID:Linux>:rt;pthread;dl;stdc++>")
target_compile_features(${module} PRIVATE cxx_std_17 cuda_std_17)
set_target_properties(${module} PROPERTIES POSITION_INDEPENDENT_CODE ON)
install(TARGETS ${module} ARCHIVE DESTINATION lib)
install(FILES ${module}.h DESTINATION include)

if(CMAKE_SOURCE_DIR STREQUAL CMAKE_CURRENT_SOURCE_DIR)
  add_executable(${module}_self_check self_check.cu)
  target_link_libraries(${module}_self_check PRIVATE ${module})
  enable_testing()
  add_test(NAME self_check COMMAND ${module}_self_check)
  set_tests_properties(self_check PROPERTIES SKIP_RETURN_CODE 3) # no card
endif()
`;
}

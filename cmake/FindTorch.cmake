# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch as the one target likeness_torch: Debian's package, the official archive or an installed PyTorch, found through
# CMAKE_PREFIX_PATH (torch.utils.cmake_prefix_path works too). LibTorch's own TorchConfig.cmake is not used: it wants the CUDA
# toolkit of its builder and sets flags for everything; a program of ours needs headers and five libraries.
set(hints ${Torch_DIR} ${Torch_ROOT} $ENV{LIBTORCH})
foreach(prefix IN LISTS CMAKE_PREFIX_PATH)
  list(APPEND hints ${prefix} ${prefix}/../..) # site-packages/torch/share/cmake → site-packages/torch
endforeach()
find_path(TORCH_INCLUDE_DIR ATen/ATen.h HINTS ${hints} PATH_SUFFIXES include)
find_path(TORCH_API_INCLUDE_DIR torch/version.h HINTS ${hints} ${TORCH_INCLUDE_DIR} PATH_SUFFIXES include/torch/csrc/api/include torch/csrc/api/include)
foreach(part torch torch_cpu c10 torch_cuda c10_cuda)
  find_library(TORCH_${part}_LIBRARY ${part} HINTS ${hints} PATH_SUFFIXES lib)
  mark_as_advanced(TORCH_${part}_LIBRARY)
endforeach()
mark_as_advanced(TORCH_INCLUDE_DIR TORCH_API_INCLUDE_DIR)

if(TORCH_API_INCLUDE_DIR)
  # Newer versions keep the numbers in a generated header beside it.
  foreach(header torch/version.h ../../../../headeronly/version.h ../../../headeronly/version.h)
    if(NOT TORCH_VERSION_MINOR AND EXISTS ${TORCH_API_INCLUDE_DIR}/${header})
      file(STRINGS ${TORCH_API_INCLUDE_DIR}/${header} lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
      foreach(line IN LISTS lines)
        string(REGEX MATCH "(MAJOR|MINOR|PATCH) +([0-9]+)" _ ${line})
        set(TORCH_VERSION_${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
      endforeach()
    endif()
  endforeach()
  set(Torch_VERSION ${TORCH_VERSION_MAJOR}.${TORCH_VERSION_MINOR}.${TORCH_VERSION_PATCH})
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Torch REQUIRED_VARS TORCH_torch_cpu_LIBRARY TORCH_c10_LIBRARY TORCH_INCLUDE_DIR TORCH_API_INCLUDE_DIR
  VERSION_VAR Torch_VERSION)
if(Torch_FOUND AND NOT TARGET likeness_torch)
  add_library(likeness_torch INTERFACE IMPORTED GLOBAL)
  target_include_directories(likeness_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIR} ${TORCH_API_INCLUDE_DIR})
  # The CUDA library only registers its kernels; no symbol of it is used, so the linker would drop it.
  set(libraries ${TORCH_torch_cpu_LIBRARY} ${TORCH_c10_LIBRARY})
  if(TORCH_torch_cuda_LIBRARY)
    list(APPEND libraries -Wl,--no-as-needed ${TORCH_torch_cuda_LIBRARY} ${TORCH_c10_cuda_LIBRARY} ${TORCH_torch_LIBRARY} -Wl,--as-needed)
  endif()
  target_link_libraries(likeness_torch INTERFACE ${libraries})
endif()

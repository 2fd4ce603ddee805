// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// ONNX's message classes without the warnings of generated code. For core/onnx only.
#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#include <google/protobuf/io/coded_stream.h>
#include <onnx/onnx_pb.h>
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

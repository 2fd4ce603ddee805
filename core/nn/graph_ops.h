// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::nn {

inline constexpr std::int64_t kMaxElements = 1ll << 29; // of one intermediate result

struct GraphNode {
    std::string op;
    std::string name;
    std::vector<int> inputs;  // slots, −1 for an omitted optional input
    std::vector<int> outputs; // slots, −1 for one that nobody wants
    Json attributes;
    int parameter = -1; // the first that training moves of it
};

// One node with its inputs at hand; undefined tensors stand for omitted ones.
struct Call {
    const GraphNode& node;
    int opset;
    std::vector<at::Tensor> inputs;
    bool training = false;

    const at::Tensor& in(std::size_t i) const; // throws Error(BadFile) when it is missing
    bool has(std::size_t i) const { return i < inputs.size() && inputs[i].defined(); }
    bool hasAttribute(const char* key) const { return node.attributes.contains(key); }
    std::int64_t integer(const char* key, std::int64_t fallback) const;
    double real(const char* key, double fallback) const;
    std::string text(const char* key, const std::string& fallback) const;
    std::vector<std::int64_t> integers(const char* key, std::vector<std::int64_t> fallback = {}) const;
    std::vector<double> reals(const char* key) const; // empty where it is missing
    // The attribute of older opsets or the input of newer ones.
    std::vector<std::int64_t> integersOrInput(const char* key, std::size_t input) const;
    std::vector<double> realsOrInput(const char* key, std::size_t input) const;
    // Throws Error(BadFile) where a result of that shape would be too large: before it is allocated.
    void checkSize(const std::vector<std::int64_t>& shape) const;
    [[noreturn]] void unsupported(const std::string& what) const;
    [[noreturn]] void bad(const std::string& what) const;
};

// What a node computes; one tensor for nearly all.
struct Results : std::vector<at::Tensor> {
    Results(at::Tensor only) { push_back(std::move(only)); }
    explicit Results(std::vector<at::Tensor> all) : std::vector<at::Tensor>(std::move(all)) {}
};

struct Operator {
    std::function<Results(const Call&)> compute;
    // Its inputs after the first are sizes, axes or bounds: read as numbers, wherever they lie. Every other operator
    // gets its inputs on one device.
    bool readsNumbers = false;
};

// By ONNX name: graph::operators(), with ONNX's semantics from opset 7 on.
const std::map<std::string_view, Operator>& graphOperators();

} // namespace likeness::nn

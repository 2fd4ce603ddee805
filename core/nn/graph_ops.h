// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::nn {

struct GraphNode {
    std::string op;
    std::string name;
    std::vector<int> inputs;  // slots, −1 for an omitted optional input
    std::vector<int> outputs; // only the first is computed; no supported operator needs another
    Json attributes;
};

// One node with its inputs at hand; undefined tensors stand for omitted ones.
struct Call {
    const GraphNode& node;
    int opset;
    std::vector<at::Tensor> inputs;

    const at::Tensor& in(std::size_t i) const; // throws Error(BadFile) when it is missing
    bool has(std::size_t i) const { return i < inputs.size() && inputs[i].defined(); }
    bool hasAttribute(const char* key) const { return node.attributes.contains(key); }
    std::int64_t integer(const char* key, std::int64_t fallback) const;
    double real(const char* key, double fallback) const;
    std::string text(const char* key, const std::string& fallback) const;
    std::vector<std::int64_t> integers(const char* key, std::vector<std::int64_t> fallback = {}) const;
    // The attribute of older opsets or the input of newer ones.
    std::vector<std::int64_t> integersOrInput(const char* key, std::size_t input) const;
    [[noreturn]] void unsupported(const std::string& what) const;
    [[noreturn]] void bad(const std::string& what) const;
};

using Operator = at::Tensor (*)(const Call&);
const std::map<std::string_view, Operator>& graphOperators();

} // namespace likeness::nn

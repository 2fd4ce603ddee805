// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only.
#include "core/base/file.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::formats::pickle {

enum class Kind { None, Bool, Int, Bytes, Text, List, Tuple, Global, Dtype, Array };

// A value. Containers point to values that the Document owns; a value may be in several containers, or in itself.
struct Node {
    Kind kind = Kind::None;
    std::int64_t number = 0;             // Bool, Int
    std::span<const std::uint8_t> bytes; // Bytes, Text (UTF-8), Array
    std::span<const std::uint8_t> text;  // Bytes, Array: the Latin-1 text that they were made from; empty: none
    std::string_view dtype;              // Dtype, Array: "u1" or "b1"; the dotted name of a Global
    std::vector<Node*> items;            // List, Tuple
};

// Reads one Python pickle of protocol 2 to 5 that holds nothing but lists, tuples, numbers, bytes, text and small NumPy
// arrays (formats.md 2.2). Executes nothing: a callable outside the whitelist is an error. Memory stays within a small
// multiple of the file's size whatever the file says. The bytes must outlive the document; so must converted texts: see
// takeStorage().
class Document
{
public:
    // Throws Error(BadFile) that names the opcode and its offset. `name` is for messages.
    Document(std::span<const std::uint8_t> data, const std::string& name);
    const Node& root() const { return *m_root; }
    // Bytes that had to be made (Latin-1 text); spans into them stay valid when they move.
    std::vector<Bytes> takeStorage() const { return std::move(m_storage); }

private:
    struct Reader;
    std::deque<Node> m_nodes;
    mutable std::vector<Bytes> m_storage;
    const Node* m_root = nullptr;
};

} // namespace likeness::formats::pickle

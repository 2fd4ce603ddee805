// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Python pickles, read by a machine that executes nothing: what a pickle asks to call is a name that a whitelist knows
// and answers with a value, or an error.
namespace likeness::pickle {

enum class Kind { None, Bool, Int, Real, Bytes, Text, List, Tuple, Dict, Global, Made };

// A value. Containers point to values that the Document owns; a value may be in several containers, or in itself.
struct Node {
    Kind kind = Kind::None;
    std::int64_t number = 0;             // Bool, Int
    double real = 0;                     // Real
    std::span<const std::uint8_t> bytes; // Bytes, Text (UTF-8); of Made as its whitelist says
    std::span<const std::uint8_t> text;  // where `bytes` were made from Latin-1 text: that text; else empty
    std::string_view name;               // Global: dotted; Made: what its whitelist calls it. Of static life
    std::string_view type;               // Made: a second name, as its whitelist says
    std::vector<Node*> items;            // List, Tuple; Dict: key, value, key, value …; of Made as its whitelist says
};

std::string_view textOf(const Node& node); // bytes as characters

// What a whitelist may do while a pickle is read.
class Machine
{
public:
    virtual ~Machine() = default;
    [[noreturn]] void fail(const std::string& what) const; // Error(BadFile) with the opcode and its place
    virtual Node* make(Kind kind) = 0;
    virtual Node* made(std::string_view name) = 0; // a node of Kind::Made
    // Bytes from UTF-8 text whose characters are bytes: how protocol 2 carries Python 3's bytes.
    virtual Node* latin1(const Node& text) = 0;
    virtual std::size_t size() const = 0; // of the whole pickle in bytes

protected:
    virtual std::string placed(const std::string& what) const = 0; // with file, opcode and place
};

// What a kind of file may call. One object serves any number of threads.
class Whitelist
{
public:
    virtual ~Whitelist() = default;
    virtual std::span<const std::string_view> globals() const = 0; // dotted names of static life
    virtual Node* call(Machine& machine, std::string_view function, const std::vector<Node*>& arguments) const = 0;
    // The state that a pickle gives to something Made; by default there is none.
    virtual void setState(Machine& machine, Node& object, const Node& state) const;
    // What lies outside the pickle under that id; by default there is nothing.
    virtual Node* persistent(Machine& machine, const Node& id) const;
};

// Reads one pickle of protocol 2 to 5. Memory stays within a small multiple of the pickle's size whatever it says. The
// bytes must outlive the document; so must converted texts: see takeStorage().
class Document
{
public:
    // Throws Error(BadFile) that names the opcode and its offset. `name` is for messages.
    Document(std::span<const std::uint8_t> data, const std::string& name, const Whitelist& whitelist);
    const Node& root() const { return *m_root; }
    // Bytes that had to be made (Latin-1 text); spans into them stay valid when they move.
    std::vector<Bytes> takeStorage() const { return std::move(m_storage); }

private:
    struct Reader;
    std::deque<Node> m_nodes;
    mutable std::vector<Bytes> m_storage;
    const Node* m_root = nullptr;
};

} // namespace likeness::pickle

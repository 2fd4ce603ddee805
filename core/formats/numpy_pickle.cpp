// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/numpy_pickle.h"

#include "core/base/text.h"

#include <array>

namespace likeness::formats {
namespace {

using pickle::Kind;
using pickle::Machine;
using pickle::Node;
using pickle::textOf;

constexpr std::array<std::string_view, 11> kCallables = {
    "_codecs.encode",
    "numpy.core.multiarray._reconstruct",
    "numpy._core.multiarray._reconstruct",
    "numpy.core.multiarray.scalar",
    "numpy._core.multiarray.scalar",
    "numpy.ndarray",
    "numpy.dtype",
    "numpy.core.numeric._frombuffer",
    "numpy._core.numeric._frombuffer",
    "__builtin__.bytearray",
    "builtins.bytearray",
};

constexpr std::string_view kArray = "array", kDtype = "dtype"; // Node::type: "u1" or "b1", empty while an array is

void requireDtype(const Machine& machine, const Node& node)
{
    if (node.kind != Kind::Made || node.name != kDtype)
        machine.fail("an array without a type");
}

std::uint64_t elements(const Machine& machine, const Node& shape)
{
    if (shape.kind != Kind::Tuple || shape.items.size() > 8)
        machine.fail("an array without a shape");
    std::uint64_t count = 1;
    for (const Node* side : shape.items) {
        if (side->kind != Kind::Int || side->number < 0 || side->number > (std::int64_t{1} << 31))
            machine.fail("an array with an impossible shape");
        count *= static_cast<std::uint64_t>(side->number);
        if (count > machine.size())
            machine.fail("an array larger than the file");
    }
    return count;
}

void fillArray(Machine& machine, Node& array, const Node& shape, const Node& dtype, const Node& raw)
{
    requireDtype(machine, dtype);
    const Node& bytes = raw.kind == Kind::Text ? *machine.latin1(raw) : raw;
    if (bytes.kind != Kind::Bytes || bytes.bytes.size() != elements(machine, shape))
        machine.fail("an array whose bytes do not fit its shape");
    array.type = dtype.type;
    array.bytes = bytes.bytes;
    array.text = bytes.text;
}

class NumpyWhitelist final : public pickle::Whitelist
{
public:
    std::span<const std::string_view> globals() const override { return kCallables; }

    Node* call(Machine& machine, std::string_view function, const std::vector<Node*>& args) const override
    {
        if (function == "_codecs.encode") {
            if (args.size() != 2 || args[0]->kind != Kind::Text ||
                (textOf(*args[1]) != "latin1" && textOf(*args[1]) != "latin-1"))
                machine.fail("an unexpected call of _codecs.encode");
            return machine.latin1(*args[0]);
        }
        if (function.ends_with("bytearray")) {
            if (args.empty())
                return machine.make(Kind::Bytes);
            if (args[0]->kind == Kind::Text) // (text, 'latin-1'), in protocol 2
                return machine.latin1(*args[0]);
            if (args[0]->kind != Kind::Bytes)
                machine.fail("an unexpected call of bytearray");
            return args[0];
        }
        if (function == "numpy.dtype") {
            if (args.empty() || (args[0]->kind != Kind::Text && args[0]->kind != Kind::Bytes))
                machine.fail("an unexpected call of numpy.dtype");
            const auto text = textOf(*args[0]);
            if (text != "u1" && text != "b1")
                machine.fail("an array of '" + toUtf8(text.substr(0, 20)) +
                             "'; only bytes and truth values belong in a pack");
            Node* node = machine.made(kDtype);
            node->type = text == "u1" ? "u1" : "b1";
            return node;
        }
        if (function.ends_with("_reconstruct"))
            return machine.made(kArray);
        if (function.ends_with("scalar")) {
            if (args.size() != 2)
                machine.fail("an unexpected call of numpy's scalar");
            requireDtype(machine, *args[0]);
            const Node& raw = args[1]->kind == Kind::Text ? *machine.latin1(*args[1]) : *args[1];
            if (raw.kind != Kind::Bytes || raw.bytes.size() != 1)
                machine.fail("a number that is not one byte");
            Node* node = machine.make(args[0]->type == "b1" ? Kind::Bool : Kind::Int);
            node->number = raw.bytes[0];
            return node;
        }
        if (function.ends_with("_frombuffer")) {
            if (args.size() != 4)
                machine.fail("an unexpected call of numpy's _frombuffer");
            Node* node = machine.made(kArray);
            fillArray(machine, *node, *args[2], *args[1], *args[0]);
            return node;
        }
        machine.fail("it calls '" + std::string(function) + "', which is not expected here");
    }

    void setState(Machine& machine, Node& object, const Node& state) const override
    {
        if (object.name == kDtype)
            return; // byte order and such, which one-byte types do not have
        if (!object.type.empty())
            machine.fail("a state for something that has none");
        // (version, shape, dtype, Fortran order, raw bytes); the order does not matter for encoded images, which are
        // one row.
        if (state.kind != Kind::Tuple || state.items.size() != 5)
            machine.fail("an array with an unexpected state");
        fillArray(machine, object, *state.items[1], *state.items[2], *state.items[4]);
    }
};

} // namespace

const pickle::Whitelist& numpyWhitelist()
{
    static const NumpyWhitelist whitelist;
    return whitelist;
}

bool isArray(const pickle::Node& node, std::string_view type)
{
    return node.kind == Kind::Made && node.name == kArray && node.type == type;
}

} // namespace likeness::formats

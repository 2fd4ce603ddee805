// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/text_coding.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <unordered_map>

namespace likeness::formats::pickle {
namespace {

// The largest packs of the field have 7 000 pairs and eight values an image (NumPy arrays); this leaves room for forty
// times that, and bounds what a file of nothing but empty lists can make us allocate (300 MB).
constexpr std::size_t kMostNodes = 1u << 22;

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

std::string_view asText(const Node& node)
{
    return {reinterpret_cast<const char*>(node.bytes.data()), node.bytes.size()};
}

} // namespace

struct Document::Reader {
    Document& document;
    std::span<const std::uint8_t> data;
    const std::string& name;
    std::size_t at = 0;
    std::size_t opcodeAt = 0;
    std::vector<Node*> stack;
    std::vector<std::size_t> marks;
    std::unordered_map<std::uint64_t, Node*> memo;
    std::uint64_t memoized = 0;
    std::size_t stored = 0;
    std::array<Node*, 3> constants{}; // None, False, True: one node each, however often they come

    [[noreturn]] void fail(const std::string& what) const
    {
        std::array<char, 8> hex{};
        std::snprintf(hex.data(), hex.size(), "0x%02X", opcodeAt < data.size() ? data[opcodeAt] : 0);
        throw Error(ErrorCode::BadFile, name + ": " + what + " (pickle opcode " + hex.data() + " at byte " +
                                            std::to_string(opcodeAt) + ")");
    }

    std::span<const std::uint8_t> take(std::uint64_t count)
    {
        if (count > data.size() - at)
            fail("the file ends inside a value of " + std::to_string(count) + " bytes");
        const auto out = data.subspan(at, static_cast<std::size_t>(count));
        at += static_cast<std::size_t>(count);
        return out;
    }

    template<typename T>
    T number()
    {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }

    std::uint64_t length32()
    {
        const auto value = number<std::int32_t>(); // signed in the format
        if (value < 0)
            fail("a negative length");
        return static_cast<std::uint64_t>(value);
    }

    std::string_view line()
    {
        const auto rest = data.subspan(at);
        const auto end = std::find(rest.begin(), rest.end(), std::uint8_t{'\n'});
        if (end == rest.end())
            fail("the file ends inside a name");
        const auto bytes = take(static_cast<std::uint64_t>(end - rest.begin()) + 1);
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size() - 1};
    }

    Node* make(Kind kind)
    {
        if (document.m_nodes.size() >= kMostNodes)
            fail("more values than any verification pack has");
        Node* node = &document.m_nodes.emplace_back();
        node->kind = kind;
        return node;
    }

    void push(Node* node) { stack.push_back(node); }

    void pushBytes(Kind kind, std::span<const std::uint8_t> bytes)
    {
        Node* node = make(kind);
        node->bytes = bytes;
        push(node);
    }

    void pushInt(std::int64_t value)
    {
        Node* node = make(Kind::Int);
        node->number = value;
        push(node);
    }

    void pushConstant(std::size_t which)
    {
        if (!constants[which]) {
            constants[which] = make(which == 0 ? Kind::None : Kind::Bool);
            constants[which]->number = which == 2;
        }
        push(constants[which]);
    }

    // Values above the last mark belong to it; nothing below may be taken while it stands.
    Node* pop()
    {
        if (stack.size() <= (marks.empty() ? 0 : marks.back()))
            fail("a value is missing");
        Node* node = stack.back();
        stack.pop_back();
        return node;
    }

    Node* top()
    {
        Node* node = pop();
        push(node);
        return node;
    }

    std::vector<Node*> popToMark()
    {
        if (marks.empty())
            fail("a mark is missing");
        const auto first = stack.begin() + static_cast<std::ptrdiff_t>(marks.back());
        marks.pop_back();
        std::vector<Node*> out(first, stack.end());
        stack.erase(first, stack.end());
        return out;
    }

    void pushTuple(std::size_t count)
    {
        Node* tuple = make(Kind::Tuple);
        tuple->items.resize(count);
        for (std::size_t i = count; i-- > 0;)
            tuple->items[i] = pop();
        push(tuple);
    }

    void remember(std::uint64_t key)
    {
        memo[key] = top();
        ++memoized;
    }

    void recall(std::uint64_t key)
    {
        const auto found = memo.find(key);
        if (found == memo.end())
            fail("it refers to a value that was not there");
        push(found->second);
    }

    void pushGlobal(const std::string& module, const std::string& what)
    {
        std::string full = module;
        full += '.';
        full += what;
        const auto known = std::find(kCallables.begin(), kCallables.end(), full);
        if (known == kCallables.end())
            fail("it asks to run '" + toUtf8(full.substr(0, 100)) + "', which Likeness never does");
        Node* node = make(Kind::Global);
        node->dtype = *known;
        push(node);
    }

    // UTF-8 text whose characters are bytes: how protocol 2 carries Python 3's bytes.
    Node* latin1(const Node& text)
    {
        Bytes bytes;
        try {
            bytes = fromLatin1Text(text.bytes);
        } catch (const Error& e) {
            fail(e.what());
        }
        // One text may be converted many times by a few opcodes; an honest file converts each text once.
        stored += bytes.size();
        if (stored > data.size())
            fail("it unpacks to more than it holds");
        Node* node = make(Kind::Bytes);
        node->bytes = document.m_storage.emplace_back(std::move(bytes));
        node->text = text.bytes;
        return node;
    }

    void requireDtype(const Node& node)
    {
        if (node.kind != Kind::Dtype)
            fail("an array without a type");
    }

    std::uint64_t elements(const Node& shape)
    {
        if (shape.kind != Kind::Tuple || shape.items.size() > 8)
            fail("an array without a shape");
        std::uint64_t count = 1;
        for (const Node* side : shape.items) {
            if (side->kind != Kind::Int || side->number < 0 || side->number > (std::int64_t{1} << 31))
                fail("an array with an impossible shape");
            count *= static_cast<std::uint64_t>(side->number);
            if (count > data.size())
                fail("an array larger than the file");
        }
        return count;
    }

    void fillArray(Node& array, const Node& shape, const Node& dtype, const Node& raw)
    {
        requireDtype(dtype);
        const Node& bytes = raw.kind == Kind::Text ? *latin1(raw) : raw;
        if (bytes.kind != Kind::Bytes || bytes.bytes.size() != elements(shape))
            fail("an array whose bytes do not fit its shape");
        array.dtype = dtype.dtype;
        array.bytes = bytes.bytes;
        array.text = bytes.text;
    }

    Node* call(std::string_view function, const std::vector<Node*>& args)
    {
        if (function == "_codecs.encode") {
            if (args.size() != 2 || args[0]->kind != Kind::Text ||
                (asText(*args[1]) != "latin1" && asText(*args[1]) != "latin-1"))
                fail("an unexpected call of _codecs.encode");
            return latin1(*args[0]);
        }
        if (function.ends_with("bytearray")) {
            if (args.empty())
                return make(Kind::Bytes);
            if (args[0]->kind == Kind::Text) // (text, 'latin-1'), in protocol 2
                return latin1(*args[0]);
            if (args[0]->kind != Kind::Bytes)
                fail("an unexpected call of bytearray");
            return args[0];
        }
        if (function == "numpy.dtype") {
            if (args.empty() || (args[0]->kind != Kind::Text && args[0]->kind != Kind::Bytes))
                fail("an unexpected call of numpy.dtype");
            const auto text = asText(*args[0]);
            if (text != "u1" && text != "b1")
                fail("an array of '" + toUtf8(text.substr(0, 20)) + "'; only bytes and truth values belong in a pack");
            Node* node = make(Kind::Dtype);
            node->dtype = text == "u1" ? "u1" : "b1";
            return node;
        }
        if (function.ends_with("_reconstruct"))
            return make(Kind::Array);
        if (function.ends_with("scalar")) {
            if (args.size() != 2)
                fail("an unexpected call of numpy's scalar");
            requireDtype(*args[0]);
            const Node& raw = args[1]->kind == Kind::Text ? *latin1(*args[1]) : *args[1];
            if (raw.kind != Kind::Bytes || raw.bytes.size() != 1)
                fail("a number that is not one byte");
            Node* node = make(args[0]->dtype == "b1" ? Kind::Bool : Kind::Int);
            node->number = raw.bytes[0];
            return node;
        }
        if (function.ends_with("_frombuffer")) {
            if (args.size() != 4)
                fail("an unexpected call of numpy's _frombuffer");
            Node* node = make(Kind::Array);
            fillArray(*node, *args[2], *args[1], *args[0]);
            return node;
        }
        fail("it calls '" + std::string(function) + "', which is not expected here");
    }

    void build()
    {
        const Node* state = pop();
        Node* object = top();
        if (object->kind == Kind::Dtype)
            return; // byte order and such, which one-byte types do not have
        if (object->kind != Kind::Array || !object->dtype.empty())
            fail("a state for something that has none");
        // (version, shape, dtype, Fortran order, raw bytes); the order does not matter for encoded images, which are
        // one row.
        if (state->kind != Kind::Tuple || state->items.size() != 5)
            fail("an array with an unexpected state");
        fillArray(*object, *state->items[1], *state->items[2], *state->items[4]);
    }

    void append(const std::vector<Node*>& items)
    {
        Node* list = top();
        if (list->kind != Kind::List)
            fail("values for something that is no list");
        list->items.insert(list->items.end(), items.begin(), items.end());
    }

    std::int64_t longNumber(std::uint64_t size)
    {
        const auto bytes = take(size);
        if (bytes.size() > 8)
            fail("a number beyond 64 bits");
        std::uint64_t value = !bytes.empty() && (bytes.back() & 0x80) ? ~std::uint64_t{0} : 0;
        for (std::size_t i = bytes.size(); i-- > 0;)
            value = value << 8 | bytes[i];
        return static_cast<std::int64_t>(value);
    }

    // True at the end of the pickle.
    bool step()
    {
        opcodeAt = at;
        const auto opcode = number<std::uint8_t>();
        switch (opcode) {
        case 0x80: { // PROTO
            const auto protocol = number<std::uint8_t>();
            if (protocol < 2 || protocol > 5)
                fail("protocol " + std::to_string(protocol) + " is not known");
            break;
        }
        case 0x95:
            number<std::uint64_t>();
            break; // FRAME
        case 0x2E:
            return true; // STOP
        case 0x5D:
            push(make(Kind::List));
            break; // EMPTY_LIST
        case 0x28:
            marks.push_back(stack.size());
            break;
        case 0x61: { // APPEND
            Node* item = pop();
            append({item});
            break;
        }
        case 0x65:
            append(popToMark());
            break; // APPENDS
        case 0x29:
            push(make(Kind::Tuple));
            break;
        case 0x85:
        case 0x86:
        case 0x87:
            pushTuple(opcode - 0x84u);
            break;   // TUPLE1, 2, 3
        case 0x74: { // TUPLE
            auto items = popToMark();
            Node* tuple = make(Kind::Tuple);
            tuple->items = std::move(items);
            push(tuple);
            break;
        }
        case 0x71:
            remember(number<std::uint8_t>());
            break;
        case 0x72:
            remember(number<std::uint32_t>());
            break;
        case 0x94:
            remember(memoized);
            break;
        case 0x68:
            recall(number<std::uint8_t>());
            break;
        case 0x6A:
            recall(number<std::uint32_t>());
            break;
        case 0x4E:
            pushConstant(0);
            break;
        case 0x89:
            pushConstant(1);
            break;
        case 0x88:
            pushConstant(2);
            break;
        case 0x4B:
            pushInt(number<std::uint8_t>());
            break;
        case 0x4D:
            pushInt(number<std::uint16_t>());
            break;
        case 0x4A:
            pushInt(number<std::int32_t>());
            break;
        case 0x8A:
            pushInt(longNumber(number<std::uint8_t>()));
            break; // LONG1
        case 0x55:
            pushBytes(Kind::Bytes, take(number<std::uint8_t>()));
            break;
        case 0x54:
            pushBytes(Kind::Bytes, take(length32()));
            break;
        case 0x43:
            pushBytes(Kind::Bytes, take(number<std::uint8_t>()));
            break;
        case 0x42:
            pushBytes(Kind::Bytes, take(number<std::uint32_t>()));
            break;
        case 0x8E:
        case 0x96:
            pushBytes(Kind::Bytes, take(number<std::uint64_t>()));
            break;
        case 0x8C:
            pushBytes(Kind::Text, take(number<std::uint8_t>()));
            break;
        case 0x58:
            pushBytes(Kind::Text, take(number<std::uint32_t>()));
            break;
        case 0x63: { // GLOBAL
            const std::string module(line());
            pushGlobal(module, std::string(line()));
            break;
        }
        case 0x93: { // STACK_GLOBAL
            const Node* what = pop();
            const Node* module = pop();
            if (what->kind != Kind::Text || module->kind != Kind::Text)
                fail("a name that is no text");
            pushGlobal(std::string(asText(*module)), std::string(asText(*what)));
            break;
        }
        case 0x52: { // REDUCE
            const Node* args = pop();
            const Node* function = pop();
            if (function->kind != Kind::Global || args->kind != Kind::Tuple)
                fail("a call of something that cannot be called");
            push(call(function->dtype, args->items));
            break;
        }
        case 0x62:
            build();
            break;
        default:
            fail("it uses something that does not belong in a verification pack");
        }
        return false;
    }
};

Document::Document(std::span<const std::uint8_t> data, const std::string& name)
{
    Reader reader{*this, data, name, 0, 0, {}, {}, {}, 0, 0, {}};
    if (data.size() < 2 || data[0] != 0x80)
        reader.fail("it does not begin as a Python pickle");
    while (!reader.step()) {
    }
    m_root = reader.pop();
}

} // namespace likeness::formats::pickle

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/pickle.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/text_coding.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstring>
#include <unordered_map>

namespace likeness::pickle {
namespace {

// Bounds what a file of nothing but empty lists can make us allocate (500 MB). The largest verification packs of the
// field have 7 000 pairs and eight values an image (NumPy arrays), the largest networks some thousand tensors of
// twenty.
constexpr std::size_t kMostNodes = 1u << 22;

} // namespace

std::string_view textOf(const Node& node)
{
    return {reinterpret_cast<const char*>(node.bytes.data()), node.bytes.size()};
}

void Machine::fail(const std::string& what) const
{
    throw Error(ErrorCode::BadFile, placed(what));
}

void Whitelist::setState(Machine& machine, Node&, const Node&) const
{
    machine.fail("a state for something that has none");
}

Node* Whitelist::persistent(Machine& machine, const Node&) const
{
    machine.fail("it refers to something outside itself");
}

struct Document::Reader final : Machine {
    Document& document;
    std::span<const std::uint8_t> data;
    const std::string& name;
    const Whitelist& whitelist;
    std::size_t at = 0;
    std::size_t opcodeAt = 0;
    std::vector<Node*> stack;
    std::vector<std::size_t> marks;
    std::unordered_map<std::uint64_t, Node*> memo;
    std::uint64_t memoized = 0;
    std::size_t stored = 0;
    std::array<Node*, 3> constants{}; // None, False, True: one node each, however often they come

    Reader(Document& owner, std::span<const std::uint8_t> bytes, const std::string& file, const Whitelist& allowed)
        : document(owner), data(bytes), name(file), whitelist(allowed)
    {
    }

    std::size_t size() const override { return data.size(); }

    std::string placed(const std::string& what) const override
    {
        std::array<char, 8> hex{};
        std::snprintf(hex.data(), hex.size(), "0x%02X", opcodeAt < data.size() ? data[opcodeAt] : 0);
        return name + ": " + what + " (pickle opcode " + hex.data() + " at byte " + std::to_string(opcodeAt) + ")";
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

    Node* make(Kind kind) override
    {
        if (document.m_nodes.size() >= kMostNodes)
            fail("more values than any such file has");
        Node* node = &document.m_nodes.emplace_back();
        node->kind = kind;
        return node;
    }

    Node* made(std::string_view what) override
    {
        Node* node = make(Kind::Made);
        node->name = what;
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
        if (memoized >= kMostNodes)
            fail("too many values are remembered");
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
        const auto callables = whitelist.globals();
        const auto known = std::find(callables.begin(), callables.end(), full);
        if (known == callables.end())
            fail("it asks to run '" + toUtf8(full.substr(0, 100)) + "', which Likeness never does");
        Node* node = make(Kind::Global);
        node->name = *known;
        push(node);
    }

    // UTF-8 text whose characters are bytes: how protocol 2 carries Python 3's bytes.
    Node* latin1(const Node& text) override
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

    void build()
    {
        const Node* state = pop();
        Node* object = top();
        if (object->kind == Kind::Dict)
            return; // attributes of an OrderedDict, such as a state dict's _metadata
        if (object->kind != Kind::Made)
            fail("a state for something that has none");
        whitelist.setState(*this, *object, *state);
    }

    void setItems(const std::vector<Node*>& items)
    {
        Node* dict = top();
        if (dict->kind != Kind::Dict || items.size() % 2 != 0)
            fail("keys and values for something that is no dictionary");
        dict->items.insert(dict->items.end(), items.begin(), items.end());
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
        case 0x7D:
            push(make(Kind::Dict));
            break;   // EMPTY_DICT
        case 0x73: { // SETITEM
            Node* value = pop();
            Node* key = pop();
            setItems({key, value});
            break;
        }
        case 0x75:
            setItems(popToMark());
            break;   // SETITEMS
        case 0x51: { // BINPERSID
            const Node* id = pop();
            push(whitelist.persistent(*this, *id));
            break;
        }
        case 0x47: { // BINFLOAT, big-endian
            std::uint64_t bits = 0;
            for (const auto byte : take(sizeof bits))
                bits = bits << 8 | byte;
            Node* node = make(Kind::Real);
            node->real = std::bit_cast<double>(bits);
            push(node);
            break;
        }
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
            pushGlobal(std::string(textOf(*module)), std::string(textOf(*what)));
            break;
        }
        case 0x52: { // REDUCE
            const Node* args = pop();
            const Node* function = pop();
            if (function->kind != Kind::Global || args->kind != Kind::Tuple)
                fail("a call of something that cannot be called");
            push(whitelist.call(*this, function->name, args->items));
            break;
        }
        case 0x62:
            build();
            break;
        default:
            fail("it uses something that does not belong in such a file");
        }
        return false;
    }
};

Document::Document(std::span<const std::uint8_t> data, const std::string& name, const Whitelist& whitelist)
{
    Reader reader(*this, data, name, whitelist);
    if (data.size() < 2 || data[0] != 0x80)
        reader.fail("it does not begin as a Python pickle");
    while (!reader.step()) {
    }
    m_root = reader.pop();
}

} // namespace likeness::pickle

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/torch_file.h"

#include "core/base/error.h"
#include "core/base/pickle.h"
#include "core/base/text.h"
#include "core/graph/zip_archive.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <map>

namespace likeness::graph {
namespace {

using pickle::Kind;
using pickle::Machine;
using pickle::Node;
using pickle::textOf;

constexpr std::size_t kMaxRank = 16;
constexpr std::string_view kTensor = "tensor";   // items: storage, offset, sizes, strides (in elements)
constexpr std::string_view kStorage = "storage"; // type: the class; bytes: the key, which names its entry
// What the older format begins with: a pickled number, 0x1950a86a20f9469cfc6c.
constexpr std::array<std::uint8_t, 14> kOldMagic = {0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C,
                                                    0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19};

constexpr std::string_view kOrderedDict = "collections.OrderedDict", kTensorCall = "torch._utils._rebuild_tensor_v2",
                           kParameterCall = "torch._utils._rebuild_parameter";
constexpr std::pair<std::string_view, DType> kStorages[] = {
    {"torch.FloatStorage", DType::F32}, {"torch.DoubleStorage", DType::F64},    {"torch.HalfStorage", DType::F16},
    {"torch.LongStorage", DType::I64},  {"torch.BFloat16Storage", DType::BF16}, {"torch.IntStorage", DType::I32},
    {"torch.ByteStorage", DType::U8},   {"torch.BoolStorage", DType::Bool}};
constexpr std::array<std::string_view, 11> kGlobals = {kOrderedDict,       kTensorCall,        kParameterCall,
                                                       kStorages[0].first, kStorages[1].first, kStorages[2].first,
                                                       kStorages[3].first, kStorages[4].first, kStorages[5].first,
                                                       kStorages[6].first, kStorages[7].first};
constexpr std::array<std::string_view, 4> kNested = {"state_dict_backbone", "state_dict", "model", "backbone"};

bool isTensor(const Node& node)
{
    return node.kind == Kind::Made && node.name == kTensor;
}

class TorchWhitelist final : public pickle::Whitelist
{
public:
    std::span<const std::string_view> globals() const override { return kGlobals; }

    Node* call(Machine& machine, std::string_view function, const std::vector<Node*>& args) const override
    {
        if (function == kOrderedDict) {
            if (!args.empty())
                machine.fail("an unexpected call of OrderedDict");
            return machine.make(Kind::Dict);
        }
        if (function == kParameterCall) { // (tensor, requires_grad, hooks)
            if (args.empty() || !isTensor(*args[0]))
                machine.fail("a parameter without a tensor");
            return args[0];
        }
        if (function == kTensorCall) { // (storage, offset, sizes, strides, requires_grad, hooks[, metadata])
            if (args.size() < 4 || args[0]->kind != Kind::Made || args[0]->name != kStorage ||
                args[1]->kind != Kind::Int || !areSides(*args[2]) || !areSides(*args[3]) ||
                args[2]->items.size() != args[3]->items.size())
                machine.fail("a malformed tensor");
            Node* node = machine.made(kTensor);
            node->items.assign(args.begin(), args.begin() + 4);
            return node;
        }
        machine.fail("it calls '" + std::string(function) + "', which is no function");
    }

    // ("storage", class, key, where it was, number of elements)
    Node* persistent(Machine& machine, const Node& id) const override
    {
        if (id.kind != Kind::Tuple || id.items.size() < 5 || textOf(*id.items[0]) != "storage" ||
            id.items[1]->kind != Kind::Global || !id.items[1]->name.ends_with("Storage") ||
            id.items[2]->kind != Kind::Text)
            machine.fail("a malformed reference to a tensor's values");
        Node* node = machine.made(kStorage);
        node->type = id.items[1]->name;
        node->bytes = id.items[2]->bytes;
        return node;
    }

private:
    static bool areSides(const Node& node)
    {
        return node.kind == Kind::Tuple && node.items.size() <= kMaxRank &&
               std::ranges::all_of(node.items, [](const Node* n) { return n->kind == Kind::Int && n->number >= 0; });
    }
};

class StateReader
{
public:
    StateReader(std::span<const std::uint8_t> bytes, const std::string& name, std::deque<Bytes>& made)
        : m_size(bytes.size()), m_name(name), m_made(made), m_entries(zipEntries(bytes, name))
    {
        for (const auto& [entry, data] : m_entries) {
            const auto slash = entry.find('/');
            if (slash == std::string::npos || entry.find('/', slash + 1) != std::string::npos)
                continue;
            const auto rest = entry.substr(slash + 1);
            if (rest == "constants.pkl")
                throw Error(ErrorCode::Unsupported,
                            name + " is a TorchScript program; save the network's state_dict() with torch.save()");
            if (rest == "data.pkl") {
                m_prefix = entry.substr(0, slash + 1);
                m_pickle = data;
            }
        }
        if (m_prefix.empty())
            bad("it has no data.pkl, as what torch.save() writes has");
        const auto order = m_entries.find(m_prefix + "byteorder");
        if (order != m_entries.end() && order->second.size() == 3) // "big"
            throw Error(ErrorCode::Unsupported, name + " was written on a big-endian machine");
    }

    std::vector<TensorView> read()
    {
        const TorchWhitelist whitelist;
        const pickle::Document document(m_pickle, m_name, whitelist);
        const Node& dict = stateDict(document.root());
        std::vector<TensorView> out;
        for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
            const Node &key = *dict.items[i], &value = *dict.items[i + 1];
            if (key.kind != Kind::Text)
                bad("its state dict has a key that is no name");
            const std::string tensor = toUtf8(textOf(key));
            if (!isTensor(value))
                bad("\"" + tensor.substr(0, 100) + "\" of its state dict is not a tensor");
            out.push_back(viewOf(tensor, value));
        }
        constexpr std::string_view kParallel = "module.";
        if (std::ranges::all_of(out, [&](const TensorView& t) { return t.name.starts_with(kParallel); }))
            for (auto& t : out)
                t.name.erase(0, kParallel.size());
        std::ranges::sort(out, {}, &TensorView::name);
        const auto twice = std::ranges::adjacent_find(out, {}, &TensorView::name);
        if (twice != out.end())
            bad("its tensor \"" + twice->name + "\" is there twice");
        return out;
    }

private:
    [[noreturn]] void bad(const std::string& why) const
    {
        throw Error(ErrorCode::BadFile, m_name + " holds no state dict that Likeness can read: " + why);
    }

    const Node& stateDict(const Node& root) const
    {
        if (root.kind != Kind::Dict)
            bad("it holds something else; save the network's state_dict() with torch.save()");
        for (const auto wanted : kNested)
            for (std::size_t i = 0; i + 1 < root.items.size(); i += 2)
                if (root.items[i]->kind == Kind::Text && textOf(*root.items[i]) == wanted &&
                    root.items[i + 1]->kind == Kind::Dict)
                    return *root.items[i + 1];
        if (root.items.empty())
            bad("it is empty");
        return root;
    }

    TensorView viewOf(const std::string& tensor, const Node& node)
    {
        const auto fail = [&](const char* why) { bad("its tensor \"" + tensor.substr(0, 100) + "\" " + why); };
        const Node& storage = *node.items[0];
        const auto type =
            std::ranges::find(kStorages, storage.type, [](const auto& known) { return known.first; })->second;
        const auto entry = m_entries.find(m_prefix + "data/" + std::string(textOf(storage)));
        if (entry == m_entries.end())
            fail("has no values in the file");
        const auto item = static_cast<std::int64_t>(elementSize(type));
        const auto values = entry->second;
        const std::int64_t stored = static_cast<std::int64_t>(values.size()) / item;

        TensorView view{tensor, type, {}, {}};
        std::vector<std::int64_t> strides;
        bool empty = false;
        for (std::size_t d = 0; d < node.items[2]->items.size(); ++d) {
            view.shape.push_back(node.items[2]->items[d]->number);
            strides.push_back(node.items[3]->items[d]->number);
            empty = empty || view.shape.back() == 0;
        }
        if (empty)
            return view;
        // In the order of their strides each dimension must step over all that those before it reach.
        std::vector<std::size_t> order;
        for (std::size_t d = 0; d < strides.size(); ++d)
            if (view.shape[d] > 1)
                order.push_back(d);
        std::ranges::sort(order, {}, [&](std::size_t d) { return strides[d]; });
        std::int64_t reach = 0, count = 1; // the last element; how many there are
        for (const auto d : order) {
            if (strides[d] <= reach)
                fail("has elements that overlap");
            if (strides[d] > stored / (view.shape[d] - 1))
                fail("reaches beyond its values");
            reach += strides[d] * (view.shape[d] - 1);
            if (reach >= stored)
                fail("reaches beyond its values");
            count *= view.shape[d]; // ≤ reach + 1
        }
        const std::int64_t offset = node.items[1]->number;
        if (offset < 0 || offset >= stored - reach)
            fail("reaches beyond its values");
        m_total += static_cast<std::uint64_t>(count * item);
        if (m_total > m_size)
            fail("and those before it are larger than the file");

        std::int64_t expected = 1;
        bool contiguous = true;
        for (std::size_t d = strides.size(); d-- > 0;) {
            contiguous = contiguous && (view.shape[d] == 1 || strides[d] == expected);
            expected *= view.shape[d];
        }
        const auto* first = values.data() + offset * item;
        if (contiguous) {
            view.data = {first, static_cast<std::size_t>(count * item)};
            return view;
        }
        Bytes& made = m_made.emplace_back(static_cast<std::size_t>(count * item));
        std::vector<std::int64_t> index(strides.size(), 0);
        for (std::int64_t i = 0; i < count; ++i) {
            std::int64_t at = 0;
            for (std::size_t d = 0; d < strides.size(); ++d)
                at += index[d] * strides[d];
            std::memcpy(made.data() + i * item, first + at * item, static_cast<std::size_t>(item));
            for (std::size_t d = strides.size(); d-- > 0 && ++index[d] == view.shape[d];)
                index[d] = 0;
        }
        view.data = made;
        return view;
    }

    std::uint64_t m_size, m_total = 0;
    const std::string& m_name;
    std::deque<Bytes>& m_made;
    std::map<std::string, std::span<const std::uint8_t>> m_entries;
    std::string m_prefix;
    std::span<const std::uint8_t> m_pickle;
};

} // namespace

TorchFile TorchFile::parse(std::span<const std::uint8_t> bytes, const std::string& name)
{
    if (bytes.size() >= kOldMagic.size() && std::equal(kOldMagic.begin(), kOldMagic.end(), bytes.begin()))
        throw Error(ErrorCode::Unsupported,
                    name + " is in PyTorch's format from before 1.6; save it again with a newer PyTorch: "
                           "torch.save(torch.load(\"OLD.pth\", map_location=\"cpu\"), \"NEW.pth\")");
    if (!looksLikeZip(bytes))
        throw Error(ErrorCode::BadFile, name + " is no file of torch.save(): it does not begin as a zip archive");
    TorchFile file;
    file.m_tensors = StateReader(bytes, name, file.m_made).read();
    return file;
}

const TensorView* TorchFile::find(std::string_view name) const
{
    const auto it =
        std::ranges::lower_bound(m_tensors, name, {}, [](const TensorView& t) -> std::string_view { return t.name; });
    return it != m_tensors.end() && it->name == name ? &*it : nullptr;
}

std::int64_t TorchFile::side(std::string_view tensor, std::size_t dimension) const
{
    const auto* view = find(tensor);
    return view && dimension < view->shape.size() ? view->shape[dimension] : 0;
}

} // namespace likeness::graph

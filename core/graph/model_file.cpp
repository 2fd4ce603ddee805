// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/model_file.h"

#include "core/base/error.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

static_assert(std::endian::native == std::endian::little, "tensors are read in place");

namespace likeness::graph {
namespace {

constexpr std::uint64_t kMaxHeader = 100'000'000;
constexpr std::size_t kMaxRank = 16;
constexpr std::size_t kAlignment = 8; // safetensors pads its header so that data begins aligned

struct TypeName {
    DType type;
    const char* name;
    std::size_t size;
};
constexpr TypeName kTypes[] = {{DType::F64, "F64", 8},   {DType::F32, "F32", 4},  {DType::F16, "F16", 2},
                               {DType::BF16, "BF16", 2}, {DType::I64, "I64", 8},  {DType::I32, "I32", 4},
                               {DType::U8, "U8", 1},     {DType::Bool, "BOOL", 1}};

[[noreturn]] void bad(const std::string& why)
{
    throw Error(ErrorCode::BadFile, "this is not a sound model file: " + why);
}

const TypeName& typeNamed(const std::string& name, const std::string& tensor)
{
    for (const auto& t : kTypes)
        if (name == t.name)
            return t;
    throw Error(ErrorCode::Unsupported,
                "tensor \"" + tensor + "\" has the element type " + name + ", which Likeness does not read");
}

std::uint64_t unsignedOf(const Json& value, const std::string& tensor)
{
    if (!value.is_number_unsigned())
        bad("tensor \"" + tensor + "\" has a size or offset that is not a whole number");
    return value.get<std::uint64_t>();
}

TensorView tensorOf(const std::string& name, const Json& entry, std::span<const std::uint8_t> data)
{
    const auto has = [&](const char* key) { return entry.is_object() && entry.contains(key); };
    if (!has("dtype") || !has("shape") || !has("data_offsets") || !entry["dtype"].is_string() ||
        !entry["shape"].is_array() || !entry["data_offsets"].is_array() || entry["data_offsets"].size() != 2 ||
        entry["shape"].size() > kMaxRank)
        bad("the entry of tensor \"" + name + "\" is malformed");
    const auto& type = typeNamed(entry["dtype"].get<std::string>(), name);
    TensorView view{name, type.type, {}, {}};
    std::uint64_t bytes = type.size;
    for (const auto& dimension : entry["shape"]) {
        const std::uint64_t d = unsignedOf(dimension, name);
        if (d > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ||
            (d != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / d))
            bad("tensor \"" + name + "\" is too large");
        bytes *= d;
        view.shape.push_back(static_cast<std::int64_t>(d));
    }
    const std::uint64_t begin = unsignedOf(entry["data_offsets"][0], name);
    const std::uint64_t end = unsignedOf(entry["data_offsets"][1], name);
    if (begin > end || end > data.size())
        bad("tensor \"" + name + "\" lies outside the file");
    if (end - begin != bytes)
        bad("tensor \"" + name + "\" has " + std::to_string(end - begin) + " bytes where its shape needs " +
            std::to_string(bytes));
    view.data = data.subspan(begin, bytes);
    return view;
}

} // namespace

std::size_t elementSize(DType type)
{
    for (const auto& t : kTypes)
        if (t.type == type)
            return t.size;
    return 0;
}

TensorFile TensorFile::parse(std::span<const std::uint8_t> bytes)
{
    std::uint64_t headerSize = 0;
    if (bytes.size() < sizeof headerSize)
        bad("it is shorter than its header");
    std::memcpy(&headerSize, bytes.data(), sizeof headerSize);
    if (headerSize > kMaxHeader || headerSize > bytes.size() - sizeof headerSize)
        bad("the length of its header is impossible");
    const auto data = bytes.subspan(sizeof headerSize + headerSize);
    const Json header =
        parseJson({reinterpret_cast<const char*>(bytes.data()) + sizeof headerSize, headerSize}, "the model's header");
    if (!header.is_object())
        bad("its header is not an object");
    TensorFile file;
    file.m_metadata = Json::object();
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__")
            file.m_metadata = entry;
        else
            file.m_tensors.push_back(tensorOf(name, entry, data));
    }
    std::vector<const TensorView*> order;
    for (const auto& tensor : file.m_tensors)
        if (!tensor.data.empty())
            order.push_back(&tensor);
    std::sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->data.data() < b->data.data(); });
    for (std::size_t i = 1; i < order.size(); ++i)
        if (order[i - 1]->data.data() + order[i - 1]->data.size() > order[i]->data.data())
            bad("tensors \"" + order[i - 1]->name + "\" and \"" + order[i]->name + "\" overlap");
    std::sort(file.m_tensors.begin(), file.m_tensors.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    for (std::size_t i = 1; i < file.m_tensors.size(); ++i)
        if (file.m_tensors[i - 1].name == file.m_tensors[i].name)
            bad("tensor \"" + file.m_tensors[i].name + "\" is there twice");
    return file;
}

const TensorView* TensorFile::find(std::string_view name) const
{
    const auto it = std::lower_bound(m_tensors.begin(), m_tensors.end(), name,
                                     [](const TensorView& t, std::string_view n) { return t.name < n; });
    return it != m_tensors.end() && it->name == name ? &*it : nullptr;
}

Bytes serializeTensors(std::span<const TensorView> tensors, const Json& metadata)
{
    Json header = Json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    // Largest elements first keeps every tensor aligned to its own element size.
    std::vector<const TensorView*> order;
    for (const auto& tensor : tensors)
        order.push_back(&tensor);
    std::stable_sort(order.begin(), order.end(),
                     [](auto* a, auto* b) { return elementSize(a->type) > elementSize(b->type); });
    std::uint64_t offset = 0;
    for (const auto* tensor : order) {
        const auto& type =
            *std::find_if(std::begin(kTypes), std::end(kTypes), [&](const auto& t) { return t.type == tensor->type; });
        header[tensor->name] = {
            {"dtype", type.name}, {"shape", tensor->shape}, {"data_offsets", {offset, offset + tensor->data.size()}}};
        offset += tensor->data.size();
    }
    std::string text = dumpJson(header);
    text.append((kAlignment - text.size() % kAlignment) % kAlignment, ' ');
    const std::uint64_t headerSize = text.size();
    Bytes out(sizeof headerSize + text.size() + offset);
    std::memcpy(out.data(), &headerSize, sizeof headerSize);
    std::memcpy(out.data() + sizeof headerSize, text.data(), text.size());
    std::uint8_t* p = out.data() + sizeof headerSize + text.size();
    for (const auto* tensor : order) {
        if (!tensor->data.empty())
            std::memcpy(p, tensor->data.data(), tensor->data.size());
        p += tensor->data.size();
    }
    return out;
}

Json modelSpec(const TensorFile& file)
{
    const Json& metadata = file.metadata();
    if (!metadata.is_object() || !metadata.contains("likeness") || !metadata["likeness"].is_string())
        bad("it carries tensors but no description of a Likeness model");
    Json spec = parseJson(metadata["likeness"].get<std::string>(), "the model's description");
    if (!spec.is_object() || spec.contains("backbone") == spec.contains("graph"))
        bad("its description has neither a backbone nor a graph");
    return spec;
}

Json metadataWithSpec(const Json& spec)
{
    return {{"format", "pt"}, {"likeness", dumpJson(spec)}};
}

} // namespace likeness::graph

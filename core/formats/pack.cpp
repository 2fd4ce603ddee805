// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pack.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/numpy_pickle.h"
#include "core/formats/staging.h"

#include <array>
#include <cstring>
#include <limits>

namespace likeness::formats {
namespace {

using pickle::Kind;
using pickle::Node;

[[noreturn]] void bad(const std::string& file, const std::string& what)
{
    throw Error(ErrorCode::BadFile, file + " is not a verification pack: " + what);
}

// The encoded bytes of one image: bytes, Python 2 text, or an array of uint8 of any shape.
std::span<const std::uint8_t> imageBytes(const Node& node)
{
    if (node.kind == Kind::Bytes)
        return node.bytes;
    if (isArray(node, "u1"))
        return node.bytes;
    return {};
}

} // namespace

Pack readPack(const std::filesystem::path& path)
{
    return readPack(readFile(path, kMaxPackBytes), displayPath(path));
}

Pack readPack(Bytes content, const std::string& name)
{
    constexpr std::uint8_t kPickle = 0x80;
    if (content.size() < 2 || content[0] != kPickle)
        throw Error(ErrorCode::BadFile,
                    name + " is no pack of image pairs (a .bin as insightface has them, which is a Python pickle).");
    Pack pack;
    pack.file = std::move(content);
    const pickle::Document document(pack.file, name, numpyWhitelist());
    const Node& root = document.root();
    if ((root.kind != Kind::Tuple && root.kind != Kind::List) || root.items.size() != 2)
        bad(name, "it does not hold a list of images and a list of answers");
    const Node& images = *root.items[0];
    const Node& same = *root.items[1];
    if (images.kind != Kind::List && images.kind != Kind::Tuple)
        bad(name, "its images are not a list");

    pack.images.reserve(images.items.size());
    for (const Node* item : images.items) {
        const auto bytes = imageBytes(*item);
        if (bytes.empty())
            bad(name, "image " + std::to_string(pack.images.size()) + " is neither bytes nor an array of bytes");
        pack.images.push_back(bytes);
        const auto stored = item->text.empty() ? bytes : item->text;
        pack.places.push_back({static_cast<std::uint64_t>(stored.data() - pack.file.data()), stored.size(),
                               item->text.empty() ? Coding::Plain : Coding::Latin1});
    }
    if (isArray(same, "b1") || isArray(same, "u1")) {
        for (const auto byte : same.bytes)
            pack.same.push_back(byte != 0);
    } else if (same.kind == Kind::List || same.kind == Kind::Tuple) {
        for (const Node* item : same.items) {
            if (item->kind != Kind::Bool && item->kind != Kind::Int)
                bad(name, "answer " + std::to_string(pack.same.size()) + " is neither true nor false");
            pack.same.push_back(item->number != 0);
        }
    } else {
        bad(name, "its answers are not a list");
    }
    if (pack.same.empty())
        bad(name, "it holds no pairs");
    if (pack.images.size() != 2 * pack.same.size())
        bad(name, "it has " + std::to_string(pack.images.size()) + " images for " + std::to_string(pack.same.size()) +
                      " pairs; two each are needed");
    pack.storage = document.takeStorage();
    return pack;
}

void writePack(const std::filesystem::path& path,
               const std::function<Bytes(std::size_t)>& image,
               const std::vector<std::uint8_t>& same)
{
    using namespace std::string_view_literals;
    if (same.empty())
        throw Error(ErrorCode::BadArgument, "a verification pack needs at least one pair");
    Staging staged(path, true);
    Output out(staged.path());
    out << "\x80\x03](";
    for (std::size_t i = 0; i < 2 * same.size(); ++i) {
        const Bytes bytes = image(i);
        if (bytes.empty() || bytes.size() > std::numeric_limits<std::uint32_t>::max())
            throw Error(ErrorCode::BadArgument, "image " + std::to_string(i) + " has " + std::to_string(bytes.size()) +
                                                    " bytes; a pack holds images of 1 byte to 4 GB");
        const auto size = static_cast<std::uint32_t>(bytes.size());
        std::array<std::uint8_t, 5> head = {'B'}; // BINBYTES
        std::memcpy(head.data() + 1, &size, sizeof size);
        out.write(head);
        out.write(bytes);
    }
    out << "e](";
    for (const auto answer : same)
        out << (answer ? "\x88"sv : "\x89"sv);
    out << "e\x86.";
    out.close();
    staged.publish();
}

} // namespace likeness::formats

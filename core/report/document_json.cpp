// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text_coding.h"
#include "core/report/report.h"

namespace likeness::report {
namespace {

struct ToJson {
    Json operator()(const Heading& heading) const { return {{"heading", heading.text}, {"level", heading.level}}; }
    Json operator()(const Paragraph& paragraph) const { return {{"paragraph", paragraph.text}}; }
    Json operator()(const Table& table) const
    {
        return {
            {"table", table.rows}, {"header", table.header}, {"title", table.title}, {"collapsed", table.collapsed}};
    }
    Json operator()(const Figure& figure) const
    {
        return {{"figure", figure.svg}, {"title", figure.title}, {"width", figure.width}, {"height", figure.height}};
    }
    Json operator()(const Gallery& gallery) const
    {
        Json items = Json::array();
        for (const auto& item : gallery.items) {
            Json pngs = Json::array();
            for (const Bytes& png : item.pngs)
                pngs.push_back(toBase64(png));
            items.push_back({{"caption", item.caption}, {"pngs", pngs}});
        }
        return {{"gallery", items}, {"title", gallery.title}};
    }
};

Block blockFrom(const Json& json)
{
    if (json.contains("heading"))
        return Heading{json.at("level").get<int>(), json["heading"].get<std::string>()};
    if (json.contains("paragraph"))
        return Paragraph{json["paragraph"].get<std::string>()};
    if (json.contains("table"))
        return Table{json.at("header").get<std::vector<std::string>>(),
                     json["table"].get<std::vector<std::vector<std::string>>>(), json.at("title").get<std::string>(),
                     json.at("collapsed").get<bool>()};
    if (json.contains("figure"))
        return Figure{json.at("title").get<std::string>(), json["figure"].get<std::string>(),
                      json.at("width").get<double>(), json.at("height").get<double>()};
    Gallery out;
    out.title = json.at("title").get<std::string>();
    for (const Json& item : json.at("gallery")) {
        Gallery::Item& to = out.items.emplace_back();
        to.caption = item.at("caption").get<std::string>();
        for (const Json& png : item.at("pngs")) {
            const auto& coded = png.get_ref<const std::string&>();
            to.pngs.push_back(fromBase64({reinterpret_cast<const std::uint8_t*>(coded.data()), coded.size()}));
        }
    }
    return out;
}

} // namespace

Json toJson(const Document& document)
{
    Json blocks = Json::array();
    for (const Block& block : document.blocks)
        blocks.push_back(std::visit(ToJson{}, block));
    return {{"title", document.title}, {"language", document.language}, {"blocks", blocks}};
}

Document documentFrom(const Json& json)
{
    try {
        Document out;
        out.title = json.at("title").get<std::string>();
        out.language = json.at("language").get<std::string>();
        for (const Json& block : json.at("blocks"))
            out.blocks.push_back(blockFrom(block));
        return out;
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::BadFile, std::string("This is no report's document: ") + e.what());
    }
}

} // namespace likeness::report

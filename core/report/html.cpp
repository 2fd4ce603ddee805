// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/text_coding.h"
#include "core/report/markup.h"
#include "core/report/report.h"
#include "core/report/strings.h"

#include <algorithm>
#include <vector>

namespace likeness::report {
namespace {

constexpr char kStyle[] = R"css(
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#111827;--soft:#5b6472;--line:#e3e6eb;--accent:#2563eb;--stripe:#fafbfc}
@media (prefers-color-scheme:dark){:root{--page:#0f1318;--card:#171c23;--ink:#e6e9ee;--soft:#9aa4b2;--line:#2a313b;--accent:#7aa2ff;--stripe:#1b2129}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.6 Inter,"Noto Sans","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",system-ui,sans-serif}
header,main,footer{max-width:900px;margin:0 auto;padding:0 28px}
header{padding-top:48px}
header p{margin:0;color:var(--accent);font-weight:600;letter-spacing:.04em}
h1{font-size:32px;line-height:1.2;margin:4px 0 8px;overflow-wrap:anywhere}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:8px 28px 22px;margin:20px 0}
h2{font-size:21px;margin:16px 0 6px}
h3{font-size:16px;margin:18px 0 4px}
p{margin:8px 0;max-width:72ch}
.scroll{overflow-x:auto;margin:12px 0}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th{color:var(--soft);font-weight:600;text-align:left;border-bottom:2px solid var(--line);padding:6px 14px 6px 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:6px 14px 6px 0;vertical-align:top}
td.w,th.w{overflow-wrap:anywhere}
td.k{white-space:nowrap}
tr:last-child td{border-bottom:0}
td:first-child{min-width:4em}
th.n,td.n{text-align:right;padding:6px 0 6px 14px}
td.n{white-space:nowrap}
.n+:not(.n){padding-left:28px}
details table{width:auto}
figure{margin:16px 0}
figcaption{font-weight:600;margin-bottom:6px}
.plot{background:#fff;border:1px solid var(--line);border-radius:10px;padding:8px}
.plot svg{display:block;width:100%;height:auto}
details{margin:6px 0 12px}
summary{cursor:pointer;color:var(--accent);font-size:14px}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:14px;margin:12px 0}
.gallery div{border:1px solid var(--line);border-radius:10px;padding:10px;background:var(--stripe)}
.gallery span{display:flex;gap:6px}
.gallery img{width:50%;aspect-ratio:1;border-radius:6px;object-fit:cover}
.gallery i{width:50%;aspect-ratio:1;border-radius:6px;border:1px dashed var(--line)}
.gallery small{display:block;color:var(--soft);margin-top:6px;font-size:12.5px;line-height:1.4;overflow-wrap:anywhere}
footer{color:var(--soft);font-size:13px;padding-bottom:48px}
@media print{body{background:#fff;color:#000}section{border:0;padding:0;break-inside:auto}figure,.gallery div,tr{break-inside:avoid}}
)css";

constexpr std::string_view kFigureSigns[] = {" ", "\u00A0", "+", "-", "−", "–", "…", ".", ",",
                                             "%", "@",      "±", "[", "]", "(", ")", "/", "<"};

// Names and hashes without a blank may be broken anywhere; other words keep together.
bool hasLongWord(std::string_view cell)
{
    constexpr std::size_t kLong = 24;
    std::size_t length = 0;
    for (const char c : cell) {
        length = c == ' ' ? 0 : length + 1;
        if (length > kLong && static_cast<unsigned char>(c) < 0x80)
            return true;
    }
    return false;
}

class Writer
{
public:
    explicit Writer(const std::string& language) : m_language(language) {}
    void add(const Heading& heading)
    {
        if (heading.level <= 1) {
            closeSection();
            m_out += "<section>\n<h2>" + xmlEscape(heading.text) + "</h2>\n";
            m_heading = heading.text;
            m_open = true;
        } else {
            m_out += "<h3>" + xmlEscape(heading.text) + "</h3>\n";
        }
    }
    void add(const Paragraph& paragraph) { m_out += "<p>" + xmlEscape(paragraph.text) + "</p>\n"; }
    void add(const Table& table)
    {
        if (table.collapsed)
            m_out += "<details><summary>" + xmlEscape(table.title) + "</summary>\n";
        std::size_t columns = table.header.size();
        for (const auto& row : table.rows)
            columns = std::max(columns, row.size());
        std::vector<bool> figures(columns, !table.rows.empty());
        for (const auto& row : table.rows)
            for (std::size_t c = 0; c < row.size(); ++c)
                figures[c] = figures[c] && isFigure(row[c]);
        const auto mark = [&](std::size_t c, const std::string& cell) {
            constexpr std::size_t kShort = 12; // four Chinese letters
            return figures[c]              ? " class=\"n\""
                   : hasLongWord(cell)     ? " class=\"w\""
                   : cell.size() <= kShort ? " class=\"k\""
                                           : "";
        };
        m_out += "<div class=\"scroll\"><table>\n";
        if (!table.header.empty()) {
            m_out += "<thead><tr>";
            for (std::size_t c = 0; c < table.header.size(); ++c)
                m_out += std::string("<th scope=\"col\"") + mark(c, table.header[c]) + ">" +
                         xmlEscape(table.header[c]) + "</th>";
            m_out += "</tr></thead>\n";
        }
        m_out += "<tbody>\n";
        for (const auto& row : table.rows) {
            m_out += "<tr>";
            for (std::size_t c = 0; c < row.size(); ++c)
                m_out += std::string("<td") + mark(c, row[c]) + ">" + xmlEscape(row[c]) + "</td>";
            m_out += "</tr>\n";
        }
        m_out += table.collapsed ? "</tbody></table></div></details>\n" : "</tbody></table></div>\n";
    }
    void add(const Figure& figure)
    {
        m_out += "<figure>";
        if (figure.title != m_heading) // said already
            m_out += "<figcaption>" + xmlEscape(figure.title) + "</figcaption>";
        m_out += "<div class=\"plot\" role=\"img\" aria-label=\"" + xmlEscape(figure.title) + "\">" + figure.svg +
                 "</div></figure>\n";
    }
    void add(const Gallery& gallery)
    {
        m_out += "<h3>" + xmlEscape(gallery.title) + "</h3>\n<div class=\"gallery\">\n";
        for (const auto& item : gallery.items) {
            m_out += "<div><span>";
            for (const auto& png : item.pngs)
                m_out += png.empty() ? "<i></i>" : // no picture of this one
                             "<img alt=\"" + xmlEscape(item.caption) + "\" src=\"data:image/png;base64," +
                                 toBase64(png) + "\">";
            m_out += "</span><small>" + xmlEscape(item.caption) + "</small></div>\n";
        }
        m_out += "</div>\n";
    }
    std::string finish(const std::string& title)
    {
        closeSection();
        return "<!DOCTYPE html>\n<html lang=\"" + std::string(m_language == "zh" ? "zh-CN" : "en") +
               "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
               "initial-scale=1\">\n<title>" +
               xmlEscape(title) + "</title>\n<style>" + kStyle +
               "</style>\n</head>\n<body>\n<header><p>Likeness</p><h1>" + xmlEscape(title) +
               "</h1></header>\n<main>\n" + m_out + "</main>\n<footer><p>" + xmlEscape(text("generated", m_language)) +
               "</p></footer>\n</body>\n</html>\n";
    }

private:
    void closeSection()
    {
        if (m_open)
            m_out += "</section>\n";
        m_open = false;
    }
    std::string m_language;
    std::string m_heading;
    std::string m_out;
    bool m_open = false;
};

} // namespace

bool isFigure(std::string_view cell)
{
    if (cell.empty())
        return true;
    bool digit = false;
    for (std::size_t i = 0; i < cell.size();) {
        const auto rest = cell.substr(i);
        const auto* const sign = std::find_if(std::begin(kFigureSigns), std::end(kFigureSigns),
                                              [&](std::string_view s) { return rest.starts_with(s); });
        if (cell[i] >= '0' && cell[i] <= '9')
            digit = true;
        else if (sign == std::end(kFigureSigns) && !(digit && cell[i] == 'e'))
            return false;
        i += sign == std::end(kFigureSigns) ? 1 : sign->size();
    }
    return digit || cell == "–";
}

std::string toHtml(const Document& document)
{
    Writer writer(document.language);
    for (const Block& block : document.blocks)
        std::visit([&](const auto& b) { writer.add(b); }, block);
    return writer.finish(document.title);
}

} // namespace likeness::report

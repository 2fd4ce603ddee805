// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/xml.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <expat.h>

namespace likeness::formats {
namespace {

constexpr int kMaxDepth = 32;
constexpr int kMaxAttributes = 64;
constexpr std::size_t kMaxText = 1 << 16;
constexpr std::uint64_t kMaxElement = 1 << 20; // expat reads an unfinished tag again with each feed
constexpr std::size_t kFeed = 1 << 16;
constexpr std::size_t kLookAhead = 48; // longer than any entity and any element's name

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// "&amp;", "&#228;", "&#xE4;": the references that XML knows without a document type. Their length, or 0.
std::size_t referenceAt(std::string_view text)
{
    const auto end = text.substr(0, 12).find(';');
    if (end == std::string_view::npos || end < 2)
        return 0;
    const auto name = text.substr(1, end - 1);
    if (name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos")
        return end + 1;
    if (!name.starts_with('#'))
        return 0;
    const bool hex = name.starts_with("#x");
    const auto digits = name.substr(hex ? 2 : 1);
    constexpr std::string_view kHex = "0123456789abcdefABCDEF";
    return !digits.empty() && digits.find_first_not_of(hex ? kHex : kHex.substr(0, 10)) == std::string_view::npos
               ? end + 1
               : 0;
}

// Length of the UTF-8 sequence at the beginning, as toUtf8() knows it; 0 for a byte that is none.
std::size_t sequenceAt(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length <= 1)
        return length;
    const auto bytes = text.substr(0, length);
    return bytes.size() == length && toUtf8(bytes) == bytes ? length : 0;
}

} // namespace

std::string_view XmlAttributes::operator[](std::string_view name) const
{
    for (const char** pair = m_pairs; *pair; pair += 2)
        if (name == pair[0])
            return pair[1];
    return {};
}

bool XmlRepair::opensTag(std::string_view rest) const
{
    std::string_view name = rest.substr(rest.substr(0, 2) == "</" ? 2 : 1);
    return std::any_of(m_elements.begin(), m_elements.end(), [&](const std::string& element) {
        if (!name.starts_with(element))
            return false;
        const auto after = name.substr(element.size());
        return !after.empty() && (isSpace(after[0]) || after[0] == '>' || after[0] == '/');
    });
}

// One letter, or one thing that belongs together.
void XmlRepair::step(std::string_view rest, std::string& out, std::size_t& used)
{
    const char c = rest.front();
    const auto pass = [&](std::size_t length) {
        out.append(rest.substr(0, length));
        used = length;
    };
    const auto instead = [&](std::string_view entity) {
        out.append(entity);
        used = 1;
    };
    if (static_cast<unsigned char>(c) >= 0x80) {
        if (const auto length = sequenceAt(rest)) {
            pass(length);
        } else {
            const auto latin = static_cast<unsigned char>(c);
            instead(std::string{static_cast<char>(0xC0 | latin >> 6), static_cast<char>(0x80 | (latin & 0x3F))});
        }
        return;
    }
    switch (m_in) {
    case In::Comment:
    case In::Instruction: {
        const std::string_view end = m_in == In::Comment ? "-->" : "?>";
        if (rest.starts_with(end)) {
            m_in = In::Text;
            return pass(end.size());
        }
        return pass(1);
    }
    case In::Declaration:
        return pass(1);
    case In::Text:
        if (c == '<') {
            if (rest.starts_with("<!--"))
                m_in = In::Comment;
            else if (rest.starts_with("<?"))
                m_in = In::Instruction;
            else if (rest.starts_with("<!"))
                m_in = In::Declaration; // the parser refuses it
            else if (opensTag(rest))
                m_in = In::Tag;
            else
                return instead("&lt;");
            return pass(rest.starts_with("<!--") ? 4 : rest.starts_with("<?") ? 2 : 1);
        }
        break;
    case In::Tag:
        if (c == '>')
            m_in = In::Text;
        if (c == '\'' || c == '"') {
            m_in = In::Quoted;
            m_quote = c;
        }
        return pass(1);
    case In::Quoted:
        if (c == '<')
            return instead("&lt;");
        if (c == m_quote) {
            // A quote inside "it's.jpg" is followed by a letter.
            if (rest.size() < 2 || isSpace(rest[1]) || rest[1] == '/' || rest[1] == '>') {
                m_in = In::Tag;
                return pass(1);
            }
            return instead(c == '\'' ? "&apos;" : "&quot;");
        }
        break;
    }
    if (c == '&') {
        if (const auto length = referenceAt(rest))
            return pass(length);
        return instead("&amp;");
    }
    if (static_cast<unsigned char>(c) < 0x20 && !isSpace(c))
        return instead(" "); // control characters are no XML
    pass(1);
}

std::string XmlRepair::feed(std::string_view text, bool last)
{
    m_held.append(text);
    std::string out;
    out.reserve(m_held.size() + m_held.size() / 8);
    std::size_t at = 0;
    while (at < m_held.size() && (last || m_held.size() - at >= kLookAhead)) {
        std::size_t used = 1;
        step(std::string_view(m_held).substr(at), out, used);
        at += used;
    }
    m_held.erase(0, at);
    return out;
}

// What expat calls. Nothing may be thrown through its C code.
struct XmlReader::Calls {
    template<typename Work>
    static void guarded(void* data, Work work)
    {
        auto& reader = *static_cast<XmlReader*>(data);
        if (reader.m_thrown)
            return;
        try {
            work(reader);
        } catch (...) {
            reader.m_thrown = std::current_exception();
            XML_StopParser(reader.m_parser, XML_FALSE);
        }
    }
    static void moved(XmlReader& reader)
    {
        reader.m_lastEvent = static_cast<std::uint64_t>(XML_GetCurrentByteIndex(reader.m_parser));
    }
    static void start(void* data, const char* name, const char** attributes)
    {
        guarded(data, [&](XmlReader& reader) {
            moved(reader);
            if (++reader.m_depth > kMaxDepth)
                reader.fail("is nested too deeply");
            int count = 0;
            while (attributes[count])
                ++count;
            if (count > 2 * kMaxAttributes)
                reader.fail("has an element with too many attributes");
            reader.m_text.clear();
            reader.m_handler.start(name, XmlAttributes(attributes));
        });
    }
    static void end(void* data, const char* name)
    {
        guarded(data, [&](XmlReader& reader) {
            moved(reader);
            --reader.m_depth;
            reader.m_handler.end(name, reader.m_text);
            reader.m_text.clear();
        });
    }
    static void text(void* data, const char* letters, int count)
    {
        guarded(data, [&](XmlReader& reader) {
            moved(reader);
            const auto room = kMaxText - reader.m_text.size();
            reader.m_text.append(letters, std::min(static_cast<std::size_t>(count), room));
        });
    }
    static void doctype(void* data, const char*, const char*, const char*, int)
    {
        guarded(data, [](XmlReader& reader) {
            reader.fail("declares a document type, which may hide anything; these formats have none");
        });
    }
};

XmlReader::XmlReader(Handler& handler, std::string name)
    : m_handler(handler), m_name(std::move(name)), m_parser(XML_ParserCreate("UTF-8"))
{
    if (!m_parser)
        throw std::bad_alloc();
    XML_SetUserData(m_parser, this);
    XML_SetElementHandler(m_parser, Calls::start, Calls::end);
    XML_SetCharacterDataHandler(m_parser, Calls::text);
    XML_SetStartDoctypeDeclHandler(m_parser, Calls::doctype);
    XML_SetParamEntityParsing(m_parser, XML_PARAM_ENTITY_PARSING_NEVER);
}

XmlReader::~XmlReader()
{
    XML_ParserFree(m_parser);
}

void XmlReader::feed(std::string_view text, bool last)
{
    do {
        const auto part = text.substr(0, kFeed);
        text.remove_prefix(part.size());
        m_fed += part.size();
        const auto status = XML_Parse(m_parser, part.data(), static_cast<int>(part.size()), last && text.empty());
        if (m_thrown)
            std::rethrow_exception(m_thrown);
        if (status != XML_STATUS_OK)
            fail(std::string("is not valid XML: ") + XML_ErrorString(XML_GetErrorCode(m_parser)));
        if (m_fed > m_lastEvent + kMaxElement)
            fail("has an element that is too long");
    } while (!text.empty());
}

void XmlReader::fail(const std::string& what) const
{
    throw Error(ErrorCode::BadFile,
                m_name + " " + what + " (line " + std::to_string(XML_GetCurrentLineNumber(m_parser)) + ")");
}

} // namespace likeness::formats

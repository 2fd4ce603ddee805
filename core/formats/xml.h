// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats and tests/fuzz only.
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct XML_ParserStruct;

namespace likeness::formats {

// The attributes of one element.
class XmlAttributes
{
public:
    explicit XmlAttributes(const char** pairs) : m_pairs(pairs) {}
    // Empty where it is not there.
    std::string_view operator[](std::string_view name) const;

private:
    const char** m_pairs;
};

// Makes the XML that dlib's imglab writes well-formed: its raw '&', '<' and apostrophes in names, labels and comments
// become entities, and bytes that are no UTF-8 are taken as the Latin-1 that the file declares. Streams; keeps less
// than 64 bytes back.
class XmlRepair
{
public:
    // Only these elements are elements; any other '<' is text.
    explicit XmlRepair(std::vector<std::string> elements) : m_elements(std::move(elements)) {}
    // What is safe to parse of the text so far; `last`: no more follows.
    std::string feed(std::string_view text, bool last);

private:
    enum class In { Text, Tag, Quoted, Comment, Instruction, Declaration };
    void step(std::string_view rest, std::string& out, std::size_t& used);
    bool opensTag(std::string_view rest) const;

    std::vector<std::string> m_elements;
    std::string m_held;
    In m_in = In::Text;
    char m_quote = 0;
};

// A streaming reader of untrusted XML (expat): refuses document types, and with them entities of the file's own and
// external ones, and keeps depth, attributes and the size of one element bounded. Always reads UTF-8, whatever the file
// declares. Handlers may throw.
class XmlReader
{
public:
    class Handler
    {
    public:
        virtual ~Handler() = default;
        virtual void start(std::string_view element, const XmlAttributes& attributes) = 0;
        // `text` is what came since the last tag.
        virtual void end(std::string_view element, const std::string& text) = 0;
    };
    // `name` is for messages. The handler must outlive the reader.
    XmlReader(Handler& handler, std::string name);
    ~XmlReader();
    XmlReader(const XmlReader&) = delete;
    XmlReader& operator=(const XmlReader&) = delete;
    // Throws Error(BadFile) that names the line, and what the handler throws. After that it is of no further use.
    void feed(std::string_view text, bool last);

private:
    struct Calls;
    [[noreturn]] void fail(const std::string& what) const;

    Handler& m_handler;
    std::string m_name;
    XML_ParserStruct* m_parser;
    std::exception_ptr m_thrown;
    std::string m_text;
    int m_depth = 0;
    std::uint64_t m_fed = 0;
    std::uint64_t m_lastEvent = 0; // byte where the last element began or ended
};

} // namespace likeness::formats

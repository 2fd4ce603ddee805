// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace likeness {

// Records of CSV text after RFC 4180: quoted fields may hold separators, doubled quotes and newlines; lines end in LF
// or CRLF; a UTF-8 byte order mark is passed over. A quote that nothing closes within kMaxField bytes is an ordinary
// letter, so that one stray quote does not swallow the rest of a file. What is beyond kMaxFields and kMaxField is
// dropped.
class CsvReader
{
public:
    static constexpr std::size_t kMaxFields = 4096;
    static constexpr std::size_t kMaxField = 1 << 16;

    // The text must outlive the reader.
    explicit CsvReader(std::string_view text, char separator = ',');
    // The separator that the first line has most of: ',', ';' or TAB.
    static char separatorOf(std::string_view text);
    // The next record that is not an empty line; false at the end.
    bool next(std::vector<std::string>& fields);
    std::size_t line() const { return m_recordLine; } // where that record began; the first line is 1
    void skipEmptyLines();                            // as next() does first
    std::size_t consumed() const { return m_at; }     // bytes of the text that are read
    // Goes on in a text that begins with what was not yet consumed of the one before.
    void goOn(std::string_view text)
    {
        m_text = text;
        m_at = 0;
    }

private:
    std::string_view m_text;
    char m_separator;
    std::size_t m_at = 0;
    std::size_t m_line = 1;
    std::size_t m_recordLine = 1;
};

// A field that is a finite number and nothing else, white space around it aside.
std::optional<double> numberIn(std::string_view field);

} // namespace likeness

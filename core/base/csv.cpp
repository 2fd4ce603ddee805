// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"

#include "core/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace likeness {

namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool lineEndsAt(std::string_view text, std::size_t i)
{
    return i >= text.size() || text[i] == '\n' || (text[i] == '\r' && (i + 1 >= text.size() || text[i + 1] == '\n'));
}

// Where the quote that opens at `open` is closed; npos where it is not within the limit.
std::size_t closingQuote(std::string_view text, std::size_t open)
{
    const std::size_t end = std::min(text.size(), open + 1 + CsvReader::kMaxField);
    for (std::size_t i = open + 1; i < end; ++i) {
        if (text[i] != '"')
            continue;
        if (i + 1 >= text.size() || text[i + 1] != '"')
            return i;
        ++i;
    }
    return std::string_view::npos;
}

} // namespace

CsvReader::CsvReader(std::string_view text, char separator) : m_text(text), m_separator(separator)
{
    if (m_text.starts_with(kMark))
        m_at = kMark.size();
}

char CsvReader::separatorOf(std::string_view text)
{
    const auto end = std::min(text.find('\n'), text.size());
    char best = ',';
    std::size_t most = 0;
    for (const char candidate : {',', ';', '\t'}) {
        std::vector<std::string> fields;
        if (CsvReader(text.substr(0, end), candidate).next(fields) && fields.size() > most + 1) {
            best = candidate;
            most = fields.size() - 1;
        }
    }
    return best;
}

void CsvReader::skipEmptyLines()
{
    while (m_at < m_text.size() && lineEndsAt(m_text, m_at)) {
        m_line += m_text[m_at] == '\n' ? 1 : 0;
        ++m_at;
    }
}

bool CsvReader::next(std::vector<std::string>& fields)
{
    fields.clear();
    skipEmptyLines();
    if (m_at >= m_text.size())
        return false;
    m_recordLine = m_line;
    fields.emplace_back();
    std::string dropped;
    std::string* field = &fields.back();
    const auto put = [&](char c) {
        if (field->size() < kMaxField)
            *field += c;
    };
    bool fresh = true; // nothing of the field yet: a quote would open it
    while (!lineEndsAt(m_text, m_at)) {
        const char c = m_text[m_at];
        const auto close = c == '"' && fresh ? closingQuote(m_text, m_at) : std::string_view::npos;
        if (close != std::string_view::npos) {
            for (++m_at; m_at < close; ++m_at) {
                put(m_text[m_at]);
                m_line += m_text[m_at] == '\n' ? 1 : 0;
                if (m_text[m_at] == '"')
                    ++m_at; // the second of two
            }
            fresh = false;
        } else if (c == m_separator) {
            if (fields.size() < kMaxFields)
                field = &fields.emplace_back();
            else
                field = &dropped;
            field->clear();
            fresh = true;
        } else {
            put(c);
            fresh = false;
        }
        ++m_at;
    }
    return true;
}

std::optional<double> numberIn(std::string_view field)
{
    field = trim(field);
    double value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (field.empty() || error != std::errc() || end != field.data() + field.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

} // namespace likeness

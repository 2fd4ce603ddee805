// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/csv_rows.h"

namespace likeness::formats {

CsvRows::CsvRows(ByteReader& reader, std::size_t ahead) : m_reader(reader), m_ahead(ahead), m_rows(std::string_view())
{
    fill();
    m_rows = CsvReader(m_text, CsvReader::separatorOf(m_text));
}

void CsvRows::fill()
{
    const std::size_t kept = m_text.size() - m_rows.consumed();
    m_at += m_rows.consumed();
    m_text.erase(0, m_rows.consumed());
    m_text.resize(4 * m_ahead);
    const auto read = m_reader.read(
        m_at + kept, std::span(reinterpret_cast<std::uint8_t*>(m_text.data()), m_text.size()).subspan(kept));
    m_text.resize(kept + read);
    m_whole = m_text.size() < 4 * m_ahead;
}

bool CsvRows::next(std::vector<std::string>& fields)
{
    m_rows.skipEmptyLines();
    while (!m_whole && m_text.size() - m_rows.consumed() < m_ahead) {
        fill();
        m_rows.goOn(m_text);
        m_rows.skipEmptyLines();
    }
    return m_rows.next(fields);
}

} // namespace likeness::formats

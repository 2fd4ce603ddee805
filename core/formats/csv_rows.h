// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats and the fuzzers.
#include "core/base/csv.h"
#include "core/formats/byte_reader.h"

namespace likeness::formats {

// The records of a CSV file of any size, read bit by bit; the separator is found in the first line. A record longer
// than `ahead` bytes may be cut into several. Otherwise as CsvReader.
class CsvRows
{
public:
    static constexpr std::size_t kAhead = 1 << 20;

    // The reader must outlive this.
    explicit CsvRows(ByteReader& reader, std::size_t ahead = kAhead);
    bool next(std::vector<std::string>& fields);
    std::size_t line() const { return m_rows.line(); } // where the last record began; the first line is 1
    std::uint64_t position() const { return m_at + m_rows.consumed(); } // bytes read so far

private:
    void fill(); // so that `ahead` bytes follow, or what there is

    ByteReader& m_reader;
    std::size_t m_ahead;
    std::string m_text; // of the file, from m_at on
    std::uint64_t m_at = 0;
    bool m_whole = false; // m_text goes to the end of the file
    CsvReader m_rows;
};

} // namespace likeness::formats

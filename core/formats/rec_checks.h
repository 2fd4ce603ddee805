// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only: what is kept of a RecordIO set's records to say at the end what is odd. Keys
// and class numbers are nearly always those from 0 on, so that a bit or a byte each will do; what a file says that is
// far from that costs a node, so that memory follows from the file's size.
#include "core/formats/report.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace likeness::formats {

// How often each key came.
class SeenKeys
{
public:
    explicit SeenKeys(std::uint64_t dense) : m_limit(dense) {} // keys below it get a bit
    // How often `key` was added before.
    std::uint32_t add(std::uint64_t key);

private:
    std::uint64_t m_limit;
    std::vector<bool> m_dense;
    std::unordered_set<std::uint64_t> m_sparse;
    std::unordered_map<std::uint64_t, std::uint32_t> m_repeated;
};

// Which classes have one picture, or more.
class ClassTally
{
public:
    explicit ClassTally(std::uint64_t dense) : m_limit(dense) {} // numbers below it get a byte
    void add(std::uint64_t number);
    std::uint64_t classes() const; // the highest number, plus one
    // Gaps in the numbers, and classes of one picture.
    void report(Report& report) const;

private:
    std::uint64_t m_limit;
    std::vector<std::uint8_t> m_dense;
    std::map<std::uint64_t, std::uint8_t> m_sparse;
};

// Where in the order of keys the class changes, to compare that with what identity records say.
class ClassRuns
{
public:
    void add(std::uint64_t key, const std::string& person);
    // There are keys whose class is not known.
    void giveUp();
    // Whether the keys [first, last) are one class and its neighbours others. Nothing: it cannot be said.
    std::optional<bool> isRun(std::uint64_t first, std::uint64_t last) const;

private:
    std::vector<std::uint64_t> m_starts;
    std::string m_person;
    std::uint64_t m_last = 0;
    bool m_any = false;
    bool m_ordered = true;
};

} // namespace likeness::formats

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/report/report.h"
#include "core/report/strings.h"

#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What documents are put together from. Pure; nothing here throws but text().
namespace likeness::report {

// Figures as people read them; "–" for what is not known.
std::string percent(double share);
std::string percents(const std::array<double, 2>& ci95); // 97.01–98.40 %
std::string decimal(double value, int decimals);
std::string decimals(const std::array<double, 2>& ci95, int places);
// The interval where there is enough data for one, else none: an interval of too little says more than it knows.
std::array<double, 2> enough(const std::array<double, 2>& ci95, bool sufficient);
std::string rate(double value); // three digits: 0.0213; below 0.001 in powers of ten
std::string rates(const std::array<double, 2>& ci95);
std::string grouped(double count);       // 12345678 as 12,345,678
std::string name(std::string_view text); // for one line: valid UTF-8 without control characters
std::string probability(double p);       // "< 0.0001" where it is below

// Stored JSON may be of any shape: null where a key is missing, NaN where there is no number.
const Json& at(const Json& object, std::string_view key);
double numberAt(const Json& object, std::string_view key);
std::array<double, 2> intervalAt(const Json& object, std::string_view key);
std::string wordsAt(const Json& object, std::string_view key);
bool trueAt(const Json& object, std::string_view key);

// Adds blocks in one language.
class Sheet
{
public:
    Sheet(Document& document, std::string language) : m_document(document), m_language(std::move(language)) {}
    const std::string& language() const { return m_language; }
    std::string t(std::string_view id, std::initializer_list<std::string> arguments = {}) const
    {
        return text(id, m_language, arguments);
    }
    // Within a sentence: "95 % interval 1–2", or that there is none; `shown` as percents() and its like give it.
    std::string interval(const std::string& shown) const;
    std::string yes(bool is) const { return t(is ? "yes" : "no"); }
    void heading(std::string_view id) { add(Heading{1, t(id)}); }
    void say(std::string_view id, std::initializer_list<std::string> arguments = {})
    {
        add(Paragraph{t(id, arguments)});
    }
    void add(Block block) { m_document.blocks.push_back(std::move(block)); }
    Table& table(std::vector<std::string> header);
    Table& numbers(std::vector<std::string> header); // of the figure before it

private:
    Document& m_document;
    std::string m_language;
};

// What a verification says of its model and set: its fact, else its title.
std::string modelOf(const verify::Verification& verification);
std::string setOf(const verify::Verification& verification);
std::string setOf(const verify::Verification& verification, const Sheet& sheet); // within a sentence
std::string people(const verify::Verification& verification,
                   const Sheet& sheet);                   // "of 40 people", or that none are named
bool hasScores(const verify::Verification& verification); // those that its result was computed from
eval::ProtocolSettings protocolSettings(const verify::Verification& verification, const eval::Check& check);

std::string gateVerdict(const verify::GateReport& gates, const Sheet& sheet); // "pass", or that there are none

// Sections; each adds nothing where its data is not there.
void addGates(Sheet& sheet, const verify::GateReport& gates);
void addProtocols(Sheet& sheet, const verify::Verification& verification, const eval::Check& check);
void addPeople(Sheet& sheet, const verify::Verification& verification);
void addSlices(Sheet& sheet, const Json& slices);
void addRobustness(Sheet& sheet, const Json& robustness);
void addAllPairs(Sheet& sheet, const Json& allPairs);
void addAdvice(Sheet& sheet, std::span<const eval::Advice> advice);
void addModelCard(Sheet& sheet, const verify::Verification& verification, const Extras& extras);
void addFacts(Sheet& sheet, std::span<const verify::Verification> verifications, std::span<const std::string> names);

} // namespace likeness::report

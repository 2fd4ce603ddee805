// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/parts.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness::report {
namespace {

constexpr char kUnknown[] = "–";
constexpr double kMost = 1e15; // beyond it, digits are noise

bool known(const std::array<double, 2>& ci95)
{
    return std::isfinite(ci95[0]) && std::isfinite(ci95[1]);
}

} // namespace

std::string decimal(double value, int decimals)
{
    if (!std::isfinite(value))
        return kUnknown;
    return std::abs(value) < kMost ? formatNumber(value, decimals) : dumpJson(Json(value));
}

std::string decimals(const std::array<double, 2>& ci95, int places)
{
    if (!known(ci95))
        return kUnknown;
    // A dash between two figures reads as a minus where one of them is negative.
    return decimal(ci95[0], places) + (ci95[0] < 0 || ci95[1] < 0 ? " … " : "–") + decimal(ci95[1], places);
}

std::array<double, 2> enough(const std::array<double, 2>& ci95, bool sufficient)
{
    return sufficient ? ci95 : std::array{eval::kUnknownFigure, eval::kUnknownFigure};
}

std::string percent(double share)
{
    return std::isfinite(share) ? decimal(share * 100, 2) + "\u00A0%" : kUnknown; // no line break before the sign
}

std::string percents(const std::array<double, 2>& ci95)
{
    return known(ci95) ? decimals({ci95[0] * 100, ci95[1] * 100}, 2) + "\u00A0%" : kUnknown;
}

std::string rate(double v)
{
    if (!std::isfinite(v))
        return kUnknown;
    if (v <= 0)
        return "0";
    if (v >= 1e-3) { // three digits
        std::string out = decimal(v, std::max(0, 2 - static_cast<int>(std::floor(std::log10(v)))));
        if (out.find('.') != std::string::npos)
            out.erase(out.find_last_not_of('0') + 1);
        if (out.back() == '.')
            out.pop_back();
        return out;
    }
    const auto exponent = static_cast<int>(std::floor(std::log10(v) + 1e-9));
    const double mantissa = v / std::pow(10, exponent);
    return (std::abs(mantissa - 1) < 1e-6 ? "1" : decimal(mantissa, 2)) + "e" + std::to_string(exponent);
}

std::string rates(const std::array<double, 2>& ci95)
{
    return known(ci95) ? rate(ci95[0]) + "–" + rate(ci95[1]) : kUnknown;
}

std::string grouped(double count)
{
    if (!(count >= 0 && count < kMost))
        return kUnknown;
    const std::string digits = std::to_string(static_cast<std::uint64_t>(count));
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0)
            out += ',';
        out += digits[i];
    }
    return out;
}

std::string name(std::string_view text)
{
    std::string out = toUtf8(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = ' ';
    return out;
}

std::string probability(double p)
{
    constexpr double kSmallest = 1e-4;
    return p < kSmallest ? "<\u00A00.0001" : decimal(p, 4);
}

const Json& at(const Json& object, std::string_view key)
{
    static const Json kNull;
    if (!object.is_object())
        return kNull;
    const auto found = object.find(std::string(key));
    return found == object.end() ? kNull : *found;
}

double numberAt(const Json& object, std::string_view key)
{
    const Json& value = at(object, key);
    return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

std::array<double, 2> intervalAt(const Json& object, std::string_view key)
{
    const Json& value = at(object, key);
    if (!value.is_array() || value.size() != 2 || !value[0].is_number() || !value[1].is_number())
        return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    return {value[0].get<double>(), value[1].get<double>()};
}

std::string wordsAt(const Json& object, std::string_view key)
{
    const Json& value = at(object, key);
    return value.is_string() ? name(value.get_ref<const std::string&>()) : std::string();
}

bool trueAt(const Json& object, std::string_view key)
{
    return at(object, key) == Json(true);
}

std::string Sheet::interval(const std::string& shown) const
{
    return shown == kUnknown ? t("interval.none") : t("interval.is", {shown});
}

Table& Sheet::table(std::vector<std::string> header)
{
    add(Table{std::move(header), {}, {}, false});
    return std::get<Table>(m_document.blocks.back());
}

Table& Sheet::numbers(std::vector<std::string> header)
{
    add(Table{std::move(header), {}, t("numbers"), true});
    return std::get<Table>(m_document.blocks.back());
}

std::string modelOf(const verify::Verification& verification)
{
    const std::string model = wordsAt(verification.facts, "model");
    return model.empty() ? name(verification.title) : model;
}

std::string setOf(const verify::Verification& verification)
{
    for (const char* key : {"set", "run", "snapshot"})
        if (std::string set = wordsAt(verification.facts, key); !set.empty())
            return set;
    return name(verification.title);
}

std::string setOf(const verify::Verification& verification, const Sheet& sheet)
{
    const std::string run = wordsAt(verification.facts, "run");
    return wordsAt(verification.facts, "set").empty() && !run.empty() ? sheet.t("set.run", {run}) : setOf(verification);
}

std::string people(const verify::Verification& verification, const Sheet& sheet)
{
    const auto& result = verification.result;
    return result.resampledIdentities ? sheet.t("people.n", {grouped(static_cast<double>(result.people))})
                                      : sheet.t("people.unknown");
}

eval::ProtocolSettings protocolSettings(const verify::Verification& verification, const eval::Check& check)
{
    return {verification.options.flip == "concat", verification.balancedFolds, check};
}

bool hasScores(const verify::Verification& v)
{
    return !v.scores.empty() && v.scores.size() == v.same.size() && v.scores.size() == v.result.pairs &&
           v.result.genuine > 0 && v.result.impostor > 0;
}

} // namespace likeness::report

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/parts.h"
#include "core/verify/compare.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace likeness::report {
namespace {

constexpr std::size_t kPairsShown = 20; // on which two models differ

std::string count(std::size_t n)
{
    return grouped(static_cast<double>(n));
}

// Models by name; one that stands there twice with how mirrored crops count or what it was tested on, or by number.
std::vector<std::string> labelsOf(std::span<const verify::Verification> all, const std::string& language)
{
    std::vector<std::string> out;
    for (const auto& v : all)
        out.push_back(modelOf(v));
    const auto unique = [&] { return std::set(out.begin(), out.end()).size() == out.size(); };
    if (!unique())
        for (std::size_t i = 0; i < all.size(); ++i)
            if (const std::string flip = wordsAt(all[i].facts, "flip"); flip == "none" || flip == "concat")
                out[i] += text("flip.short." + flip, language);
    if (!unique())
        for (std::size_t i = 0; i < all.size(); ++i)
            out[i] += " · " + setOf(all[i]);
    if (!unique())
        for (std::size_t i = 0; i < all.size(); ++i)
            out[i] += " (" + std::to_string(i + 1) + ")";
    return out;
}

class ComparisonBuilder
{
public:
    ComparisonBuilder(std::span<const verify::Verification> all,
                      const verify::Comparison* comparison,
                      const std::string& language,
                      std::span<const verify::GateReport> gates)
        : m_all(all), m_comparison(comparison), m_gates(gates), m_names(labelsOf(all, language)),
          m_sheet(m_document, language)
    {
        if (m_comparison && m_comparison->models.size() != m_all.size())
            m_comparison = nullptr; // of other models
        m_document.language = language;
        for (const std::string& model : m_names)
            m_document.title += (m_document.title.empty() ? "" : " · ") + model;
        m_document.title = t("compare.title", {m_document.title});
    }
    Document build()
    {
        summary();
        models();
        curves();
        differences();
        differingPairs();
        addFacts(m_sheet, m_all, m_names);
        m_sheet.heading("conventions");
        m_sheet.say("convention.accuracy");
        m_sheet.say("convention.tpr");
        if (m_comparison)
            m_sheet.say("convention.compare", {count(static_cast<std::size_t>(std::max(m_comparison->bootstraps, 0))),
                                               t(m_comparison->resampledIdentities ? "of.identities" : "of.pairs")});
        m_sheet.say("convention.fisher");
        return std::move(m_document);
    }

private:
    std::string t(std::string_view id, std::initializer_list<std::string> arguments = {}) const
    {
        return m_sheet.t(id, arguments);
    }
    const std::string& named(std::size_t model) const
    {
        static const std::string kNone = "–";
        return model < m_names.size() ? m_names[model] : kNone;
    }

    void sentence(const verify::Comparison::Verdict& verdict)
    {
        const eval::Judgement& j = verdict.judgement;
        const std::string p = probability(j.p), difference = decimal(j.difference, 5),
                          interval = m_sheet.interval(decimals(j.ci95, 5));
        switch (j.verdict) {
        case eval::PairedVerdict::ABetter:
            m_sheet.say("verdict.better", {named(verdict.a), named(verdict.b), difference, interval, p});
            break;
        case eval::PairedVerdict::BBetter: // the difference is a − b
            m_sheet.say("verdict.better", {named(verdict.b), named(verdict.a), decimal(-j.difference, 5),
                                           m_sheet.interval(decimals({-j.ci95[1], -j.ci95[0]}, 5)), p});
            break;
        case eval::PairedVerdict::NoDifference:
            m_sheet.say("verdict.none",
                        {named(verdict.a), named(verdict.b), rate(j.smallest), difference, interval, p});
            break;
        case eval::PairedVerdict::NotEnoughData:
            m_sheet.say("verdict.open",
                        {named(verdict.a), named(verdict.b), t("verdict.why." + j.reason), difference, interval, p});
            break;
        }
    }

    void summary()
    {
        m_sheet.heading("summary");
        if (!m_comparison) {
            m_sheet.say("compare.unpaired", {std::to_string(m_all.size())});
            return;
        }
        const auto& c = *m_comparison;
        m_sheet.say("compare.paired",
                    {std::to_string(m_all.size()), count(c.pairs), count(c.genuine), count(c.impostor),
                     c.resampledIdentities ? t("people.n", {count(c.people)}) : t("people.unknown"), setOf(m_all[0])});
        for (const auto& verdict : c.verdicts)
            sentence(verdict);
        m_sheet.say("verdict.rule");
    }

    void models()
    {
        m_sheet.heading("compare.models");
        std::vector<std::string> header{t("measure")};
        header.insert(header.end(), m_names.begin(), m_names.end());
        Table& table = m_sheet.table(std::move(header));
        const auto row = [&](const std::string& label, const auto& cellOf) {
            std::vector<std::string> cells{label};
            for (std::size_t i = 0; i < m_all.size(); ++i)
                cells.push_back(cellOf(m_all[i], i));
            table.rows.push_back(std::move(cells));
        };
        using V = const verify::Verification&;
        const auto with = [](const std::string& value, const std::string& interval) {
            return interval == "–" ? value : value + " [" + interval + "]";
        };
        row(t("model_hash"), [](V v, std::size_t) { return wordsAt(v.facts, "model_hash"); });
        row(t("set"), [&](V v, std::size_t) { return setOf(v, m_sheet); });
        row(t("genuine.pairs"), [](V v, std::size_t) { return count(v.result.genuine); });
        row(t("impostor.pairs"), [](V v, std::size_t) { return count(v.result.impostor); });
        row(t("people.count"), [](V v, std::size_t) { return v.result.people > 0 ? count(v.result.people) : "–"; });
        row(t("accuracy"),
            [&](V v, std::size_t) { return with(percent(v.result.kfold.accuracy), percents(v.result.accuracyCi95)); });
        row(t("accuracy.of"), [](V v, std::size_t) { return count(v.result.foldGenuine + v.result.foldImpostor); });
        row(t("auc"), [&](V v, std::size_t) { return with(percent(v.result.auc), percents(v.result.aucCi95)); });
        row(t("eer"), [&](V v, std::size_t) { return with(percent(v.result.eer), percents(v.result.eerCi95)); });
        row(t("fisher"), [&](V v, std::size_t) {
            return with(decimal(v.result.stats.fisher, 3), decimals(v.result.fisherCi95, 3));
        });
        row(t("dprime"), [&](V v, std::size_t) {
            return with(decimal(v.result.stats.dPrime, 3), decimals(v.result.dPrimeCi95, 3));
        });
        if (std::any_of(m_all.begin(), m_all.end(), [](V v) { return v.separability.has_value(); }))
            row(t("trace"), [&](V v, std::size_t) {
                return v.separability ? with(decimal(v.separability->fisherTraceRatio, 4),
                                             decimals(v.separability->fisherTraceRatioCi95, 4))
                                      : std::string("–");
            });
        for (const double target : eval::defaultTargets())
            row(t("compare.tpr", {rate(target)}), [&](V v, std::size_t) {
                for (const auto& point : v.result.operating)
                    if (std::abs(point.target - target) <= 1e-9 * target)
                        return point.sufficient ? with(percent(point.tpr), percents(point.ci95))
                                                : t("gate.not_enough_data");
                return std::string("–");
            });
        if (m_gates.size() == m_all.size())
            row(t("gates"), [&](V, std::size_t i) { return gateVerdict(m_gates[i], m_sheet); });
    }

    void curves()
    {
        std::vector<NamedRoc> rocs;
        std::size_t mostImpostors = 1;
        for (std::size_t i = 0; i < m_all.size(); ++i) {
            rocs.push_back({m_names[i], &m_all[i].result.roc, m_all[i].result.genuine, m_all[i].result.impostor});
            mostImpostors = std::max(mostImpostors, m_all[i].result.impostor);
        }
        // 1, 2, 5 in each decade down to what one false accept is.
        std::vector<double> grid{1};
        for (double decade = 0.1; decade * static_cast<double>(mostImpostors) >= 1 && decade > 5e-8; decade /= 10)
            for (const double step : {5.0, 2.0, 1.0})
                grid.push_back(step * decade);
        std::vector<std::vector<eval::Operating>> points;
        for (const auto& v : m_all)
            points.push_back(eval::tprAtFpr(v.result.roc, v.result.genuine, v.result.impostor, grid));
        const auto numbers = [&](bool misses) {
            std::vector<std::string> header{t("target")};
            header.insert(header.end(), m_names.begin(), m_names.end());
            Table& table = m_sheet.numbers(std::move(header));
            for (std::size_t g = 0; g < grid.size(); ++g) {
                std::vector<std::string> row{rate(grid[g])};
                for (const auto& ofModel : points)
                    row.push_back(percent(misses ? 1 - ofModel[g].tpr : ofModel[g].tpr));
                table.rows.push_back(std::move(row));
            }
        };
        m_sheet.heading("roc");
        m_sheet.say("roc.note");
        m_sheet.add(rocFigure(t("roc"), rocs, m_sheet.language()));
        numbers(false);
        m_sheet.add(detFigure(t("det"), rocs, m_sheet.language()));
        numbers(true);
    }

    void differences()
    {
        if (!m_comparison || m_comparison->results.empty())
            return;
        m_sheet.heading("differences");
        m_sheet.say("differences.note");
        std::vector<IntervalRow> rows;
        std::vector<std::vector<std::string>> numbers;
        for (const auto& result : m_comparison->results)
            if (m_comparison->decides(result)) {
                const eval::Difference& d = result.difference;
                rows.push_back({named(result.b), d.difference, d.ci95, d.sufficient});
                numbers.push_back({named(result.b), decimal(d.difference, 5), decimals(d.ci95, 5)});
            }
        if (!rows.empty()) {
            m_sheet.add(intervalFigure(t("differences.figure", {named(m_comparison->best)}), rows, false,
                                       t("axis.difference"), 0.0));
            m_sheet.numbers({t("compare.models"), t("difference"), t("interval")}).rows = std::move(numbers);
        }
        for (const auto& verdict : m_comparison->verdicts) {
            m_sheet.add(Heading{2, named(verdict.a) + " − " + named(verdict.b)});
            Table& table = m_sheet.table({t("measure"), t("value.first"), t("value.second"), t("difference"),
                                          t("interval"), t("p"), t("p.holm"), t("test"), t("sufficient")});
            for (const auto& result : m_comparison->results) {
                const eval::Difference& d = result.difference;
                if (result.a == verdict.a && result.b == verdict.b)
                    table.rows.push_back({t("difference." + d.metric), decimal(d.a, 5), decimal(d.b, 5),
                                          decimal(d.difference, 5), decimals(d.ci95, 5), probability(d.p),
                                          probability(result.pHolm), t("test." + d.test), m_sheet.yes(d.sufficient)});
            }
        }
    }

    void differingPairs()
    {
        if (!m_comparison)
            return;
        for (const auto& verdict : m_comparison->verdicts) {
            if (verdict.differs.empty())
                continue;
            m_sheet.add(Heading{1, t("differs", {named(verdict.a), named(verdict.b)})});
            const std::size_t shown = std::min(verdict.differs.size(), kPairsShown);
            m_sheet.say("differs.note", {count(verdict.onlyA + verdict.onlyB), named(verdict.a), count(verdict.onlyA),
                                         named(verdict.b), count(verdict.onlyB), std::to_string(shown)});
            Table& table = m_sheet.table(
                {t("image.a"), t("image.b"), t("same.person"), t("score.first"), t("score.second"), t("right")});
            for (std::size_t i = 0; i < shown; ++i) {
                const auto& pair = verdict.differs[i];
                table.rows.push_back({name(pair.nameA), name(pair.nameB), m_sheet.yes(pair.same),
                                      decimal(static_cast<double>(pair.scoreA), 4),
                                      decimal(static_cast<double>(pair.scoreB), 4),
                                      t(pair.rightA ? "first" : "second")});
            }
        }
    }

    std::span<const verify::Verification> m_all;
    const verify::Comparison* m_comparison;
    std::span<const verify::GateReport> m_gates;
    std::vector<std::string> m_names;
    Document m_document;
    Sheet m_sheet;
};

} // namespace

Document buildComparison(std::span<const verify::Verification> verifications,
                         const verify::Comparison* comparison,
                         const std::string& language,
                         std::span<const verify::GateReport> gates)
{
    return ComparisonBuilder(verifications, comparison, language == "zh" ? "zh" : "en", gates).build();
}

} // namespace likeness::report

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/report/report.h"
#include "core/report/strings.h"

#include <algorithm>
#include <cmath>

namespace likeness::report {
namespace {

std::string percent(double v)
{
    return formatNumber(v * 100, 2) + "\u00A0%"; // no line break before the sign
}

std::string between(const std::array<double, 2>& ci)
{
    return std::isfinite(ci[0]) && std::isfinite(ci[1]) ? formatNumber(ci[0] * 100, 2) + "–" + percent(ci[1]) : "–";
}

// 0.001 as it stands, 0.0001 and below as 1e-4.
std::string rate(double v)
{
    if (v <= 0)
        return "0";
    if (v >= 1e-3) {
        std::string out = formatNumber(v, 5);
        out.erase(out.find_last_not_of('0') + 1);
        if (out.back() == '.')
            out.pop_back();
        return out;
    }
    const auto exponent = static_cast<int>(std::floor(std::log10(v) + 1e-9));
    const double mantissa = v / std::pow(10, exponent);
    return (std::abs(mantissa - 1) < 1e-6 ? "1" : formatNumber(mantissa, 2)) + "e" + std::to_string(exponent);
}

// 12345678 as 12,345,678 (also usual in Chinese text).
std::string grouped(std::size_t n)
{
    const std::string digits = std::to_string(n);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0)
            out += ',';
        out += digits[i];
    }
    return out;
}

class Builder
{
public:
    Builder(const verify::Verification& input, const std::string& language)
        : m_input(input), m_v(input.result), m_language(language)
    {
        m_document.title = input.title;
        m_document.language = language;
    }
    Document build()
    {
        summary();
        keyFigures();
        operatingPoints();
        curves();
        separability();
        training();
        worstPairs();
        facts();
        return std::move(m_document);
    }

private:
    std::string t(std::string_view id, std::initializer_list<std::string> arguments = {}) const
    {
        return text(id, m_language, arguments);
    }
    void add(Block block) { m_document.blocks.push_back(std::move(block)); }
    Table& addTable(std::vector<std::string> header)
    {
        add(Table{std::move(header), {}, {}, false});
        return std::get<Table>(m_document.blocks.back());
    }
    Table& addNumbers(std::vector<std::string> header)
    {
        add(Table{std::move(header), {}, t("numbers"), true});
        return std::get<Table>(m_document.blocks.back());
    }

    std::size_t judged() const { return m_v.foldGenuine + m_v.foldImpostor; } // the pairs behind the accuracy

    void summary()
    {
        add(Heading{1, t("summary")});
        add(Paragraph{t("summary.accuracy", {percent(m_v.kfold.accuracy), grouped(judged()), between(m_v.accuracyCi95),
                                             grouped(m_v.foldGenuine), grouped(m_v.foldImpostor)})});
        // The lower end where there is an interval; without one only what is far from chance counts.
        if (std::isfinite(m_v.aucCi95[0]) ? m_v.aucCi95[0] <= 0.5 : m_v.auc < 0.6) {
            add(Paragraph{t("summary.chance", {formatNumber(m_v.auc, 3)})});
            return;
        }
        const eval::Operating* strictest = nullptr;
        for (const auto& point : m_v.operating)
            if (point.sufficient && (!strictest || point.target < strictest->target))
                strictest = &point;
        if (strictest) {
            add(Paragraph{t("summary.operating", {formatNumber(strictest->threshold, 3),
                                                  grouped(static_cast<std::size_t>(std::lround(1 / strictest->target))),
                                                  percent(strictest->tpr), between(strictest->ci95)})});
            add(Paragraph{t("summary.budget", {grouped(m_v.impostor), rate(strictest->target)})});
        } else {
            add(Paragraph{t("summary.none", {grouped(m_v.impostor)})});
        }
        if (!m_input.worstFalseAccepts.empty() || !m_input.worstFalseRejects.empty())
            add(Paragraph{t("summary.worst")});
    }

    void keyFigures()
    {
        add(Heading{1, t("key")});
        Table& table = addTable({t("measure"), t("value"), t("interval"), t("basis")});
        const std::string folds = t("folds.n", {std::to_string(m_v.kfold.foldAccuracy.size())});
        const std::string all = t("pairs", {grouped(m_v.pairs)});
        table.rows = {
            {t("accuracy"), percent(m_v.kfold.accuracy), between(m_v.accuracyCi95), t("pairs", {grouped(judged())})},
            {t("accuracy.std"), percent(m_v.kfold.std), "–", folds},
            {t("accuracy.se"), percent(m_v.kfold.standardError), "–", folds},
            {t("threshold"), formatNumber(m_v.kfold.threshold, 4), "–", folds},
            {t("auc"), percent(m_v.auc), between(m_v.aucCi95), all},
            {t("eer"), percent(m_v.eer), "–", all},
            {t("fisher"), formatNumber(m_v.stats.fisher, 3), "–", all},
            {t("dprime"), formatNumber(m_v.stats.dPrime, 3), "–", all},
        };
        Table& foldTable = addTable({t("fold"), t("measure"), t("threshold")});
        foldTable.title = t("folds");
        foldTable.collapsed = true;
        foldTable.header[1] = t("accuracy");
        for (std::size_t f = 0; f < m_v.kfold.foldAccuracy.size(); ++f)
            foldTable.rows.push_back(
                {std::to_string(f + 1), percent(m_v.kfold.foldAccuracy[f]),
                 f < m_v.kfold.foldThreshold.size() ? formatNumber(m_v.kfold.foldThreshold[f], 4) : "–"});
    }

    void operatingPoints()
    {
        add(Heading{1, t("operating")});
        add(Paragraph{t("operating.note")});
        Table& table = addTable({t("target"), t("tpr"), t("interval"), t("achieved"), t("threshold"), t("budget"),
                                 t("sufficient"), t("nearest")});
        for (const auto& point : m_v.operating) {
            const eval::Operating nearest = eval::nearestTprAtFpr(m_v.roc, m_v.impostor, point.target);
            table.rows.push_back({rate(point.target), percent(point.tpr), between(point.ci95), rate(point.achievedFpr),
                                  formatNumber(point.threshold, 4), std::to_string(point.falseAcceptBudget),
                                  point.sufficient ? t("yes") : t("no"),
                                  percent(nearest.tpr) + " @ " + rate(nearest.achievedFpr)});
        }
    }

    void curves()
    {
        add(Heading{1, t("roc")});
        add(Paragraph{t("roc.note")});
        add(Figure{t("roc"), rocSvg(m_v.roc, m_v.impostor, m_language)});
        const eval::Roc thin = eval::thinned(m_v.roc, 40);
        Table& rocTable = addNumbers({t("fpr"), t("tpr"), t("threshold")});
        for (std::size_t i = 0; i < thin.fpr.size(); ++i)
            rocTable.rows.push_back({rate(thin.fpr[i]), percent(thin.tpr[i]),
                                     std::isfinite(thin.threshold[i]) ? formatNumber(thin.threshold[i], 4) : "–"});
        add(Figure{t("det"), detSvg(m_v.roc, m_v.genuine, m_v.impostor, m_language)});
        Table& detTable = addNumbers({t("fpr"), t("fnr")});
        for (std::size_t i = 0; i < thin.fpr.size(); ++i)
            detTable.rows.push_back({rate(thin.fpr[i]), percent(1 - thin.tpr[i])});
        add(Heading{1, t("hist")});
        add(Paragraph{t("hist.note")});
        add(Figure{t("hist"), histogramSvg(m_v.histogram, m_language)});
        Table& histogram = addNumbers({t("cosine"), t("genuine"), t("impostor")});
        for (std::size_t b = 0; b < m_v.histogram.genuine.size(); ++b)
            if (m_v.histogram.genuine[b] > 0 || m_v.histogram.impostor[b] > 0)
                histogram.rows.push_back(
                    {formatNumber(m_v.histogram.edges[b], 3) + " … " + formatNumber(m_v.histogram.edges[b + 1], 3),
                     percent(m_v.histogram.genuine[b]), percent(m_v.histogram.impostor[b])});
    }

    void separability()
    {
        if (!m_input.separability)
            return;
        const auto& s = *m_input.separability;
        add(Heading{1, t("separability")});
        Table& ratio = addTable({t("measure"), t("value")});
        ratio.rows = {{t("trace"), formatNumber(s.fisherTraceRatio, 4)}};
        Table& table = addTable({t("distance"), t("count"), t("mean"), t("std"), t("p05"), t("p50"), t("p95")});
        const auto row = [&](const std::string& name, std::size_t count, const eval::Distribution& d) {
            table.rows.push_back({name, grouped(count), formatNumber(d.mean, 4), formatNumber(d.std, 4),
                                  formatNumber(d.p05, 4), formatNumber(d.p50, 4), formatNumber(d.p95, 4)});
        };
        row(t("intra"), s.intraPairs, s.intra);
        row(t("inter"), s.interPairs, s.inter);
    }

    void training()
    {
        const std::string loss = lossSvg(m_input.events, m_language);
        const std::string auc = aucSvg(m_input.events, m_language);
        if (loss.empty() && auc.empty())
            return;
        add(Heading{1, t("training")});
        const auto numbers = [&](const char* type, const char* key, const std::string& name) {
            Table& table = addNumbers({t("axis.epoch"), name});
            for (const Json& e : m_input.events)
                if (e.is_object() && e.value("type", Json()) == type && e.contains("epoch") && e["epoch"].is_number() &&
                    e.contains(key) && e[key].is_number())
                    table.rows.push_back(
                        {formatNumber(e["epoch"].get<double>(), 0), formatNumber(e[key].get<double>(), 4)});
        };
        if (!loss.empty()) {
            add(Figure{t("loss"), loss});
            numbers("epoch", "loss", t("axis.loss"));
        }
        if (!auc.empty()) {
            add(Figure{t("auc.time"), auc});
            numbers("verify", "auc", "AUC");
        }
    }

    void worstPairs()
    {
        if (m_input.worstFalseAccepts.empty() && m_input.worstFalseRejects.empty())
            return;
        add(Heading{1, t("worst")});
        const auto gallery = [&](const std::vector<verify::PairPicture>& pairs, std::string_view title) {
            if (pairs.empty())
                return;
            Gallery out;
            out.title = t(title);
            for (const auto& pair : pairs)
                out.items.push_back(
                    {{pair.pngA, pair.pngB},
                     t("pair.caption", {pair.nameA, pair.nameB, formatNumber(static_cast<double>(pair.score), 3)})});
            add(std::move(out));
        };
        gallery(m_input.worstFalseAccepts, "worst.accepts");
        gallery(m_input.worstFalseRejects, "worst.rejects");
    }

    void facts()
    {
        static constexpr std::string_view kKnown[] = {"model",    "model_hash", "set",       "set_hash",   "snapshot",
                                                      "run",      "input",      "embedding", "identities", "images",
                                                      "left_out", "device",     "precision", "seed",       "version",
                                                      "library",  "backbone",   "head",      "alignment"};
        add(Heading{1, t("facts")});
        Table& table = addTable({t("fact"), t("value")});
        if (m_input.facts.is_object())
            for (const auto& [key, value] : m_input.facts.items()) {
                const bool known = std::find(std::begin(kKnown), std::end(kKnown), key) != std::end(kKnown);
                std::string shown = value.is_string() ? value.get<std::string>() : dumpJson(value);
                if (key == "embedding" && value.is_number())
                    shown = t("embedding.value", {shown});
                table.rows.push_back({known ? t(key) : key, shown});
            }
        add(Heading{1, t("conventions")});
        add(Paragraph{t("convention.accuracy")});
        if (judged() < m_v.pairs)
            add(Paragraph{
                t("convention.balanced", {grouped(m_v.foldGenuine), grouped(m_v.genuine), grouped(m_v.impostor)})});
        add(Paragraph{t("convention.tpr")});
        add(Paragraph{t("convention.val", {percent(m_v.val.val), percent(m_v.val.valStd), rate(m_v.val.far)})});
        if (m_v.resampledIdentities && m_v.people < eval::kFewestPeople)
            add(Paragraph{t("convention.ci.none", {std::to_string(m_v.people)})});
        else if (m_v.resampledIdentities)
            add(Paragraph{t("convention.ci.identities", {std::to_string(m_v.bootstraps), std::to_string(m_v.people)})});
        else
            add(Paragraph{t("convention.ci.pairs", {std::to_string(m_v.bootstraps)})});
        add(Paragraph{t("convention.fisher")});
    }

    const verify::Verification& m_input;
    const eval::VerifyResult& m_v;
    std::string m_language;
    Document m_document;
};

} // namespace

Document build(const verify::Verification& input, const std::string& language)
{
    return Builder(input, language == "zh" ? "zh" : "en").build();
}

} // namespace likeness::report

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/report/parts.h"
#include "core/report/tables.h"

#include <algorithm>
#include <cmath>

namespace likeness::report {
namespace {

std::string count(std::size_t n)
{
    return grouped(static_cast<double>(n));
}

class Builder
{
public:
    Builder(const verify::Verification& input, const std::string& language, const Extras& extras)
        : m_input(input), m_v(input.result), m_extras(extras), m_sheet(m_document, language)
    {
        m_document.title = input.title;
        m_document.language = language;
    }
    Document build()
    {
        summary();
        if (m_extras.gates)
            addGates(m_sheet, *m_extras.gates);
        keyFigures();
        operatingPoints();
        addAdvice(m_sheet, usualAdvice(m_input, m_extras.check));
        addProtocols(m_sheet, m_input, m_extras.check);
        curves();
        separability();
        addPeople(m_sheet, m_input);
        addSlices(m_sheet, at(m_input.extras, "slices"));
        addRobustness(m_sheet, at(m_input.extras, "robustness"));
        addAllPairs(m_sheet, at(m_input.extras, "all_pairs"));
        training();
        worstPairs();
        addModelCard(m_sheet, m_input, m_extras);
        const std::vector<std::string> names{modelOf(m_input)};
        addFacts(m_sheet, std::span(&m_input, 1), names);
        conventions();
        return std::move(m_document);
    }

private:
    std::string t(std::string_view id, std::initializer_list<std::string> arguments = {}) const
    {
        return m_sheet.t(id, arguments);
    }

    std::size_t judged() const { return m_v.foldGenuine + m_v.foldImpostor; } // the pairs behind the accuracy

    void summary()
    {
        m_sheet.heading("summary");
        m_sheet.say("summary.tested", {modelOf(m_input), setOf(m_input, m_sheet), count(m_v.pairs), count(m_v.genuine),
                                       count(m_v.impostor), people(m_input, m_sheet)});
        if (const Json trained = m_input.facts.is_object() ? m_input.facts.value("trained_people", Json()) : Json();
            trained.is_number_unsigned() && trained.get<std::size_t>() > 0)
            m_sheet.say("summary.trained", {count(trained.get<std::size_t>())});
        if (const auto& labels = m_extras.labels; labels.changed > 0)
            m_sheet.say("summary.labels", {count(labels.changed), count(labels.faces)});
        gatesInBrief();
        m_sheet.say("summary.accuracy",
                    {percent(m_v.kfold.accuracy), count(judged()), m_sheet.interval(percents(m_v.accuracyCi95)),
                     count(m_v.foldGenuine), count(m_v.foldImpostor)});
        // Far from chance with an interval that reaches down to it is too little data, which is said below.
        if (m_v.auc < 0.6 && !(m_v.aucCi95[0] > 0.5)) {
            m_sheet.say("summary.chance", {decimal(m_v.auc, 3)});
            return;
        }
        const eval::Operating* strictest = nullptr;
        for (const auto& point : m_v.operating)
            if (point.sufficient && (!strictest || point.target < strictest->target))
                strictest = &point;
        if (strictest) {
            m_sheet.say("summary.operating", {decimal(strictest->threshold, 3),
                                              count(static_cast<std::size_t>(std::lround(1 / strictest->target))),
                                              percent(strictest->tpr), m_sheet.interval(percents(strictest->ci95))});
            m_sheet.say("summary.budget", {count(m_v.impostor), rate(eval::smallestRate(m_v.impostor))});
        } else {
            m_sheet.say("summary.none", {count(m_v.impostor)});
        }
        if (!m_input.worstFalseAccepts.empty() || !m_input.worstFalseRejects.empty())
            m_sheet.say("summary.worst");
    }

    void gatesInBrief()
    {
        if (!m_extras.gates || !m_extras.gates->verdict)
            return;
        const auto& gates = m_extras.gates->gates;
        const auto with = [&](verify::GateVerdict verdict) {
            return std::to_string(
                std::count_if(gates.begin(), gates.end(), [&](const auto& g) { return g.verdict == verdict; }));
        };
        m_sheet.say(
            "summary.gates." + std::string(verify::gateVerdictName(*m_extras.gates->verdict)),
            {std::to_string(gates.size()), with(verify::GateVerdict::Fail), with(verify::GateVerdict::NotEnoughData)});
    }

    void keyFigures()
    {
        m_sheet.heading("key");
        Table& table = m_sheet.table({t("measure"), t("value"), t("interval"), t("basis")});
        const std::string folds = t("folds.n", {std::to_string(m_v.kfold.foldAccuracy.size())});
        const std::string all = t("pairs", {count(m_v.pairs)});
        table.rows = {
            {t("accuracy"), percent(m_v.kfold.accuracy), percents(m_v.accuracyCi95), t("pairs", {count(judged())})},
            {t("accuracy.std"), percent(m_v.kfold.std), "–", folds},
            {t("accuracy.se"), percent(m_v.kfold.standardError), "–", folds},
            {t("threshold"), decimal(m_v.kfold.threshold, 4), "–", folds},
            {t("auc"), percent(m_v.auc), percents(m_v.aucCi95), all},
            {t("eer"), percent(m_v.eer), percents(m_v.eerCi95), all},
            {t("fisher"), decimal(m_v.stats.fisher, 3), decimals(m_v.fisherCi95, 3), all},
            {t("dprime"), decimal(m_v.stats.dPrime, 3), decimals(m_v.dPrimeCi95, 3), all},
            {t("overlap"), percent(eval::overlap(m_v.histogram)), "–", all},
        };
        if (const auto& s = m_input.separability)
            table.rows.push_back({t("trace"), decimal(s->fisherTraceRatio, 4), decimals(s->fisherTraceRatioCi95, 4),
                                  t("images.of.people", {count(s->images), count(s->people)})});
        Table& foldTable = m_sheet.table({t("fold"), t("accuracy.plain"), t("threshold")});
        foldTable.title = t("folds");
        foldTable.collapsed = true;
        for (std::size_t f = 0; f < m_v.kfold.foldAccuracy.size(); ++f)
            foldTable.rows.push_back(
                {std::to_string(f + 1), percent(m_v.kfold.foldAccuracy[f]),
                 f < m_v.kfold.foldThreshold.size() ? decimal(m_v.kfold.foldThreshold[f], 4) : "–"});
    }

    void operatingPoints()
    {
        m_sheet.heading("operating");
        m_sheet.say("operating.note", {count(m_v.genuine), count(m_v.impostor)});
        Table& table = m_sheet.table({t("target"), t("tpr"), t("interval"), t("achieved"), t("threshold"), t("budget"),
                                      t("sufficient"), t("nearest")});
        for (const auto& point : m_v.operating) {
            const eval::Operating nearest = eval::nearestTprAtFpr(m_v.roc, m_v.impostor, point.target);
            table.rows.push_back(
                {rate(point.target), percent(point.tpr), percents(enough(point.ci95, point.sufficient)),
                 rate(point.achievedFpr), decimal(point.threshold, 4), std::to_string(point.falseAcceptBudget),
                 m_sheet.yes(point.sufficient), percent(nearest.tpr) + " @ " + rate(nearest.achievedFpr)});
        }
    }

    void curves()
    {
        m_sheet.heading("roc");
        m_sheet.say("roc.note");
        m_sheet.add(Figure{t("roc"), rocSvg(m_v.roc, m_v.impostor, m_sheet.language())});
        const eval::Roc thin = eval::thinned(m_v.roc, 40);
        Table& rocTable = m_sheet.numbers({t("fpr"), t("tpr"), t("threshold")});
        for (std::size_t i = 0; i < thin.fpr.size(); ++i)
            rocTable.rows.push_back({rate(thin.fpr[i]), percent(thin.tpr[i]), decimal(thin.threshold[i], 4)});
        m_sheet.add(Figure{t("det"), detSvg(m_v.roc, m_v.genuine, m_v.impostor, m_sheet.language())});
        Table& detTable = m_sheet.numbers({t("fpr"), t("fnr")});
        for (std::size_t i = 0; i < thin.fpr.size(); ++i)
            detTable.rows.push_back({rate(thin.fpr[i]), percent(1 - thin.tpr[i])});
        m_sheet.heading("hist");
        m_sheet.say("hist.note");
        m_sheet.add(Figure{t("hist"), histogramSvg(m_v.histogram, m_sheet.language())});
        Table& histogram = m_sheet.numbers({t("cosine"), t("genuine"), t("impostor")});
        for (std::size_t b = 0; b < m_v.histogram.genuine.size(); ++b)
            if (m_v.histogram.genuine[b] > 0 || m_v.histogram.impostor[b] > 0)
                histogram.rows.push_back(
                    {decimal(m_v.histogram.edges[b], 3) + " … " + decimal(m_v.histogram.edges[b + 1], 3),
                     percent(m_v.histogram.genuine[b]), percent(m_v.histogram.impostor[b])});
    }

    void separability()
    {
        if (!m_input.separability)
            return;
        const auto& s = *m_input.separability;
        m_sheet.heading("separability");
        m_sheet.say("separability.note",
                    {decimal(s.fisherTraceRatio, 4), m_sheet.interval(decimals(s.fisherTraceRatioCi95, 4)),
                     count(s.images), count(s.people), percent(s.overlap), decimal(s.scoreFisher, 3),
                     decimal(s.dPrime, 3)});
        Table& table = m_sheet.table(
            {t("distance"), t("count"), t("mean"), t("std"), t("p01"), t("p05"), t("p50"), t("p95"), t("p99")});
        const auto row = [&](const std::string& kind, std::size_t pairs, const eval::Distribution& d) {
            table.rows.push_back({kind, count(pairs), decimal(d.mean, 4), decimal(d.std, 4), decimal(d.p01, 4),
                                  decimal(d.p05, 4), decimal(d.p50, 4), decimal(d.p95, 4), decimal(d.p99, 4)});
        };
        row(t("intra"), s.intraPairs, s.intra);
        row(t("inter"), s.interPairs, s.inter);
    }

    void training()
    {
        const std::string loss = lossSvg(m_input.events, m_sheet.language());
        const std::string auc = aucSvg(m_input.events, m_sheet.language());
        if (loss.empty() && auc.empty())
            return;
        m_sheet.heading("training");
        const auto numbers = [&](const char* type, const char* key, const std::string& label) {
            Table& table = m_sheet.numbers({t("axis.epoch"), label});
            for (const Json& e : m_input.events)
                if (wordsAt(e, "type") == type && at(e, "epoch").is_number() && at(e, key).is_number())
                    table.rows.push_back({decimal(numberAt(e, "epoch"), 0), decimal(numberAt(e, key), 4)});
        };
        if (!loss.empty()) {
            m_sheet.add(Figure{t("loss"), loss});
            numbers("epoch", "loss", t("axis.loss"));
        }
        if (!auc.empty()) {
            m_sheet.add(Figure{t("auc.time"), auc});
            numbers("verify", "auc", "AUC");
        }
    }

    void worstPairs()
    {
        if (m_input.worstFalseAccepts.empty() && m_input.worstFalseRejects.empty())
            return;
        m_sheet.heading("worst");
        const auto gallery = [&](const std::vector<verify::PairPicture>& pairs, std::string_view title) {
            if (pairs.empty())
                return;
            Gallery out;
            out.title = t(title);
            for (const auto& pair : pairs)
                out.items.push_back(
                    {{pair.pngA, pair.pngB},
                     t("pair.caption", {pair.nameA, pair.nameB, decimal(static_cast<double>(pair.score), 3)})});
            m_sheet.add(std::move(out));
        };
        gallery(m_input.worstFalseAccepts, "worst.accepts");
        gallery(m_input.worstFalseRejects, "worst.rejects");
    }

    void conventions()
    {
        m_sheet.heading("conventions");
        m_sheet.say("convention.accuracy");
        if (judged() < m_v.pairs)
            m_sheet.say("convention.balanced", {count(m_v.foldGenuine), count(m_v.genuine), count(m_v.impostor)});
        m_sheet.say("convention.tpr");
        m_sheet.say("convention.val", {percent(m_v.val.val), percent(m_v.val.valStd), rate(m_v.val.far)});
        if (m_v.resampledIdentities && m_v.people < eval::kFewestPeople)
            m_sheet.say("convention.ci.none", {std::to_string(m_v.people)});
        else if (m_v.resampledIdentities)
            m_sheet.say("convention.ci.identities", {std::to_string(m_v.bootstraps), std::to_string(m_v.people)});
        else
            m_sheet.say("convention.ci.pairs", {std::to_string(m_v.bootstraps)});
        m_sheet.say("convention.fisher");
        m_sheet.say("convention.overlap");
    }

    const verify::Verification& m_input;
    const eval::VerifyResult& m_v;
    const Extras& m_extras;
    Document m_document;
    Sheet m_sheet;
};

} // namespace

Extras extrasIn(const std::filesystem::path& project, const verify::Verification& verification, eval::Check check)
{
    Extras out;
    out.check = std::move(check);
    if (project.empty() || !dataset::Project::isAt(project))
        return out;
    const auto opened = dataset::Project::open(project, dataset::Project::Mode::ReadOnly);
    out.gates = verify::gateReportOf(opened, verification);
    out.labels = verify::labelChanges(opened, verification);
    return out;
}

Document build(const verify::Verification& input, const std::string& language, const Extras& extras)
{
    return Builder(input, language == "zh" ? "zh" : "en", extras).build();
}

} // namespace likeness::report

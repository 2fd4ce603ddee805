// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/run_history.h"

#include "app/engine/qt_convert.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/run/run_folder.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness::pages {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double number(const Json& object, const char* key)
{
    const auto it = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && it != object.end() && it->is_number() ? it->get<double>() : kUnknown;
}

double numberOr(const Json& object, const char* key, double fallback)
{
    const double value = number(object, key);
    return std::isfinite(value) ? value : fallback;
}

QString string(const Json& object, const char* key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? engine::qs(it->get<std::string>()) : QString();
}

QVector<double> numbers(const Json& object, const char* outer, const char* key)
{
    QVector<double> values;
    if (!object.contains(outer) || !object.at(outer).is_object() || !object.at(outer).contains(key))
        return values;
    for (const Json& value : object.at(outer).at(key))
        values.push_back(value.is_number() ? value.get<double>() : 0);
    return values;
}

void takeBack(QVector<QPointF>& points, double step)
{
    while (!points.isEmpty() && points.last().x() >= step)
        points.pop_back();
}

RunHistory::Verification verification(const Json& event)
{
    RunHistory::Verification v;
    v.epoch = numberOr(event, "epoch", 0);
    v.step = numberOr(event, "step", 0);
    v.genuinePairs = static_cast<qint64>(numberOr(event, "genuine", 0));
    v.impostorPairs = static_cast<qint64>(numberOr(event, "impostor", 0));
    v.auc = number(event, "auc");
    v.eer = number(event, "eer");
    v.accuracy = number(event, "accuracy");
    v.fisherTrace = number(event, "fisher_trace_ratio");
    v.dPrime = number(event, "d_prime");
    v.fpr = numbers(event, "roc", "fpr");
    v.tpr = numbers(event, "roc", "tpr");
    if (v.fpr.size() != v.tpr.size() || !std::is_sorted(v.fpr.begin(), v.fpr.end())) {
        v.fpr.clear();
        v.tpr.clear();
    }
    v.edges = numbers(event, "hist", "edges");
    v.genuine = numbers(event, "hist", "genuine");
    v.impostor = numbers(event, "hist", "impostor");
    const auto percentiles = [&](const char* key, widgets::DistancePlot::Percentiles& out) {
        if (!event.contains(key))
            return false;
        const Json& d = event.at(key);
        out = {number(d, "p05"), number(d, "p50"), number(d, "p95")};
        return std::isfinite(out.p05) && std::isfinite(out.p50) && std::isfinite(out.p95);
    };
    v.distances.epoch = v.epoch;
    v.hasDistances = percentiles("intra", v.distances.intra);
    v.hasDistances = percentiles("inter", v.distances.inter) && v.hasDistances;
    return v;
}

} // namespace

bool RunHistory::add(const Json& event)
{
    if (!event.is_object())
        return false;
    const QString type = string(event, "type");
    const double time = numberOr(event, "time", 0);
    seconds = std::max(seconds, time);
    bool rewound = false;
    if (type == QLatin1String("start")) {
        device = string(event, "device_name");
        if (device.isEmpty())
            device = string(event, "device");
        epochs = numberOr(event, "epochs", epochs);
        stepsPerEpoch = numberOr(event, "steps_per_epoch", stepsPerEpoch);
        classes = static_cast<qint64>(numberOr(event, "classes", 0));
        images = static_cast<qint64>(numberOr(event, "images", 0));
        validationIdentities = static_cast<qint64>(numberOr(event, "val_identities", 0));
        endState.clear();
        lastIssue.clear();
        seconds = time;
        m_startStep = -1;
    } else if (type == QLatin1String("step")) {
        const double step = number(event, "step");
        if (!std::isfinite(step))
            return false;
        rewound = !loss.isEmpty() && step <= loss.last().x();
        if (rewound) {
            for (auto* points : {&loss, &learningRate, &accuracy, &speed})
                takeBack(*points, step);
            std::erase_if(verifications, [step](const Verification& v) { return v.step >= step; });
        }
        loss.push_back({step, number(event, "loss")});
        learningRate.push_back({step, number(event, "lr")});
        accuracy.push_back({step, number(event, "accuracy")});
        speed.push_back({step, number(event, "images_per_second")});
        lastStep = step;
        lastEpoch = numberOr(event, "epoch", lastEpoch);
        if (m_startStep < 0) {
            m_startStep = step;
            m_startTime = time;
        }
    } else if (type == QLatin1String("epoch")) {
        lastEpoch = numberOr(event, "epoch", lastEpoch);
    } else if (type == QLatin1String("verify")) {
        const Verification v = verification(event);
        std::erase_if(verifications, [&v](const Verification& old) { return old.step >= v.step; });
        verifications.push_back(v);
    } else if (type == QLatin1String("issue")) {
        lastIssue = string(event, "message");
    } else if (type == QLatin1String("end")) {
        endState = string(event, "state");
    }
    return rewound;
}

double RunHistory::secondsLeft() const
{
    const double done = lastStep - m_startStep;
    const double spent = seconds - m_startTime;
    const double total = epochs * stepsPerEpoch;
    if (m_startStep < 0 || done < 1 || spent <= 0 || total <= 0)
        return -1;
    return std::max(0.0, (total - lastStep) * spent / done);
}

double RunHistory::bestAuc() const
{
    double best = kUnknown;
    for (const Verification& v : verifications)
        if (std::isfinite(v.auc) && !(v.auc <= best))
            best = v.auc;
    return best;
}

QVector<QPointF> RunHistory::over(double Verification::*value) const
{
    QVector<QPointF> points;
    for (const Verification& v : verifications)
        if (std::isfinite(v.*value))
            points.push_back({v.epoch, v.*value});
    return points;
}

RunHistory readRunHistory(const std::filesystem::path& runFolder)
{
    const run::RunFolder folder(runFolder);
    RunHistory history;
    for (const Json& event : folder.events())
        history.add(event);
    // A failure, or the end of its process, ends a run without an "end" event.
    if (const run::State state = folder.state(); history.endState.isEmpty() && state.state != "running")
        history.endState = engine::qs(state.state);
    return history;
}

std::vector<RunSummary> readRunSummaries(const std::filesystem::path& runsFolder)
{
    std::vector<RunSummary> summaries;
    for (const run::RunFolder& folder : run::listRuns(runsFolder)) {
        try {
            RunSummary s;
            s.folder = folder.folder();
            s.id = engine::qs(folder.id());
            const run::State state = folder.state();
            const run::Config config = folder.config();
            const RunHistory history = readRunHistory(folder.folder());
            s.state = engine::qs(state.state);
            s.message = engine::qs(state.message);
            s.epoch = state.epoch;
            s.epochs = config.train.epochs;
            s.backbone = engine::qs(config.model.backbone);
            s.head = engine::qs(config.loss.head);
            s.loss = history.loss.isEmpty() ? kUnknown : history.loss.last().y();
            s.bestAuc = history.bestAuc();
            s.created = string(folder.json(), "created");
            std::error_code ignored;
            s.hasModel = std::filesystem::exists(folder.model(), ignored);
            summaries.push_back(s);
        } catch (const Error& error) {
            log::warn("run " + folder.id() + " left out: " + error.what());
        }
    }
    return summaries;
}

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/run_history.h"

#include "app/engine/qt_convert.h"
#include "core/base/text.h"
#include "core/run/event_fields.h"
#include "core/run/run_folder.h"
#include "widgets/plot/line_plot.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness::pages {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

using run::number;
using run::numberOr;
using run::section;

QString string(const Json& object, const char* key)
{
    return engine::qs(run::text(object, key));
}

QVector<double> numbers(const Json& object, const char* outer, const char* key)
{
    QVector<double> values;
    const Json& list = section(section(object, outer), key);
    if (list.is_array())
        for (const Json& value : list)
            values.push_back(value.is_number() ? value.get<double>() : 0);
    return values;
}

RunHistory::Divergence divergence(const Json& event)
{
    RunHistory::Divergence d;
    d.step = numberOr(event, "step", 0);
    d.collapsed = string(event, "reason") == QLatin1String("collapsed");
    d.wentBack = string(event, "action") == QLatin1String("rolled_back");
    d.wentOn = string(event, "action") == QLatin1String("went_on");
    d.toStep = numberOr(event, "to_step", 0);
    d.message = string(event, "message");
    const Json& faces = section(event, "faces");
    const Json& names = section(event, "names");
    if (!faces.is_array())
        return d;
    for (const Json& face : faces) {
        if (!face.is_number_integer())
            continue;
        const std::size_t i = d.faces.size();
        d.faces.push_back(face.get<qint64>());
        const bool named = names.is_array() && i < names.size() && names[i].is_string();
        d.names << (named ? engine::qs(toUtf8(names[i].get<std::string>())) : QString());
    }
    return d;
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
        const Json& d = section(event, key);
        out = {number(d, "p05"), number(d, "p50"), number(d, "p95")};
        return std::isfinite(out.p05) && std::isfinite(out.p50) && std::isfinite(out.p95);
    };
    v.distances.epoch = v.epoch;
    v.hasDistances = percentiles("intra", v.distances.intra);
    v.hasDistances = percentiles("inter", v.distances.inter) && v.hasDistances;
    v.collapsed = run::collapsed(event);
    if (v.collapsed)
        v.auc = v.eer = v.accuracy = v.fisherTrace = v.dPrime = kUnknown;
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
        if (rewound)
            takeBack(step);
        const auto add = [step, &event](QVector<QPointF>& points, const char* key) {
            points.push_back({step, number(event, key)});
            if (points.size() > kMostPoints)
                points = widgets::LinePlot::halved(points);
        };
        add(loss, "loss");
        add(learningRate, "lr");
        add(accuracy, "accuracy");
        add(speed, "images_per_second");
        add(gradient, "grad_norm");
        add(memory, "memory");
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
        takeBackVerifications(v.step);
        verifications.push_back(v);
    } else if (type == QLatin1String("diverged")) {
        divergences.push_back(divergence(event));
    } else if (type == QLatin1String("issue")) {
        lastIssue = string(event, "message");
    } else if (type == QLatin1String("end")) {
        endState = string(event, "state");
    }
    return rewound;
}

void RunHistory::takeBack(double step)
{
    for (auto* points : {&loss, &learningRate, &accuracy, &speed, &gradient, &memory})
        while (!points->isEmpty() && points->last().x() >= step)
            points->pop_back();
    takeBackVerifications(step);
}

// Their steps ascend.
void RunHistory::takeBackVerifications(double step)
{
    while (!verifications.empty() && verifications.back().step >= step)
        verifications.pop_back();
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

RunHistory readRunHistory(const std::filesystem::path& runFolder, run::EventPosition* upTo)
{
    const run::RunFolder folder(runFolder);
    run::EventReader reader(runFolder);
    RunHistory history;
    reader.read([&history](std::string_view line) {
        if (const auto event = run::parseEvent(line))
            history.add(*event);
    });
    if (upTo)
        *upTo = reader.position();
    if (const run::State state = folder.state(); history.endState.isEmpty() && state.state != "running")
        history.endState = engine::qs(state.state);
    return history;
}

} // namespace likeness::pages

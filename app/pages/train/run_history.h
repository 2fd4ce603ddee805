// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "widgets/plot/distance_plot.h"

#include <QPointF>
#include <QString>
#include <QVector>
#include <filesystem>
#include <vector>

namespace likeness::pages {

// What a run's events (run/run_folder.h) say, as values to draw. Takes them live or from metrics.jsonl, in order; a key
// that is missing or of another type counts as not known. A resumed run repeats the steps since its checkpoint: the
// repeated ones replace the old.
class RunHistory
{
public:
    struct Verification {
        double epoch = 0;
        double step = 0;
        qint64 genuinePairs = 0, impostorPairs = 0;
        double auc = 0, eer = 0, accuracy = 0, fisherTrace = 0, dPrime = 0; // NaN = not known
        QVector<double> fpr, tpr;
        QVector<double> edges, genuine, impostor;
        widgets::DistancePlot::Sample distances;
        bool hasDistances = false;
    };

    // True when steps that were there before were taken back (a resume).
    bool add(const Json& event);
    void clear() { *this = RunHistory(); }

    QVector<QPointF> loss, learningRate, accuracy, speed; // over steps
    std::vector<Verification> verifications;
    QString device;
    QString endState;  // of the last "end" event, else of the folder; empty while it runs
    QString lastIssue; // message
    double epochs = 0, stepsPerEpoch = 0;
    qint64 classes = 0, images = 0, validationIdentities = 0;
    double lastEpoch = 0, lastStep = 0;
    double seconds = 0; // since the start of this session of the run
    // Seconds to go at the speed of the last steps of this session; negative when not known.
    double secondsLeft() const;
    double bestAuc() const;                                   // NaN without a verification
    QVector<QPointF> over(double Verification::*value) const; // epoch, value; unknown ones left out

private:
    double m_startStep = -1, m_startTime = 0; // first step of this session
};

// One line of the list of runs.
struct RunSummary {
    std::filesystem::path folder;
    QString id, state, backbone, head, message, created;
    double epoch = 0, epochs = 0;
    double loss = 0, bestAuc = 0; // NaN = not known
    bool hasModel = false;
};
// Reads every run of a project. Slow for hundreds of runs: off the GUI thread.
std::vector<RunSummary> readRunSummaries(const std::filesystem::path& runsFolder);
RunHistory readRunHistory(const std::filesystem::path& runFolder);

} // namespace likeness::pages

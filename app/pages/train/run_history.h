// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/run/event_reader.h"
#include "widgets/plot/distance_plot.h"

#include <QPointF>
#include <QString>
#include <QStringList>
#include <QVector>
#include <filesystem>
#include <vector>

namespace likeness::pages {

// What a run's events (run/run_folder.h) say, as values to draw. Takes them live or from metrics.jsonl, in order; a key
// that is missing or of another type counts as not known. A run that was resumed, or went back, repeats the steps since
// its checkpoint: the repeated ones replace the old.
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
        bool collapsed = false; // one embedding for all faces: the figures mean nothing and are not known
    };

    // A step whose loss became no number, and what was done about it.
    struct Divergence {
        double step = 0;
        bool collapsed = false;    // the training accuracy; else the loss became no number
        bool wentBack = false;     // with half the learning rate
        bool wentOn = false;       // in spite of it; neither: training stopped
        double toStep = 0;         // when it went back
        QString message;           // the core's sentence
        std::vector<qint64> faces; // of the batch
        QStringList names;         // of their people, as many
    };
    // Beyond so many points, groups of neighbours become their lowest and highest: a run of any length takes no more.
    static constexpr qsizetype kMostPoints = 32768;

    // True when steps that were there before were taken back (a resume).
    bool add(const Json& event);
    void clear() { *this = RunHistory(); }

    QVector<QPointF> loss, learningRate, accuracy, speed, gradient, memory; // over steps; memory in bytes
    std::vector<Divergence> divergences;
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
    double bestAuc() const;                                   // NaN without a verification that means something
    QVector<QPointF> over(double Verification::*value) const; // epoch, value; unknown ones left out

private:
    void takeBack(double step);
    void takeBackVerifications(double step);
    double m_startStep = -1, m_startTime = 0; // first step of this session
};

// Reads the events line by line: seconds for a very long run, so off the GUI thread. `upTo` is set to where they end,
// to follow the run from there. A failure, or the end of its process, ends a run without an "end" event. Throws Error.
RunHistory readRunHistory(const std::filesystem::path& runFolder, run::EventPosition* upTo = nullptr);

} // namespace likeness::pages

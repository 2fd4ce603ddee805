// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"
#include "core/dataset/types.h"
#include "core/faces/landmark_check.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <atomic>
#include <vector>

namespace likeness::engine {

// What validation says about one face's landmarks.
struct LandmarkItem {
    dataset::FaceId face = 0;
    dataset::ImageId image = 0;
    QString key;         // as in ImageRow
    QString identity;    // empty = unlabelled
    bool found = false;  // has points
    bool edited = false; // by a person
    float largest = 0;   // photograph pixels between a person's point and the automatic one
    int worstPoint = -1; // of `largest`, else of the residual
    float nme = 0;       // of the person's points against the automatic ones
    float residual = 0;  // faces::shapeResidual, rms
    std::vector<faces::ShapeFinding> findings;
    std::size_t pointsHash = 0; // changes with the points in force

    // 1 = at the limit. Edited faces are measured by `largest` against `limitPx`, the others by their shape; a shape
    // that cannot be a face comes before all; a face without points is 0.
    double severity(double limitPx) const;
};
LandmarkItem landmarkItem(const dataset::FaceRow& face, int width, int height);

// Reads every face's landmarks and judges them, on a thread and a connection of its own. GUI thread; the last start()
// wins.
class LandmarkScan final : public QObject
{
    Q_OBJECT
public:
    explicit LandmarkScan(QObject* parent = nullptr);
    ~LandmarkScan() override; // waits for the batch it is at

    void start(const QString& projectFolder);
    void cancel();

Q_SIGNALS:
    void ready(const std::vector<likeness::engine::LandmarkItem>& items); // by face id
    void failed(likeness::ErrorCode code, const QString& message);

private:
    QThreadPool m_pool;
    std::atomic<int> m_generation = 0;
};

} // namespace likeness::engine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/base/error.h"
#include "core/jobs/job.h"
#include "core/verify/verification.h"

#include <QString>
#include <QWidget>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace likeness::pages {

// One tab of the Verify page: a view of one verification. The page builds all tabs once and gives each the verification
// when its tab comes to the front, not before: what takes long starts there, on a thread (runAsync, or the session's
// JobRunner for what a person may want to stop). A result that arrives after another show() or clear() is dropped.
// GUI thread.
class VerifyTab : public QWidget
{
    Q_OBJECT
public:
    explicit VerifyTab(Services services, QWidget* parent = nullptr);
    using QWidget::show;
    // Never null. The same one again: something that belongs to it has changed (extras, labels of the project).
    virtual void show(std::shared_ptr<const verify::Verification> verification) = 0;
    virtual void clear() = 0;                   // nothing is open any more
    virtual void setThreshold(double) {}        // the operating point that was chosen elsewhere, a cosine
    virtual void setStoredAs(const QString&) {} // where the verification lies as a file; empty: nowhere. Before show().

Q_SIGNALS:
    void faceClicked(qint64 face); // of the open project: look at it on the Review page
    // Show the errors of this operating point (a cosine) on the tab of curves; the other tabs are told.
    void thresholdChosen(double threshold);
    // Look at these pairs (numbers of Verification::scores) as pictures, under this heading.
    void pairsChosen(const std::vector<std::uint32_t>& pairs, const QString& heading);
    // Put the faces of these pairs into the review queue, as errors at this threshold.
    void queueRequested(const std::vector<std::uint32_t>& pairs, double threshold);
    // What was computed and belongs to the stored verification: becomes Verification::extras[key] and is written to its
    // file; the page then calls show() with the new verification.
    void extrasChanged(const QString& key, const likeness::Json& value);
    void statusMessage(const QString& text, int milliseconds);
    void errorRaised(const QString& what, const QString& tryThis, const QString& detail);

protected:
    engine::ProjectSession& session() { return *m_services.session; }
    // Starts a job of the window; done() follows when it has ended well, unless forgetJob() was called. False, and
    // said, while another job is running.
    bool startJob(const QString& title, std::function<void(jobs::Context&)> work, std::function<void()> done);
    void stopJob();
    void forgetJob() { m_afterJob = nullptr; } // its result belongs to what was open before
    bool hasJob() const { return static_cast<bool>(m_afterJob); }
    virtual void jobFailed(ErrorCode, const QString&) {} // that of this tab; the window says why
    virtual void updateActions() {}                      // also when any job begins or ends
    void showError(const std::exception& error);
    void openFace(qint64 face); // faceClicked, or why not
    Services m_services;

private:
    std::function<void()> m_afterJob;
};

} // namespace likeness::pages

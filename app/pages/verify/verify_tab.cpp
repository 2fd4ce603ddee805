// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/verify_tab.h"

#include "app/engine/error_text.h"
#include "app/engine/project_session.h"

#include <utility>

namespace likeness::pages {

namespace {
constexpr int kMessageMs = 5000;
}

VerifyTab::VerifyTab(Services services, QWidget* parent) : QWidget(parent), m_services(services)
{
    auto& jobs = session().jobs();
    connect(&jobs, &engine::JobRunner::started, this, [this] { updateActions(); });
    connect(&jobs, &engine::JobRunner::finished, this, [this] {
        if (const auto next = std::exchange(m_afterJob, nullptr))
            next();
        updateActions();
    });
    connect(&jobs, &engine::JobRunner::failed, this, [this](ErrorCode code, const QString& message) {
        if (std::exchange(m_afterJob, nullptr))
            jobFailed(code, message);
        updateActions();
    });
}

bool VerifyTab::startJob(const QString& title, std::function<void(jobs::Context&)> work, std::function<void()> done)
{
    if (!session().jobs().start(title, std::move(work))) {
        Q_EMIT statusMessage(tr("Another job is running."), kMessageMs);
        return false;
    }
    m_afterJob = std::move(done);
    updateActions();
    return true;
}

void VerifyTab::stopJob()
{
    if (m_afterJob)
        session().jobs().stop();
}

void VerifyTab::openFace(qint64 face)
{
    if (face != 0)
        Q_EMIT faceClicked(face);
    else
        Q_EMIT statusMessage(tr("This picture is not a face of the open project."), kMessageMs);
}

void VerifyTab::showError(const std::exception& error)
{
    const auto text = engine::errorText(error);
    Q_EMIT errorRaised(text.what, text.tryThis, text.detail);
}

} // namespace likeness::pages

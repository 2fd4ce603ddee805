// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review_bar.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/flag_text.h"
#include "app/pages/model_chooser.h"
#include "core/curate/curate.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <map>

namespace likeness::pages {

using namespace widgets;
using engine::qs;
using engine::utf8;
namespace keys = engine::settings;

ReviewBar::ReviewBar(Services services, QWidget* parent) : QFrame(parent), m_services(services)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kMargin, kGap, kMargin, kGap);
    row->setSpacing(kGap);
    m_method = new QComboBox(this);
    m_method->setObjectName(QStringLiteral("method"));
    m_method->setToolTip(tr("How faces are compared"));
    for (const char* method : {"lbph", "embedding"})
        m_method->addItem(methodText(QString::fromLatin1(method)), QString::fromLatin1(method));
    m_method->setCurrentIndex(std::max(0, m_method->findData(services.settings->get(keys::kCurateMethod))));
    m_model = new ModelChooser(services, this);
    m_model->setObjectName(QStringLiteral("model"));
    m_run = new QPushButton(tr("Look for wrong labels"), this);
    m_run->setObjectName(QStringLiteral("runCurate"));
    m_run->setToolTip(tr("Compares every face with its own person and with all others; decisions stay"));
    m_kind = new QComboBox(this);
    m_kind->setObjectName(QStringLiteral("kind"));
    m_kind->setToolTip(tr("Which suspicion to review"));
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("reviewProgress"));
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(140);
    row->addWidget(m_method);
    row->addWidget(m_model);
    row->addWidget(m_run);
    row->addSpacing(kGap);
    row->addWidget(m_kind);
    row->addStretch(1);
    row->addWidget(m_text);
    row->addWidget(m_progress);

    connect(m_method, &QComboBox::currentIndexChanged, this, [this] {
        m_services.settings->set(keys::kCurateMethod, method());
        updateEnabled();
        Q_EMIT selectionChanged();
    });
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ReviewBar::selectionChanged);
    connect(m_model, &ModelChooser::modelChanged, this, &ReviewBar::updateEnabled);
    connect(m_run, &QPushButton::clicked, this, &ReviewBar::run);
    auto& jobs = m_services.session->jobs();
    connect(&jobs, &engine::JobRunner::started, this, &ReviewBar::updateEnabled);
    connect(&jobs, &engine::JobRunner::finished, this, &ReviewBar::updateEnabled);
    connect(&jobs, &engine::JobRunner::failed, this, &ReviewBar::updateEnabled);
}

void ReviewBar::refresh()
{
    m_model->refresh();
    std::map<std::string, int> counts{{"mislabelled", 0}};
    m_hasFlags = false;
    if (m_services.session->isOpen()) {
        const dataset::Project& project = m_services.session->project();
        m_hasFlags = project.hasFlags(utf8(method()));
        for (const dataset::Project::FlagCount& count : project.flagCounts())
            if (ofMethod(count.kind, count.method))
                counts[count.kind] += count.flagged;
    }
    const QString before = kind();
    const QSignalBlocker block(m_kind);
    m_kind->clear();
    const auto add = [&](const std::string& id, int count) {
        //: A kind of flag and how many there are
        m_kind->addItem(tr("%1 (%2)").arg(kindText(qs(id))).arg(count), qs(id));
    };
    add("mislabelled", counts["mislabelled"]);
    for (const auto& [id, count] : counts)
        if (id != "mislabelled")
            add(id, count);
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(before)));
    updateEnabled();
}

void ReviewBar::updateEnabled()
{
    const bool embedding = method() == QLatin1String("embedding");
    m_model->setVisible(embedding);
    m_run->setEnabled(m_services.session->isOpen() && !m_services.session->jobs().isRunning());
    m_run->setText(m_hasFlags ? tr("Look again") : tr("Look for wrong labels"));
}

// Quality and duplicates are seen without comparing people, so they are the same by every method.
bool ReviewBar::ofMethod(const std::string& kind, const std::string& byMethod) const
{
    return kind != "mislabelled" || qs(byMethod) == method();
}

std::string ReviewBar::queueMethod() const
{
    return kind() == QLatin1String("mislabelled") ? utf8(method()) : std::string();
}

void ReviewBar::choose(const dataset::FlagRow& flag)
{
    if (!ofMethod(flag.kind, flag.method)) {
        const QSignalBlocker block(m_method);
        m_method->setCurrentIndex(m_method->findData(qs(flag.method)));
    }
    refresh(); // kinds differ between methods
    const QSignalBlocker block(m_kind);
    m_kind->setCurrentIndex(m_kind->findData(qs(flag.kind)));
}

QString ReviewBar::method() const
{
    return m_method->currentData().toString();
}

QString ReviewBar::model() const
{
    return m_model->model();
}

QString ReviewBar::kind() const
{
    const QString chosen = m_kind->currentData().toString();
    return chosen.isEmpty() ? QStringLiteral("mislabelled") : chosen;
}

void ReviewBar::setProgress(int reviewed, int flagged)
{
    m_text->setVisible(flagged > 0);
    m_progress->setVisible(flagged > 0);
    m_text->setText(tr("%1 reviewed, %2 left").arg(reviewed).arg(flagged - reviewed));
    m_progress->setRange(0, std::max(1, flagged));
    m_progress->setValue(reviewed);
}

void ReviewBar::run()
{
    curate::Options options;
    options.method = utf8(method());
    if (options.method == "embedding") {
        options.model = utf8(m_model->require());
        if (options.model.empty())
            return;
    }
    m_services.session->startJob(
        tr("Looking for wrong labels"),
        [options](dataset::Project& project, jobs::Context& context) { curate::curate(project, options, context); });
}

} // namespace likeness::pages

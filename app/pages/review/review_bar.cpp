// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/review_bar.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/common/flag_text.h"
#include "app/pages/common/model_chooser.h"
#include "app/pages/review/leakage_dialog.h"
#include "core/curate/curate.h"
#include "core/verify/errors.h"
#include "core/verify/leakage.h"
#include "widgets/common/actions.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <algorithm>
#include <array>

namespace likeness::pages {

using namespace widgets;
using engine::qs;
using engine::utf8;
namespace keys = engine::settings;

namespace {

// In this order, so that a digit always means the same one.
constexpr std::array kKinds = {"mislabelled", "outlier",        "merge",       "split",
                               "duplicate",   "near_duplicate", "low_quality", "leakage"};

QToolButton* textButton(const QString& text, const QString& iconName, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setIcon(icon(iconName));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

ReviewBar::ReviewBar(Services services, QWidget* parent) : QFrame(parent), m_services(services)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kGap, kMargin, kGap);
    column->setSpacing(kGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_method = new QComboBox(this);
    m_method->setObjectName(QStringLiteral("method"));
    m_method->setToolTip(tr("How faces are compared (C)"));
    for (const char* method : {"lbph", "embedding"})
        m_method->addItem(methodText(QString::fromLatin1(method)), QString::fromLatin1(method));
    m_method->setCurrentIndex(std::max(0, m_method->findData(services.settings->get(keys::kCurateMethod))));
    m_model = new ModelChooser(services, this);
    m_model->setObjectName(QStringLiteral("model"));
    m_run = new QPushButton(tr("Look for wrong labels"), this);
    m_run->setObjectName(QStringLiteral("runCurate"));
    m_set = textButton(tr("Verification set…"), QStringLiteral("verify"), this);
    m_set->setObjectName(QStringLiteral("compareSet"));
    m_kind = new QComboBox(this);
    m_kind->setObjectName(QStringLiteral("kind"));
    m_kind->setToolTip(tr("Which suspicion to review, and how many are open (1 … 8)"));
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_kind->setMaxVisibleItems(12);
    m_second = textButton(tr("Second look"), QStringLiteral("person"), this);
    m_second->setObjectName(QStringLiteral("secondLook"));
    m_second->setCheckable(true);
    m_second->setToolTip(tr("What others decided and you have not looked at yet (F)"));
    m_given = textButton({}, QStringLiteral("close"), this);
    m_given->setObjectName(QStringLiteral("givenFaces"));
    m_given->setToolTip(tr("Back to the usual list (Esc)"));
    m_given->hide();
    m_why = textButton({}, QStringLiteral("info"), this);
    m_why->setObjectName(QStringLiteral("why"));
    m_why->setToolTip(tr("What the figures mean here (I)"));
    m_why->setAccessibleName(tr("What the figures mean here"));
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("reviewProgress"));
    m_remaining = new QLabel(this);
    m_remaining->setObjectName(QStringLiteral("reviewRemaining"));
    m_remaining->setProperty("role", QStringLiteral("quiet"));
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(140);
    row->addWidget(m_method);
    row->addWidget(m_model);
    row->addWidget(m_run);
    row->addWidget(m_set);
    row->addSpacing(kGap);
    row->addWidget(m_kind);
    row->addWidget(m_second);
    row->addWidget(m_given);
    row->addStretch(1);
    m_tools = new QHBoxLayout;
    row->addLayout(m_tools);
    row->addWidget(m_why);
    column->addLayout(row);
    auto* below = new QHBoxLayout;
    below->setSpacing(kGap);
    below->addWidget(m_progress, 0, Qt::AlignVCenter);
    below->addWidget(m_text);
    below->addStretch(1);
    below->addWidget(m_remaining);
    column->addLayout(below);

    connect(m_method, &QComboBox::currentIndexChanged, this, [this] {
        if (method() != QLatin1String(verify::kVerificationMethod)) // that one only some projects have
            m_services.settings->set(keys::kCurateMethod, method());
        updateEnabled();
        Q_EMIT selectionChanged();
    });
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        setSecondLook(false);
        Q_EMIT selectionChanged();
    });
    connect(m_kind, &QComboBox::activated, this, [this] { // also the one that is chosen already
        if (secondLook())
            toggleSecondLook();
    });
    connect(m_second, &QToolButton::clicked, this, &ReviewBar::selectionChanged);
    connect(m_given, &QToolButton::clicked, this, &ReviewBar::givenClosed);
    connect(m_why, &QToolButton::clicked, this, &ReviewBar::whyAsked);
    connect(m_model, &ModelChooser::modelChanged, this, &ReviewBar::updateEnabled);
    connect(m_run, &QPushButton::clicked, this, &ReviewBar::run);
    connect(m_set, &QToolButton::clicked, this, &ReviewBar::compareWithSet);
    auto& jobs = m_services.session->jobs();
    if (m_services.session->isOpen())
        followLastCuration();
    connect(m_services.session, &engine::ProjectSession::opened, this, &ReviewBar::followLastCuration);
    connect(m_services.session, &engine::ProjectSession::closed, this, [this] { m_figures = {}; });
    connect(&jobs, &engine::JobRunner::started, this, &ReviewBar::updateEnabled);
    connect(&jobs, &engine::JobRunner::finished, this, [this] {
        updateEnabled();
        if (std::exchange(m_comparing, false)) // to what was found
            m_kind->setCurrentIndex(m_kind->findData(QStringLiteral("leakage")));
    });
    connect(&jobs, &engine::JobRunner::failed, this, [this] {
        m_comparing = false;
        updateEnabled();
    });
}

void ReviewBar::addTool(QAction* action)
{
    m_tools->addWidget(actionButton(action, this));
}

// A project shows what it was looked at with last; what a person chose for others is for one that was not yet.
void ReviewBar::followLastCuration()
{
    std::int64_t last = 0;
    const QSignalBlocker block(m_method);
    for (int i = 0; i < m_method->count(); ++i)
        if (const auto known =
                curate::lastCuration(m_services.session->project(), utf8(m_method->itemData(i).toString()));
            known && known->time > last) {
            last = known->time;
            m_method->setCurrentIndex(i);
        }
}

// What a person put into the review on the Verify page is a list of its own, where there is any.
void ReviewBar::offerVerification()
{
    const QString method = QString::fromLatin1(verify::kVerificationMethod);
    const bool has =
        m_services.session->isOpen() && m_services.session->project().hasFlags(verify::kVerificationMethod);
    const int at = m_method->findData(method);
    if (has == (at >= 0))
        return;
    const QSignalBlocker block(m_method);
    if (has) {
        m_method->addItem(methodText(method), method);
        return;
    }
    m_method->removeItem(at);
}

void ReviewBar::refresh()
{
    offerVerification();
    m_hasFlags = m_services.session->isOpen() && m_services.session->project().hasFlags(utf8(method()));
    showCounts();
    updateEnabled();
}

// Without numbers until they have been read.
void ReviewBar::showCounts()
{
    const bool counted = m_figures.method == utf8(method());
    const QSignalBlocker block(m_kind);
    const QString before = kind();
    const auto show = [&](const std::string& id) {
        const auto open = m_figures.open.find(id);
        const int count = open == m_figures.open.end() ? 0 : open->second;
        //: A kind of flag and how many are open
        const QString text =
            counted ? tr("%1 (%2)").arg(kindText(qs(id)), QLocale().toString(count)) : kindText(qs(id));
        int at = m_kind->findData(qs(id));
        if (at < 0) {
            m_kind->addItem(text, qs(id));
            at = m_kind->count() - 1;
        }
        m_kind->setItemText(at, text);
    };
    for (const char* id : kKinds)
        show(id);
    for (const auto& [id, count] : m_figures.open)
        if (std::find(kKinds.begin(), kKinds.end(), id) == kKinds.end()) // of a later version
            show(id);
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(before)));
}

void ReviewBar::updateEnabled()
{
    const bool embedding = method() == QLatin1String("embedding");
    m_model->setVisible(embedding);
    const bool chosen = method() == QLatin1String(verify::kVerificationMethod); // by a person, nothing to look for
    for (QWidget* widget : std::initializer_list<QWidget*>{m_run, m_set})
        widget->setEnabled(m_services.session->isOpen() && !m_services.session->jobs().isRunning() && !chosen);
    const QString why = tr("These faces were put here on the Verify page. To look for wrong labels, choose LBPH or "
                           "embeddings on the left.");
    m_run->setToolTip(chosen ? why : tr("Compares every face with its own person and with all others; decisions stay"));
    m_set->setToolTip(chosen ? why : tr("Which faces a verification set holds too (V)"));
    m_run->setText(m_hasFlags ? tr("Look again") : tr("Look for wrong labels"));
    m_second->setEnabled(m_services.session->isOpen());
}

std::string ReviewBar::queueMethod() const
{
    return askedMethod(utf8(kind()), utf8(method()));
}

void ReviewBar::choose(const dataset::FlagRow& flag)
{
    offerVerification();
    if (!askedMethod(flag.kind, flag.method).empty()) {
        const QSignalBlocker block(m_method);
        m_method->setCurrentIndex(m_method->findData(qs(flag.method)));
    }
    refresh(); // counts differ between methods
    setSecondLook(false);
    const QSignalBlocker block(m_kind);
    m_kind->setCurrentIndex(m_kind->findData(qs(flag.kind)));
}

void ReviewBar::chooseKind(int number)
{
    if (number >= m_kind->count())
        return;
    if (number == m_kind->currentIndex() && secondLook())
        toggleSecondLook();
    m_kind->setCurrentIndex(number);
}

void ReviewBar::nextMethod()
{
    m_method->setCurrentIndex((m_method->currentIndex() + 1) % m_method->count());
}

bool ReviewBar::secondLook() const
{
    return m_second->isChecked();
}

void ReviewBar::setSecondLook(bool on)
{
    m_second->setChecked(on);
}

void ReviewBar::toggleSecondLook()
{
    m_second->click();
}

void ReviewBar::setGiven(int faces)
{
    m_given->setVisible(faces > 0);
    m_given->setText(tr("%n face(s) from the map", nullptr, faces));
    m_kind->setVisible(faces == 0);
    m_second->setVisible(faces == 0);
}

QString ReviewBar::method() const
{
    return m_method->currentData().toString();
}

QString ReviewBar::kind() const
{
    const QString chosen = m_kind->currentData().toString();
    return chosen.isEmpty() ? QStringLiteral("mislabelled") : chosen;
}

void ReviewBar::setProgress(int reviewed, int left, const QString& pace)
{
    const int all = reviewed + left;
    m_text->setVisible(all > 0);
    m_progress->setVisible(all > 0);
    const QString done = tr("%1 reviewed, %2 left").arg(QLocale().toString(reviewed), QLocale().toString(left));
    m_text->setText(pace.isEmpty() ? done : done + QStringLiteral("  ·  ") + pace);
    m_progress->setRange(0, std::max(1, all));
    m_progress->setValue(reviewed);
}

void ReviewBar::setFigures(const ReviewFigures& figures)
{
    m_figures = figures;
    showCounts();
    //: What others decided and the present person has not looked at, and how many there are
    m_second->setText(figures.secondLooks > 0 ? tr("Second look (%1)").arg(QLocale().toString(figures.secondLooks))
                                              : tr("Second look"));
    m_remaining->setText(remainingText(figures.remaining));
    QStringList tip{afterFlaggedText(figures.remaining), agreementText(figures)};
    tip.removeAll(QString());
    m_remaining->setToolTip(tip.join(QLatin1Char('\n')));
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

void ReviewBar::compareWithSet()
{
    if (!m_set->isEnabled())
        return;
    verify::VerifyOptions options;
    options.runsFolder = m_services.session->project().runsFolder();
    QString note = tr("Pictures of the set are looked for among the faces. To look for its people too, choose "
                      "embeddings above.");
    if (method() == QLatin1String("embedding")) {
        const QString chosen = m_model->model();
        const QString name = QFileInfo(chosen).isAbsolute() ? QFileInfo(chosen).fileName() : chosen;
        const auto learned = curate::lastCuration(m_services.session->project(), "embedding");
        if (!chosen.isEmpty() && learned && qs(learned->model) == name) {
            options.model = utf8(chosen);
            note = tr("Pictures and people of the set are looked for among the faces; people by %1.").arg(name);
        } else {
            note = tr("Pictures of the set are looked for among the faces. To look for its people too, look for wrong "
                      "labels by this model first: what it learns of this dataset is needed for that.");
        }
    }
    auto* dialog = new LeakageDialog(options, note, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_services.session, &engine::ProjectSession::aboutToClose, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_comparing = m_services.session->startJob(
            tr("Comparing with a verification set"),
            [options = dialog->options()](dataset::Project& project, jobs::Context& context) {
                verify::findLeakage(project, options, context);
            });
    });
    dialog->open();
}

} // namespace likeness::pages

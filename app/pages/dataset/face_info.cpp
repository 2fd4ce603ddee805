// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/dataset/face_info.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/photo_view.h"
#include "app/pages/journal/history_dialog.h"
#include "app/pages/journal/journal_text.h"
#include "core/dataset/checks.h"
#include "core/dataset/origins.h"
#include "widgets/common/theme.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

namespace likeness::pages {

using namespace widgets;
using dataset::FaceStatus;
using dataset::LabelState;
using engine::qs;

namespace {

constexpr int kWidth = 272;
constexpr int kHistoryShown = 6;

QString whole(float value)
{
    return QLocale().toString(std::lround(value));
}

} // namespace

FaceInfo::FaceInfo(Services services, QWidget* parent) : QScrollArea(parent), m_services(services)
{
    setFixedWidth(kWidth);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto* outer = new QWidget(this);
    auto* column = new QVBoxLayout(outer);
    column->setContentsMargins(12, 12, 12, 12);
    m_hint = new QLabel(tr("Choose a face to see what is known about it."), outer);
    m_hint->setProperty("role", QStringLiteral("quiet"));
    m_hint->setWordWrap(true);
    column->addWidget(m_hint);
    m_body = new QWidget(outer);
    auto* body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(kGap);
    m_photo = new PhotoView(*services.pictures, m_body);
    m_photo->setFixedHeight(200);
    body->addWidget(m_photo);
    m_name = new QLabel(m_body);
    m_name->setProperty("role", QStringLiteral("title"));
    m_path = new QLabel(m_body);
    m_path->setProperty("role", QStringLiteral("quiet"));
    for (QLabel* label : {m_name, m_path}) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setMinimumWidth(10);
        body->addWidget(label);
    }
    auto* form = new QGridLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(kSmallGap);
    form->setColumnStretch(1, 1);
    m_state = addRow(form, tr("Label"));
    m_flag = addRow(form, tr("Flag"));
    m_landmarks = addRow(form, tr("Landmarks"));
    m_quality = addRow(form, tr("Quality"));
    m_sharpness = addRow(form, tr("Sharpness"));
    m_light = addRow(form, tr("Brightness"));
    m_contrast = addRow(form, tr("Contrast"));
    m_size = addRow(form, tr("Eye distance"));
    m_pose = addRow(form, tr("Pose"));
    m_source = addRow(form, tr("Source"));
    m_compared = addRow(form, tr("Comparison"));
    m_spot = addRow(form, tr("Spot check"));
    m_cross = addRow(form, tr("Cross-check"));
    body->addLayout(form);
    auto* heading = new QLabel(tr("History"), m_body);
    heading->setProperty("role", QStringLiteral("section"));
    body->addSpacing(kGap);
    body->addWidget(heading);
    m_history = new QLabel(m_body);
    m_history->setTextFormat(Qt::PlainText);
    m_history->setWordWrap(true);
    body->addWidget(m_history);
    m_whole = new QPushButton(tr("Whole history…"), m_body);
    m_whole->setObjectName(QStringLiteral("wholeHistory"));
    m_whole->setFocusPolicy(Qt::NoFocus); // the grid's keys go on working
    connect(m_whole, &QPushButton::clicked, this,
            [this] { HistoryDialog::showFace(window(), m_services, m_face, m_path->property("key").toString()); });
    body->addWidget(m_whole, 0, Qt::AlignLeft);
    column->addWidget(m_body);
    column->addStretch(1);
    setWidget(outer);
    showFace(0, 0);
}

QLabel* FaceInfo::addRow(QGridLayout* form, const QString& name)
{
    auto* label = new QLabel(name, m_body);
    label->setProperty("role", QStringLiteral("quiet"));
    auto* value = new QLabel(m_body);
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    const int row = form->rowCount();
    form->addWidget(label, row, 0, Qt::AlignTop);
    form->addWidget(value, row, 1);
    return value;
}

void FaceInfo::showFace(dataset::FaceId id, int selected)
{
    const auto face = id && m_services.session->isOpen() ? m_services.session->project().face(id) : std::nullopt;
    m_body->setVisible(face.has_value());
    m_hint->setVisible(!face || selected > 1);
    m_hint->setText(selected > 1 ? tr("%n faces are chosen; this is the last of them.", nullptr, selected)
                                 : tr("Choose a face to see what is known about it."));
    if (!face)
        return;
    m_face = id;
    const dataset::Project& project = m_services.session->project();
    m_photo->showFace(*face);
    const auto person = face->identity ? project.identity(face->identity) : std::nullopt;
    m_name->setText(person ? qs(person->name) : tr("Not labelled"));
    const auto image = project.image(face->image);
    const QString key = image ? qs(image->key) : QString();
    m_path->setText(m_path->fontMetrics().elidedText(key, Qt::ElideMiddle, kWidth - 24));
    m_path->setProperty("key", key);
    m_path->setToolTip(image ? qs(project.imageFile(*image)) : QString());

    switch (face->label) {
    case LabelState::Unreviewed:
        m_state->setText(tr("not reviewed"));
        break;
    case LabelState::Confirmed:
        m_state->setText(tr("confirmed"));
        break;
    case LabelState::Unsure:
        m_state->setText(tr("unsure"));
        break;
    case LabelState::Rejected:
        m_state->setText(tr("rejected, takes no part in training"));
        break;
    }
    m_landmarks->setText(face->manual ? tr("set by hand") : face->automatic ? tr("automatic") : tr("none"));
    const bool measured = face->status == FaceStatus::Found || face->status == FaceStatus::Aligned;
    const QString none = tr("–");
    if (face->status == FaceStatus::NotFound)
        m_quality->setText(tr("no face was found"));
    else if (!measured)
        m_quality->setText(tr("not prepared yet"));
    else
        m_quality->setText(QLocale().toString(static_cast<double>(face->quality), 'f', 2));
    m_sharpness->setText(!measured              ? none
                         : face->sharpness < 40 ? tr("%1, soft").arg(whole(face->sharpness))
                                                : whole(face->sharpness));
    m_light->setText(measured ? whole(face->brightness) : none);
    m_contrast->setText(measured ? whole(face->contrast) : none);
    m_size->setText(measured && face->size > 0 ? tr("%1 px").arg(whole(face->size)) : none);
    m_pose->setText(
        measured && face->size > 0
            ? tr("yaw %1°, pitch %2°, roll %3°").arg(whole(face->yaw), whole(face->pitch), whole(face->roll))
            : none);

    m_flag->setText(none);
    for (const dataset::FlagRow& flag : project.flagsOf(id))
        if (flag.flagged) {
            m_flag->setText(flag.decision.empty() ? tr("open, suspicion %1").arg(QLocale().toString(flag.score, 'f', 2))
                                                  : tr("decided"));
            break;
        }

    const auto origin = dataset::originOf(project, face->image).value_or(dataset::Origin{});
    m_source->setText(origin.source.empty() ? none : qs(origin.source));
    const auto known = [](const std::string& text) { return text.empty() ? tr("not known") : qs(text); };
    //: Of a picture
    m_source->setToolTip(tr("Source: %1\nLicence: %2\nConsent: %3")
                             .arg(known(origin.source), known(origin.licence), known(origin.consent)));
    showChecks();
    QStringList history;
    for (const dataset::HistoryEntry& h : dataset::faceHistory(project, id, kHistoryShown)) {
        const QString time = QLocale().toString(QDateTime::fromMSecsSinceEpoch(h.entry.time), QLocale::ShortFormat);
        const QString changes = changesText(h);
        const QString verb = verbText(h.entry.verb);
        //: A step of a history: what was done, and what it changed
        const QString what = changes == verb ? verb : tr("%1: %2").arg(verb, changes);
        const QString line = h.entry.who.empty() ? tr("%1, %2").arg(time, what)
                                                 //: A line of a face's history: when, who, what
                                                 : tr("%1, %2: %3").arg(time, qs(h.entry.who), what);
        history.append(h.entry.undone ? tr("%1 (undone)").arg(line) : line);
    }
    m_history->setText(history.isEmpty() ? tr("Nothing was changed by hand.") : history.join(QLatin1Char('\n')));
}

void FaceInfo::showChecks()
{
    const auto checks = dataset::checksOf(m_services.session->project(), m_face);
    for (const auto& [kind, label] : {std::pair{dataset::CheckKind::Automatic, m_compared},
                                      {dataset::CheckKind::Spot, m_spot},
                                      {dataset::CheckKind::Cross, m_cross}}) {
        const auto& check = checks.of(kind);
        const auto& result = check.result;
        const bool passed = check.state == dataset::CheckState::Passed;
        if (check.state == dataset::CheckState::NotPossible) {
            label->setText(tr("– not possible"));
            label->setToolTip(tr("This person has no other face to compare with."));
        } else if (check.state == dataset::CheckState::NotChecked) {
            label->setText(tr("– not checked"));
            label->setToolTip(
                tr("The Quality page runs the checks. A result holds as long as the face keeps its name."));
        } else {
            const QString value = QLocale().toString(result.value, 'f', 2);
            label->setText(kind == dataset::CheckKind::Spot ? (passed ? tr("✓ right") : tr("✗ wrong"))
                           : passed                         ? tr("✓ %1").arg(value)
                                                            : tr("✗ %1").arg(value));
            const QString when = QLocale().toString(QDateTime::fromMSecsSinceEpoch(result.time), QLocale::ShortFormat);
            label->setToolTip(
                kind == dataset::CheckKind::Spot ? tr("Looked at by %1 on %2").arg(qs(result.method), when)
                : kind == dataset::CheckKind::Automatic
                    ? tr("Calibrated similarity to the person’s other faces, %1 or more passes. By %2 on %3")
                          .arg(QLocale().toString(result.threshold, 'f', 2), qs(result.method), when)
                    : tr("Probability of this name by cross-validation; passes when no other is closer. By %1 on %2")
                          .arg(qs(result.method), when));
        }
    }
}

} // namespace likeness::pages

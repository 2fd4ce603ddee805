// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/face_info.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/photo_view.h"
#include "widgets/common/theme.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <cmath>

namespace likeness::pages {

using namespace widgets;
using dataset::FaceStatus;
using dataset::LabelState;
using engine::qs;

namespace {

constexpr int kWidth = 272;
constexpr int kHistoryEntries = 400; // how far back the journal is searched for this picture
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
    body->addLayout(form);
    auto* heading = new QLabel(tr("History"), m_body);
    heading->setProperty("role", QStringLiteral("section"));
    body->addSpacing(kGap);
    body->addWidget(heading);
    m_history = new QLabel(m_body);
    m_history->setTextFormat(Qt::PlainText);
    m_history->setWordWrap(true);
    body->addWidget(m_history);
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
    const dataset::Project& project = m_services.session->project();
    m_photo->showFace(*face);
    const auto person = face->identity ? project.identity(face->identity) : std::nullopt;
    m_name->setText(person ? qs(person->name) : tr("Not labelled"));
    const auto image = project.image(face->image);
    const QString key = image ? qs(image->key) : QString();
    m_path->setText(m_path->fontMetrics().elidedText(key, Qt::ElideMiddle, kWidth - 24));
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

    QStringList history;
    for (const dataset::JournalEntry& entry : project.journal(kHistoryEntries)) {
        const QString what = qs(entry.what);
        if (key.isEmpty() || !what.contains(key))
            continue;
        const QString time = QLocale().toString(QDateTime::fromMSecsSinceEpoch(entry.time), QLocale::ShortFormat);
        //: A line of a face's history: when, who, what
        history.append((entry.undone ? tr("%1, %2: %3 (undone)") : tr("%1, %2: %3")).arg(time, qs(entry.who), what));
        if (history.size() == kHistoryShown)
            break;
    }
    m_history->setText(history.isEmpty() ? tr("Nothing was changed by hand.") : history.join(QLatin1Char('\n')));
}

} // namespace likeness::pages

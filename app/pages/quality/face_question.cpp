// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/quality/face_question.h"

#include "app/engine/face_pictures.h"
#include "app/pages/common/face_pane.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kLargest = 336; // three times the crop: more shows only pixels
constexpr int kSmallest = 168;
constexpr int kOtherSize = 112;

// Arrows as arrows: "Right" is an answer.
QString keyText(int key)
{
    return key == Qt::Key_Left    ? QStringLiteral("←")
           : key == Qt::Key_Right ? QStringLiteral("→")
                                  : QKeySequence(key).toString(QKeySequence::NativeText);
}

} // namespace

FaceQuestion::FaceQuestion(Services services, QWidget* parent)
    : QWidget(parent), m_services(services), m_delegate(new FaceDelegate(this))
{
    setFocusPolicy(Qt::StrongFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(kMargin, kMargin, kMargin, kGap);
    head->setSpacing(kSmallGap);
    m_progress = new QLabel(this);
    m_progress->setObjectName(QStringLiteral("questionProgress"));
    m_progress->setProperty("role", QStringLiteral("quiet"));
    m_question = new QLabel(this);
    m_question->setObjectName(QStringLiteral("question"));
    m_question->setTextFormat(Qt::PlainText);
    QFont font = m_question->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    font.setBold(true);
    m_question->setFont(font);
    m_note = new QLabel(this);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setProperty("role", QStringLiteral("quiet"));
    for (QLabel* label : {m_progress, m_question, m_note}) {
        label->setMinimumWidth(10);
        head->addWidget(label);
    }
    column->addLayout(head);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kMargin, kGap, kMargin, 0);
    row->setSpacing(24);
    m_picture = new FacePane(this);
    row->addWidget(m_picture, 0, Qt::AlignTop);
    auto* side = new QVBoxLayout;
    side->setSpacing(kSmallGap);
    m_othersTitle = new QLabel(tr("Other faces with this name"), this);
    m_othersTitle->setProperty("role", QStringLiteral("section"));
    side->addWidget(m_othersTitle);
    m_delegate->setPictureSize(kOtherSize);
    m_delegate->setCaptions(false);
    m_model = new FaceListModel([](std::span<const std::int64_t> faces) { return std::vector<FaceCell>(faces.size()); },
                                [this](std::int64_t face) { return m_services.pictures->crop(face); }, this);
    m_others = makeFaceGrid(m_delegate, this);
    m_others->setModel(m_model);
    m_others->setFocusPolicy(Qt::NoFocus);
    m_others->setSelectionMode(QAbstractItemView::NoSelection);
    m_others->setFrameShape(QFrame::NoFrame);
    m_others->setProperty("role", QStringLiteral("plain"));
    side->addWidget(m_others, 1);
    row->addLayout(side, 1);
    column->addLayout(row, 1);
    m_bar = new QFrame(this);
    m_bar->setProperty("role", QStringLiteral("bar"));
    m_buttons = new QHBoxLayout(m_bar);
    m_buttons->setContentsMargins(kMargin, kGap, kMargin, kGap);
    m_buttons->setSpacing(kGap);
    column->addWidget(m_bar);
    connect(m_services.pictures, &engine::FacePictures::ready, this, [this](const std::vector<dataset::FaceId>& faces) {
        m_model->picturesReady(faces);
        if (std::find(faces.begin(), faces.end(), m_face) != faces.end())
            showPicture();
    });
}

void FaceQuestion::setAnswers(const std::vector<Answer>& answers)
{
    qDeleteAll(m_bar->findChildren<QPushButton*>());
    while (QLayoutItem* spacer = m_buttons->takeAt(0))
        delete spacer;
    qDeleteAll(actions());
    for (const Answer& answer : answers) {
        auto* action = new QAction(icon(answer.iconName), answer.text, this);
        QList<QKeySequence> keys;
        for (const int key : answer.keys)
            keys.append(QKeySequence(key));
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, id = answer.id] { Q_EMIT answered(id); });
        addAction(action);
        auto* button = new QPushButton(m_bar);
        //: Caption of a button: what it does, then its key
        button->setText(tr("%1   %2").arg(answer.text, keyText(answer.keys.constFirst())));
        button->setFocusPolicy(Qt::TabFocus);
        button->setProperty("role", answer.primary ? QStringLiteral("primary") : QString());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        m_buttons->addWidget(button);
    }
    m_buttons->addStretch(1);
}

void FaceQuestion::ask(dataset::FaceId face,
                       const std::vector<std::int64_t>& others,
                       const QString& question,
                       const QString& note,
                       const QString& progress)
{
    m_face = face;
    m_question->setText(question);
    m_note->setText(note);
    m_progress->setText(progress);
    m_othersTitle->setVisible(!others.empty());
    m_model->setFaces(others);
    showPicture();
}

void FaceQuestion::showPicture()
{
    m_picture->setSide(std::clamp(std::min(width() / 3, height() - 180), kSmallest, kLargest));
    if (m_face != 0)
        m_picture->setPicture(m_services.pictures->crop(m_face));
    else
        m_picture->setAbsent();
}

void FaceQuestion::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showPicture();
}

} // namespace likeness::pages

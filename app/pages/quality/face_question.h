// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"

#include <vector>

QT_BEGIN_NAMESPACE
class QHBoxLayout;
class QLabel;
class QListView;
QT_END_NAMESPACE

namespace likeness::widgets {
class FaceDelegate;
class FaceListModel;
} // namespace likeness::widgets

namespace likeness::pages {

class FacePane;

// One face at a time beside others of the same person, a question, and one key for each answer.
class FaceQuestion final : public QWidget
{
    Q_OBJECT
public:
    struct Answer {
        int id = 0;
        QString text;
        QString iconName;
        QList<int> keys; // Qt::Key; the first is shown
        bool primary = false;
    };
    explicit FaceQuestion(Services services, QWidget* parent = nullptr);
    void setAnswers(const std::vector<Answer>& answers);
    // others: of the same person, without the face. note: quiet, below the question. progress: "3 of 183".
    void ask(dataset::FaceId face,
             const std::vector<std::int64_t>& others,
             const QString& question,
             const QString& note,
             const QString& progress);
    dataset::FaceId face() const { return m_face; }

Q_SIGNALS:
    void answered(int id);

private:
    void showPicture();
    void resizeEvent(QResizeEvent* event) override;

    Services m_services;
    dataset::FaceId m_face = 0;
    QLabel* m_progress;
    QLabel* m_question;
    QLabel* m_note;
    FacePane* m_picture;
    QLabel* m_othersTitle;
    widgets::FaceDelegate* m_delegate;
    widgets::FaceListModel* m_model;
    QListView* m_others;
    QWidget* m_bar;
    QHBoxLayout* m_buttons;
};

} // namespace likeness::pages

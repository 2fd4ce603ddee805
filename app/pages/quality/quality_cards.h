// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "app/pages/quality/quality_data.h"

#include <QFrame>

QT_BEGIN_NAMESPACE
class QButtonGroup;
class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QListView;
class QPushButton;
class QSpinBox;
class QTableWidget;
class QVBoxLayout;
QT_END_NAMESPACE

namespace likeness::widgets {
class FaceListModel;
}

namespace likeness::pages {

class ModelChooser;

// A titled part of the quality page.
class QualityCard : public QFrame
{
    Q_OBJECT
public:
    QualityCard(const QString& title, const QString& explanation, QWidget* parent);

protected:
    QLabel* addText(const QString& role = {});
    QVBoxLayout* m_column;
};

// How many labels passed each check, the two that a model makes, and the faces that failed.
class ChecksCard final : public QualityCard
{
    Q_OBJECT
public:
    ChecksCard(Services services, QWidget* parent);
    void show(const QualityData& quality);

Q_SIGNALS:
    void faceChosen(qint64 face);

private:
    void run(dataset::CheckKind kind);
    void showFailures();
    void updateEnabled();
    struct Row {
        QLabel* result = nullptr;
        QLabel* method = nullptr;
        QPushButton* failures = nullptr;
    };
    Services m_services;
    ModelChooser* m_model;
    QPushButton* m_compare;
    QPushButton* m_cross;
    std::array<Row, 3> m_rows;
    QButtonGroup* m_shown;
    QListView* m_grid;
    widgets::FaceListModel* m_faces;
    QualityData m_data;
};

// Plans, opens and judges a random sample.
class SpotCard final : public QualityCard
{
    Q_OBJECT
public:
    explicit SpotCard(QWidget* parent);
    void show(const QualityData& quality);

Q_SIGNALS:
    void drawWanted(int count, double target);
    void goOnWanted();

private:
    void plan();
    QDoubleSpinBox* m_target;
    QSpinBox* m_count;
    int m_labelled = 0;     // faces in the project
    int m_plannedCount = 0; // as plan() set it last
    QLabel* m_planned;
    QPushButton* m_draw;
    QPushButton* m_goOn;
    QLabel* m_verdict;
    QLabel* m_result;
};

// Who agrees with whom, and what awaits a second person.
class PeopleCard final : public QualityCard
{
    Q_OBJECT
public:
    explicit PeopleCard(QWidget* parent);
    void show(const QualityData& quality);

Q_SIGNALS:
    void requireChanged(bool two);
    void approveWanted();
    void faceChosen(qint64 face);

private:
    QCheckBox* m_two;
    QLabel* m_awaiting;
    QPushButton* m_approve;
    QLabel* m_alone;
    QTableWidget* m_pairs;
    QLabel* m_differTitle;
    QTableWidget* m_differ;
};

} // namespace likeness::pages

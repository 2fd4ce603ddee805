// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/dataset/bulk.h"
#include "core/dataset/review_queue.h"
#include "core/jobs/job.h"

#include <QDialog>
#include <QTimer>
#include <memory>
#include <unordered_map>
#include <unordered_set>

QT_BEGIN_NAMESPACE
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSlider;
QT_END_NAMESPACE

namespace likeness::widgets {
class CellGrid;
class FaceListModel;
} // namespace likeness::widgets

namespace likeness::pages {

// Accepts all suggestions of one method and kind from a confidence on: how many faces that changes and how many of them
// are expected to be wrong, all of them to look through, surest first, each of which can be left out. It starts where
// at most one in a hundred is expected to be wrong. Made to be opened, not run: accepted() is the answer.
class BulkDialog final : public QDialog
{
    Q_OBJECT
public:
    BulkDialog(const Services& services, std::string method, std::string kind, QWidget* parent);
    ~BulkDialog() override;
    static bool knows(const std::string& kind); // of this kind each face can be answered for itself

    std::vector<dataset::FaceDecision> decisions() const; // of what is chosen
    std::string why() const;                              // for the journal
    int chosen() const;
    double expectedWrong() const; // changes

private:
    void load();
    void take(std::vector<dataset::Suggestion> suggestions, std::unordered_map<dataset::IdentityId, QString> names);
    void showChosen();
    void showSummary();
    QString expectedText() const;
    void toggleSelected();
    void comparePurity();
    dataset::FaceDecision decisionOf(const dataset::Suggestion& suggestion) const;
    QString nameOf(dataset::IdentityId id) const;

    Services m_services;
    std::string m_method, m_kind;
    std::vector<dataset::Suggestion> m_suggestions; // surest first
    std::unordered_map<dataset::FaceId, std::size_t> m_places;
    std::unordered_map<dataset::IdentityId, QString> m_names;
    std::unordered_set<dataset::FaceId> m_excluded;
    std::size_t m_above = 0; // how many reach the confidence
    widgets::FaceListModel* m_model;
    widgets::CellGrid* m_grid;
    QDoubleSpinBox* m_confidence; // percent
    QSlider* m_slider;            // tenths of a percent
    QLabel* m_summary;
    QLabel* m_expected; // of wrong labels
    QLabel* m_purity;
    QPushButton* m_accept;
    QTimer m_settled; // the confidence has come to rest
    std::shared_ptr<jobs::RecordingContext> m_comparing;
    int m_round = 0; // of reading
    bool m_loaded = false;
};

} // namespace likeness::pages

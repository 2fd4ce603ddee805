// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/versions/versions_model.h"
#include "core/dataset/versions.h"

#include <QWidget>
#include <memory>
#include <unordered_map>

QT_BEGIN_NAMESPACE
class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
QT_END_NAMESPACE

namespace likeness::engine {
class FacePictures;
}
namespace likeness::widgets {
class FaceDelegate;
class FaceListModel;
} // namespace likeness::widgets

namespace likeness::pages {

// Two versions, or one and now, side by side: which faces were added, removed, relabelled or have other landmarks, as
// pictures that can be searched. Reads in the background.
class VersionDiffView final : public QWidget
{
    Q_OBJECT
public:
    VersionDiffView(engine::FacePictures& pictures, QWidget* parent = nullptr);
    void setProject(const std::filesystem::path& folder, const std::vector<Version>& versions);
    // From this version; hash, or empty for none.
    void compareFrom(const std::string& hash);
    int count(dataset::Difference::Kind kind) const { return m_counts[static_cast<std::size_t>(kind)]; }
    int shown() const;

Q_SIGNALS:
    void faceActivated(qint64 face);
    void failed(const std::exception& error);

private:
    void read();
    void present();
    std::string chosen(const QComboBox* box) const;

    std::filesystem::path m_folder;
    QComboBox* m_from;
    QComboBox* m_to;
    QButtonGroup* m_kinds;
    QLineEdit* m_search;
    QLabel* m_summary;
    QListView* m_grid;
    widgets::FaceDelegate* m_delegate;
    widgets::FaceListModel* m_model;
    std::vector<dataset::Difference> m_differences;
    std::unordered_map<dataset::FaceId, const dataset::Difference*> m_shown;
    int m_counts[5] = {};
    bool m_reading = false;
    int m_round = 0;
};

} // namespace likeness::pages

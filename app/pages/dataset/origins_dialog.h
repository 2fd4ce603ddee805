// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/origins.h"

#include <QDialog>
#include <array>
#include <vector>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;
QT_END_NAMESPACE

namespace likeness::engine {
class ProjectSession;
}

namespace likeness::pages {

// Source, licence and consent of the chosen pictures, of a person's or of all; and how many pictures have which.
class OriginsDialog final : public QDialog
{
    Q_OBJECT
public:
    // `person` 0 and no faces: only the whole project can be chosen.
    OriginsDialog(engine::ProjectSession& session,
                  std::vector<dataset::FaceId> faces,
                  dataset::IdentityId person,
                  const QString& personName,
                  QWidget* parent = nullptr);
    void accept() override;

private:
    enum Scope { Chosen, Person, All, Missing };
    struct Read {
        std::vector<dataset::ImageId> images; // of the scope
        std::vector<dataset::OriginCount> here, everywhere;
    };
    void read();
    void present(const Read& read);
    void updateButton();

    engine::ProjectSession& m_session;
    std::vector<dataset::FaceId> m_faces;
    dataset::IdentityId m_person;
    std::vector<dataset::ImageId> m_images;
    int m_round = 0;
    QComboBox* m_scope;
    QLabel* m_count;
    std::array<QLineEdit*, 3> m_fields = {}; // source, licence, consent
    QTableWidget* m_summary;
    QPushButton* m_set;
};

} // namespace likeness::pages

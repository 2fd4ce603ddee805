// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "app/pages/dataset/face_query.h"

#include <QTimer>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
class QLineEdit;
class QMenu;
QT_END_NAMESPACE

namespace likeness::widgets {
class CellGrid;
class PeopleModel;
} // namespace likeness::widgets

namespace likeness::pages {

// Everybody in the project, to search and to choose from, and what can be done to one person: rename, merge, erase, its
// history.
class PeoplePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit PeoplePanel(Services services, QWidget* parent = nullptr);

    void clear();  // another project, or none: everybody is chosen
    void reload(); // from the session's FaceIndex; a person that is gone gives way to everybody
    // A person, or Choice::kEverybody or kUnlabelled. Emits nothing.
    dataset::IdentityId person() const { return m_person; }
    void choose(dataset::IdentityId person);
    void chooseLast(); // somebody, where nobody is
    QString personName() const;
    void endSearch();
    bool isSearching() const;               // keys go to the search field
    void erase();                           // asks, then erases the chosen person
    void addPersonAction(QAction* action);  // to the menu of a person
    void addProjectAction(QAction* action); // to the same menu, apart: it is not about the chosen person

Q_SIGNALS:
    void chosen(); // by the user: person() is another
    void errorRaised(const QString& what, const QString& tryThis, const QString& detail);

private:
    void search();
    void rename();
    void merge();
    void updateActions();
    void showError(const std::exception& error);

    Services m_services;
    dataset::IdentityId m_person = dataset::Choice::kEverybody;
    widgets::PeopleModel* m_people;
    QLineEdit* m_search;
    QLabel* m_nobody; // of that name
    widgets::CellGrid* m_view;
    QTimer m_searchTimer;
    QAction* m_rename;
    QAction* m_merge;
    QAction* m_erase;
    QAction* m_history;
    QMenu* m_more = nullptr;
};

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/dataset/history.h"

#include <QDialog>
#include <functional>

QT_BEGIN_NAMESPACE
class QLabel;
class QTableView;
QT_END_NAMESPACE

namespace likeness::pages {

class HistoryModel;

// Everything that happened to one face or one person, newest first, read a page at a time off the window's thread. Not
// modal; deletes itself when closed.
class HistoryDialog final : public QDialog
{
    Q_OBJECT
public:
    static void showFace(QWidget* parent, const Services& services, dataset::FaceId face, const QString& title);
    static void showPerson(QWidget* parent, const Services& services, dataset::IdentityId person, const QString& name);

private:
    using Read = std::function<std::vector<dataset::HistoryEntry>(const dataset::Project&, std::int64_t before)>;
    HistoryDialog(QWidget* parent, const Services& services, const QString& title, Read read);
    void readMore();

    QString m_folder;
    Read m_read;
    HistoryModel* m_model;
    QTableView* m_table;
    QLabel* m_state;
    bool m_reading = false;
    bool m_complete = false;
};

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/settings.h"
#include "app/pages/common/page.h"
#include "core/base/json_util.h"

#include <QMainWindow>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QActionGroup;
class QLabel;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;
QT_END_NAMESPACE

namespace likeness::widgets {
class JobBar;
class MessageBar;
} // namespace likeness::widgets

namespace likeness::app {

struct ImportChoice;

// The window: navigation, pages, the job line, menus. Owns the session; pages do the work.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    // The exit status of the event loop when the window is to be made anew in the language of the settings.
    static constexpr int kLanguageChanged = 1000;

    explicit MainWindow(engine::Settings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    engine::ProjectSession& session() { return *m_session; }
    engine::FacePictures& pictures() { return *m_pictures; }
    const std::vector<pages::Page*>& pages() const { return m_pages; }
    pages::Page* page(const QString& id) const; // null when there is none
    pages::Page* currentPage() const;
    void showPage(const QString& id);

    // False, with the message shown, when it cannot be opened.
    bool openProject(const QString& folder);
    // A folder that is no project: NAME.likeness beside it (or in the home folder where that cannot be written) is made
    // or opened, and the faces are imported and prepared. Asks first unless `ask` is false.
    bool openFaces(const QString& folder, bool ask = true);
    bool createDemo(const QString& folder);
    void showError(const QString& what, const QString& tryThis, const QString& detail);
    void showError(const std::exception& error);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildActions();
    void buildPages();
    void connectSession();
    void connectJobs();
    void updateActions();
    void fillRecentMenu();
    // project_actions.cpp
    void newProject();
    void newDemo();
    void chooseProject();
    void chooseFaces();
    void chooseDataset();
    void importFrom(const QString& path);
    void startImport(const ImportChoice& choice);
    void prepareFaces();
    void exportDataset();
    void showReport(bool asked); // of the last import or export; unasked only where something was odd
    bool mayReplaceProject();    // asks to stop what runs; false when the person says no
    // help_dialogs.cpp
    void showSettings();
    void showKeys();
    void showAbout();

    QString busyWith() const;
    void stopWork();
    void closeWhenIdle();

    engine::Settings& m_settings;
    engine::ProjectSession* m_session;
    engine::FacePictures* m_pictures;
    std::vector<pages::Page*> m_pages;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_rail = nullptr;
    QWidget* m_railLine = nullptr;
    QWidget* m_topBar = nullptr;
    QVBoxLayout* m_railLayout = nullptr;
    QLabel* m_projectName = nullptr;
    QLabel* m_projectCounts = nullptr;
    widgets::MessageBar* m_message = nullptr;
    widgets::JobBar* m_jobBar = nullptr;
    QMenu* m_recentMenu = nullptr;
    QMenu* m_viewMenu = nullptr;
    QActionGroup* m_pageActions = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    QAction* m_import = nullptr;
    QAction* m_importFile = nullptr;
    QAction* m_prepare = nullptr;
    QAction* m_export = nullptr;
    QAction* m_showReport = nullptr;
    QAction* m_closeProject = nullptr;
    bool m_closing = false; // asked and agreed; waiting for the work to end
    Json m_report;          // formats::Report of the last import or export
    QString m_reportTitle, m_reportText;
    QString m_afterJob; // what the job line says when the running job ends well
};

} // namespace likeness::app

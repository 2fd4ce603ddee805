// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/main_window.h"

#include "app/engine/error_text.h"
#include "app/engine/qt_convert.h"
#include "app/mainwindow/format_text.h"
#include "app/mainwindow/page_list.h"
#include "app/pages/journal/journal_text.h"
#include "app/pages/start_page.h"
#include "widgets/common/icons.h"
#include "widgets/common/job_bar.h"
#include "widgets/common/message_bar.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace likeness::app {

using namespace widgets;

namespace {

constexpr int kRailWidth = 84;
constexpr int kSmallestPage = 860;

// A folder, or where a project is open a dataset's file.
QString droppedPath(const QMimeData* mime, bool projectOpen)
{
    if (!mime->hasUrls() || mime->urls().size() != 1)
        return {};
    const QFileInfo info(mime->urls().constFirst().toLocalFile());
    return info.isDir() || (projectOpen && info.isFile()) ? info.filePath() : QString();
}

QString whatOf(const std::optional<dataset::JournalEntry>& entry)
{
    return entry ? pages::entryText(*entry) : QString();
}

QFrame* line(QFrame::Shape shape, QWidget* parent)
{
    auto* frame = new QFrame(parent);
    frame->setFrameShape(shape);
    frame->setFrameShadow(QFrame::Plain);
    frame->setForegroundRole(QPalette::Mid);
    frame->setLineWidth(1);
    return frame;
}

} // namespace

MainWindow::MainWindow(engine::Settings& settings, QWidget* parent)
    : QMainWindow(parent), m_settings(settings), m_session(new engine::ProjectSession(this)),
      m_pictures(new engine::FacePictures(*m_session, this))
{
    setWindowTitle(tr("Likeness"));
    setAcceptDrops(true);
    resize(1320, 860);

    auto* centre = new QWidget(this);
    auto* grid = new QGridLayout(centre);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);

    m_topBar = new QWidget(centre);
    m_topBar->setProperty("role", QStringLiteral("bar"));
    m_topBar->setAttribute(Qt::WA_StyledBackground);
    auto* top = new QHBoxLayout(m_topBar);
    top->setContentsMargins(kMargin, 6, kGap, 6);
    top->setSpacing(kGap);
    m_projectName = new QLabel(m_topBar);
    m_projectName->setObjectName(QStringLiteral("projectName"));
    m_projectName->setTextFormat(Qt::PlainText);
    m_projectName->setProperty("role", QStringLiteral("title"));
    m_projectCounts = new QLabel(m_topBar);
    m_projectCounts->setProperty("role", QStringLiteral("quiet"));
    top->addWidget(m_projectName);
    top->addWidget(m_projectCounts);
    top->addStretch(1);

    m_rail = new QWidget(centre);
    m_rail->setProperty("role", QStringLiteral("bar"));
    m_rail->setAttribute(Qt::WA_StyledBackground);
    m_rail->setFixedWidth(kRailWidth);
    m_railLayout = new QVBoxLayout(m_rail);
    m_railLayout->setContentsMargins(6, kGap, 6, kGap);
    m_railLayout->setSpacing(kSmallGap);

    auto* body = new QWidget(centre);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_message = new MessageBar(body);
    auto* messageRow = new QHBoxLayout;
    messageRow->setContentsMargins(0, 0, 0, 0);
    messageRow->addWidget(m_message);
    column->addLayout(messageRow);
    m_stack = new QStackedWidget(body);
    column->addWidget(m_stack, 1);

    m_jobBar = new JobBar(centre);
    m_jobBar->setAttribute(Qt::WA_StyledBackground);

    grid->addWidget(m_topBar, 0, 0, 1, 3);
    grid->addWidget(line(QFrame::HLine, centre), 1, 0, 1, 3);
    grid->addWidget(m_rail, 2, 0);
    m_railLine = line(QFrame::VLine, centre);
    grid->addWidget(m_railLine, 2, 1);
    grid->addWidget(body, 2, 2);
    grid->addWidget(line(QFrame::HLine, centre), 3, 0, 1, 3);
    grid->addWidget(m_jobBar, 4, 0, 1, 3);
    grid->setColumnStretch(2, 1);
    grid->setRowStretch(2, 1);
    setCentralWidget(centre);

    buildActions();
    connectJobs(); // before the pages, whose words at a job's end are the last
    buildPages();
    connectSession();

    const QByteArray geometry = m_settings.get(engine::settings::kGeometry);
    if (!geometry.isEmpty())
        restoreGeometry(geometry);
    updateActions();
    showPage(QStringLiteral("start"));
}

MainWindow::~MainWindow()
{
    m_session->close(); // the pages are still there and store what is open in them
}

void MainWindow::buildActions()
{
    auto* file = menuBar()->addMenu(tr("&File"));
    const auto add = [this](QMenu* menu, const QString& text, const QKeySequence& key, const QString& name, auto slot) {
        QAction* action = menu->addAction(text);
        action->setShortcut(key);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    add(file, tr("&New project…"), QKeySequence::New, QStringLiteral("newProject"), [this] { newProject(); });
    add(file, tr("New &demo project…"), {}, QStringLiteral("newDemo"), [this] { newDemo(); });
    add(file, tr("&Open project…"), QKeySequence::Open, QStringLiteral("openProject"), [this] { chooseProject(); });
    m_recentMenu = file->addMenu(tr("Open &recent"));
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    file->addSeparator();
    m_import = add(file, tr("&Import folder…"), QKeySequence(Qt::CTRL | Qt::Key_I), QStringLiteral("importFolder"),
                   [this] { chooseFaces(); });
    m_importFile = add(file, tr("Import a dataset's &file…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I),
                       QStringLiteral("importFile"), [this] { chooseDataset(); });
    m_showReport =
        add(file, tr("&Report of the last import"), {}, QStringLiteral("showReport"), [this] { showReport(true); });
    m_showReport->setEnabled(false);
    m_prepare = add(file, tr("&Prepare faces…"), QKeySequence(Qt::CTRL | Qt::Key_P), QStringLiteral("prepareFaces"),
                    [this] { prepareFaces(); });
    m_export = add(file, tr("&Export…"), QKeySequence(Qt::CTRL | Qt::Key_E), QStringLiteral("exportDataset"),
                   [this] { exportDataset(); });
    file->addSeparator();
    m_closeProject =
        add(file, tr("&Close project"), QKeySequence(Qt::CTRL | Qt::Key_W), QStringLiteral("closeProject"), [this] {
            if (mayReplaceProject())
                m_session->close();
        });
    add(file, tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), QStringLiteral("quit"), [this] {
        close();
    })->setMenuRole(QAction::QuitRole);

    auto* edit = menuBar()->addMenu(tr("&Edit"));
    m_undo = add(edit, tr("&Undo"), QKeySequence(Qt::CTRL | Qt::Key_Z), QStringLiteral("undo"), [this] {
        const QString what = whatOf(m_session->nextUndo());
        if (currentPage()->travel(true) && !m_session->jobs().isRunning())
            m_jobBar->showMessage(tr("Undone: %1").arg(what), 5000);
    });
    m_undo->setIcon(icon(QStringLiteral("undo")));
    m_redo = add(edit, tr("&Redo"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QStringLiteral("redo"), [this] {
        const QString what = whatOf(m_session->nextRedo());
        if (currentPage()->travel(false) && !m_session->jobs().isRunning())
            m_jobBar->showMessage(tr("Done again: %1").arg(what), 5000);
    });
    m_redo->setIcon(icon(QStringLiteral("redo")));
    edit->addSeparator();
    add(edit, tr("&Settings…"), QKeySequence(Qt::CTRL | Qt::Key_Comma), QStringLiteral("settings"),
        [this] { showSettings(); });

    m_viewMenu = menuBar()->addMenu(tr("&View"));
    auto* help = menuBar()->addMenu(tr("&Help"));
    // Shift+/ on most keyboards; F1 for the others.
    QAction* keys =
        add(help, tr("&Keys"), QKeySequence(Qt::Key_Question), QStringLiteral("keys"), [this] { showKeys(); });
    keys->setShortcuts({QKeySequence(Qt::Key_Question), QKeySequence(Qt::Key_F1)});
    add(help, tr("&About Likeness"), {}, QStringLiteral("about"), [this] { showAbout(); });

    auto* top = static_cast<QHBoxLayout*>(m_topBar->layout());
    for (QAction* action : {m_undo, m_redo}) {
        auto* button = new QToolButton(m_topBar);
        button->setDefaultAction(action);
        button->setFocusPolicy(Qt::TabFocus);
        top->addWidget(button);
    }
}

void MainWindow::buildPages()
{
    m_pages = makePages({m_session, m_pictures, &m_settings}, m_stack);
    m_pageActions = new QActionGroup(this);
    int number = 0;
    for (pages::Page* page : m_pages) {
        // The widest page must not keep the window from fitting a small screen.
        page->setMinimumWidth(kSmallestPage);
        m_stack->addWidget(page);
        connect(page, &pages::Page::goTo, this, [this](const QString& id, qint64 face) {
            showPage(id);
            if (face != 0 && currentPage() && currentPage()->id() == id)
                currentPage()->openFace(face);
        });
        connect(page, &pages::Page::reviewFaces, this, [this](const std::vector<dataset::FaceId>& faces) {
            showPage(QStringLiteral("review"));
            if (currentPage() && currentPage()->id() == QLatin1String("review"))
                currentPage()->openFaces(faces);
        });
        connect(page, &pages::Page::statusMessage, m_jobBar, &JobBar::showMessage);
        connect(page, &pages::Page::errorRaised, this,
                qOverload<const QString&, const QString&, const QString&>(&MainWindow::showError));
        if (auto* start = qobject_cast<pages::StartPage*>(page)) {
            connect(start, &pages::StartPage::openFolderRequested, this, &MainWindow::chooseFaces);
            connect(start, &pages::StartPage::openProjectRequested, this, &MainWindow::chooseProject);
            connect(start, &pages::StartPage::demoRequested, this, &MainWindow::newDemo);
            connect(start, &pages::StartPage::projectChosen, this, &MainWindow::openProject);
            continue;
        }
        auto* action = new QAction(icon(page->iconName()), page->title(), m_pageActions);
        action->setObjectName(QLatin1String("page_") + page->id());
        action->setCheckable(true);
        action->setData(page->id());
        if (++number <= 10) { // the tenth has Ctrl+0, as the key lies beside 9
            action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number % 10)));
            //: The name of a page and the key that opens it
            action->setToolTip(tr("%1 (%2)").arg(page->title(), action->shortcut().toString(QKeySequence::NativeText)));
        }
        connect(action, &QAction::triggered, this, [this, id = page->id()] { showPage(id); });
        m_viewMenu->addAction(action);
        auto* button = new QToolButton(m_rail);
        button->setProperty("role", QStringLiteral("nav"));
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        button->setIconSize(QSize(22, 22));
        button->setFixedWidth(kRailWidth - 12);
        button->setFocusPolicy(Qt::TabFocus);
        m_railLayout->addWidget(button);
    }
    m_railLayout->addStretch(1);
}

void MainWindow::connectSession()
{
    using engine::ProjectSession;
    connect(m_session, &ProjectSession::opened, this, [this] {
        m_settings.addRecentProject(m_session->folder());
        m_jobBar->showMessage({}, 0); // it was about another project
        updateActions();
        showPage(QStringLiteral("dataset"));
        if (const auto& other = m_session->otherWindow())
            m_message->showNotice(
                tr("This project is also open in another window (process %1, since %2).")
                    .arg(QString::number(other->process), QLocale().toString(other->since, QLocale::ShortFormat)),
                tr("Both can decide, and each shows within a second what the other did. Undo takes back the last "
                   "decision, whoever made it."));
    });
    connect(m_session, &ProjectSession::closed, this, [this] {
        m_jobBar->showMessage({}, 0);
        updateActions();
        showPage(QStringLiteral("start"));
    });
    for (auto signal : {&ProjectSession::undoStateChanged, &ProjectSession::contentChanged})
        connect(m_session, signal, this, &MainWindow::updateActions);
    connect(&m_session->faces(), &engine::FaceIndex::reloaded, this, &MainWindow::updateActions);
}

void MainWindow::connectJobs()
{
    using engine::JobRunner;
    JobRunner& jobs = m_session->jobs();
    connect(&jobs, &JobRunner::started, this, [this](const QString& title) {
        m_jobBar->begin(title);
        updateActions();
    });
    connect(&jobs, &JobRunner::stageChanged, this,
            [this](const QString& id) { m_jobBar->setStage(engine::stageText(id)); });
    connect(&jobs, &JobRunner::progressChanged, this, [this](quint64 done, quint64 total, const QString& unit) {
        m_jobBar->setProgress(done, total,
                              done == 0 && total == 0 ? QString() : engine::progressText(done, total, unit));
    });
    connect(&jobs, &JobRunner::issueFound, this, [this](const jobs::Issue& issue) {
        const QString what = issue.kind.empty() ? engine::errorText(issue.code, {}).what : oddityTitle(issue.kind);
        m_jobBar->addIssue({engine::qs(issue.item), what, engine::qs(issue.message)});
    });
    connect(&jobs, &JobRunner::finished, this, [this] {
        m_jobBar->end(m_afterJob.isEmpty() ? tr("%1: done").arg(m_session->jobs().title()) : m_afterJob);
        m_afterJob.clear();
        updateActions();
    });
    connect(&jobs, &JobRunner::failed, this, [this](ErrorCode code, const QString& message) {
        m_afterJob.clear();
        const engine::ErrorText text = engine::errorText(code, message);
        if (code == ErrorCode::Interrupted) {
            m_jobBar->end((m_session->isLargeChange() ? tr("%1: stopped. Nothing was changed.")
                                                      : tr("%1: stopped. What was finished is kept."))
                              .arg(m_session->jobs().title()));
        } else {
            m_jobBar->end(tr("%1: failed").arg(m_session->jobs().title()));
            showError(text.what, text.tryThis, text.detail);
        }
        updateActions();
    });
    connect(m_jobBar, &JobBar::stopRequested, this, [this] {
        m_jobBar->setStopping();
        m_session->jobs().stop();
    });
}

pages::Page* MainWindow::page(const QString& id) const
{
    for (pages::Page* page : m_pages)
        if (page->id() == id)
            return page;
    return nullptr;
}

pages::Page* MainWindow::currentPage() const
{
    return static_cast<pages::Page*>(m_stack->currentWidget());
}

void MainWindow::showPage(const QString& id)
{
    pages::Page* wanted = page(id);
    if (!wanted)
        return;
    m_stack->setCurrentWidget(wanted);
    for (QAction* action : m_pageActions->actions())
        action->setChecked(action->data().toString() == id);
    try {
        wanted->activate();
    } catch (const std::exception& e) {
        showError(e);
    }
    wanted->setFocus();
}

void MainWindow::updateActions()
{
    const bool open = m_session->isOpen();
    const bool working = m_session->jobs().isRunning();
    m_rail->setVisible(open);
    m_railLine->setVisible(open);
    m_topBar->setVisible(open);
    for (QAction* action : m_pageActions->actions())
        action->setEnabled(open);
    for (QAction* action : {m_import, m_importFile, m_export})
        action->setEnabled(open && !working);
    m_prepare->setEnabled(open && !working);
    m_closeProject->setEnabled(open);
    const auto say = [](QAction* action, const QString& verb, const QString& what, const QString& withWhat) {
        action->setEnabled(!what.isEmpty());
        QString text = what;
        text.replace(QLatin1Char('&'), QLatin1String("&&"));
        if (text.size() > 60)
            text = text.left(59) + QChar(0x2026);
        action->setText(what.isEmpty() ? verb : withWhat.arg(text));
        //: A command and its key
        action->setToolTip(tr("%1 (%2)").arg(what.isEmpty() ? verb : withWhat.arg(what),
                                             action->shortcut().toString(QKeySequence::NativeText)));
    };
    if (!open) {
        say(m_undo, tr("Undo"), {}, {});
        say(m_redo, tr("Redo"), {}, {});
        setWindowTitle(tr("Likeness"));
        return;
    }
    try {
        say(m_undo, tr("Undo"), whatOf(m_session->nextUndo()), tr("Undo: %1"));
        say(m_redo, tr("Redo"), whatOf(m_session->nextRedo()), tr("Redo: %1"));
        const engine::FaceIndex& index = m_session->faces();
        m_projectName->setText(m_session->name());
        const QString people = tr("%n people", nullptr, static_cast<int>(index.people().size()));
        const QString faces = tr("%n face(s)", nullptr, index.totals().faces);
        //: How much a project holds: people, faces
        m_projectCounts->setText(index.isReady() ? tr("%1, %2").arg(people, faces) : QString());
        setWindowTitle(tr("%1 – Likeness").arg(m_session->name()));
    } catch (const std::exception& e) {
        showError(e);
    }
}

void MainWindow::fillRecentMenu()
{
    m_recentMenu->clear();
    for (const QString& folder : m_settings.get(engine::settings::kRecentProjects)) {
        QString text = QDir::toNativeSeparators(folder);
        text.replace(QLatin1Char('&'), QLatin1String("&&"));
        QAction* action = m_recentMenu->addAction(text);
        action->setEnabled(QFileInfo::exists(folder + QLatin1String("/project.db")));
        connect(action, &QAction::triggered, this, [this, folder] { openProject(folder); });
    }
    if (m_recentMenu->isEmpty())
        m_recentMenu->addAction(tr("No project was opened yet"))->setEnabled(false);
}

void MainWindow::showError(const QString& what, const QString& tryThis, const QString& detail)
{
    m_message->showError(what, tryThis, detail);
}

void MainWindow::showError(const std::exception& error)
{
    const engine::ErrorText text = engine::errorText(error);
    showError(text.what, text.tryThis, text.detail);
}

QString MainWindow::busyWith() const
{
    if (m_session->jobs().isRunning())
        return m_session->jobs().title();
    for (const pages::Page* page : m_pages)
        if (const QString what = page->busyWith(); !what.isEmpty())
            return what;
    return {};
}

void MainWindow::stopWork()
{
    m_session->jobs().stop();
    for (pages::Page* page : m_pages)
        page->stopWork();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    const QString work = busyWith();
    if (!work.isEmpty()) {
        event->ignore();
        if (m_closing)
            return;
        if (!dialogs::MessageBox::confirm(
                this, tr("Close Likeness?"), tr("“%1” is still running.").arg(work),
                tr("It can be stopped now; what is finished is kept, and it can go on later."), tr("Stop and close")))
            return;
        m_closing = true;
        m_jobBar->setStopping();
        // Not from here: the work may have ended while this was asked, and a window that is closing cannot be closed.
        QTimer::singleShot(0, this, &MainWindow::closeWhenIdle);
        return;
    }
    m_settings.set(engine::settings::kGeometry, saveGeometry());
    m_message->hide();
    m_session->close();
    if (!m_message->isHidden()) { // something could not be stored: it is said before the window goes
        m_closing = false;
        event->ignore();
        return;
    }
    event->accept();
}

void MainWindow::closeWhenIdle()
{
    if (busyWith().isEmpty()) {
        close();
        return;
    }
    stopWork(); // each time: what ends may have something to start, a prepared run its training
    QTimer::singleShot(50, this, &MainWindow::closeWhenIdle);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedPath(event->mimeData(), m_session->isOpen()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QString path = droppedPath(event->mimeData(), m_session->isOpen());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    // After the drop has ended: a dialog inside it would block the program that the path came from.
    QTimer::singleShot(0, this, [this, path] {
        if (QFileInfo::exists(path + QLatin1String("/project.db")))
            openProject(path);
        else if (m_session->isOpen())
            importFrom(path);
        else
            openFaces(path);
    });
}

} // namespace likeness::app

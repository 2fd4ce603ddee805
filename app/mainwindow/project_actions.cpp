// SPDX-License-Identifier: GPL-3.0-or-later
// What the File menu does: making, opening, filling and preparing projects.
#include "app/engine/qt_convert.h"
#include "app/mainwindow/export_dialog.h"
#include "app/mainwindow/import_dialog.h"
#include "app/mainwindow/main_window.h"
#include "app/mainwindow/oddity_dialog.h"
#include "app/mainwindow/prepare_dialog.h"
#include "core/curate/curate.h"
#include "core/dataset/demo.h"
#include "core/dataset/import.h"
#include "core/dataset/origins.h"
#include "core/faces/prepare.h"
#include "widgets/common/job_bar.h"
#include "widgets/dialogs/dialogs.h"

#include <QDir>
#include <QFileInfo>
#include <QTimer>

namespace likeness::app {

using engine::toPath;
using engine::utf8;

namespace {

QString withSuffix(QString folder)
{
    while (folder.size() > 1 && folder.endsWith(QLatin1Char('/')))
        folder.chop(1);
    return folder.endsWith(QLatin1String(".likeness")) ? folder : folder + QLatin1String(".likeness");
}

bool isProject(const QString& folder)
{
    return QFileInfo::exists(folder + QLatin1String("/project.db"));
}

// NAME.likeness beside the folder of faces, or in the home folder where that place cannot be written.
QString projectFor(const QString& folder)
{
    const QFileInfo info(QDir(folder).absolutePath());
    const QString parent = QFileInfo(info.path()).isWritable() ? info.path() : QDir::homePath();
    return withSuffix(parent + QLatin1Char('/') + info.fileName());
}

} // namespace

bool MainWindow::mayReplaceProject()
{
    const QString work = busyWith();
    if (work.isEmpty())
        return true;
    dialogs::MessageBox::inform(this, tr("Likeness"), tr("“%1” is still running.").arg(work),
                                tr("Stop it or wait for its end first."));
    return false;
}

bool MainWindow::openProject(const QString& folder)
{
    if (!mayReplaceProject())
        return false;
    try {
        if (const auto path = toPath(QFileInfo(folder).absoluteFilePath()); dataset::Project::isOlder(path))
            dialogs::waitFor(this, tr("Likeness"),
                             tr("This project was written by an older version. It is copied and brought up to date…"),
                             [path] { dataset::Project::open(path); });
        m_session->open(folder);
        return true;
    } catch (const std::exception& e) {
        showError(e);
        return false;
    }
}

void MainWindow::newProject()
{
    if (!mayReplaceProject())
        return;
    const QString chosen =
        dialogs::FileDialog::saveFile(this, tr("New project"), tr("Likeness projects (*.likeness)"),
                                      QDir::homePath() + QLatin1Char('/') + tr("faces") + QLatin1String(".likeness"));
    if (chosen.isEmpty())
        return;
    const QString folder = withSuffix(chosen);
    try {
        dataset::Project::create(toPath(folder));
    } catch (const std::exception& e) {
        showError(e);
        return;
    }
    openProject(folder);
}

void MainWindow::newDemo()
{
    if (!mayReplaceProject())
        return;
    const QString chosen =
        dialogs::FileDialog::saveFile(this, tr("New demo project"), tr("Likeness projects (*.likeness)"),
                                      QDir::homePath() + QLatin1String("/demo.likeness"));
    if (!chosen.isEmpty())
        createDemo(withSuffix(chosen));
}

bool MainWindow::createDemo(const QString& folder)
{
    const auto path = toPath(folder);
    const bool started = m_session->jobs().start(tr("Drawing the demo project"), [path](jobs::Context& context) {
        dataset::Project project = dataset::createDemo(path, {}, context);
        const auto lock = project.lockForJob("demo");
        faces::prepare(project, {}, context);
        curate::Options options;
        options.method = "lbph";
        curate::curate(project, options, context);
    });
    if (!started)
        return false;
    // Whatever was finished is a project: a stopped demo opens too.
    const auto open = [this, folder] {
        if (!m_closing && isProject(folder))
            openProject(folder);
    };
    m_afterJob = tr("The demo is ready. The Review page lists its suspicious labels, worst first.");
    auto* once = new QObject(this);
    const auto later = [once, open] {
        once->deleteLater();
        open();
    };
    connect(&m_session->jobs(), &engine::JobRunner::finished, once, later, Qt::QueuedConnection);
    connect(&m_session->jobs(), &engine::JobRunner::failed, once, later, Qt::QueuedConnection);
    return true;
}

void MainWindow::chooseProject()
{
    const QString folder =
        dialogs::FileDialog::folder(this, tr("Open a project (a folder ending in .likeness)"), QDir::homePath());
    if (folder.isEmpty())
        return;
    if (isProject(folder))
        openProject(folder);
    else
        openFaces(folder);
}

void MainWindow::chooseFaces()
{
    const QString folder =
        dialogs::FileDialog::folder(this, tr("A folder of faces: one folder of images per person"), QDir::homePath());
    if (folder.isEmpty())
        return;
    if (m_session->isOpen())
        importFrom(folder);
    else if (isProject(folder))
        openProject(folder);
    else
        openFaces(folder);
}

bool MainWindow::openFaces(const QString& folder, bool ask)
{
    if (!mayReplaceProject())
        return false;
    const QString target = projectFor(folder);
    if (ask && !isProject(target) &&
        !dialogs::MessageBox::confirm(
            this, tr("Make a project?"),
            tr("“%1” is a folder of images, not yet a project.").arg(QDir::toNativeSeparators(folder)),
            tr("A project will be made at %1. The images themselves are not changed.")
                .arg(QDir::toNativeSeparators(target)),
            tr("Make the project")))
        return false;
    try {
        if (!isProject(target))
            dataset::Project::create(toPath(target));
    } catch (const std::exception& e) {
        showError(e);
        return false;
    }
    if (!openProject(target))
        return false;
    if (ask) {
        importFrom(folder);
    } else {
        ImportChoice choice;
        choice.path = folder;
        choice.aligned = ImportDialog::looksAligned(folder);
        startImport(choice);
    }
    return true;
}

void MainWindow::chooseDataset()
{
    const QString file = dialogs::FileDialog::openFile(
        this, tr("A dataset's file"),
        tr("Datasets (*.rec *.idx *.bin *.csv *.tsv *.txt *.xml *.json *.pts);;All files (*)"), QDir::homePath());
    if (!file.isEmpty())
        importFrom(file);
}

void MainWindow::importFrom(const QString& path)
{
    if (!mayReplaceProject())
        return;
    if (const auto choice = ImportDialog::ask(this, path))
        startImport(*choice);
}

void MainWindow::startImport(const ImportChoice& choice)
{
    struct Outcome {
        dataset::ImportResult import;
        faces::PrepareResult prepare;
    };
    auto outcome = std::make_shared<Outcome>();
    const QString name = QFileInfo(choice.path).fileName();
    const bool started = m_session->startJob(
        tr("Importing %1").arg(name), [choice, outcome](dataset::Project& project, jobs::Context& context) {
            dataset::ImportOptions options;
            options.format = choice.format;
            options.aligned = choice.aligned;
            options.copy = choice.copy;
            options.pointBase = choice.pointBase;
            options.images = toPath(choice.images);
            options.origin =
                dataset::ensureOrigin(project, {0, utf8(choice.source), utf8(choice.licence), utf8(choice.consent)});
            outcome->import = dataset::importFrom(project, toPath(choice.path), options, context);
            faces::PrepareOptions prepare;
            prepare.detector = utf8(choice.detector);
            prepare.light = image::lightingOf(utf8(choice.light));
            if (choice.prepare)
                outcome->prepare = faces::prepare(project, prepare, context);
        });
    if (!started)
        return;
    auto* once = new QObject(this);
    const auto report = [this, once, outcome, name] {
        once->deleteLater();
        m_report = outcome->import.report;
        m_reportTitle = tr("Report of the import of %1").arg(name);
        m_reportText = tr("%1 added, %2 already there, %3 skipped as duplicates.")
                           .arg(tr("%n image(s)", nullptr, outcome->import.imagesAdded))
                           .arg(outcome->import.alreadyThere)
                           .arg(outcome->import.duplicates);
        if (outcome->import.annotated > 0)
            m_reportText += QLatin1Char(' ') + tr("%n of those that were there got marks that they lacked.", nullptr,
                                                  outcome->import.annotated);
        showReport(false);
    };
    connect(&m_session->jobs(), &engine::JobRunner::finished, once, [this, outcome, report] {
        m_jobBar->showMessage(tr("%1 added, %2 already there, no face in %3.")
                                      .arg(tr("%n image(s)", nullptr, outcome->import.imagesAdded))
                                      .arg(outcome->import.alreadyThere)
                                      .arg(outcome->prepare.noFace) +
                                  (m_session->isOpen() && m_session->project().counts().identities > 1
                                       ? QLatin1Char(' ') + tr("Next: look for wrong labels on the Review page.")
                                       : QString()),
                              0);
        report();
    });
    // What fails after the import itself (no face at all) leaves its report.
    connect(&m_session->jobs(), &engine::JobRunner::failed, once, report);
}

void MainWindow::showReport(bool asked)
{
    m_showReport->setEnabled(m_report.is_object());
    if (asked || oddityCount(m_report) > 0)
        showOddities(this, m_reportTitle, m_reportText, m_report);
}

void MainWindow::exportDataset()
{
    if (!mayReplaceProject() || !m_session->isOpen())
        return;
    const auto choice = ExportDialog::ask(this, m_session->folder(), m_session->project().snapshots());
    if (!choice)
        return;
    auto outcome = std::make_shared<dataset::ExportResult>();
    const QString name = QFileInfo(choice->target).fileName();
    if (!m_session->startJob(tr("Exporting %1").arg(name),
                             [choice = *choice, outcome](dataset::Project& project, jobs::Context& context) {
                                 *outcome = dataset::exportTo(project, toPath(choice.target), choice.options, context);
                             }))
        return;
    auto* once = new QObject(this);
    connect(&m_session->jobs(), &engine::JobRunner::finished, once, [this, once, outcome, name] {
        once->deleteLater();
        m_report = outcome->report;
        m_reportTitle = tr("Report of the export of %1").arg(name);
        m_reportText = outcome->pack.is_object()
                           ? tr("%1 of %2 written to %3.")
                                 .arg(tr("%n pair(s)", nullptr, outcome->count),
                                      tr("%n people", nullptr, outcome->people), engine::qs(outcome->written))
                           : tr("%1 of %2 written to %3.")
                                 .arg(tr("%n image(s)", nullptr, outcome->count),
                                      tr("%n people", nullptr, outcome->people), engine::qs(outcome->written));
        m_jobBar->showMessage(m_reportText, 0);
        showReport(false);
    });
    connect(&m_session->jobs(), &engine::JobRunner::failed, once, [once] { once->deleteLater(); });
}

void MainWindow::prepareFaces()
{
    const auto options = PrepareDialog::ask(this);
    if (!options)
        return;
    auto outcome = std::make_shared<faces::PrepareResult>();
    if (!m_session->startJob(tr("Preparing faces"),
                             [outcome, options = *options](dataset::Project& project, jobs::Context& context) {
                                 *outcome = faces::prepare(project, options, context);
                             }))
        return;
    auto* once = new QObject(this);
    connect(&m_session->jobs(), &engine::JobRunner::finished, once, [this, once, outcome] {
        once->deleteLater();
        m_jobBar->showMessage(
            tr("%1 with a face, %2 without").arg(tr("%n image(s)", nullptr, outcome->faces)).arg(outcome->noFace), 0);
    });
    connect(&m_session->jobs(), &engine::JobRunner::failed, once, [once] { once->deleteLater(); });
}

} // namespace likeness::app

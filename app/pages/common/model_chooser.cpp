// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/common/model_chooser.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "core/compute/known_models.h"
#include "core/run/run_folder.h"
#include "widgets/dialogs/dialogs.h"

#include <QFileInfo>
#include <QSignalBlocker>

namespace likeness::pages {

using engine::qs;
namespace keys = engine::settings;

namespace {

const char* const kChooseFile =
    "choose-file"; // data of the last entry of the model list; no file is called that: paths are absolute

// A run of another project is called by its folder.
QString fileText(const QString& path)
{
    const auto file = engine::toPath(path);
    const auto folder = file.parent_path();
    return qs((file == run::RunFolder::modelIn(folder) ? folder : file).filename());
}

} // namespace

ModelChooser::ModelChooser(Services services, QWidget* parent) : QComboBox(parent), m_services(services)
{
    setToolTip(tr("The model whose embeddings are compared: a run of this project or a model file"));
    setMinimumWidth(180);
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(this, &QComboBox::activated, this, [this] {
        if (currentData().toString() == QLatin1String(kChooseFile))
            chooseFile();
        else
            remember(model());
        Q_EMIT modelChanged();
    });
    connect(services.session, &engine::ProjectSession::opened, this, &ModelChooser::refresh);
    connect(&services.session->jobs(), &engine::JobRunner::finished, this, [this] {
        if (isVisible()) // else when it is shown
            refresh();
    });
    refresh();
}

// What the project was looked at with last; what was chosen for another is for one that was not yet.
void ModelChooser::refresh()
{
    QString wanted = m_services.settings->get(keys::kCurateModel);
    QStringList files;
    const QSignalBlocker block(this);
    clear();
    if (m_services.session->isOpen()) {
        const dataset::Project& project = m_services.session->project();
        for (const run::RunFolder& run : run::listRuns(project.runsFolder()))
            if (std::filesystem::exists(run.model()))
                addItem(tr("Run %1").arg(qs(run.id())), qs(run.id()));
        const auto known = compute::knownModels(project.cacheFolder());
        for (const std::string& model : known)
            files.append(qs(model));
        if (!files.isEmpty())
            wanted = files.first();
    }
    if (!files.contains(wanted) && QFileInfo::exists(wanted))
        files.append(wanted);
    for (const QString& file : std::as_const(files))
        if (QFileInfo(file).isAbsolute()) { // what is not is the name of a run
            addItem(fileText(file), file);
            setItemData(count() - 1, file, Qt::ToolTipRole);
        }
    addItem(tr("Choose a model file…"), QString::fromLatin1(kChooseFile));
    setCurrentIndex(std::max(0, findData(wanted)));
}

void ModelChooser::remember(const QString& model)
{
    m_services.settings->set(keys::kCurateModel, model);
    if (m_services.session->isOpen())
        compute::noteModel(m_services.session->project().cacheFolder(), engine::toPath(model));
}

void ModelChooser::showEvent(QShowEvent* event)
{
    refresh(); // chosen on another page, trained
    QComboBox::showEvent(event);
}

QString ModelChooser::model() const
{
    const QString chosen = currentData().toString();
    return chosen == QLatin1String(kChooseFile) ? QString() : chosen;
}

QString ModelChooser::require()
{
    if (model().isEmpty())
        chooseFile();
    return model();
}

void ModelChooser::chooseFile()
{
    const QString file = dialogs::FileDialog::openFile(this, tr("Choose a model"),
                                                       tr("Models (*.onnx *.safetensors *.pth *.pt);;All files (*)"));
    if (!file.isEmpty())
        remember(file);
    refresh();
}

} // namespace likeness::pages

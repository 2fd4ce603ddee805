// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/common/model_chooser.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
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
            m_services.settings->set(keys::kCurateModel, model());
        Q_EMIT modelChanged();
    });
}

void ModelChooser::refresh()
{
    const QString wanted = m_services.settings->get(keys::kCurateModel);
    const QSignalBlocker block(this);
    clear();
    if (m_services.session->isOpen())
        for (const run::RunFolder& run : run::listRuns(m_services.session->project().runsFolder()))
            if (std::filesystem::exists(run.model()))
                addItem(tr("Run %1").arg(qs(run.id())), qs(run.id()));
    if (const QFileInfo file(wanted); file.isAbsolute() && file.exists()) // what is not a file is the name of a run
        addItem(QFileInfo(wanted).fileName(), wanted);
    addItem(tr("Choose a model file…"), QString::fromLatin1(kChooseFile));
    setCurrentIndex(std::max(0, findData(wanted)));
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
    const QString file =
        dialogs::FileDialog::openFile(this, tr("Choose a model"), tr("Models (*.onnx *.safetensors);;All files (*)"));
    if (!file.isEmpty())
        m_services.settings->set(keys::kCurateModel, file);
    refresh();
}

} // namespace likeness::pages

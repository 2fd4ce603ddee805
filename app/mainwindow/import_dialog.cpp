// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/import_dialog.h"

#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QDirIterator>
#include <QFormLayout>
#include <QImageReader>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace likeness::app {
namespace {

std::optional<ImportChoice> nextChoice;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::app::ImportDialog)
};

} // namespace

std::optional<ImportChoice> ImportDialog::ask(QWidget* parent, const QString& folder)
{
    if (nextChoice) {
        ImportChoice choice = *std::exchange(nextChoice, std::nullopt);
        choice.folder = folder;
        return choice;
    }
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("importDialog"));
    dialog.setWindowTitle(Words::tr("Import a folder of faces"));
    auto* column = new QVBoxLayout(&dialog);
    column->setContentsMargins(widgets::kMargin, widgets::kMargin, widgets::kMargin, widgets::kMargin);
    column->setSpacing(widgets::kGap);
    auto* path = new QLabel(QDir::toNativeSeparators(folder), &dialog);
    path->setTextFormat(Qt::PlainText);
    path->setProperty("role", QStringLiteral("title"));
    path->setWordWrap(true);
    column->addWidget(path);
    auto* hint = new QLabel(
        Words::tr("The name of each folder in it becomes a person; images that lie directly in it come in unlabelled."),
        &dialog);
    hint->setProperty("role", QStringLiteral("quiet"));
    hint->setWordWrap(true);
    column->addWidget(hint);
    column->addSpacing(widgets::kGap);
    auto* photos = new QRadioButton(Words::tr("Photographs: find and align the faces in them"), &dialog);
    auto* crops = new QRadioButton(Words::tr("Already aligned faces: take each image whole"), &dialog);
    (looksAligned(folder) ? crops : photos)->setChecked(true);
    column->addWidget(photos);
    auto* form = new QFormLayout;
    form->setContentsMargins(26, 0, 0, 0);
    auto* detector = new QComboBox(&dialog);
    detector->addItem(Words::tr("HOG (dlib): better"), QStringLiteral("hog"));
    detector->addItem(Words::tr("Haar (OpenCV): faster"), QStringLiteral("haar"));
    form->addRow(Words::tr("Detector"), detector);
    column->addLayout(form);
    column->addWidget(crops);
    detector->setEnabled(photos->isChecked());
    QObject::connect(photos, &QRadioButton::toggled, detector, &QWidget::setEnabled);
    column->addSpacing(widgets::kGap);
    auto* copy = new QCheckBox(Words::tr("Copy the images into the project"), &dialog);
    copy->setToolTip(
        Words::tr("Otherwise they stay where they are and must not be moved. Originals are never changed."));
    column->addWidget(copy);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, &dialog);
    QPushButton* accept = buttons->addButton(Words::tr("Import"), QDialogButtonBox::AcceptRole);
    accept->setDefault(true);
    accept->setProperty("role", QStringLiteral("primary"));
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    column->addSpacing(widgets::kGap);
    column->addWidget(buttons);
    dialog.setFixedWidth(520);
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    ImportChoice choice;
    choice.folder = folder;
    choice.aligned = crops->isChecked();
    choice.copy = copy->isChecked();
    choice.detector = detector->currentData().toString();
    return choice;
}

bool ImportDialog::looksAligned(const QString& folder)
{
    QDirIterator files(folder, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
    QSize size;
    int seen = 0;
    for (int looked = 0; looked < 200 && seen < 12 && files.hasNext(); ++looked) {
        const QSize here = QImageReader(files.next()).size();
        if (!here.isValid())
            continue;
        if (here.width() > 260 || here.height() > 260 || (seen > 0 && here != size))
            return false;
        size = here;
        ++seen;
    }
    return seen > 0;
}

void ImportDialog::setNextChoice(const ImportChoice& choice)
{
    nextChoice = choice;
}

} // namespace likeness::app

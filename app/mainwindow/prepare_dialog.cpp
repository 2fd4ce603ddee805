// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/prepare_dialog.h"

#include "app/engine/qt_convert.h"
#include "app/pages/common/light_text.h"
#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

namespace likeness::app {

using namespace widgets;

namespace {

std::optional<faces::PrepareOptions> nextChoice;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::app::PrepareDialog)
};

} // namespace

QComboBox* makeDetectorBox(QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(QStringLiteral("detector"));
    box->addItem(Words::tr("HOG (dlib): better"), QStringLiteral("hog"));
    box->addItem(Words::tr("Haar (OpenCV): faster"), QStringLiteral("haar"));
    return box;
}

QComboBox* makeLightBox(QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(QStringLiteral("prepareLight"));
    for (const image::Lighting light : image::allLightings())
        box->addItem(light == image::Lighting::None ? Words::tr("As it is") : pages::lightText(light),
                     engine::qs(image::lightingName(light)));
    box->setToolTip(Words::tr("Evens out the light of dark or unevenly lit photographs before faces and their "
                              "landmarks are looked for. The crops stay as the pictures are."));
    return box;
}

std::optional<faces::PrepareOptions> PrepareDialog::ask(QWidget* parent)
{
    if (nextChoice)
        return std::exchange(nextChoice, std::nullopt);
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("prepareDialog"));
    dialog.setWindowTitle(Words::tr("Prepare faces"));
    auto* column = new QVBoxLayout(&dialog);
    column->setContentsMargins(kMargin, kMargin, kMargin, 12);
    column->setSpacing(kGap);
    auto* what = new QLabel(Words::tr("Finds, aligns and measures the faces that are new or were changed."), &dialog);
    what->setWordWrap(true);
    column->addWidget(what);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(kMargin);
    form->setVerticalSpacing(kGap);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* detector = makeDetectorBox(&dialog);
    auto* light = makeLightBox(&dialog);
    auto* again = new QCheckBox(Words::tr("Look again in all photographs"), &dialog);
    again->setObjectName(QStringLiteral("prepareAgain"));
    again->setToolTip(Words::tr("Also where it was done before; labels and edited landmarks stay"));
    form->addRow(Words::tr("Detector"), detector);
    form->addRow(Words::tr("Light"), light);
    form->addRow(QString(), again);
    column->addLayout(form);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, &dialog);
    auto* start = buttons->addButton(Words::tr("Prepare"), QDialogButtonBox::AcceptRole);
    start->setDefault(true);
    makePrimary(start);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    column->addSpacing(kGap);
    column->addWidget(buttons);
    dialog.setFixedWidth(440);
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    faces::PrepareOptions options;
    options.detector = engine::utf8(detector->currentData().toString());
    options.light = image::lightingOf(engine::utf8(light->currentData().toString()));
    options.again = again->isChecked();
    return options;
}

void PrepareDialog::setNextChoice(const faces::PrepareOptions& choice)
{
    nextChoice = choice;
}

} // namespace likeness::app

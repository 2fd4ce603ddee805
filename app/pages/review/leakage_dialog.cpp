// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/leakage_dialog.h"

#include "app/engine/qt_convert.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/dialogs/path_field.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

LeakageDialog::LeakageDialog(verify::VerifyOptions options, const QString& note, QWidget* parent)
    : QDialog(parent), m_options(std::move(options))
{
    setObjectName(QStringLiteral("leakageDialog"));
    setWindowTitle(tr("Compare with a verification set"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, 12);
    column->setSpacing(kGap);
    auto* why = new QLabel(tr("A model that is trained on what it is tested on looks better than it is. Faces that the "
                              "set holds too are listed for review."),
                           this);
    why->setWordWrap(true);
    column->addWidget(why);
    auto* pack = new QRadioButton(tr("A verification pack"), this);
    pack->setToolTip(tr("A .bin file such as lfw.bin"));
    pack->setChecked(true);
    m_folder = new QRadioButton(tr("A folder per person"), this);
    m_folder->setObjectName(QStringLiteral("leakageFolder"));
    column->addWidget(pack);
    column->addWidget(m_folder);
    auto* place = new dialogs::PathField([this] { return choose(); }, this);
    m_path = place->edit();
    m_path->setObjectName(QStringLiteral("leakagePath"));
    m_path->setAccessibleName(tr("Pack or folder"));
    column->addWidget(place);
    m_aligned = new QCheckBox(tr("Images are aligned crops"), this);
    m_aligned->setToolTip(tr("Otherwise faces are found and aligned first"));
    column->addWidget(m_aligned);
    auto* what = new QLabel(note, this);
    what->setObjectName(QStringLiteral("leakageNote"));
    what->setProperty("role", QStringLiteral("quiet"));
    what->setTextFormat(Qt::PlainText);
    what->setWordWrap(true);
    column->addWidget(what);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_compare = buttons->addButton(tr("Compare"), QDialogButtonBox::AcceptRole);
    makePrimary(m_compare);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    connect(m_path, &QLineEdit::textChanged, this, &LeakageDialog::updateButtons);
    connect(m_folder, &QRadioButton::toggled, this, &LeakageDialog::updateButtons);
    setFixedWidth(520);
    updateButtons();
}

QString LeakageDialog::choose()
{
    return m_folder->isChecked() ? dialogs::FileDialog::folder(this, tr("Folder with one folder per person"))
                                 : dialogs::FileDialog::openFile(this, tr("Verification pack"), tr("Packs (*.bin)"));
}

void LeakageDialog::updateButtons()
{
    const QFileInfo place(m_path->text().trimmed());
    m_path->setPlaceholderText(m_folder->isChecked() ? tr("Folder") : tr("File.bin"));
    m_aligned->setEnabled(m_folder->isChecked());
    m_compare->setEnabled(m_folder->isChecked() ? place.isDir() : place.isFile());
}

verify::VerifyOptions LeakageDialog::options() const
{
    verify::VerifyOptions options = m_options;
    options.set = engine::toPath(m_path->text().trimmed());
    options.aligned = m_folder->isChecked() && m_aligned->isChecked();
    return options;
}

} // namespace likeness::pages

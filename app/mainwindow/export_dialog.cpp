// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/export_dialog.h"

#include "app/engine/qt_convert.h"
#include "app/mainwindow/format_text.h"
#include "core/formats/formats.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/dialogs/path_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDateTime>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace likeness::app {

using namespace widgets;
using engine::qs;
using Pictures = dataset::ExportOptions::Pictures;

namespace {

constexpr int kHintWidth = 430; // of a dialog of 560, beside the longest label

std::optional<ExportChoice> nextChoice;

class Dialog final : public QDialog
{
    Q_DECLARE_TR_FUNCTIONS(likeness::app::ExportDialog)
public:
    Dialog(QWidget* parent, const QString& projectFolder, const std::vector<dataset::SnapshotRow>& versions)
        : QDialog(parent), m_projectFolder(projectFolder)
    {
        setObjectName(QStringLiteral("exportDialog"));
        setWindowTitle(tr("Export the dataset"));
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
        column->setSpacing(kGap);
        m_form = new QFormLayout;
        m_form->setHorizontalSpacing(kMargin);
        m_form->setVerticalSpacing(kGap);
        m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        column->addLayout(m_form);

        m_format = new QComboBox(this);
        m_format->setObjectName(QStringLiteral("exportFormat"));
        for (const std::string& name : formats::writableFormats())
            m_format->addItem(formatTitle(name), qs(name));
        m_form->addRow(tr("Format"), m_format);
        m_hint = makeHint(formatHints(formats::writableFormats()), kHintWidth, this);
        m_form->addRow(QString(), m_hint);

        m_version = new QComboBox(this);
        m_version->addItem(tr("As it is now"), QString());
        for (auto row = versions.rbegin(); row != versions.rend(); ++row) {
            const QString name = row->name.empty() ? qs(row->hash.substr(0, 12)) : qs(row->name);
            const QString date = QLocale().toString(QDateTime::fromMSecsSinceEpoch(row->time), QLocale::ShortFormat);
            m_version->addItem(tr("%1, %2").arg(name, date), qs(row->hash));
        }
        m_form->addRow(tr("Version"), m_version);
        m_people = new QComboBox(this);
        m_people->addItem(tr("Everybody"), -1);
        m_people->addItem(tr("The training side"), static_cast<int>(dataset::Split::Train));
        m_people->addItem(tr("The validation side"), static_cast<int>(dataset::Split::Validation));
        m_people->addItem(tr("The test side"), static_cast<int>(dataset::Split::Test));
        m_form->addRow(tr("People"), m_people);
        m_unlabelled = new QCheckBox(tr("Also the faces without a name"), this);
        m_unlabelled->setToolTip(tr("Where the format can hold them; of the present state only."));
        m_form->addRow(QString(), m_unlabelled);
        m_pictures = new QComboBox(this);
        m_pictures->addItem(tr("As the format is used"), static_cast<int>(Pictures::Auto));
        m_pictures->addItem(tr("The images, unchanged"), static_cast<int>(Pictures::Original));
        m_pictures->addItem(tr("Aligned crops, 112 × 112"), static_cast<int>(Pictures::Crops));
        m_pictures->addItem(tr("Only the list"), static_cast<int>(Pictures::None));
        m_pictures->setToolTip(tr("train.rec and packs hold aligned crops; the other formats hold the images."));
        m_form->addRow(tr("Images"), m_pictures);
        m_pointBase = makePointBase(this);
        m_form->addRow(tr("Pixels count from"), m_pointBase);
        m_pairs = new QSpinBox(this);
        m_pairs->setRange(4, 1'000'000);
        m_pairs->setSingleStep(1000);
        m_pairs->setValue(6000);
        m_pairs->setToolTip(tr("Half of them show the same person; both halves are alike in pose and quality."));
        m_form->addRow(tr("Pairs"), m_pairs);
        m_folds = new QSpinBox(this);
        m_folds->setRange(2, 100);
        m_folds->setValue(10);
        m_folds->setToolTip(tr("No person is in two folds."));
        m_form->addRow(tr("Folds"), m_folds);

        auto* place = new dialogs::PathField(
            [this] { return dialogs::FileDialog::saveFile(this, tr("Export to"), QString(), m_target->text()); }, this);
        m_target = place->edit();
        m_target->setObjectName(QStringLiteral("exportTarget"));
        connect(place, &dialogs::PathField::chosen, this, [this] { m_targetIsOurs = false; });
        m_form->addRow(tr("To"), place);
        m_problem = new QLabel(this);
        m_problem->setProperty("role", QStringLiteral("quiet"));
        m_problem->setWordWrap(true);
        column->addWidget(m_problem);

        auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
        m_accept = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
        m_accept->setDefault(true);
        makePrimary(m_accept);
        connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
        connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
        column->addWidget(buttons);
        connect(m_format, qOverload<int>(&QComboBox::currentIndexChanged), this, [this] { formatChosen(); });
        connect(m_target, &QLineEdit::textEdited, this, [this] { m_targetIsOurs = false; });
        connect(m_target, &QLineEdit::textChanged, this, [this] { check(); });
        setFixedWidth(560);
        formatChosen();
    }

    ExportChoice choice() const
    {
        ExportChoice choice;
        choice.target = m_target->text().trimmed();
        auto& options = choice.options;
        options.format = format();
        options.version = engine::utf8(m_version->currentData().toString());
        options.pictures = static_cast<Pictures>(m_pictures->currentData().toInt());
        if (const int side = m_people->currentData().toInt(); side >= 0)
            options.split = static_cast<dataset::Split>(side);
        options.unlabelled = m_unlabelled->isChecked();
        options.pointBase = m_pointBase->currentData().toInt();
        options.pack.pairs = m_pairs->value();
        options.pack.folds = m_folds->value();
        return choice;
    }

private:
    std::string format() const { return engine::utf8(m_format->currentData().toString()); }

    void formatChosen()
    {
        const std::string name = format();
        m_hint->setText(formatHint(name));
        m_form->setRowVisible(m_pointBase, name == "pts");
        m_form->setRowVisible(m_pairs, name == "pack");
        m_form->setRowVisible(m_folds, name == "pack");
        if (m_targetIsOurs)
            m_target->setText(suggestion(name));
        adjustSize();
    }

    // Beside the project, under a name that is free.
    QString suggestion(const std::string& name) const
    {
        const QFileInfo project(m_projectFolder);
        QString stem =
            project.absolutePath() + QLatin1Char('/') + project.completeBaseName() + QLatin1Char('-') + qs(name);
        const QString suffix = fileSuffix(name);
        QString free = stem + suffix;
        for (int n = 2; QFileInfo::exists(free); ++n)
            free = stem + QLatin1Char('-') + QString::number(n) + suffix;
        return QDir::toNativeSeparators(free);
    }

    void check()
    {
        const QString target = m_target->text().trimmed();
        const QFileInfo info(target);
        const bool taken = info.exists() && !(info.isDir() && QDir(target).isEmpty());
        m_problem->setText(taken ? tr("This exists already; name another place.") : QString());
        m_accept->setEnabled(!target.isEmpty() && !taken);
    }

    QString m_projectFolder;
    QFormLayout* m_form = nullptr;
    QComboBox *m_format = nullptr, *m_version = nullptr, *m_people = nullptr, *m_pictures = nullptr,
              *m_pointBase = nullptr;
    QCheckBox* m_unlabelled = nullptr;
    QSpinBox *m_pairs = nullptr, *m_folds = nullptr;
    QLabel *m_hint = nullptr, *m_problem = nullptr;
    QLineEdit* m_target = nullptr;
    QPushButton* m_accept = nullptr;
    bool m_targetIsOurs = true; // nobody has typed another
};

} // namespace

std::optional<ExportChoice>
ExportDialog::ask(QWidget* parent, const QString& projectFolder, const std::vector<dataset::SnapshotRow>& versions)
{
    if (nextChoice)
        return *std::exchange(nextChoice, std::nullopt);
    Dialog dialog(parent, projectFolder, versions);
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    return dialog.choice();
}

void ExportDialog::setNextChoice(const ExportChoice& choice)
{
    nextChoice = choice;
}

} // namespace likeness::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/import_dialog.h"

#include "app/engine/error_text.h"
#include "app/engine/qt_convert.h"
#include "app/mainwindow/format_text.h"
#include "app/mainwindow/prepare_dialog.h"
#include "app/pages/common/async.h"
#include "core/formats/formats.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/dialogs/path_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QFormLayout>
#include <QImageReader>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace likeness::app {

using namespace widgets;
using engine::qs;

namespace {

std::optional<ImportChoice> nextChoice;
constexpr int kLargestCrop = 128;
constexpr int kHintWidth = 400; // of a dialog of 560, beside the longest label

class Dialog final : public QDialog
{
    Q_DECLARE_TR_FUNCTIONS(likeness::app::ImportDialog)
public:
    Dialog(QWidget* parent, const QString& path) : QDialog(parent), m_path(path)
    {
        setObjectName(QStringLiteral("importDialog"));
        setWindowTitle(tr("Import faces"));
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
        column->setSpacing(kGap);
        auto* title = new QLabel(QDir::toNativeSeparators(path), this);
        title->setTextFormat(Qt::PlainText);
        title->setProperty("role", QStringLiteral("title"));
        title->setWordWrap(true);
        column->addWidget(title);
        m_form = new QFormLayout;
        m_form->setHorizontalSpacing(kMargin);
        m_form->setVerticalSpacing(kGap);
        m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        column->addLayout(m_form);
        addFormat();
        addPictures();
        addOrigin();
        auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
        m_accept = buttons->addButton(tr("Import"), QDialogButtonBox::AcceptRole);
        m_accept->setDefault(true);
        makePrimary(m_accept);
        connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
        connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
        column->addSpacing(kGap);
        column->addWidget(buttons);
        setFixedWidth(560);
        formatChosen();
        detect();
    }

    ImportChoice choice() const
    {
        ImportChoice choice;
        choice.path = m_path;
        choice.format = format();
        choice.aligned = m_crops->isChecked();
        choice.copy = m_copy->isChecked();
        choice.detector = m_detector->currentData().toString();
        choice.light = m_light->currentData().toString();
        choice.pointBase = m_pointBase->currentData().toInt();
        choice.images = m_images->text();
        choice.source = m_source->text().trimmed();
        choice.licence = m_licence->text().trimmed();
        choice.consent = m_consent->text().trimmed();
        return choice;
    }

private:
    void addFormat()
    {
        m_format = new QComboBox(this);
        m_format->setObjectName(QStringLiteral("importFormat"));
        m_form->addRow(tr("Format"), m_format);
        QStringList hints = formatHints(formats::readableFormats());
        hints.append(folderHint());
        m_hint = makeHint(hints, kHintWidth, this);
        m_form->addRow(QString(), m_hint);
        for (const std::string& name : formats::readableFormats())
            m_format->addItem(formatTitle(name), qs(name));
        connect(m_format, qOverload<int>(&QComboBox::currentIndexChanged), this, [this] { formatChosen(); });
        m_pointBase = makePointBase(this);
        m_pointBase->setObjectName(QStringLiteral("pointBase"));
        m_pointBase->setToolTip(tr("The wrong choice shifts every landmark by one pixel."));
        m_form->addRow(tr("Pixels count from"), m_pointBase);
        auto* images = new dialogs::PathField(
            [this] {
                return dialogs::FileDialog::folder(this, tr("The folder of the images"),
                                                   QFileInfo(m_path).absolutePath());
            },
            this);
        m_imagesRow = images;
        m_images = images->edit();
        m_images->setPlaceholderText(tr("Beside the file"));
        m_form->addRow(tr("Images are in"), m_imagesRow);
    }

    void addPictures()
    {
        m_photos = new QRadioButton(tr("Photographs: find and align the faces in them"), this);
        m_crops = new QRadioButton(tr("Already aligned faces: take each image whole"), this);
        m_photos->setChecked(true);
        m_form->addRow(tr("Images"), m_photos);
        m_detector = makeDetectorBox(this);
        m_light = makeLightBox(this);
        auto* indented = new QFormLayout;
        indented->setContentsMargins(26, 0, 0, 0);
        indented->setSpacing(kGap);
        indented->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        indented->addRow(tr("Detector"), m_detector);
        indented->addRow(tr("Light"), m_light);
        m_form->addRow(QString(), indented);
        m_form->addRow(QString(), m_crops);
        for (QWidget* box : {m_detector, m_light})
            connect(m_photos, &QRadioButton::toggled, box, &QWidget::setEnabled);
        m_copy = new QCheckBox(tr("Copy the images into the project"), this);
        m_copy->setToolTip(
            tr("Otherwise they stay where they are and must not be moved. Originals are never changed."));
        m_form->addRow(QString(), m_copy);
    }

    void addOrigin()
    {
        const auto field = [this](const QString& name, const QString& example) {
            auto* edit = new QLineEdit(this);
            edit->setPlaceholderText(example);
            edit->setMaxLength(500);
            m_form->addRow(name, edit);
            return edit;
        };
        m_source = field(tr("Source"), tr("Who or where the images are from"));
        m_licence = field(tr("Licence"), tr("What may be done with them"));
        m_consent = field(tr("Consent"), tr("What the people shown have agreed to"));
    }

    void detect()
    {
        m_accept->setEnabled(false);
        struct Found {
            std::string format;
            bool aligned;
            bool points;
        };
        pages::runAsync(
            this,
            [path = m_path] {
                Found found{formats::detectFormat(engine::toPath(path)), false, false};
                found.points = found.format == "folders" && formats::havePointsBeside(engine::toPath(path));
                found.aligned = found.format == "folders" && looksAligned(path);
                return found;
            },
            [this](const Found& found) {
                m_format->setItemText(m_format->findData(qs(found.format)),
                                      tr("%1 (recognised)").arg(formatTitle(found.format)));
                m_format->setCurrentIndex(m_format->findData(qs(found.format)));
                m_points = found.points;
                formatChosen();
                if (found.aligned)
                    m_crops->setChecked(true);
                m_accept->setEnabled(true);
            },
            [this](const std::exception& error) {
                const engine::ErrorText text = engine::errorText(error);
                m_hint->setText(text.what + QLatin1Char(' ') + text.tryThis);
                m_accept->setEnabled(true); // a person may know better
            });
    }

    static QString folderHint() // with landmarks
    {
        //: Two sentences: what a format is, and that landmarks were found beside the images
        return tr("%1 %2").arg(formatHint("folders"), tr("The .pts files beside the images come along."));
    }

    static bool looksAligned(const QString& path) { return ImportDialog::looksAligned(path); }

    std::string format() const { return engine::utf8(m_format->currentData().toString()); }

    void formatChosen()
    {
        const std::string name = format();
        m_hint->setText(name == "folders" && m_points ? folderHint() : formatHint(name));
        m_form->setRowVisible(m_pointBase, name == "pts" || (name == "folders" && m_points));
        m_form->setRowVisible(m_imagesRow, namesPictures(name));
        (holdsCrops(name) ? m_crops : m_photos)->setChecked(true);
        adjustSize();
    }

    QString m_path;
    bool m_points = false; // .pts files lie beside the pictures
    QFormLayout* m_form = nullptr;
    QComboBox* m_format = nullptr;
    QLabel* m_hint = nullptr;
    QComboBox* m_pointBase = nullptr;
    QWidget* m_imagesRow = nullptr;
    QLineEdit* m_images = nullptr;
    QRadioButton* m_photos = nullptr;
    QRadioButton* m_crops = nullptr;
    QComboBox* m_detector = nullptr;
    QComboBox* m_light = nullptr;
    QCheckBox* m_copy = nullptr;
    QLineEdit *m_source = nullptr, *m_licence = nullptr, *m_consent = nullptr;
    QPushButton* m_accept = nullptr;
};

} // namespace

std::optional<ImportChoice> ImportDialog::ask(QWidget* parent, const QString& path)
{
    if (nextChoice) {
        ImportChoice choice = *std::exchange(nextChoice, std::nullopt);
        choice.path = path;
        return choice;
    }
    Dialog dialog(parent, path);
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    return dialog.choice();
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
        // Aligned crops are as large as a model's input. Photographs of one size (LFW, 250 × 250) are larger.
        if (here.width() > kLargestCrop || here.height() > kLargestCrop || (seen > 0 && here != size))
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

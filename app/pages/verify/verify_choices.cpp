// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/verify_choices.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/verify/verify_text.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalBlocker>
#include <cmath>
#include <utility>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kIsRunRole = Qt::UserRole + 1; // of the list of models, whose data is the folder or file

} // namespace

VerifyChoices::VerifyChoices(Services services, QWidget* parent) : QWidget(parent), m_services(services)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    const auto section = [&](const QString& text) {
        auto* label = new QLabel(text, this);
        label->setProperty("role", QStringLiteral("section"));
        layout->addWidget(label);
    };
    const auto button = [this](const QString& text, const QString& tip) {
        auto* made = new QPushButton(text, this);
        made->setToolTip(tip);
        return made;
    };
    section(tr("Model"));
    auto* modelRow = new QHBoxLayout;
    m_models = new QComboBox(this);
    m_models->setObjectName(QStringLiteral("models"));
    m_models->setAccessibleName(tr("Model"));
    m_models->setToolTip(tr("What is verified: a run of this project, or a model file"));
    m_models->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto* file = button(tr("File…"), tr("Choose an ONNX file with its sidecar, or a model that Likeness wrote"));
    modelRow->addWidget(m_models, 1);
    modelRow->addWidget(file);
    layout->addLayout(modelRow);

    section(tr("Pairs"));
    m_sets = new QButtonGroup(this);
    auto* radios = new QVBoxLayout;
    radios->setSpacing(kSmallGap);
    const auto radio = [&](Set which, const QString& text, const QString& tip) {
        auto* made = new QRadioButton(text, this);
        made->setToolTip(tip);
        m_sets->addButton(made, which);
        radios->addWidget(made);
        return made;
    };
    radio(Validation, tr("The run’s validation people"), tr("People of this project that the run has not seen"))
        ->setChecked(true);
    radio(Faces, tr("This project’s faces"),
          tr("Every labelled face. A run of this project has trained on most of them: its figures are too good then."));
    radio(Pack, tr("A verification pack"), tr("A .bin file such as lfw.bin"));
    radio(Folder, tr("A folder per person"),
          tr("One folder of images for each person; pairs from a list, or drawn at random"));
    layout->addLayout(radios);
    auto* pathRow = new QHBoxLayout;
    m_path = new QLineEdit(this);
    m_path->setObjectName(QStringLiteral("path"));
    m_path->setAccessibleName(tr("Pack or folder"));
    m_path->setToolTip(tr("The pack or the folder that holds the images"));
    m_browse = button(tr("Browse…"), tr("Choose the pack or the folder"));
    pathRow->addWidget(m_path, 1);
    pathRow->addWidget(m_browse);
    layout->addLayout(pathRow);
    auto* pairsRow = new QHBoxLayout;
    m_pairs = new QLineEdit(this);
    m_pairs->setPlaceholderText(tr("pairs.txt, optional"));
    m_pairs->setAccessibleName(tr("List of pairs"));
    m_pairs->setToolTip(
        tr("Which images to compare, in the format of LFW’s pairs.txt. Without a list: all pairs of one person and as "
           "many random ones of different people, at most %1 of each.")
            .arg(QLocale().toString(static_cast<qulonglong>(verify::VerifyOptions().maxPairs))));
    m_browsePairs = button(tr("Browse…"), tr("Choose the list of pairs"));
    pairsRow->addWidget(m_pairs, 1);
    pairsRow->addWidget(m_browsePairs);
    layout->addLayout(pairsRow);
    m_aligned = new QCheckBox(tr("Images are aligned crops"), this);
    m_aligned->setToolTip(tr("Otherwise faces are found and aligned first"));
    layout->addWidget(m_aligned);

    section(tr("How"));
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(kSmallGap);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto combo = [&](const QString& label, const QString& tip) {
        auto* made = new QComboBox(this);
        made->setAccessibleName(label);
        made->setToolTip(tip);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        form->addRow(label, made);
        return made;
    };
    m_flip = combo(tr("Mirrored crop"), tr("What becomes of the features of the mirrored crop. Papers differ in it, "
                                           "and figures of different ways are not to be compared: insightface adds "
                                           "them, others put them behind those of the crop, or leave them out."));
    m_flip->setObjectName(QStringLiteral("flip"));
    for (const char* flip : {"sum", "concat", "none"})
        m_flip->addItem(flipText(flip), QString::fromLatin1(flip));
    m_precision = combo(tr("Precision"), tr("Arithmetic of the model; figures differ a little between the two"));
    m_precision->addItem(tr("fp32, as reference values"), QStringLiteral("fp32"));
    m_precision->addItem(tr("bf16, faster on newer devices"), QStringLiteral("bf16"));
    layout->addLayout(form);

    m_verify = button(
        tr("Verify"),
        tr("Score every pair (%1)").arg(QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText)));
    m_verify->setObjectName(QStringLiteral("verify"));
    makePrimary(m_verify);
    layout->addWidget(m_verify);
    m_hint = new QLabel(this);
    m_hint->setProperty("role", QStringLiteral("quiet"));
    m_hint->setWordWrap(true);
    layout->addWidget(m_hint);

    connect(file, &QPushButton::clicked, this, &VerifyChoices::askModel);
    connect(m_browse, &QPushButton::clicked, this, &VerifyChoices::askSet);
    connect(m_browsePairs, &QPushButton::clicked, this, [this] {
        const QString chosen = dialogs::FileDialog::openFile(this, tr("List of pairs"), tr("Text (*.txt)"));
        if (!chosen.isEmpty())
            m_pairs->setText(chosen);
    });
    connect(m_sets, &QButtonGroup::idToggled, this, &VerifyChoices::refresh);
    connect(m_models, &QComboBox::currentIndexChanged, this, &VerifyChoices::refresh);
    connect(m_path, &QLineEdit::textChanged, this, &VerifyChoices::refresh);
    connect(m_verify, &QPushButton::clicked, this, &VerifyChoices::verifyRequested);
    refresh();
}

VerifyChoices::Set VerifyChoices::set() const
{
    return static_cast<Set>(m_sets->checkedId());
}

void VerifyChoices::setRuns(const std::vector<run::Summary>& runs)
{
    const QString chosen = m_models->currentData().toString();
    {
        const QSignalBlocker quiet(m_models);
        for (int i = m_models->count() - 1; i >= 0; --i)
            if (m_models->itemData(i, kIsRunRole).toBool())
                m_models->removeItem(i);
        int at = 0;
        for (const run::Summary& run : runs) {
            if (!run.hasModel)
                continue;
            m_models->insertItem(at,
                                 std::isfinite(run.bestAuc)
                                     ? tr("%1, AUC %2", "run, its best AUC")
                                           .arg(engine::qs(run.id), QString::number(run.bestAuc, 'f', 4))
                                     : engine::qs(run.id),
                                 engine::qs(run.folder));
            m_models->setItemData(at, true, kIsRunRole);
            ++at;
        }
        m_models->setCurrentIndex(std::max(m_models->count() > 0 ? 0 : -1, m_models->findData(chosen)));
    }
    refresh();
}

void VerifyChoices::chooseModel(const QString& file)
{
    int at = m_models->findData(file);
    if (at < 0) {
        m_models->addItem(QFileInfo(file).fileName(), file);
        at = m_models->count() - 1;
        m_models->setItemData(at, file, Qt::ToolTipRole);
        m_models->setItemData(at, false, kIsRunRole);
    }
    m_models->setCurrentIndex(at);
    refresh();
}

void VerifyChoices::chooseSet(Set set, const QString& path)
{
    m_sets->button(set)->setChecked(true);
    m_path->setText(path);
}

void VerifyChoices::chooseHow(const QString& flip, const QString& precision)
{
    for (const auto& [combo, value] : {std::pair(m_flip, flip), std::pair(m_precision, precision)})
        if (const int at = combo->findData(value); at >= 0)
            combo->setCurrentIndex(at);
}

void VerifyChoices::askModel()
{
    const QString file =
        dialogs::FileDialog::openFile(this, tr("Model file"), tr("Models (*.onnx *.safetensors *.pth *.pt)"));
    if (!file.isEmpty())
        chooseModel(file);
}

void VerifyChoices::askSet()
{
    const QString chosen = set() == Folder
                               ? dialogs::FileDialog::folder(this, tr("Folder with one folder per person"))
                               : dialogs::FileDialog::openFile(this, tr("Verification pack"), tr("Packs (*.bin)"));
    if (!chosen.isEmpty())
        m_path->setText(chosen);
}

void VerifyChoices::refresh()
{
    const bool hasModel = m_models->currentIndex() >= 0;
    const bool isRun = hasModel && m_models->currentData(kIsRunRole).toBool();
    const bool isOpen = m_services.session->isOpen();
    m_sets->button(Validation)->setEnabled(isRun || !hasModel);
    m_sets->button(Faces)->setEnabled(isOpen);
    if ((hasModel && !isRun && set() == Validation) || (!isOpen && set() == Faces)) {
        m_sets->button(Pack)->setChecked(true);
        return; // comes back through the signal
    }
    const bool named = set() == Pack || set() == Folder;
    m_path->setVisible(named);
    m_browse->setVisible(named);
    m_path->setPlaceholderText(set() == Folder ? tr("Folder") : tr("File.bin"));
    for (QWidget* widget : std::initializer_list<QWidget*>{m_pairs, m_browsePairs, m_aligned})
        widget->setVisible(set() == Folder);
    m_verify->setEnabled(isReady());
    const bool busy = m_services.session->jobs().isRunning();
    m_hint->setText(busy        ? tr("Another job is running.")
                    : !hasModel ? tr("No model yet: train a run, or choose a model file.")
                    : named && m_path->text().trimmed().isEmpty() ? tr("Choose the set.")
                    : set() == Faces && isRun
                        ? tr("A run of this project knows most of these people; its figures are too good.")
                        : QString());
    m_hint->setVisible(!m_hint->text().isEmpty());
}

bool VerifyChoices::isReady() const
{
    const bool named = set() == Pack || set() == Folder;
    return m_models->currentIndex() >= 0 && (!named || !m_path->text().trimmed().isEmpty()) &&
           !m_services.session->jobs().isRunning();
}

verify::VerifyOptions VerifyChoices::options() const
{
    verify::VerifyOptions options;
    options.model = engine::utf8(m_models->currentData().toString());
    if (set() == Faces)
        options.set = m_services.session->project().folder();
    else if (set() != Validation)
        options.set = engine::toPath(m_path->text().trimmed());
    if (set() == Folder && !m_pairs->text().trimmed().isEmpty())
        options.pairs = engine::toPath(m_pairs->text().trimmed());
    options.aligned = set() == Folder && m_aligned->isChecked();
    options.flip = engine::utf8(m_flip->currentData().toString());
    options.compute.precision = engine::utf8(m_precision->currentData().toString());
    return options;
}

} // namespace likeness::pages

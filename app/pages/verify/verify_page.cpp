// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/verify_page.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/report_pdf.h"
#include "app/pages/common/async.h"
#include "app/pages/verify/verify_view.h"
#include "core/report/report.h"
#include "core/verify/verify_model.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

VerifyPage::VerifyPage(Services services, QWidget* parent) : Page(services, parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(kMargin);
    layout->addWidget(buildChoices());
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(QStringLiteral("verify"), m_stack);
    m_view = new VerifyView(m_stack);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);
    layout->addWidget(m_stack, 1);
    m_empty->set(tr("Nothing verified yet"), tr("Choose a model and a set of pairs on the left. The result says how "
                                                "well the model tells people apart, how sure that "
                                                "is, and shows the worst mistakes."));
    connect(m_view, &VerifyView::faceClicked, this,
            [this](qint64 face) { Q_EMIT goTo(QStringLiteral("review"), face); });
    connect(m_view, &VerifyView::plotSaved, this,
            [this](const QString& file) { Q_EMIT statusMessage(tr("Saved as %1").arg(file), 5000); });
    connect(m_view, &VerifyView::plotSaveFailed, this,
            [this](const QString& message) { Q_EMIT errorRaised(message, {}, {}); });

    auto& jobs = session().jobs();
    connect(&jobs, &engine::JobRunner::started, this, &VerifyPage::updateChoices);
    connect(&jobs, &engine::JobRunner::finished, this, [this] {
        if (const auto next = std::exchange(m_afterJob, nullptr))
            next();
        updateChoices();
    });
    connect(&jobs, &engine::JobRunner::failed, this, [this] {
        m_afterJob = nullptr; // the window shows why
        updateChoices();
    });
    connect(&session(), &engine::ProjectSession::opened, this, [this] {
        fillModels({});
        if (isVisible())
            activate();
    });
    connect(&session(), &engine::ProjectSession::closed, this, [this] {
        fillModels({});
        m_result.reset();
        m_stack->setCurrentWidget(m_empty);
        updateChoices();
    });
    updateChoices();
}

VerifyPage::~VerifyPage() = default;

QWidget* VerifyPage::buildChoices()
{
    auto* side = new QWidget(this);
    side->setFixedWidth(300);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    const auto section = [&](const QString& text) {
        auto* label = new QLabel(text, side);
        label->setProperty("role", QStringLiteral("section"));
        layout->addWidget(label);
        return label;
    };
    section(tr("Model"));
    m_models = new QComboBox(side);
    m_models->setObjectName(QStringLiteral("models"));
    m_models->setAccessibleName(tr("Model"));
    m_models->setToolTip(tr("What is verified: a run of this project, or a model file"));
    m_models->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    layout->addWidget(m_models);
    auto* file = new QPushButton(tr("Model file…"), side);
    file->setToolTip(tr("An ONNX file with its sidecar, or a model that Likeness wrote"));
    layout->addWidget(file, 0, Qt::AlignLeft);
    layout->addSpacing(kGap);

    section(tr("Pairs"));
    m_sets = new QButtonGroup(side);
    const auto radio = [&](Set which, const QString& text, const QString& tip) {
        auto* button = new QRadioButton(text, side);
        button->setToolTip(tip);
        m_sets->addButton(button, which);
        layout->addWidget(button);
        return button;
    };
    radio(Validation, tr("The run’s validation people"), tr("People of this project that the run has not seen"))
        ->setChecked(true);
    radio(Pack, tr("A verification pack"), tr("A .bin file such as lfw.bin"));
    radio(Folder, tr("A folder per person"),
          tr("One folder of images for each person; pairs from a list, or drawn at random"));
    auto* pathRow = new QHBoxLayout;
    m_path = new QLineEdit(side);
    m_path->setObjectName(QStringLiteral("path"));
    m_path->setAccessibleName(tr("Pack or folder"));
    m_path->setToolTip(tr("The pack or the folder that holds the images"));
    m_browse = new QPushButton(tr("Browse…"), side);
    m_browse->setToolTip(tr("Choose the pack or the folder"));
    pathRow->addWidget(m_path, 1);
    pathRow->addWidget(m_browse);
    layout->addLayout(pathRow);
    auto* pairsRow = new QHBoxLayout;
    m_pairs = new QLineEdit(side);
    m_pairs->setPlaceholderText(tr("pairs.txt, optional"));
    m_pairs->setAccessibleName(tr("List of pairs"));
    m_pairs->setToolTip(
        tr("Which images to compare, in the format of LFW’s pairs.txt. Without a list: all pairs of one person and as "
           "many random ones of different people, at most %1 of each.")
            .arg(QLocale().toString(static_cast<qulonglong>(verify::VerifyOptions().maxPairs))));
    m_browsePairs = new QPushButton(tr("Browse…"), side);
    m_browsePairs->setToolTip(tr("Choose the list of pairs"));
    pairsRow->addWidget(m_pairs, 1);
    pairsRow->addWidget(m_browsePairs);
    layout->addLayout(pairsRow);
    m_aligned = new QCheckBox(tr("Images are aligned crops"), side);
    m_aligned->setToolTip(tr("Otherwise faces are found and aligned first"));
    layout->addWidget(m_aligned);
    layout->addSpacing(kGap);

    section(tr("Precision"));
    m_precision = new QComboBox(side);
    m_precision->addItem(tr("fp32, what reference values mean"), QStringLiteral("fp32"));
    m_precision->addItem(tr("bf16, faster on newer devices"), QStringLiteral("bf16"));
    m_precision->setAccessibleName(tr("Precision"));
    m_precision->setToolTip(tr("Arithmetic of the model; figures differ a little between the two"));
    layout->addWidget(m_precision);
    layout->addSpacing(kGap);

    m_verify = new QPushButton(tr("Verify"), side);
    m_verify->setObjectName(QStringLiteral("verify"));
    makePrimary(m_verify);
    const QKeySequence key(Qt::CTRL | Qt::Key_Return);
    m_verify->setToolTip(tr("Score every pair (%1)").arg(key.toString(QKeySequence::NativeText)));
    auto* shortcut = new QShortcut(key, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, m_verify, &QPushButton::click);
    layout->addWidget(m_verify);
    m_hint = new QLabel(side);
    m_hint->setProperty("role", QStringLiteral("quiet"));
    m_hint->setWordWrap(true);
    layout->addWidget(m_hint);
    layout->addStretch(1);

    section(tr("Report"));
    auto* reportRow = new QHBoxLayout;
    m_language = new QComboBox(side);
    m_language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    m_language->addItem(QStringLiteral("中文"), QStringLiteral("zh"));
    m_language->setCurrentIndex(locale().language() == QLocale::Chinese ? 1 : 0);
    m_language->setAccessibleName(tr("Language of the report"));
    m_language->setToolTip(m_language->accessibleName());
    m_save = new QPushButton(icon(QStringLiteral("save")), tr("Save report…"), side);
    m_save->setToolTip(
        tr("One HTML file, or PDF (%1)").arg(QKeySequence(QKeySequence::Save).toString(QKeySequence::NativeText)));
    auto* saveShortcut = new QShortcut(QKeySequence::Save, this);
    saveShortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(saveShortcut, &QShortcut::activated, m_save, &QPushButton::click);
    reportRow->addWidget(m_language);
    reportRow->addWidget(m_save, 1);
    layout->addLayout(reportRow);
    m_open = new QPushButton(tr("Open saved report"), side);
    m_open->setToolTip(tr("Show the report saved last in its own program"));
    layout->addWidget(m_open);

    connect(file, &QPushButton::clicked, this, &VerifyPage::chooseModelFile);
    connect(m_browse, &QPushButton::clicked, this, &VerifyPage::chooseSet);
    connect(m_browsePairs, &QPushButton::clicked, this, [this] {
        const QString chosen = dialogs::FileDialog::openFile(this, tr("List of pairs"), tr("Text (*.txt)"));
        if (!chosen.isEmpty())
            m_pairs->setText(chosen);
    });
    connect(m_sets, &QButtonGroup::idToggled, this, &VerifyPage::updateChoices);
    connect(m_models, &QComboBox::currentIndexChanged, this, &VerifyPage::updateChoices);
    connect(m_path, &QLineEdit::textChanged, this, &VerifyPage::updateChoices);
    connect(m_verify, &QPushButton::clicked, this, &VerifyPage::verify);
    connect(m_save, &QPushButton::clicked, this, &VerifyPage::askAndSaveReport);
    connect(m_open, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_saved)); });
    return side;
}

VerifyPage::Set VerifyPage::set() const
{
    return static_cast<Set>(m_sets->checkedId());
}

void VerifyPage::activate()
{
    if (!session().isOpen())
        return;
    runAsync(
        this,
        [runs = session().project().runsFolder(), cache = session().project().cacheFolder()] {
            std::vector<run::Summary> found;
            run::SummaryCache(cache / "runs.json").read(runs, false, [&found](const run::Summary& run) {
                found.push_back(run);
            });
            return found;
        },
        [this](const std::vector<run::Summary>& runs) { fillModels(runs); },
        [this](const std::exception& error) { showError(error); });
}

// Item data: the run folder or file; the role behind it tells whether it is a run.
void VerifyPage::fillModels(const std::vector<run::Summary>& runs)
{
    const QString chosen = m_models->currentData().toString();
    const QSignalBlocker quiet(m_models);
    for (int i = m_models->count() - 1; i >= 0; --i)
        if (m_models->itemData(i, Qt::UserRole + 1).toBool())
            m_models->removeItem(i);
    int at = 0;
    for (const run::Summary& run : runs) {
        if (!run.hasModel)
            continue;
        m_models->insertItem(
            at,
            std::isfinite(run.bestAuc)
                ? tr("%1, AUC %2", "run, its best AUC").arg(engine::qs(run.id), QString::number(run.bestAuc, 'f', 4))
                : engine::qs(run.id),
            engine::qs(run.folder));
        m_models->setItemData(at, true, Qt::UserRole + 1);
        ++at;
    }
    m_models->setCurrentIndex(std::max(m_models->count() > 0 ? 0 : -1, m_models->findData(chosen)));
    updateChoices();
}

void VerifyPage::chooseModelFile()
{
    const QString file =
        dialogs::FileDialog::openFile(this, tr("Model file"), tr("Models (*.onnx *.safetensors *.pth *.pt)"));
    if (!file.isEmpty())
        openPath(QStringLiteral("model:") + file);
}

void VerifyPage::chooseSet()
{
    const QString chosen = set() == Folder
                               ? dialogs::FileDialog::folder(this, tr("Folder with one folder per person"))
                               : dialogs::FileDialog::openFile(this, tr("Verification pack"), tr("Packs (*.bin)"));
    if (!chosen.isEmpty())
        m_path->setText(chosen);
}

void VerifyPage::updateChoices()
{
    const bool hasModel = m_models->currentIndex() >= 0;
    const bool isRun = hasModel && m_models->currentData(Qt::UserRole + 1).toBool();
    m_sets->button(Validation)->setEnabled(isRun || !hasModel);
    if (hasModel && !isRun && set() == Validation) {
        m_sets->button(Pack)->setChecked(true);
        return; // comes back through the signal
    }
    const bool named = set() != Validation;
    m_path->setVisible(named);
    m_browse->setVisible(named);
    m_path->setPlaceholderText(set() == Folder ? tr("Folder") : tr("File.bin"));
    for (QWidget* widget :
         {static_cast<QWidget*>(m_pairs), static_cast<QWidget*>(m_browsePairs), static_cast<QWidget*>(m_aligned)})
        widget->setVisible(set() == Folder);
    const bool busy = session().jobs().isRunning();
    const bool ready = hasModel && (!named || !m_path->text().trimmed().isEmpty());
    m_verify->setEnabled(ready && !busy);
    m_hint->setText(busy        ? tr("Another job is running.")
                    : !hasModel ? tr("No model yet: train a run, or choose a model file.")
                    : !ready    ? tr("Choose the set.")
                                : QString());
    m_hint->setVisible(!m_hint->text().isEmpty());
    m_save->setEnabled(m_result != nullptr);
    m_language->setEnabled(m_result != nullptr);
    m_open->setVisible(!m_saved.isEmpty());
}

void VerifyPage::verify()
{
    if (!m_verify->isEnabled())
        return;
    const auto model = engine::toPath(m_models->currentData().toString());
    const auto project = session().isOpen() ? session().project().folder() : std::filesystem::path();
    auto result = std::make_shared<verify::Verification>();
    compute::Options options;
    options.precision = engine::utf8(m_precision->currentData().toString());
    std::function<void(jobs::Context&)> work;
    if (set() == Validation) {
        work = [model, project, options, result](jobs::Context& context) {
            // Its own connection, to say which faces of the project the worst pairs are.
            auto opened = dataset::Project::open(project, dataset::Project::Mode::ReadOnly);
            *result = verify::verifyRun(&opened, run::RunFolder(model), options, context);
        };
    } else {
        verify::VerifyOptions o;
        o.model = engine::utf8(m_models->currentData().toString());
        o.set = engine::toPath(m_path->text().trimmed());
        if (set() == Folder && !m_pairs->text().trimmed().isEmpty())
            o.pairs = engine::toPath(m_pairs->text().trimmed());
        o.aligned = set() == Folder && m_aligned->isChecked();
        o.compute = options;
        work = [o, result](jobs::Context& context) { *result = verify::verifyModel(o, context); };
    }
    if (!session().jobs().start(tr("Verifying"), work)) {
        Q_EMIT statusMessage(tr("Another job is running."), 5000);
        return;
    }
    m_afterJob = [this, result] { showResult(result); };
}

void VerifyPage::showResult(std::shared_ptr<const verify::Verification> input)
{
    m_result = std::move(input);
    m_saved.clear();
    m_view->show(*m_result, [this](qint64 id) {
        if (!session().isOpen())
            return QString();
        const auto face = session().project().face(id);
        const auto person = face && face->identity ? session().project().identity(face->identity) : std::nullopt;
        return person ? engine::qs(person->name) : QString();
    });
    m_stack->setCurrentWidget(m_view);
    updateChoices();
    Q_EMIT resultShown();
}

void VerifyPage::askAndSaveReport()
{
    if (!m_result)
        return;
    const QString file =
        dialogs::FileDialog::saveFile(this, tr("Save the report"), tr("Web page (*.html);;PDF (*.pdf)"),
                                      engine::qs(m_result->title) + QStringLiteral(".html"));
    if (!file.isEmpty())
        saveReport(file, m_language->currentData().toString());
}

void VerifyPage::saveReport(const QString& file, const QString& language)
{
    if (!m_result)
        return;
    runAsync(
        this,
        [result = m_result, file, language] {
            const report::Document document = report::build(*result, engine::utf8(language));
            if (QFileInfo(file).suffix().compare(QLatin1String("pdf"), Qt::CaseInsensitive) == 0)
                engine::writeReportPdf(document, engine::toPath(file));
            else
                writeFileAtomically(engine::toPath(file), report::toHtml(document));
            return file;
        },
        [this](const QString& saved) {
            m_saved = saved;
            updateChoices();
            Q_EMIT statusMessage(tr("Report saved as %1").arg(saved), 6000);
            Q_EMIT reportSaved(saved);
        },
        [this](const std::exception& error) { showError(error); });
}

QString VerifyPage::openPath(const QString& path)
{
    const QString kind = path.section(QLatin1Char(':'), 0, 0);
    const QString rest = path.section(QLatin1Char(':'), 1);
    if (kind == QLatin1String("model")) {
        int at = m_models->findData(rest);
        if (at < 0) {
            m_models->addItem(QFileInfo(rest).fileName(), rest);
            at = m_models->count() - 1;
            m_models->setItemData(at, rest, Qt::ToolTipRole);
            m_models->setItemData(at, false, Qt::UserRole + 1);
        }
        m_models->setCurrentIndex(at);
        updateChoices();
        return path;
    }
    if (kind == QLatin1String("pack") || kind == QLatin1String("folder")) {
        m_sets->button(kind == QLatin1String("pack") ? Pack : Folder)->setChecked(true);
        m_path->setText(rest);
        return path;
    }
    if (kind == QLatin1String("verify")) {
        verify();
        return path;
    }
    return {};
}

} // namespace likeness::pages

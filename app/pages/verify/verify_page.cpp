// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/verify_page.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/report_pdf.h"
#include "app/pages/verify/curves_tab.h"
#include "app/pages/verify/hard_set_dialog.h"
#include "app/pages/verify/pair_pictures.h"
#include "app/pages/verify/result_files.h"
#include "app/pages/verify/verification_list.h"
#include "app/pages/verify/verify_choices.h"
#include "core/report/report.h"
#include "core/report/tables.h"
#include "core/verify/errors.h"
#include "core/verify/verification_file.h"
#include "core/verify/verify_model.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QTabWidget>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kSideWidth = 300;
constexpr int kMessageMs = 6000;
constexpr int kLabelsMs = 500; // after the last of several changes
constexpr QKeyCombination kTablesKey = Qt::CTRL | Qt::Key_T;

struct Verified {
    verify::Verification verification;
    std::filesystem::path file; // where it is stored; empty: nowhere
};

// A full disk costs the list its entry, not the person their result.
void storeIn(const std::filesystem::path& project, Verified& made, jobs::Context& context)
{
    const auto file = verify::verificationsFolder(project) / (verify::verificationId(made.verification) + ".lkv");
    try {
        verify::writeVerification(file, made.verification);
        made.file = file;
    } catch (const Error& error) {
        context.issue({jobs::Issue::Severity::Error, made.verification.title, error.code(), error.what()});
    }
}

} // namespace

VerifyPage::VerifyPage(Services services, QWidget* parent)
    : Page(services, parent), m_pictures(new PairPictures(services, this)), m_reading(this), m_labels(this)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(kMargin);
    layout->addWidget(buildSide());
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(QStringLiteral("verify"), m_stack);
    m_wait = new EmptyState(QStringLiteral("verify"), m_stack);
    m_wait->set(tr("Reading the verification…"), tr("Its figures are computed again from its scores."), tr("Stop"));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_wait);
    m_stack->addWidget(buildResult());
    layout->addWidget(m_stack, 1);
    m_empty->set(tr("No verification is open"),
                 tr("Choose a model and a set of pairs on the left, or open one of the verifications of the list. The "
                    "result says how well the model tells people apart, how sure that is, and shows every mistake."));
    connect(m_wait, &EmptyState::clicked, this, [this] {
        m_reading.drop();
        if (m_result)
            m_stack->setCurrentWidget(m_resultView);
        else
            showNothing();
    });

    auto& jobs = session().jobs();
    connect(&jobs, &engine::JobRunner::started, m_choices, &VerifyChoices::refresh);
    connect(&jobs, &engine::JobRunner::finished, this, [this] {
        if (const auto next = std::exchange(m_afterJob, nullptr))
            next();
        m_choices->refresh();
    });
    connect(&jobs, &engine::JobRunner::failed, this, [this] {
        m_afterJob = nullptr; // the window shows why
        m_choices->refresh();
    });
    connect(&session(), &engine::ProjectSession::opened, this, [this] {
        m_choices->setRuns({});
        m_list->setHeads({});
        if (isVisible())
            activate();
    });
    connect(&session(), &engine::ProjectSession::closed, this, [this] {
        m_afterJob = nullptr;
        m_choices->setRuns({});
        m_list->setHeads({});
        showNothing();
    });
    updateReport();
}

VerifyPage::~VerifyPage() = default;

QWidget* VerifyPage::buildSide()
{
    auto* side = new QWidget(this);
    side->setFixedWidth(kSideWidth);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    const auto section = [&](const QString& text) {
        auto* label = new QLabel(text, side);
        label->setProperty("role", QStringLiteral("section"));
        layout->addWidget(label);
    };
    m_choices = new VerifyChoices(m_services, side);
    layout->addWidget(m_choices);
    layout->addSpacing(kSmallGap);
    section(tr("Verifications"));
    m_list = new VerificationList(side);
    m_list->setMinimumHeight(90);
    layout->addWidget(m_list, 1);
    const QKeySequence harder(Qt::CTRL | Qt::Key_H);
    m_harder = new QPushButton(tr("Make a harder set…"), side);
    m_harder->setObjectName(QStringLiteral("makeHarderSet"));
    m_harder->setToolTip(tr("From the set of the verification that is open: its pairs by how hard they are, and with "
                            "masks, turned heads, low resolution and difficult light (%1)")
                             .arg(harder.toString(QKeySequence::NativeText)));
    layout->addWidget(m_harder);
    auto* row = new QHBoxLayout;
    m_language = new QComboBox(side);
    m_language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    m_language->addItem(QStringLiteral("中文"), QStringLiteral("zh"));
    m_language->setCurrentIndex(locale().language() == QLocale::Chinese ? 1 : 0);
    m_language->setAccessibleName(tr("Language of the report"));
    m_language->setToolTip(m_language->accessibleName());
    m_save = new QPushButton(icon(QStringLiteral("save")), tr("Save…"), side);
    m_save->setObjectName(QStringLiteral("saveReport"));
    m_save->setToolTip(tr("The report as one HTML file or PDF, the figures as JSON, or the pairs as CSV (%1)")
                           .arg(QKeySequence(QKeySequence::Save).toString(QKeySequence::NativeText)));
    //: Saves the tables of a report as CSV files
    m_tables = new QPushButton(tr("Tables…"), side);
    m_tables->setObjectName(QStringLiteral("saveTables"));
    m_tables->setToolTip(tr("Every table of the report as CSV, each a file of a new folder (%1)")
                             .arg(QKeySequence(kTablesKey).toString(QKeySequence::NativeText)));
    m_open = new QPushButton(tr("Open"), side);
    m_open->setToolTip(tr("Show what was saved last in its own program"));
    row->addWidget(m_language);
    row->addWidget(m_save, 1);
    section(tr("Report"));
    layout->addLayout(row);
    auto* others = new QHBoxLayout;
    others->addWidget(m_tables, 1);
    others->addWidget(m_open);
    layout->addLayout(others);

    const auto key = [this](const QKeySequence& sequence, QPushButton* button) {
        auto* shortcut = new QShortcut(sequence, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, button, &QPushButton::click);
    };
    key(QKeySequence::Save, m_save);
    key(kTablesKey, m_tables);
    key(harder, m_harder);
    auto* go = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    go->setContext(Qt::WidgetWithChildrenShortcut);
    connect(go, &QShortcut::activated, this, &VerifyPage::verify);
    connect(m_choices, &VerifyChoices::verifyRequested, this, &VerifyPage::verify);
    connect(m_list, &VerificationList::openRequested, this, &VerifyPage::openStored);
    connect(m_list, &VerificationList::removeRequested, this, &VerifyPage::remove);
    connect(m_save, &QPushButton::clicked, this, &VerifyPage::askAndSaveReport);
    connect(m_tables, &QPushButton::clicked, this, &VerifyPage::askAndSaveTables);
    connect(m_harder, &QPushButton::clicked, this, &VerifyPage::makeHarderSet);
    connect(m_open, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_saved)); });
    return side;
}

// The tabs, and above them what the person has to know of all of them.
QWidget* VerifyPage::buildResult()
{
    m_resultView = new QWidget(this);
    auto* layout = new QVBoxLayout(m_resultView);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    m_outdated = new QFrame(m_resultView);
    m_outdated->setObjectName(QStringLiteral("labelsChanged"));
    auto* row = new QHBoxLayout(m_outdated);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGap);
    auto* sign = new QLabel(m_outdated);
    sign->setPixmap(icon(QStringLiteral("info")).pixmap(QSize(16, 16), devicePixelRatioF()));
    m_outdatedText = new QLabel(m_outdated);
    m_outdatedText->setWordWrap(true);
    m_again = new QPushButton(tr("Verify again"), m_outdated);
    m_again->setToolTip(tr("The same model on the same set, with the labels of now"));
    connect(m_again, &QPushButton::clicked, this, &VerifyPage::verifyAgain);
    row->addWidget(sign, 0, Qt::AlignTop);
    row->addWidget(m_outdatedText, 1);
    row->addWidget(m_again, 0, Qt::AlignTop);
    m_outdated->hide();
    layout->addWidget(m_outdated);
    layout->addWidget(buildTabs(), 1);
    m_labelsTimer.setSingleShot(true);
    m_labelsTimer.setInterval(kLabelsMs);
    connect(&m_labelsTimer, &QTimer::timeout, this, &VerifyPage::lookAtLabels);
    for (auto signal : {&engine::ProjectSession::labelsChanged, &engine::ProjectSession::contentChanged})
        connect(&session(), signal, this, [this] {
            if (isVisible()) // else activate() looks
                m_labelsTimer.start();
        });
    return m_resultView;
}

void VerifyPage::lookAtLabels()
{
    if (!m_result || !session().isOpen()) {
        m_labels.drop();
        return m_outdated->hide();
    }
    m_labels.start(
        [result = m_result, folder = projectFolder()](TabContext&) {
            return verify::labelChanges(dataset::Project::open(folder, dataset::Project::Mode::ReadOnly), *result);
        },
        [this](const verify::LabelChanges& labels) {
            m_outdated->setVisible(labels.changed > 0);
            m_outdatedText->setText(
                tr("%1 of its %2 faces have another name, or none, in the project now than in this verification. "
                   "The figures go by the names of then; beside the pictures stand those of now.")
                    .arg(countText(static_cast<double>(labels.changed)), countText(static_cast<double>(labels.faces))));
            m_again->setVisible(!m_result->options.set.empty()); // a run keeps the names that it was trained by
        },
        [this](const std::exception& error) { showError(error); });
}

// With the labels of now; the project may have moved since.
void VerifyPage::verifyAgain()
{
    if (!m_result || !session().isOpen())
        return;
    verify::VerifyOptions options = m_result->options;
    options.set = projectFolder();
    const auto runs = session().project().runsFolder();
    std::error_code ec;
    if (const auto run = std::filesystem::path(options.model).filename(); std::filesystem::exists(runs / run, ec)) {
        options.model = run.native();
        options.runsFolder = runs;
    }
    start(options);
}

QWidget* VerifyPage::buildTabs()
{
    m_tabs = new QTabWidget(m_resultView);
    m_tabs->setObjectName(QStringLiteral("verifyTabs"));
    m_tabs->setDocumentMode(true);
    m_entries = makeVerifyTabs(m_services, *m_pictures, m_tabs);
    m_shown.resize(m_entries.size());
    m_told.resize(m_entries.size());
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const int number = static_cast<int>(i);
        m_tabs->addTab(m_entries[i].tab, m_entries[i].title);
        const QKeySequence keys(static_cast<Qt::Key>(Qt::Key_1 + number));
        m_tabs->setTabToolTip(number, QStringLiteral("%1 (%2)").arg(m_entries[i].title, keys.toString()));
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, number] {
            if (m_result)
                m_tabs->setCurrentIndex(number);
        });
        connectTab(m_entries[i].tab);
        if (auto* curves = qobject_cast<CurvesTab*>(m_entries[i].tab))
            m_curves = curves;
    }
    connect(m_tabs, &QTabWidget::currentChanged, this, &VerifyPage::showCurrentTab);
    return m_tabs;
}

void VerifyPage::connectTab(VerifyTab* tab)
{
    connect(tab, &VerifyTab::statusMessage, this, &Page::statusMessage);
    connect(tab, &VerifyTab::errorRaised, this, &Page::errorRaised);
    connect(tab, &VerifyTab::queueRequested, this, &VerifyPage::queuePairs);
    connect(tab, &VerifyTab::extrasChanged, this, &VerifyPage::addExtra);
    connect(tab, &VerifyTab::faceClicked, this, [this](qint64 face) { Q_EMIT goTo(QStringLiteral("review"), face); });
    connect(tab, &VerifyTab::thresholdChosen, this, [this, tab](double threshold) {
        if (tab != m_curves)
            showOnCurves();
        m_threshold = threshold;
        for (const VerifyTabEntry& entry : m_entries)
            if (entry.tab != tab)
                entry.tab->setThreshold(threshold);
    });
    connect(tab, &VerifyTab::pairsChosen, this,
            [this](const std::vector<std::uint32_t>& pairs, const QString& heading) {
                showOnCurves();
                m_curves->showPairs(pairs, heading);
            });
}

void VerifyPage::showOnCurves()
{
    m_tabs->setCurrentWidget(m_curves);
    showCurrentTab();
}

// What takes long in a tab begins when it comes to the front.
void VerifyPage::showCurrentTab()
{
    const int index = m_tabs->currentIndex();
    if (!m_result || index < 0)
        return;
    const auto i = static_cast<std::size_t>(index);
    if (m_shown[i].lock() == m_result)
        return;
    m_shown[i] = m_result;
    m_entries[i].tab->setStoredAs(m_file);
    m_entries[i].tab->show(m_result);
    if (!std::exchange(m_told[i], 1) && m_threshold)
        m_entries[i].tab->setThreshold(*m_threshold);
}

std::filesystem::path VerifyPage::projectFolder()
{
    return session().isOpen() ? std::filesystem::path(session().project().folder()) : std::filesystem::path();
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
        [this](const std::vector<run::Summary>& runs) { m_choices->setRuns(runs); },
        [this](const std::exception& error) { showError(error); });
    readList();
    lookAtLabels();
}

void VerifyPage::readList()
{
    if (!session().isOpen())
        return;
    const std::filesystem::path project = session().project().folder();
    runAsync(
        this, [project] { return verify::storedVerifications(project); },
        [this, project](std::vector<verify::VerificationHead> heads) {
            if (!session().isOpen() || session().project().folder() != project)
                return;
            m_list->setHeads(std::move(heads));
            m_list->setShown(m_file);
            Q_EMIT listShown();
        },
        [this](const std::exception& error) { showError(error); });
}

void VerifyPage::verify()
{
    if (!m_choices->isReady())
        return;
    start(m_choices->options());
}

void VerifyPage::start(const verify::VerifyOptions& options)
{
    const auto project = projectFolder();
    auto made = std::make_shared<Verified>();
    const auto work = [options, project, made](jobs::Context& context) {
        made->verification = verify::verifyModel(options, context);
        if (!project.empty())
            storeIn(project, *made, context);
    };
    if (!session().jobs().start(tr("Verifying"), work)) {
        Q_EMIT statusMessage(tr("Another job is running."), kMessageMs);
        return;
    }
    m_afterJob = [this, made] {
        const std::shared_ptr<const verify::Verification> result(made, &made->verification);
        showResult(result, engine::qs(made->file));
        readList();
    };
}

void VerifyPage::openStored(const QString& file)
{
    m_stack->setCurrentWidget(m_wait);
    m_reading.start(
        [path = engine::toPath(file)](TabContext& context) {
            return std::make_shared<const verify::Verification>(verify::readVerification(path, context.check()));
        },
        [this, file](std::shared_ptr<const verify::Verification> read) { showResult(std::move(read), file); },
        [this](const std::exception& error) {
            m_result ? m_stack->setCurrentWidget(m_resultView) : showNothing();
            showError(error);
        });
}

void VerifyPage::showResult(std::shared_ptr<const verify::Verification> input, const QString& file)
{
    m_reading.drop();
    m_result = std::move(input);
    m_file = file;
    m_saved.clear();
    for (const VerifyTabEntry& entry : m_entries)
        entry.tab->clear();
    m_shown.assign(m_entries.size(), {});
    m_told.assign(m_entries.size(), 0);
    m_threshold.reset();
    showCurrentTab();
    m_stack->setCurrentWidget(m_resultView);
    m_list->setShown(m_file);
    updateReport();
    m_outdated->hide();
    lookAtLabels();
    Q_EMIT resultShown();
}

void VerifyPage::showNothing()
{
    m_reading.drop();
    m_result.reset();
    m_file.clear();
    m_saved.clear();
    for (const VerifyTabEntry& entry : m_entries)
        entry.tab->clear();
    m_stack->setCurrentWidget(m_empty);
    m_list->setShown({});
    m_choices->refresh();
    updateReport();
}

void VerifyPage::addExtra(const QString& key, const Json& value)
{
    if (!m_result)
        return;
    auto changed = std::make_shared<verify::Verification>(*m_result);
    changed->extras[engine::utf8(key)] = value;
    m_result = std::move(changed);
    showCurrentTab(); // the others when they come to the front
    store();
}

// One write at a time, so that an older one never ends last.
void VerifyPage::store()
{
    if (m_file.isEmpty())
        return;
    m_storeAgain = m_storing;
    if (std::exchange(m_storing, true))
        return;
    const auto ended = [this] {
        m_storing = false;
        if (std::exchange(m_storeAgain, false))
            store();
    };
    runAsync(
        this,
        [result = m_result, file = engine::toPath(m_file)] {
            verify::writeVerification(file, *result);
            return true;
        },
        [ended](bool) { ended(); },
        [this, ended](const std::exception& error) {
            ended();
            showError(error);
        });
}

void VerifyPage::remove(const QString& file)
{
    runAsync(
        this, [path = engine::toPath(file)] { return std::filesystem::remove(path); },
        [this, file](bool) {
            if (file == m_file) { // what is shown stays, but is stored no more
                m_file.clear();
                for (const VerifyTabEntry& entry : m_entries)
                    entry.tab->setStoredAs({});
            }
            readList();
        },
        [this](const std::exception& error) {
            showError(error);
            readList();
        });
}

void VerifyPage::queuePairs(const std::vector<std::uint32_t>& pairs, double threshold)
{
    if (!m_result || pairs.empty())
        return;
    const QString foreign = tr("These pairs show no faces of this project, so there is nothing to review.");
    if (!isOfOpenProject(*m_result, session())) {
        Q_EMIT statusMessage(foreign, kMessageMs);
        Q_EMIT pairsQueued(0);
        return;
    }
    const std::filesystem::path folder = session().project().folder();
    runAsync(
        this,
        [result = m_result, pairs, threshold, folder] {
            auto project = dataset::Project::open(folder);
            return verify::queuePairs(project, *result, pairs, threshold).size();
        },
        [this, folder, foreign](std::size_t flags) {
            if (flags > 0 && session().isOpen() && session().project().folder() == folder) {
                session().noteOwnWrite();
                Q_EMIT session().flagsChanged();
            }
            Q_EMIT statusMessage(flags == 0
                                     ? foreign
                                     : tr("%n face(s) are in the review now, under Review → Errors of a verification.",
                                          nullptr, static_cast<int>(flags)),
                                 kMessageMs);
            Q_EMIT pairsQueued(static_cast<int>(flags));
        },
        [this](const std::exception& error) { showError(error); });
}

void VerifyPage::updateReport()
{
    for (QWidget* widget : std::initializer_list<QWidget*>{m_save, m_tables, m_language, m_harder})
        widget->setEnabled(m_result != nullptr);
    m_open->setVisible(!m_saved.isEmpty());
}

QString VerifyPage::resultName() const
{
    return engine::qs(m_result->title).replace(QLatin1Char('/'), QLatin1Char('-'));
}

void VerifyPage::askAndSaveReport()
{
    if (!m_result)
        return;
    const QString file = dialogs::FileDialog::saveFile(
        this, tr("Save the report"),
        tr("Web page (*.html);;PDF (*.pdf);;Figures as JSON (*.json);;Pairs as CSV (*.csv)"),
        resultName() + QStringLiteral(".html"));
    if (!file.isEmpty())
        saveReport(file, m_language->currentData().toString());
}

void VerifyPage::askAndSaveTables()
{
    if (!m_result)
        return;
    const QString folder = dialogs::FileDialog::folder(this, tr("Where the folder of tables is made"));
    if (!folder.isEmpty())
        saveTables(QDir(folder).filePath(resultName()));
}

void VerifyPage::saveReport(const QString& file, const QString& language)
{
    save(file, [file, language](const verify::Verification& result, const std::filesystem::path& project) {
        const QString suffix = QFileInfo(file).suffix().toLower();
        const auto path = engine::toPath(file);
        if (suffix == QLatin1String("json"))
            return writeFileAtomically(path, figuresJson(result));
        if (suffix == QLatin1String("csv"))
            return writeFileAtomically(path, pairsCsv(result));
        const auto document = report::build(result, engine::utf8(language), report::extrasIn(project, result));
        if (suffix == QLatin1String("pdf"))
            engine::writeReportPdf(document, path);
        else
            writeFileAtomically(path, report::toHtml(document));
    });
}

void VerifyPage::saveTables(const QString& folder)
{
    save(folder, [folder](const verify::Verification& result, const std::filesystem::path& project) {
        report::checkTablesFolder(engine::toPath(folder)); // rather before the work than after it
        report::writeTables(engine::toPath(folder), report::tables(result, report::extrasIn(project, result)));
    });
}

// write(verification, folder of the project that is open or nothing) on another thread.
template<typename Write>
void VerifyPage::save(const QString& place, Write write)
{
    if (!m_result)
        return;
    runAsync(
        this,
        [result = m_result, project = projectFolder(), write = std::move(write)] {
            write(*result, project);
            return true;
        },
        [this, place](bool) {
            m_saved = place;
            updateReport();
            Q_EMIT statusMessage(tr("Saved as %1").arg(place), kMessageMs);
            Q_EMIT reportSaved(place);
        },
        [this](const std::exception& error) { showError(error); });
}

void VerifyPage::makeHarderSet()
{
    if (!m_result)
        return;
    if (m_harderDialog && m_harderDialog->isMaking()) {
        m_harderDialog->show();
        m_harderDialog->raise();
        m_harderDialog->activateWindow();
        return;
    }
    delete m_harderDialog;
    m_harderDialog = new HardSetDialog(m_services, m_result->options, engine::qs(m_result->title), this);
    connect(m_harderDialog, &HardSetDialog::statusMessage, this, &Page::statusMessage);
    connect(m_harderDialog, &HardSetDialog::verifyRequested, this, &VerifyPage::verifyLike);
    m_harderDialog->show();
}

void VerifyPage::verifyLike(const verify::VerifyOptions& options)
{
    // The choices know runs by their folders.
    std::error_code ec;
    const auto run = options.runsFolder / options.model;
    const bool byId = !options.runsFolder.empty() && std::filesystem::is_directory(run, ec);
    m_choices->chooseModel(byId ? engine::qs(run) : engine::qs(options.model));
    m_choices->chooseSet(VerifyChoices::Pack, engine::qs(options.set));
    m_choices->chooseHow(engine::qs(options.flip), engine::qs(options.compute.precision));
    verify();
}

QString VerifyPage::openPath(const QString& path)
{
    const QString kind = path.section(QLatin1Char(':'), 0, 0);
    const QString rest = path.section(QLatin1Char(':'), 1);
    if (kind == QLatin1String("model")) {
        m_choices->chooseModel(rest);
        return path;
    }
    if (kind == QLatin1String("pack") || kind == QLatin1String("folder") || kind == QLatin1String("faces")) {
        m_choices->chooseSet(kind == QLatin1String("pack")     ? VerifyChoices::Pack
                             : kind == QLatin1String("folder") ? VerifyChoices::Folder
                                                               : VerifyChoices::Faces,
                             rest);
        return path;
    }
    if (kind == QLatin1String("verify")) {
        verify();
        return path;
    }
    if (kind == QLatin1String("stored") && (!rest.isEmpty() || !m_list->heads().empty())) {
        openStored(rest.isEmpty() ? engine::qs(m_list->heads().front().file) : rest);
        return path;
    }
    if (kind == QLatin1String("tab"))
        for (std::size_t i = 0; i < m_entries.size(); ++i)
            if (m_entries[i].id == rest && m_result) {
                m_tabs->setCurrentIndex(static_cast<int>(i));
                return path;
            }
    return {};
}

QStringList VerifyPage::states() const
{
    QStringList states;
    if (!m_list->heads().empty())
        states << QStringLiteral("stored");
    if (!states.isEmpty() || m_result)
        for (const VerifyTabEntry& entry : m_entries)
            states << QStringLiteral("tab:") + entry.id;
    return states;
}

} // namespace likeness::pages

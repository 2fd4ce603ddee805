// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/slices_tab.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/verify/people_rows.h"
#include "app/pages/verify/slices_model.h"
#include "widgets/common/actions.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr char kKey[] = "slices";
constexpr int kRowHeight = 26;

const Json& extraOf(const verify::Verification& v)
{
    static const Json none;
    const auto at = v.extras.is_object() ? v.extras.find(kKey) : v.extras.end();
    return at == v.extras.end() ? none : *at;
}

} // namespace

SlicesTab::SlicesTab(Services services, QWidget* parent)
    : VerifyTab(services, parent), m_work(this), m_looking(this), m_model(new SlicesModel(this))
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, kGap, 0, 0);
    outer->setSpacing(kGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    m_file = makeAction(this, tr("Load attributes…"), QStringLiteral("folder"), {Qt::Key_O},
                        tr("A CSV with a column “path” and a column for each attribute of the images (mask, age, "
                           "camera …), or one with the columns pair, attribute, value"));
    m_set = makeAction(this, tr("The set’s own slices"), QStringLiteral("dataset"), {Qt::Key_L});
    m_crops = makeAction(this, tr("Measure the images"), QStringLiteral("photo"), {Qt::Key_M},
                         tr("By quality, brightness, sharpness and how far the head is turned, measured of every image "
                            "of the set"));
    m_leaveOut = makeAction(this, tr("Leave out"), QStringLiteral("close"), {QKeySequence::Delete},
                            tr("Leave the attribute out of the table and of reports"));
    m_errors = makeAction(this, tr("Show the errors"), QStringLiteral("verify"), {Qt::Key_E},
                          tr("The pairs of the slice that are judged wrongly, as pictures; Enter does the same"));
    m_stop = makeAction(this, tr("Stop"), QStringLiteral("stop"), {Qt::Key_Escape}, tr("Stop measuring"));
    m_file->setObjectName(QStringLiteral("slicesFile"));
    m_set->setObjectName(QStringLiteral("slicesOwn"));
    m_crops->setObjectName(QStringLiteral("slicesCrops"));
    m_leaveOut->setObjectName(QStringLiteral("slicesLeaveOut"));
    for (QAction* action : {m_file, m_set, m_crops})
        row->addWidget(buttonFor(action, this));
    m_busy = new QLabel(this);
    setRole(m_busy, QStringLiteral("quiet"));
    row->addWidget(m_busy);
    row->addWidget(buttonFor(m_stop, this));
    row->addStretch(1);
    for (QAction* action : {m_errors, m_leaveOut})
        row->addWidget(buttonFor(action, this));
    outer->addLayout(row);

    m_stack = new QStackedWidget(this);
    m_stack->addWidget(buildTable());
    m_empty = new EmptyState(QStringLiteral("verify"), m_stack);
    m_stack->addWidget(m_empty);
    outer->addWidget(m_stack, 1);

    connect(m_file, &QAction::triggered, this, [this] {
        const QString csv =
            dialogs::FileDialog::openFile(this, tr("Attributes of the images"), tr("Tables (*.csv *.tsv *.txt)"),
                                          m_verification ? qs(m_verification->options.set.parent_path()) : QString());
        if (!csv.isEmpty())
            measureFile(csv);
    });
    connect(m_set, &QAction::triggered, this, [this] { measureFile(qs(m_own)); });
    connect(m_crops, &QAction::triggered, this, &SlicesTab::measureCrops);
    connect(m_leaveOut, &QAction::triggered, this, &SlicesTab::leaveOutAttribute);
    connect(m_errors, &QAction::triggered, this, [this] { showErrors(m_table->currentIndex().row()); });
    connect(m_stop, &QAction::triggered, this, &SlicesTab::stop);
    connect(m_empty, &EmptyState::clicked, this, [this] { (m_own.empty() ? m_file : m_set)->trigger(); });
    clear();
}

SlicesTab::~SlicesTab() = default;

QWidget* SlicesTab::buildTable()
{
    auto* inside = new QWidget(m_stack);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    const auto text = [&](const char* name) {
        auto* label = new QLabel(inside);
        label->setObjectName(QLatin1String(name));
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        setRole(label, QStringLiteral("quiet"));
        column->addWidget(label);
        return label;
    };
    m_basis = text("slicesBasis");
    m_issues = text("slicesIssues");
    m_table = new QTableView(inside);
    m_table->setObjectName(QStringLiteral("slicesTable"));
    m_table->setAccessibleName(tr("Slices by attribute, the largest gap first"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new SlicesDelegate(*m_model, m_table));
    makeRowTable(m_table);
    m_table->setAlternatingRowColors(false);
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    const int widths[SlicesModel::ColumnCount] = {132, 60, 58, 198, 160, 70, 70, 98, 124};
    for (int i = 0; i < SlicesModel::ColumnCount; ++i)
        m_table->setColumnWidth(i, widths[i]);
    m_table->horizontalHeader()->setSectionResizeMode(SlicesModel::Bar, QHeaderView::Stretch);
    column->addWidget(m_table, 1);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) { showErrors(index.row()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SlicesTab::updateActions);
    return inside;
}

void SlicesTab::show(std::shared_ptr<const verify::Verification> verification)
{
    const bool other = !m_verification || m_verification->scores != verification->scores ||
                       m_verification->options.set != verification->options.set;
    const bool changed = other || *m_extra != extraOf(*verification);
    m_verification = std::move(verification);
    if (other) {
        m_work.drop();
        forgetJob();
        m_own.clear();
        m_issues->clear();
        m_issues->hide();
        lookForOwn();
    }
    if (changed)
        showExtra(extraOf(*m_verification));
    updateActions();
}

void SlicesTab::clear()
{
    m_work.drop();
    m_looking.drop();
    forgetJob();
    m_verification.reset();
    m_own.clear();
    m_model->setTable({});
    m_extra = std::make_shared<const Json>();
    m_issues->clear();
    m_issues->hide();
    m_empty->set(tr("Nothing verified yet"),
                 tr("Verify a model first; here you then see on which parts of the set it does worse."));
    m_stack->setCurrentWidget(m_empty);
    updateActions();
}

void SlicesTab::lookForOwn()
{
    m_looking.start([v = m_verification](TabContext&) { return verify::ownSlicesFile(*v); },
                    [this](std::filesystem::path own) {
                        m_own = std::move(own);
                        if (!m_own.empty() && m_stack->currentWidget() == m_empty)
                            showExtra({});
                        updateActions();
                    },
                    [](const std::exception&) {}); // there is none then
}

void SlicesTab::showExtra(const Json& extra)
{
    m_extra = std::make_shared<const Json>(extra);
    auto table = verify::sliceTable(extra);
    if (!table || table->attributes.empty()) {
        m_model->setTable({});
        m_empty->set(tr("No slices yet"),
                     tr("A slice is the part of the pairs whose images share a value: with a mask, from one camera, of "
                        "an age. Give a CSV with the column “path” and one for each attribute, or have quality, "
                        "brightness, sharpness and pose measured of the images. Accuracies, error rates and the "
                        "thresholds that each slice would need are then compared here, the largest gap first."),
                     m_own.empty() ? tr("Load attributes…") : tr("Use the set’s own slices"));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    const verify::SliceTable& t = *table;
    QString basis = tr("Accuracy at the overall threshold %1; FNMR and FMR at the operating threshold %3 of the whole "
                       "set, which keeps a false match rate of %2 there. The threshold that a slice needs keeps it on "
                       "the slice.")
                        .arg(fixedText(t.threshold, 4), rateText(t.target), fixedText(t.operatingThreshold, 4));
    const auto corrected = std::count_if(t.attributes.begin(), t.attributes.end(),
                                         [](const auto& a) { return std::isfinite(a.gap.pHolm); });
    if (corrected > 1)
        //: Two sentences
        basis = tr("%1 %2", "sentences")
                    .arg(basis, tr("p of a gap is corrected for the %1 attributes (Holm).").arg(corrected));
    const QString how = t.bootstraps == 0 ? tr("There are too few people for intervals.")
                        : t.resampledIdentities
                            ? tr("Intervals (95 %) resample people.")
                            : tr("Intervals (95 %) resample pairs, and are too narrow if people occur often.");
    //: Two sentences
    basis = tr("%1 %2", "sentences").arg(basis, how);
    if (!t.passedOver.empty()) {
        QStringList names;
        for (const std::string& name : t.passedOver)
            names << qs(name);
        basis = tr("%1 %2", "sentences")
                    .arg(basis, tr("Left out for having more than %1 different values: %2.")
                                    .arg(verify::kMaxValues)
                                    .arg(QLocale().createSeparatedList(names)));
    }
    m_basis->setText(basis);
    const int before = m_table->currentIndex().row();
    m_table->clearSpans();
    m_model->setTable(std::move(*table));
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->isHeading(row))
            m_table->setSpan(row, 0, 1, SlicesModel::ColumnCount);
    m_table->selectRow(std::clamp(before, 0, m_model->rowCount() - 1));
    m_stack->setCurrentIndex(0);
}

void SlicesTab::measureFile(const QString& csv)
{
    measure([file = engine::toPath(csv)](const verify::Verification& v, TabContext& context) {
        return verify::sliceInputOf(v, file, context);
    });
}

void SlicesTab::measure(std::function<verify::SliceInput(const verify::Verification&, TabContext&)> read)
{
    if (!m_verification)
        return;
    m_work.start(
        [v = m_verification, extra = m_extra, read = std::move(read)](TabContext& context) {
            auto input = verify::mergedSlices(verify::sliceInputFrom(*extra, v->scores.size()), read(*v, context));
            return Found{verify::measuredExtra(*v, input, context.check()), std::move(context.issues)};
        },
        [this](const Found& found) {
            tell(found.issues);
            showExtra(found.extra);
            updateActions();
            Q_EMIT extrasChanged(QLatin1String(kKey), found.extra);
        },
        [this](const std::exception& error) {
            showError(error);
            updateActions();
        });
    updateActions();
}

void SlicesTab::measureCrops()
{
    if (!m_verification)
        return;
    auto result = std::make_shared<Json>();
    const auto work = [v = m_verification, extra = m_extra, result](jobs::Context& context) {
        auto input =
            verify::mergedSlices(verify::sliceInputFrom(*extra, v->scores.size()), verify::measuredSlices(*v, context));
        *result = verify::measuredExtra(*v, input, [&context] { context.checkStop(); });
    };
    startJob(tr("Measuring the images"), work, [this, result] {
        showExtra(*result);
        Q_EMIT extrasChanged(QLatin1String(kKey), *result);
    });
}

void SlicesTab::leaveOutAttribute()
{
    const auto* attribute = m_model->attribute(m_table->currentIndex().row());
    if (!attribute || m_work.isRunning())
        return;
    const Json extra = verify::withoutAttribute(*m_extra, attribute->name);
    showExtra(extra);
    updateActions();
    Q_EMIT extrasChanged(QLatin1String(kKey), extra);
}

void SlicesTab::showErrors(int row)
{
    const auto* attribute = m_model->attribute(row);
    const auto* slice = m_model->slice(row);
    if (!slice || !attribute)
        return;
    // Those of the figure that was chosen.
    const int column = m_table->currentIndex().column();
    const double threshold = column == SlicesModel::Fnmr || column == SlicesModel::Fmr
                                 ? m_model->table().operatingThreshold
                                 : m_model->table().threshold;
    struct Errors {
        std::vector<std::uint32_t> pairs;
        bool known = false;
    };
    const QString what = tr("%1: %2").arg(attributeText(attribute->name), sliceText(slice->value));
    m_looking.start(
        [v = m_verification, extra = m_extra, threshold, name = attribute->name, value = slice->value](TabContext&) {
            Errors out;
            for (const eval::Slice& one : verify::sliceInputFrom(*extra, v->scores.size()).slices) {
                if (one.attribute != name || one.value != value)
                    continue;
                out.known = true;
                const auto wrong = [&](std::uint32_t p) {
                    return wrongness(v->same[p] != 0, static_cast<double>(v->scores[p]), threshold);
                };
                for (const std::uint32_t pair : one.pairs)
                    if ((static_cast<double>(v->scores[pair]) >= threshold) != (v->same[pair] != 0))
                        out.pairs.push_back(pair);
                std::stable_sort(out.pairs.begin(), out.pairs.end(),
                                 [&](std::uint32_t a, std::uint32_t b) { return wrong(a) > wrong(b); });
            }
            return out;
        },
        [this, what, threshold](const Errors& errors) {
            if (!errors.known)
                Q_EMIT statusMessage(
                    tr("These slices were measured elsewhere and do not say which pairs are theirs. Measure them here "
                       "to see their errors."),
                    8000);
            else if (errors.pairs.empty())
                Q_EMIT statusMessage(
                    tr("No pair of this slice is judged wrongly at the threshold %1.").arg(fixedText(threshold, 4)),
                    5000);
            else
                Q_EMIT pairsChosen(errors.pairs, tr("%1, %n error(s) at the threshold %2", nullptr,
                                                    static_cast<int>(errors.pairs.size()))
                                                     .arg(what, fixedText(threshold, 4)));
        },
        [this](const std::exception& error) {
            showError(error);
            updateActions();
        });
}

void SlicesTab::stop()
{
    m_work.drop();
    stopJob();
    updateActions();
}

void SlicesTab::tell(const std::vector<jobs::Issue>& issues)
{
    QStringList lines;
    for (const jobs::Issue& issue : issues)
        lines << (issue.item.empty() ? qs(issue.message) : qs(issue.item + ": " + issue.message));
    m_issues->setText(lines.join(QLatin1Char('\n')));
    m_issues->setVisible(!lines.isEmpty());
}

void SlicesTab::updateActions()
{
    const bool busy = m_work.isRunning() || hasJob();
    const bool can = m_verification && !busy;
    m_file->setEnabled(can);
    m_set->setVisible(!m_own.empty());
    m_set->setEnabled(can && !m_own.empty());
    if (!m_own.empty())
        //: The key for it
        m_set->setToolTip(tr("By %1, which lies with the set (%2)")
                              .arg(qs(m_own.filename()), m_set->shortcut().toString(QKeySequence::NativeText)));
    m_crops->setEnabled(can && !session().jobs().isRunning());
    m_stop->setVisible(busy);
    m_busy->setText(busy ? tr("Measuring…") : QString());
    const int row = m_table->currentIndex().row();
    const bool shown = m_stack->currentWidget() != m_empty;
    m_leaveOut->setVisible(shown);
    m_leaveOut->setEnabled(can && shown && m_model->attribute(row));
    m_errors->setVisible(shown);
    m_errors->setEnabled(shown && m_model->attribute(row) && m_model->slice(row));
}

} // namespace likeness::pages

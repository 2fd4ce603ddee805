// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/bulk_dialog.h"

#include "app/engine/error_text.h"
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/journal/journal_text.h"
#include "app/pages/review/pair_delegate.h"
#include "app/pages/review/review_figures.h"
#include "app/pages/review/review_text.h"
#include "core/curate/preview_evidence.h"
#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/cell_grid.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace likeness::pages {

using namespace widgets;
using dataset::Action;
using engine::qs;

namespace {

constexpr double kWantedPrecision = 0.99;
constexpr std::size_t kMostCompared = 2000; // faces: more take longer than one waits
constexpr int kRestMs = 500;
constexpr double kTenths = 1000;

// The lowest tenth of a percent from which on the scores say that at most one in a hundred is wrong; where none is that
// sure, that of the surest.
double defaultConfidence(const std::vector<dataset::Suggestion>& suggestions)
{
    double sum = 0;
    double confidence = suggestions.empty() ? 1 : std::floor(suggestions.front().right * kTenths) / kTenths;
    for (std::size_t i = 0; i < suggestions.size(); ++i) {
        sum += suggestions[i].right;
        if (sum < kWantedPrecision * static_cast<double>(i + 1))
            break;
        const double step = std::floor(suggestions[i].right * kTenths) / kTenths;
        if (i + 1 == suggestions.size() || suggestions[i + 1].right < step)
            confidence = step;
    }
    return confidence;
}

} // namespace

bool BulkDialog::knows(const std::string& kind)
{
    return kind == "mislabelled" || kind == "outlier" || kind == "low_quality" || kind == "duplicate" ||
           kind == "near_duplicate";
}

BulkDialog::BulkDialog(const Services& services, std::string method, std::string kind, QWidget* parent)
    : QDialog(parent), m_services(services), m_method(std::move(method)), m_kind(std::move(kind)), m_settled(this)
{
    setObjectName(QStringLiteral("bulkDialog"));
    setWindowTitle(tr("Accept all above a confidence"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, 12);
    column->setSpacing(kGap);

    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    auto* label = new QLabel(tr("Accept from"), this);
    m_confidence = new QDoubleSpinBox(this);
    m_confidence->setObjectName(QStringLiteral("confidence"));
    m_confidence->setRange(0, 100);
    m_confidence->setDecimals(1);
    m_confidence->setSingleStep(1);
    //: After a number in a field: percent
    m_confidence->setSuffix(tr(" %"));
    m_confidence->setToolTip(
        m_kind == "mislabelled"
            ? tr("The probability that the label is wrong and the suggested person is the right one")
            : tr("The probability that the suggestion is right, by the calibrated scores"));
    label->setBuddy(m_confidence);
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setRange(0, static_cast<int>(kTenths));
    m_slider->setPageStep(50);
    m_slider->setAccessibleName(tr("Confidence"));
    row->addWidget(label);
    row->addWidget(m_confidence);
    row->addWidget(m_slider, 1);
    column->addLayout(row);
    m_summary = new QLabel(tr("Reading the suggestions…"), this);
    m_summary->setObjectName(QStringLiteral("bulkSummary"));
    m_summary->setProperty("role", QStringLiteral("title"));
    column->addWidget(m_summary);
    m_expected = new QLabel(this);
    m_expected->setObjectName(QStringLiteral("bulkExpected"));
    column->addWidget(m_expected);
    m_purity = new QLabel(this);
    m_purity->setObjectName(QStringLiteral("bulkPurity"));
    m_purity->setProperty("role", QStringLiteral("quiet"));
    column->addWidget(m_purity);

    const auto picture = [this](std::int64_t face) { return m_services.pictures->crop(face); };
    m_model = new FaceListModel(
        [this](std::span<const std::int64_t> faces) {
            std::vector<FaceCell> cells;
            for (const auto face : faces) {
                const auto at = m_places.find(face);
                if (at == m_places.end()) {
                    cells.emplace_back();
                    continue;
                }
                const auto& suggestion = m_suggestions[at->second];
                const QString own = nameOf(suggestion.own);
                const QString what = suggestion.suggested ? nameOf(suggestion.suggested) : tr("rejected");
                // two lines: the name now, the name then
                cells.push_back(
                    {QStringLiteral("%1\n→ %2").arg(own, what),
                     //: A suggestion: the name now, the name then, how sure
                     tr("%1 → %2, right with a probability of %3").arg(own, what, percent(suggestion.right)),
                     m_excluded.contains(face) ? FaceMark::Rejected : FaceMark::None});
            }
            return cells;
        },
        picture, this);
    auto* delegate = new PairDelegate(
        picture,
        [this](std::int64_t face) -> PairDelegate::Change {
            const auto at = m_places.find(face);
            if (at == m_places.end())
                return {};
            const dataset::Suggestion& suggestion = m_suggestions[at->second];
            return {suggestion.rivalFace, percent(suggestion.right)};
        },
        this);
    m_grid = new CellGrid(this);
    m_grid->setObjectName(QStringLiteral("bulkGrid"));
    m_grid->setItemDelegate(delegate);
    m_grid->setModel(m_model);
    m_grid->setAccessibleName(tr("Suggestions"));
    column->addWidget(m_grid, 1);
    auto* hint =
        new QLabel(tr("Space leaves the selected ones out, and takes them in again. One undo takes back all of "
                      "it."),
                   this);
    hint->setProperty("role", QStringLiteral("quiet"));
    column->addWidget(hint);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_accept = buttons->addButton(tr("Change faces"), QDialogButtonBox::AcceptRole);
    m_accept->setObjectName(QStringLiteral("bulkAccept"));
    makePrimary(m_accept);
    m_accept->setEnabled(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    resize(900, 640);

    auto* space = new QShortcut(QKeySequence(Qt::Key_Space), m_grid);
    space->setContext(Qt::WidgetShortcut);
    connect(space, &QShortcut::activated, this, &BulkDialog::toggleSelected);
    connect(m_grid, &QListView::doubleClicked, this, &BulkDialog::toggleSelected);
    connect(m_confidence, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        const QSignalBlocker block(m_slider);
        m_slider->setValue(static_cast<int>(std::lround(value * kTenths / 100)));
        showChosen();
    });
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int value) { m_confidence->setValue(value * 100 / kTenths); });
    connect(m_services.pictures, &engine::FacePictures::ready, this, [this](const std::vector<dataset::FaceId>& faces) {
        m_model->picturesReady(faces);
        m_grid->viewport()->update(); // the other picture of a pair
    });
    connect(m_services.session, &engine::ProjectSession::contentChanged, this, &BulkDialog::load);
    connect(m_services.session, &engine::ProjectSession::aboutToClose, this, &QDialog::reject);
    m_settled.setSingleShot(true);
    m_settled.setInterval(kRestMs);
    connect(&m_settled, &QTimer::timeout, this, &BulkDialog::comparePurity);
    load();
}

BulkDialog::~BulkDialog()
{
    if (m_comparing)
        m_comparing->requestStop();
}

void BulkDialog::load()
{
    struct Read {
        std::vector<dataset::Suggestion> suggestions;
        std::unordered_map<dataset::IdentityId, QString> names;
    };
    m_accept->setEnabled(false);
    const int round = ++m_round;
    runAsync(
        this,
        [folder = engine::toPath(m_services.session->folder()), method = m_method, kind = m_kind] {
            const auto project = dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
            Read read;
            read.suggestions = dataset::suggestions(project, method, kind);
            const bool copies = kind == "duplicate" || kind == "near_duplicate";
            // Nobody to move to; and of two names for one picture only a person can say which is right.
            std::erase_if(read.suggestions, [&](const dataset::Suggestion& s) {
                return copies ? s.suggested != 0 : kind == "mislabelled" && s.suggested == 0;
            });
            for (const auto& person : project.identities())
                read.names.emplace(person.id, qs(person.name));
            return read;
        },
        [this, round](Read read) {
            if (round == m_round)
                take(std::move(read.suggestions), std::move(read.names));
        },
        [this, round](const std::exception& error) {
            if (round == m_round)
                m_summary->setText(engine::errorText(error).what);
        });
}

void BulkDialog::take(std::vector<dataset::Suggestion> suggestions,
                      std::unordered_map<dataset::IdentityId, QString> names)
{
    m_suggestions.clear();
    m_places.clear();
    for (auto& suggestion : suggestions)
        if (m_places.emplace(suggestion.face, m_suggestions.size()).second)
            m_suggestions.push_back(suggestion);
    m_names = std::move(names);
    std::erase_if(m_excluded, [this](auto face) { return !m_places.contains(face); });
    if (!std::exchange(m_loaded, true))
        m_confidence->setValue(100 * defaultConfidence(m_suggestions));
    showChosen();
    m_grid->setFocus();
}

void BulkDialog::showChosen()
{
    const double least = m_confidence->value() / 100 - 1e-9;
    m_above = static_cast<std::size_t>(
        std::partition_point(m_suggestions.begin(), m_suggestions.end(),
                             [least](const dataset::Suggestion& s) { return s.right >= least; }) -
        m_suggestions.begin());
    std::vector<std::int64_t> faces;
    for (std::size_t i = 0; i < m_above; ++i)
        faces.push_back(m_suggestions[i].face);
    m_model->setFaces(std::move(faces));
    showSummary();
}

int BulkDialog::chosen() const
{
    return static_cast<int>(std::count_if(m_suggestions.begin(),
                                          m_suggestions.begin() + static_cast<std::ptrdiff_t>(m_above),
                                          [this](const auto& s) { return !m_excluded.contains(s.face); }));
}

double BulkDialog::expectedWrong() const
{
    double sum = 0;
    for (std::size_t i = 0; i < m_above; ++i)
        if (!m_excluded.contains(m_suggestions[i].face))
            sum += 1 - m_suggestions[i].right;
    return sum;
}

// What becomes of the labels that are changed. Flags of an earlier version do not say who is right.
QString BulkDialog::expectedText() const
{
    double right = 0, kept = 0;
    for (std::size_t i = 0; i < m_above; ++i) {
        const dataset::Suggestion& s = m_suggestions[i];
        if (m_excluded.contains(s.face))
            continue;
        if (!s.aboutPerson)
            return tr("How often the suggested person is the right one is not known: these faces were compared by an "
                      "earlier version.");
        right += s.right;
        kept += 1 - s.score;
    }
    const auto faces = static_cast<long long>(chosen());
    const auto moved = std::min(std::llround(right), faces);
    const auto same = std::min(std::llround(kept), faces - moved);
    return tr("Expected: %1 to the right person, %2 to a wrong one, %3 away from a label that was right.")
        .arg(QLocale().toString(moved), QLocale().toString(faces - moved - same), QLocale().toString(same));
}

void BulkDialog::showSummary()
{
    const int faces = chosen();
    const int left = static_cast<int>(m_above) - faces;
    m_expected->setVisible(m_kind == "mislabelled" && faces > 0);
    if (m_suggestions.empty()) {
        m_summary->setText(tr("There is nothing open to accept here."));
    } else if (m_above == 0) {
        m_summary->setText(tr("No suggestion is that sure; the surest has %1. Lower the confidence to see more.")
                               .arg(percent(m_suggestions.front().right)));
    } else {
        const QString wrong = QLocale().toString(std::llround(expectedWrong()));
        QString text = tr("This would change %n face(s); expected wrong: %1.", nullptr, faces).arg(wrong);
        if (left > 0)
            text = inTurn(text, tr("%n left out.", nullptr, left));
        m_summary->setText(text);
        m_expected->setText(m_kind == "mislabelled" ? expectedText() : QString());
    }
    m_accept->setText(tr("Change %n face(s)", nullptr, faces));
    m_accept->setEnabled(faces > 0);
    m_purity->clear();
    if (m_comparing)
        m_comparing->requestStop();
    m_settled.start();
}

void BulkDialog::toggleSelected()
{
    const auto selected = m_grid->selectionModel()->selectedIndexes();
    const bool leaveOut = std::any_of(selected.begin(), selected.end(), [this](const QModelIndex& index) {
        return !m_excluded.contains(m_model->faceAt(index.row()));
    });
    for (const QModelIndex& index : selected) {
        if (leaveOut)
            m_excluded.insert(m_model->faceAt(index.row()));
        else
            m_excluded.erase(m_model->faceAt(index.row()));
    }
    m_model->refreshCells();
    showSummary();
}

// What the change does to the people it touches, where that takes a moment only.
void BulkDialog::comparePurity()
{
    const auto wanted = decisions();
    if (wanted.empty() || wanted.size() > kMostCompared)
        return;
    m_comparing = std::make_shared<jobs::RecordingContext>();
    runAsync(
        this,
        [folder = engine::toPath(m_services.session->folder()), wanted, context = m_comparing] {
            auto project = dataset::Project::open(folder);
            auto preview = dataset::previewChange(
                project, [&](dataset::Project& p) { dataset::decideAll(p, wanted, {}, context.get()); });
            curate::addEvidence(project, preview, 0, *context);
            return preview;
        },
        [this, context = m_comparing](const dataset::Preview& preview) {
            if (context != m_comparing || context->stopToken().stop_requested())
                return;
            double before = 0, facesBefore = 0, after = 0, facesAfter = 0;
            int people = 0;
            for (const auto& person : preview.people) {
                ++people;
                if (person.purityBefore) {
                    before += *person.purityBefore * person.facesBefore;
                    facesBefore += person.facesBefore;
                }
                if (person.purityAfter) {
                    after += *person.purityAfter * person.facesAfter;
                    facesAfter += person.facesAfter;
                }
            }
            if (facesBefore <= 0 || facesAfter <= 0)
                return;
            //: Purity: the share of faces whose closest other face has the same name
            m_purity->setText(tr("Purity of the %n people concerned: %1 → %2", nullptr, people)
                                  .arg(percent(before / facesBefore), percent(after / facesAfter)));
            m_purity->setToolTip(tr("The share of these people’s faces whose closest other face has the same name"));
        },
        [](const std::exception&) {}); // the change itself says what is wrong
}

dataset::FaceDecision BulkDialog::decisionOf(const dataset::Suggestion& suggestion) const
{
    if (m_kind == "mislabelled")
        return {suggestion.face, Action::Move, engine::utf8(nameOf(suggestion.suggested))};
    return {suggestion.face, Action::Reject, {}};
}

QString BulkDialog::nameOf(dataset::IdentityId id) const
{
    const auto it = m_names.find(id);
    return it == m_names.end() ? QString() : it->second;
}

std::vector<dataset::FaceDecision> BulkDialog::decisions() const
{
    std::vector<dataset::FaceDecision> out;
    for (std::size_t i = 0; i < m_above; ++i)
        if (!m_excluded.contains(m_suggestions[i].face))
            out.push_back(decisionOf(m_suggestions[i]));
    return out;
}

std::string BulkDialog::why() const
{
    return acceptedReason(m_confidence->value());
}

} // namespace likeness::pages

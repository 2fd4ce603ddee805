// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/versions/version_diff_view.h"

#include "app/engine/face_pictures.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <array>

namespace likeness::pages {

using dataset::Difference;
using engine::qs;
using namespace widgets;

namespace {

constexpr std::size_t kMostFaces = 200'000; // of each kind that are kept to be looked at; all are counted

struct Read {
    std::vector<Difference> differences;
    std::array<int, 5> counts = {};
};

Read readDifferences(const std::filesystem::path& folder, const std::string& a, const std::string& b)
{
    const auto project = dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
    Read read;
    dataset::eachDifference(project, a, b, [&](const Difference& d) {
        if (static_cast<std::size_t>(read.counts[static_cast<std::size_t>(d.kind)]++) < kMostFaces)
            read.differences.push_back(d);
    });
    return read;
}

} // namespace

VersionDiffView::VersionDiffView(engine::FacePictures& pictures, QWidget* parent)
    : QWidget(parent), m_delegate(new FaceDelegate(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(kMargin, kGap, kMargin, kSmallGap);
    bar->setSpacing(kGap);
    m_from = new QComboBox(this);
    m_from->setObjectName(QStringLiteral("compareFrom"));
    m_to = new QComboBox(this);
    m_to->setObjectName(QStringLiteral("compareTo"));
    auto* from = new QLabel(tr("&Compare"), this);
    from->setBuddy(m_from);
    auto* to = new QLabel(tr("wi&th"), this);
    to->setBuddy(m_to);
    for (QComboBox* box : {m_from, m_to}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(18);
        connect(box, &QComboBox::activated, this, &VersionDiffView::read);
    }
    bar->addWidget(from);
    bar->addWidget(m_from);
    bar->addWidget(to);
    bar->addWidget(m_to);
    bar->addStretch(1);
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(tr("Search for a person or a picture"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(220);
    connect(m_search, &QLineEdit::textChanged, this, &VersionDiffView::present);
    bar->addWidget(m_search);
    column->addLayout(bar);

    auto* kinds = new QHBoxLayout;
    kinds->setContentsMargins(kMargin, 0, kMargin, kSmallGap);
    kinds->setSpacing(kSmallGap);
    m_kinds = new QButtonGroup(this);
    for (const auto kind : {Difference::Kind::Relabelled, Difference::Kind::Added, Difference::Kind::Removed,
                            Difference::Kind::Landmarks}) {
        auto* button = new QToolButton(this);
        button->setCheckable(true);
        button->setChecked(kind == Difference::Kind::Relabelled);
        m_kinds->addButton(button, static_cast<int>(kind));
        kinds->addWidget(button);
    }
    connect(m_kinds, &QButtonGroup::idClicked, this, &VersionDiffView::present);
    kinds->addStretch(1);
    m_summary = new QLabel(this);
    m_summary->setProperty("role", QStringLiteral("quiet"));
    kinds->addWidget(m_summary);
    column->addLayout(kinds);

    m_model = new FaceListModel(
        [this](std::span<const std::int64_t> faces) {
            std::vector<FaceCell> cells;
            for (const auto face : faces) {
                const auto found = m_shown.find(face);
                if (found == m_shown.end()) {
                    cells.emplace_back();
                    continue;
                }
                const Difference& d = *found->second;
                const QString before = qs(d.before), after = qs(d.after);
                //: the name of a face before and after
                const QString caption = d.kind == Difference::Kind::Relabelled ? tr("%1 → %2").arg(before, after)
                                        : after.isEmpty()                      ? before
                                                                               : after;
                cells.push_back({caption, QStringLiteral("%1\n%2").arg(qs(d.key), caption), FaceMark::None});
            }
            return cells;
        },
        [&pictures](std::int64_t face) { return pictures.crop(face); }, this);
    connect(&pictures, &engine::FacePictures::ready, this,
            [this](const std::vector<dataset::FaceId>& faces) { m_model->picturesReady(faces); });
    m_delegate->setPictureSize(136); // room for two names below
    m_grid = makeFaceGrid(m_delegate, this);
    m_grid->setObjectName(QStringLiteral("differenceGrid"));
    m_grid->setModel(m_model);
    m_grid->setFrameShape(QFrame::NoFrame);
    connect(m_grid, &QListView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT faceActivated(m_model->faceAt(index.row())); });
    column->addWidget(m_grid, 1);
    present();
}

void VersionDiffView::setProject(const std::filesystem::path& folder, const std::vector<Version>& versions)
{
    m_folder = folder;
    for (QComboBox* box : {m_from, m_to}) {
        const QVariant before = box->currentData();
        box->clear();
        if (box == m_to)
            box->addItem(tr("Now"), QString());
        for (const Version& version : versions)
            box->addItem(versionTitle(version.row), qs(version.row.hash));
        box->setCurrentIndex(std::max(0, before.isValid() ? box->findData(before) : 0));
    }
    read();
}

std::string VersionDiffView::chosen(const QComboBox* box) const
{
    return engine::utf8(box->currentData().toString());
}

void VersionDiffView::compareFrom(const std::string& hash)
{
    const int index = m_from->findData(qs(hash));
    if (index < 0 || index == m_from->currentIndex())
        return;
    m_from->setCurrentIndex(index);
    read();
}

void VersionDiffView::read()
{
    const int round = ++m_round;
    m_differences.clear();
    std::fill(std::begin(m_counts), std::end(m_counts), 0);
    m_reading = m_from->count() > 0;
    present();
    if (!m_reading)
        return;
    runAsync(
        this, [folder = m_folder, a = chosen(m_from), b = chosen(m_to)] { return readDifferences(folder, a, b); },
        [this, round](Read read) {
            if (round != m_round)
                return;
            m_reading = false;
            m_differences = std::move(read.differences);
            std::copy(read.counts.begin(), read.counts.end(), m_counts);
            // The first kind that there is any of.
            if (count(static_cast<Difference::Kind>(m_kinds->checkedId())) == 0)
                for (QAbstractButton* button : m_kinds->buttons())
                    if (count(static_cast<Difference::Kind>(m_kinds->id(button))) > 0) {
                        button->setChecked(true);
                        break;
                    }
            present();
        },
        [this, round](const std::exception& error) {
            if (round != m_round)
                return;
            m_reading = false;
            present();
            Q_EMIT failed(error);
        });
}

int VersionDiffView::shown() const
{
    return m_model->rowCount();
}

void VersionDiffView::present()
{
    const auto text = [this](Difference::Kind kind) {
        const int n = count(kind);
        switch (kind) {
        case Difference::Kind::Added:
            return tr("Added %L1").arg(n);
        case Difference::Kind::Removed:
            return tr("Removed %L1").arg(n);
        case Difference::Kind::Relabelled:
            return tr("Relabelled %L1").arg(n);
        case Difference::Kind::Landmarks:
            return tr("Landmarks %L1").arg(n);
        default:
            return QString();
        }
    };
    for (QAbstractButton* button : m_kinds->buttons())
        button->setText(text(static_cast<Difference::Kind>(m_kinds->id(button))));
    const auto kind = static_cast<Difference::Kind>(m_kinds->checkedId());
    const QString wanted = m_search->text().trimmed();
    m_shown.clear();
    std::vector<std::int64_t> faces;
    for (const Difference& d : m_differences) {
        if (d.kind != kind)
            continue;
        if (!wanted.isEmpty() && !qs(d.key).contains(wanted, Qt::CaseInsensitive) &&
            !qs(d.before).contains(wanted, Qt::CaseInsensitive) && !qs(d.after).contains(wanted, Qt::CaseInsensitive))
            continue;
        m_shown.emplace(d.face, &d);
        faces.push_back(d.face);
    }
    m_model->setFaces(std::move(faces));
    const int splits = count(Difference::Kind::Split);
    const bool same = std::all_of(std::begin(m_counts), std::end(m_counts), [](int n) { return n == 0; });
    m_summary->setText(m_reading    ? tr("Comparing…")
                       : splits > 0 ? tr("%n person(s) changed sides of the splits", nullptr, splits)
                       : same       ? tr("No difference")
                                    : QString());
}

} // namespace likeness::pages
